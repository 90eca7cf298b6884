"""Walking core trees without recursion. Part of :mod:`engine.core`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import get_args

from engine.core import nodes as c
from engine.core.policy import Condition, CorePolicy, Entitlement, SubjectPolicy

#: The fields of every kind that hold nodes, told by their annotations: walking is asked for often.
_PARTS: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if "Node" in str(field.type) or "Alternative" in str(field.type))
    for kind in (*get_args(c.Node), c.Alternative)
}


def children(node: c.Node | c.Alternative) -> Iterator[c.Node | c.Alternative]:
    """The nodes directly below ``node``."""
    for name in _PARTS[type(node)]:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, tuple):
                yield from (inner for inner in part if inner is not None)
            elif part is not None:
                yield part


def walk(*roots: c.Node | c.Alternative | None) -> Iterator[c.Node | c.Alternative]:
    """The roots and everything below them, in the order of reading."""
    stack = [root for root in reversed(roots) if root is not None]
    while stack:
        node = stack.pop()
        yield node
        if _PARTS[type(node)]:
            stack.extend(reversed(list(children(node))))


def asked(item: Condition | Entitlement) -> list[c.Node]:
    """The expressions of a condition or entitlement, its message's included."""
    found = [item.applies] if item.applies is not None else []
    if isinstance(item, Condition):
        found.append(item.requires)
    if item.message is not None:
        found += [part for part in item.message.parts if not isinstance(part, str)]
    return found


def of_subject(part: SubjectPolicy) -> Iterator[c.Node]:
    """All expressions that are evaluated for a subject."""
    for item in part.statements:
        yield from asked(item)
    yield from (row.scope for row in part.rows)
    yield from (gap.scope for gap in part.gaps)


def of_policy(policy: CorePolicy) -> Iterator[c.Node | c.Alternative]:
    """Every node of a policy: definitions in their order, then subject by subject."""
    for definition in policy.definitions:
        yield from walk(definition.body)
    for part in policy.subjects:
        yield from walk(*of_subject(part))
