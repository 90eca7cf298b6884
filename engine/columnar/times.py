"""Dates moved by days, months, years and working days. Part of :mod:`engine.columnar`; as :mod:`engine.evaluate.temporal`.

Working days come from lists over consecutive days, read from the calendar table once (:class:`CalendarData`): how many
working days stand before each day, and the working days in their order.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from engine.columnar.scalar import Bounds, Pool, Scalar, TooLarge
from engine.columnar.value import Sites, Unsupported, Value, guarded, joined, plain, settled, told
from engine.values.calendar import Calendar
from engine.values.dates import ROUND_UP

if TYPE_CHECKING:
    from engine.columnar.translator import Translator

__all__ = ["CALENDAR", "CalendarData", "CalendarDay", "guarded", "shifted", "working_day", "year_end"]

EPOCH = date(1970, 1, 1)
FIRST, LAST = (date.min - EPOCH).days, (date.max - EPOCH).days
#: Lists over the days of the calendar, each a column; see :meth:`CalendarData.rows`.
CALENDAR = {"_working_days": "date[]", "_worked": "boolean[]", "_days_before": "integer[]", "_runs": "integer[]"}


class CalendarDay(NamedTuple):
    """A day of the calendar table: is it worked, how many working days stand before it, and which run of announced
    years it belongs to. Days of years not announced are unknown throughout."""

    day: date
    working: bool | None
    before: int | None
    run: int | None


class CalendarData:
    """The calendar as rows of a table."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        years = sorted(calendar.years)
        self.first = date(years[0], 1, 1) if years else EPOCH
        self.days = (date(years[-1], 12, 31) - self.first).days + 1 if years else 0

    def rows(self) -> list[CalendarDay]:
        """Every day from the first to the last announced year."""
        found: list[CalendarDay] = []
        before, run, last = 0, 0, None
        for index in range(self.days):
            day = self.first + timedelta(days=index)
            working = self.calendar.is_working_day(day)
            if working is None:
                found.append(CalendarDay(day, None, None, None))
                continue
            if last is not None and last != index - 1:
                run += 1
            found.append(CalendarDay(day, working, before, run))
            before, last = before + working, index
        return found


def year_end(translator: Translator, value: Value) -> tuple[Scalar, Sites]:
    """The year as one at whose end parameters are read; an incident outside the years 1 to 9999."""
    pool, year = translator.pool, settled(translator.pool, value)
    low, high = year.bounds or (0, 0)
    if 1 <= low <= high <= 9999:
        return year, value.sites
    outside = pool.any_of([pool.compare("<", year, pool.constant(1)), pool.compare(">", year, pool.constant(9999))])
    return pool.case([(outside, pool.null("integer"))], year), joined(value.sites, told(pool, "out_of_range", outside, year))


def shifted(translator: Translator, day: Value, amount: Value, unit: str, rounding: str) -> Value:
    """A date moved by days, months or years; an incident where the calendar ends."""
    pool, by = translator.pool, settled(translator.pool, amount)
    try:
        moved, inside = _by_days(pool, day.low, by) if unit == "day" else _by_months(pool, day.low, by, unit, rounding)
    except TooLarge:
        raise Unsupported("E0971", {}, translator.span) from None
    outside = pool.is_false(inside)
    return plain(moved, joined(day.sites, amount.sites, told(pool, "out_of_range", outside, day.low)))


def _within(pool: Pool, number: Scalar, bounds: Bounds) -> Scalar:
    low, high = map(pool.constant, bounds)
    return pool.all_of([pool.compare(">=", number, low), pool.compare("<=", number, high)])


def _kept(pool: Pool, number: Scalar, bounds: Bounds) -> Scalar:
    """The number, null outside of bounds: what is computed from it cannot fail."""
    low, high = number.bounds or bounds
    if bounds[0] <= low <= high <= bounds[1]:
        return number
    inside = pool.case([(_within(pool, number, bounds), number)], pool.null("integer"))
    return pool.call("integer", "integer", inside, bounds=bounds)


def _by_days(pool: Pool, day: Scalar, by: Scalar) -> tuple[Scalar, Scalar]:
    number = pool.arithmetic("+", _number(pool, day), by)
    return pool.call("day", "date", _kept(pool, number, (FIRST, LAST))), _within(pool, number, (FIRST, LAST))


def _number(pool: Pool, day: Scalar) -> Scalar:
    return pool.call("day_number", "integer", day, bounds=(FIRST, LAST), known=day.known)


