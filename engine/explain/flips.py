"""What would change under other readings: each alternative of each touched reading, one at a time. Part of :mod:`engine.explain`.

Combinations of readings are not searched, and the decision says so.
"""

from __future__ import annotations

from typing import Any

from engine.evaluate.outcome import ConditionOutcome
from engine.explain.comparisons import readings_of
from engine.explain.findings import reasons_of
from engine.explain.inquiry import Inquiry
from engine.explain.words import text

EVALUATIONS = 40


def used_readings(inquiry: Inquiry) -> set[str]:
    """The readings cited by what settled the conditions, entitlements and rows."""
    first = inquiry.first
    found: set[str] = set()
    for condition in _asked(inquiry):
        if condition.status != "not_required":
            found |= readings_of(inquiry, reasons_of(condition))
            found |= set(inquiry.tables["conditions"][condition.name]["readings"])
    entitlements = list(first.entitlements) + [given for row in first.rows for given in row.entitlements]
    for given in entitlements:
        if given.truth is not False:
            found |= readings_of(inquiry, given.reasons)
    for row in first.rows:
        found |= readings_of(inquiry, row.reasons)
    return found & set(inquiry.tables["readings"])


def touched_readings(inquiry: Inquiry) -> set[str]:
    """The used ones, and those that anything asked of this case refers to, however indirectly."""
    found = used_readings(inquiry)
    for condition in _asked(inquiry):
        found |= set(inquiry.tables["conditions"][condition.name]["all_readings"])
    return found & set(inquiry.tables["readings"])


def _asked(inquiry: Inquiry) -> list[ConditionOutcome]:
    """The conditions asked of the case and of its rows, without mere notes."""
    first = inquiry.first
    everything = [*first.conditions, *(condition for row in first.rows for condition in row.conditions)]
    return [condition for condition in everything if condition.name not in inquiry.notes]


def flips(inquiry: Inquiry) -> dict[str, Any]:
    """Every touched reading with its alternatives and the decisions they give."""
    used = used_readings(inquiry)
    spent = inquiry.spent
    complete = True
    shown = []
    names = sorted(touched_readings(inquiry), key=lambda name: (name not in used, _code_order(inquiry, name)))
    for name in names:
        reading = inquiry.tables["readings"][name]
        alternatives = []
        for option in reading["options"]:
            if option["name"] == reading["chosen"]:
                continue
            if inquiry.spent - spent >= EVALUATIONS:
                complete = False
                continue
            outcome = inquiry.ask(inquiry.case, readings={name: option["name"]})
            decision = None if outcome.incidents else outcome.decision
            alternatives.append({**_option(option), "decision": decision, "changes": decision != inquiry.first.decision})
        shown.append(_shown(name, reading, alternatives, name in used))
    return {"readings": shown, "complete": complete, "statement": text("flips_one_at_a_time")}


def _code_order(inquiry: Inquiry, name: str) -> tuple[str, int]:
    code = inquiry.tables["readings"][name]["code"]
    letters = code.rstrip("0123456789")
    return letters, int(code[len(letters) :] or 0)


def _option(option: dict[str, Any]) -> dict[str, Any]:
    return {"option": option["name"], "note": option.get("note")}


def _shown(name: str, reading: dict[str, Any], alternatives: list[dict[str, Any]], used: bool) -> dict[str, Any]:
    chosen = next(option for option in reading["options"] if option["name"] == reading["chosen"])
    return {
        "code": reading["code"],
        "name": name,
        "question": reading["question"],
        "chosen": _option(chosen),
        "confirmed": is_confirmed(reading),
        "clause": reading["clause"],
        "used": used,
        "alternatives": alternatives,
    }


def is_confirmed(reading: dict[str, Any]) -> bool:
    """Whether somebody has confirmed the option chosen."""
    return reading["confirmed"] not in (None, "", "待确认")
