"""What is missing, ranked: what can change the decision alone, what can with others, what cannot. Part of :mod:`engine.explain`.

``alone`` is shown by trial: a value of that one fact was found that changes the decision. ``none`` is certain as well: a
decision that more information cannot change, or a fact that only conditions without effect on the decision ask for.
``together`` is everything between. Trials are bounded; a fact that was not tried counts as ``together``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.diagnostics.safe_text import safe
from engine.evaluate.operators import compare, is_known
from engine.evaluate.outcome import Outcome, Reason
from engine.explain.changes import Change, applied, described, moves
from engine.explain.comparisons import OPERATOR_WORDS
from engine.explain.figures import figure, unit_words
from engine.explain.inquiry import Inquiry
from engine.explain.labels import path_label, side_like, side_path
from engine.explain.paths import split
from engine.explain.unknowns import ROUTING, open_questions
from engine.explain.words import Text, text
from engine.values import ABSENT, GIVEN_UNKNOWN, JUDGEMENT, UnknownLabel

EVALUATIONS = 30
#: Comparisons that name a boundary.
BOUNDARIES = ("<", "<=", ">", ">=")
EFFECTS = ("alone", "together", "none")
#: Values tried per fact.
VALUES_TRIED = 3
KINDS = (ABSENT, GIVEN_UNKNOWN, JUDGEMENT)
#: At most so many words are listed to choose from.
WORDS_LISTED = 12
#: Of a longer list, so many are named as examples.
WORDS_NAMED = 3


def missing_facts(inquiry: Inquiry) -> list[dict[str, Any]]:
    """Everything that keeps the outcome open, ranked."""
    outcome = inquiry.first
    spent = inquiry.spent
    found = []
    questions = open_questions(outcome, inquiry.notes)
    for label, places in sorted(questions.items(), key=lambda item: _form_order(inquiry, item[0])):
        reasons = [reason for carried in places.values() for reason in carried]
        effect, trial = "none", None
        if _matters(inquiry, outcome, list(places)):
            may_try = inquiry.spent - spent < EVALUATIONS and label.kind in (ABSENT, GIVEN_UNKNOWN)
            trial = _deciding_value(inquiry, label, reasons) if may_try else None
            effect = "alone" if trial else "together"
        entry = _entry(inquiry, label, list(places), effect, trial)
        entry["required"] = _required(inquiry, label, reasons, trial)
        found.append(entry)
    return sorted(found, key=lambda entry: EFFECTS.index(entry["effect"]))


def _form_order(inquiry: Inquiry, label: UnknownLabel) -> tuple:
    """As in the form: by kind, then fact by fact, years and fields in turn."""
    parts = split(label.subject)
    id = label.subject if parts is None else parts[0]
    kind = KINDS.index(label.kind) if label.kind in KINDS else len(KINDS)
    fields = [field for record, field in inquiry.fields if parts and record == parts[0]]
    within = (parts[1], fields.index(parts[2]) if parts[2] in fields else 0) if parts else (0, 0)
    return kind // 2, inquiry.order.get(id, len(inquiry.order)), within, label.subject


def _matters(inquiry: Inquiry, outcome: Outcome, places: list[tuple[str, str | None]]) -> bool:
    """Whether the decision could still change with what stands open at ``places``."""
    if outcome.decision in ("eligible", "not_applicable"):
        return False
    if outcome.passes is False:
        return outcome.routing is None and any(name == ROUTING for name, _ in places)
    conditions = inquiry.tables["conditions"]
    return any(name == ROUTING or conditions[name]["blocks"] for name, _ in places)


def _deciding_value(inquiry: Inquiry, label: UnknownLabel, reasons: list[Reason]) -> tuple[Any, str] | None:
    """A value of this fact alone that changes the decision, and the decision that it gives."""
    tried = []
    for reason in reasons:
        for wanted in (False, True):
            tried += [change for change in moves(inquiry, reason, wanted) if change.path == label.subject]
    for change in list(dict.fromkeys(tried))[:VALUES_TRIED]:
        if not _in_range(inquiry, change):
            continue
        changed = applied(inquiry.case, {change.path: change.value})
        if not changed.is_consistent:
            continue
        outcome = inquiry.ask(changed)
        if outcome.decision != inquiry.first.decision and not outcome.incidents:
            return change.value, outcome.decision
    return None


def _required(inquiry: Inquiry, label: UnknownLabel, reasons: list[Reason], trial: tuple[Any, str] | None) -> Text | None:
    """The boundary that the fact has to keep, where trial has shown that beyond it the case fails."""
    if trial is None or trial[1] != "ineligible":
        return None
    for reason in reasons:
        atom = inquiry.tables["atoms"][reason.atom]
        left, right = atom.get("left"), reason.right
        bounded = atom["kind"] == "compare" and atom["operator"] in BOUNDARIES and is_known(right) and right is not None
        if not bounded or not left or side_path(inquiry, left, reason.bindings) != label.subject:
            continue
        if compare(atom["operator"], trial[0], right)[0] is False:
            value = figure(right, side_like(inquiry, left), inquiry.tables)["text"]
            dated = "_date" if isinstance(right, date) else ""
            return text(OPERATOR_WORDS[atom["operator"]] + dated, value=value)
    return None


def _in_range(inquiry: Inquiry, change: Change) -> bool:
    limits = described(inquiry, change.path).get("range")
    return not (limits and isinstance(change.value, int)) or limits[0] <= change.value <= limits[1]


def _entry(
    inquiry: Inquiry, label: UnknownLabel, places: list[tuple[str, str | None]], effect: str, trial: tuple | None
) -> dict[str, Any]:
    known = described(inquiry, label.subject)
    example = None
    if trial is not None:
        example = {"value": figure(trial[0], known, inquiry.tables), "decision": trial[1]}
    return {
        "path": label.subject,
        "name": _label(inquiry, label),
        "kind": label.kind,
        "effect": effect,
        "how": how(inquiry, label, known),
        "judge": known.get("judge"),
        "leaves_open": [_place(inquiry, name, row) for name, row in _merged(places)],
        "decides": example,
    }


def _label(inquiry: Inquiry, label: UnknownLabel) -> Text:
    if label.kind in ("calendar", "conflict", JUDGEMENT) and not described(inquiry, label.subject):
        return text("label_" + label.kind, subject=label.subject)
    return path_label(inquiry, label.subject)


def _merged(places: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Places once each: a condition asked of many rows counts once."""
    return list(dict.fromkeys((name, None if name != ROUTING else ROUTING) for name, _ in places))


