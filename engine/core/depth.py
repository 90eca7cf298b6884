"""How deep evaluation can go, definitions followed. Part of :mod:`engine.core`.

Nesting of one expression is limited when it is parsed; definitions that use definitions add up. A policy that no evaluator
could follow is refused here instead of failing on an applicant.
"""

from __future__ import annotations

from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import children, of_subject
from engine.diagnostics import Diagnostic

#: Levels of nodes from a condition down to a leaf, through all definitions it uses.
MAX_TOTAL_DEPTH = 200


def check_depth(policy: CorePolicy) -> list[Diagnostic]:
    """A diagnostic for the first definition from which the limit is passed."""
    depths: dict[str, int] = {}
    for definition in policy.definitions:
        depths[definition.name] = _depth(definition.body, depths)
        if depths[definition.name] > MAX_TOTAL_DEPTH:
            arguments = {"name": definition.name, "limit": MAX_TOTAL_DEPTH}
            return [Diagnostic("E0501", definition.span, arguments)]
    for subject in policy.subjects:
        for condition in (*subject.conditions, *subject.entitlements):
            if any(_depth(node, depths) > MAX_TOTAL_DEPTH for node in [condition.applies] if node is not None):
                return [Diagnostic("E0501", condition.span, {"name": condition.name, "limit": MAX_TOTAL_DEPTH})]
        if any(_depth(node, depths) > MAX_TOTAL_DEPTH for node in of_subject(subject)):
            arguments = {"name": subject.name, "limit": MAX_TOTAL_DEPTH}
            return [Diagnostic("E0501", subject.conditions[0].span, arguments)]
    return []


def _depth(root: c.Node, depths: dict[str, int]) -> int:
    deepest = 0
    stack: list[tuple[c.Node | c.Alternative, int]] = [(root, 1)]
    while stack:
        node, level = stack.pop()
        below = depths.get(node.name, 0) if isinstance(node, c.Call) else 0
        deepest = max(deepest, level + below)
        stack.extend((child, level + 1) for child in children(node))
    return deepest
