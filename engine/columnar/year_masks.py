"""What a loop asks of each year, asked of all years at once, as bits of whole numbers. Part of :mod:`engine.columnar`.

Of records by year :mod:`engine.columnar.bits` makes bits; a loop that asks no more of a year than its bits, and whether it is
before or after another, is then a few operations on whole numbers, however many years it goes through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.columnar.program import YEARS
from engine.columnar.scalar import Pool, Scalar

#: How many years have a bit.
WHOLE = YEARS[1] - YEARS[0] + 1
_ALL = (1 << WHOLE) - 1
_OPPOSITE = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Masks(NamedTuple):
    """The years, among those that have a bit, for which a statement is true, and false."""

    yes: Scalar
    no: Scalar


def masks(pool: Pool, statement: Scalar, variable: Scalar) -> Masks | None:
    """A statement about the year ``variable``; none where it asks something else of it."""
    return _Asking(pool, variable).of(statement)


class _Asking:
    def __init__(self, pool: Pool, variable: Scalar) -> None:
        self.pool = pool
        self.variable = variable
        self.all = pool.constant(_ALL)
        self.none = pool.constant(0)

    def of(self, statement: Scalar) -> Masks | None:
        """The masks of a statement."""
        pool = self.pool
        if self.variable.value not in statement.free:
            return self._alike(statement)
        match statement.operation:
            case "bit" if statement.operands[1] is self.variable and not statement.operands[0].free:
                return Masks(statement.operands[0], self._but(self.all, statement.operands[0]))
            case "compare":
                return self._compared(statement)
            case "case":
                return self._case(statement.operands)
            case "and" | "or" | "not" | "is" | "is_null":
                parts = [found for operand in statement.operands if (found := self.of(operand)) is not None]
                if len(parts) < len(statement.operands):
                    return None
                yes, no = [part.yes for part in parts], [part.no for part in parts]
                match statement.operation:
                    case "and":
                        return Masks(self._and(yes), self._or(no))
                    case "or":
                        return Masks(self._or(yes), self._and(no))
                    case "not":
                        return Masks(no[0], yes[0])
                    case "is":
                        told = yes[0] if statement.operands[1] is pool.true else no[0]
                        return Masks(told, self._but(self.all, told))
                known = self._or([yes[0], no[0]])
                return Masks(self._but(self.all, known), known)
        return None

    def _alike(self, statement: Scalar) -> Masks | None:
        """A statement that is the same for all years."""
        pool = self.pool
        if statement.type != "boolean" or statement.free:
            return None
        sides = (pool.is_true(statement), pool.is_false(statement))
        return Masks(*(pool.case([(side, self.all)], self.none) for side in sides))

    def _compared(self, statement: Scalar) -> Masks | None:
        """Whether the year is before or after another, which is the same for all of them."""
        pool, operator, (left, right) = self.pool, statement.value, statement.operands
        if right is self.variable:
            operator, left, right = _OPPOSITE.get(operator, operator), right, left
        if left is not self.variable or right.free or operator not in _OPPOSITE:
            return None
        last = right if operator in ("<=", ">") else pool.arithmetic("-", right, pool.constant(1))
        upto = years_upto(pool, last)
        beyond = but(pool, self.all, upto)
        yes, no = (upto, beyond) if operator in ("<", "<=") else (beyond, upto)
        if right.known:
            return Masks(yes, no)
        return Masks(*(pool.case([(pool.is_known(right), side)], self.none) for side in (yes, no)))

    def _case(self, operands: Sequence[Scalar]) -> Masks | None:
        *arms, otherwise = operands
        told = self.of(otherwise)
        for at in range(len(arms) - 2, -1, -2):
            asked, said = self.of(arms[at]), self.of(arms[at + 1])
            if told is None or asked is None or said is None:
                return None
            yes, no = (
                self._or([self._and([asked.yes, here]), self._but(there, asked.yes)])
                for here, there in zip(said, told, strict=True)
            )
            told = Masks(yes, no)
        return told

    def _and(self, parts: Sequence[Scalar]) -> Scalar:
        return all_of(self.pool, parts)

    def _or(self, parts: Sequence[Scalar]) -> Scalar:
        return _joined(self.pool, "bit_or", parts, self.none, self.all)

    def _but(self, part: Scalar, without: Scalar) -> Scalar:
        return but(self.pool, part, without)


def years_upto(pool: Pool, year: Scalar) -> Scalar:
    """The bits of all years up to one."""
    if year.operation == "constant":
        return pool.constant((1 << min(max(year.value - YEARS[0] + 1, 0), WHOLE)) - 1)
    return pool.call("years_upto", "integer", year, known=year.known, bounds=(0, _ALL))


def all_of(pool: Pool, parts: Sequence[Scalar]) -> Scalar:
    """The bits that all parts have."""
    return _joined(pool, "bit_and", parts, pool.constant(_ALL), pool.constant(0))


def but(pool: Pool, part: Scalar, without: Scalar) -> Scalar:
    """The bits of the first that the second has not."""
    everything, nothing = pool.constant(_ALL), pool.constant(0)
    if part is nothing or without is everything:
        return nothing
    if without is nothing:
        return part
    if part.is_constant and without.is_constant:
        return pool.constant(part.value & ~without.value)
    return pool.call("but", "integer", part, without, bounds=(0, _ALL), known=part.known and without.known)


def _joined(pool: Pool, operation: str, parts: Sequence[Scalar], neutral: Scalar, absorbing: Scalar) -> Scalar:
    kept = list(dict.fromkeys(part for part in parts if part is not neutral))
    if absorbing in kept:
        return absorbing
    if len(kept) < 2:
        return kept[0] if kept else neutral
    return pool.call(operation, "integer", *kept, bounds=(0, _ALL), known=all(part.known for part in kept))
