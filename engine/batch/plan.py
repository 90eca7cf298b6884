"""The columns of a table: which fact, or part of one, each holds. Part of :mod:`engine.batch`.

A column is named by a fact's Chinese name or English id (``申报职称``, ``title``), by a part of one (``任职年度.起``,
``继续教育[2022].总学时``), or it is the key or one passed over. Nested facts may also stand in one column as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.batch.nodes import Cell
from engine.batch.rows import problem
from engine.case.from_json import SUBJECT_KEYS
from engine.case.keys import by_name, is_note
from engine.case.reading import plain
from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean

_PATH = re.compile(r"([^.\[\]]+)(?:\[([0-9]{4})\])?(?:\.([^.\[\]]+))?")
_DATE = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?")
TRUTHS = {"true": True, "false": False}
NESTED = ("records", "list", "years")


class Column(NamedTuple):
    """Where the values of a column go: ``path`` within the application; ``type`` of the fact at its head."""

    place: int
    path: tuple[str, ...]
    type: str


class Plan(NamedTuple):
    """The columns of a header that hold facts, and the place of the key."""

    columns: tuple[Column, ...]
    key: int | None


def plan_of(
    header: Sequence[str], subject: Mapping[str, Any], key: str | None, ignored: Sequence[str], file: str
) -> tuple[Plan, list[Diagnostic]]:
    """The plan of a header, and what is wrong with it (E0982, E0983, E0990)."""
    named = by_name(subject["facts"])
    columns: list[Column] = []
    problems: list[Diagnostic] = []
    taken: dict[tuple[str, ...], str] = {}
    place = None
    for index, raw in enumerate(header):
        name = plain(raw)
        if key is not None and raw.strip() == key:
            place = index
        if (key is not None and raw.strip() == key and name not in named) or raw.strip() in ignored or is_note(name):
            continue
        column = _column(index, name, named)
        if column is None:
            problems.append(_unknown(raw, named, file, index, subject))
            continue
        earlier = next((taken[path] for path in taken if _overlap(path, column.path)), None)
        if earlier is not None:
            problems.append(problem("E0983", file, 1, index + 1, name=raw, first=earlier))
        else:
            taken[column.path] = raw
            columns.append(column)
    if key is not None and place is None:
        near = did_you_mean(key, [each.strip() for each in header])
        problems.append(problem("E0990", file, 1, 1, name=key, suggestion=near, known=tuple(header[:20])))
    return Plan(tuple(columns), place), problems


def _column(index: int, name: str, named: Mapping[str, Mapping[str, Any]]) -> Column | None:
    if name in SUBJECT_KEYS:
        return Column(index, (SUBJECT_KEYS[0],), "subject")
    if name in named:
        return Column(index, (str(named[name]["name"]),), named[name]["type"])
    match = _PATH.fullmatch(name)
    fact = named.get(match[1]) if match else None
    if match is None or fact is None:
        return None
    year, part = match[2], match[3]
    if fact["type"] == "records" and year and part:
        field = by_name(fact["fields"]).get(part)
        return None if field is None else Column(index, (fact["name"], year, field["name"]), field["type"])
    if fact["type"] == "years" and part and not year:
        return Column(index, (fact["name"], part), "year")
    return None


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two columns would hold the same fact, or one a part of what the other holds."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _unknown(raw: str, named: Mapping[str, Any], file: str, index: int, subject: Mapping[str, Any]) -> Diagnostic:
    known = tuple(dict.fromkeys(fact["name"] for fact in subject["facts"]))
    return problem("E0982", file, 1, index + 1, name=raw, suggestion=did_you_mean(plain(raw), named), known=known)


def assemble(plan: Plan, cells: Sequence[Any], wrap: Callable[[Any, int], Any] | None = None) -> dict[str, Any]:
    """The application that a row's cells make; empty cells are left out. ``wrap`` gives a value its place."""
    made: dict[str, Any] = {}
    for index, path, type_ in plan.columns:
        value = cells[index]
        if value is None or value == "":
            continue
        if type_ == "boolean" and isinstance(value, str):
            value = TRUTHS.get(value.strip().lower(), value)
        if type_ == "date" and isinstance(value, str):
            value = date_of(value)
        value = value if wrap is None else wrap(value, index + 1)
        holder = made
        for step in path[:-1]:
            holder = holder.setdefault(step, {})
        holder[path[-1]] = value
    return made


def date_of(text: str) -> str:
    """A date as spreadsheets write it, year first (``2023/5/15``, ``2023.5.15``, at midnight), as applications have it; any other
    text as it is."""
    match = _DATE.fullmatch(text)
    return text if match is None else f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"


def placed(file: str, line: int) -> Callable[[Any, int], Cell]:
    """Gives values the place of their column in that line."""
    return lambda value, column: Cell(value, file, line, column)
