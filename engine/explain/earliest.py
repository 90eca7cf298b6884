"""The earliest year in which it could pass, and what that assumes. Part of :mod:`engine.explain`.

Facts that move with the year (逐年: 递增) are moved year by year, the working time of routing rows with them. Facts that a
person can still change are taken to be brought to the boundary values that failed comparisons name: hours of years that
are not over above all. Everything taken so is told as an assumption.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.evaluate.outcome import Outcome, Reason
from engine.explain.changes import (
    Change,
    applied,
    change_shown,
    completed,
    failed_conditions,
    failing_reasons,
    moves,
    permitted,
)
from engine.explain.counterfactual import passes
from engine.explain.figures import date_text
from engine.explain.inquiry import Inquiry
from engine.explain.paths import split
from engine.explain.unknowns import open_questions
from engine.explain.words import LANGUAGES, Text, say, text
from engine.values import ABSENT
from engine.values.dates import ROUND_DOWN, shift_years

#: Years looked ahead, and rounds of repair within a year.
YEARS = 5
ROUNDS = 5


def earliest_year(inquiry: Inquiry, remedied: bool) -> dict[str, Any]:
    """The earliest year for the decision; not sought where it passes already or a remedy was found.

    Nor for another year than the plan's: the rows move with the year, and there would be nothing to start from.
    """
    year = inquiry.year()
    if inquiry.first.decision != "ineligible" or remedied or year is None or year != inquiry.tables["policy"]["year"]:
        return _result(False, None, None, None, [], [], text("nothing"))
    for ahead in range(YEARS + 1):
        case = moved_case(inquiry, ahead, year)
        repaired = None if case is None else _repaired(inquiry, case, ahead)
        if repaired is not None:
            changes, passing, decision = repaired
            assumed = _assumptions(inquiry, changes, ahead, passing)
            key = "earliest_this_year" if ahead == 0 else "earliest_found"
            shown = [change_shown(inquiry, path, value) for path, value in changes.items()]
            return _result(True, ahead, year + ahead, decision, shown, assumed, text(key, year=year + ahead))
    return _result(True, None, None, None, [], [], text("earliest_none", year=year, last=year + YEARS))


def _result(
    searched: bool,
    ahead: int | None,
    year: int | None,
    decision: str | None,
    changes: list[dict[str, Any]],
    assumptions: list[Text],
    statement: Text,
) -> dict[str, Any]:
    return {
        "searched": searched,
        "ahead": ahead,
        "year": year,
        "decision": decision,
        "changes": changes,
        "assumptions": assumptions,
        "statement": statement,
    }


def moved_case(inquiry: Inquiry, ahead: int, year: int) -> Any:
    """The case ``ahead`` years later; ``None`` where a date would leave the calendar."""
    changes: dict[str, Any] = {}
    for id, fact in inquiry.facts.items():
        value = inquiry.case.facts.get(id)
        if not ahead or not fact.get("yearly"):
            continue
        if isinstance(value, date):
            changes[id] = shift_years(value, ahead, ROUND_DOWN)
        elif isinstance(value, int):
            changes[id] = value + ahead
        elif isinstance(value, tuple) and isinstance(value[1], int) and value[1] >= year:
            changes[id] = (value[0], value[1] + ahead)
    return None if None in changes.values() else applied(inquiry.case, changes)


def _repaired(inquiry: Inquiry, case: Any, ahead: int) -> tuple[dict[str, Any], Any, str] | None:
    """Changes with which the moved case passes, the case so changed and its decision; ``None`` where none were found."""
    changes: dict[str, Any] = {}
    for _ in range(ROUNDS):
        changed = applied(case, changes)
        if not changed.is_consistent:
            return None
        outcome = inquiry.ask(changed, ahead)
        if outcome.incidents:
            return None
        if passes(inquiry, outcome) and not _fillable(inquiry, outcome):
            return changes, changed, outcome.decision
        further = _further(inquiry, changed, outcome)
        merged = completed(inquiry, case, {**changes, **further}) if further else None
        if merged is None or merged == changes:
            return None
        changes = merged
    return None


def _further(inquiry: Inquiry, case: Any, outcome: Outcome) -> dict[str, Any]:
    """The first change that each failed comparison admits, and values for records of years to come."""
    everywhere, by_row = failed_conditions(inquiry, outcome)
    wanted = [pair for condition in everywhere + by_row for pair in failing_reasons(condition)]
    wanted += [(reason, True) for reason in _fillable(inquiry, outcome)]
    changes: dict[str, Any] = {}
    for reason, truth in wanted:
        for change in moves(inquiry, reason, truth):
            if not permitted(inquiry, case.facts, change) or not _within_year(inquiry, case, change):
                continue
            before = changes.get(change.path)
            if isinstance(before, int) and isinstance(change.value, int):
                changes[change.path] = max(before, change.value)
            else:
                changes.setdefault(change.path, change.value)
            if not reason.parts:
                break
    return changes


def _within_year(inquiry: Inquiry, case: Any, change: Change) -> bool:
    """A date that moves with the year may be chosen anew, but within the year that is tried."""
    moved = case.facts.get(change.path)
    yearly = inquiry.facts.get(change.path, {}).get("yearly")
    return not (yearly and isinstance(moved, date)) or moved.year == change.value.year


def _fillable(inquiry: Inquiry, outcome: Outcome) -> list[Reason]:
    """Reasons left open by records that nobody can have yet: of the year of application and later."""
    year = inquiry.year() or 0
    found: dict[Reason, None] = {}
    for label, places in open_questions(outcome, inquiry.notes).items():
        parts = split(label.subject) if label.kind == ABSENT else None
        if parts is not None and parts[1] >= year:
            found.update(dict.fromkeys(reason for reasons in places.values() for reason in reasons))
    return list(found)


def _assumptions(inquiry: Inquiry, changes: dict[str, Any], ahead: int, passing: Any) -> list[Text]:
    """What is taken for granted, in sentences."""
    said: list[Text] = []
    by_record: dict[str, set[int]] = {}
    for path in changes:
        parts = split(path)
        if parts is not None:
            by_record.setdefault(parts[0], set()).add(parts[1])
    for record, years in by_record.items():
        fact = inquiry.facts[record]
        listed = {lang: say(lang, "list").join(map(str, sorted(years))) for lang in LANGUAGES}
        name = {"zh": fact["name"], "en": fact["id"].replace("_", " ")}
        said.append(text("assume_records", name=name, years=listed))
    for path, value in changes.items():
        if split(path) is None and path != inquiry.subject["reference_date"]:
            shown = change_shown(inquiry, path, value)
            said.append(text("assume_change", name=shown["name"], value=shown["to"]["text"]))
    if ahead:
        if isinstance(passing.on, date):
            said.append(text("assume_date", day=date_text(passing.on)))
        said.append(text("assume_same_rules"))
    return said
