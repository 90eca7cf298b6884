"""From conditions and rows to the decision: routing, pass, gaps, entitlements, consequences."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from engine.core import nodes as n
from engine.core.policy import Definition, Entitlement, Gap, Message, Row
from engine.values import NOT_APPLICABLE
from tests.evaluate.build import (
    SUBJECT,
    atom,
    bindings,
    compare,
    condition,
    fact,
    is_true,
    outcome_of,
    policy,
)

TRUTHS = (True, False, None)


def given(**facts):
    return {name: value for name, value in facts.items() if value is not None}


def row(name, scope, table="表一", **attributes):
    return Row(name, table, is_true(scope), tuple(attributes.items()))


@pytest.mark.parametrize(
    ("applies", "requires", "status"),
    [
        (True, True, "met"),
        (True, False, "not_met"),
        (True, None, "undetermined"),
        (False, True, "not_required"),
        (False, False, "not_required"),
        (False, None, "not_required"),
        (None, True, "met"),
        (None, False, "undetermined"),
        (None, None, "undetermined"),
    ],
)
def test_a_condition_is_not_applies_or_requires(evaluate, applies, requires, status) -> None:
    asked = policy(condition(is_true("r"), is_true("a")))
    outcome = outcome_of(evaluate, asked, given(a=applies, r=requires))
    found = outcome.conditions[0]
    assert (found.status, found.applies) == (status, applies)
    assert [reason.truth for reason in found.applies_reasons] == [applies]
    assert len(found.elements) == (0 if applies is False else 1)
    decision = {"not_met": "ineligible", "undetermined": "incomplete"}.get(status, "eligible")
    assert (outcome.decision, outcome.routing) == (decision, True)


def test_routing_pass_and_decision_of_two_rows_with_a_condition_each(evaluate) -> None:
    asked = policy(
        condition(is_true("g"), name="总"),
        condition(is_true("c1"), name="一", tables=("表一",)),
        condition(is_true("c2"), name="二", tables=("表二",)),
        rows=(row("表一·1", "s1"), row("表二·1", "s2", "表二")),
    )
    for g, s1, s2, c1, c2 in product(TRUTHS, repeat=5):
        outcome = outcome_of(evaluate, asked, given(g=g, s1=s1, s2=s2, c1=c1, c2=c2))
        routing = all_or_any((s1, s2), True)
        admitted = all_or_any((all_or_any((s1, c1), False), all_or_any((s2, c2), False)), True)
        passes = all_or_any((g, admitted), False)
        assert (outcome.routing, outcome.passes) == (routing, passes)
        assert outcome.decision == (
            "not_applicable" if routing is False else {True: "eligible", False: "ineligible", None: "incomplete"}[passes]
        )
        assert [found.scope for found in outcome.rows] == [scope for scope in (s1, s2) if scope is not False]


def all_or_any(truths, absorbing):
    """Kleene AND (``absorbing`` false) or OR (true)."""
    return absorbing if absorbing in truths else None if None in truths else not absorbing


def test_consequences_other_than_refusal_do_not_decide(evaluate) -> None:
    for consequence, decision in (
        ("ineligible", "ineligible"),
        ("breach", "ineligible"),
        ("void", "eligible"),
        ("referral", "eligible"),
        ("advice", "eligible"),
    ):
        asked = policy(condition(is_true("x"), consequence=consequence))
        outcome = outcome_of(evaluate, asked, {"x": False})
        assert (outcome.decision, outcome.conditions[0].status) == (decision, "not_met")


def test_gaps_are_named_only_where_nothing_takes_the_case(evaluate) -> None:
    asked = policy(
        rows=(row("表一·1", "s"),),
        gaps=tuple(Gap(f"缺口{name}", is_true(name)) for name in ("a", "b", "c")),
    )
    outcome = outcome_of(evaluate, asked, given(s=False, a=True, b=False))
    assert outcome.gaps == (("缺口a", True), ("缺口c", None))
    assert outcome_of(evaluate, asked, given(s=None, a=True)).gaps == ()


def test_attributes_of_the_row_asked_about(evaluate) -> None:
    node = compare(fact("filed"), "<=", n.RowAttribute("完成"))
    definitions = (Definition("在期", (), node, True),)
    message = Message(("已于", n.RowAttribute("完成"), "结束"))
    asked = policy(
        condition(n.Call("在期", (), True), tables=("表一",), message=message),
        rows=(row("表一·1", "s", 完成=date(2023, 7, 31)), row("表一·2", "s", 完成=date(2024, 2, 29))),
        definitions=definitions,
    )
    facts = {"s": True, "filed": date(2023, 8, 15)}
    outcome = outcome_of(evaluate, asked, facts)
    assert [found.conditions[0].status for found in outcome.rows] == ["not_met", "met"]
    assert outcome.rows[0].conditions[0].elements[0].arguments == (date(2023, 7, 31),)
    assert outcome.decision == "eligible"
    later = outcome_of(evaluate, asked, {**facts, "filed": date(2025, 2, 28)}, bindings(row_years=1))
    assert [found.conditions[0].status for found in later.rows] == ["not_met", "met"]
    assert later.rows[1].conditions[0].elements[0].reasons[0].right == date(2025, 2, 28)


def test_an_inapplicable_attribute(evaluate) -> None:
    node = n.Or((n.Not(n.Applicable(n.RowAttribute("启动"), atom())), n.Constant(False)))
    asked = policy(condition(node, tables=("表一",)), rows=(row("表一·1", "s", 启动=NOT_APPLICABLE),))
    assert outcome_of(evaluate, asked, {"s": True}).decision == "eligible"


def test_entitlements_never_change_the_decision(evaluate) -> None:
    message = Message(("在", fact("place"), "单列"))
    everywhere = Entitlement("单列", SUBJECT, (), is_true("e"), message, (), ())
    per_row = Entitlement("逐行", SUBJECT, ("表一",), is_true("e"), None, (), ())
    asked = policy(rows=(row("表一·1", "s"), row("表二·1", "s", "表二")), entitlements=(everywhere, per_row))
    for truth in TRUTHS:
        outcome = outcome_of(evaluate, asked, given(e=truth, s=True, place="景宁"))
        assert outcome.decision == "eligible"
        assert outcome.entitlements[0].truth is truth
        assert outcome.entitlements[0].arguments == (("景宁",) if truth else ())
        assert [len(found.entitlements) for found in outcome.rows] == [1, 0]


def test_the_same_question_in_two_rows_gives_each_its_own_reason(evaluate) -> None:
    asked = policy(rows=(row("表一·1", "s"), row("表一·2", "s")))
    outcome = outcome_of(evaluate, asked, {"s": True})
    assert [found.reasons[0].atom for found in outcome.rows] == [r.scope.atom.number for r in asked.subjects[0].rows]


def test_an_unknown_subject_is_refused(evaluate) -> None:
    with pytest.raises(KeyError):
        evaluate(policy(), "无", {}, bindings())
    with pytest.raises(KeyError):
        policy().subject("无")


def test_a_policy_of_several_subjects(evaluate) -> None:
    first = policy(condition(is_true("x")))
    second = policy(condition(n.Call("甲", (), True)), definitions=(Definition("甲", (), is_true("y"), True),))
    parts = (
        first.subjects[0],
        type(first.subjects[0])(
            "评审会议", *[getattr(second.subjects[0], name) for name in ("conditions", "entitlements", "rows", "gaps")]
        ),
    )
    both = type(first)(second.definitions, parts, (), (), (), ())
    assert evaluate(both, SUBJECT, {"x": True}, bindings()).decision == "eligible"
    assert evaluate(both, "评审会议", {"y": False}, bindings()).decision == "ineligible"
