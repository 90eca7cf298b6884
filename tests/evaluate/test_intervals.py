"""Counts and sums: what is certain, what is possible, and how comparisons decide on both."""

from __future__ import annotations

from itertools import product

import pytest

from engine.core import nodes as n
from engine.evaluate import operators as ops
from engine.values import Interval, UnknownLabel
from tests.evaluate.build import (
    atom,
    compare,
    element_of,
    fact,
    is_true,
    labels_of,
    truth_of,
    unknown,
    value_of,
)

OPERATORS = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
SMALL = [Interval(low, high, frozenset()) for low in range(-2, 3) for high in range(low, 3)]


def values(interval):
    return range(interval.low, interval.high + 1)


def count(*names):
    """How many of these facts are true."""
    return n.Tally(tuple((is_true(name), None) for name in names), (0, 1), atom())


def total(bounds=(-3, 12), condition=None):
    """The sum of field ``total`` over 2021 to 2023."""
    years = n.YearInterval(n.Constant(2021), n.Constant(2023))
    return n.Aggregate("年", years, condition, n.Field("hours", n.Variable("年"), "total"), bounds, atom())


def ends(value):
    return value.low, value.high


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_a_comparison_decides_where_every_admitted_pair_agrees(operator) -> None:
    for left, right in product(SMALL, SMALL):
        found = {OPERATORS[operator](a, b) for a, b in product(values(left), values(right))}
        assert ops.compare(operator, left, right)[0] is (found.pop() if len(found) == 1 else None)


@pytest.mark.parametrize("operator", ["+", "-", "*"])
def test_arithmetic_gives_the_tightest_interval(operator) -> None:
    apply = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}[operator]
    for left, right in product(SMALL, SMALL):
        found = [apply(a, b) for a, b in product(values(left), values(right))]
        result = ops.arithmetic(operator, left, right)
        assert ends(result) == (min(found), max(found))


def test_membership_of_a_count(evaluate) -> None:
    group = n.Constant(frozenset({1, 2}))
    asked = n.Member(count("x", "y"), group, atom())
    assert truth_of(evaluate, asked, {"x": True, "y": True}) is True
    assert truth_of(evaluate, asked, {"x": True}) is True
    assert truth_of(evaluate, asked, {"x": False, "y": False}) is False
    element = element_of(evaluate, asked, {"x": False})
    assert element.truth is None
    assert labels_of(element) == {("absent", "y")}


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_counts_are_compared_by_both_evaluators(evaluate, operator) -> None:
    for x, y in product((True, False, None), repeat=2):
        facts = {name: truth for name, truth in (("x", x), ("y", y)) if truth is not None}
        low, high = (x is True) + (y is True), (x is not False) + (y is not False)
        worlds = {OPERATORS[operator](number, 1) for number in range(low, high + 1)}
        found = truth_of(evaluate, compare(count("x", "y"), operator, 1), facts)
        assert found is (worlds.pop() if len(worlds) == 1 else None)


def test_an_open_count_names_what_keeps_it_open(evaluate) -> None:
    element = element_of(evaluate, compare(count("x", "y", "z"), ">=", 2), {"x": True, "z": False})
    assert labels_of(element) == {("absent", "y")}
    decided = element_of(evaluate, compare(count("x", "y", "z"), ">=", 1), {"x": True})
    assert (decided.truth, labels_of(decided)) == (True, set())


def test_sums_with_negative_and_unknown_values(evaluate) -> None:
    record = {2021: {"total": -2}, 2022: {"total": 5}}
    assert ends(value_of(evaluate, total(), {"hours": {**record, 2023: {"total": -1}}})) == (2, 2)
    open_sum = value_of(evaluate, total(), {"hours": record})
    assert ends(open_sum) == (0, 15)
    assert open_sum.labels == {UnknownLabel("absent", "hours[2023].total")}


def test_an_element_that_may_not_count_may_also_add_nothing(evaluate) -> None:
    condition = n.Truth(n.Field("hours", n.Variable("年"), "done"), atom())
    record = {2021: {"total": -2}, 2022: {"total": 5}, 2023: {"total": 4, "done": False}}
    found = value_of(evaluate, total(condition=condition), {"hours": record})
    assert ends(found) == (-2, 5)
    record = {2021: {"done": True, "total": 3}, 2022: {"done": False}, 2023: {}}
    found = value_of(evaluate, total(condition=condition), {"hours": record})
    assert ends(found) == (0, 15)
    assert found.labels == {UnknownLabel("absent", "hours[2023].done"), UnknownLabel("absent", "hours[2023].total")}


def test_the_parts_of_a_count_stand_in_the_reason(evaluate) -> None:
    node = compare(count("x", "y"), ">=", 1)
    (reason,) = element_of(evaluate, node, {"x": True}).reasons
    ((number, bound, elements),) = reason.parts
    assert (number, bound) == (node.left.atom.number, ())
    assert [(key, truth, worth) for key, truth, worth, _ in elements] == [(0, True, 1), (1, None, 1)]


def test_a_sum_of_counts_keeps_the_parts_of_both(evaluate) -> None:
    node = compare(n.Arithmetic("+", count("x"), count("y")), ">=", 1)
    (reason,) = element_of(evaluate, node, {"x": True}).reasons
    assert len(reason.parts) == 2


def test_counts_of_counts(evaluate) -> None:
    outer = n.Tally(((is_true("a"), count("x", "y")), (is_true("b"), n.Constant(-3))), (-5, 5), atom())
    assert ends(value_of(evaluate, outer, {"a": True, "x": True})) == (-2, 2)
    assert ends(value_of(evaluate, outer, {"a": True, "x": True, "b": False})) == (1, 2)


def test_an_empty_count_is_zero_and_certain(evaluate) -> None:
    assert ends(value_of(evaluate, n.Tally((), (0, 1), atom()), {})) == (0, 0)
    everything = n.Aggregate("年", n.YearList((n.Constant(2020), n.Constant(2021))), None, None, (0, 1), atom())
    assert ends(value_of(evaluate, everything, {})) == (2, 2)


def test_unknown_operands_give_unknown_with_all_labels(evaluate) -> None:
    node = n.Arithmetic("*", fact("a"), n.Arithmetic("-", fact("b"), n.Constant(1)))
    assert value_of(evaluate, node, {}) == unknown(("absent", "a"), ("absent", "b"))
    assert value_of(evaluate, node, {"a": 3, "b": 5}) == 12
    assert value_of(evaluate, n.Arithmetic("+", n.Constant(1), n.Constant(2)), {}) == 3
    assert labels_of(element_of(evaluate, compare(count("x"), "=", fact("a")), {})) == {("absent", "a"), ("absent", "x")}


def test_an_open_element_that_adds_nothing_either_way_is_not_named(evaluate) -> None:
    node = n.Tally(((is_true("x"), n.Constant(0)), (is_true("y"), n.Constant(1))), (0, 1), atom())
    found = value_of(evaluate, node, {})
    assert ends(found) == (0, 1)
    assert found.labels == {UnknownLabel("absent", "y")}
