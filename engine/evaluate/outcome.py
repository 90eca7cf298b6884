"""What an evaluator returns, the same from every evaluator. Light: imported on the ``policy eval`` path.

An :class:`Outcome` is plain data: truths as ``True``/``False``/``None`` and :class:`Reason` tuples. Words, places and
figures are added by :mod:`engine.explain` from the policy's tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.values import UnknownLabel
from engine.values.calendar import Calendar


class Reason(NamedTuple):
    """One atom as it was met: number, bound variables, truth, the two sides, why unknown, and counted elements.

    ``bindings`` are ``(name, value)`` of all variables in scope, sorted by name. ``left``/``right``: values of the sides
    (``right`` is ``None`` for one-sided atoms; the group for membership). ``labels`` is empty unless ``truth`` is ``None``.
    ``parts`` as in :class:`engine.values.Interval`.
    """

    atom: int
    bindings: tuple
    truth: bool | None
    left: object
    right: object
    labels: frozenset[UnknownLabel]
    parts: tuple


class Element(NamedTuple):
    """A condition's requirement, per element of its outermost 每个 (one element with no bindings otherwise).

    ``arguments`` are the values of the message's expressions; empty unless ``truth`` is false.
    """

    bindings: tuple
    truth: bool | None
    reasons: tuple[Reason, ...]
    arguments: tuple


class ConditionOutcome(NamedTuple):
    """``status``: ``met``, ``not_met``, ``undetermined`` or ``not_required``."""

    name: str
    status: str
    applies: bool | None
    applies_reasons: tuple[Reason, ...]
    requires: bool | None
    elements: tuple[Element, ...]


class RowOutcome(NamedTuple):
    """A routing row whose scope is not false. ``conditions``/``entitlements`` are those asked of this row."""

    locator: str
    scope: bool | None
    reasons: tuple[Reason, ...]
    conditions: tuple[ConditionOutcome, ...]
    entitlements: tuple[EntitlementOutcome, ...]


class EntitlementOutcome(NamedTuple):
    """``truth`` false: not granted; ``None``: depends on what the reasons' labels say. ``arguments`` as for elements."""

    name: str
    truth: bool | None
    reasons: tuple[Reason, ...]
    arguments: tuple


class Incident(NamedTuple):
    """Something met while evaluating that must be told: ``clash`` (names = definition, the two exceptions) or
    ``reversed_range`` / ``out_of_range`` (names = what)."""

    kind: str
    names: tuple[str, ...]


class Outcome(NamedTuple):
    """``decision``: eligible, ineligible, incomplete, not_applicable (for procedures read compliant, breach, incomplete).

    ``rows`` holds only rows whose scope is not false; ``gaps`` names of gaps that hold or may hold, with their truth,
    evaluated only where routing is false.
    """

    decision: str
    routing: bool | None
    passes: bool | None
    conditions: tuple[ConditionOutcome, ...]
    entitlements: tuple[EntitlementOutcome, ...]
    rows: tuple[RowOutcome, ...]
    gaps: tuple[tuple[str, bool | None], ...]
    incidents: tuple[Incident, ...]

    @property
    def applying(self) -> tuple[ConditionOutcome, ...]:
        """The conditions that apply or may apply to the case."""
        return tuple([one for one in self.conditions if one.status != "not_required"])

    @property
    def promised(self) -> tuple[EntitlementOutcome, ...]:
        """The entitlements that are or may be granted."""
        return tuple([one for one in self.entitlements if one.truth is not False])

    @property
    def asked(self) -> Sequence[tuple[str, str]]:
        """``applying`` by name, with the status."""
        return [(one.name, one.status) for one in self.applying]

    @property
    def granted(self) -> Sequence[tuple[str, bool | None]]:
        """``promised`` by name, with the truth."""
        return [(one.name, one.truth) for one in self.promised]

    @property
    def others(self) -> int:
        """How many conditions and entitlements do not apply."""
        return len(self.conditions) + len(self.entitlements) - len(self.applying) - len(self.promised)

    def whole(self) -> Outcome:
        """Everything, as a plain outcome: this one (see :class:`engine.evaluate.indexed.IndexedOutcome`)."""
        return self


class Bindings(NamedTuple):
    """What varies around a policy: parameter values, chosen readings, the calendar, the reference date.

    ``parameters``: name → ((from-date or None, value or None), …) ascending; ``readings``: name → value of the chosen
    option; ``on``: the date at which parameters are read (or ``Unknown``); ``row_years``: by how many years the dates of
    rows are moved (for the earliest year; 0 otherwise).
    """

    parameters: Mapping[str, tuple]
    readings: Mapping[str, object]
    calendar: Calendar
    on: object
    row_years: int = 0


#: The facts of a case: fact id → value, ``Unknown`` or ``NOT_APPLICABLE``; record id → {year: {field: value}} or ``Unknown``.
Facts = Mapping[str, object]
