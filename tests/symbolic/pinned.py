"""Random policies as tables that the symbolic room takes, and random cases as constraints on its variables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.evaluate.outcome import Bindings
from engine.symbolic.logic import both, either, equal, implied, negated
from engine.symbolic.value import Value, constant
from engine.symbolic.variables import Variables
from engine.values import NOT_APPLICABLE, Unknown
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


def pinned(variables: Variables, facts: dict[str, Any], bindings: Bindings) -> Iterator[Any]:
    """The variables are what the case says; what the variables asked so far can tell of it."""
    for id, value in variables.made.items():
        given = bindings.on if id == "" else facts.get(id, Unknown(frozenset()))
        yield _is(variables, value, given)
    for id, found in variables.lists.items():
        yield from _list(variables, found, facts.get(id, Unknown(frozenset())))
    for id, record in variables.records.items():
        yield from _records(variables, record, facts.get(id, {}))


def _is(variables: Variables, value: Value, given: Any) -> Any:
    if isinstance(given, Unknown):
        return value.unknown
    if given is NOT_APPLICABLE:
        return both(negated(value.unknown), value.inapplicable)
    known = constant(given, variables.symbols)
    parts = zip(value.parts, known.parts, strict=True)
    return both(negated(value.unknown), negated(value.inapplicable), *(equal(one, two) for one, two in parts))


def _list(variables: Variables, found: Any, given: Any) -> Iterator[Any]:
    yield equal(found.unknown, isinstance(given, Unknown))
    if isinstance(given, Unknown):
        return
    yield equal(found.everything, given == "*")
    slots = [
        [
            both(
                slot.used,
                *(
                    open_ if isinstance(word, Unknown) else both(negated(open_), equal(term, variables.symbols.number(word)))
                    for (open_, term), word in zip(slot.columns, entry, strict=True)
                ),
            )
            for slot in found.entries()
        ]
        for entry in ([] if given == "*" else given)
    ]
    for number, slot in enumerate(found.entries()):
        yield either(negated(slot.used), *(entry[number] for entry in slots))
    if len(slots) <= len(found.entries()):
        for entry in slots:
            yield either(*entry)


def _records(variables: Variables, record: Any, given: Any) -> Iterator[Any]:
    yield equal(record.unknown, isinstance(given, Unknown))
    for year in record.years if isinstance(given, dict) else ():
        yield either(negated(record.present(year)), *(equal(year, known) for known in given))
        for known, entry in given.items():
            parts = [record.present(year)]
            for id, field in record.fields.items():
                value = Unknown(frozenset()) if isinstance(entry, Unknown) else entry.get(id, Unknown(frozenset()))
                parts.append(_is(variables, record.given(field, year), value))
            yield implied(equal(year, known), both(*parts))
