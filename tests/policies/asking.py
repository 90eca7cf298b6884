"""Asks the 2023 policy about an application given by Chinese names, through the reference evaluator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import chinese_calendar

from engine.core.policy import CorePolicy, SubjectPolicy
from engine.evaluate.outcome import Bindings, Outcome
from engine.evaluate.reference import Evaluator, Scope
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import FactSymbol
from engine.values import ABSENT, NOT_APPLICABLE, Unknown
from engine.values.calendar import Calendar


def national_calendar() -> Calendar:
    """Working days of the years the policy speaks of, as announced."""
    years = {}
    for year in (2022, 2023, 2024):
        off = {day for day in chinese_calendar.holidays if day.year == year and day.weekday() < 5}
        on = {day for day in chinese_calendar.workdays if day.year == year and day.weekday() >= 5}
        years[year] = (frozenset(off), frozenset(on))
    return Calendar(years)


class Asked:
    """A policy with the readings taken, or others by reading and option name."""

    def __init__(self, core: CorePolicy, resolved: ResolvedPolicy, **readings: str) -> None:
        self.core = core
        self.resolved = resolved
        chosen = dict(core.chosen) | readings
        self.readings = {name: dict(options)[chosen[name]] for name, options in core.readings}
        self.calendar = national_calendar()

    def evaluator(self, subject: str, facts: dict[str, Any]) -> Evaluator:
        symbols = self.resolved.subjects[subject].facts
        known = {fact.name for fact in symbols}
        assert set(facts) <= known, set(facts) - known
        on = next((facts.get(fact.name) for fact in symbols if fact.reference_date), None)
        bindings = Bindings(
            dict(self.core.parameters), self.readings, self.calendar,
            date.fromisoformat(on) if on else Unknown.because(ABSENT, "on"),
        )  # fmt: skip
        return Evaluator(self.core, {fact.id: _value(fact, facts) for fact in symbols}, bindings)

    def outcome(self, subject: str, **facts: Any) -> Outcome:
        return self.evaluator(subject, facts).outcome(subject)

    def rows(self, **facts: Any) -> list[str]:
        """Locators of the rows that take, or may take, an application."""
        return _true(self.evaluator("申报", facts), ((row.locator, row.scope) for row in self.part.rows))

    def gaps(self, **facts: Any) -> list[str]:
        """Names of the gaps that an application falls into."""
        return _true(self.evaluator("申报", facts), ((gap.name, gap.scope) for gap in self.part.gaps))

    @property
    def part(self) -> SubjectPolicy:
        return self.core.subject("申报")


def _true(evaluator: Evaluator, named: Iterable[tuple[str, Any]]) -> list[str]:
    return [name for name, scope in named if evaluator.truth(scope, Scope({}, {}))[0] is not False]


def _value(fact: FactSymbol, facts: dict[str, Any]) -> Any:
    if fact.name not in facts:
        if fact.absent == "assume":
            return fact.assumed
        return NOT_APPLICABLE if fact.absent == "not_applicable" else Unknown.because(ABSENT, fact.id)
    value = facts[fact.name]
    match fact.type:
        case "date":
            return date.fromisoformat(value)
        case "list":
            return "*" if value == "全部" else tuple(map(tuple, value))
        case "records":
            ids = [field.id for field in fact.fields]
            # One decimal place is kept of hours.
            return {year: dict(zip(ids, (hours * 10 for hours in row), strict=True)) for year, row in value.items()}
        case _:
            return value


def failed(outcome: Outcome) -> list[str]:
    """Names of the conditions that an outcome finds not met, global ones first."""
    found = [c.name for c in outcome.conditions if c.status == "not_met"]
    return found + [f"{row.locator} {c.name}" for row in outcome.rows for c in row.conditions if c.status == "not_met"]