def _by_months(pool: Pool, day: Scalar, by: Scalar, unit: str, rounding: str) -> tuple[Scalar, Scalar]:
    if unit == "year":
        by = pool.arithmetic("*", by, pool.constant(12))
    year = pool.call("year", "integer", day, bounds=(1, 9999), known=day.known)
    month = pool.call("month", "integer", day, bounds=(1, 12), known=day.known)
    months = pool.arithmetic("+", pool.arithmetic("*", year, pool.constant(12)), pool.arithmetic("-", month, pool.constant(1)))
    months = pool.arithmetic("+", months, by)
    bounds = (12, 9999 * 12 + 11)
    first = pool.call("month_start", "date", _kept(pool, months, bounds))
    last = pool.call("month_end", "date", first)
    wanted = pool.call("day_of_month", "integer", day, bounds=(1, 31), known=day.known)
    exists = pool.compare("<=", wanted, pool.call("day_of_month", "integer", last, bounds=(28, 31)))
    offset = pool.arithmetic("+", _number(pool, first), pool.arithmetic("-", wanted, pool.constant(1)))
    there = pool.call("day", "date", _kept(pool, offset, (FIRST, LAST)))
    instead = last
    if rounding == ROUND_UP:
        following = pool.arithmetic("+", _number(pool, last), pool.constant(1))
        instead = pool.call("day", "date", _kept(pool, following, (FIRST, LAST)))
    moved = pool.case([(exists, there), (pool.negation(exists), instead)], pool.null("date"))
    return moved, _within(pool, months, bounds)


def working_day(translator: Translator, day: Value, amount: Value, direction: str) -> Value:
    """A date moved over working days; unknown where a year on the way is not announced."""
    pool, by = translator.pool, settled(translator.pool, amount)
    known = pool.is_known(day.low)
    try:
        moved = (_before if direction == "before" else _after)(translator, day.low, by)
    except TooLarge:
        raise Unsupported("E0971", {}, translator.span) from None
    none = pool.compare("<=", by, pool.constant(0))
    arms = [(pool.all_of([known, none]), day.low), (pool.all_of([known, pool.negation(none)]), moved)]
    truth = pool.case(arms, pool.null("date"))
    return plain(truth, joined(day.sites, amount.sites))


def _listed(translator: Translator, name: str, position: Scalar, most: int, bounds: Bounds | None = None) -> Scalar:
    """An element of one of the calendar's lists, null outside of it."""
    pool = translator.pool
    type = CALENDAR[name]
    column = pool.column(name, type, bounds, known=True)
    return pool.call("element", type[:-2], column, _kept(pool, position, (1, max(most, 1))), bounds=bounds)


def _position(translator: Translator, day: Scalar, later: int = 0) -> Scalar:
    pool = translator.pool
    return pool.arithmetic("-", _number(pool, day), pool.constant((translator.calendar.first - EPOCH).days - 1 - later))


def _counted(translator: Translator, position: Scalar, by: Scalar) -> Scalar:
    """The ``by``-th working day from the day at ``position`` on (that day included), in the same run of years."""
    pool, days = translator.pool, translator.calendar.days
    before = _listed(translator, "_days_before", position, days, (0, days))
    found = _listed(translator, "_working_days", pool.arithmetic("+", before, by), days)
    return _same_run(translator, position, found)


def _same_run(translator: Translator, position: Scalar, found: Scalar) -> Scalar:
    pool, days = translator.pool, translator.calendar.days
    runs = [_listed(translator, "_runs", at, days, (0, days)) for at in (position, _position(translator, found))]
    return pool.case([(pool.compare("=", *runs), found)], pool.null("date"))


def _after(translator: Translator, day: Scalar, by: Scalar) -> Scalar:
    return _counted(translator, _position(translator, day, later=1), by)


def _before(translator: Translator, day: Scalar, by: Scalar) -> Scalar:
    """The day before the ``by``-th working day back, the day itself included: counted from the day after it."""
    pool, days = translator.pool, translator.calendar.days
    position = _position(translator, day)
    before = _listed(translator, "_days_before", position, days, (0, days))
    worked = _listed(translator, "_worked", position, days)
    through = pool.arithmetic("+", before, pool.case([(worked, pool.constant(1))], pool.constant(0)))
    index = pool.arithmetic("+", pool.arithmetic("-", through, by), pool.constant(1))
    found = _same_run(translator, position, _listed(translator, "_working_days", index, days))
    return pool.call("day", "date", pool.arithmetic("-", _number(pool, found), pool.constant(1)))
