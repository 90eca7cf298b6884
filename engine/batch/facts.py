"""Facts of rows, quickly: what was read once is remembered. Part of :mod:`engine.batch`.

A register repeats its words, dates and figures, so every value goes through the readers of :mod:`engine.case` once and is
remembered with the text it was read from; what follows from related facts is remembered by their values. Anything that is
not plainly in order (``None`` is returned) is left to :func:`engine.case.from_json.case_from_tree`, which says what is
wrong: this module never refuses, and what it accepts is what that reader would make of it (tests/batch/test_facts.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.batch.nodes import node
from engine.case import completion, containment, dates, relations, unknowns
from engine.case.case import Case
from engine.case.from_json import SUBJECT_KEYS
from engine.case.keys import by_name, is_note
from engine.case.reading import Reader, Target
from engine.case.values import read_value
from engine.values import ABSENT, NOT_APPLICABLE, Unknown

#: Entries of one memory before it is emptied: enough for every word and figure, small beside the policy itself.
REMEMBERED = 50_000
_YEAR_KEYS = frozenset(("年", "年度", "年份", "year"))
_NESTED = (dict, list)


class Read(NamedTuple):
    """The facts of a row as evaluators take them; ``bare``: without assumed ones, ``None`` where nothing was assumed;
    ``given``: as the row has them, without what follows from others or from a register."""

    subject: str
    facts: dict[str, Any]
    on: Any
    bare: dict[str, Any] | None
    given: dict[str, Any] | None = None


def of_case(case: Case) -> Read:
    """The same of a case that was read the long way."""
    return Read(case.subject, case.facts, case.on, case.without_assumed().facts if case.assumed else None, case.given)


class FactsReader:
    """Reads the facts of one subject."""

    def __init__(self, tables: Mapping[str, Any], subject: dict[str, Any]) -> None:
        self.name: str = subject["name"]
        self._subject = subject
        self._tables = tables
        self._own = frozenset((subject["name"], subject["id"]))
        self._named = by_name(subject["facts"])
        self.absent = {fact["id"]: unknowns.when_absent(fact, fact["id"]) for fact in subject["facts"]}
        self._targets = {fact["id"]: Target.of(fact) for fact in subject["facts"]}
        self._records = {fact["id"]: _Records(self, fact) for fact in subject["facts"] if fact["type"] == "records"}
        self._reference = subject["reference_date"]
        self._values: dict[tuple[Any, ...], Any] = {}
        self._followed: dict[tuple[Any, ...], Any] = {}
        self._related = completion.related(subject)
        self._closed = subject | {"facts": [fact for fact in subject["facts"] if fact["id"] in self._related]}

    def read(self, row: Mapping[str, Any]) -> Read | None:
        """The facts of a plain row; ``None`` where it has to be looked at more closely."""
        given = dict(self.absent)
        met = set()
        for key, value in row.items():
            fact = self._named.get(key)
            if fact is None:
                if self._passed_over(key, value):
                    continue
                return None
            id = fact["id"]
            if id in met:
                return None
            met.add(id)
            if value is None:
                continue
            found = self._records[id].read(value) if id in self._records else self.value(id, self._targets[id], value)
            if found is None:
                return None
            given[id] = found
        return self.complete(given)

    @property
    def related(self) -> tuple[str, ...]:
        """The facts on which others follow, or that are assumed."""
        return self._related

    def _passed_over(self, key: str, value: Any) -> bool:
        """Whether a key that is no fact is a short note, or names this very subject in Chinese."""
        if is_note(key):
            return value.__class__ not in _NESTED
        return key == SUBJECT_KEYS[0] and isinstance(value, str) and value in self._own

    def value(self, place: Any, target: Target, value: Any) -> Any:
        """The value of a fact or field, remembered under ``place``; ``None`` where it cannot be read."""
        key = (place, value.__class__, repr(value) if value.__class__ in _NESTED else value)
        found = self._values.get(key)
        if found is None:
            reader = Reader(self._tables, self._subject, 20)
            found = read_value(reader, target, node(value, "", 1))
            if found is None or reader.diagnostics:
                return None
            if len(self._values) >= REMEMBERED:
                self._values.clear()
            self._values[key] = found
        return found

    def year(self, fact: dict[str, Any], target: Target, key: Any) -> int | None:
        """The year that a record's key names."""
        found: int | None = self._values.get((fact["id"], "year", key))
        if found is None:
            reader = Reader(self._tables, self._subject, 20)
            found = dates.read_year(reader, target, node(key, "", 1)) if isinstance(key, str | int) else None
            if found is not None:
                self._values[(fact["id"], "year", key)] = found
        return found

    def bounds(self) -> tuple[int, int]:
        """Years that a record may be of."""
        own = next((fact["range"] for fact in self._subject["facts"] if fact["id"] == self._subject["year"]), None)
        return dates.YEARS if own is None else (dates.YEARS[0], own[1])

    def complete(self, given: dict[str, Any]) -> Read | None:
        """What follows and what is assumed, filled in; ``None`` where related facts contradict each other."""
        key = tuple(given[id] for id in self._related)
        if key not in self._followed:
            if len(self._followed) >= REMEMBERED:
                self._followed.clear()
            self._followed[key] = self._follow(dict(zip(self._related, key, strict=True)))
        followed = self._followed[key]
        if followed is None:
            return None
        facts, bare = followed
        full = given | facts
        other = None if bare is None else given | bare
        for id, records in self._records.items():
            if records.defaults and isinstance(given[id], dict):
                full[id] = {year: records.defaults | entry for year, entry in given[id].items()}
                if full[id] != given[id] and other is None:
                    other = given | facts
        on = full[self._reference] if self._reference else Unknown.because(ABSENT, "reference_date")
        if on is NOT_APPLICABLE:
            on = Unknown.because(ABSENT, self._reference)
        return Read(self.name, full, on, other, given)

    def _follow(self, given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None] | None:
        bare = completion.complete(self._closed, given, assume=False).facts
        if relations.contradictions(self._subject["relations"], bare):
            return None
        facts, provenance = completion.complete(self._closed, given)
        return facts, bare if completion.ASSUMED in provenance.values() else None


