"""Which nodes are the same: structural numbers for core nodes. Part of :mod:`engine.evaluate.codegen`.

Two nodes with the same number give the same result wherever the same variables are bound. For a truth the numbers of
atoms do not count: rows that ask the same thing share one answer, though each gives its own reason. For a value they
count under counts and sums, which carry their reasons along.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache

from engine.core import nodes as n

#: Fields that say where a node comes from, not what it means.
PROVENANCE = frozenset({"span", "clauses", "readings"})


@cache
def said(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node that say something: all but where it comes from."""
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in PROVENANCE)


class Keys:
    """Numbers nodes by structure. Nodes must stay alive as long as the instance: they are remembered by identity."""

    def __init__(self) -> None:
        self.numbers: dict[tuple, int] = {}
        self.known: dict[tuple[int, str], int] = {}

    def truth(self, node: n.Node) -> int:
        """The number of a node of which only the truth matters."""
        return self.number(node, "truth")

    def value(self, node: n.Node) -> int:
        """The number of a node of which the value matters."""
        return self.number(node, "value")

    def number(self, root: object, mode: str) -> int:
        """The number of ``root``; ``mode`` is ``truth``, ``value`` or ``exact`` (all atoms count).

        Works from the leaves up with a stack of its own, so that depth costs no recursion.
        """
        start = (id(root), _mode(root, mode))
        todo = [] if start in self.known else [(root, start[1])]
        while todo:
            node, mode = todo[-1]
            below = [(child, _mode(child, mode)) for child in children(node)]
            fresh = [pair for pair in below if (id(pair[0]), pair[1]) not in self.known]
            if fresh:
                todo += fresh
                continue
            todo.pop()
            shape = (type(node).__name__, mode, *self.parts(node, mode))
            self.known[id(node), mode] = self.numbers.setdefault(shape, len(self.numbers))
        return self.known[start]

    def parts(self, node: object, mode: str) -> Iterator[object]:
        """The parts of a node, child nodes as their numbers."""
        for name in said(type(node)):  # type: ignore[arg-type]  # mypy takes type[object] for unhashable
            yield self.part(getattr(node, name), mode)

    def part(self, part: object, mode: str) -> object:
        """One part: a child's number, an atom's number where it counts, or plain data with its type."""
        if isinstance(part, n.Atom):
            return part.number if mode == "exact" else None
        if dataclasses.is_dataclass(part):
            return self.known[id(part), _mode(part, mode)]
        if isinstance(part, tuple):
            return tuple([self.part(item, mode) for item in part])
        return type(part), part


def _mode(node: object, mode: str) -> str:
    """Values of counts and sums carry their reasons along, so all atoms below count."""
    return "exact" if mode == "value" and isinstance(node, n.Aggregate | n.Tally) else mode


def children(node: object) -> Iterator[n.Node]:
    """The nodes directly below ``node``, also those within its tuples and alternatives."""
    for field in dataclasses.fields(node):  # type: ignore[arg-type]
        yield from _nodes_in(getattr(node, field.name))


def _nodes_in(part: object) -> Iterator[n.Node]:
    if isinstance(part, tuple):
        for item in part:
            yield from _nodes_in(item)
    elif dataclasses.is_dataclass(part) and not isinstance(part, n.Atom):
        yield part  # type: ignore[misc]
