"""How deep and how large statements become, definitions followed. Part of :mod:`engine.core`.

Nesting of one expression is limited when it is parsed; definitions that use definitions add up, and sugar may say one
operand several times. A policy that no evaluator could follow is refused here instead of failing on an applicant.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import asked, children
from engine.diagnostics import Diagnostic, Span

#: Levels of nodes from a condition down to a leaf, through all definitions it uses.
MAX_TOTAL_DEPTH = 200
#: Nodes of one statement once its sugar is spelled out, definitions not counted.
MAX_NODES = 200_000


def check_depth(policy: CorePolicy) -> list[Diagnostic]:
    """A diagnostic for the first statement from which a limit is passed; those that use it would pass it too."""
    depths: dict[str, int] = {}
    for name, span, roots, is_definition in _statements(policy):
        measured = [_measure(root, depths) for root in roots]
        depth, size = max(depth for depth, _ in measured), sum(size for _, size in measured)
        if depth > MAX_TOTAL_DEPTH:
            return [Diagnostic("E0501", span, {"name": name, "limit": MAX_TOTAL_DEPTH})]
        if size > MAX_NODES:
            return [too_large(name, span)]
        if is_definition:
            depths[name] = depth
    return []


def too_large(name: str, span: Span) -> Diagnostic:
    """The refusal of a statement that would become too large."""
    return Diagnostic("E0502", span, {"name": name, "limit": MAX_NODES})


def _statements(policy: CorePolicy) -> Iterator[tuple[str, Span, list[c.Node], bool]]:
    """Name, place and expressions of every statement, definitions first."""
    for definition in policy.definitions:
        yield definition.name, definition.span, [definition.body], True
    for subject in policy.subjects:
        for item in (*subject.conditions, *subject.entitlements):
            yield item.name, item.span, asked(item), False
        for row in subject.rows:
            yield row.locator, row.span, [row.scope], False
        for gap in subject.gaps:
            yield gap.name, gap.span, [gap.scope], False


def _measure(root: c.Node, depths: dict[str, int]) -> tuple[int, int]:
    """Depth and size of a tree. Shared parts are measured once, so this ends soon however often they are said."""
    known: dict[int, tuple[int, int]] = {}
    stack: list[c.Node | c.Alternative] = [root]
    while stack:
        node = stack[-1]
        parts = list(children(node))
        waiting = [part for part in parts if id(part) not in known]
        if waiting:
            stack += waiting
            continue
        stack.pop()
        measured = [known[id(part)] for part in parts]
        below = depths[node.name] if isinstance(node, c.Call) else 0
        deepest = max([below, *(depth for depth, _ in measured)])
        known[id(node)] = 1 + deepest, 1 + sum(size for _, size in measured)
    return known[id(root)]
