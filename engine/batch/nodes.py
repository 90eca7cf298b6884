"""Cells of tables as the positioned tree that applications are read from. Part of :mod:`engine.batch`.

A cell's place is its line (sheet row, row of a Parquet file) and the number of its column.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.diagnostics import Span
from engine.source.json_nodes import ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, JsonNode


class Cell(NamedTuple):
    """A value and where it stands."""

    value: Any
    file: str
    line: int
    column: int


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class _Place:
    """Stands where a node of a text has its table of lines: every offset is the same cell."""

    __slots__ = ("_span",)

    def __init__(self, span: Span) -> None:
        self._span = span

    def span(self, start: int, end: int) -> Span:
        """The cell."""
        return self._span


def node(value: Any, file: str, line: int, column: int = 1) -> JsonNode:
    """``value`` (plain data; cells within it have places of their own) as a node."""
    if isinstance(value, Cell):
        return node(value.value, value.file, value.line, value.column)
    place: Any = _Place(Span(file, line, column, line, column))
    if isinstance(value, dict):
        members = [
            (node(str(key), *_at(inner, file, line, column)), node(inner, file, line, column)) for key, inner in value.items()
        ]
        return JsonNode(OBJECT, members, 0, 0, place)
    if isinstance(value, list):
        return JsonNode(ARRAY, [node(inner, file, line, column) for inner in value], 0, 0, place)
    kind, shown = _scalar(value)
    return JsonNode(kind, shown, 0, 0, place)


def _at(value: Any, file: str, line: int, column: int) -> tuple[str, int, int]:
    """Where a member stands: at its own cell if it has one."""
    return (value.file, value.line, value.column) if isinstance(value, Cell) else (file, line, column)


def _scalar(value: Any) -> tuple[str, Any]:
    if value is None:
        return NULL, None
    if isinstance(value, bool):
        return BOOLEAN, value
    if isinstance(value, Number | int):
        return NUMBER, str(value)
    return STRING, value
