"""The list of checks that ``policy check`` runs after the stages. Part of :mod:`engine.analysis`.

A check is a function ``(TypedPolicy, CorePolicy) -> Iterable[Diagnostic]``; the list is explicit, nothing registers itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.analysis.complementary import check_complementary_atoms
from engine.analysis.unused import check_unused_definitions
from engine.analysis.windows import check_windows
from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic
from engine.typed.policy import TypedPolicy

Check = Callable[[TypedPolicy, CorePolicy], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (check_complementary_atoms, check_unused_definitions, check_windows)


def run_checks(typed: TypedPolicy, core: CorePolicy) -> list[Diagnostic]:
    """All findings of all checks, in order of place."""
    found = [diagnostic for check in CHECKS for diagnostic in check(typed, core)]
    return sorted(found, key=lambda diagnostic: (diagnostic.span, diagnostic.code))
