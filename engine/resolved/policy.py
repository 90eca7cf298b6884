"""``ResolvedPolicy``: declarations and statements with names bound, layers joined. Part of :mod:`engine.resolved`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.diagnostics import NOWHERE, Span
from engine.resolved.document_symbols import Documents
from engine.resolved.nodes import Expression
from engine.resolved.symbols import (
    Clause,
    Enumeration,
    GapSymbol,
    Notice,
    Parameter,
    Reading,
    RoutingTable,
    Subject,
    TableRow,
    Unit,
)
from engine.syntax.nodes import Citation


@dataclass(frozen=True, slots=True)
class Template:
    """A message with its expressions bound."""

    parts: tuple[str | Expression, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Ruling:
    """An exception, a category, a row of a decision table, or the filling of a slot."""

    name: str
    condition: Expression
    value: Expression | None
    citations: tuple[Citation, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """An opening for a higher authority, and what fills it. ``rank`` orders authorities, higher first applied last."""

    authority: str
    rank: int
    citations: tuple[Citation, ...]
    fillings: tuple[Ruling, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Definition:
    """A named expression with exceptions and slots. ``kind``: definition, classification or table.

    ``words`` are those of a classification (its own enumeration); ``first_hit``: how many of the first exceptions are rows
    of a table with hit policy 先中.
    """

    name: str
    kind: str
    parameters: tuple[str, ...]
    citations: tuple[Citation, ...]
    body: Expression
    exceptions: tuple[Ruling, ...] = ()
    slots: tuple[Slot, ...] = ()
    words: tuple[str, ...] = ()
    first_hit: int = 0
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class CollectTable:
    """A decision table with hit policy 全取."""

    name: str
    rows: tuple[Ruling, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition or deadline. ``consequence``: ineligible, breach, void, referral or advice."""

    kind: str
    name: str
    citations: tuple[Citation, ...]
    subject: str
    tables: tuple[str, ...]
    applies: Expression | None
    requires: Expression
    consequence: str
    message: Template | None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Something granted where ``applies`` holds."""

    name: str
    citations: tuple[Citation, ...]
    subject: str
    tables: tuple[str, ...]
    applies: Expression
    message: Template | None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ScopedRow:
    """A routing row with its scope and the conditions of its notes."""

    row: TableRow
    scope: Expression
    notes: tuple[tuple[str, str, Expression | None, Span], ...]


@dataclass(frozen=True, slots=True)
class ResolvedPolicy:
    """Everything a policy and its layers declare."""

    notice: Notice
    units: Mapping[str, Unit]
    enumerations: Mapping[str, Enumeration]
    subjects: Mapping[str, Subject]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    clauses: Mapping[str, Clause]
    tables: Mapping[str, RoutingTable]
    rows: tuple[ScopedRow, ...]
    gaps: tuple[tuple[GapSymbol, Expression], ...]
    definitions: Mapping[str, Definition]
    collect_tables: Mapping[str, CollectTable]
    conditions: tuple[Condition, ...]
    entitlements: tuple[Entitlement, ...]
    calendar: tuple[tuple[str, bool, str], ...]
    digest: str
    documents: Documents = Documents()
