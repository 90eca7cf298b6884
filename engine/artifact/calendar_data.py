"""Working days of announced years as plain data: ``chinesecalendar`` plus the policy's own adjustments.

Part of :mod:`engine.artifact`; runs when a policy is compiled, never when one is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chinese_calendar.constants import holidays, workdays

#: How many years before the plan year are carried along; older ones are of no use to a policy.
YEARS_BACK = 5


def calendar_data(adjustments: Iterable[tuple[str, bool, str]], plan_year: int) -> dict[str, list[list[str]]]:
    """Year → [days off that are weekdays, working days that are weekends], as ISO dates.

    ``adjustments``: (ISO date, whether it is worked, source). Years from :data:`YEARS_BACK` before ``plan_year``
    on; a year is announced when the library holds any day of it.
    """
    years = sorted({day.year for day in (*holidays, *workdays) if day.year >= plan_year - YEARS_BACK})
    off = {day for day in holidays if day.weekday() < 5}
    made_up = {day for day in workdays if day.weekday() >= 5}
    for text, worked, _ in adjustments:
        day = date.fromisoformat(text)
        target, other = (made_up, off) if worked else (off, made_up)
        other.discard(day)
        if (day.weekday() >= 5) is worked:
            target.add(day)
    return {
        str(year): [
            sorted(day.isoformat() for day in off if day.year == year),
            sorted(day.isoformat() for day in made_up if day.year == year),
        ]
        for year in years
    }
