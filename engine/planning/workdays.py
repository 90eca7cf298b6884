"""Working days around a date. Part of :mod:`engine.planning`."""

from __future__ import annotations

from datetime import date, timedelta

from engine.values.calendar import Calendar

_DAY = timedelta(days=1)


def nearest_working_day(day: date | None, backwards: bool, calendar: Calendar) -> date | None:
    """``day`` if it is worked, else the working day before it (or after it).

    Where the year is not announced the day itself: nothing better can be said.
    """
    current = day
    while current is not None and calendar.is_working_day(current) is False:
        current += -_DAY if backwards else _DAY
    if current is None or calendar.is_working_day(current) is None:
        return day
    return current


def kind_of_day(day: date, calendar: Calendar) -> str:
    """``working``, ``make_up`` (a weekend that is worked), ``weekend``, ``holiday`` or ``unannounced``."""
    worked = calendar.is_working_day(day)
    if worked is None:
        return "unannounced"
    if day.weekday() >= 5:
        return "make_up" if worked else "weekend"
    return "working" if worked else "holiday"
