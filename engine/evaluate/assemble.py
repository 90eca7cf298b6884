"""From judged conditions and rows to the decision. Shared by both evaluators, light to import (``docs/language.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.evaluate.kleene import Judged, conjunction, disjunction
from engine.evaluate.outcome import (
    ConditionOutcome,
    Element,
    EntitlementOutcome,
    Incident,
    Outcome,
    RowOutcome,
)


def condition_outcome(name: str, applies: Judged, elements: tuple[Element, ...]) -> ConditionOutcome:
    """¬applies ∨ requires, where the requirement is that every element holds."""
    requires, _ = conjunction([(element.truth, ()) for element in elements])
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
    return {"met": True, "not_required": True, "not_met": False, "undetermined": None}[condition.status]


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
    routing: bool | None = True
    passes, _ = conjunction([(holds(condition), ()) for condition in conditions if condition.name in blocking])
    if routed:
        routing, _ = disjunction([(row.scope, ()) for row in rows])
        admitted = [
            conjunction([(row.scope, ()), *((holds(c), ()) for c in row.conditions if c.name in blocking)])
            for row in rows
        ]
        passes, _ = conjunction([(passes, ()), disjunction(admitted)])
    decision = (
        "not_applicable" if routing is False
        else "ineligible" if passes is False
        else "incomplete" if passes is None
        else "eligible"
    )
    found = tuple(gaps()) if routing is False else ()
    return Outcome(decision, routing, passes, conditions, entitlements, rows, found, tuple(sorted(incidents)))
