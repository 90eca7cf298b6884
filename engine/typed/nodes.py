"""The typed tree: one node class, its form said by :class:`Form`. Part of :mod:`engine.typed`.

What ``operands`` and ``detail`` hold is listed with every form. Lowering has one function per form (:mod:`engine.core`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from engine.diagnostics import NOWHERE, Span
from engine.typed.types import Type


class Form(Enum):
    """The kinds of typed expressions."""

    CONSTANT = "constant"  # detail: the value, scaled by its unit
    FACT = "fact"  # detail: FactSymbol
    FIELD = "field"  # (year); detail: (record FactSymbol, field FactSymbol)
    PARAMETER = "parameter"  # () or (year); detail: name
    READING = "reading"  # detail: name
    VARIABLE = "variable"  # detail: name
    ROW = "row"  # detail: attribute
    CALL = "call"  # (arguments…); detail: definition name
    TABLE = "table"  # detail: (count|sum, table name)
    YEAR_OF = "year_of"  # (date)
    ITEMS = "items"  # (items…): a list of values
    INTERVAL = "interval"  # (first, last)
    NOT = "not"  # (operand)
    AND = "and"  # (operands…)
    OR = "or"  # (operands…)
    COMPARE = "compare"  # (left, right); detail: = != < <= > >=
    IN = "in"  # (item, ITEMS | group | years)
    COVERS = "covers"  # (list, values…)
    APPLICABLE = "applicable"  # (fact)
    FALLBACK = "fallback"  # (fact, fallback)
    ARITHMETIC = "arithmetic"  # (left, right); detail: + - *
    SHIFT = "shift"  # (date, amount); detail: (before|after, unit, rounding)
    JUDGEMENT = "judgement"  # detail: the question
    QUANTIFIED = "quantified"  # (range, body); detail: (every, variable)
    AGGREGATED = "aggregated"  # (range, body) or (range, body, condition); detail: (count|sum, variable)
    CONDITIONAL = "conditional"  # (condition, then, otherwise)
    CITED = "cited"  # (expression); detail: (clauses, reading names)


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression with its type. ``bounds``: smallest and largest value of a quantity, scaled; else ``None``."""

    form: Form
    type: Type
    operands: tuple[Typed, ...] = ()
    detail: Any = None
    bounds: tuple[int, int] | None = None
    span: Span = field(default=NOWHERE, compare=False)
    text: str = field(default="", compare=False)
