"""The variables that stand for one application of a subject: everything that it may state. Part of :mod:`engine.symbolic`.

Made from the vocabulary in the tables. What a case can hold after it was read and completed (:mod:`engine.case`) and nothing
that contradicts the vocabulary: words of their enumerations, figures within their ranges, parts within wholes, facts bound by
relations in agreement, and no fact left open that follows from others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import combinations
from typing import Any

from engine.artifact.tables import Tables
from engine.symbolic import logic
from engine.symbolic.dates import FIRST, LAST, WorkingDays
from engine.symbolic.lists import ListVariable
from engine.symbolic.logic import Formula, Term, at_most, both, either, equal, implied, negated, variable
from engine.symbolic.records import RecordVariable
from engine.symbolic.truth import UNKNOWN as OPEN
from engine.symbolic.truth import Truth
from engine.symbolic.value import UNKNOWN, Symbols, Value
from engine.values.calendar import Calendar

#: Years that a year without a range of its own may be.
YEARS = (1, 9999)
#: The greatest figure that a file may state.
LARGEST = 2**63 - 1
#: How many years before and after the policy's year spans of years are gone through one by one.
BEFORE, AFTER = 9, 2
_NUMBERS = ("integer", "quantity", "year")


class Variables:
    """The variables of one subject, shared by all policies that are compared; made as they are asked for."""

    def __init__(self, tables: Tables, subject: str) -> None:
        self.tables = tables
        self.subject: dict[str, Any] = tables["subjects"][subject]
        self.facts: dict[str, dict[str, Any]] = {fact["id"]: fact for fact in self.subject["facts"]}
        self.symbols = Symbols()
        self.made: dict[str, Value] = {}
        self.lists: dict[str, ListVariable] = {}
        self.records: dict[str, RecordVariable] = {}
        self.readings: dict[str, Term] = {}
        self._limits: dict[str, list[Formula]] = {}
        self._free: dict[Any, Term] = {}
        self._related: list[tuple[frozenset[str], Callable[[], list[Formula]]]] = []
        year = int(tables["policy"]["year"])
        self.window = (year - BEFORE, year + AFTER)
        #: Statements over spans of years, by what they range over: see :mod:`engine.symbolic.years`.
        self.spans: dict[Any, list[Any]] = {}
        self.always: list[Formula] = []
        self._calendars: list[tuple[Any, WorkingDays]] = []

    # ---- facts ------------------------------------------------------------------------------------------------------

    def fact(self, id: str) -> Value:
        """The value of a fact; of one that the vocabulary does not have: never known."""
        if id not in self.made:
            self.made[id] = self._fact(self.facts[id]) if id in self.facts else UNKNOWN
        return self.made[id]

    def _fact(self, fact: dict[str, Any]) -> Value:
        id, type_ = fact["id"], fact["type"]
        unknown = variable(f"{id} unknown", logic.BOOLEAN)
        optional = fact["may_not_apply"] or fact["absent"] == "not_applicable"
        inapplicable = variable(f"{id} inapplicable", logic.BOOLEAN) if optional else False
        value = Value("", unknown, inapplicable, ())
        limits = [negated(both(unknown, inapplicable))]
        if type_ == "boolean":
            value = value._replace(kind="boolean", parts=(variable(id, logic.BOOLEAN),))
        elif type_ in _NUMBERS:
            number = variable(id, logic.NUMBER)
            value = value._replace(kind="number", parts=(number, number))
            limits += _between(number, *range_of(fact))
        elif type_ == "date":
            value = value._replace(kind="date", parts=(variable(id, logic.NUMBER),))
            limits += _between(value.parts[0], FIRST, LAST)
        elif type_ == "years":
            first, last = (variable(f"{id} {end}", logic.NUMBER) for end in ("first", "last"))
            value = value._replace(kind="span", parts=(first, last))
            limits += [at_most(first, last), *_between(first, *range_of(fact)), *_between(last, *range_of(fact))]
        elif type_ in ("word", "row", "text"):
            value = value._replace(kind="word", parts=(variable(id, logic.WORD),))
            limits += [self._one_of(value.parts[0], words)] if (words := self.words(fact)) is not None else []
        self._limits[id] = [each for each in limits if each is not True]
        return value

    def words(self, fact: dict[str, Any]) -> list[str] | None:
        """The words or rows that a fact may be; ``None`` for free text."""
        if fact["type"] == "text":
            return None
        return list(self.tables["rows"] if fact["type"] == "row" else self.tables["enumerations"][fact["enumeration"]]["words"])

    def _one_of(self, word: Term, words: Iterable[str]) -> Formula:
        return either(*(equal(word, self.symbols.number(each)) for each in words))

    def field(self, record: str, field: str, year: Value, missing: Any) -> Value:
        """``record[year].field``; ``missing``: the value in a year without record, ``None`` where that is unknown."""
        fact = self.facts.get(record)
        if fact is None or fact["type"] != "records":
            return UNKNOWN
        found = self.records.get(record)
        if found is None:
            longest = next((each["range"] for each in self.subject["facts"] if each["id"] == self.subject["year"]), None)
            bounds = fact["range"] or ((YEARS[0], longest[1]) if longest else YEARS)
            found = self.records[record] = RecordVariable(self, fact, tuple(bounds))
        return found.field(field, year, missing)

    def covers(self, entries: str, values: tuple[Value, ...]) -> Truth:
        """Whether a list covers ``values``."""
        fact = self.facts.get(entries)
        if fact is None or fact["type"] != "list":
            return OPEN
        found = self.lists.get(entries)
        if found is None:
            found = self.lists[entries] = ListVariable(self, fact)
        return found.covers(values)

    def reading(self, name: str) -> Term:
        """Which option of a reading is taken, by its number."""
        if name not in self.readings:
            self.readings[name] = variable(f"reading {name}", logic.NUMBER)
            last = len(self.tables["readings"][name]["options"]) - 1
            self.always += _between(self.readings[name], 0, last)
        return self.readings[name]

    def on(self) -> Value:
        """The date at which parameters are read: the reference date, or any where the subject has none."""
        reference = self.subject["reference_date"]
        if reference:
            found = self.fact(reference)
            return found._replace(unknown=either(found.unknown, found.inapplicable), inapplicable=False)
        if "" not in self.made:
            day = variable("on", logic.NUMBER)
            self.made[""] = Value("date", variable("on unknown", logic.BOOLEAN), False, (day,))
            self._limits[""] = _between(day, FIRST, LAST)
        return self.made[""]

    def working_days(self, announced: Any, calendar: Calendar) -> WorkingDays:
        """Moves by a calendar, told by the part of the tables that it was made from."""
        found = next((known for tables, known in self._calendars if tables == announced), None)
        if found is None:
            found = WorkingDays(calendar)
            self._calendars.append((announced, found))
        return found

    def free(self, sort: str, key: Any) -> Term:
        """A variable that may be anything, the same whenever the key is."""
        if (sort, key) not in self._free:
            self._free[sort, key] = variable(f"free {len(self._free)}", sort)
        return self._free[sort, key]

    # ---- what always holds ------------------------------------------------------------------------------------------

    def limits(self, facts: Iterable[str]) -> list[Formula]:
        """What holds of every application, as far as it concerns ``facts`` and what is bound to them."""
        wanted = self.bound_to(facts)
        found = list(self.always)
        for id in sorted(wanted | {""}):
            found += self._limits.get(id, ())
            if id in self.lists:
                found += self.lists[id].limits()
            if id in self.records:
                found += self.records[id].limits()
        for columns, made in self._relations():
            if columns <= wanted:
                found += made()
        return found

    def bound_to(self, facts: Iterable[str]) -> frozenset[str]:
        """``facts`` with all that relations bind to them."""
        found = set(facts)
        groups = [set(relation["columns"]) for relation in self.subject["relations"]]
        while True:
            more = {column for group in groups if group & found for column in group} - found
            if not more:
                return frozenset(found)
            found |= more

    def _may_contradict(self, relation: dict[str, Any]) -> bool:
        """Whether a fact of a relation may be assumed or filled in later, after the others were found to agree."""
        filled = {fill["fact"] for fill in self.subject["fills"]}
        return any(self.facts[id]["absent"] == "assume" or id in filled for id in relation["columns"])

    def _relations(self) -> list[tuple[frozenset[str], Callable[[], list[Formula]]]]:
        if not self._related:
            for relation in self.subject["relations"]:
                if self._may_contradict(relation):
                    continue
                self._related.append((frozenset(relation["columns"]), _once(partial(self._agree, relation))))
        return self._related

    def _agree(self, relation: dict[str, Any]) -> Iterator[Formula]:
        """Facts bound by a relation agree with one of its rows, and none is open that follows from the others."""
        columns, rows = relation["columns"], relation["rows"]
        values = [self.fact(column) for column in columns]
        known = [both(negated(value.unknown), negated(value.inapplicable)) for value in values]
        given = [
            {word: both(known[at], equal(value.parts[0], self.symbols.number(word))) for word in {row[at] for row in rows}}
            for at, value in enumerate(values)
        ]
        fitting = [both(*(either(negated(known[at]), given[at][word]) for at, word in enumerate(row))) for row in rows]
        alone = [negated(both(known[one], known[two])) for one, two in combinations(range(len(columns)), 2)]
        yield either(both(*alone), *fitting)
        for at, value in enumerate(values):
            others = [other for other in range(len(columns)) if other != at]
            for size in range(1, len(columns)):
                for chosen in combinations(others, size):
                    for words in _settling(rows, chosen, at):
                        yield implied(
                            both(*(given[other][word] for other, word in zip(chosen, words, strict=True))),
                            negated(value.unknown),
                        )

    @contextmanager
    def passing(self) -> Iterator[None]:
        """What is made inside of it is forgotten after it, so that one question leaves no trace in the next."""
        kept = dict(self.made), dict(self._free), {key: list(each) for key, each in self.spans.items()}, list(self.always)
        limits, readings = dict(self._limits), dict(self.readings)
        lists = {id: len(each.asked) for id, each in self.lists.items()}
        records = {id: len(each.years) for id, each in self.records.items()}
        try:
            yield
        finally:
            self.made, self._free, self.spans, self.always = kept
            self._limits, self.readings = limits, readings
            self.lists = {id: self.lists[id].cut(length) for id, length in lists.items()}
            self.records = {id: self.records[id].cut(length) for id, length in records.items()}


def range_of(fact: dict[str, Any]) -> tuple[int, int]:
    """The smallest and greatest number that a file may state for a fact."""
    if fact["range"] is not None:
        return tuple(fact["range"])
    return YEARS if fact["type"] in ("year", "years") else (0, LARGEST)


def _between(number: Term, low: int, high: int) -> list[Formula]:
    return [at_most(low, number), at_most(number, high)]


def _settling(rows: list[list[str]], chosen: tuple[int, ...], at: int) -> list[tuple[str, ...]]:
    """The words of the ``chosen`` columns that leave one word in column ``at``, those left out that fewer words settle."""
    left: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        left.setdefault(tuple(row[other] for other in chosen), set()).add(row[at])
    found = [words for words, possible in left.items() if len(possible) == 1]
    if len(chosen) == 1:
        return found
    fewer = [
        {tuple(words) for words in _settling(rows, (*chosen[:drop], *chosen[drop + 1 :]), at)} for drop in range(len(chosen))
    ]
    return [words for words in found if not any((*words[:drop], *words[drop + 1 :]) in known for drop, known in enumerate(fewer))]


def _once(made: Callable[[], Iterator[Formula]]) -> Callable[[], list[Formula]]:
    """Made when first asked for."""
    found: list[list[Formula]] = []

    def again() -> list[Formula]:
        if not found:
            found.append(list(made()))
        return found[0]

    return again
