"""Deadlines whose figures change within the year: one plan for each stage, put together. Part of :mod:`engine.planning`.

A figure is read at the reference date of the subject. While that is not known, the last stage is told and what it would be
at an earlier reference date stands beside it. Where the deadline is one of the reference date itself, each stage allows only
days of its own, and the last (or first) of all days allowed is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from engine.core.policy import CorePolicy
from engine.core.uses import Index
from engine.planning.bounds import EARLIEST, LATEST
from engine.planning.subjects import Asked, deadlines, iso
from engine.planning.workdays import nearest_working_day
from engine.values.calendar import Calendar

Entry = dict[str, Any]
_DAY = timedelta(days=1)


def stage_starts(asked: Asked, attributes: Mapping[str, object]) -> list[date]:
    """The days from which a figure that these deadlines read, or a date of the row, is another one; in order."""
    roots = [node for c in asked.conditions for node in (c.applies, c.requires) if node is not None]
    entries = [asked.bindings.parameters[name] for name in Index(asked.core).uses(roots).parameters]
    entries += [value for value in attributes.values() if isinstance(value, tuple)]
    return sorted({start for dated in entries for start, _ in dated if start is not None})


def row_attributes_of(core: CorePolicy, locator: str | None) -> dict[str, object]:
    """The attributes of a row as the policy keeps them, dated where amendments change them."""
    rows = (row for part in core.subjects for row in part.rows if row.locator == locator)
    return dict(next((row.attributes for row in rows), ()))


def staged(
    at: Callable[[date], Asked], starts: Sequence[date], words: Mapping[str, Sequence[Any]], reference: str | None
) -> list[Entry]:
    """The deadlines over all stages, ``at`` a day of each. ``reference``: the id of the reference date fact."""
    days = [starts[0] - _DAY, *starts]
    asked = [at(day) for day in days]
    calendar = asked[0].bindings.calendar
    found = [{_key(entry): entry for entry in deadlines(each, words)} for each in asked]
    keys = dict.fromkeys(key for entries in reversed(found) for key in entries)
    merged = []
    for key in keys:
        versions = [(day, entries[key]) for day, entries in zip(days, found, strict=True) if key in entries]
        own = key[0] == reference
        merged.append(_of_reference(versions, days, calendar) if own else _last(versions, reference))
    return merged


def _key(entry: Entry) -> tuple[str, str, tuple]:
    return entry["fact"], entry["bound"], tuple(sorted(entry["when"].items()))


def _last(versions: list[tuple[date, Entry]], reference: str | None) -> Entry:
    """The last stage, with the stages before it that give another date."""
    entry = versions[-1][1]
    earlier: list[dict[str, Any]] = []
    for (_, before), (since, after) in pairwise(versions):
        if before["date"] not in (None, after["date"]):
            earlier.append({"reference": reference, "before": since.isoformat(), "date": before["date"]})
    return {**entry, "earlier": earlier}


def _of_reference(versions: list[tuple[date, Entry]], days: list[date], calendar: Calendar) -> Entry:
    """The last (or first) day that its own stage allows."""
    latest = versions[0][1]["bound"] == LATEST
    for since, entry in reversed(versions) if latest else versions:
        place = days.index(since)
        first = since if place else date.min
        last = days[place + 1] - _DAY if place + 1 < len(days) else date.max
        day = entry["date"] or entry["strictest"]
        if day is None or (date.fromisoformat(day) >= first if latest else date.fromisoformat(day) <= last):
            return _clipped(entry, first, last, calendar)
    return versions[0 if latest else -1][1] | {"earlier": []}


def within_life(entry: Entry, row: Mapping[str, Any], reference: str | None, calendar: Calendar) -> Entry:
    """An entry of the reference date kept within the time for which amendments leave the row there."""
    latest = entry["bound"] == LATEST
    life = row["dropped"] if latest else row["added"]
    if life is None or entry["fact"] != reference:
        return entry
    edge = date.fromisoformat(life["since"]) - (_DAY if latest else timedelta(0))
    moved = _clipped(entry, edge, edge, calendar)
    changed = [moved[key] for key in ("date", "strictest", "safe", "advised") if moved[key] not in (None, entry[key])]
    documents = {**entry["documents"], **{day: [life["number"]] for day in changed}}
    return {**moved, "earlier": entry["earlier"], "documents": documents}


def _clipped(entry: Entry, first: date, last: date, calendar: Calendar) -> Entry:
    """An entry of the reference date with its days kept within their stage."""
    latest = entry["bound"] != EARLIEST
    moved = dict(entry, earlier=[])
    for key in ("date", "strictest", "advised"):
        if entry[key] is not None:
            day = date.fromisoformat(entry[key])
            moved[key] = iso(min(day, last) if latest else max(day, first))
    strictest = moved["strictest"]
    if strictest is not None:
        moved["safe"] = iso(nearest_working_day(date.fromisoformat(strictest), latest, calendar))
    return moved
