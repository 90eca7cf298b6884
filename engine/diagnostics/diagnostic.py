"""The value that every stage reports with. Part of :mod:`engine.diagnostics`; rendered by ``render`` and ``sarif``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.diagnostics.span import Span


class Severity:
    """How grave a diagnostic is; only errors stop the pipeline. A hint tells what may be left as it is."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


#: Warnings that are hints: what they speak of is needless or may well be meant. Their pages say 级别: 提示.
HINTS = frozenset({"W0502", "W0516", "W0517", "W0519", "W0521", "W0524"})


class Label(NamedTuple):
    """A second place that a diagnostic points at, e.g. the other of two clashing exceptions.

    ``role`` is a key into the catalogue entry's ``标注`` table; ``arguments`` fill its template.
    """

    span: Span
    role: str
    arguments: Mapping[str, object] = {}


class Diagnostic(NamedTuple):
    """One finding about a text: a code of the catalogue, the place, and the values its message needs.

    Severity follows from the code (``E…`` error, ``W…`` warning or hint). Codes are never reused for another meaning.
    """

    code: str
    span: Span
    arguments: Mapping[str, object] = {}
    labels: tuple[Label, ...] = ()

    @property
    def severity(self) -> str:
        """``"error"``, ``"warning"`` or ``"hint"``."""
        if self.code in HINTS:
            return Severity.HINT
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR
