"""Changes to facts that would settle a comparison: boundary values, and which changes a person can make at all.

Part of :mod:`engine.explain`; used by the search for remedies, for the earliest year, and to rank missing facts.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from engine.evaluate.outcome import ConditionOutcome, Outcome, Reason
from engine.explain.comparisons import NEGATED
from engine.explain.figures import figure
from engine.explain.inquiry import Inquiry
from engine.explain.labels import path_label, side_path
from engine.explain.paths import field_path, split, value_at
from engine.values import Interval, Unknown

#: How many words of a group or enumeration are tried.
WORDS_TRIED = 4
#: How many days are tried for a date that working days are counted from.
DAYS_TRIED = 10
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DAY = timedelta(days=1)


class Change(NamedTuple):
    """A fact or field set to a value."""

    path: str
    value: Any


def failing_reasons(condition: ConditionOutcome) -> list[tuple[Reason, bool]]:
    """What stands against a failed condition: each reason with the truth that it would need."""
    return [pair for element in failing_elements(condition) for pair in element]


def failing_elements(condition: ConditionOutcome) -> list[list[tuple[Reason, bool]]]:
    """The same, element by element of the outermost 每个: every one of them has to be put right."""
    return [
        [(reason, not reason.truth) for reason in element.reasons if reason.truth is not None]
        for element in condition.elements
        if element.truth is False
    ]


def failed_conditions(inquiry: Inquiry, outcome: Outcome) -> tuple[list[ConditionOutcome], list[ConditionOutcome]]:
    """The blocking conditions that failed: those asked of the case, and those asked of rows where no row admits it."""
    blocks = inquiry.tables["conditions"]
    everywhere = [c for c in outcome.applying if c.status == "not_met" and blocks[c.name]["blocks"]]
    by_row = [[c for c in row.conditions if c.status == "not_met" and blocks[c.name]["blocks"]] for row in outcome.rows]
    open_row = any(not failed for failed in by_row)
    return everywhere, [] if open_row else [c for failed in by_row for c in failed]


def moves(inquiry: Inquiry, reason: Reason, wanted: bool) -> list[Change]:
    """Values of single facts that make the atom of ``reason`` true (or false, as ``wanted``)."""
    atom = inquiry.tables["atoms"][reason.atom]
    found: list[Change] = []
    for side, other, operator in (
        (atom.get("left"), reason.right, atom.get("operator")),
        (atom.get("right"), reason.left, MIRRORED.get(str(atom.get("operator")))),
    ):
        path = side_path(inquiry, side, reason.bindings) if side else None
        if side and side["kind"] == "expression" and wanted:
            found += _moved_dates(inquiry, reason, side)
        if path is not None:
            found += [Change(path, value) for value in _values(inquiry, atom["kind"], path, operator, other, wanted)]
    for _, _, parts in reason.parts:
        for _, truth, _, inner in parts:
            if truth is not True:
                found += [change for why in inner for change in moves(inquiry, why, not why.truth)]
    return list(dict.fromkeys(found))


def _moved_dates(inquiry: Inquiry, reason: Reason, side: dict[str, Any]) -> list[Change]:
    """Later or earlier days for the one date that an expression counts from, until a comparison of dates would hold.

    Counting in working days cannot be turned round exactly, so the days after the likely one are offered too.
    """
    dates = [id for id in side.get("facts") or () if inquiry.facts.get(id, {}).get("type") == "date"]
    origin = inquiry.case.facts.get(dates[0]) if len(dates) == 1 else None
    if not isinstance(reason.left, date) or not isinstance(reason.right, date) or not isinstance(origin, date):
        return []
    is_right = side is inquiry.tables["atoms"][reason.atom].get("right")
    distance = (reason.left - reason.right) if is_right else (reason.right - reason.left)
    onward = _DAY if distance.days > 0 else -_DAY
    return [Change(dates[0], origin + distance + onward * days) for days in range(DAYS_TRIED)]


def _values(inquiry: Inquiry, kind: str, path: str, operator: str | None, other: Any, wanted: bool) -> list[Any]:
    if kind == "truth":
        return [wanted]
    if kind == "member":
        return _members(inquiry, path, other, wanted)
    if kind != "compare" or operator is None:
        return []
    other = other.low if isinstance(other, Interval) else other
    if other is None or isinstance(other, Unknown):
        return []
    needed = operator if wanted else NEGATED[operator]
    if needed in ("=", ">=", "<="):
        return [other]
    if needed == "!=":
        return _other_words(inquiry, path, frozenset((other,)))
    if isinstance(other, date):
        return [other + _DAY if needed == ">" else other - _DAY]
    return [other + 1 if needed == ">" else other - 1] if isinstance(other, int) else []


def _members(inquiry: Inquiry, path: str, group: Any, wanted: bool) -> list[Any]:
    if not isinstance(group, frozenset | tuple):
        return []
    if not wanted:
        return _other_words(inquiry, path, frozenset(group))
    return [word for word in _enumeration(inquiry, path) or sorted(group, key=str) if word in group][:WORDS_TRIED]


def _other_words(inquiry: Inquiry, path: str, excluded: frozenset) -> list[Any]:
    return [word for word in _enumeration(inquiry, path) if word not in excluded][:WORDS_TRIED]


def _enumeration(inquiry: Inquiry, path: str) -> list[str]:
    """The words that the fact at ``path`` may take, in order."""
    fact = described(inquiry, path)
    known = inquiry.tables["enumerations"].get(fact.get("enumeration") or "")
    return list(known["words"]) if known else []


def described(inquiry: Inquiry, path: str) -> dict[str, Any]:
    """The vocabulary's entry for a path; empty for a path it does not know."""
    parts = split(path)
    found = inquiry.facts.get(path) if parts is None else inquiry.fields.get((parts[0], parts[2]))
    return found or {}


