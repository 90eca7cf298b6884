"""From the facts as given to the facts as evaluated: derived ones, then assumed ones, then what follows from those.

Part of :mod:`engine.case`. What follows from an assumption is an assumption too, so that a decision resting on it is
never called final.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.case import containment, relations, unknowns
from engine.values import GIVEN_UNKNOWN, Unknown

GIVEN, ASSUMED, DERIVED = "given", "assumed", "derived"


class Completed(NamedTuple):
    """``facts`` for the evaluators; ``provenance`` of what was added, by path (``assumed`` or ``derived``)."""

    facts: dict[str, Any]
    provenance: dict[str, str]


def complete(subject: dict[str, Any], given: Mapping[str, Any], assume: bool = True) -> Completed:
    """Add to ``given`` (every fact of ``subject`` by id) what follows and, with ``assume``, the declared defaults."""
    facts = dict(given)
    provenance = dict.fromkeys(relations.derive(subject["relations"], facts), DERIVED)
    if not assume:
        return Completed(facts, provenance)
    for fact in subject["facts"]:
        if fact["type"] == "records":
            facts[fact["id"]] = _with_assumed_fields(fact, facts[fact["id"]], provenance)
        elif _is_absent(facts[fact["id"]]) and (value := unknowns.assumed_value(fact)) is not None:
            facts[fact["id"]] = value
            provenance[fact["id"]] = ASSUMED
    if ASSUMED in provenance.values():
        provenance |= dict.fromkeys(relations.derive(subject["relations"], facts), ASSUMED)
    return Completed(facts, provenance)


def _is_absent(value: Any) -> bool:
    """Not given at all; a fact given as unknown is never assumed."""
    return isinstance(value, Unknown) and all(label.kind != GIVEN_UNKNOWN for label in value.labels)


def _with_assumed_fields(fact: dict[str, Any], records: Any, provenance: dict[str, str]) -> Any:
    """The records with declared defaults in the fields that a year leaves out."""
    defaults = {field["id"]: value for field in fact["fields"] if (value := unknowns.assumed_value(field)) is not None}
    if not defaults or not isinstance(records, dict):
        return records
    for year, entry in records.items():
        missing = [field for field in defaults if field not in entry]
        provenance |= {f"{fact['id']}[{year}].{field}": ASSUMED for field in missing}
    return {year: defaults | entry for year, entry in records.items()}


def is_consistent(subject: dict[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether an application could state these facts: parts within wholes, and related facts in agreement."""
    if relations.contradictions(subject["relations"], facts):
        return False
    records = (fact for fact in subject["facts"] if fact["type"] == "records")
    return not any(True for fact in records for _ in containment.excesses(fact, facts[fact["id"]]))
