"""Definitions that nothing uses. Part of :mod:`engine.analysis`; code W0502.

A definition left over from last year, or one whose name is misspelt where it should be used, changes nothing and is easily
taken for a rule that is in force.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.core.policy import CorePolicy
from engine.core.uses import Index
from engine.core.walk import of_subject
from engine.diagnostics import Diagnostic
from engine.typed.policy import TypedPolicy


def check_unused_definitions(typed: TypedPolicy, core: CorePolicy) -> Iterable[Diagnostic]:
    """One warning for every definition that no condition, entitlement, row or gap reaches."""
    used = set(Index(core).uses(node for subject in core.subjects for node in of_subject(subject)).definitions)
    for definition in core.definitions:
        if definition.name not in used:
            yield Diagnostic("W0502", definition.span, {"name": definition.name})
