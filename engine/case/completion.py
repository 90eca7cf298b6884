"""From the facts as given to the facts as evaluated: derived ones, then assumed ones, then what follows from those.

Part of :mod:`engine.case`. What follows from an assumption is an assumption too, so that a decision resting on it is
never called final.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.case import containment, relations, unknowns
from engine.values import GIVEN_UNKNOWN, Unknown

GIVEN, ASSUMED, DERIVED, REGISTERED = "given", "assumed", "derived", "registered"


class Completed(NamedTuple):
    """``facts`` for the evaluators; ``provenance`` of what was added, by path (``assumed``, ``derived`` or ``registered``)."""

    facts: dict[str, Any]
    provenance: dict[str, str]


def related(subject: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts of ``subject`` on which others follow, or that are assumed, but for records: what is filled in depends on these
    alone."""
    wanted = {id for relation in subject["relations"] for id in relation["columns"]}
    for fill in subject.get("fills", ()):
        wanted |= {fill["fact"], *fill["columns"]}
    wanted |= {fact["id"] for fact in subject["facts"] if fact["absent"] == "assume"}
    records = {fact["id"] for fact in subject["facts"] if fact["type"] == "records"}
    return tuple(fact["id"] for fact in subject["facts"] if fact["id"] in wanted - records)


def complete(subject: dict[str, Any], given: Mapping[str, Any], assume: bool = True) -> Completed:
    """Add to ``given`` (every fact of ``subject`` by id) what follows and, with ``assume``, the declared defaults."""
    facts = dict(given)
    provenance = dict.fromkeys(relations.derive(subject["relations"], facts), DERIVED)
    provenance |= dict.fromkeys(_fill(subject, facts), REGISTERED)
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
        provenance |= dict.fromkeys(_fill(subject, facts), ASSUMED)
    return Completed(facts, provenance)


def _fill(subject: dict[str, Any], facts: dict[str, Any]) -> list[str]:
    """Fill in, in place, what a register has for what was left out. Gives the ids of the facts."""
    filled = []
    for fill in subject.get("fills", ()):
        entry = registered(fill, facts) if _is_absent(facts[fill["fact"]]) else None
        if entry is not None:
            facts[fill["fact"]] = entry["value"]
            filled.append(fill["fact"])
    return filled


def registered(fill: dict[str, Any], facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The entry of a register for these facts: that of the specialty before that of the whole series."""
    known = [facts[id] for id in fill["columns"]]
    if any(isinstance(value, Unknown) and any(row["words"][index] for row in fill["rows"]) for index, value in enumerate(known)):
        return None
    fitting = [
        row for row in fill["rows"] if all(word is None or word == value for word, value in zip(row["words"], known, strict=True))
    ]
    return max(fitting, key=lambda row: sum(word is not None for word in row["words"]), default=None)


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
