"""Dates that are moved, as terms. Part of :mod:`engine.symbolic`.

A day is its proleptic ordinal. Days added are exact. Working days, months and years are read from a table over the days of a
window, folded into stretches that are all moved alike and written as a tree of comparisons; the window of working days is all
that the calendar announces, so that they are exact too. Elsewhere the result is left free.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from engine.symbolic import logic
from engine.symbolic.logic import Formula, Term, at_most, both, chosen, either, implied, negated
from engine.symbolic.value import Value, definite
from engine.values.calendar import Calendar
from engine.values.dates import shift_months

FIRST, LAST = date.min.toordinal(), date.max.toordinal()


class Stretch(NamedTuple):
    """The days until ``last`` (after the stretch before): moved by ``by`` days, or to nowhere known (``None``)."""

    last: int
    by: int | None


def moved_days(day: Value, amount: Value) -> Value:
    """``day`` moved by ``amount`` days; an incident where the calendar ends."""
    amount = definite(amount)
    unknown, incident = either(day.unknown, amount.unknown), either(day.incident, amount.incident)
    if not day.parts or not amount.parts:
        return Value("date", True, False, (FIRST,), incident)
    moved = day.parts[0] + amount.parts[0]
    inside = both(at_most(FIRST, moved), at_most(moved, LAST))
    outside = both(negated(unknown), negated(inside))
    return Value("date", either(unknown, outside), False, (moved,), either(incident, outside))


def looked_up(day: Value, stretches: tuple[Stretch, ...]) -> Value:
    """``day`` moved as the stretches say; before the first and after the last of them nothing is meant."""
    if not day.parts:
        return Value("date", True, False, (FIRST,), day.incident)
    ordinal = day.parts[0]
    nowhere, by = _tree(ordinal, stretches)
    return Value("date", either(day.unknown, nowhere), False, (ordinal + by,), day.incident)


def _tree(day: Term, stretches: tuple[Stretch, ...]) -> tuple[Formula, Term]:
    if len(stretches) == 1:
        by = stretches[0].by
        return (True, 0) if by is None else (False, by)
    middle = len(stretches) // 2
    left, right = _tree(day, stretches[:middle]), _tree(day, stretches[middle:])
    early = at_most(day, stretches[middle - 1].last)
    nowhere = both(implied(early, left[0]), implied(negated(early), right[0]))
    return nowhere, chosen(early, left[1], right[1], logic.NUMBER)


def within(day: Value, first: int, last: int) -> Formula:
    """Whether a day lies in a window."""
    return both(at_most(first, day.parts[0]), at_most(day.parts[0], last)) if day.parts else True


def of_years(first: int, last: int) -> tuple[int, int]:
    """The first and last day of a window of years."""
    return date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()


def year_of(day: Term, first: int, last: int) -> Term:
    """The year of a day that lies in a window of years."""
    if isinstance(day, int):
        return date.fromordinal(day).year
    if first == last:
        return first
    middle = (first + last) // 2
    early = at_most(day, date(middle, 12, 31).toordinal())
    return chosen(early, year_of(day, first, middle), year_of(day, middle + 1, last), logic.NUMBER)


def folded(first: int, last: int, move: Callable[[date], date | None]) -> tuple[Stretch, ...]:
    """The table of a move over the days from ``first`` to ``last``."""
    found: list[Stretch] = []
    for ordinal in range(first, last + 1):
        to = move(date.fromordinal(ordinal))
        by = None if to is None else to.toordinal() - ordinal
        if found and found[-1].by == by:
            found[-1] = Stretch(ordinal, by)
        else:
            found.append(Stretch(ordinal, by))
    return tuple(found)


class WorkingDays:
    """Moves over working days by one calendar, each table made once."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._known: dict[tuple[int, str], tuple[Stretch, ...]] = {}

    def moved(self, day: Value, amount: int, direction: str) -> Value:
        """``day`` moved by a known number of working days; unknown where a year is not announced."""
        if amount <= 0 or not day.parts:
            return day
        found = self._known.get((amount, direction))
        if found is None:
            found = self._known[amount, direction] = self._table(amount, direction)
        return looked_up(day, found)

    def _table(self, amount: int, direction: str) -> tuple[Stretch, ...]:
        """The table, from the first announced year to the last, with nowhere before and after."""
        years = sorted(self.calendar.years)
        if not years:
            return (Stretch(LAST, None),)
        first = max(FIRST, date(years[0], 1, 1).toordinal() - 1)
        last = min(LAST, date(years[-1], 12, 31).toordinal() + 1)
        count = self.calendar.before if direction == "before" else self.calendar.after

        def move(day: date) -> date | None:
            to = count(day, amount)
            return to if isinstance(to, date) else None

        return (Stretch(first - 1, None), *folded(first, last, move), Stretch(LAST, None))


@lru_cache(maxsize=256)
def months_table(first: int, last: int, count: int, rounding: str) -> tuple[Stretch, ...]:
    """The table of days moved by a number of months; nowhere where the calendar ends."""
    return folded(first, last, lambda day: shift_months(day, count, rounding))


def any_date(free: Callable[[str, Any], Term], key: Any) -> Value:
    """A date that may be any, or unknown, and meet anything impossible."""
    return Value(
        "date", free(logic.BOOLEAN, ("unknown", key)), False, (free(logic.NUMBER, ("day", key)),),
        free(logic.BOOLEAN, ("incident", key)),
    )  # fmt: skip
