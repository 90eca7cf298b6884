"""A case put in the place of the variables: does a formula hold for it? Part of :mod:`engine.symbolic`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.case.case import Case
from engine.symbolic import logic
from engine.symbolic.lists import ListVariable
from engine.symbolic.logic import Formula, both, either, equal, implied, negated
from engine.symbolic.records import RecordVariable
from engine.symbolic.value import Value, constant
from engine.symbolic.variables import Variables
from engine.values import NOT_APPLICABLE, Unknown

_UNKNOWN = Unknown(frozenset())


def holds(variables: Variables, formula: Formula, case: Case, readings: Mapping[str, str]) -> bool:
    """Whether ``formula`` holds for a case under ``readings`` (as chosen where not named), whatever is left free."""
    solver = logic.z3().Solver()
    for name, number in variables.readings.items():
        reading = variables.tables["readings"][name]
        options = [option["name"] for option in reading["options"]]
        solver.add(equal(number, options.index(readings.get(name, reading["chosen"]))))
    for each in (*pinned(variables, case.facts, case.on), negated(formula)):
        if each is not True:
            solver.add(each)
    return str(solver.check()) == "unsat"


def pinned(variables: Variables, facts: Mapping[str, Any], on: Any) -> Iterator[Formula]:
    """The variables asked so far are what the facts of a case say; ``on``: the date at which parameters are read."""
    for id, value in variables.made.items():
        yield _is(variables, value, on if id == "" else facts.get(id, _UNKNOWN))
    for id, found in variables.lists.items():
        yield from _list(variables, found, facts.get(id, _UNKNOWN))
    for id, record in variables.records.items():
        yield from _records(variables, record, facts.get(id, {}))


def _is(variables: Variables, value: Value, given: Any) -> Formula:
    if isinstance(given, Unknown):
        return value.unknown
    if given is NOT_APPLICABLE:
        return both(negated(value.unknown), value.inapplicable)
    known = constant(given, variables.symbols)
    parts = zip(value.parts, known.parts, strict=True) if value.kind == known.kind else ()
    return both(negated(value.unknown), negated(value.inapplicable), *(equal(one, two) for one, two in parts))


def _list(variables: Variables, found: ListVariable, given: Any) -> Iterator[Formula]:
    """As many of the entries as there are places for, each of which holds one of them."""
    yield equal(found.unknown, isinstance(given, Unknown))
    yield from found.limits()
    if isinstance(given, Unknown):
        return
    yield equal(found.everything, given == "*")
    places = found.entries()
    held = [[_holds(variables, place, entry) for place in places] for entry in (() if given == "*" else given)]
    for number, place in enumerate(places):
        yield either(negated(place.used), *(entry[number] for entry in held))
    if len(held) <= len(places):
        for entry in held:
            yield either(*entry)


def _holds(variables: Variables, place: Any, entry: tuple[Any, ...]) -> Formula:
    words = (
        open_ if isinstance(word, Unknown) else both(negated(open_), equal(term, variables.symbols.number(word)))
        for (open_, term), word in zip(place.columns, entry, strict=True)
    )
    return both(place.used, *words)


def _records(variables: Variables, record: RecordVariable, given: Any) -> Iterator[Formula]:
    yield equal(record.unknown, isinstance(given, Unknown))
    for year in record.years if isinstance(given, dict) else ():
        yield either(negated(record.present(year)), *(equal(year, known) for known in given))
        for known, entry in given.items():
            parts = [record.present(year)]
            for id, field in record.fields.items():
                value = _UNKNOWN if isinstance(entry, Unknown) else entry.get(id, _UNKNOWN)
                parts.append(_is(variables, record.given(field, year), value))
            yield implied(equal(year, known), both(*parts))
