"""What statements need of facts, and the groups that follow from it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.core import nodes as n
from engine.core.dispatch import MOST_KEYS, Group, plan
from engine.core.guards import Guards
from engine.core.policy import Definition
from engine.values import Unknown
from tests.evaluate.build import atom, compare, fact, is_true

SERIES, LEVEL = fact("series"), fact("level")


def member(item: n.Node, *words: str) -> n.Node:
    return n.Member(item, n.Constant(frozenset(words)), atom())


def of(**words: Any) -> dict[str, frozenset]:
    return {name: frozenset(each) for name, each in words.items()}


IS_A = compare(SERIES, "=", "甲")
MIDDLE = compare(LEVEL, "=", "中级")
DEFINITIONS = (
    Definition("限甲", (), n.And((IS_A, is_true("x"))), True),
    Definition("限", ("词",), compare(n.Variable("词"), "=", "甲"), True),
    Definition("除外", (), n.Choice("除外", IS_A, (n.Alternative("一", is_true("x"), n.Constant(False)),), True, atom()), True),
    Definition("响", (), n.Quantifier(True, "年", n.YearInterval(n.Constant(2020), fact("y")), IS_A, atom()), True),
)

NEEDED = [
    (IS_A, of(series=["甲"])),
    (compare(n.Constant("甲"), "=", SERIES), of(series=["甲"])),
    (compare(SERIES, "!=", "甲"), {}),
    (n.Not(compare(SERIES, "!=", "甲")), of(series=["甲"])),
    (n.Not(IS_A), {}),
    (compare(fact("hours"), ">=", 60), {}),
    (compare(fact("day"), "=", date(2023, 5, 1)), of(day=[date(2023, 5, 1)])),
    (compare(SERIES, "=", LEVEL), {}),
    (compare(SERIES, "=", n.Constant(("甲",))), {}),
    (member(SERIES, "甲", "乙"), of(series=["甲", "乙"])),
    (n.Not(member(SERIES, "甲")), {}),
    (n.Member(SERIES, n.Parameter("组"), atom()), {}),
    (n.And((member(SERIES, "甲", "乙"), member(SERIES, "乙", "丙"), MIDDLE)), of(series=["乙"], level=["中级"])),
    (n.Or((n.And((IS_A, MIDDLE)), member(SERIES, "乙"))), of(series=["甲", "乙"])),
    (n.Not(n.Or((n.Not(IS_A), n.Not(MIDDLE)))), of(series=["甲"], level=["中级"])),
    (n.Or((n.And((n.Constant(False), MIDDLE)), IS_A)), of(series=["甲"])),
    (n.Constant(False), {}),
    (n.Constant(True), {}),
    (n.Or(()), {}),
    (n.Call("限甲", (), True), of(series=["甲"])),
    (n.Call("限", (LEVEL,), True), of(level=["甲"])),
    (n.Call("限", (n.Variable("年"),), True), {}),
    (n.Call("除外", (), True), of(series=["甲"])),
    (n.Not(n.Call("除外", (), True)), {}),
    (n.And((IS_A, n.Call("响", (), True))), {}),
    (compare(n.Default(SERIES, n.Constant("甲")), "=", "甲"), of(series=["甲"])),
    (n.And((IS_A, n.Judgement("问", atom()))), of(series=["甲"])),
    (None, {}),
]  # fmt: skip


@pytest.mark.parametrize(("node", "expected"), NEEDED, ids=lambda each: "")
def test_needed(node: n.Node | None, expected: dict[str, frozenset]) -> None:
    assert Guards(DEFINITIONS).needed(node) == expected


def test_calls_are_followed_only_so_deep() -> None:
    chain = [Definition("d0", (), IS_A, True)]
    chain += [Definition(f"d{number}", (), n.Call(f"d{number - 1}", (), True), True) for number in range(1, 12)]
    guards = Guards(chain)
    assert guards.needed(n.Call("d7", (), True)) == of(series=["甲"])
    assert guards.needed(n.Call("d8", (), True)) == {}


QUIET = [
    (is_true("x"), True),
    (n.Choice("一", n.Constant(1), (n.Alternative("甲", IS_A, n.Constant(2)),), False, atom()), True),
    (n.Choice("二", n.Constant(1), (n.Alternative("甲", IS_A, n.Constant(2)),) * 2, False, atom()), False),
    (n.Call("限甲", (), True), True),
    (n.Call("响", (), True), False),
    (n.DateShift(fact("day"), n.Constant(1), "day", "last"), False),
    (n.Parameter("学时"), True),
    (n.Parameter("学时", fact("y")), False),
    (n.Aggregate("年", n.YearList((fact("y"),)), None, None, (0, 1), atom()), True),
    (n.Aggregate("年", fact("tenure"), None, None, (0, 1), atom()), False),
]  # fmt: skip


@pytest.mark.parametrize(("node", "expected"), QUIET, ids=lambda each: "")
def test_what_can_tell_an_incident_is_not_quiet(node: n.Node, expected: bool) -> None:
    assert Guards(DEFINITIONS).quiet(node) is expected


def test_statements_with_the_same_needs_form_a_group() -> None:
    groups = plan([of(series=["甲"], level=["中级"]), {}, of(series=["甲"], level=["中级"]), of(series=["乙", "丙"])])
    assert groups.keys == ("series", "level")
    assert groups.groups == (
        Group((("series", frozenset({"甲"})), ("level", frozenset({"中级"}))), (0, 2)),
        Group((), (1,)),
        Group((("series", frozenset({"乙", "丙"})),), (3,)),
    )
    assert groups.possible({"series": "甲", "level": "中级"}) == [0, 1, 2]
    assert groups.possible({"series": "甲", "level": "副高"}) == [1]
    assert groups.possible({"series": "丙", "level": "副高"}) == [1, 3]
    assert groups.possible({"series": Unknown(frozenset()), "level": "副高"}) == [1, 3]
    assert groups.possible({}) == [0, 1, 2, 3]


def test_statements_are_told_apart_by_a_few_facts() -> None:
    needs = [{f"f{number}": frozenset({1}), "f9": frozenset({2})} for number in range(9)]
    groups = plan(needs)
    assert len(groups.keys) == MOST_KEYS
    assert groups.keys[0] == "f9"
    assert groups.groups[-1].words == (("f9", frozenset({2})),)
