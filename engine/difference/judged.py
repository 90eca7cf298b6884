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
from engine.case.from_mapping import case_from_mapping
from engine.difference.edition import Edition
from engine.difference.rolled import moved_text
from engine.evaluate import compiled, reference
from engine.evaluate.outcome import Outcome

Application = dict[str, Any]
#: Decisions that turn an application away.
REFUSED = frozenset({"ineligible", "not_applicable"})
PASSED = "eligible"


class Evaluator:
    """An edition asked about applications of one subject."""

    def __init__(self, edition: Edition, subject: str) -> None:
        self.edition = edition
        self.subject = subject
        self.tables = edition.tables
        self._compiled = compiled.load(edition.code)
        self._bound = bindings(edition.tables, None)

    def outcome(self, application: Mapping[str, Any], by_reference: bool = False) -> Outcome | None:
        """What is decided; ``None`` where the policy refuses to read the application, or to decide it."""
        if self.subject not in self.tables["subjects"]:
            return None
        case, _ = case_from_mapping(application, self.tables, self.subject)
        if case is None:
            return None
        if by_reference:
            found = reference.evaluate(self.edition.core, self.subject, case.facts, bindings(self.tables, case.on))
        else:
            found = self._compiled.evaluate(self.subject, case.facts, self._bound._replace(on=case.on))
        return None if found.incidents else found


class Pair:
    """The two policies asked about the same applicant. ``rows``: the older locator of rows by their newer one, by
    default the same."""

    def __init__(self, old: Edition, new: Edition, subject: str, rows: Mapping[str, str] | None = None) -> None:
        self.old, self.new = Evaluator(old, subject), Evaluator(new, subject)
        self.subject = subject
        self.years = new.year - old.year
        self.rows = {each: each for each in new.tables["rows"]} if rows is None else dict(rows)
        self._gone = frozenset(old.tables["rows"]) - set(self.rows.values())
        self.facts = _facts(new, subject)
        self._known = _facts(old, subject)

    def earlier(self, application: Mapping[str, Any]) -> Application:
        """The same applicant as the older policy is asked about them."""
        found: Application = {}
        for name, value in application.items():
            fact = self.facts.get(name)
            if fact is None:
                found[name] = value
            elif name in self._known and not (fact["type"] == "row" and value not in self.rows and value not in self._gone):
                found[name] = self._moved(fact, value)
        return found

    def later(self, application: Mapping[str, Any]) -> Application:
        """The applicant as the newer policy is asked about them: without a row that there is no more."""
        rows = self.new.tables["rows"]
        return {
            name: value for name, value in application.items()
            if not (name in self.facts and self.facts[name]["type"] == "row" and value not in rows)
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
        after = self.new.outcome(self.later(application), by_reference)
        if after is None:
            return None
        before = self.old.outcome(self.earlier(application), by_reference)
        return None if before is None else (before, after)

    def turns(self, application: Mapping[str, Any], admitted: bool, by_reference: bool = False) -> bool:
        """Whether the applicant is newly admitted, or newly excluded."""
        found = self.outcomes(application, by_reference)
        return found is not None and turned(found, admitted)


def turned(found: tuple[Outcome, Outcome], admitted: bool) -> bool:
    """Whether two decisions are those of somebody newly admitted, or newly excluded."""
    before, after = (each.decision for each in found)
    return (before in REFUSED and after == PASSED) if admitted else (before == PASSED and after in REFUSED)


def _facts(edition: Edition, subject: str) -> dict[str, Any]:
    found = edition.tables["subjects"].get(subject)
    return {each["name"]: each for each in found["facts"]} if found else {}


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
