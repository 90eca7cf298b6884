"""Working days with make-up days, as data. Part of :mod:`engine.values`.

The evaluator gets a :class:`Calendar` and never asks a library or a clock; ``core`` builds it from ``chinesecalendar``
and the policy's ``calendar.yaml``. A year that has not been announced is simply not in ``years``.
"""

from __future__ import annotations

from datetime import date, timedelta

_DAY = timedelta(days=1)


class Calendar:
    """Which dates are working days.

    ``years`` maps an announced year to ``(days off on weekdays, working days on weekends)``, both frozensets of dates.
    """

    __slots__ = ("years",)

    def __init__(self, years: dict[int, tuple[frozenset[date], frozenset[date]]]) -> None:
        self.years = years

    def is_working_day(self, day: date) -> bool | None:
        """True or false; ``None`` when the year of ``day`` has not been announced."""
        year = self.years.get(day.year)
        if year is None:
            return None
        days_off, make_up_days = year
        return day in make_up_days if day.weekday() >= 5 else day not in days_off

    def before(self, day: date, count: int) -> date | int:
        """``D 前 n 个工作日``: the latest date whose ``count``-th following working day is no later than ``day``.

        Returns the year (an int) that stopped the count when it has not been announced. ``count`` 0 gives ``day``.
        """
        if count <= 0:
            return day
        current = day
        while True:
            working = self.is_working_day(current)
            if working is None:
                return current.year
            if working:
                count -= 1
            if current == date.min:
                return current.year
            current -= _DAY
            if count == 0:
                return current

    def after(self, day: date, count: int) -> date | int:
        """``D 后 n 个工作日``: the ``count``-th working day after ``day``; an unannounced year as for :meth:`before`."""
        current = day
        while count > 0:
            if current == date.max:
                return current.year
            current += _DAY
            working = self.is_working_day(current)
            if working is None:
                return current.year
            if working:
                count -= 1
        return current
