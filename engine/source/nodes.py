"""The positioned tree of a YAML file. Part of :mod:`engine.source`: what ``yaml_reader`` makes and later rooms read.

Every node knows its place; a scalar also knows where each of its characters stands in the file, so that an error in an
expression inside a YAML string is underlined at its own line and column (:meth:`ScalarNode.locate`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Union

from engine.diagnostics import Span


class Run(NamedTuple):
    """Characters of a decoded text from ``offset`` on that stand side by side in the file, each ``width`` columns wide
    (more than one only for an escape such as ``\\u5e74``)."""

    offset: int
    line: int
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A text, integer, boolean or empty value.

    ``text`` is the decoded text (``"90"`` for the integer 90); ``style`` is ``""`` plain, ``'``, ``"``, ``|`` or ``>``;
    ``positions`` is empty where the place of single characters could not be established.
    """

    value: str | int | bool | None
    text: str
    style: str
    span: Span = field(compare=False)
    positions: tuple[Run, ...] = field(default=(), compare=False, repr=False)

    def locate(self, start: int, end: int) -> Span:
        """Where the characters ``start`` to before ``end`` of :attr:`text` stand in the file."""
        if not self.positions:
            return self.span
        start = max(0, min(start, len(self.text)))
        end = max(start, min(end, len(self.text)))
        line, column, _ = self._place(start)
        if end == start:
            return Span(self.span.file, line, column, line, column)
        end_line, end_column, width = self._place(end - 1)
        return Span(self.span.file, line, column, end_line, end_column + width)

    def _place(self, offset: int) -> tuple[int, int, int]:
        run = self.positions[max(0, bisect_right(self.positions, offset, key=lambda each: each.offset) - 1)]
        return run.line, run.column + (offset - run.offset) * run.width, run.width


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values in the order of the file; keys are texts and differ from each other."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    span: Span = field(compare=False)

    def get(self, key: str) -> Node | None:
        """The value under ``key``, or ``None`` where there is no such key."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key_node(self, key: str) -> ScalarNode | None:
        """The key itself, for its place."""
        return next((name for name, _ in self.entries if name.text == key), None)

    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the file."""
        return tuple(name.text for name, _ in self.entries)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """Items in the order of the file."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)


Node = Union[ScalarNode, MappingNode, SequenceNode]


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its name, its text (for excerpts), its tree."""

    file: str
    text: str = field(repr=False)
    root: Node


def to_plain(node: Node) -> object:
    """The tree as ``dict``, ``list``, ``str``, ``int``, ``bool``, ``None``."""
    if isinstance(node, MappingNode):
        return {key.text: to_plain(value) for key, value in node.entries}
    if isinstance(node, SequenceNode):
        return [to_plain(item) for item in node.items]
    return node.value


def find(root: Node, path: Iterable[str | int]) -> Node | None:
    """The node at ``path`` (keys and item numbers from 0, as jsonschema writes them), or ``None``."""
    node: Node | None = root
    for step in path:
        if isinstance(node, MappingNode):
            node = node.get(str(step))
        elif isinstance(node, SequenceNode) and isinstance(step, int) and -1 < step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node
