"""Expressions with their names bound. Part of :mod:`engine.resolved`.

A resolved expression is a surface expression in which every ``Name``, ``Attribute``, ``Index`` and ``Apply`` has been
replaced by one of the nodes here. A :class:`Word` still waits for its enumeration, which types decide.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Union

from engine.diagnostics import NOWHERE, Span
from engine.resolved.symbols import FactSymbol, Parameter, Reading
from engine.syntax import nodes as surface


@dataclass(frozen=True, slots=True)
class FactReference:
    """A fact of the application or procedure."""

    fact: FactSymbol
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FieldReference:
    """``record[year].field``."""

    record: FactSymbol
    field: FactSymbol
    year: Expression
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ParameterReference:
    """A parameter or group, at the reference date or at the end of ``year``."""

    parameter: Parameter
    year: Expression | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ReadingReference:
    """The option taken for a reading."""

    reading: Reading
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class VariableReference:
    """A definition's parameter or a bound year."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RowReference:
    """``本行.X``."""

    attribute: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class DefinitionReference:
    """A definition, classification or single-hit table, applied."""

    name: str
    arguments: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class TableReference:
    """``计数``/``合计`` over a collecting decision table."""

    kind: str
    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class YearOf:
    """The year of a date."""

    date: Expression
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of some enumeration. ``enumeration`` is set only where it is certain."""

    text: str
    enumeration: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


Expression = Union[
    FactReference,
    FieldReference,
    ParameterReference,
    ReadingReference,
    VariableReference,
    RowReference,
    DefinitionReference,
    TableReference,
    YearOf,
    Word,
    surface.Expression,
]
