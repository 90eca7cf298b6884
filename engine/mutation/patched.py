"""The evaluator of a changed policy: what the change touches by the tree walk, the rest as the compiled policy has it.

Part of :mod:`engine.mutation`. Outcomes equal those of the reference evaluator on the changed policy (a test holds it to
that), at the cost of a few statements instead of a compilation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from engine.core.policy import CorePolicy, Row, SubjectPolicy
from engine.evaluate import assemble
from engine.evaluate import operators as ops
from engine.evaluate.outcome import Bindings, ConditionOutcome, EntitlementOutcome, Facts, Outcome, RowOutcome
from engine.evaluate.reference import Evaluator, Scope
from engine.mutation.mutant import Statement

Evaluate = Callable[[str, Facts, Bindings], Outcome]
Check = Callable[[Evaluator, Outcome], bool]


class Patched:
    """Evaluates ``core``, which differs from the policy of ``base`` in the statements ``touched`` only."""

    __slots__ = ("_known", "base", "core", "subjects", "touched")

    def __init__(self, core: CorePolicy, base: Evaluate, touched: frozenset[Statement], subjects: frozenset[str]) -> None:
        self.core = core
        self.base = base
        self.touched = touched
        self.subjects = subjects
        self._known: dict[str, list[Check]] = {}

    def __call__(self, subject: str, facts: Facts, bindings: Bindings) -> Outcome:
        """Evaluate one case."""
        return self.after(subject, facts, bindings, self.base(subject, facts, bindings))

    def after(self, subject: str, facts: Facts, bindings: Bindings, before: Outcome) -> Outcome:
        """The outcome of a case whose outcome was ``before`` under the unchanged policy."""
        if subject not in self.subjects:
            return before
        evaluator = Evaluator(self.core, facts, bindings)
        if before.incidents:
            return evaluator.outcome(subject)
        part = self.core.subject(subject)
        everywhere = Scope({}, {})
        conditions, entitlements = self._asked(evaluator, subject, (), before.conditions, before.entitlements, everywhere)
        rows = self._rows(evaluator, subject, before)
        blocking = frozenset(condition.name for condition in part.conditions if condition.blocks)

        def gaps() -> list[tuple[str, bool | None]]:
            found = [(gap.name, evaluator.truth(gap.scope, everywhere)[0]) for gap in part.gaps]
            return [(name, truth) for name, truth in found if truth is not False]

        return assemble.decide(conditions, entitlements, rows, bool(part.rows), blocking, gaps, evaluator.incidents)

    def differs(self, subject: str, facts: Facts, bindings: Bindings, before: Outcome) -> bool:
        """Whether :meth:`after` would give another outcome than ``before``; tells it sooner."""
        if subject not in self.subjects:
            return False
        evaluator = Evaluator(self.core, facts, bindings)
        if before.incidents:
            return evaluator.outcome(subject) != before
        return any(each(evaluator, before) for each in self._checks(subject)) or bool(evaluator.incidents)

    def _checks(self, subject: str) -> list[Check]:
        """One check for each statement of ``subject`` that the change touches."""
        if subject not in self._known:
            self._known[subject] = list(self._made(subject))
        return self._known[subject]

    def _made(self, subject: str) -> Iterator[Check]:
        part = self.core.subject(subject)
        kept: set[Statement] = set()
        for kind, listed in (
            ("condition", part.conditions), ("entitlement", part.entitlements), ("row", part.rows), ("gap", part.gaps),
        ):  # fmt: skip
            for item in listed:
                statement = (kind, getattr(item, "locator", "") or getattr(item, "name", ""))
                if statement in self.touched:
                    kept.add(statement)
                    yield partial(_CHECKS[kind], item, part)
        if self.touched - kept - {each for each in self.touched if each[0] == "definition"}:
            yield lambda evaluator, before: True  # something is left out

    def _asked(
        self,
        evaluator: Evaluator,
        subject: str,
        table: tuple[str, ...],
        conditions: tuple[ConditionOutcome, ...],
        entitlements: tuple[EntitlementOutcome, ...],
        scope: Scope,
    ) -> tuple[tuple[ConditionOutcome, ...], tuple[EntitlementOutcome, ...]]:
        """The conditions and entitlements asked of the case (``table`` empty) or of a row of ``table``."""
        part = self.core.subject(subject)
        touched = self.touched
        known = {outcome.name: outcome for outcome in conditions}
        granted = {outcome.name: outcome for outcome in entitlements}
        return (
            tuple(
                evaluator.condition(c, scope) if ("condition", c.name) in touched else known[c.name]
                for c in part.conditions
                if (table[0] in c.tables if table else not c.tables)
            ),
            tuple(
                evaluator.entitlement(e, scope) if ("entitlement", e.name) in touched else granted[e.name]
                for e in part.entitlements
                if (table[0] in e.tables if table else not e.tables)
            ),
        )

    def _rows(self, evaluator: Evaluator, subject: str, before: Outcome) -> tuple[RowOutcome, ...]:
        part = self.core.subject(subject)
        known = {outcome.locator: outcome for outcome in before.rows}
        found = []
        for row in part.rows:
            outcome = known.get(row.locator)
            if ("row", row.locator) in self.touched:
                truth, reasons = evaluator.truth(row.scope, Scope({}, {}))
                if truth is False:
                    continue
                if outcome is None:
                    found.append(evaluator.row(row, truth, reasons, part.conditions, part.entitlements))
                    continue
                outcome = outcome._replace(scope=truth, reasons=reasons)
            if outcome is not None:
                found.append(self._row(evaluator, subject, row, outcome))
        return tuple(found)

    def _row(self, evaluator: Evaluator, subject: str, row: Row, outcome: RowOutcome) -> RowOutcome:
        scope = _scope(row, evaluator.bindings)
        conditions, entitlements = self._asked(evaluator, subject, (row.table,), outcome.conditions, outcome.entitlements, scope)
        return outcome._replace(conditions=conditions, entitlements=entitlements)


def _scope(row: Row, bindings: Bindings) -> Scope:
    return Scope({}, ops.row_attributes(row.attributes, bindings.row_years, bindings.on))


def _differs(item: Any, part: SubjectPolicy, evaluator: Evaluator, before: Outcome, kind: str) -> bool:
    """Whether a condition or entitlement comes out otherwise, of the case or of any row in scope."""
    judge = evaluator.condition if kind == "conditions" else evaluator.entitlement
    if not item.tables:
        return any(old.name == item.name and old != judge(item, Scope({}, {})) for old in getattr(before, kind))
    rows = {row.locator: row for row in part.rows}
    return any(
        old.name == item.name and old != judge(item, _scope(rows[listed.locator], evaluator.bindings))
        for listed in before.rows
        if listed.locator in rows
        for old in getattr(listed, kind)
    )


def _condition(item: Any, part: SubjectPolicy, evaluator: Evaluator, before: Outcome) -> bool:
    return _differs(item, part, evaluator, before, "conditions")


def _entitlement(item: Any, part: SubjectPolicy, evaluator: Evaluator, before: Outcome) -> bool:
    return _differs(item, part, evaluator, before, "entitlements")


def _row(item: Row, part: SubjectPolicy, evaluator: Evaluator, before: Outcome) -> bool:
    truth, reasons = evaluator.truth(item.scope, Scope({}, {}))
    old = next((listed for listed in before.rows if listed.locator == item.locator), None)
    return truth is not False if old is None else (truth, reasons) != (old.scope, old.reasons)


def _gap(item: Any, part: SubjectPolicy, evaluator: Evaluator, before: Outcome) -> bool:
    if before.routing is not False:
        return False
    truth = evaluator.truth(item.scope, Scope({}, {}))[0]
    return truth is not dict(before.gaps).get(item.name, False)


_CHECKS: dict[str, Callable[..., bool]] = {
    "condition": _condition, "entitlement": _entitlement, "row": _row, "gap": _gap,
}  # fmt: skip
