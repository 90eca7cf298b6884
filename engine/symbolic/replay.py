"""What two policies decide of one application, by the reference evaluator. Part of :mod:`engine.symbolic`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.artifact.tables import Tables, bindings
from engine.case.from_mapping import case_from_mapping
from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.outcome import ConditionOutcome, Element, EntitlementOutcome, Outcome


class Side(NamedTuple):
    """A policy: its rules and its tables."""

    core: CorePolicy
    tables: Tables


def outcome(side: Side, subject: str, application: Mapping[str, Any], readings: Mapping[str, str]) -> Outcome | None:
    """What is decided of an application; ``None`` where the policy refuses to read it."""
    case, _ = case_from_mapping(application, side.tables, subject)
    if case is None:
        return None
    try:
        return reference.evaluate(side.core, subject, case.facts, bindings(side.tables, case.on, dict(readings)))
    except KeyError:  # a changed policy may say a year in a message that it no longer goes through year by year
        return None


def decided(found: Outcome) -> Any:
    """What counts as decided: that which :func:`engine.symbolic.decided.differences` compares."""
    if found.incidents:
        return "no decision"
    return (
        found.decision,
        _asked(found.conditions, found.entitlements),
        [(row.locator, row.scope, _asked(row.conditions, row.entitlements)) for row in found.rows],
        sorted(found.gaps),
    )


def _asked(conditions: tuple[ConditionOutcome, ...], entitlements: tuple[EntitlementOutcome, ...]) -> Any:
    """Conditions that ask something, with what their messages say; entitlements that are or may be granted."""
    return (
        sorted(
            (each.name, each.status, [str(element.arguments) for element in _said(each)])
            for each in conditions
            if each.status != "not_required"
        ),
        sorted((each.name, str(each.truth), str(each.arguments)) for each in entitlements if each.truth is not False),
    )


def _said(condition: ConditionOutcome) -> list[Element]:
    """The elements of which the message is said; one stands for all where it says nothing of the element."""
    failed = [element for element in condition.elements if element.truth is False]
    return [element for element in failed if element.arguments] or failed[:1]


def differ(old: Side, new: Side, subject: str, application: Mapping[str, Any], readings: Mapping[str, str]) -> bool:
    """Whether two policies decide otherwise of an application that both read."""
    before, after = outcome(old, subject, application, readings), outcome(new, subject, application, readings)
    return before is not None and after is not None and decided(before) != decided(after)
