"""Dates and years: ``2023-06-12``, ``2023年6月12日``; ``2023``, ``2023年``, ``2023年度``. Part of :mod:`engine.case`.

Only forms whose order of year, month and day cannot be mistaken are read; for the others the right form is shown.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from engine.case.quantities import suspect, with_digits
from engine.case.reading import Reader, Target, plain
from engine.diagnostics.patterns import LazyPattern
from engine.source.json_nodes import JsonNode

#: Years that a date can have.
YEARS = (1, 9999)

_DATE = LazyPattern(r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号])")
_YEAR_FIRST = LazyPattern(r"([0-9]{4})(?:[/.]([0-9]{1,2})[/.]([0-9]{1,2})|([0-9]{2})([0-9]{2})|-([0-9]{2})-([0-9]{2})[T ].*)")
_YEAR_LAST = LazyPattern(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR = LazyPattern(r"([0-9]{4})(?:年度?)?")


def read_date(reader: Reader, target: Target, node: JsonNode) -> date | None:
    """A date; ``None`` after reporting."""
    if node.kind not in ("string", "number"):
        return reader.refuse("E0618", target, node)
    text = "".join(plain(node.value).split()) if "年" in node.value else plain(node.value)
    match = _DATE.fullmatch(text)
    if match is None:
        return _not_a_date(reader, target, node, text)
    year, month, day = (int(part) for part in match.groups() if part)
    return existing(year, month, day) or _missing_date(reader, target, node, year, month, day)


def existing(year: int, month: int, day: int) -> date | None:
    """That date, or ``None`` where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _missing_date(reader: Reader, target: Target, node: JsonNode, year: int, month: int, day: int) -> Any:
    """A date in the right form that the calendar does not hold: name the last day of its month."""
    if year == 0 or not 1 <= month <= 12 or day == 0:
        return reader.refuse("E0622", target, node)
    following = existing(year + month // 12, month % 12 + 1, 1)
    # Only December has no following month in the last year of the calendar, and it has 31 days.
    last = 31 if following is None else (following - timedelta(days=1)).day
    return reader.refuse("E0621", target, node, year=year, month=month, day=day, last=last)


def _not_a_date(reader: Reader, target: Target, node: JsonNode, text: str) -> Any:
    """Another form: show the right one, or both where it may mean two dates."""
    if (match := _YEAR_FIRST.fullmatch(text)) is not None:
        readings = [tuple(int(part) for part in match.groups() if part)]
    elif (match := _YEAR_LAST.fullmatch(text)) is not None:
        first, second, year = (int(part) for part in match.groups())
        readings = [(year, first, second), (year, second, first)]
    elif _DATE.fullmatch(with_digits(text)):
        return suspect(reader, target, node, text, with_digits(text))
    else:
        readings = []
    dates = sorted({found for reading in readings if (found := existing(*reading))})
    if len(dates) > 1:
        return reader.refuse("E0620", target, node, first=dates[0].isoformat(), second=dates[1].isoformat())
    if dates:
        return reader.refuse("E0619", target, node, suggestion=dates[0].isoformat())
    return reader.refuse("E0618", target, node)


def read_year(reader: Reader, target: Target, node: JsonNode) -> int | None:
    """A year within the fact's range; ``None`` after reporting."""
    if node.kind not in ("string", "number"):
        return reader.refuse("E0623", target, node)
    text = plain(node.value)
    match = _YEAR.fullmatch(text)
    if match is None:
        if _YEAR.fullmatch(with_digits(text)):
            return suspect(reader, target, node, text, with_digits(text))
        return reader.refuse("E0623", target, node)
    year = int(match[1])
    low, high = target.fact.get("range") or YEARS
    if not low <= year <= high:
        return reader.refuse("E0615", target, node, low=str(low), high=str(high), unit="")
    return year
