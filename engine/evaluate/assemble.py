"""From judged conditions and rows to the decision. Shared by both evaluators, light to import (``docs/language.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.evaluate.kleene import Judged, all_true, any_true
from engine.evaluate.outcome import (
    ConditionOutcome,
    Element,
    EntitlementOutcome,
    Incident,
    Outcome,
    RowOutcome,
)

#: What a status says of a condition as a whole.
HOLDS: dict[str, bool | None] = {"met": True, "not_required": True, "not_met": False, "undetermined": None}


def condition_outcome(name: str, applies: Judged, elements: tuple[Element, ...]) -> ConditionOutcome:
    """¬applies ∨ requires, where the requirement is that every element holds."""
    requires = all_true([element.truth for element in elements])
    if applies[0] is False:
        status = "not_required"
    elif requires is True:
        status = "met"
    elif applies[0] is True and requires is False:
        status = "not_met"
    else:
        status = "undetermined"
    return ConditionOutcome(name, status, applies[0], applies[1], requires, elements)


def holds(condition: ConditionOutcome) -> bool | None:
    """The truth of a condition as a whole: asked for nothing or met, not met, or open."""
    return HOLDS[condition.status]


def decide(
    conditions: tuple[ConditionOutcome, ...],
    entitlements: tuple[EntitlementOutcome, ...],
    rows: tuple[RowOutcome, ...],
    routed: bool,
    blocking: frozenset[str],
    gaps: Callable[[], Iterable[tuple[str, bool | None]]],
    incidents: set[Incident],
) -> Outcome:
    """The outcome of a subject. ``blocking`` names the conditions that count; ``routed`` whether rows are needed at all."""
    standing = [holds(condition) for condition in conditions if condition.name in blocking]
    decision, routing, passes = verdict(standing, rows, routed, blocking)
    found = tuple(gaps()) if routing is False else ()
    return Outcome(decision, routing, passes, conditions, entitlements, rows, found, tuple(sorted(incidents)))


def verdict(
    standing: Sequence[bool | None], rows: tuple[RowOutcome, ...], routed: bool, blocking: frozenset[str]
) -> tuple[str, bool | None, bool | None]:
    """``(decision, routing, passes)``; ``standing``: the truths of the conditions that count (true ones may be left out)."""
    routing: bool | None = True
    passes = all_true(standing)
    if routed:
        routing = any_true([row.scope for row in rows])
        admitted = [
            all_true([row.scope, *[holds(condition) for condition in row.conditions if condition.name in blocking]])
            for row in rows
        ]
        passes = all_true([passes, any_true(admitted)])
    decision = (
        "not_applicable"
        if routing is False
        else "ineligible"
        if passes is False
        else "incomplete"
        if passes is None
        else "eligible"
    )
    return decision, routing, passes
