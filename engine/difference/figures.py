"""Figures, dates and groups of words that changed. Part of :mod:`engine.difference`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from engine.artifact.tables import calendar
from engine.case.quantities import written
from engine.difference.change import Change
from engine.difference.edition import Edition
from engine.difference.renumbering import Renumbering
from engine.values.calendar import Calendar

#: What a figure is that nobody settled yet.
UNSETTLED = "未定"


def figure_changes(old: Edition, moved: Edition, new: Edition, numbers: Renumbering) -> Iterator[Change]:
    """Parameters; ``moved`` is ``old`` in the year of ``new``. What only moved with the year is no change, nor is a clause
    that only has another number."""
    before, rolled, after = (each.tables["parameters"] for each in (old, moved, new))
    names = renamed_figures(moved, new)
    sources = {other: name for name, other in names.items()}
    for name, figure in after.items():
        source = sources.get(name, name)
        if source != name:
            yield Change("figure_renamed", figure["clause"] or "", name, source, name)
        if source not in before:
            yield Change("figure_added", figure["clause"] or "", name, None, shown(figure), {"unit": _unit(figure)},
                         ("parameter", name))  # fmt: skip
            continue
        yield from _changed(name, numbers.text(before[source]["clause"] or ""), before[source], rolled[source], figure, old, new)
    for name, figure in before.items():
        if name not in after and name not in names:
            yield Change("figure_removed", figure["clause"] or "", name, shown(figure), None, {"unit": _unit(figure)},
                         ("parameter", name))  # fmt: skip


def renamed_figures(old: Edition, new: Edition) -> dict[str, str]:
    """Newer names of parameters that only bear another one, by their older name: known by their identifier, else by all that they
    say."""
    left, right = ({name: each for name, each in side.tables["parameters"].items() if name not in other.tables["parameters"]}
                   for side, other in ((old, new), (new, old)))  # fmt: skip
    found: dict[str, str] = {}
    for key in (lambda each: each["id"], lambda each: (each["type"], each["unit"], each["clause"], str(each["entries"]))):
        for name, figure in left.items():
            same = [other for other, each in right.items() if key(each) == key(figure) and other not in found.values()]
            if name not in found and len(same) == 1:
                found[name] = same[0]
    return found


def _changed(
    name: str, cited: str, old: dict[str, Any], rolled: dict[str, Any], new: dict[str, Any], before: Edition, after: Edition
) -> Iterator[Change]:
    clause, unit = new["clause"] or "", ("parameter", name)
    if cited != clause:
        yield Change("figure_cited", clause, name, old["clause"] or "", clause)
    if (old["type"], old["unit"]) != (new["type"], new["unit"]):
        yield Change("figure_kind", clause, name, f"{shown(old)} {_unit(old)}".strip(), f"{shown(new)} {_unit(new)}".strip(),
                     {}, unit)  # fmt: skip
        return
    if rolled["entries"] == new["entries"] or (old["scale"] != new["scale"] and shown(rolled) == shown(new)):
        if new["type"] == "date" and before.year != after.year and old["entries"] == new["entries"]:
            yield Change("date_kept", clause, name, shown(old), shown(new))
        return
    plain = len(rolled["entries"]) == len(new["entries"]) == 1 and rolled["entries"][0][0] == new["entries"][0][0]
    if new["type"] == "group":
        yield from _group(name, clause, old, rolled, new, unit)
    elif not plain:
        yield Change("figure_dated", clause, name, shown(old), shown(new), {"unit": _unit(new)}, unit)
    elif new["type"] == "date" and None not in (rolled["entries"][0][1], new["entries"][0][1]):
        first, last = (date.fromisoformat(each["entries"][0][1]) for each in (rolled, new))
        detail: dict[str, Any] = {"days": (last - first).days, "working_days": working_days(first, last, calendar(after.tables))}
        if before.year != after.year:
            detail["expected"] = first.isoformat()
        yield Change("date", clause, name, shown(old), shown(new), detail, unit)
    else:
        kind = "text" if new["type"] in ("text", "boolean") else "figure"
        yield Change(kind, clause, name, shown(old), shown(new), {"unit": _unit(new)}, unit)


def _group(
    name: str, clause: str, old: dict[str, Any], rolled: dict[str, Any], new: dict[str, Any], unit: tuple[str, str]
) -> Iterator[Change]:
    one, two = (list(each["entries"][-1][1] or []) for each in (rolled, new))
    detail = {"added": [each for each in two if each not in one], "removed": [each for each in one if each not in two]}
    since = [[entry[0] for entry in each["entries"]] for each in (rolled, new)]
    if since[0] != since[1]:
        detail["since"] = [entry[0] for entry in new["entries"]]
    yield Change("group", clause, name, shown(old), shown(new), detail, unit)


def working_days(first: date, last: date, known: Calendar) -> int | None:
    """How many working days later ``last`` is than ``first`` (negative: earlier); ``None`` where a year is not announced."""
    low, high = min(first, last), max(first, last)
    count, day = 0, low
    while day < high:
        day += timedelta(days=1)
        worked = known.is_working_day(day)
        if worked is None:
            return None
        count += worked
    return count if last >= first else -count


def shown(figure: dict[str, Any]) -> str:
    """All that a parameter is, as a text without its unit."""
    parts = []
    for since, value in figure["entries"]:
        text = _text(figure, value)
        parts.append(text if since is None else f"{since} {text}")
    return "；".join(parts)


def _text(figure: dict[str, Any], value: Any) -> str:
    if value is None:
        return UNSETTLED
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return written(value, figure["scale"]) if isinstance(value, int) and figure["type"] != "year" else str(value)


def _unit(figure: dict[str, Any]) -> str:
    return str(figure["unit"])