class _Records:
    """Reads the records by year of one fact."""

    def __init__(self, facts: FactsReader, fact: dict[str, Any]) -> None:
        self._facts = facts
        self._fact = fact
        self._named = by_name(fact["fields"])
        self._target = Target.of(fact | {"range": fact["range"] or facts.bounds()})
        self._cells: dict[tuple[int, str], Target] = {}
        self._open = [field for field in fact["fields"] if field["judge"] or field["absent"] == "not_applicable"]
        self.defaults = {field["id"]: value for field in fact["fields"] if (value := unknowns.assumed_value(field)) is not None}

    def read(self, value: Any) -> dict[int, dict[str, Any]] | None:
        """``{year: {field: value}}``; ``None`` where the long way is needed."""
        if isinstance(value, dict):
            pairs = list(value.items())
        elif isinstance(value, list):
            pairs = []
            for entry in value:
                keys = _YEAR_KEYS.intersection(entry) if isinstance(entry, dict) else ()
                if len(keys) != 1:
                    return None
                (name,) = keys
                pairs.append((entry[name], {key: inner for key, inner in entry.items() if key != name}))
        else:
            return None
        records: dict[int, dict[str, Any]] = {}
        for key, entry in pairs:
            year = self._facts.year(self._fact, self._target, key)
            fields = self._fields(year, entry) if year is not None and year not in records else None
            if year is None or fields is None:
                return None
            records[year] = fields
        if any(True for _ in containment.excesses(self._fact, records)):
            return None
        return dict(sorted(records.items()))

    def _fields(self, year: int, entry: Any) -> dict[str, Any] | None:
        if not isinstance(entry, dict):
            return None
        values: dict[str, Any] = {}
        met = set()
        for key, value in entry.items():
            field = self._named.get(key)
            if field is None or field["id"] in met:
                return None
            met.add(field["id"])
            if value is None:
                continue
            place = (year, field["id"])
            target = self._cells.get(place)
            if target is None:
                target = self._cells[place] = self._target.field(year, field)
            found = self._facts.value((self._fact["id"], *place), target, value)
            if found is None:
                return None
            values[field["id"]] = found
        for field in self._open:
            if field["id"] not in values:
                values[field["id"]] = unknowns.when_absent(field, self._target.field(year, field).path)
        return values