def permitted(inquiry: Inquiry, facts: Any, change: Change) -> bool:
    """Whether a person can bring ``change`` about: honours 不可变, 只增, past years, stated dates and ranges.

    The year of application is what the search for the earliest year moves.
    """
    known = described(inquiry, change.path)
    before = value_at(facts, change.path)
    if known.get("change", "fixed") == "fixed" or is_past(inquiry, change.path) or is_backdated(inquiry, change):
        return False
    if change.path == inquiry.subject["year"]:
        return False
    if before == change.value or not _in_range(known, change.value):
        return False
    if known["change"] == "increase" and not isinstance(before, Unknown):
        try:
            if not change.value > before:
                return False
        except TypeError:
            return False
    return True


def is_past(inquiry: Inquiry, path: str) -> bool:
    """A record of a year before the year of application, where such records cannot change."""
    parts = split(path)
    year = inquiry.year()
    return bool(parts and inquiry.facts[parts[0]].get("past_fixed") and (year is None or parts[1] < year))


def is_backdated(inquiry: Inquiry, change: Change) -> bool:
    """A date earlier than the one stated: a thing may be put off or done again, but never have been done before it was."""
    stated = value_at(inquiry.case.facts, change.path)
    return isinstance(stated, date) and isinstance(change.value, date) and change.value < stated


def _in_range(known: dict[str, Any], value: Any) -> bool:
    limits = known.get("range")
    if not limits or isinstance(value, bool) or not isinstance(value, int):
        return True
    return bool(limits[0] <= value <= limits[1])


def completed(inquiry: Inquiry, case: Any, changes: dict[str, Any]) -> dict[str, Any] | None:
    """``changes`` with every whole raised that its parts would exceed; ``None`` where a whole cannot be raised."""
    result = dict(changes)
    touched = {(parts[0], parts[1]) for path in changes if (parts := split(path))}
    for record, year in touched:
        for _ in range(len(inquiry.facts[record].get("contains") or ())):
            raised = False
            for rule in inquiry.facts[record].get("contains") or ():
                whole = field_path(record, year, rule["whole"])
                value = _value(case, result, whole)
                held = [_value(case, result, field_path(record, year, part)) for part in rule["parts"]]
                least = sum(part for part in held if isinstance(part, int))
                if not isinstance(value, int) or least <= value:
                    continue
                if not permitted(inquiry, case.facts, Change(whole, least)):
                    return None
                result[whole] = least
                raised = True
            if not raised:
                break
    return result


def _value(case: Any, changes: dict[str, Any], path: str) -> Any:
    return changes[path] if path in changes else value_at(case.facts, path)


def applied(case: Any, changes: dict[str, Any]) -> Any:
    """The case with all ``changes`` made."""
    for path, value in changes.items():
        case = case.replace(path, value)
    return case


def change_shown(inquiry: Inquiry, path: str, value: Any) -> dict[str, Any]:
    """A change for people: which fact, from what, to what."""
    known = described(inquiry, path)
    return {
        "path": path,
        "name": path_label(inquiry, path),
        "from": figure(value_at(inquiry.case.facts, path), known, inquiry.tables),
        "to": figure(value, known, inquiry.tables),
    }
