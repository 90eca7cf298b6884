"""Scalars that are made simpler when they are made: never another value."""

from __future__ import annotations

import random

import pytest

from engine.columnar.layers import reachable
from engine.columnar.rewriting import either
from engine.columnar.scalar import COMPARISONS, Pool, Scalar

BOUNDS = {"a": (0, 5), "b": (-3, 3), "c": (2, 2)}


def value(root: Scalar, given: dict[str, int]) -> int | bool:
    """What a scalar is where the columns are as ``given``."""
    found: dict[Scalar, int | bool] = {}
    for scalar in reachable([root]):
        operands = [found[operand] for operand in scalar.operands]
        match scalar.operation:
            case "constant":
                found[scalar] = scalar.value
            case "column":
                found[scalar] = given[scalar.value]
            case "arithmetic":
                left, right = operands
                found[scalar] = {"+": left + right, "-": left - right, "*": left * right}[scalar.value]
            case "compare":
                found[scalar] = COMPARISONS[scalar.value](*operands)
            case "not":
                found[scalar] = not operands[0]
            case other:
                raise AssertionError(other)
    return found[root]


def drawn(pool: Pool, chance: random.Random, given: dict[str, int], depth: int) -> tuple[Scalar, int]:
    """A number, and what it is by Python's own arithmetic."""
    if not depth or chance.random() < 0.2:
        if chance.random() < 0.3:
            number = chance.randint(-4, 4)
            return pool.constant(number), number
        name = chance.choice(sorted(BOUNDS))
        return pool.column(name, "integer", BOUNDS[name], known=True), given[name]
    operator = chance.choice("++---*")
    (left, one), (right, other) = (drawn(pool, chance, given, depth - 1) for _ in range(2))
    return pool.arithmetic(operator, left, right), {"+": one + other, "-": one - other, "*": one * other}[operator]


@pytest.mark.parametrize("seed", range(100))
def test_no_value_changes(seed: int) -> None:
    chance, pool = random.Random(seed), Pool()
    given = {name: chance.randint(*bounds) for name, bounds in BOUNDS.items()}
    (left, one), (right, other) = (drawn(pool, chance, given, 4) for _ in range(2))
    assert value(left, given) == one
    assert left.bounds is None or left.bounds[0] <= one <= left.bounds[1]
    for operator, compared in COMPARISONS.items():
        assert value(pool.compare(operator, left, right), given) is compared(one, other)


def test_what_two_have_in_common_falls_away() -> None:
    pool = Pool()
    year, need = (pool.column(name, "integer", bounds, known=True) for name, bounds in (("y", (2000, 2100)), ("n", (0, 40))))
    first = pool.arithmetic("-", pool.arithmetic("-", year, need), pool.constant(2))
    assert pool.compare("<=", first, year) is pool.true
    assert pool.compare(">", first, year) is pool.false
    assert pool.arithmetic("-", year, first) is pool.arithmetic("+", need, pool.constant(2))
    assert pool.arithmetic("-", first, first) is pool.constant(0)


def test_what_may_be_unknown_stays() -> None:
    pool = Pool()
    year = pool.column("y", "integer", (2000, 2100))
    first = pool.arithmetic("-", year, pool.constant(2))
    assert pool.compare("<=", first, year).operation == "compare"
    assert pool.arithmetic("-", year, first).operation == "arithmetic"


def test_a_long_sum_is_left_whole() -> None:
    pool = Pool()
    columns = [pool.column(f"n{at}", "integer", (0, 9), known=True) for at in range(2_000)]
    total = pool.total(columns)
    assert pool.compare("<", total, pool.constant(0)) is pool.false
    assert pool.arithmetic("-", total, total) is pool.constant(0)
    assert pool.arithmetic("-", total, columns[0]).operation == "arithmetic"


def test_the_other_of_two_conditions_is_what_is_left() -> None:
    pool = Pool()
    a, b = (pool.column(name, "integer", (0, 9), known=True) for name in "ab")
    least, less = pool.compare(">=", a, b), pool.compare("<", a, b)
    assert pool.case([(least, pool.true), (less, pool.false)], pool.null("boolean")) is least
    open_ = pool.column("o", "integer", (0, 9))
    arms = [(pool.compare(">=", open_, b), pool.true), (pool.compare("<", open_, b), pool.false)]
    assert not pool.case(arms, pool.null("boolean")).known


def test_what_is_left_after_a_row_is_not_asked_again() -> None:
    pool = Pool()
    a, b, c = (pool.column(name, "boolean", known=True) for name in "abc")
    not_a, not_b = pool.negation(a), pool.negation(b)
    first_that_fits = [a, pool.all_of([not_a, b]), pool.all_of([not_a, not_b, c])]
    assert either(pool, first_that_fits) is pool.any_of([a, b, c])
