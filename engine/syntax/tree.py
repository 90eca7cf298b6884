"""Walking surface trees without recursion. Part of :mod:`engine.syntax`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes: all but places and plain text."""
    return tuple(field.name for field in fields(kind) if str(field.type) not in ("str", "str | None", "bool", "Span"))


@cache
def _is_node(kind: type) -> bool:
    return is_dataclass(kind)


def children(node: Any) -> Iterator[Any]:
    """The nodes directly below ``node``."""
    for name in _parts(type(node)):  # type: ignore[arg-type]  # mypy takes type[Any] for unhashable
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) and not hasattr(value, "end_column") else (value,):
            if _is_node(type(part)):  # type: ignore[arg-type]
                yield part
            elif isinstance(part, tuple) and not hasattr(part, "end_column"):
                yield from (inner for inner in part if _is_node(type(inner)))  # type: ignore[arg-type]


def walk(node: Any) -> Iterator[Any]:
    """``node`` and everything below it, each parent before its children."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(children(current))))


def node_below(node: Any, limit: int) -> Any | None:
    """The first node that nests deeper than ``limit`` levels, found without recursion; ``None`` if there is none."""
    level = [node]
    for _ in range(limit):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return None
    return level[0]
