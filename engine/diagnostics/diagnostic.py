"""The value that every stage reports with. Part of :mod:`engine.diagnostics`; rendered by ``render`` and ``sarif``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.diagnostics.span import Span


class Severity:
    """How grave a diagnostic is; only errors stop the pipeline."""

    ERROR = "error"
    WARNING = "warning"


class Label(NamedTuple):
    """A second place that a diagnostic points at, e.g. the other of two clashing exceptions.

    ``role`` is a key into the catalogue entry's ``标注`` table; ``arguments`` fill its template.
    """

    span: Span
    role: str
    arguments: Mapping[str, object] = {}


class Diagnostic(NamedTuple):
    """One finding about a text: a code of the catalogue, the place, and the values its message needs.

    Severity follows from the code (``E…`` error, ``W…`` warning). Codes are never reused for another meaning.
    """

    code: str
    span: Span
    arguments: Mapping[str, object] = {}
    labels: tuple[Label, ...] = ()

    @property
    def severity(self) -> str:
        """``"error"`` or ``"warning"``."""
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR
