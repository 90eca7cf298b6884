"""Random policies asked by raw applications: the vocabulary of :mod:`tests.generators.world`, and its facts as somebody states them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from engine.core.policy import CorePolicy, Message
from engine.core.walk import of_policy
from engine.direct import module
from engine.values import GIVEN_UNKNOWN, NOT_APPLICABLE, Unknown
from tests.generators import policies, world

IDS = {"甲": "first", "乙": "second", "丙": "third"}
TYPES = {"number": "integer", "span": "years"}
REFERENCE = "d0"


def fact(id: str, kind: str, **more: Any) -> dict[str, Any]:
    """A fact of the tables; Chinese name and English id differ."""
    return {
        "name": f"名{id}", "id": id, "type": TYPES.get(kind, kind), "unit": "", "scale": 0, "enumeration": None, "change": "free",
        "range": {"number": [-3, 12], "year": [2000, 2100]}.get(kind), "absent": "unknown", "assumed": None,
        "may_not_apply": False, "judge": None, "yearly": False, "note": "", "example": None, "columns": [], "fields": [],
        "missing_year": "unknown", "past_fixed": False, "contains": [],
    } | ({"enumeration": "词"} if kind == "word" else {}) | more  # fmt: skip


def tables(policy: CorePolicy) -> dict[str, Any]:
    """Explanation tables with what reading an application takes."""
    columns = [{"name": f"列{each}", "id": each, "enumeration": "词"} for each in ("c0", "c1")]
    fields = [fact(id, kind) for id, (kind, _) in world.FIELDS.items()]
    facts = [
        *(fact(id, kind) for kind, ids in world.FACTS.items() for id in ids),
        *(fact(id, kind, may_not_apply=True) for kind, id in world.OPTIONAL.items()),
        *(fact(id, "list", columns=columns) for id in world.LISTS),
        *(fact(id, "records", fields=fields, missing_year="none" if none else "unknown") for id, none in world.RECORDS.items()),
    ]
    subject = {
        "name": policies.SUBJECT, "id": "application", "wording": "application", "note": "", "routed": True,
        "reference_date": REFERENCE, "year": None, "row_choice": None, "facts": facts, "relations": [], "fills": [],
    }  # fmt: skip
    days = {str(year): [[day.isoformat() for day in kind] for kind in kinds] for year, kinds in world.CALENDAR.years.items()}
    part = policy.subjects[0]
    atoms = max((node.atom.number for node in of_policy(policy) if hasattr(node, "atom")), default=0) + 1
    plain = {"left": None, "right": None, "kind": "truth", "text": "…", "operator": "", "clauses": [], "readings": []}
    return {
        "subjects": {policies.SUBJECT: subject}, "enumerations": {"词": {"id": "words", "words": IDS}}, "units": {},
        "rows": {row.locator: {"name": row.locator, "notice": None} for row in part.rows}, "tables": {}, "calendar": days,
        "atoms": [plain] * atoms,
        "conditions": {c.name: {"message": parts(c.message), "blocks": c.blocks, "kind": c.kind} for c in part.conditions},
        "entitlements": {e.name: {"message": parts(e.message)} for e in part.entitlements},
    }  # fmt: skip


def parts(message: Message | None) -> list[Any]:
    """A message as the tables keep it."""
    like = {"type": "text", "unit": "", "scale": 0}
    return [part if isinstance(part, str) else like for part in message.parts] if message else []


def made(seed: int) -> tuple[CorePolicy, dict[str, Any], module.Generated]:
    """A random policy with parameters and readings of its own, its tables, and its functions."""
    random = Random(seed)
    policy = policies.policy(random)
    readings = world.bindings(random).readings
    policy = replace(
        policy, parameters=tuple(world.parameters(random).items()),
        readings=tuple((name, (("采用", value),)) for name, value in readings.items()),
        chosen=tuple((name, "采用") for name in readings),
    )  # fmt: skip
    found = tables(policy)
    return policy, found, module.generate(policy, found)


def application(random: Random, spoilt: bool) -> dict[str, Any]:
    """Random facts as an application states them; ``spoilt`` ones with something that does not belong there."""
    found: dict[str, Any] = {}
    for id, value in world.facts(random).items():
        stated = state(random, value)
        if stated is not None or random.random() < 0.2:
            found[id] = stated
    if random.random() < 0.2:
        found = {f"名{id}": value for id, value in found.items()}
    if random.random() < 0.1:
        found[random.choice(("主体", "subject"))] = random.choice((policies.SUBJECT, "application", "别的"))
    if spoilt:
        odd = (True, 0, 1, 1.0, 2.5, float("nan"), -1, 10**30, "", "甲 ", "2", "不详", "待判断", "不适用", [], {}, [{}], ["甲"], b"x".hex(),
               {"year": 2020}, [{"year": 2020.0, "hours": 1, "extra": 1, "done": True}], date(2023, 2, 28), "2023-02-30")  # fmt: skip
        key = random.choice(
            [*(id for ids in world.FACTS.values() for id in ids), *world.LISTS, *world.RECORDS, "opt_n", "别的", "_注"]
        )
        found[key] = random.choice(odd)
    return found


def state(random: Random, value: Any) -> Any:
    """One value as JSON data; ``None`` where it is left out."""
    if isinstance(value, Unknown):
        return "不详" if all(label.kind == GIVEN_UNKNOWN for label in value.labels) else None
    if value is NOT_APPLICABLE:
        return "不适用"
    if isinstance(value, date):
        return value if random.random() < 0.3 else value.isoformat()
    if isinstance(value, str):
        return "全部" if value == "*" else value if random.random() < 0.7 else IDS[value]
    if isinstance(value, dict):
        return records(random, value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], int):
            return {"from": value[0], "to": value[1]}
        return [{id: state(random, word) for id, word in zip(("c0", "c1"), entry, strict=True)} for entry in value]
    return float(value) if type(value) is int and abs(value) < 100 and random.random() < 0.1 else value


def records(random: Random, value: dict[int, Any]) -> Any:
    """Records as a list or by year."""
    stated = {year: state_entry(random, entry) for year, entry in value.items()}
    if random.random() < 0.3 or any(isinstance(entry, str) for entry in stated.values()):
        return {str(year): entry for year, entry in stated.items()}
    return [{"year": year, **entry} for year, entry in stated.items()]


def state_entry(random: Random, entry: Any) -> Any:
    """One year; complete more often than not, so that something can be said of it."""
    if isinstance(entry, Unknown):
        return "不详"
    full = {id: kind for id, (kind, _) in world.FIELDS.items()} if random.random() < 0.8 else {}
    whole = {id: entry.get(id) for id in (full or entry)}
    return {
        id: world.value(random, world.FIELDS[id][0])
        if full and (value is None or isinstance(value, Unknown))
        else state(random, value)
        for id, value in whole.items()
    }
