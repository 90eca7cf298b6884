"""Whether a changed policy decides every application as the unchanged one does, by :mod:`engine.symbolic`; else one that it
decides otherwise. Part of :mod:`engine.mutation`.

Readings may be any of their options, not only the chosen ones: a decision tells what each would change, and an officer may
choose another. What a change leaves alone is never asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.artifact.tables import Tables
from engine.core.policy import CorePolicy
from engine.core.uses import Index, Uses
from engine.core.walk import asked
from engine.mutation.mutant import Statement
from engine.mutation.rewriting import items, roots
from engine.symbolic.decided import Decided
from engine.symbolic.encoding import Encoding
from engine.symbolic.solver import FOUND, Solver, Witness
from engine.symbolic.variables import Variables


class Equivalence:
    """Compares changed policies with the one of ``core`` and ``tables``."""

    def __init__(self, core: CorePolicy, tables: Tables) -> None:
        self.core = core
        self.tables = tables
        index = Index(core)
        self._uses: dict[Statement, Uses] = {each: index.uses(read(each, item)) for each, item in items(core)}
        self._bases: dict[str, Decided] = {}

    def same(self, core: CorePolicy, tables: Tables, statements: Iterable[Statement]) -> bool:
        """Whether it is proved that no application is decided otherwise under ``core`` and ``tables``, which differ from the
        policy in ``statements`` and in figures and readings."""
        touched = self.touched(statements, tables)
        for subject in self._subjects(touched):
            with self._sides(subject, core, tables) as (old, new, _):
                if not Solver(old.encoding.variables).same(old, new, touched):
                    return False
        return True

    def witness(self, core: CorePolicy, tables: Tables, statements: Iterable[Statement]) -> Witness | None:
        """An application that is decided otherwise; ``None`` where none is found."""
        touched = self.touched(statements, tables)
        for subject in self._subjects(touched):
            with self._sides(subject, core, tables) as (old, new, fixed):
                answer = Solver(old.encoding.variables).difference(old, new, touched, fixed)
            if answer.verdict == FOUND:
                return answer.witness
        return None

    def touched(self, statements: Iterable[Statement], tables: Tables) -> frozenset[Statement]:
        """``statements``, those that use definitions among them, and those that use a figure or reading that differs."""
        given = frozenset(statements)
        definitions = {name for kind, name in given if kind == "definition"}
        figures = _changed(self.tables["parameters"], tables["parameters"])
        readings = _changed(self.tables["readings"], tables["readings"])
        return given | {
            statement
            for statement, uses in self._uses.items()
            if definitions & set(uses.definitions) or figures & set(uses.parameters) or readings & set(uses.readings)
        }

    def _subjects(self, touched: frozenset[Statement]) -> list[str]:
        return [part.name for part in self.core.subjects if touched & self._base(part.name).everything()]

    def _base(self, subject: str) -> Decided:
        """The unchanged policy of a subject, all its formulas made."""
        if subject not in self._bases:
            made = Decided(Encoding(self.core, self.tables, Variables(self.tables, subject), {}))
            made.prepare()
            self._bases[subject] = made
        return self._bases[subject]

    @contextmanager
    def _sides(self, subject: str, core: CorePolicy, tables: Tables) -> Iterator[tuple[Decided, Decided, frozenset[str]]]:
        """The unchanged and the changed policy, and the readings of which they take options of their own."""
        old = self._base(subject)
        fixed = frozenset(_changed(self.tables["readings"], tables["readings"]))
        with old.encoding.variables.passing():
            if fixed:
                old = Decided(self._encoding(old, self.core, self.tables, fixed))
            yield old, Decided(self._encoding(old, core, tables, fixed)), fixed

    @staticmethod
    def _encoding(base: Decided, core: CorePolicy, tables: Tables, fixed: frozenset[str]) -> Encoding:
        chosen = {name: tables["readings"][name]["chosen"] for name in fixed}
        return Encoding(core, tables, base.encoding.variables, chosen)


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Names whose entries are not the same."""
    return {name for name, entry in before.items() if after[name] is not entry}


def read(statement: Statement, item: Any) -> list[Any]:
    """The expressions of a statement, its message's included."""
    return asked(item) if statement[0] in ("condition", "entitlement") else roots(statement, item)


def as_application(witness: Witness) -> dict[str, Any]:
    """A witness as an application file; under readings other than the chosen ones it says so in a note."""
    return dict(witness.application) | ({"_口径": dict(witness.readings)} if witness.readings else {})
