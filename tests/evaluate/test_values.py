"""Facts and what may be done with them: unknown, inapplicable, listed, grouped; definitions and readings."""

from __future__ import annotations

import copy
import pickle
from itertools import product

import pytest

from engine.core import nodes as n
from engine.core.policy import Definition, Message
from engine.evaluate import operators as ops
from engine.evaluate.codegen import atoms
from engine.evaluate.reference import Evaluator, Scope
from engine.values import NOT_APPLICABLE, Interval, Unknown
from tests.evaluate.build import (
    atom,
    bindings,
    compare,
    condition,
    element_of,
    fact,
    is_true,
    labels_of,
    outcome_of,
    policy,
    truth_of,
    unknown,
    value_of,
)

TRUTHS = (True, False, None)


def facts(**given):
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_comparison_of_known_values(evaluate, operator) -> None:
    for left, right in product((1, 2), repeat=2):
        want = {
            "=": left == right,
            "!=": left != right,
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
        }[operator]
        assert truth_of(evaluate, compare(fact("a"), operator, fact("b")), {"a": left, "b": right}) is want
        assert truth_of(evaluate, compare(n.Constant(left), operator, right), {}) is want


def test_a_comparison_is_its_own_reason(evaluate) -> None:
    node = compare(fact("a"), ">=", 90)
    (reason,) = element_of(evaluate, node, {"a": 89}).reasons
    assert reason == (node.atom.number, (), False, 89, 90, frozenset(), ())
    assert labels_of(element_of(evaluate, compare(fact("a"), ">=", fact("b")), {})) == {("absent", "a"), ("absent", "b")}


def test_words_of_different_kinds_are_just_different(evaluate) -> None:
    assert truth_of(evaluate, compare(n.Constant("甲"), "=", 1), {}) is False
    assert truth_of(evaluate, compare(fact("a"), "!=", "甲"), {"a": NOT_APPLICABLE}) is True


def test_an_inapplicable_fact(evaluate) -> None:
    applicable = n.Applicable(fact("a"), atom())
    assert [truth_of(evaluate, applicable, given) for given in ({"a": 1}, {"a": NOT_APPLICABLE}, {})] == [True, False, None]
    default = n.Default(fact("a"), fact("b"))
    assert value_of(evaluate, default, {"a": NOT_APPLICABLE, "b": 7}) == 7
    assert value_of(evaluate, default, {"a": 3}) == 3
    assert value_of(evaluate, default, {"b": 7}) == unknown(("absent", "a"))
    computed = n.Default(fact("a"), n.Arithmetic("+", fact("b"), n.Constant(1)))
    assert value_of(evaluate, computed, {"a": NOT_APPLICABLE, "b": 7}) == 8


def test_inapplicable_stays_itself_when_copied() -> None:
    assert copy.deepcopy(NOT_APPLICABLE) is NOT_APPLICABLE
    assert pickle.loads(pickle.dumps(NOT_APPLICABLE)) is NOT_APPLICABLE


def test_a_judgement_is_always_open(evaluate) -> None:
    node = n.Judgement("是否属于创新创业人才", atom())
    element = element_of(evaluate, node, {})
    assert element.truth is None
    assert labels_of(element) == {("judgement", "是否属于创新创业人才")}
    assert truth_of(evaluate, n.Not(node), {}) is None
    assert truth_of(evaluate, n.Or((node, is_true("x"))), {"x": True}) is True


def test_membership(evaluate) -> None:
    node = n.Member(fact("a"), n.Constant(frozenset({"甲", "乙"})), atom())
    assert [truth_of(evaluate, node, given) for given in ({"a": "甲"}, {"a": "丙"}, {})] == [True, False, None]
    group = n.Member(fact("a"), n.Parameter("组"), atom())
    assert truth_of(evaluate, group, {"a": "甲"}, bindings({"组": ((None, frozenset({"甲"})),)})) is True
    element = element_of(evaluate, group, {}, bindings({"组": ((None, None),)}))
    assert labels_of(element) == {("absent", "a"), ("absent", "parameter:组")}


@pytest.mark.parametrize(
    ("entries", "columns", "expected"),
    [
        ((("甲", "中级"),), ("甲", "中级"), True),
        ((("甲", "中级"),), ("甲", "高级"), False),
        ((), ("甲", "中级"), False),
        ("*", (None, None), True),
        ((("甲", "中级"),), ("甲", None), None),
        ((("甲", "中级"),), ("乙", None), False),
        ((("甲", None), ("乙", "中级")), ("甲", "中级"), None),
        ((("甲", None), ("甲", "中级")), ("甲", "中级"), True),
        ((("乙", None),), ("甲", "中级"), False),
        (None, ("甲", "中级"), None),
    ],
)
def test_coverage_with_unknown_columns(evaluate, entries, columns, expected) -> None:
    why = unknown(("unknown", "list"))
    given = {} if entries is None else {"list": entries}
    if isinstance(entries, tuple):
        given = {"list": tuple(tuple(why if word is None else word for word in entry) for entry in entries)}
    given.update({name: word for name, word in zip("ab", columns, strict=True) if word is not None})
    assert truth_of(evaluate, n.Covers(fact("list"), (fact("a"), fact("b")), atom()), given) is expected


def test_coverage_names_every_unknown_of_the_entries_that_may_match(evaluate) -> None:
    node = n.Covers(fact("list"), (fact("a"), fact("b")), atom())
    given = {"list": (("甲", unknown(("unknown", "list"))), ("乙", "中级")), "b": "中级"}
    assert labels_of(element_of(evaluate, node, given)) == {("unknown", "list"), ("absent", "a")}
    assert labels_of(element_of(evaluate, node, {**given, "a": "甲"})) == {("unknown", "list")}


