"""The surface tree: statements and expressions as they are written. Part of :mod:`engine.syntax`.

Equality is blind to place (``span`` does not compare), so that parse ∘ print is the identity on these trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

from engine.diagnostics import NOWHERE, Span


def _span() -> Span:
    return field(default=NOWHERE, compare=False)  # type: ignore[no-any-return]


# ---- expressions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written (ASCII digits), with the unit's name if one follows."""

    text: str
    unit: str | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Date:
    """A date literal, ``YYYY-MM-DD``; whether it exists is checked when types are."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    value: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Boolean:
    """``是`` or ``否`` standing as a value."""

    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Name:
    """A single word whose meaning is still open."""

    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Attribute:
    """``base.name``."""

    base: Expression
    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Index:
    """``base[index]``."""

    base: Expression
    index: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Apply:
    """``name（arguments）``."""

    name: str
    arguments: tuple[Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Items:
    """``（a，b，…）``: a list of at least two; a single one in parentheses is just that expression."""

    items: tuple[Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Interval:
    """``从 a 到 b`` in the place of a range of years."""

    first: Expression
    last: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Negation:
    """``非 a``."""

    operand: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Conjunction:
    """``a 且 b 且 …``."""

    operands: tuple[Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Disjunction:
    """``a 或 b 或 …``."""

    operands: tuple[Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``a op b``; ``operator`` is a concept of the keyword table (``eq``, ``ge``, ``not_after``, ``in`` …)."""

    operator: str
    left: Expression
    right: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ApplicableTest:
    """``x 适用``."""

    operand: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Binary:
    """``a + b``, ``a - b``, ``a * b``."""

    operator: str
    left: Expression
    right: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Minus:
    """``- a``."""

    operand: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Shifted:
    """``D 前 n 单位`` or ``D 后 n 单位``.

    ``unit`` where it stands apart from the amount; ``rounding`` ``last``, ``next`` or ``None``.
    """

    date: Expression
    direction: str
    amount: Expression
    unit: str | None
    rounding: str | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Fallback:
    """``x 若不适用取 v``."""

    operand: Expression
    fallback: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Question:
    """``待判断 “…”``: left to a person."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Quantified:
    """``每个 x 于 R：body`` (``every``) or ``存在 x 于 R：body``."""

    every: bool
    variable: str
    variable_span: Span = field(compare=False)
    range: Expression
    body: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Aggregated:
    """``计数（…）``/``合计（…）`` over years; ``condition`` only for sums."""

    kind: str
    variable: str
    range: Expression
    condition: Expression | None
    body: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class AggregatedTable:
    """``计数（table）``/``合计（table）`` over the rows of a decision table with hit policy 全取."""

    kind: str
    table: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Conditional:
    """``若 c 则 a 否则 b``."""

    condition: Expression
    then: Expression
    otherwise: Expression
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Citation:
    """One clause locator (``kind`` ``clause``) or reading (``reading``) of a ``【…】``."""

    kind: str
    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Cited:
    """An expression with what it rests on."""

    expression: Expression
    citations: tuple[Citation, ...]
    span: Span = _span()


Expression = Union[
    Number,
    Date,
    Text,
    Boolean,
    Name,
    Attribute,
    Index,
    Apply,
    Items,
    Interval,
    Negation,
    Conjunction,
    Disjunction,
    Comparison,
    ApplicableTest,
    Binary,
    Minus,
    Shifted,
    Fallback,
    Question,
    Quantified,
    Aggregated,
    AggregatedTable,
    Conditional,
    Cited,
]


# ---- statements -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Template:
    """A message: literal strings and expressions in turn."""

    parts: tuple[str | Expression, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Definition:
    """``定义 name（parameters）【…】： body``."""

    name: str
    parameters: tuple[str, ...]
    citations: tuple[Citation, ...]
    body: Expression
    name_span: Span = _span()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Exception_:
    """``例外 name [于 target]： 若 condition 则 value``; without a target it belongs to the definition before it."""

    name: str
    target: str | None
    condition: Expression
    value: Expression
    name_span: Span = _span()
    target_span: Span = _span()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Condition:
    """``条件``/``期限`` (``kind`` ``condition``/``deadline``)."""

    kind: str
    name: str
    citations: tuple[Citation, ...]
    subject: str
    tables: tuple[str, ...]
    applies: Expression | None
    requires: Expression
    consequence: str | None
    message: Template | None
    name_span: Span = _span()
    subject_span: Span = _span()
    consequence_span: Span = _span()
    table_spans: tuple[Span, ...] = field(default=(), compare=False)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Entitlement:
    """``倾斜 name``."""

    name: str
    citations: tuple[Citation, ...]
    subject: str
    tables: tuple[str, ...]
    applies: Expression
    message: Template | None
    name_span: Span = _span()
    subject_span: Span = _span()
    table_spans: tuple[Span, ...] = field(default=(), compare=False)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Classification:
    """``归类 name``: the word of the one category that holds, else the remaining word."""

    name: str
    citations: tuple[Citation, ...]
    categories: tuple[tuple[Expression, str], ...]
    remaining: str
    name_span: Span = _span()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Slot:
    """``开放 authority 于 definition 【…】``: the higher authority may override the definition."""

    authority: str
    target: str
    citations: tuple[Citation, ...]
    authority_span: Span = _span()
    target_span: Span = _span()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Fill:
    """``填入 definition： 若 condition 则 value`` in a layer of higher authority."""

    target: str
    condition: Expression
    value: Expression
    target_span: Span = _span()
    span: Span = _span()


Statement = Union[Definition, Exception_, Condition, Entitlement, Classification, Slot, Fill]
