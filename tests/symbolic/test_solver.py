"""Questions about all applications: proofs hold, witnesses are real, and what cannot be told is undecided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy, Definition, Entitlement, Gap, Message, Row, SubjectPolicy
from engine.symbolic.decided import Decided, Status
from engine.symbolic.encoding import Encoding
from engine.symbolic.logic import both, negated
from engine.symbolic.replay import Side, decided, differ, outcome
from engine.symbolic.solver import FOUND, NONE, UNDECIDED, Answer, Solver
from engine.symbolic.variables import Variables
from tests.symbolic.test_variables import tables
from tests.symbolic.vocabulary import fact

HOURS = fact("hours", "records", fields=[fact("total", "quantity", range=[0, 5000], scale=1), fact("done", "boolean")])
FACTS = (
    fact("a", "boolean"), fact("b", "boolean"), fact("c", "boolean", may_not_apply=True, absent="not_applicable"),
    fact("w", "word"), fact("x", "quantity", range=[0, 50]), fact("on", "date"), fact("y", "year", range=[2000, 2100]),
    fact("span", "years"), HOURS, fact("t", "text"), fact("as", "word", absent="assume", assumed="甲"),
    fact("l", "list", columns=[{"name": "a", "id": "a", "enumeration": "词"}, {"name": "b", "id": "b", "enumeration": "词"}]),
    fact("row", "row", may_not_apply=True, absent="not_applicable"),
)  # fmt: skip
ATOM = n.Atom()
A, B = (n.Truth(n.Fact(id), ATOM) for id in ("a", "b"))


def is_(id: str, value: Any, operator: str = "=") -> n.Compare:
    return n.Compare(operator, n.Fact(id), n.Constant(value), ATOM)


def condition(requires: n.Node, applies: n.Node | None = None, table: tuple[str, ...] = (), message: Any = None) -> Condition:
    said = Message(message) if message else None
    return Condition("条件", "申报", "condition", table, applies, requires, "ineligible", said, (), ())


def policy(*conditions: Condition, rows: Any = (), gaps: Any = (), granted: Any = (), definitions: Any = ()) -> CorePolicy:
    part = SubjectPolicy("申报", conditions, granted, rows, gaps)
    fields = (("total", 0), ("done", False))
    return CorePolicy(definitions, (part,), (), (), (), (("hours", False, fields),))


def row(number: int, scope: n.Node, **attributes: Any) -> Row:
    return Row(f"表一·{number}", "表一", scope, tuple(attributes.items()))


TABLES = tables(*FACTS, reference_date="on", year="y")


def compared(old: CorePolicy, new: CorePolicy, found: Any = TABLES) -> Answer:
    variables = Variables(found, "申报")
    before, after = (Decided(Encoding(core, found, variables)) for core in (old, new))
    answer = Solver(variables).difference(before, after)
    assert Solver(variables).same(before, after) == answer.proved
    if answer.witness is not None:
        assert differ(Side(old, found), Side(new, found), "申报", answer.witness.application, answer.witness.readings)
    return answer


SPAN = n.Fact("span")
HELD = n.Compare(">=", n.Field("hours", n.Variable("年"), "total"), n.Constant(900), ATOM)
MORE = n.Compare(">", n.Field("hours", n.Variable("年"), "total"), n.Constant(900), ATOM)


def count(held: n.Node, years: n.Node = SPAN) -> n.Aggregate:
    return n.Aggregate("年", years, held, None, (1, 1), ATOM)


def at_least(number: n.Node, value: int) -> n.Compare:
    return n.Compare(">=", number, n.Constant(value), ATOM)


def both_(*nodes: n.Node) -> n.And:
    return n.And(nodes)


def either_(*nodes: n.Node) -> n.Or:
    return n.Or(nodes)


ALIKE = [
    (both_(A, B), both_(B, A)),
    (n.Not(n.Not(A)), A),
    (n.Not(both_(A, B)), either_(n.Not(A), n.Not(B))),
    (both_(A, either_(A, B)), A),
    (is_("x", 5, ">="), is_("x", 4, ">")),
    (is_("x", 60, "<"), is_("x", 50, "<=")),
    (is_("w", "甲", "!="), is_("w", "乙")),
    (n.Member(n.Fact("w"), n.Constant(frozenset({"甲", "丙"})), ATOM), is_("w", "甲")),
    (n.Quantifier(True, "年", SPAN, HELD, ATOM), n.Quantifier(True, "年", SPAN, n.Not(n.Not(HELD)), ATOM)),
    (at_least(count(HELD), 3), at_least(count(n.Not(n.Not(HELD))), 3)),
    (n.Judgement("甲", ATOM), n.Judgement("乙", ATOM)),
    (n.Compare("<=", n.Fact("on"), n.DateShift(n.Fact("on"), n.Constant(1), "day", "last"), ATOM),
     n.Compare(">=", n.DateShift(n.Fact("on"), n.Constant(1), "day", "last"), n.Fact("on"), ATOM)),
    (n.Compare("<=", n.YearOf(n.Fact("on")), n.Fact("y"), ATOM), n.Compare(">=", n.Fact("y"), n.YearOf(n.Fact("on")), ATOM)),
    (n.Compare("=", n.DateShift(n.Fact("on"), n.Fact("x"), "month", "last"), n.Fact("on"), ATOM),
     n.Not(n.Compare("!=", n.DateShift(n.Fact("on"), n.Fact("x"), "month", "last"), n.Fact("on"), ATOM))),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), ALIKE)
def test_what_is_always_alike_is_proved_so(before: n.Node, after: n.Node) -> None:
    assert compared(policy(condition(before)), policy(condition(after))).verdict == NONE


UNLIKE = [
    (A, n.Not(A), {"a"}),
    (both_(A, B), either_(A, B), set()),
    (either_(A, n.Not(A)), n.Constant(True), set()),  # neither where it is not known
    (is_("x", 5, ">="), is_("x", 5, ">"), {"x"}),
    (is_("w", "甲", "!="), is_("w", "甲"), {"w"}),
    (is_("t", "甲"), is_("t", "乙"), {"t"}),
    (is_("as", "甲"), is_("as", "乙"), set()),
    (is_("on", __import__("datetime").date(2023, 5, 1), "<="), is_("on", __import__("datetime").date(2023, 5, 1), "<"), {"on"}),
    (n.Applicable(n.Fact("c"), ATOM), n.Constant(True), set()),
    (n.Truth(n.Default(n.Fact("c"), n.Constant(True)), ATOM), n.Constant(True), {"c"}),
    (n.Compare("=", n.Default(n.Fact("row"), n.Constant("表一·1")), n.Constant("表一·1"), ATOM), n.Constant(True), {"row"}),
    (n.Covers(n.Fact("l"), (n.Fact("w"), n.Constant("乙")), ATOM), n.Constant(False), set()),
    (n.Quantifier(True, "年", SPAN, HELD, ATOM), n.Quantifier(False, "年", SPAN, HELD, ATOM), {"span", "hours"}),
    (n.Quantifier(True, "年", SPAN, HELD, ATOM), n.Quantifier(True, "年", SPAN, MORE, ATOM), {"span", "hours"}),
    (at_least(count(HELD), 2), at_least(count(HELD), 3), {"span"}),
    (n.Truth(n.Field("hours", n.Fact("y"), "done"), ATOM), n.Truth(n.Field("hours", n.Constant(2023), "done"), ATOM), {"hours"}),
    (n.Compare("<", n.DateShift(n.Fact("on"), n.Constant(1), "month", "last"), n.Fact("on"), ATOM), n.Constant(True), set()),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "needed"), UNLIKE)
def test_what_differs_has_a_witness_of_few_facts(before: n.Node, after: n.Node, needed: set[str]) -> None:
    answer = compared(policy(condition(before)), policy(condition(after)))
    assert answer.verdict == FOUND
    assert answer.witness is not None
    assert needed <= set(answer.witness.application)
    assert len(answer.witness.application) <= 2


def test_a_list_is_witnessed_by_its_entry() -> None:
    covered = n.Covers(n.Fact("l"), (n.Constant("甲"), n.Constant("乙")), ATOM)
    other = n.Covers(n.Fact("l"), (n.Constant("甲"), n.Constant("甲")), ATOM)
    answer = compared(policy(condition(both_(covered, n.Not(other)))), policy(condition(both_(n.Not(other), other))))
    assert answer.witness is not None


def test_a_count_out_of_the_window_is_not_guessed() -> None:
    years = n.YearInterval(n.Constant(1900), n.Constant(1999))
    old, new = policy(condition(at_least(count(HELD, years), 200))), policy(condition(n.Constant(False)))
    assert compared(old, new).verdict == UNDECIDED


def test_more_is_never_less_out_of_the_window_either() -> None:
    variables = Variables(TABLES, "申报")
    old, new = (Decided(Encoding(policy(condition(at_least(count(held), 3))), TABLES, variables)) for held in (HELD, MORE))
    assert Solver(variables).admitted(old, new).verdict == NONE
    assert Solver(variables).admitted(new, old).verdict == FOUND


# ---- rows and gaps ----------------------------------------------------------------------------------------------------


def test_a_gap_is_asked_only_where_no_row_takes_the_case() -> None:
    gap, narrower = Gap("缺口", B), Gap("缺口", both_(B, n.Not(A)))
    rows = (row(1, A),)
    assert compared(policy(rows=rows, gaps=(gap,)), policy(rows=rows, gaps=(narrower,))).verdict == NONE
    other = (row(1, is_("w", "甲")),)
    answer = compared(policy(rows=other, gaps=(gap,)), policy(rows=other, gaps=(narrower,)))
    assert answer.witness is not None
    assert answer.witness.application == {"a": True, "b": True, "w": "乙"} or answer.witness.application["w"] == "乙"


def test_a_row_condition_is_asked_only_where_its_row_is_listed() -> None:
    rows = (row(1, A),)
    old, new = condition(B, table=("表一",)), condition(B, applies=A, table=("表一",))
    assert compared(policy(old, rows=rows), policy(new, rows=rows)).witness is not None  # a unknown, b false
    never = (row(1, n.Constant(False)),)
    assert compared(policy(old, rows=never), policy(new, rows=never)).verdict == NONE


def test_attributes_of_rows_are_asked_as_they_stand() -> None:
    from datetime import date

    asked = condition(n.Compare("<=", n.Fact("on"), n.RowAttribute("finish"), ATOM), table=("表一",))
    july, august = date(2023, 7, 31), date(2023, 8, 31)
    amended = ((None, july), (date(2023, 8, 1), august))
    old, new = policy(asked, rows=(row(1, A, finish=july),)), policy(asked, rows=(row(1, A, finish=amended),))
    answer = compared(old, new)
    assert answer.witness is not None
    assert "2023-08-01" <= answer.witness.application["on"] <= "2023-08-31"


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (policy(condition(A)), policy(), FOUND),
        (policy(), policy(condition(A, applies=n.Constant(False))), NONE),
        (policy(rows=(row(1, A),)), policy(rows=(row(1, A), row(2, B))), FOUND),
        (policy(rows=(row(1, A),)), policy(rows=(row(1, A), row(2, n.Constant(False)))), NONE),
        (policy(rows=(row(1, A),), gaps=(Gap("缺口", n.Not(A)),)), policy(rows=(row(1, A),)), FOUND),
        (policy(rows=(row(1, A),), gaps=(Gap("缺口", A),)), policy(rows=(row(1, A),)), NONE),
        (policy(granted=(Entitlement("倾斜", "申报", (), A, None, (), ()),)), policy(), FOUND),
        (policy(condition(A), rows=(row(1, A),)), policy(condition(A, table=("表一",)), rows=(row(1, A),)), FOUND),
        (
            policy(condition(A, table=("表一",)), rows=(row(1, A),)),
            policy(condition(A, table=("表二",)), rows=(row(1, A),)),
            FOUND,
        ),
    ],
)
def test_what_is_left_out_or_added(old: CorePolicy, new: CorePolicy, verdict: str) -> None:
    assert compared(old, new).verdict == verdict


def test_what_a_message_says_counts() -> None:
    old, new = (policy(condition(A, message=("差", n.Fact(id)))) for id in ("x", "y"))
    assert compared(old, old).verdict == NONE
    assert compared(old, new).witness is not None
    assert compared(old, policy(condition(A))).verdict in (FOUND, UNDECIDED)
    year = n.Quantifier(True, "年", n.YearList((n.Fact("y"),)), HELD, ATOM)
    said, other = (policy(condition(year, message=(n.Variable("年"), n.Constant(each)))) for each in (1, 2))
    assert compared(said, said).verdict == NONE
    assert compared(said, other).witness is not None


def test_definitions_are_followed() -> None:
    definition = Definition("定义", ("数",), at_least(n.Variable("数"), 5), True)
    called = condition(n.Call("定义", (n.Fact("x"),), True))
    same = condition(is_("x", 5, ">="))
    assert compared(policy(called, definitions=(definition,)), policy(same)).verdict == NONE
    higher = replace(definition, body=at_least(n.Variable("数"), 6))
    answer = compared(policy(called, definitions=(definition,)), policy(called, definitions=(higher,)))
    assert answer.witness is not None
    assert answer.witness.application == {"x": 5}


# ---- figures, readings, decisions -------------------------------------------------------------------------------------


def figured(**more: Any) -> dict[str, Any]:
    readings = {
        "口径": {"type": "word", "chosen": "宽", "options": [{"name": "宽", "value": "宽"}, {"name": "严", "value": "严"}]},
        "唯一": {"type": "word", "chosen": "甲", "options": [{"name": "甲", "value": "甲"}]},
    }
    parameters = {
        "下限": {"type": "quantity", "entries": [[None, 5]]},
        "变动": {"type": "quantity", "entries": [[None, None], ["2023-06-01", 5], ["2023-09-01", 6]]},
    }
    return TABLES | {"readings": readings, "parameters": parameters} | more


def test_figures_stand_as_they_did_on_the_day() -> None:
    found = figured()
    old = policy(condition(n.Compare(">=", n.Fact("x"), n.Parameter("变动"), ATOM)))
    new = policy(condition(n.Compare(">=", n.Fact("x"), n.Parameter("下限"), ATOM)))
    answer = compared(old, new, found)
    assert answer.witness is not None
    later = policy(condition(n.Compare(">=", n.Fact("x"), n.Parameter("变动", n.Constant(2023)), ATOM)))
    answer = compared(later, new, found)
    assert answer.witness is not None
    assert answer.witness.application == {"x": 5}
    assert compared(later, policy(condition(is_("x", 6, ">="))), found).verdict == NONE


def test_a_reading_may_be_any_of_its_options_or_as_chosen() -> None:
    found = figured()
    strict = n.Compare("=", n.Reading("口径"), n.Constant("严"), ATOM)
    only = n.Compare("=", n.Reading("唯一"), n.Constant("甲"), ATOM)
    old, new = policy(condition(A)), policy(condition(A, applies=both_(strict, only)))
    same = policy(condition(either_(A, strict)))
    assert compared(policy(condition(both_(A, strict))), policy(condition(both_(A, n.Constant(False)))), found).proved
    variables = Variables(found, "申报")
    before, after = (Decided(Encoding(core, found, variables, {})) for core in (old, same))
    answer = Solver(variables).difference(before, after)
    assert answer.witness is not None
    assert answer.witness.readings == {"口径": "严"}
    assert compared(old, same, found).verdict == NONE  # as chosen
    fixed = Decided(Encoding(new, found, variables, {"口径": "严"}))
    assert Solver(variables).same(Decided(Encoding(old, found, variables, {"口径": "严"})), fixed)


def test_the_decision_and_its_parts_by_name() -> None:
    core = policy(condition(B), rows=(row(1, A), row(2, is_("w", "甲"))))
    variables = Variables(TABLES, "申报")
    found = Decided(Encoding(core, TABLES, variables))
    solver = Solver(variables)
    overlap = solver.example(both(found.row("表一·1").true, found.row("表一·2").true))
    assert overlap.witness is not None
    assert overlap.witness.application["a"] is True
    assert isinstance(found.status("条件"), Status)
    assert solver.none(both(found.decision()["eligible"], negated(found.status("条件").met)))
    decisions = found.decision()
    for name, formula in decisions.items():
        answer = solver.example(formula)
        assert answer.witness is not None, name
        seen = outcome(Side(core, TABLES), "申报", answer.witness.application, {})
        assert seen is not None
        assert seen.decision == name
    names = list(decisions)
    assert all(solver.none(both(decisions[one], decisions[two])) for one in names for two in names if one < two)


def test_what_the_replay_does_not_confirm_is_undecided() -> None:
    variables = Variables(TABLES, "申报")
    found = Decided(Encoding(policy(condition(A)), TABLES, variables))
    answer = Solver(variables).example(found.status("条件").met, ["a"], lambda application, readings: False)
    assert answer == Answer(UNDECIDED)
    assert Solver(variables, effort=1).example(found.decision()["eligible"]).verdict in (UNDECIDED, FOUND)


def test_incidents_are_no_decision() -> None:
    twice = tuple(n.Alternative(name, A, n.Constant(value)) for name, value in (("一", True), ("二", False)))
    choice = n.Choice("两可", B, twice, True, ATOM)
    seen = outcome(Side(policy(condition(choice)), TABLES), "申报", {"a": True}, {})
    assert seen is not None
    assert decided(seen) == "no decision"
    first = n.Choice("两可", B, twice[:1], True, ATOM)
    answer = compared(policy(condition(choice)), policy(condition(first)))
    assert answer.witness is not None


def test_a_refused_application_has_no_outcome() -> None:
    assert outcome(Side(policy(), TABLES), "申报", {"无此项": 1}, {}) is None


def test_a_message_said_of_another_year_counts() -> None:
    years = n.YearList((n.Constant(2022), n.Constant(2023)))
    only = n.Or((HELD, n.Compare("=", n.Variable("年"), n.Constant(2022), ATOM)))
    old = policy(condition(n.Quantifier(True, "年", years, both_(HELD, A), ATOM), message=(n.Variable("年"),)))
    new = policy(condition(n.Quantifier(True, "年", years, both_(only, A), ATOM), message=(n.Variable("年"),)))
    assert compared(old, new).verdict == FOUND


def test_a_message_without_its_year_is_no_decision() -> None:
    some = n.Quantifier(False, "年", n.YearList((n.Constant(2023),)), HELD, ATOM)
    core = policy(condition(some, message=(n.Variable("年"),)))
    stated = {"hours": {"2023": {"total": 1}}}
    assert outcome(Side(core, TABLES), "申报", stated, {}) is None
    assert compared(core, policy(condition(some, message=("年",)))).verdict == UNDECIDED