def _place(inquiry: Inquiry, name: str, row: str | None) -> dict[str, Any]:
    if name == ROUTING:
        return {"condition": None, "name": text("routing"), "clauses": []}
    condition = inquiry.tables["conditions"][name]
    return {"condition": name, "name": {"zh": name, "en": name}, "clauses": list(condition["clauses"])}


def how(inquiry: Inquiry, label: UnknownLabel, known: dict[str, Any]) -> Text:
    """What to fill in, or who has to say."""
    if label.kind == JUDGEMENT:
        judge = known.get("judge")
        return text("how_judgement", judge=judge or text("judge"))
    if label.kind == "calendar":
        return text("how_calendar", year=label.subject)
    if label.kind == "conflict":
        return text("how_conflict")
    if label.subject.startswith("parameter:"):
        return text("how_parameter")
    kind = str(known.get("type") or "text")
    unit = known.get("unit")
    if kind == "word":
        words = inquiry.tables["enumerations"].get(known.get("enumeration") or "", {}).get("words") or {}
        key = "how_word" if len(words) <= WORDS_LISTED else "how_word_many"
        shown = list(words)[: WORDS_LISTED if key == "how_word" else WORDS_NAMED]
        return text(key, words="、".join(shown))
    if kind in ("quantity", "integer") and unit:
        return text("how_number", unit={"zh": unit, "en": unit_words(unit, "2", inquiry.tables)})
    example = known.get("example")
    if kind in ("year", "date", "row") and example:
        return text("how_example", how=text("how_" + kind), example=safe(example))
    return text("how_" + kind)
