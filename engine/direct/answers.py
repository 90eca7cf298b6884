"""What applications are answered with, and the same from an ``Outcome``. Part of :mod:`engine.direct`.

Plain tuples where there are many of them: a figure is ``(atom, bindings, truth, left, right, counted)``, the sides as they were
compared, ``counted`` one ``(first, last, counted years)`` for every count or sum in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.evaluate.operators import settled
from engine.evaluate.outcome import ConditionOutcome, Element, EntitlementOutcome, Outcome, Reason
from engine.values import Interval

Figure = tuple[int, tuple, bool | None, object, object, tuple]


class Verdict(NamedTuple):
    """The decision alone: ``rows`` are the routing rows in scope for certain, ``failed`` and ``open`` the deciding conditions
    that are not met and not yet known, asked of the application or of one of those rows, ``entitlements`` those granted."""

    decision: str
    rows: tuple[str, ...]
    failed: tuple[str, ...]
    open: tuple[str, ...]
    entitlements: tuple[str, ...]


class Finding(NamedTuple):
    """A condition: ``met``, ``not_met``, ``undetermined`` or ``not_required``, why it is asked, and its elements: ``(bindings,
    truth, figures, values of its message)``, one for each year of an outermost 每个, else one."""

    condition: str
    status: str
    applies: tuple[Figure, ...]
    elements: tuple[tuple[tuple, bool | None, tuple[Figure, ...], tuple], ...]


class Grant(NamedTuple):
    """An entitlement: whether it is granted (``None``: not yet known), why, and the values of its message."""

    entitlement: str
    granted: bool | None
    figures: tuple[Figure, ...]
    values: tuple


class RowFindings(NamedTuple):
    """A routing row that is in scope (``None``: may be) and what was asked of it."""

    row: str
    scope: bool | None
    conditions: tuple[Finding, ...]
    entitlements: tuple[Grant, ...]


class Findings(NamedTuple):
    """The decision with everything that was asked, but for the notes of rows; ``others``: how many conditions and entitlements
    are left out because they do not apply."""

    decision: str
    conditions: tuple[Finding, ...]
    entitlements: tuple[Grant, ...]
    rows: tuple[RowFindings, ...]
    others: int = 0


def verdict_of(outcome: Outcome, blocking: frozenset[str]) -> Verdict:
    """The decision alone of an outcome."""
    certain = [row for row in outcome.rows if row.scope]
    asked = [*outcome.asked, *((condition.name, condition.status) for row in certain for condition in row.conditions)]
    named = {
        status: tuple(dict.fromkeys(name for name, found in asked if found == status and name in blocking))
        for status in ("not_met", "undetermined")
    }
    granted = [*outcome.granted, *((each.name, each.truth) for row in certain for each in row.entitlements)]
    return Verdict(
        outcome.decision,
        tuple(row.locator for row in certain),
        named["not_met"],
        named["undetermined"],
        tuple(dict.fromkeys(name for name, truth in granted if truth)),
    )


def findings_of(outcome: Outcome, notes: frozenset[str], applying: bool = False) -> Findings:
    """The findings of an outcome; ``notes`` names the conditions that are notes of rows. ``applying``: of those alone that apply
    or may apply, the others counted."""
    conditions = outcome.applying if applying else outcome.conditions
    entitlements = outcome.promised if applying else outcome.entitlements
    return Findings(
        outcome.decision, _findings(each for each in conditions if each.name not in notes), _grants(entitlements),
        tuple(
            RowFindings(row.locator, row.scope, _findings(row.conditions), _grants(row.entitlements)) for row in outcome.rows
        ),
        outcome.others if applying else 0,
    )  # fmt: skip


def _findings(conditions: Iterable[ConditionOutcome]) -> tuple[Finding, ...]:
    return tuple(Finding(c.name, c.status, _figures(c.applies_reasons), tuple(map(_element, c.elements))) for c in conditions)


def _element(element: Element) -> tuple:
    return _bound(element.bindings), element.truth, _figures(element.reasons), tuple(map(_plain, element.arguments))


def _grants(entitlements: Iterable[EntitlementOutcome]) -> tuple[Grant, ...]:
    return tuple(Grant(e.name, e.truth, _figures(e.reasons), tuple(map(_plain, e.arguments))) for e in entitlements)


def _figures(reasons: Iterable[Reason]) -> tuple[Figure, ...]:
    return tuple(
        (r.atom, _bound(r.bindings), r.truth, _plain(r.left), _plain(r.right), tuple(map(_counted, r.parts))) for r in reasons
    )


def _bound(bindings: tuple) -> tuple:
    """Bound variables; a definition may be applied to a count."""
    return tuple((name, _plain(value)) for name, value in bindings)


def _counted(part: tuple) -> tuple:
    """First and last of what a count or sum went through, and what counted."""
    keys = [key for key, *_ in part[2]]
    return (keys[0] if keys else None, keys[-1] if keys else None, tuple(key for key, truth, *_ in part[2] if truth))


def _plain(value: Any) -> Any:
    """A count that is certain is its number."""
    settled_value = settled(value)
    return (value.low, value.high) if isinstance(settled_value, Interval) else settled_value
