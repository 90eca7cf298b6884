"""What the documents below and beside a notice stand for. Part of :mod:`engine.resolved`; beside :mod:`engine.resolved.symbols`.

Made by :mod:`engine.resolved.documents`. A document below only fills what was left open or narrows; an amendment is the
city's own and says from which day it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.diagnostics import NOWHERE, Span

#: The seat of a row that stands for one committee in each county.
COUNTY_SEAT = "县"


@dataclass(frozen=True, slots=True)
class CommitteeNotice:
    """A committee's own notice for a row. Dates are ISO texts; ``accepts_from`` and ``accepts_until`` are both included."""

    row: str
    number: str
    approved_on: str
    accepts_from: str
    accepts_until: str
    hours_until: str | None = None
    tenure_until: str | None = None
    conditions: str | None = None
    materials: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class CountyPlan:
    """A county's own plan: which of the county-seated rows it holds, and where to ask about the others."""

    county: str
    number: str
    rows: tuple[str, ...]
    ask: str = ""
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One cell of a row as an amendment has it from the day ``since`` (ISO).

    ``date``: the day that a new working month stands for (ISO); ``scope``: the place of a new 范围.
    """

    since: str
    number: str
    column: str
    before: str
    after: str
    date: str | None = None
    scope: Span | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RowLife:
    """That an amendment adds a row, or drops it, from the day ``since`` (ISO) on; ``gap`` is the gap that tells of it."""

    since: str
    number: str
    gap: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RegisteredYears:
    """An entry of the register of 评价条件: the years required for a level of a series, or of one specialty in it."""

    series: str
    specialty: str | None
    level: str
    number: str
    title: str
    years: int
    status: str
    confidence: str
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Approval:
    """An entry of the register of committees' approvals: how long one holds, and the counties its power is handed down to."""

    row: str
    number: str
    valid_from: str
    valid_until: str
    counties: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A year whose hours somebody recognised by way of exception. ``fact`` (an id) tells the applicant by ``who``."""

    fact: str
    definition: str
    who: str
    year: int
    basis: str
    confirmed: str
    clause: str | None = None
    confirmed_on: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class LayerHead:
    """``layer.yaml``: a document laid over the policy. ``status``: 未核实 or 已核实; ``folder`` begins its files' names."""

    name: str
    authority: str
    number: str
    since: str
    status: str = "已核实"
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """Everything below and beside the notice, of the policy's own folder and of its layers."""

    notices: tuple[CommitteeNotice, ...] = ()
    plans: tuple[CountyPlan, ...] = ()
    registered: tuple[RegisteredYears, ...] = ()
    approvals: tuple[Approval, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    layers: tuple[LayerHead, ...] = ()
