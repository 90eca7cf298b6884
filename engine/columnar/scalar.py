"""The algebra that policies are translated to before they become SQL. Part of :mod:`engine.columnar`.

A :class:`Scalar` is one operation on columns of the input relation; equal operations are one object, so that sharing is
plain to see. Truth is Kleene's, unknown is ``null``. Every scalar is total: no operation raises, whatever its operands.
:class:`Pool` makes scalars and settles at once what is settled without any application: constants, readings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from engine.columnar import sums

Bounds = tuple[int, int]

#: Values that a 64-bit and a 128-bit integer hold.
SMALL: Bounds = (-(2**63), 2**63 - 1)
LARGE: Bounds = (-(2**126), 2**126)

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", "<=": ">", ">": "<="}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """One operation. ``type``: boolean, integer, date, text, record, or one of these with ``[]`` for a list.

    ``free``: variables of loops around it; ``known``: never null; ``bounds``: the least and greatest integer it may be.
    """

    number: int
    operation: str
    operands: tuple[Scalar, ...]
    value: Any
    type: str
    free: frozenset[str]
    known: bool
    bounds: Bounds | None

    @property
    def is_constant(self) -> bool:
        """Whether it is the same for every application (a null included)."""
        return self.operation in ("constant", "null", "figure")


class TooLarge(Exception):
    """An integer could pass 128 bits."""


class Pool:
    """Makes scalars, each once."""

    def __init__(self) -> None:
        self._made: dict[tuple, Scalar] = {}
        self.true = self.constant(True)
        self.false = self.constant(False)

    def make(
        self,
        operation: str,
        type: str,
        *operands: Scalar,
        value: Any = None,
        known: bool = False,
        bounds: Bounds | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Scalar:
        """The scalar of one operation. ``without``: variables that are bound here."""
        key = (operation, type, tuple(each.number for each in operands), value, value.__class__, known, bounds)
        found = self._made.get(key)
        if found is None:
            if bounds is not None and not LARGE[0] <= bounds[0] <= bounds[1] <= LARGE[1]:
                raise TooLarge
            free = frozenset().union(*(each.free for each in operands)) - without
            found = Scalar(len(self._made), operation, operands, value, type, free, known, bounds)
            self._made[key] = found
        return found

    # ---- leaves -------------------------------------------------------------------------------------------------

    def constant(self, value: bool | int | str | date) -> Scalar:
        """A known value."""
        kind = _KINDS[type(value)]
        return self.make("constant", kind, value=value, known=True, bounds=(value, value) if kind == "integer" else None)  # type: ignore[arg-type]

    def null(self, type: str) -> Scalar:
        """The unknown of a type."""
        return self.make("null", type, bounds=(0, 0) if type == "integer" else None)

    def column(self, name: str, type: str, bounds: Bounds | None = None, known: bool = False) -> Scalar:
        """A column of the input relation."""
        return self.make("column", type, value=name, known=known, bounds=bounds)

    def figure(self, bounds: Bounds) -> Scalar:
        """An integer, the same for every application, that is only known when the query is run."""
        return self.make("figure", "integer", known=True, bounds=bounds)

    def variable(self, name: str, type: str, bounds: Bounds | None = None) -> Scalar:
        """What a loop goes through: a year, or a struct of a list."""
        key = ("variable", name, type, bounds)
        if key not in self._made:
            self._made[key] = Scalar(len(self._made), "variable", (), name, type, frozenset((name,)), True, bounds)
        return self._made[key]

    # ---- truth --------------------------------------------------------------------------------------------------

    def all_of(self, operands: Sequence[Scalar]) -> Scalar:
        """Kleene AND; empty is true."""
        return self._join("and", operands, self.true, self.false)

    def any_of(self, operands: Sequence[Scalar]) -> Scalar:
        """Kleene OR; empty is false."""
        return self._join("or", operands, self.false, self.true)

    def _join(self, operation: str, operands: Sequence[Scalar], neutral: Scalar, absorbing: Scalar) -> Scalar:
        kept: dict[Scalar, None] = {}
        for each in operands:
            for part in each.operands if each.operation == operation else (each,):
                if part is not neutral:
                    kept[part] = None
        if absorbing in kept or any(part.known and part.operation == "not" and part.operands[0] in kept for part in kept):
            return absorbing
        parts = sorted((part for part in kept if not self._implied(part, kept, operation)), key=lambda part: part.number)
        if len(parts) < 2:
            return parts[0] if parts else neutral
        return self.make(operation, "boolean", *parts, known=all(part.known for part in parts))

    def _implied(self, part: Scalar, beside: Collection[Scalar], operation: str) -> bool:
        """Whether a conjunction says anyway that a connective is false, or true: it says so of one of its operands."""
        if operation != "and" or part.operation != "is":
            return False
        settled, truth = part.operands
        if settled.operation != ("or" if truth is self.true else "and"):
            return False
        return any(self._is(operand, truth) in beside for operand in settled.operands)

    def negation(self, operand: Scalar) -> Scalar:
        """Kleene NOT."""
        if operand.operation == "constant":
            return self.constant(not operand.value)
        if operand.operation == "null":
            return operand
        if operand.operation == "not":
            return operand.operands[0]
        return self.make("not", "boolean", operand, known=operand.known)

    def is_null(self, operand: Scalar) -> Scalar:
        """Whether a value is unknown: itself always true or false."""
        if operand.known:
            return self.false
        if operand.operation == "null":
            return self.true
        return self.make("is_null", "boolean", operand, known=True)

    def absent(self, column: Scalar) -> Scalar:
        """Whether a column is null although it never should be."""
        return self.make("is_null", "boolean", column, known=True)

    def is_known(self, operand: Scalar) -> Scalar:
        """Whether a value is known: itself always true or false."""
        return self.negation(self.is_null(operand))

    def is_true(self, operand: Scalar) -> Scalar:
        """Whether a statement is true: never null."""
        return self._is(operand, self.true)

    def is_false(self, operand: Scalar) -> Scalar:
        """Whether a statement is false: never null."""
        return self._is(operand, self.false)

    def may_be_true(self, operand: Scalar) -> Scalar:
        """Whether a statement is true or unknown: never null."""
        return self.negation(self.is_false(operand))

    def may_be_false(self, operand: Scalar) -> Scalar:
        """Whether a statement is false or unknown: never null."""
        return self.negation(self.is_true(operand))

    def _is(self, operand: Scalar, truth: Scalar) -> Scalar:
        if operand.known:
            return operand if truth.value else self.negation(operand)
        if operand.operation == "null":
            return self.false
        if operand.operation == "compare" and operand.value == "=" and operand.operands[0] is operand.operands[1]:
            return self.is_known(operand.operands[0]) if truth.value else self.false
        return self.make("is", "boolean", operand, truth, known=True)

    def compare(self, operator: str, left: Scalar, right: Scalar) -> Scalar:
        """A comparison of plain values; unknown where one of them is."""
        if "null" in (left.operation, right.operation):
            return self.null("boolean")
        if left.operation == right.operation == "constant":
            return self.constant(bool(COMPARISONS[operator](left.value, right.value)))
        if left.known and left is right:
            return self.constant(operator in ("=", "<=", ">="))
        if operator == "=" and self.true in (left, right):
            return right if left is self.true else left
        settled = self._settled(operator, left, right)
        if settled is not None:
            return settled
        return self.make("compare", "boolean", left, right, value=operator, known=left.known and right.known)

    def _settled(self, operator: str, left: Scalar, right: Scalar) -> Scalar | None:
        """A comparison that bounds decide, or that is cheaper inside the arms of a case."""
        if operator not in ("=", "!=") and left.bounds and right.bounds and left.known and right.known:
            truths = {COMPARISONS[operator](end, 0) for end in sums.ends(sums.difference(left, right)) or ()}
            if len(truths) == 1:
                return self.constant(truths.pop())
        if left.operation == "constant" and right.operation == "case":
            return self._settled({"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator), right, left)
        if left.operation == "case" and right.operation == "constant":
            arms, otherwise = left.operands[:-1], left.operands[-1]
            values = (*arms[1::2], otherwise)
            if sum(not value.is_constant for value in values) <= 1:
                compared_arms = [self.compare(operator, value, right) for value in arms[1::2]]
                return self.case(list(zip(arms[::2], compared_arms, strict=True)), self.compare(operator, otherwise, right))
        return None

    def member(self, item: Scalar, group: Sequence[Any]) -> Scalar:
        """Whether a plain value is one of constants; unknown where it is unknown."""
        if item.operation == "null":
            return item if item.type == "boolean" else self.null("boolean")
        if item.operation == "constant":
            return self.constant(item.value in group)
        if not group:
            return self.case([(self.is_known(item), self.false)], self.null("boolean"))
        return self.make("in", "boolean", item, *map(self.constant, sorted(group)), known=item.known)

    # ---- any type -----------------------------------------------------------------------------------------------

    def case(self, arms: Sequence[tuple[Scalar, Scalar]], otherwise: Scalar) -> Scalar:
        """The value of the first arm whose condition is true, else ``otherwise``."""
        kept: list[tuple[Scalar, Scalar]] = []
        for condition, value in arms:
            if condition.operation == "null" or condition is self.false:
                continue
            if condition is self.true or (kept and _opposite(kept[-1][0], condition)):
                otherwise = value
                break
            if value.operation == "case" and value.operands[0] is condition:
                value = value.operands[1]
            kept.append((condition, value))
        while kept and kept[-1][1] is otherwise:
            kept.pop()
        if not kept:
            return otherwise
        if len(kept) == 1 and otherwise.operation == "null":
            condition, value = kept[0]
            if condition in (self.is_known(value), self._settles(value)):
                return value
        if len(kept) == 1 and kept[0][0].known and otherwise.type == "boolean":
            joined = self._joined(*kept[0], otherwise)
            if joined is not None:
                return joined
        values = [value for _, value in kept] + [otherwise]
        type = next((value.type for value in values if value.operation != "null"), otherwise.type)
        values = [self.null(type) if value.operation == "null" else value for value in values]
        *results, otherwise = values
        flat = [part for arm in zip((condition for condition, _ in kept), results, strict=True) for part in arm]
        known = all(value.known for value in values)
        return self.make("case", type, *flat, otherwise, known=known, bounds=_union(values))

    def _settles(self, statement: Scalar) -> Scalar | None:
        """Where a connective with a single operand that may be unknown is known."""
        if statement.operation not in ("and", "or"):
            return None
        open_ = [operand for operand in statement.operands if not operand.known]
        if len(open_) != 1:
            return None
        others = [operand for operand in statement.operands if operand.known]
        return self.any_of([*(others if statement.operation == "or" else map(self.negation, others)), self.is_known(open_[0])])

    def _joined(self, condition: Scalar, value: Scalar, otherwise: Scalar) -> Scalar | None:
        """A case of truths with a constant in it as a connective, which costs less; the condition is never null."""
        if value is self.true:
            return self.any_of([condition, otherwise])
        if value is self.false:
            return self.all_of([self.negation(condition), otherwise])
        if otherwise is self.false:
            return self.all_of([condition, value])
        if otherwise is self.true:
            return self.any_of([self.negation(condition), value])
        return None

    # ---- integers -----------------------------------------------------------------------------------------------

    def arithmetic(self, operator: str, left: Scalar, right: Scalar) -> Scalar:
        """``+``, ``-`` or ``*`` of integers."""
        if "null" in (left.operation, right.operation):
            return self.null("integer")
        if right.operation == "constant" and right.value == 0 and operator != "*":
            return left
        if left.operation == right.operation == "constant":
            return self.constant(_ARITHMETIC[operator](left.value, right.value))
        if operator == "-" and left.known and right.known:
            found = sums.difference(left, right)
            if len(found.terms) < len(sums.sum_of(left).terms) + len(sums.sum_of(right).terms):
                return self._summed(found)
        ends = [_ARITHMETIC[operator](a, b) for a in left.bounds or SMALL for b in right.bounds or SMALL]
        bounds = (min(ends), max(ends))
        return self.make("arithmetic", "integer", left, right, value=operator, known=left.known and right.known, bounds=bounds)

    def _summed(self, found: sums.Sum) -> Scalar:
        """The integer that is such a sum."""
        terms = sorted(found.terms.items(), key=lambda term: (term[1] < 0, term[0].number))
        worth = [part if abs(times) == 1 else self.arithmetic("*", part, self.constant(abs(times))) for part, times in terms]
        added = sum(times > 0 for _, times in terms)
        made = self.total(worth[:added])
        for less in worth[added:]:
            made = self.arithmetic("-", made, less)
        return self.arithmetic("-" if found.rest < 0 else "+", made, self.constant(abs(found.rest)))

    def total(self, values: Sequence[Scalar]) -> Scalar:
        """The sum of integers."""
        found = self.constant(0)
        for value in values:
            found = value if found.value == 0 and found.is_constant else self.arithmetic("+", found, value)
        return found

    def least(self, left: Scalar, right: Scalar) -> Scalar:
        """The smaller of two integers."""
        return left if left is right else self.case([(self.compare("<=", left, right), left)], right)

    def greatest(self, left: Scalar, right: Scalar) -> Scalar:
        """The greater of two integers."""
        return left if left is right else self.case([(self.compare(">=", left, right), left)], right)

    # ---- everything else ----------------------------------------------------------------------------------------

    def call(
        self, function: str, type: str, *operands: Scalar, value: Any = None, bounds: Bounds | None = None, known: bool = False
    ) -> Scalar:
        """A function of :mod:`engine.columnar.duckdb_sql` by name; null where an operand is a plain null."""
        if any(each.operation == "null" for each in operands):
            return self.null(type)
        return self.make(function, type, *operands, value=value, bounds=bounds, known=known)

    def each(self, values: Scalar, variable: Scalar, body: Scalar) -> Scalar:
        """The list of ``body`` for every element of the list ``values``; null where the list is."""
        bound = frozenset((variable.value,))
        return self.make("each", body.type + "[]", values, variable, body, known=values.known, bounds=body.bounds, without=bound)


_KINDS = {bool: "boolean", int: "integer", date: "date", str: "text"}
_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}


def _opposite(one: Scalar, other: Scalar) -> bool:
    """Whether of two conditions that are never null exactly one is true."""
    if not one.known or not other.known:
        return False
    if one.operation == other.operation == "compare":
        return one.operands == other.operands and _OPPOSITE[one.value] == other.value
    return any(each.operation == "not" and each.operands[0] is beside for each, beside in ((one, other), (other, one)))


def _union(values: Sequence[Scalar]) -> Bounds | None:
    """The bounds of one of several integers; a null adds nothing."""
    found = [value.bounds for value in values if value.operation != "null"]
    if any(bounds is None for bounds in found) or not found:
        return (0, 0) if not found and values[0].type == "integer" else None
    kept = [bounds for bounds in found if bounds is not None]
    return min(low for low, _ in kept), max(high for _, high in kept)
