"""A subject may only be asked about its own facts. Part of :mod:`engine.core`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.uses import Index
from engine.core.walk import asked
from engine.diagnostics import Diagnostic, Span
from engine.resolved.symbols import Subject


def check_ownership(policy: CorePolicy, subjects: Mapping[str, Subject]) -> list[Diagnostic]:
    """A diagnostic for every statement that reads a fact which its subject's vocabulary does not have."""
    diagnostics = []
    index = Index(policy)
    names = {fact.id: fact.name for subject in subjects.values() for fact in subject.facts}
    for part in policy.subjects:
        own = {fact.id for fact in subjects[part.name].facts}
        items: list[tuple[str, Span, list[c.Node]]] = [
            *((item.name, item.span, asked(item)) for item in part.statements),
            *((row.locator, row.span, [row.scope]) for row in part.rows),
            *((gap.name, gap.span, [gap.scope]) for gap in part.gaps),
        ]
        for name, span, roots in items:
            for fact in index.uses(roots).facts:
                if fact not in own:
                    arguments = {"name": name, "fact": names.get(fact, fact), "subject": part.name}
                    diagnostics.append(Diagnostic("E0314", span, arguments))
    return diagnostics
