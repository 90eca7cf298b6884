"""JSON whose form is plain, as the database reads it: in cells of tables and as whole rows. Part of :mod:`engine.batch`.

A *shape* is a pattern that a text must match as a whole, and the type that it is then read into. What matches has no name
twice, no escapes, and only values that the reader of applications takes as they stand; of any other text nothing is read
here. Which names are used, and in which order, is taken from the first rows of the input.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.batch.mapped import UNKNOWN, quoted, text
from engine.batch.plan import NESTED
from engine.batch.texts import plain_object
from engine.case.from_json import SUBJECT_KEYS
from engine.case.keys import by_name, is_note
from engine.case.year_spans import ENDS

#: Rows by which the forms of an input are found out, and orders of names that are known at most of one fact.
LOOKED_AT, ORDERS = 2_000, 12
#: Words that stand for all entries of a list.
EVERYTHING = ("全部", "all")
_SPACE = r"[ \t\r\n]*"
_STRING = r'"[^"\\\x00-\x1F]+"'
_TRUTH = r'true|false|"[\x{4E00}-\x{9FFF}]{1,10}"'
_YEAR = r'[0-9]{4}|"[0-9]{4}"'
_SCALAR = r'"[^"\\\x00-\x1F]*"|-?[0-9][0-9.]*|true|false|null'
_KEY = _STRING + "|0|[1-9][0-9]{0,17}|null"
_YEAR_NAMES = frozenset(("年", "年度", "年份", "year"))
_ESCAPED = frozenset('\\.^$|?*+()[]{}"')


class Shape(NamedTuple):
    """``pattern`` of the texts; ``type``, as DuckDB writes it, into which they are read."""

    pattern: str
    type: str


def shape_of(fact: Mapping[str, Any], values: Iterable[Any]) -> Shape | None:
    """The shape of a fact with parts whose plain ``values`` are like these; ``None`` where none of them has one."""
    made = {"records": _records, "years": _years, "list": _list}[fact["type"]]
    return made(fact, [value for value in values if isinstance(value, dict | list)])


def _records(fact: Mapping[str, Any], values: Sequence[Any]) -> Shape | None:
    """Records keyed by year, or in a list: as most of them are."""
    keyed = [value for value in values if isinstance(value, dict)]
    by_year = 2 * len(keyed) > len(values)
    entries = [each for value in keyed for each in value.values()] if by_year else [
        each for value in values if isinstance(value, list) for each in value
    ]  # fmt: skip
    fields, years = by_name(fact["fields"]), frozenset[str]() if by_year else _YEAR_NAMES
    orders = [order for order in _orders(entries) if _once(order, fields, years)]
    if not orders:
        return None
    year = next((name for order in orders for name in order if name in years), "")
    orders = [order for order in orders if not year or year in order]
    names = list(dict.fromkeys(name for order in orders for name in order if name != year))
    names = [name for at, name in enumerate(names) if not any(fields[name] is fields[other] for other in names[:at])]
    kinds = {name: _number(fields[name]) for name in names}
    orders = [order for order in orders if set(order) <= {*names, year}]
    patterns = {name: kind[0] for name, kind in kinds.items()} | {year: _YEAR}
    entry = _alternatives(_object([_member(name, patterns[name]) for name in order]) for order in orders)
    struct = ", ".join(f"{quoted(name)} {kind[1]}" for name, kind in kinds.items())
    if by_year:
        return Shape(rf"\{{{_SPACE}{_several(_member('[0-9]{4}', entry, plain=False))}\}}", f"MAP(SMALLINT, STRUCT({struct}))")
    return Shape(rf"\[{_SPACE}{_several(entry)}\]", f"STRUCT({quoted(year)} SMALLINT, {struct})[]")


def _years(fact: Mapping[str, Any], values: Sequence[Any]) -> Shape | None:
    orders = [order for order in _orders(values) if len(order) == 2 and {ENDS.get(name) for name in order} == {"first", "last"}]
    orders = [order for order in orders if set(order) == set(orders[0])]
    if not orders:
        return None
    pattern = _alternatives(_object([_member(name, _YEAR) for name in order]) for order in orders)
    return Shape(pattern, "STRUCT(" + ", ".join(f"{quoted(name)} SMALLINT" for name in orders[0]) + ")")


def _list(fact: Mapping[str, Any], values: Sequence[Any]) -> Shape | None:
    columns = by_name(fact["columns"])
    entries = [each for value in values if isinstance(value, list) for each in value]
    orders = [order for order in _orders(entries) if _once(order, columns) and len(order) == len(fact["columns"])]
    orders = [order for order in orders if set(order) == set(orders[0])] or [tuple(each["name"] for each in fact["columns"])]
    entry = _alternatives(_object([_member(name, _STRING) for name in order]) for order in orders)
    struct = ", ".join(f"{quoted(name)} VARCHAR" for name in orders[0])
    return Shape(rf"\[{_SPACE}{_several(entry)}\]", f"STRUCT({struct})[]")


def _orders(entries: Iterable[Any]) -> list[tuple[str, ...]]:
    """The orders of names that the entries have, the commonest first."""
    counts: dict[tuple[str, ...], int] = {}
    for entry in entries:
        if isinstance(entry, dict) and entry:
            counts[tuple(entry)] = counts.get(tuple(entry), 0) + 1
    return sorted(counts, key=lambda order: -counts[order])[:ORDERS]


def _once(order: tuple[str, ...], known: Mapping[str, Any], years: frozenset[str] = frozenset()) -> bool:
    """Whether all names are known and no two of them say the same, but for one that names the ``years``, where any may."""
    ids = [known[name]["id"] for name in order if name in known]
    return len(set(ids)) == len(ids) and sum(name in years for name in order) == bool(years) == len(order) - len(ids)


# ---- whole rows -----------------------------------------------------------------------------------------------------------


class RowShape(NamedTuple):
    """JSON rows: the pattern of a row; the names of its facts and of the key, in order; the shapes of those with parts."""

    pattern: str
    names: tuple[str, ...]
    shapes: dict[str, Shape]


def row_shape(subject: Mapping[str, Any], key: str | None, ignored: Sequence[str], texts: Sequence[bytes]) -> RowShape | None:
    """The shape of rows like these; ``None`` where not one of them is plain."""
    values: dict[str, list[Any]] = {}
    for each in texts[:LOOKED_AT]:
        for name, value in (plain_object(each) or {}).items():
            values.setdefault(name, []).append(value)
    named, names, shapes = by_name(subject["facts"]), [], {}
    members, met = [_member(SUBJECT_KEYS[0], f'"{_escaped(subject["name"])}"')], set()
    for name in values:
        fact = named.get(name)
        if name == key and fact is None:
            names.append(name)
            members.append(_member(name, _KEY))
        elif name in ignored or is_note(name):
            members.append(_member(name, _SCALAR))
        elif fact is not None and fact["id"] not in met:
            if fact["type"] in NESTED:
                shape = shape_of(fact, values[name])
                if shape is None:
                    continue
                shapes[name] = shape
            pattern = shapes[name].pattern if name in shapes else _single(fact)
            words = (*(EVERYTHING if fact["type"] == "list" else ()), *(UNKNOWN if fact["type"] in NESTED else ()))
            met.add(fact["id"])
            names.append(name)
            members.append(_member(name, "|".join([pattern, *(f'"{word}"' for word in words), "null"])))
    if not names:
        return None
    return RowShape(rf"{_SPACE}\{{{_SPACE}{_several(_alternatives(members))}\}}{_SPACE}", tuple(names), shapes)


def _single(fact: Mapping[str, Any]) -> str:
    """The pattern of a value without parts."""
    if fact["type"] in ("integer", "quantity"):
        return _number(fact)[0] + "".join(f'|"{word}"' for word in UNKNOWN)
    return {"boolean": _TRUTH, "year": _YEAR}.get(fact["type"], _STRING)


def structure(shape: RowShape) -> str:
    """What DuckDB reads from a row: the texts of its values."""
    return json.dumps(dict.fromkeys(shape.names, "VARCHAR"), ensure_ascii=False)


def read_as(cell: str, type: str) -> str:
    """SQL that reads a text, which is JSON or null, as a value of a type."""
    return f"json_transform({cell}, {text(json.dumps(type, ensure_ascii=False))})"


# ---- patterns -------------------------------------------------------------------------------------------------------------


def _number(about: Mapping[str, Any]) -> tuple[str, str]:
    """The pattern of a number, also as a text, and its type."""
    scale = about["scale"] or 0
    places = rf"(?:\.[0-9]{{1,{scale}}}0*)?" if scale else r"(?:\.0+)?"
    digits = min(12, 15 - scale)  # all of which a floating-point number holds
    plain = rf"(?:0|[1-9][0-9]{{0,{digits - 1}}}){places}"
    return rf'{plain}|"[0-9]{{1,{digits}}}{places}"|null', "DOUBLE" if scale else "BIGINT"


def _escaped(name: str) -> str:
    return "".join("\\" + character if character in _ESCAPED else character for character in name)


def _member(name: str, value: str, plain: bool = True) -> str:
    return f'"{_escaped(name) if plain else name}"{_SPACE}:{_SPACE}(?:{value})'


def _object(members: Sequence[str]) -> str:
    """An object with just these members."""
    return rf"\{{{_SPACE}" + f"{_SPACE},{_SPACE}".join(members) + rf"{_SPACE}\}}"


def _several(one: str) -> str:
    """None, one or more of the same, between brackets."""
    return f"(?:(?:{one}){_SPACE}(?:,{_SPACE}(?:{one}){_SPACE})*)?"


def _alternatives(patterns: Iterable[str]) -> str:
    return "|".join(patterns)
