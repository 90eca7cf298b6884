"""An outcome as one flat record of the register. Part of :mod:`engine.batch`.

Only what a register is asked for is taken from the outcome: no letters, no remedies, no flips. What each field means is said
in schemas/batch-record.schema.json; the words agree with what ``policy eval`` says of the same application
(tests/batch/test_equality.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.artifact.tables import Tables
from engine.evaluate.outcome import ConditionOutcome, Outcome, Reason
from engine.explain.decision import PROCEDURE
from engine.explain.findings import ENTITLED
from engine.explain.unknowns import open_labels
from engine.values import JUDGEMENT

#: The names of a record's fields, in order.
FIELDS = (
    "key", "file", "line", "subject", "decision", "final", "rows", "possible_rows", "failed", "failed_clauses", "open",
    "open_clauses", "missing", "entitlements", "referrals", "errors",
)  # fmt: skip

Record = dict[str, Any]


class Verdicts:
    """Makes records under one policy."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._conditions = tables["conditions"]
        self._notes = frozenset(name for name, known in self._conditions.items() if known["kind"] == "note")
        self._order = {name: number for number, name in enumerate(tables["clauses"])}
        self._referring = referring(tables)

    def record(self, subject: str, outcome: Outcome, final: bool) -> Record:
        """The fields of a decided row from ``subject`` on; ``errors`` is empty."""
        failed = list(self._standing(outcome, "not_met"))
        open_ = list(self._standing(outcome, "undetermined"))
        decision = outcome.decision
        if self._tables["subjects"][subject]["wording"] == "procedure":
            decision = PROCEDURE.get(decision, decision)
        return {
            "subject": subject,
            "decision": decision,
            "final": final,
            "rows": [row.locator for row in outcome.rows if row.scope],
            "possible_rows": [row.locator for row in outcome.rows if row.scope is None],
            "failed": _once(condition.name for condition in failed),
            "failed_clauses": self._in_order(self._clauses(failed)),
            "open": _once(condition.name for condition in open_),
            "open_clauses": self._in_order(self._clauses(open_)),
            "missing": sorted({label.subject for label in open_labels(outcome, self._notes)}),
            "entitlements": _entitlements(outcome),
            "referrals": self._referrals(outcome),
            "errors": [],
        }

    def _standing(self, outcome: Outcome, status: str) -> Iterator[ConditionOutcome]:
        """The conditions with that status that bear on the decision: of the case, and of rows that may take it."""
        for conditions in (outcome.applying, *(row.conditions for row in outcome.rows)):
            for condition in conditions:
                if condition.status == status and self._conditions[condition.name]["blocks"]:
                    yield condition

    def _referrals(self, outcome: Outcome) -> list[str]:
        """Failed conditions that refer on, and gaps of the notice that the case surely falls into."""
        asked = (outcome.applying, *(row.conditions for row in outcome.rows))
        found = {each.name for conditions in asked for each in conditions if each.status == "not_met"}
        found |= {name for name, truth in outcome.gaps if truth}
        return [name for name in self._referring if name in found]

    def _clauses(self, conditions: Iterable[ConditionOutcome]) -> Iterator[str]:
        """The clauses of the conditions and of the comparisons that made them fail or left them open."""
        for condition in conditions:
            yield from self._conditions[condition.name]["clauses"]
            for reason in _reasons(condition):
                yield from self._tables["atoms"][reason.atom]["clauses"]

    def _in_order(self, clauses: Iterable[str]) -> list[str]:
        last = len(self._order)
        return sorted(set(clauses), key=lambda clause: (self._order.get(clause, last), clause))


def referring(tables: Tables) -> dict[str, int]:
    """What a record may name as referred on, in its order: conditions, then gaps of the notice."""
    conditions = (name for name, known in tables["conditions"].items() if known["consequence"] == "referral")
    return {name: number for number, name in enumerate(dict.fromkeys((*conditions, *tables["gaps"])))}


def _reasons(condition: ConditionOutcome) -> Iterator[Reason]:
    """The reasons that decide a failed condition, or that leave an open one open."""
    failed = condition.status == "not_met"
    for element in condition.elements:
        for reason in element.reasons:
            if failed and (element.truth is not False or reason.truth is None):
                continue
            if not failed and not reason.labels:
                continue
            yield reason


def _entitlements(outcome: Outcome) -> list[dict[str, Any]]:
    """Entitlements granted, or not certain yet: name, status, and the row that grants it."""
    found = []
    for row, given in ((None, outcome.promised), *((row.locator, row.entitlements) for row in outcome.rows)):
        for one in given:
            if one.truth is False:
                continue
            status = ENTITLED[one.truth]
            labels = [label for reason in one.reasons for label in reason.labels]
            if one.truth is None and labels and all(label.kind == JUDGEMENT for label in labels):
                status = "awaiting_judgement"
            found.append({"entitlement": one.name, "status": status, "row": row})
    return found


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
