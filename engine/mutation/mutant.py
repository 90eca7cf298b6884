"""One changed place of a policy. Part of :mod:`engine.mutation`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.artifact.tables import Tables
from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import walk
from engine.diagnostics import Span

#: A statement by kind (definition, condition, entitlement, row, gap) and name.
Statement = tuple[str, str]
_WORDS = re.compile(r"[^\s“”（）：→·]{2,}")


@dataclass(frozen=True, slots=True)
class Mutant:
    """``kind`` of change, what it is in words, the clauses it stands under, the place and the ``statements`` that hold it.

    ``before``/``after``: the node changed, for changes within expressions. ``core`` and ``tables`` make the changed policy
    from the unchanged one, ``None`` where that part stays as it is.
    """

    kind: str
    zh: str
    en: str
    clauses: tuple[str, ...]
    span: Span
    statements: frozenset[Statement]
    before: c.Node | None = None
    after: c.Node | None = None
    core: Callable[[CorePolicy], CorePolicy] | None = field(default=None, compare=False)
    tables: Callable[[Tables], Tables] | None = field(default=None, compare=False)

    @property
    def words(self) -> frozenset[str]:
        """The words of the policy that the change is about: a scenario that names them is likely to notice."""
        if self.before is None:
            return frozenset(_WORDS.findall(self.zh))
        values = [node.value for node in walk(self.before) if isinstance(node, c.Constant)]
        listed = (each for value in values for each in (value if isinstance(value, frozenset | tuple) else (value,)))
        return frozenset(_WORDS.findall(self.zh)) | {each for each in listed if isinstance(each, str)}
