"""Years and dates that may be unknown: ranges, shifted dates, working days. Shared by both evaluators, light to import.

What cannot exist (a range that runs backwards, a date beyond the calendar) is told as an incident and is unknown without
a label: no fact is missing, one is wrong.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.evaluate.operators import UNDEFINED, definite, labels_of
from engine.evaluate.outcome import Incident
from engine.values import CALENDAR, Unknown
from engine.values.calendar import Calendar
from engine.values.dates import shift_days, shift_months, shift_years


def years_listed(years: list) -> tuple[int, ...] | Unknown:
    """The years of a list in ascending order, each once; unknown when one of them is."""
    listed = [definite(year) for year in years]
    if any(isinstance(year, Unknown) for year in listed):
        return Unknown(labels_of(*listed))
    return tuple(sorted(set(listed)))


def years_of(span: Any, incidents: set[Incident]) -> tuple[int, ...] | Unknown:
    """The years of a span ``(first, last)``, both included."""
    if isinstance(span, Unknown):
        return span
    first, last = span
    return years_between(first, last, incidents)


def years_between(first: Any, last: Any, incidents: set[Incident]) -> tuple[int, ...] | Unknown:
    """The years from ``first`` to ``last``, both included; a range that runs backwards is an incident."""
    first, last = definite(first), definite(last)
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return Unknown(labels_of(first, last))
    if first > last:
        incidents.add(Incident("reversed_range", (str(first), str(last))))
        return UNDEFINED
    return tuple(range(first, last + 1))


def year_end(year: Any, incidents: set[Incident]) -> Any:
    """31 December of ``year``; an incident outside the years 1 to 9999."""
    year = definite(year)
    if isinstance(year, Unknown):
        return year
    return _in_range(date(year, 12, 31) if 1 <= year <= 9999 else None, year, incidents)


def shifted(day: Any, amount: Any, unit: str, rounding: str, incidents: set[Incident]) -> Any:
    """``day`` moved by ``amount`` days, months or years; an incident where the calendar ends."""
    amount = definite(amount)
    if isinstance(day, Unknown) or isinstance(amount, Unknown):
        return Unknown(labels_of(day, amount))
    if unit == "day":
        moved = shift_days(day, amount)
    else:
        moved = (shift_months if unit == "month" else shift_years)(day, amount, rounding)
    return _in_range(moved, day, incidents)


def working_day(day: Any, amount: Any, direction: str, calendar: Calendar) -> Any:
    """``day`` moved over working days; unknown where a year's calendar is not announced."""
    amount = definite(amount)
    if isinstance(day, Unknown) or isinstance(amount, Unknown):
        return Unknown(labels_of(day, amount))
    moved = calendar.before(day, amount) if direction == "before" else calendar.after(day, amount)
    return Unknown.because(CALENDAR, str(moved)) if isinstance(moved, int) else moved


def _in_range(moved: date | None, origin: Any, incidents: set[Incident]) -> Any:
    if moved is None:
        incidents.add(Incident("out_of_range", (str(origin),)))
        return UNDEFINED
    return moved
