"""Tables for random policies, as the symbolic room takes them."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.evaluate.outcome import Bindings
from tests.generators import world

_TYPES = {"boolean": "boolean", "number": "integer", "date": "date", "word": "word", "year": "year", "span": "years"}


def fact(id: str, kind: str, **more: Any) -> dict[str, Any]:
    """A fact of the vocabulary."""
    plain = {
        "name": id, "id": id, "type": kind, "unit": "", "scale": 0, "range": None, "enumeration": None, "absent": "unknown",
        "assumed": None, "may_not_apply": False, "judge": None, "columns": [], "fields": [], "contains": [], "missing_year": None,
    }  # fmt: skip
    plain |= {"range": [-(10**6), 10**6]} if kind == "integer" else {"enumeration": "词"} if kind == "word" else {}
    return plain | more


def tables(bindings: Bindings) -> dict[str, Any]:
    """The tables of :mod:`tests.generators.world` with the figures of ``bindings``."""
    facts = [fact(name, _TYPES[kind]) for kind, names in world.FACTS.items() for name in names]
    facts += [fact(name, _TYPES[kind], may_not_apply=True) for kind, name in world.OPTIONAL.items()]
    columns = [{"name": name, "id": name, "enumeration": "词"} for name in ("a", "b")]
    facts += [fact(name, "list", columns=columns) for name in world.LISTS]
    fields = [fact(name, _TYPES[kind]) for name, (kind, _) in world.FIELDS.items()]
    facts += [fact(name, "records", fields=fields) for name in world.RECORDS]
    subject = {
        "name": "申报", "id": "application", "wording": "application", "reference_date": None, "year": None, "facts": facts,
        "relations": [], "fills": [],
    }  # fmt: skip
    return {
        "policy": {"year": 2022},
        "subjects": {"申报": subject},
        "enumerations": {"词": {"words": dict.fromkeys(world.WORDS)}},
        "rows": {},
        "calendar": {
            str(year): [[day.isoformat() for day in sorted(days)] for days in pair]
            for year, pair in bindings.calendar.years.items()
        },
        "parameters": {
            name: {"type": _type(entries), "entries": [[_plain(since), _plain(value)] for since, value in entries]}
            for name, entries in bindings.parameters.items()
        },
        "readings": {
            name: {"type": _type(((None, value),)), "chosen": "甲", "options": [{"name": "甲", "value": _plain(value)}]}
            for name, value in bindings.readings.items()
        },
    }


def _type(entries: Any) -> str:
    value = next((value for _, value in entries if value is not None), None)
    return "date" if isinstance(value, date) else "group" if isinstance(value, frozenset) else "other"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else sorted(value) if isinstance(value, frozenset) else value
