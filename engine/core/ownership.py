"""A subject may only be asked about its own facts. Part of :mod:`engine.core`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import asked, reachable
from engine.diagnostics import Diagnostic, Span
from engine.resolved.symbols import Subject


def facts_of(policy: CorePolicy, roots: list[c.Node]) -> list[str]:
    """Ids of the facts and records that evaluating ``roots`` may read, each once, in order."""
    found = (
        node.id if isinstance(node, c.Fact) else node.record
        for node in reachable(policy, roots)
        if isinstance(node, c.Fact | c.Field)
    )
    return list(dict.fromkeys(found))


def check_ownership(policy: CorePolicy, subjects: Mapping[str, Subject]) -> list[Diagnostic]:
    """A diagnostic for every statement that reads a fact which its subject's vocabulary does not have."""
    diagnostics = []
    for part in policy.subjects:
        own = {fact.id for fact in subjects[part.name].facts}
        names = {f.id: f.name for s in subjects.values() for f in s.facts}
        items: list[tuple[str, Span, list[c.Node]]] = [
            *((item.name, item.span, asked(item)) for item in (*part.conditions, *part.entitlements)),
            *((row.locator, row.span, [row.scope]) for row in part.rows),
            *((gap.name, gap.span, [gap.scope]) for gap in part.gaps),
        ]
        for name, span, roots in items:
            for fact in facts_of(policy, roots):
                if fact not in own:
                    arguments = {"name": name, "fact": names.get(fact, fact), "subject": part.name}
                    diagnostics.append(Diagnostic("E0314", span, arguments))
    return diagnostics
