"""Dates moved by days, months and years. Part of :mod:`engine.values`."""

from __future__ import annotations

from datetime import date, timedelta

#: What to do when the day of the month does not exist in the target month.
ROUND_DOWN = "last"  # 取月末: the last day of that month
ROUND_UP = "next"  # 取次月初: the first day of the following month


def shift_days(day: date, count: int) -> date | None:
    """``day`` moved by ``count`` days; ``None`` outside the years 1 to 9999."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def shift_months(day: date, count: int, rounding: str) -> date | None:
    """``day`` moved by ``count`` months, a missing day of the month settled by ``rounding``; ``None`` out of range."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return None
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        following = shift_months(date(year, month + 1, 1), 1, rounding)
        if following is None or rounding == ROUND_UP:
            return following
        return following - timedelta(days=1)


def shift_years(day: date, count: int, rounding: str) -> date | None:
    """``day`` moved by ``count`` years; 29 February is settled by ``rounding``."""
    return shift_months(day, count * 12, rounding)
