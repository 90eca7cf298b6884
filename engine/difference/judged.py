"""One application under both policies: the same applicant, a year apart where the policies are. Part of
:mod:`engine.difference`.

An application is written for the year of the newer policy. The older one is asked about the same applicant in its own year:
every date and year moved by the difference, the row chosen by its own locator, without the facts that it does not know. Both
are asked as they stand, by the evaluators that ``policy eval`` uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.artifact.tables import bindings
from engine.case.case import Case
from engine.case.from_mapping import case_from_mapping
from engine.difference.edition import Edition
from engine.difference.rolled import moved_text
from engine.evaluate import compiled, reference
from engine.evaluate.outcome import Outcome

Application = dict[str, Any]
#: Decisions that turn an application away.
REFUSED = frozenset({"ineligible", "not_applicable"})
PASSED, OPEN, NOT_TAKEN = "eligible", "incomplete", "not_applicable"
#: How a decision may turn: newly passing or excluded, newly incomplete or decided, newly taken by the plan or not any more.
WAYS = ("admitted", "excluded", "incomplete", "decided", "taken", "dropped")
#: Those that are asked of every change alone.
FIRST_WAYS = WAYS[:2]


#: What applications are read by.
_READ = ("subjects", "enumerations", "units", "rows")


class Evaluator:
    """An edition asked about applications of one subject."""

    def __init__(self, edition: Edition, subject: str) -> None:
        self.edition = edition
        self.subject = subject
        self.tables = edition.tables
        self._compiled = compiled.load(edition.code)
        self._bound = bindings(edition.tables, None)

    def case(self, application: Mapping[str, Any]) -> Case | None:
        """The application as read; ``None`` where the policy refuses to read it."""
        if self.subject not in self.tables["subjects"]:
            return None
        return case_from_mapping(application, self.tables, self.subject)[0]

    def outcome(self, case: Case | None, by_reference: bool = False) -> Outcome | None:
        """What is decided; ``None`` where the policy refuses to decide."""
        if case is None:
            return None
        if by_reference:
            found = reference.evaluate(self.edition.core, self.subject, case.facts, bindings(self.tables, case.on))
        else:
            found = self._compiled.evaluate(self.subject, case.facts, self._bound._replace(on=case.on))
        return None if found.incidents else found


class Pair:
    """The two policies asked about the same applicant. ``rows``: the older locator of rows by their newer one, by
    default the same. ``dropped``: facts that only the older policy knows."""

    def __init__(self, old: Edition, new: Edition, subject: str, rows: Mapping[str, str] | None = None) -> None:
        self.old, self.new = Evaluator(old, subject), Evaluator(new, subject)
        self.subject = subject
        self.years = new.year - old.year
        self.rows = {each: each for each in new.tables["rows"]} if rows is None else dict(rows)
        self._gone = frozenset(old.tables["rows"]) - set(self.rows.values())
        self.facts = _facts(new, subject)
        older = _facts(old, subject)
        self._known = {each["id"]: name for name, each in older.items()}
        self._known |= {each["id"]: name for name, each in self.facts.items() if name in older and each["id"] not in self._known}
        self.dropped = set(older) - set(self.facts)
        same_rows = all(one == two for one, two in self.rows.items())
        self._read_alike = not self.years and same_rows and all(old.tables[each] == new.tables[each] for each in _READ)

    def earlier(self, application: Mapping[str, Any]) -> Application:
        """The same applicant as the older policy is asked about them."""
        found: Application = {}
        for name, value in application.items():
            fact = self.facts.get(name)
            if fact is None:
                found[name] = value
            elif fact["id"] in self._known and not (fact["type"] == "row" and value not in self.rows and value not in self._gone):
                found[self._known[fact["id"]]] = self._moved(fact, value)
        return found

    def later(self, application: Mapping[str, Any]) -> Application:
        """The applicant as the newer policy is asked about them: without a fact or a row that there is no more."""
        rows = self.new.tables["rows"]
        return {
            name: value for name, value in application.items()
            if not (name in self.dropped or (name in self.facts and self.facts[name]["type"] == "row" and value not in rows))
        }  # fmt: skip

    def _moved(self, fact: Mapping[str, Any], value: Any) -> Any:
        if fact["type"] == "row":
            return self.rows.get(value, value)
        if not self.years:
            return value
        if fact["type"] == "records" and isinstance(value, dict):
            fields = {each["name"]: each for each in fact["fields"]}
            return {
                f"{int(year) - self.years:04d}": {
                    name: self._moved(fields[name], each) if name in fields else each for name, each in entry.items()
                }
                for year, entry in value.items()
            }
        if fact["type"] == "years" and isinstance(value, dict):
            return {end: year - self.years for end, year in value.items()}
        if fact["type"] == "year" and isinstance(value, int):
            return value - self.years
        if fact["type"] == "date" and isinstance(value, str) and _is_date(value):
            return moved_text(value, -self.years)
        return value

    def outcomes(self, application: Mapping[str, Any], by_reference: bool = False) -> tuple[Outcome, Outcome] | None:
        """What both decide; ``None`` where one of them refuses to read it."""
        case = self.new.case(self.later(application))
        after = self.new.outcome(case, by_reference)
        if after is None:
            return None
        before = self.old.outcome(case if self._read_alike else self.old.case(self.earlier(application)), by_reference)
        return None if before is None else (before, after)

    def turns(self, application: Mapping[str, Any], way: str, by_reference: bool = False) -> bool:
        """Whether the decision about the applicant turns in one of :data:`WAYS`."""
        found = self.outcomes(application, by_reference)
        return found is not None and turned(found, way)


def turned(found: tuple[Outcome, Outcome], way: str) -> bool:
    """Whether two decisions turn in one of :data:`WAYS`."""
    turn, round_ = forward(way)
    before, after = (each.decision for each in (found[::-1] if round_ else found))
    if turn == "admitted":
        return before in REFUSED and after == PASSED
    return before != OPEN and after == OPEN if turn == "incomplete" else before == NOT_TAKEN and after != NOT_TAKEN


def forward(way: str) -> tuple[str, bool]:
    """The one of a pair of ways that is told forwards, and whether ``way`` is the other one."""
    at = WAYS.index(way)
    return WAYS[at - at % 2], bool(at % 2)


def _facts(edition: Edition, subject: str) -> dict[str, Any]:
    found = edition.tables["subjects"].get(subject)
    return {each["name"]: each for each in found["facts"]} if found else {}


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
