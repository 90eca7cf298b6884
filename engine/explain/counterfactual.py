"""What would make it pass: the smallest sets of changes, at most two facts, each tried by evaluating again.

Part of :mod:`engine.explain`. Candidates are boundary values of failed comparisons that a person can bring about; a part
raised above its whole brings the whole along, and that counts as a change. Only asked of a case that is ineligible.
"""

from __future__ import annotations

from typing import Any

from engine.evaluate.outcome import Outcome, Reason
from engine.explain.changes import (
    Change,
    applied,
    change_shown,
    completed,
    failed_conditions,
    failing_elements,
    failing_reasons,
    is_backdated,
    is_past,
    moves,
    permitted,
)
from engine.explain.inquiry import Inquiry
from engine.explain.labels import path_label
from engine.explain.unknowns import open_labels
from engine.explain.words import text

#: Facts changed at most, and evaluations spent at most.
LARGEST = 2
EVALUATIONS = 40

Changes = dict[str, Any]


class Search:
    """One search for remedies: what has been tried and found so far."""

    __slots__ = ("found", "inquiry", "tried")

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        self.tried: set[frozenset] = set()
        self.found: list[tuple[Changes, Outcome]] = []

    def run(self) -> bool:
        """Look for all sets of changes, smallest first; whether every candidate was tried."""
        case, first = self.inquiry.case, self.inquiry.first
        if not self._within_reach(first):
            return True
        sets = self._candidates(case, first, {})
        expanded: list[tuple[Changes, Any, Outcome]] = []
        for changes in [one for one in sets if len(one) == 1]:
            tried = None if self._settled(changes) else self._try(changes)
            if tried is not None:
                expanded.append((changes, *tried))
        pairs = [one for one in sets if len(one) == LARGEST]
        for changes, changed, outcome in expanded:
            pairs += self._candidates(changed, outcome, changes)
        for changes in pairs:
            if len(self.tried) >= EVALUATIONS:
                return False
            if not self._settled(changes):
                self._try(changes)
        return True

    def _settled(self, changes: Changes) -> bool:
        """Whether a remedy was found already that these changes only add to, or that takes less of the same fact."""
        return any(
            set(small.items()) <= set(changes.items()) or (set(small) <= set(changes) and _measured(small, changes))
            for small, _ in self.found
        )

    def _within_reach(self, outcome: Outcome) -> bool:
        """Whether everything that failed and is asked of the case itself has something that could be changed."""
        everywhere, _ = failed_conditions(self.inquiry, outcome)
        facts = self.inquiry.case.facts
        return all(
            any(permitted(self.inquiry, facts, change) for change in self._moves(element))
            for condition in everywhere
            for element in failing_elements(condition)
        )

    def _moves(self, failing: list[tuple[Reason, bool]]) -> list[Change]:
        return [change for reason, wanted in failing for change in moves(self.inquiry, reason, wanted)]

    def _candidates(self, case: Any, outcome: Outcome, before: Changes) -> list[Changes]:
        """Sets of changes that go one candidate further than ``before``."""
        everywhere, by_row = failed_conditions(self.inquiry, outcome)
        sets: list[Changes] = []
        failing = [pair for condition in everywhere + by_row for pair in failing_reasons(condition)]
        for change in dict.fromkeys(self._moves(failing)):
            if change.path in before and before[change.path] == change.value:
                continue
            if not permitted(self.inquiry, case.facts, change):
                continue
            changes = completed(self.inquiry, self.inquiry.case, {**before, change.path: change.value})
            if changes and len(changes) <= LARGEST and changes not in sets:
                sets.append(changes)
        return sets

    def _try(self, changes: Changes) -> tuple[Any, Outcome] | None:
        """Evaluate with ``changes``: recorded where it passes, returned for going further where it does not."""
        key = frozenset(changes.items())
        if key in self.tried or len(self.tried) >= EVALUATIONS:
            return None
        self.tried.add(key)
        changed = applied(self.inquiry.case, changes)
        if not changed.is_consistent:
            return None
        outcome = self.inquiry.ask(changed)
        if outcome.incidents:
            return None
        if passes(self.inquiry, outcome):
            self.found.append((changes, outcome))
            return None
        return changed, outcome


def _measured(small: Changes, changes: Changes) -> bool:
    """Whether two sets differ only in how far a number or date is moved."""
    return all(changes[path] == value or not isinstance(value, str | bool | tuple) for path, value in small.items())


def passes(inquiry: Inquiry, outcome: Outcome) -> bool:
    """Nothing stands against it any more: eligible, or open only where it was open before."""
    if outcome.incidents or outcome.decision in ("ineligible", "not_applicable"):
        return False
    return outcome.decision == "eligible" or open_labels(outcome, inquiry.notes) <= open_labels(inquiry.first, inquiry.notes)


def remedies(inquiry: Inquiry) -> dict[str, Any]:
    """The remedies of an ineligible case, for the decision; says so where none was found or nothing was sought."""
    if inquiry.first.decision != "ineligible":
        unneeded = text("remedies_unneeded")
        return {"searched": False, "complete": True, "remedies": [], "obstacles": [], "statement": unneeded}
    search = Search(inquiry)
    complete = search.run()
    found = [
        {
            "changes": [change_shown(inquiry, path, value) for path, value in changes.items()],
            "decision": outcome.decision,
        }
        for changes, outcome in search.found
    ]
    key = "remedies_found" if found else "remedies_none"
    barred = [] if found else obstacles(inquiry)
    return {"searched": True, "complete": complete, "remedies": found, "obstacles": barred, "statement": text(key)}


def obstacles(inquiry: Inquiry) -> list[dict[str, Any]]:
    """The facts that stand in the way because nobody can change them: ``past`` records, ``dated`` ones that would have to be
    earlier than they are, or ``fixed`` facts."""
    everywhere, _ = failed_conditions(inquiry, inquiry.first)
    found: dict[str, dict[str, Any]] = {}
    for condition in everywhere:
        for element in failing_elements(condition):
            wanted = [change for pair in element for change in moves(inquiry, *pair)]
            if any(permitted(inquiry, inquiry.case.facts, change) for change in wanted):
                continue
            for change in wanted:
                why = "past" if is_past(inquiry, change.path) else "dated" if is_backdated(inquiry, change) else "fixed"
                name = path_label(inquiry, change.path)
                found.setdefault(change.path, {"path": change.path, "name": name, "why": why})
    return list(found.values())
