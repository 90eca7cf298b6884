"""``TypedPolicy``: the resolved policy with every expression typed. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.diagnostics import NOWHERE, Span
from engine.resolved.policy import Condition as ResolvedCondition
from engine.resolved.policy import Definition as ResolvedDefinition
from engine.resolved.policy import Entitlement as ResolvedEntitlement
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import GapSymbol, TableRow
from engine.typed.nodes import Typed
from engine.typed.types import Type


@dataclass(frozen=True, slots=True)
class TypedRuling:
    """An exception, category, table row or slot filling."""

    name: str
    condition: Typed
    value: Typed | None
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class TypedDefinition:
    """A definition; ``slots`` pairs an authority with what fills it."""

    resolved: ResolvedDefinition
    type: Type
    parameters: tuple[tuple[str, Type], ...]
    body: Typed
    exceptions: tuple[TypedRuling, ...]
    slots: tuple[tuple[str, tuple[TypedRuling, ...]], ...]
    bounds: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A collecting decision table."""

    name: str
    rows: tuple[TypedRuling, ...]
    type: Type | None
    bounds: tuple[int, int]


@dataclass(frozen=True, slots=True)
class TypedCondition:
    """A condition or deadline; ``message`` parts are texts and typed expressions."""

    resolved: ResolvedCondition
    applies: Typed | None
    requires: Typed
    message: tuple[str | Typed, ...] | None


@dataclass(frozen=True, slots=True)
class TypedEntitlement:
    """An entitlement."""

    resolved: ResolvedEntitlement
    applies: Typed
    message: tuple[str | Typed, ...] | None


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A routing row; ``notes`` are ``(text, advice|referral, when, place)``."""

    row: TableRow
    scope: Typed
    notes: tuple[tuple[str, str, Typed | None, Span], ...]


@dataclass(frozen=True, slots=True)
class TypedParameter:
    """A parameter's type and its entries ``(from ISO date or None, value or None)`` with scaled values."""

    name: str
    type: Type
    entries: tuple[tuple[str | None, object], ...]


@dataclass(frozen=True, slots=True)
class TypedPolicy:
    """``definitions`` stand in dependency order: each uses only earlier ones."""

    resolved: ResolvedPolicy
    parameters: Mapping[str, TypedParameter]
    reading_types: Mapping[str, Type]
    definitions: tuple[TypedDefinition, ...]
    tables: Mapping[str, TypedTable]
    conditions: tuple[TypedCondition, ...]
    entitlements: tuple[TypedEntitlement, ...]
    rows: tuple[TypedRow, ...]
    gaps: tuple[tuple[GapSymbol, Typed], ...]
