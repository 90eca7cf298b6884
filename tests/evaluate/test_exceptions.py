"""Exceptions: every three-valued combination of a base and two exceptions, for statements and for values."""

from __future__ import annotations

from itertools import product

import pytest

from engine.core import nodes as n
from engine.evaluate.outcome import Incident
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
    unknown,
    value_of,
)

TRUTHS = (True, False, None)
CLASH = Incident("clash", ("合格", "乙", "甲"))


def given(**facts):
    """Facts that are not ``None``; the others are absent."""
    return {name: value for name, value in facts.items() if value is not None}


def expected(base, conditions, values):
    """The definition, written down once more and differently: what all admissible worlds agree on, unless two clash."""
    certain = {value for condition, value in zip(conditions, values, strict=True) if condition and value is not None}
    if len(certain) > 1:
        return "clash"
    live = [value for condition, value in zip(conditions, values, strict=True) if condition is not False]
    if True not in conditions:
        live.append(base)
    return live[0] if len(set(live)) == 1 else None


def statement():
    return n.Choice(
        "合格",
        is_true("base"),
        (n.Alternative("甲", is_true("c1"), is_true("v1")), n.Alternative("乙", is_true("c2"), is_true("v2"))),
        True,
        atom(),
    )


def number():
    return n.Choice(
        "合格",
        fact("base"),
        (n.Alternative("甲", is_true("c1"), fact("v1")), n.Alternative("乙", is_true("c2"), fact("v2"))),
        False,
        atom(),
    )


def test_every_combination_of_a_statement_and_two_exceptions(evaluate) -> None:
    asked = policy(condition(statement()))
    for base, c1, c2, v1, v2 in product(TRUTHS, repeat=5):
        outcome = outcome_of(evaluate, asked, given(base=base, c1=c1, c2=c2, v1=v1, v2=v2))
        want = expected(base, (c1, c2), (v1, v2))
        assert outcome.conditions[0].requires is (None if want == "clash" else want), (base, c1, c2, v1, v2)
        assert outcome.incidents == ((CLASH,) if want == "clash" else ())


def test_every_combination_of_a_value_and_two_exceptions(evaluate) -> None:
    asked = policy(condition(compare(number(), "=", 1)))
    for base, c1, c2, v1, v2 in product((1, 2, None), TRUTHS, TRUTHS, (1, 2, None), (1, 2, None)):
        outcome = outcome_of(evaluate, asked, given(base=base, c1=c1, c2=c2, v1=v1, v2=v2))
        want = expected(base, (c1, c2), (v1, v2))
        truth = None if want in ("clash", None) else want == 1
        assert outcome.conditions[0].requires is truth, (base, c1, c2, v1, v2)
        assert outcome.incidents == ((CLASH,) if want == "clash" else ())


def test_an_open_choice_names_open_conditions_and_open_values(evaluate) -> None:
    element = element_of(evaluate, statement(), given(base=True, c1=None, v1=False, c2=False))
    assert labels_of(element) == {("absent", "c1")}
    element = element_of(evaluate, statement(), given(base=None, c1=None, v1=True, c2=False))
    assert labels_of(element) == {("absent", "c1"), ("absent", "base")}
    assert value_of(evaluate, number(), given(base=1, c2=False)) == unknown(("absent", "c1"), ("absent", "v1"))


def test_a_clash_is_labelled_with_the_name_of_the_definition(evaluate) -> None:
    element = element_of(evaluate, statement(), given(c1=True, c2=True, v1=True, v2=False))
    assert labels_of(element) == {("conflict", "合格")}
    assert value_of(evaluate, number(), given(c1=True, c2=True, v1=1, v2=2)) == unknown(("conflict", "合格"))


def test_nobody_wins_by_order(evaluate) -> None:
    facts = given(base=False, c1=True, c2=True, v1=True, v2=False)
    choice = statement()
    turned = n.Choice(choice.name, choice.base, choice.alternatives[::-1], True, choice.atom)
    for asked in (choice, turned):
        outcome = outcome_of(evaluate, policy(condition(asked)), facts)
        assert outcome.conditions[0].requires is None
        assert [incident.kind for incident in outcome.incidents] == ["clash"]


def test_the_reasons_of_a_settled_choice_are_its_true_conditions_and_its_values(evaluate) -> None:
    element = element_of(evaluate, statement(), given(base=False, c1=True, c2=False, v1=True))
    assert [reason.left for reason in element.reasons] == [True, True]
    element = element_of(evaluate, statement(), given(base=True, c1=False, c2=False))
    assert len(element.reasons) == 1


def test_values_of_exceptions_that_do_not_apply_are_not_asked_for(evaluate) -> None:
    backwards = n.Quantifier(True, "年", n.YearInterval(n.Constant(2024), n.Constant(2023)), is_true("x"), atom())
    choice = n.Choice("合格", is_true("base"), (n.Alternative("甲", is_true("c1"), backwards),), True, atom())
    outcome = outcome_of(evaluate, policy(condition(choice)), given(base=True, c1=False))
    assert outcome.incidents == ()
    outcome = outcome_of(evaluate, policy(condition(choice)), given(base=True))
    assert [incident.kind for incident in outcome.incidents] == ["reversed_range"]


def test_many_exceptions(evaluate) -> None:
    alternatives = tuple(n.Alternative(f"例外{i}", is_true(f"c{i}"), n.Constant(i)) for i in range(12))
    choice = n.Choice("合格", n.Constant(99), alternatives, False, atom())
    none = {f"c{i}": False for i in range(12)}
    assert value_of(evaluate, choice, none) == 99
    assert value_of(evaluate, choice, {**none, "c7": True}) == 7
    assert isinstance(value_of(evaluate, choice, {**none, "c7": True, "c8": True}), Unknown)


def test_a_count_may_be_the_value_of_an_exception(evaluate) -> None:
    tally = n.Tally(((is_true("x"), None), (is_true("y"), None)), (0, 1), atom())
    choice = n.Choice("合格", n.Constant(2), (n.Alternative("甲", is_true("c1"), tally),), False, atom())
    assert value_of(evaluate, choice, {"x": True, "y": True}) == 2
    assert value_of(evaluate, choice, {"x": True}) == unknown(("absent", "c1"), ("absent", "y"))
    single = value_of(evaluate, choice, {"x": True, "c1": True})
    assert isinstance(single, Interval)
    assert (single.low, single.high) == (1, 2)


def test_without_exceptions_a_choice_is_its_base(evaluate) -> None:
    assert value_of(evaluate, n.Choice("合格", fact("base"), (), False, atom()), {"base": 5}) == 5
    element = element_of(evaluate, n.Choice("合格", is_true("base"), (), True, atom()), {"base": False})
    assert element.truth is False


@pytest.mark.parametrize("value", [1, NOT_APPLICABLE])
def test_a_choice_hands_its_value_on_as_it_is(evaluate, value) -> None:
    assert value_of(evaluate, number(), {"base": value, "c1": False, "c2": False}, bindings()) is value
