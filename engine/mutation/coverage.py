"""Which atoms the scenarios see true and see false. Part of :mod:`engine.mutation`.

Questions are judged by the plain tree walk, which looks at every atom of a statement; the compiled evaluator and an outcome
keep those only on which an answer rests.
"""

from __future__ import annotations

from typing import Any

from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.evaluate.outcome import Bindings, Facts, Reason
from engine.evaluate.reference import Evaluator, Scope


class Coverage:
    """Told of questions; knows of every atom and condition the truths that were seen."""

    def __init__(self, core: CorePolicy) -> None:
        self.core = core
        self.atoms: dict[int, set[bool | None]] = {}
        self.conditions: dict[str, set[str]] = {}

    def see(self, subject: str, facts: Facts, bindings: Bindings) -> None:
        """Judge one question."""
        watching = _Watching(self.core, facts, bindings, self.atoms)
        outcome = watching.outcome(subject)
        for condition in (*outcome.conditions, *(c for row in outcome.rows for c in row.conditions)):
            self.conditions.setdefault(condition.name, set()).add(condition.status)

    def clauses(self) -> dict[str, dict[str, list[Any]]]:
        """By clause: ``atoms`` as ``(text, file, line, seen true, seen false)``, ``conditions`` as ``(name, seen met, seen not
        met)``. What lowering adds to routing rows is left aside."""
        found: dict[str, dict[str, list[Any]]] = {}
        for number, info in enumerate(self.core.atoms):
            if (info.left is not None and info.left.type == "row") or info.kind in ("quantifier", "aggregate", "tally", "choice"):
                continue
            seen = self.atoms.get(number, set())
            left, right = (side.text if side is not None else "" for side in (info.left, info.right))
            text = f"{left} {info.operator} {right}".strip()
            for clause in info.clauses:
                entry = (text, info.span.file, info.span.line, True in seen, False in seen)
                found.setdefault(clause, {"atoms": [], "conditions": []})["atoms"].append(entry)
        for part in self.core.subjects:
            for condition in part.conditions:
                seen_ = self.conditions.get(condition.name, set())
                for clause in condition.clauses if condition.kind != "note" else ():
                    entry_ = (condition.name, "met" in seen_, "not_met" in seen_)
                    found.setdefault(clause, {"atoms": [], "conditions": []})["conditions"].append(entry_)
        return found


class _Watching(Evaluator):
    """The tree walk, noting the truth of every atom."""

    def __init__(self, core: CorePolicy, facts: Facts, bindings: Bindings, seen: dict[int, set[bool | None]]) -> None:
        super().__init__(core, facts, bindings)
        self.seen = seen

    def reason(self, atom: n.Atom, scope: Scope, truth: bool | None, left: Any, right: Any, labels: frozenset) -> Reason:
        """The atom as it was met, noted."""
        self.seen.setdefault(atom.number, set()).add(truth)
        return super().reason(atom, scope, truth, left, right, labels)
