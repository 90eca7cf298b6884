"""Records by year: a list of objects with a year, or an object keyed by year. Part of :mod:`engine.case`.

A year that is not there stays absent: what that means is the evaluator's business (缺年).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.case import containment, dates, unknowns
from engine.case.keys import is_note, members_of
from engine.case.reading import Reader, Target
from engine.diagnostics import Label
from engine.diagnostics.terms import Term
from engine.source.json_nodes import JsonNode
from engine.values import GIVEN_UNKNOWN, Unknown

Records = dict[int, dict[str, Any]]

_YEAR_KEYS = frozenset({"年", "年度", "年份", "year"})


def read_records(
    reader: Reader, target: Target, node: JsonNode, read_value: Callable[[Reader, Target, JsonNode], Any]
) -> Records | None:
    """``{year: {field id: value}}``; ``None`` after reporting. Spans of the fields are left in ``reader.spans``."""
    if node.kind not in ("object", "array"):
        return reader.refuse("E0626", target, node)
    before = len(reader.diagnostics)
    target = target._replace(fact=target.fact | {"range": target.fact["range"] or _years(reader)})
    records: Records = {}
    first: dict[int, JsonNode] = {}
    entries, ignored = (_keyed, frozenset[str]()) if node.kind == "object" else (_in_order, _YEAR_KEYS)
    for year, place, entry in entries(reader, target, node):
        if first.setdefault(year, place) is not place:
            reader.report("E0628", place.span, (Label(first[year].span, "first"),), name=target.term, year=year)
        elif entry.kind != "null":
            records[year] = _read_fields(reader, target, year, entry, ignored, read_value)
    containment.check(reader, target.fact, records)
    return None if len(reader.diagnostics) > before else dict(sorted(records.items()))


def _years(reader: Reader) -> tuple[int, int]:
    """Years that a record may be of: none later than the subject's own year may be, so that a slip is noticed."""
    own = next((fact["range"] for fact in reader.subject["facts"] if fact["id"] == reader.subject["year"]), None)
    return dates.YEARS if own is None else (dates.YEARS[0], own[1])


def _keyed(reader: Reader, target: Target, node: JsonNode) -> Iterator[tuple[int, JsonNode, JsonNode]]:
    """``(year, where it is written, entry)`` of an object keyed by year."""
    for key, value in node.entries:
        if not is_note(key.value):
            year = dates.read_year(reader, target, key)
            if year is not None:
                yield year, key, value


def _in_order(reader: Reader, target: Target, node: JsonNode) -> Iterator[tuple[int, JsonNode, JsonNode]]:
    """``(year, where it is written, entry)`` of a list of objects that each name their year."""
    for entry in node.items:
        if entry.kind != "object":
            reader.refuse("E0626", target, entry)
            continue
        years = [(key, value) for key, value in entry.entries if key.value in _YEAR_KEYS]
        if not years or years[0][1].kind == "null":
            reader.refuse("E0627", target, entry)
            continue
        for key, _ in years[1:]:
            reader.report("E0606", key.span, (Label(years[0][0].span, "first"),), name=Term("年", "year"), text=key.value)
        year = dates.read_year(reader, target, years[0][1])
        if year is not None:
            yield year, years[0][1], entry


def _read_fields(
    reader: Reader,
    target: Target,
    year: int,
    node: JsonNode,
    ignored: frozenset[str],
    read_value: Callable[[Reader, Target, JsonNode], Any],
) -> dict[str, Any]:
    """The fields given for one year; a whole year may be given as unknown."""
    fields = target.fact["fields"]
    if node.kind == "string" and node.value.strip() in unknowns.GIVEN_AS_UNKNOWN:
        paths = {field["id"]: target.field(year, field).path for field in fields}
        return {field: Unknown.because(GIVEN_UNKNOWN, path) for field, path in paths.items()}
    if node.kind != "object":
        return reader.refuse("E0626", Target(target.fact, target.path, f"{year}年度{target.name}"), node) or {}
    values: dict[str, Any] = {}
    for field, value in members_of(reader, target, node, fields, ignored):
        if value.kind == "null":
            continue
        cell = target.field(year, field)
        reader.spans[cell.path] = value.span
        values[field["id"]] = read_value(reader, cell, value)
    for field in fields:
        if field["id"] not in values and (field["judge"] or field["absent"] == "not_applicable"):
            values[field["id"]] = unknowns.when_absent(field, target.field(year, field).path)
    return values
