"""Walking core trees without recursion. Part of :mod:`engine.core`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from engine.core import nodes as c
from engine.core.policy import Condition, CorePolicy, Entitlement, SubjectPolicy


def children(node: c.Node | c.Alternative) -> Iterator[c.Node | c.Alternative]:
    """The nodes directly below ``node``."""
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, c.Node | c.Alternative):
                yield part
            elif isinstance(part, tuple):
                yield from (inner for inner in part if isinstance(inner, c.Node))


def walk(*roots: c.Node | c.Alternative | None) -> Iterator[c.Node | c.Alternative]:
    """The roots and everything below them."""
    stack = [root for root in reversed(roots) if root is not None]
    while stack:
        node = stack.pop()
        yield node
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
    for item in (*part.conditions, *part.entitlements):
        yield from asked(item)
    yield from (row.scope for row in part.rows)
    yield from (gap.scope for gap in part.gaps)


def reachable(policy: CorePolicy, roots: list[c.Node]) -> Iterator[c.Node | c.Alternative]:
    """Everything that evaluating ``roots`` may touch, definitions followed once each."""
    definitions = {definition.name: definition.body for definition in policy.definitions}
    seen: set[str] = set()
    pending = list(roots)
    while pending:
        for node in walk(pending.pop()):
            yield node
            if isinstance(node, c.Call) and node.name not in seen and node.name in definitions:
                seen.add(node.name)
                pending.append(definitions[node.name])