def test_kleene_tables(evaluate) -> None:
    x, y = is_true("x"), is_true("y")
    for a, b in product(TRUTHS, repeat=2):
        given = facts(x=a, y=b)
        conjunction = False if False in (a, b) else None if None in (a, b) else True
        disjunction = True if True in (a, b) else None if None in (a, b) else False
        assert truth_of(evaluate, n.And((x, y)), given) is conjunction
        assert truth_of(evaluate, n.Or((x, y)), given) is disjunction
        assert truth_of(evaluate, n.Not(x), given) is (None if a is None else not a)
    assert truth_of(evaluate, n.And(()), {}) is True
    assert truth_of(evaluate, n.Or(()), {}) is False


def test_reasons_are_those_of_the_operands_that_settle_it(evaluate) -> None:
    operands = (is_true("x"), is_true("y"), is_true("z"))
    given = {"x": True, "y": False}
    for node, names in ((n.And(operands), {"y"}), (n.Or(operands), {"x"})):
        numbers = {operand.value.id: operand.atom.number for operand in operands}
        found = [reason.atom for reason in element_of(evaluate, node, given).reasons]
        assert found == [numbers[name] for name in sorted(names)]
    assert labels_of(element_of(evaluate, n.And(operands), {"y": True})) == {("absent", "x"), ("absent", "z")}
    assert len(element_of(evaluate, n.Or(operands), {"x": False, "y": False, "z": False}).reasons) == 3


def test_a_truth_that_is_no_fact(evaluate) -> None:
    given = bindings({"开放": ((None, True),)}, {"严格": False})
    assert truth_of(evaluate, n.Truth(n.Parameter("开放"), atom()), {}, given) is True
    assert truth_of(evaluate, n.Truth(n.Reading("严格"), atom()), {}, given) is False
    assert truth_of(evaluate, n.Constant(True), {}) is True
    assert truth_of(evaluate, n.Constant(False), {}) is False


def test_definitions_with_and_without_parameters(evaluate) -> None:
    definitions = (
        Definition("加一", ("数",), n.Arithmetic("+", n.Variable("数"), n.Constant(1)), False),
        Definition("三", (), n.Call("加一", (n.Constant(2),), False), False),
        Definition("大", ("数",), compare(n.Variable("数"), ">", 2), True),
        Definition("真", (), n.Call("大", (n.Call("三", (), False),), True), True),
    )
    assert value_of(evaluate, n.Call("加一", (n.Call("三", (), False),), False), {}, definitions=definitions) == 4
    node = n.And((n.Call("真", (), True), n.Call("真", (), True)))
    element = element_of(evaluate, node, {}, definitions=definitions)
    assert element.truth is True
    assert [reason.bindings for reason in element.reasons] == [(("数", 3),), (("数", 3),)]


def test_the_variables_of_a_caller_are_not_seen_in_a_definition(evaluate) -> None:
    definitions = (Definition("甲", ("参",), compare(n.Variable("参"), ">", 2020), True),)
    years = n.YearList((n.Constant(2021),))
    node = n.Quantifier(False, "年", years, n.Call("甲", (n.Variable("年"),), True), atom())
    element = element_of(evaluate, node, {}, definitions=definitions)
    assert element.reasons[0].bindings == (("参", 2021),)


def test_a_statement_may_be_handed_to_a_definition(evaluate) -> None:
    definitions = (
        Definition("照旧", ("参",), n.Truth(n.Variable("参"), atom()), True),
        Definition("值", ("参",), n.Variable("参"), False),
    )
    node = n.Call("照旧", (n.And((is_true("x"), is_true("y"))),), True)
    assert element_of(evaluate, node, {"x": True, "y": True}, definitions=definitions).truth is True
    open_element = element_of(evaluate, node, {"x": True}, definitions=definitions)
    assert labels_of(open_element) == {("absent", "y")}
    choice = n.Choice("选", is_true("x"), (), True, atom())
    for argument in (choice, n.Call("照旧", (choice,), True), n.Not(is_true("x"))):
        found = value_of(evaluate, n.Call("值", (argument,), False), {"x": True}, definitions=definitions)
        assert found is not isinstance(argument, n.Not)
    assert value_of(evaluate, n.Call("值", (n.Constant(True),), False), {}, definitions=definitions) is True


def test_the_values_of_a_message_are_settled(evaluate) -> None:
    count = n.Tally(((is_true("x"), None),), (0, 1), atom())
    choice = n.Choice("选", is_true("x"), (), True, atom())
    message = Message(("甲", count, choice, n.Constant(True), "乙", n.Arithmetic("-", fact("a"), n.Constant(1))))
    outcome = outcome_of(evaluate, policy(condition(n.Constant(False), message=message)), {"x": True})
    assert outcome.conditions[0].elements[0].arguments == (1, True, True, unknown(("absent", "a")))


def test_partial_values_compare_by_content() -> None:
    assert Interval(1, 2, frozenset()) == Interval(1, 2, frozenset())
    assert Interval(1, 2, frozenset()) != Interval(1, 2, frozenset(), (1,))
    assert len({unknown(("absent", "a")), unknown(("absent", "a"))}) == 1
    assert ops.definite(Interval(1, 1, frozenset())) == 1
    assert isinstance(ops.definite(Interval(1, 2, frozenset())), Unknown)


def test_a_node_in_the_wrong_place_is_a_bug_that_raises() -> None:
    walker = Evaluator(policy(), {}, bindings())
    with pytest.raises(TypeError, match="not a statement: Fact"):
        walker.truth(fact("x"), Scope({}, {}))
    with pytest.raises(TypeError, match="not a value: YearList"):
        walker.value(n.YearList(()), Scope({}, {}))
    with pytest.raises(TypeError, match="not a statement: Fact"):
        atoms.truth(None, fact("x"))
