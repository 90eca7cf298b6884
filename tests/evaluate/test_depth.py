"""Policies as deep as the core room lets through are followed by both evaluators, wherever the depth lies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.core import nodes as n
from engine.core.depth import MAX_TOTAL_DEPTH
from engine.core.policy import Definition, Row
from engine.values import NOT_APPLICABLE
from tests.evaluate.build import atom, compare, condition, fact, is_true, outcome_of, policy

YEARS = n.YearList((n.Constant(2023),))


def in_choice(node: n.Node) -> n.Node:
    return n.Choice("选", n.Constant(False), (n.Alternative("甲", n.Constant(True), node),), True, atom())


def in_condition_of_choice(node: n.Node) -> n.Node:
    return n.Choice("选", n.Constant(False), (n.Alternative("甲", node, n.Constant(True)),), True, atom())


def in_value_of_choice(node: n.Node) -> n.Node:
    choice = n.Choice("选", n.Constant(2), (n.Alternative("甲", node, n.Constant(1)),), False, atom())
    return compare(choice, "=", 1)


def in_count(node: n.Node) -> n.Node:
    return compare(n.Aggregate("年", YEARS, node, None, (0, 1), atom()), "=", 1)


def in_tally(node: n.Node) -> n.Node:
    return compare(n.Tally(((node, None),), (0, 1), atom()), "=", 1)


def in_sum(node: n.Node) -> n.Node:
    default = n.Default(fact("none"), n.Choice("选", n.Constant(2), (n.Alternative("甲", node, n.Constant(1)),), False, atom()))
    return compare(n.Arithmetic("+", n.Constant(1), default), "=", 2)


#: What is nested, and how many levels each step takes.
NESTS: dict[str, tuple[Callable[[n.Node], n.Node], int]] = {
    "not": (lambda node: n.Not(n.Not(node)), 2),
    "and": (lambda node: n.And((node, n.Constant(True))), 1),
    "or": (lambda node: n.Or((n.Constant(False), node)), 1),
    "every": (lambda node: n.Quantifier(True, "年", YEARS, node, atom()), 1),
    "choice": (in_choice, 2),
    "condition": (in_condition_of_choice, 2),
    "value": (in_value_of_choice, 3),
    "count": (in_count, 2),
    "tally": (in_tally, 2),
    "sum": (in_sum, 5),
}


@pytest.mark.parametrize("nest", sorted(NESTS))
@pytest.mark.parametrize("known", [True, False])
def test_as_deep_as_allowed(evaluate, nest, known) -> None:
    wrap, levels = NESTS[nest]
    node = is_true("x")
    for _ in range(MAX_TOTAL_DEPTH // levels):
        node = wrap(node)
    asked = policy(condition(node), rows=(Row("表一·1", "表一", node, ()),))
    outcome = outcome_of(evaluate, asked, {"none": NOT_APPLICABLE, **({"x": True} if known else {})})
    assert outcome.decision == ("eligible" if known else "incomplete")


def test_a_chain_of_definitions_as_long_as_allowed(evaluate) -> None:
    definitions = [Definition("d0", (), is_true("x"), True)]
    for index in range(1, MAX_TOTAL_DEPTH):
        definitions.append(Definition(f"d{index}", (), n.Call(f"d{index - 1}", (), True), True))
    node = n.Call(definitions[-1].name, (), True)
    asked = policy(condition(node), rows=(Row("表一·1", "表一", node, ()),), definitions=tuple(definitions))
    assert outcome_of(evaluate, asked, {"x": True}).decision == "eligible"
