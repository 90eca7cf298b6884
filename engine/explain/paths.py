"""Paths of facts: ``ID``, or ``RECORD[YEAR].FIELD`` for a field of a record by year. Part of :mod:`engine.explain`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from engine.values import ABSENT, Unknown

_FIELD = re.compile(r"(?P<record>\w+)\[(?P<year>\d+)\]\.(?P<field>\w+)", re.ASCII)


def field_path(record: str, year: int, field: str) -> str:
    """The path of one field of a record by year."""
    return f"{record}[{year}].{field}"


@lru_cache(maxsize=4096)
def split(path: str) -> tuple[str, int, str] | None:
    """``(record, year, field)`` of a field's path; ``None`` for any other path."""
    match = _FIELD.fullmatch(path)
    return None if match is None else (match["record"], int(match["year"]), match["field"])


def value_at(facts: Any, path: str) -> Any:
    """The value of ``path`` in the facts of a case; ``Unknown`` where there is none."""
    parts = split(path)
    if parts is None:
        return facts.get(path, Unknown.because(ABSENT, path))
    record, year, field = parts
    entries = facts.get(record)
    if isinstance(entries, Unknown):
        return entries
    entry = (entries or {}).get(year)
    if isinstance(entry, Unknown):
        return entry
    value = None if entry is None else entry.get(field)
    return Unknown.because(ABSENT, path) if value is None else value
