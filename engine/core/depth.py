"""How deep and how large statements become, definitions followed. Part of :mod:`engine.core`.

Nesting of one expression is limited when it is parsed; definitions that use definitions add up, and sugar may say one
operand several times. A policy that no evaluator could follow is refused here instead of failing on an applicant.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import asked, children, walk
from engine.diagnostics import Diagnostic, Span

#: Levels of nodes from a condition down to a leaf, through all definitions it uses.
MAX_TOTAL_DEPTH = 200
#: Nodes of one statement once its sugar is spelled out, definitions not counted.
MAX_NODES = 200_000
#: Nodes visited when one statement is evaluated, every use of a definition counted anew.
MAX_STEPS = 1_000_000


class _Measure(NamedTuple):
    """``depth`` and ``steps`` follow definitions, ``size`` does not."""

    depth: int
    size: int
    steps: int


def check_depth(policy: CorePolicy) -> list[Diagnostic]:
    """A diagnostic for the first statement from which a limit is passed; those that use it would pass it too."""
    known: dict[str, _Measure] = {}
    for name, span, roots, is_definition in _statements(policy):
        if not is_definition and _is_small(roots):
            continue
        found = _joined([_measure(root, known) for root in roots])
        if found.depth > MAX_TOTAL_DEPTH:
            return [Diagnostic("E0501", span, {"name": name, "limit": MAX_TOTAL_DEPTH})]
        if found.size > MAX_NODES:
            return [too_large(name, span)]
        if found.steps > MAX_STEPS:
            return [Diagnostic("E0503", span, {"name": name, "limit": MAX_STEPS})]
        if is_definition:
            known[name] = found
    return []


def too_large(name: str, span: Span) -> Diagnostic:
    """The refusal of a statement that would become too large."""
    return Diagnostic("E0502", span, {"name": name, "limit": MAX_NODES})


def _statements(policy: CorePolicy) -> Iterator[tuple[str, Span, list[c.Node], bool]]:
    """Name, place and expressions of every statement, definitions first."""
    for definition in policy.definitions:
        yield definition.name, definition.span, [definition.body], True
    for subject in policy.subjects:
        for item in subject.statements:
            yield item.name, item.span, asked(item), False
        for row in subject.rows:
            yield row.locator, row.span, [row.scope], False
        for gap in subject.gaps:
            yield gap.name, gap.span, [gap.scope], False


def _joined(parts: list[_Measure]) -> _Measure:
    """Of several trees beside each other."""
    return _Measure(max((p.depth for p in parts), default=0), sum(p.size for p in parts), sum(p.steps for p in parts))


def _is_small(roots: list[c.Node]) -> bool:
    """Whether there are too few nodes to pass any limit, and none leads to a definition: so it is with most statements."""
    least = min(MAX_TOTAL_DEPTH, MAX_NODES, MAX_STEPS)
    nodes = list(islice(walk(*roots), least + 1))
    return len(nodes) <= least and not any(isinstance(node, c.Call) for node in nodes)


def _measure(root: c.Node, definitions: dict[str, _Measure]) -> _Measure:
    """A tree measured. Shared parts are measured once, so this ends soon however often they are said."""
    known: dict[int, _Measure] = {}
    stack: list[c.Node | c.Alternative] = [root]
    while stack:
        node = stack[-1]
        parts = list(children(node))
        waiting = [part for part in parts if id(part) not in known]
        if waiting:
            stack += waiting
            continue
        stack.pop()
        below = _joined([known[id(part)] for part in parts])
        called = definitions[node.name] if isinstance(node, c.Call) else _Measure(0, 0, 0)
        depth = 1 + max(below.depth, called.depth)
        known[id(node)] = _Measure(depth, 1 + below.size, 1 + below.steps + called.steps)
    return known[id(root)]
