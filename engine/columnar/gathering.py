"""Bits of lanes that are asked about together, asked at once. Part of :mod:`engine.columnar`.

``one of these rows, and it is late`` is said row by row; where the rows are bits of a lane (:mod:`engine.columnar.lanes`) it is a
comparison of the lane with a mask.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.columnar.lanes import all_bits, any_bit
from engine.columnar.rewriting import replaced
from engine.columnar.scalar import Pool, Scalar


def gathered(pool: Pool, roots: Sequence[Scalar]) -> list[Scalar]:
    """The same scalars with bits of one lane put together; they must not be null where they are bits."""
    return replaced(pool, list(roots), {}, lambda made: _gathered(pool, made))


def _gathered(pool: Pool, scalar: Scalar) -> Scalar:
    if scalar.operation not in ("and", "or"):
        return scalar
    some = scalar.operation == "or"
    scalar = _beside(pool, scalar, some)
    if scalar.operation != ("or" if some else "and"):
        return scalar
    masks: dict[tuple[Scalar, bool, Scalar | None], int] = {}
    others: list[Scalar] = []
    for operand in scalar.operands:
        found = _split(pool, operand, some)
        if found is None:
            others.append(operand)
        else:
            lane, mask, positive, rest = found
            masks[lane, positive, rest] = masks.get((lane, positive, rest), 0) | mask
    if len(masks) + len(others) == len(scalar.operands):
        return scalar
    outer, inner = (pool.any_of, pool.all_of) if some else (pool.all_of, pool.any_of)
    for (lane, positive, rest), mask in masks.items():
        bit = (any_bit if positive is some else all_bits)(pool, lane, mask)
        told = bit if positive else pool.negation(bit)
        others.append(told if rest is None else inner([told, rest]))
    return outer(others)


def _bit(operand: Scalar, some: bool) -> tuple[Scalar, int, bool] | None:
    """The lane and mask of an operand that others can be added to, and whether it is not negated."""
    positive = operand.operation != "not"
    asked = operand if positive else operand.operands[0]
    if asked.operation not in ("any_bit", "all_bits"):
        return None
    single = asked.value & (asked.value - 1) == 0
    if not single and (asked.operation == "any_bit") is not (positive is some):
        return None
    return asked.operands[0], asked.value, positive


def _split(pool: Pool, operand: Scalar, some: bool) -> tuple[Scalar, int, bool, Scalar | None] | None:
    """The same of an operand that asks something else as well, with that."""
    found = _bit(operand, some)
    if found is not None:
        return *found, None
    if operand.operation != ("and" if some else "or"):
        return None
    bits = [part for part in operand.operands if _bit(part, some) is not None]
    if len(bits) != 1:
        return None
    found = _bit(bits[0], some)
    assert found is not None
    rest = [part for part in operand.operands if part is not bits[0]]
    return *found, (pool.all_of if some else pool.any_of)(rest)


def _beside(pool: Pool, scalar: Scalar, some: bool) -> Scalar:
    """A bit that is set in one lane and not in another (or, of a disjunction, the other way round) as a bit of both."""
    set_: dict[int, Scalar] = {}
    unset: dict[int, Scalar] = {}
    for operand in scalar.operands:
        found = _bit(operand, False) or _bit(operand, True)
        if found is not None and found[1] & (found[1] - 1) == 0:
            (set_ if found[2] is not some else unset).setdefault(found[1], operand)
    joined: list[Scalar] = []
    gone: set[Scalar] = set()
    for mask, operand in set_.items():
        other = unset.get(mask)
        if other is None:
            continue
        lanes = [each.operands[0] if each.operation == "not" else each for each in (operand, other)]
        first, second = (each.operands[0] for each in lanes)
        both = pool.call("but", "integer", first, second, bounds=first.bounds, known=True)
        bit = any_bit(pool, both, mask)
        joined.append(pool.negation(bit) if some else bit)
        gone |= {operand, other}
    if not joined:
        return scalar
    join = pool.any_of if some else pool.all_of
    return join([*(operand for operand in scalar.operands if operand not in gone), *joined])
