"""Conditions and entitlements as findings: status, message, figures, what they rest on. Part of :mod:`engine.explain`."""

from __future__ import annotations

from typing import Any

from engine.evaluate.outcome import ConditionOutcome, Element, EntitlementOutcome, Reason
from engine.explain.comparisons import comparison, facts_used, paths_of, readings_of
from engine.explain.figures import decimal, figure
from engine.explain.inquiry import Inquiry
from engine.explain.labels import parameter_use
from engine.explain.paths import split
from engine.explain.words import LANGUAGES, Text, joined, text
from engine.values import JUDGEMENT

Finding = dict[str, Any]

STATUS = {True: "met", False: "not_met", None: "undetermined"}
ENTITLED = {True: "granted", None: "undetermined"}


def finding(inquiry: Inquiry, outcome: ConditionOutcome, row: str | None = None) -> Finding:
    """One condition as it turned out, asked of the case (``row`` None) or of a routing row."""
    condition = inquiry.tables["conditions"][outcome.name]
    reasons = reasons_of(outcome)
    return {
        "condition": outcome.name,
        "kind": condition["kind"],
        "status": outcome.status,
        "consequence": condition["consequence"],
        "blocks": condition["blocks"],
        "row": row,
        "clauses": list(condition["clauses"]),
        "readings": sorted(reading_codes(inquiry, set(condition["readings"]) | readings_of(inquiry, reasons))),
        "elements": [_element(inquiry, condition, element) for element in outcome.elements],
        "applies": [comparison(inquiry, reason, outcome.applies) for reason in _once(outcome.applies_reasons)],
        **_used(inquiry, condition, reasons),
        "place": {"file": condition["file"], "line": condition["line"], "column": condition["column"]},
    }


def entitlement(inquiry: Inquiry, outcome: EntitlementOutcome, row: str | None = None) -> dict[str, Any] | None:
    """An entitlement that is or may be granted; ``None`` for one that is not."""
    if outcome.truth is False:
        return None
    known = inquiry.tables["entitlements"][outcome.name]
    judged = outcome.truth is None and _only_judgement(outcome.reasons)
    return {
        "entitlement": outcome.name,
        "status": "awaiting_judgement" if judged else ENTITLED[outcome.truth],
        "row": row,
        "message": message(inquiry, known.get("message"), outcome.arguments) if outcome.truth else promised(known),
        "comparisons": [comparison(inquiry, reason, outcome.truth) for reason in _once(outcome.reasons)],
        "clauses": list(known["clauses"]),
        "readings": sorted(reading_codes(inquiry, set(known["readings"]) | readings_of(inquiry, outcome.reasons))),
        **_used(inquiry, known, outcome.reasons),
        "place": {"file": known["file"], "line": known["line"], "column": known["column"]},
    }


def _used(inquiry: Inquiry, known: dict[str, Any], reasons: tuple[Reason, ...]) -> dict[str, Any]:
    """Facts and parameters that a condition or entitlement rests on, with their values."""
    paths = paths_of(inquiry, reasons)
    recorded = {parts[0] for path in paths if (parts := split(path))}
    paths += [id for id in known["facts"] if id not in paths and id not in recorded]
    return {
        "facts": facts_used(inquiry, paths),
        "parameters": [parameter_use(inquiry, name) for name in known["parameters"]],
    }


def _only_judgement(reasons: tuple[Reason, ...]) -> bool:
    labels = [label for reason in reasons for label in reason.labels]
    return bool(labels) and all(label.kind == JUDGEMENT for label in labels)


def _element(inquiry: Inquiry, condition: dict[str, Any], element: Element) -> dict[str, Any]:
    """One element of the outermost 每个, or the whole requirement."""
    comparisons = [comparison(inquiry, reason, element.truth) for reason in _once(element.reasons)]
    said: Text | None = None
    if element.truth is False and condition.get("message"):
        said = message(inquiry, condition["message"], element.arguments)
        if comparisons:
            said = {"zh": said["zh"], "en": joined([found["text"] for found in comparisons], "sentences")["en"]}
    return {
        "status": STATUS[element.truth],
        "bindings": [{"name": name, "value": value} for name, value in element.bindings],
        "message": said,
        "comparisons": comparisons,
    }


def message(inquiry: Inquiry, parts: list[Any] | None, arguments: tuple) -> Text:
    """A message of the policy with its values filled in; the policy's words are Chinese in every language."""
    if not parts:
        return text("nothing")
    values = iter(arguments)
    shown: list[Text] = []
    for part in parts:
        if isinstance(part, str):
            shown.append({"zh": part, "en": part})
        else:
            shown.append(argument(inquiry, part, next(values, None)))
    return {lang: "".join(piece[lang] for piece in shown) for lang in LANGUAGES}


def argument(inquiry: Inquiry, part: dict[str, Any], value: Any) -> Text:
    """A value within a message. Years and numbers stand bare: the policy's words around them name the unit."""
    if isinstance(value, int) and not isinstance(value, bool):
        bare = decimal(value, part.get("scale") or 0)
        return {"zh": bare, "en": bare}
    words: Text = figure(value, part, inquiry.tables)["text"]
    return words


def promised(known: dict[str, Any]) -> Text:
    """What an entitlement would give, for one that is not certain yet; values are left out."""
    own = "".join(part if isinstance(part, str) else "…" for part in known.get("message") or [])
    return {"zh": own, "en": own}


def reasons_of(outcome: ConditionOutcome) -> tuple[Reason, ...]:
    """All reasons of a condition: of its applicability and of every element."""
    return outcome.applies_reasons + tuple(reason for element in outcome.elements for reason in element.reasons)


def reading_codes(inquiry: Inquiry, names: set[str]) -> list[str]:
    """The codes (``A1``) of readings by name."""
    readings = inquiry.tables["readings"]
    return [readings[name]["code"] for name in names if name in readings]


def _once(reasons: tuple[Reason, ...]) -> list[Reason]:
    """Each atom once per bindings: a reason may be met on several ways."""
    found: dict[tuple, Reason] = {}
    for reason in reasons:
        found.setdefault((reason.atom, reason.bindings, reason.truth), reason)
    return list(found.values())
