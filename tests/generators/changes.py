"""Changes of a random policy or case under which something must stay the same: order, and more information."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from random import Random
from typing import Any

from engine.core import nodes as n
from engine.core.policy import CorePolicy, SubjectPolicy
from engine.evaluate.outcome import Bindings
from engine.values import Unknown
from tests.generators import world

#: Tuples whose order means nothing, by class and field.
UNORDERED = {
    (n.And, "operands"),
    (n.Or, "operands"),
    (n.Choice, "alternatives"),
    (n.YearList, "years"),
    (n.Tally, "rows"),
    (SubjectPolicy, "conditions"),
    (SubjectPolicy, "entitlements"),
    (SubjectPolicy, "rows"),
    (SubjectPolicy, "gaps"),
}


def shuffled(random: Random, policy: CorePolicy) -> CorePolicy:
    """The same policy with everything in another order that may be in another order."""
    return _shuffled(random, policy)


def _shuffled(random: Random, node: Any) -> Any:
    if isinstance(node, tuple) and not hasattr(node, "_fields"):
        return tuple(_shuffled(random, item) for item in node)
    if not is_dataclass(node) or isinstance(node, n.Atom):
        return node
    changed = {field.name: _shuffled(random, getattr(node, field.name)) for field in fields(node)}
    for name, part in changed.items():
        if (type(node), name) in UNORDERED:
            changed[name] = tuple(random.sample(part, len(part)))
    return replace(node, **changed)


def completed(random: Random, facts: dict[str, Any], share: float) -> dict[str, Any]:
    """The case with a ``share`` of its unknown facts made known; what is known stays."""
    found = dict(facts)
    scalars = {name: kind for kind, names in world.FACTS.items() for name in names}
    scalars.update({name: kind for kind, name in world.OPTIONAL.items()})
    for name, kind in scalars.items():
        if _open(facts.get(name)) and random.random() < share:
            found[name] = world.value(random, kind)
    for name in world.LISTS:
        found[name] = _completed_list(random, facts.get(name), share)
        if found[name] is None:
            del found[name]
    for name, missing_is_none in world.RECORDS.items():
        given = facts.get(name)
        if isinstance(given, Unknown):
            given = {} if random.random() < share and not missing_is_none else given
        if isinstance(given, dict) or (given is None and not missing_is_none):
            found[name] = _completed_record(random, given or {}, share, missing_is_none)
    return found


def _open(value: Any) -> bool:
    return value is None or isinstance(value, Unknown)


def _completed_list(random: Random, given: Any, share: float) -> Any:
    if _open(given):
        return (tuple(random.choices(world.WORDS, k=2)),) if random.random() < share else given
    if given == "*":
        return given
    return tuple(
        tuple(random.choice(world.WORDS) if _open(word) and random.random() < share else word for word in entry)
        for entry in given
    )


def _completed_record(random: Random, given: dict[int, Any], share: float, missing_is_none: bool) -> dict[int, Any]:
    found = dict(given)
    for year in world.YEARS:
        entry = found.get(year)
        if (entry is None and missing_is_none) or (_open(entry) and random.random() >= share):
            continue
        known = dict(entry) if isinstance(entry, dict) else {}
        for field, (kind, _) in world.FIELDS.items():
            if _open(known.get(field)) and random.random() < share:
                known[field] = world.value(random, kind)
        found[year] = known
    return found


def dated(random: Random, bindings: Bindings) -> Bindings:
    """The bindings with a known reference date."""
    if not isinstance(bindings.on, Unknown):
        return bindings
    on: date = world.value(random, "date")
    return bindings._replace(on=on)
