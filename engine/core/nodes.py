"""The core language: the few node kinds that every evaluator and back end implements.

``CorePolicy`` is what lowering (:mod:`engine.core.from_typed`) makes of a typed policy; sugar is gone, parameters and
readings are symbolic, definitions stand in dependency order. Boolean *atoms* (comparison, membership, coverage, boolean
leaf, applicability, judgement) carry an :class:`Atom`: its number, clauses, readings and place.

Semantics: ``docs/language.md``; executable definition: :mod:`engine.evaluate.reference`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Union

from engine.diagnostics import NOWHERE, Span

Value = Union[bool, int, str, date, tuple, frozenset]


@dataclass(frozen=True, slots=True)
class Atom:
    """What an atomic statement rests on. ``number`` is unique within a policy (−1 before numbering)."""

    number: int = -1
    clauses: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


# ---- values -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """A known value: bool, scaled int, year, date, enumeration word, text, year list, or frozenset of words."""

    value: Value


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the application by English id; also of type year span or list."""

    id: str


@dataclass(frozen=True, slots=True)
class Field:
    """``record[year].field``: one field of a record kept by year."""

    record: str
    year: Node
    field: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A year bound by a quantifier or aggregate, or a definition's parameter (any type)."""

    name: str


@dataclass(frozen=True, slots=True)
class RowAttribute:
    """``本行.X``: an attribute of the routing row for which a row condition is asked."""

    name: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter by name: read at the reference date, or at 31 December of ``year`` when given."""

    name: str
    year: Node | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of the chosen option of a reading (口径)."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left op right`` with op ``+``, ``-`` or ``*`` on scaled integers, years, or intervals of them."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class DateShift:
    """``date`` moved by ``amount`` (whole number, may be negative) of ``unit`` ``day|month|year``, see ``values.dates``."""

    date: Node
    amount: Node
    unit: str
    rounding: str


@dataclass(frozen=True, slots=True)
class WorkingDayShift:
    """``date`` moved by ``amount`` working days, ``direction`` ``before`` or ``after``, see ``values.calendar``."""

    date: Node
    amount: Node
    direction: str


@dataclass(frozen=True, slots=True)
class YearOf:
    """The year of a date."""

    date: Node


@dataclass(frozen=True, slots=True)
class Default:
    """``value``, or ``fallback`` when the value is not applicable. Never for unknown values."""

    value: Node
    fallback: Node


@dataclass(frozen=True, slots=True)
class YearList:
    """The years listed, each once."""

    years: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class YearInterval:
    """All years from ``first`` to ``last``, both included. First after last is an input error."""

    first: Node
    last: Node


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``计数``/``合计`` over years: the elements where ``condition`` holds (``None``: all), each worth ``value`` (``None``: 1).

    ``bounds`` are the smallest and largest value of one element by its type: what an unknown element may be worth.
    Evaluates to an ``Interval``; to ``Unknown`` when the range is unknown.
    """

    variable: str
    years: Node
    condition: Node | None
    value: Node | None
    bounds: tuple[int, int]
    atom: Atom


@dataclass(frozen=True, slots=True)
class Tally:
    """``计数``/``合计`` over the rows of a table with hit policy 全取: ``rows`` are ``(condition, value or None)``."""

    rows: tuple[tuple[Node, Node | None], ...]
    bounds: tuple[int, int]
    atom: Atom


# ---- truth ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` with op one of ``= != < <= > >=``; intervals decide where every value they admit agrees."""

    operator: str
    left: Node
    right: Node
    atom: Atom


@dataclass(frozen=True, slots=True)
class Member:
    """``item`` is one of ``group``: a constant frozenset or a parameter holding one."""

    item: Node
    group: Node
    atom: Atom


@dataclass(frozen=True, slots=True)
class Covers:
    """A list fact holds an entry equal to ``values`` in every column (Kleene OR of AND); the word ``"*"`` covers all."""

    entries: Node
    values: tuple[Node, ...]
    atom: Atom


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean fact, field, parameter, reading or variable standing as a statement."""

    value: Node
    atom: Atom


@dataclass(frozen=True, slots=True)
class Applicable:
    """``X 适用``: false exactly when the fact is given as not applicable."""

    value: Node
    atom: Atom


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question that a person decides: always unknown, labelled 待判断 with ``question``."""

    question: str
    atom: Atom


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene negation."""

    operand: Node


@dataclass(frozen=True, slots=True)
class And:
    """Kleene conjunction; all operands are evaluated."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Kleene disjunction; all operands are evaluated."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quantifier:
    """``每个``/``存在`` over years: ``every`` true or false of ``body``; unknown when the range is unknown."""

    every: bool
    variable: str
    years: Node
    body: Node
    atom: Atom


# ---- any type ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alternative:
    """One exception of a :class:`Choice`."""

    name: str
    condition: Node
    value: Node
    clauses: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """``base`` with exceptions. Live are the values of alternatives not false, and the base unless one is true.

    One live value: that value. All live known and equal: that value. Otherwise unknown; two true alternatives with
    different known values are a clash (冲突), reported with both names. ``boolean`` tells the type of the values.
    """

    name: str
    base: Node
    alternatives: tuple[Alternative, ...]
    boolean: bool
    atom: Atom


@dataclass(frozen=True, slots=True)
class Call:
    """A definition applied to arguments; ``boolean`` tells its type."""

    name: str
    arguments: tuple[Node, ...]
    boolean: bool


Node = Union[
    Constant,
    Fact,
    Field,
    Variable,
    RowAttribute,
    Parameter,
    Reading,
    Arithmetic,
    DateShift,
    WorkingDayShift,
    YearOf,
    Default,
    YearList,
    YearInterval,
    Aggregate,
    Tally,
    Compare,
    Member,
    Covers,
    Truth,
    Applicable,
    Judgement,
    Not,
    And,
    Or,
    Quantifier,
    Choice,
    Call,
]

#: Node kinds that are always judged; constants, choices and calls are judged where they are boolean.
STATEMENTS = (Compare, Member, Covers, Truth, Applicable, Judgement, Not, And, Or, Quantifier)


def is_statement(node: Node) -> bool:
    """Whether a node is judged (true, false or unknown, with reasons) rather than evaluated to a value."""
    if isinstance(node, Choice | Call):
        return node.boolean
    if isinstance(node, Constant):
        return isinstance(node.value, bool)
    return isinstance(node, STATEMENTS)
