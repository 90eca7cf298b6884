"""Working months of annex cells: ``7月``, ``2024年3月``, ``3月、6月、 9月、12月``. Part of ``resolved.declarations``."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTH = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月")


def read_months(cell: str, year: int) -> list[tuple[int, int]] | None:
    """The ``(year, month)`` of every month in a cell, the plan's ``year`` where none is printed; ``None`` if unreadable."""
    squeezed = re.sub(r"\s+", "", cell)
    parts = re.split(r"[、,，]", squeezed)
    found = []
    for part in parts:
        match = _MONTH.fullmatch(part)
        if match is None or not 1 <= int(match[2]) <= 12 or not 1 <= int(match[1] or year) < 9999:
            return None
        found.append((int(match[1] or year), int(match[2])))
    return found


def first_day(months: list[tuple[int, int]]) -> date:
    """The first day of the first month."""
    year, month = min(months)
    return date(year, month, 1)


def last_day(months: list[tuple[int, int]]) -> date:
    """The last day of the last month."""
    year, month = max(months)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
