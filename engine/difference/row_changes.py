"""Rows of the annex that changed. Part of :mod:`engine.difference`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.difference.change import Change
from engine.difference.edition import Edition
from engine.difference.likeness import called as _called
from engine.difference.likeness import office, plain
from engine.difference.matching import Rows
from engine.difference.renumbering import Renumbering

#: Columns told as they are.
_COLUMNS = {"row_titles": "titles", "row_audience": "audience", "row_seat": "seat"}


def row_changes(old: Edition, moved: Edition, new: Edition, rows: Rows, numbers: Renumbering) -> Iterator[Change]:
    """Everything about rows but their scopes, which are rules. What only bears another number is told together."""
    before, after = old.tables["rows"], new.tables["rows"]
    split_off = {each: source for source, found in rows.split.items() for each in found}
    came_in = {each: target for target, found in rows.merged.items() for each in found}
    for source, found in rows.split.items():
        into = [each for each in after if each in (rows.same[source], *found)]
        yield Change("row_split", clause(into[0]), called(before[source], source), source, into,
                     {"names": [called(after[each], each) for each in into]}, ("row", found[0]))  # fmt: skip
    for target, found in rows.merged.items():
        source = next(each for each, other in rows.same.items() if other == target)
        out_of = [each for each in before if each in (source, *found)]
        yield Change("row_merged", clause(target), called(after[target], target), out_of, target,
                     {"names": [called(before[each], each) for each in out_of]}, ("row", target))  # fmt: skip
    for locator in (each for each in rows.added if each not in split_off):
        yield Change("row_added", clause(locator), called(after[locator], locator), None, locator,
                     _summary(after[locator]), ("row", locator))  # fmt: skip
    for locator in (each for each in rows.removed if each not in came_in):
        yield Change("row_removed", clause(locator), called(before[locator], locator), locator, None,
                     _summary(before[locator]), ("row", _after(locator, moved, rows)))  # fmt: skip
    parted = {*rows.split, *(source for source, other in rows.same.items() if other in rows.merged)}
    renumbered = [
        [locator, other]
        for locator, other in rows.same.items()
        if locator not in parted and locator != other and before[locator]["table"] == after[other]["table"]
    ]
    if renumbered:
        order = list(after)
        renumbered.sort(key=lambda pair: order.index(pair[1]))
        yield Change("rows_renumbered", "", "", None, None, {"pairs": renumbered})
    for locator, other in rows.same.items():
        if locator not in parted:
            yield from _named(locator, other, before[locator], after[other])
        yield from _same(locator, other, old, moved, new, numbers)


def _after(locator: str, moved: Edition, rows: Rows) -> str:
    """What a row without counterpart is called in the rolled edition."""
    year = moved.year
    found = [each for each in moved.tables["rows"] if each == locator or each.startswith(f"{locator}·")]
    return found[-1] if found else f"{locator}·{year}"


def _named(locator: str, other: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """What a row is called and whom it is for. Width and blanks are the printer's."""
    where, name = clause(other), called(after, other)
    if before["table"] != after["table"]:
        yield Change("row_moved", where, name, locator, other)
    if plain(_called(before)) != plain(_called(after)):
        yield Change("row_renamed", where, name, _called(before), _called(after))
    for kind, column in _COLUMNS.items():
        # a row without a name is called by its titles
        if plain(before[column]) != plain(after[column]) and not (column == "titles" and _called(after) == after[column]):
            yield Change(kind, where, name, before[column] or "", after[column] or "")


def _same(locator: str, other: str, old: Edition, moved: Edition, new: Edition, numbers: Renumbering) -> Iterator[Change]:
    """When and where a row is dealt with, and what is said with it."""
    before, after = old.tables["rows"][locator], new.tables["rows"][other]
    rolled = moved.tables["rows"][other]
    where, name = clause(other), called(after, other)
    dates = [(each["start_date"], each["finish_date"]) for each in (rolled, after)]
    if dates[0] != dates[1]:
        yield Change("row_window", where, name, window(before), window(after), {}, ("row", other))
    one, two = before["office"], after["office"]
    if plain(office(before)) != plain(office(after)):
        yield Change("row_office", where, name, office(before), office(after))
    if (one["phone"] or "") != (two["phone"] or ""):
        yield Change("row_phone", where, name, one["phone"] or "", two["phone"] or "")
    notes = numbers.texts(old.notes.get(locator, ())), list(new.notes.get(other, ()))
    if notes[0] != notes[1]:
        detail = {"added": [each for each in notes[1] if each not in notes[0]],
                  "removed": [each for each in notes[0] if each not in notes[1]]}  # fmt: skip
        yield Change("row_notes", where, name, notes[0], notes[1], detail)
    amended = [[(each["number"], each["column"], each["after"]) for each in row["changes"]] for row in (before, after)]
    lives = [[row[key] and (row[key]["number"], row[key]["since"]) for key in ("added", "dropped")] for row in (before, after)]
    if amended[0] != amended[1] or lives[0] != lives[1]:
        yield Change("row_amended", where, name, _amendments(before), _amendments(after))


def _amendments(row: dict[str, Any]) -> str:
    found = [f"{each['number']} {each['column']}：{each['after']}" for each in row["changes"]]
    found += [f"{row[key]['number']} {row[key]['since']}" for key in ("added", "dropped") if row[key]]
    return "；".join(found)


def _summary(row: dict[str, Any]) -> dict[str, Any]:
    return {"titles": row["titles"], "window": window(row), "office": office(row),
            "phone": row["office"]["phone"] or "", "audience": row["audience"]}  # fmt: skip


def window(row: dict[str, Any]) -> str:
    """The months of a row as its cells say them."""
    return "—".join(each.replace(" ", "") for each in (row["start"], row["finish"]) if each)


def called(row: dict[str, Any], locator: str) -> str:
    """What a row is called; one without a name by its titles."""
    return _called(row) or locator


def clause(locator: str) -> str:
    """The clause that a row is."""
    return f"附件1·{locator}"
