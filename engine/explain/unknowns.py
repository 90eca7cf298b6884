"""Which labels keep an outcome open, and what they keep open. Part of :mod:`engine.explain`."""

from __future__ import annotations

from engine.evaluate.outcome import ConditionOutcome, Outcome, Reason
from engine.values import UnknownLabel

#: Stands for the choice of a routing row among what a label keeps open.
ROUTING = "routing"

#: What a label keeps open: `(condition, row)` or `("routing", row)`, with the reasons that carry it.
Places = dict[tuple[str, str | None], list[Reason]]


def open_labels(outcome: Outcome, notes: frozenset[str] = frozenset()) -> frozenset[UnknownLabel]:
    """The labels of undetermined conditions and of routing; those in ``notes`` ask for nothing."""
    return frozenset(open_questions(outcome, notes))


def open_questions(outcome: Outcome, notes: frozenset[str] = frozenset()) -> dict[UnknownLabel, Places]:
    """Label → what it keeps open, as ``(condition, row)`` or ``("routing", row)``, with the reasons that carry it.

    ``notes`` names the conditions that are only notes beside a row.
    """
    found: dict[UnknownLabel, Places] = {}

    def note(reasons: tuple[Reason, ...], place: tuple[str, str | None]) -> None:
        for reason in reasons:
            for label in reason.labels:
                found.setdefault(label, {}).setdefault(place, []).append(reason)

    for condition in outcome.applying:
        if condition.name not in notes:
            note(_open_reasons(condition), (condition.name, None))
    for row in outcome.rows:
        if row.scope is None:
            note(row.reasons, (ROUTING, row.locator))
        for condition in row.conditions:
            note(_open_reasons(condition), (condition.name, row.locator))
    return found


def _open_reasons(condition: ConditionOutcome) -> tuple[Reason, ...]:
    if condition.status != "undetermined":
        return ()
    applies = condition.applies_reasons if condition.applies is None else ()
    return applies + tuple(reason for element in condition.elements if element.truth is None for reason in element.reasons)
