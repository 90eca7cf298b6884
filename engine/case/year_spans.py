"""Spans of years, both ends included: ``{"起": 2019, "止": 2023}`` or ``{"from": …, "to": …}``. Part of :mod:`engine.case`."""

from __future__ import annotations

from typing import Any

from engine.case import dates, unknowns
from engine.case.keys import members_of
from engine.case.reading import Reader, Target
from engine.source.json_nodes import JsonNode
from engine.values import ABSENT, Unknown

_ENDS: list[dict[str, Any]] = [{"name": "起", "id": "from"}, {"name": "止", "id": "to"}]
#: The end that each key names, as the columns of queries call it.
ENDS: dict[str, str] = {entry[key]: end for entry, end in zip(_ENDS, ("first", "last"), strict=True) for key in ("name", "id")}


def read_years(reader: Reader, target: Target, node: JsonNode) -> tuple[int, int] | Unknown | None:
    """``(first, last)``; unknown where one of the two is not given; ``None`` after reporting."""
    if node.kind != "object":
        return reader.refuse("E0624", target, node)
    before = len(reader.diagnostics)
    ends = {
        end["id"]: _end(reader, target, end, value)
        for end, value in members_of(reader, target, node, _ENDS)
        if value.kind != "null"
    }
    if len(reader.diagnostics) > before:
        return None
    first, last = ends.get("from"), ends.get("to")
    unknown = [end for end in (first, last) if isinstance(end, Unknown)]
    if unknown or first is None or last is None:
        return unknown[0] if unknown else Unknown.because(ABSENT, target.path)
    if first > last:
        return reader.refuse("E0625", target, node, first=first, last=last)
    return first, last


def _end(reader: Reader, target: Target, end: dict[str, Any], node: JsonNode) -> Any:
    """One end: a year, or ``Unknown`` where it is given as unknown."""
    if node.kind == "string":
        unknown = unknowns.read_unknown(reader, target, node)
        if unknown is not unknowns.ORDINARY:
            return unknown
    name = f"{target.name}（{end['name']}）"
    return dates.read_year(reader, Target(target.fact, target.path, name), node)
