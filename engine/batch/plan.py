"""The columns of a table: which fact, or part of one, each holds. Part of :mod:`engine.batch`.

A column is named by a fact's Chinese name or English id (``申报职称``, ``title``), by a part of one (``任职年度.起``,
``继续教育[2022].总学时``), or it is the key or one passed over. Nested facts may also stand in one column as JSON.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import starmap
from typing import Any, NamedTuple

from engine.batch.nodes import Cell
from engine.batch.rows import letters, problem
from engine.case.from_json import SUBJECT_KEYS
from engine.case.keys import by_name, is_note
from engine.case.reading import plain
from engine.diagnostics import Diagnostic
from engine.diagnostics.safe_text import safe
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term

_PATH = re.compile(r"([^.\[\]]+)(?:\[([0-9]{4})\])?(?:\.([^.\[\]]+))?")
_DATE = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?")
TRUTHS = {"true": True, "false": False}
NESTED = ("records", "list", "years")
#: Unknown columns that are told one by one, and the longest of their names.
_TOLD, _LENGTH = 20, 60
#: As many columns are named that hold what another one holds.
_FEW = 5
#: Names of columns that call rows by numbers of their own.
_KEYS = ("编号", "序号", "工号", "档案编号", "证件号", "证件号码", "身份证号", "身份证号码", "id", "key")
#: Names that a shell takes as they are.
_BARE = re.compile(r"[\w.%+-]+")


class Column(NamedTuple):
    """Where the values of a column go: ``path`` within the application; ``type`` of the fact at its head."""

    place: int
    path: tuple[str, ...]
    type: str


class Plan(NamedTuple):
    """The columns of a header that hold facts, and the place of the key; ``telling``: the places of facts other than the key, of
    which every row that is about somebody fills in one."""

    columns: tuple[Column, ...]
    key: int | None
    telling: tuple[int, ...] = ()


def plan_of(
    header: Sequence[str], subject: Mapping[str, Any], key: str | None, ignored: Sequence[str], file: str,
    attached: Sequence[str] = (),
) -> tuple[Plan, list[Diagnostic]]:  # fmt: skip
    """The plan of a header, and what is wrong with it (E0982, E0983, E0990). Columns without a name hold nothing; none may hold
    what stands in a second table, as the facts ``attached`` do."""
    named = by_name(subject["facts"])
    columns: list[Column] = []
    unknown: list[tuple[int, str]] = []
    doubled: dict[str, list[tuple[int, str]]] = {}
    taken: dict[tuple[str, ...], str] = {(str(named[name]["name"]),): f"--records {name}" for name in attached if name in named}
    place = None
    for index, raw in enumerate(header):
        name = plain(raw)
        is_key = key is not None and raw.strip() == key
        if is_key and place is not None:
            doubled.setdefault(raw, []).append((index, raw))
        place = index if is_key else place
        if (is_key and name not in named) or raw.strip() in ignored or is_note(name) or not name:
            continue
        column = _column(index, name, named)
        if column is None:
            unknown.append((index, raw))
            continue
        earlier = next((taken[path] for path in taken if _overlap(path, column.path)), None)
        if earlier is not None:
            doubled.setdefault(earlier, []).append((index, raw))
        else:
            taken[column.path] = raw
            columns.append(column)
    problems = list(starmap(partial(_doubled, file), doubled.items()))
    if key is not None and place is None:
        problems.append(no_key(file, key, header))
        unknown = [each for each in unknown if each[1].strip() != problems[-1].arguments["suggestion"]]
    if unknown:
        facts = {fact["name"]: fact["type"] in ("records", "years") for fact in subject["facts"]}
        parts = tuple(name for name, has_parts in facts.items() if has_parts)
        problems.insert(0, unknown_columns(file, unknown, named, tuple(facts), parts, key is None))
    telling = tuple(column.place for column in columns if column.type != "subject" and column.place != place)
    return Plan(tuple(columns), place, telling), problems


def place_of_year(plan: Plan, subject: Mapping[str, Any]) -> int | None:
    """The place of the column in which rows state the year that they are about."""
    own = next((str(fact["name"]) for fact in subject["facts"] if fact["id"] == subject["year"]), None)
    return next((column.place for column in plan.columns if column.path == (own,)), None)


def unknown_columns(
    file: str, unknown: Sequence[tuple[int, str]], near: Iterable[str], known: tuple[str, ...],
    parts: tuple[str, ...] = (), keyless: bool = False,
) -> Diagnostic:  # fmt: skip
    """All columns (place, name) of a header that hold no fact (E0982), in one message: where they stand, the name among ``near``
    that each may have been meant to be, options to copy that pass over the others; ``parts``: facts that may be divided;
    ``keyless``: no column is the key yet, so that one may be."""
    told, passed = [], []
    key = next((raw.strip() for _, raw in unknown if raw.strip().lower() in _KEYS), None) if keyless else None
    for place, raw in unknown:
        name, suggestion = safe(raw.strip(), _LENGTH), did_you_mean(plain(raw), near)
        option = _as_option(raw.strip())
        if suggestion is None and option is not None and raw.strip() != key:
            passed.append(f"--ignore {option}")
        zh = f"“{name}”（{letters(place)}栏{f'，是否为“{suggestion}”？' if suggestion else ''}）"
        en = f"`{name}` (column {letters(place)}{f'; did you mean `{suggestion}`?' if suggestion else ''})"
        told.append(Term(zh, en))
    more = len(told) - _TOLD if len(told) > _TOLD else None
    return problem(
        "E0982", file, 1, unknown[0][0] + 1, names=tuple(raw for _, raw in unknown), columns=tuple(told[:_TOLD]), more=more,
        key=None if key is None else Term(*[f"--key {_as_option(key)}"] * 2),
        ignore=Term(*[" ".join(passed)] * 2) if passed else None, known=known, parts=parts,
    )  # fmt: skip


def _doubled(file: str, first: str, others: Sequence[tuple[int, str]]) -> Diagnostic:
    """Columns that hold what another one holds (E0983)."""
    names = (*(raw for _, raw in others[:_FEW]), *("…" for _ in others[_FEW : _FEW + 1]))
    return problem("E0983", file, 1, others[0][0] + 1, name=names, first=first)


def no_key(file: str, key: str, header: Sequence[str]) -> Diagnostic:
    """No column of a header has the name of the key (E0990)."""
    names = [each.strip() for each in header if each.strip()]
    more = len(names) - _TOLD if len(names) > _TOLD else None
    return problem("E0990", file, 1, 1, name=key, suggestion=did_you_mean(key, names), known=tuple(names[:_TOLD]), more=more)


def _as_option(name: str) -> str | None:
    """A name as a shell reads it back; ``None`` for one that cannot be printed as it is."""
    if safe(name, len(name)) != name:
        return None
    if _BARE.fullmatch(name):
        return name
    return shlex.quote(name) if any(each in name for each in '"$`\\!') else f'"{name}"'


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
        holder: Any = made
        for step in path[:-1]:  # what has parts stands where its first part does
            holder = holder.setdefault(step, {} if wrap is None else wrap({}, index + 1))
            holder = holder if wrap is None else holder.value
        holder[path[-1]] = value if wrap is None else wrap(value, index + 1)
    return made


def date_of(text: str) -> str:
    """A date as spreadsheets write it, year first (``2023/5/15``, ``2023.5.15``, at midnight), as applications have it; any other
    text as it is."""
    match = _DATE.fullmatch(text)
    return text if match is None else f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"


def placed(file: str, line: int) -> Callable[[Any, int], Cell]:
    """Gives values the place of their column in that line."""
    return lambda value, column: Cell(value, file, line, column)
