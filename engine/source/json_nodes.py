"""The positioned tree of a JSON text. Part of :mod:`engine.source`, on the eval path: plain slotted classes only."""

from __future__ import annotations

from typing import Any

from engine.diagnostics import Span
from engine.source.text import LineTable

OBJECT = "object"
ARRAY = "array"
STRING = "string"
NUMBER = "number"
BOOLEAN = "boolean"
NULL = "null"


class JsonNode:
    """One value and its place, kept as offsets; line and column are worked out when :attr:`span` is asked for.

    ``value`` by ``kind``: ``"object"`` list of ``(key node, value node)``; ``"array"`` list of nodes; ``"string"``
    the text; ``"number"`` the number *as written* (``"90"``, ``"4.5"``, ``"1e2"``; never a float); ``"boolean"``;
    ``"null"`` ``None``.
    """

    __slots__ = ("_members", "_table", "end", "kind", "start", "value")

    def __init__(self, kind: str, value: Any, start: int, end: int, table: LineTable) -> None:
        self.kind = kind
        self.value = value
        self.start = start
        self.end = end
        self._table = table
        self._members: dict[str, JsonNode] | None = None

    @property
    def span(self) -> Span:
        """The place in the text, quotes and brackets included."""
        return self._table.span(self.start, self.end)

    @property
    def entries(self) -> list[tuple[JsonNode, JsonNode]]:
        """Key and value nodes of an object in the order of the text; empty for any other kind."""
        return self.value if self.kind == OBJECT else []

    @property
    def items(self) -> list[JsonNode]:
        """Items of an array; empty for any other kind."""
        return self.value if self.kind == ARRAY else []

    def get(self, name: str) -> JsonNode | None:
        """The member called ``name`` of an object, or ``None``."""
        if self._members is None:
            self._members = {key.value: value for key, value in self.entries}
        return self._members.get(name)

    def keys(self) -> list[str]:
        """Names of an object's members in the order of the text."""
        return [key.value for key, _ in self.entries]

    def __repr__(self) -> str:
        return f"JsonNode({self.kind}, {self.start}..{self.end})"
