"""The search under the analyses: held against going through every case, and its witnesses against the evaluator."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engine import api, pipeline
from engine.analysis import known, search, witness
from engine.analysis.checks import CHECKS, run_checks
from engine.analysis.context import Context
from engine.analysis.formula import Formula, both, either, literal, negated, reduced
from engine.analysis.harmless import DOWN, STILL, UP, Moves
from engine.analysis.named import check_named
from engine.analysis.overlaps import candidates, scoped
from engine.analysis.space import Space
from engine.core import nodes as c
from engine.diagnostics import Diagnostic, Span
from engine.resolved.symbols import FactSymbol, Relation, Subject
from tests.building import CURRENT, SMALL

WORDS = {"甲": ("甲一", "甲二", "甲三"), "乙": ("乙一", "乙二"), "": ()}
ROWS = (("甲一", "乙一"), ("甲二", "乙一"), ("甲二", "乙二"))


def space() -> Space:
    hours = FactSymbol(
        "学时", "hours", "records",
        fields=tuple(FactSymbol(name, name, "quantity", range=(0, 9)) for name in ("total", "part", "other")),
        contains=(("total", ("part", "other")),),
    )  # fmt: skip
    facts = (
        FactSymbol("甲", "one", "word", enumeration="甲"),
        FactSymbol("乙", "two", "word", enumeration="乙"),
        hours,
    )
    return Space(Subject("申报", "application", "application", "", facts, (Relation("关系", ("one", "two"), ROWS),)), WORDS, {})


def formula(choose: random.Random, numbers: list[int], made: Space, depth: int = 3) -> Formula:
    if depth == 0 or choose.random() < 0.2:
        number = choose.choice(numbers)
        true = choose.randrange(made.full(number) + 1)
        return literal(number, true, made.full(number) & ~true)
    parts = [formula(choose, numbers, made, depth - 1) for _ in range(choose.randint(2, 3))]
    found = both(parts) if choose.random() < 0.5 else either(parts)
    return negated(found) if choose.random() < 0.3 else found


def cases(made: Space, numbers: list[int]) -> list[dict[int, int]]:
    """Every case that the vocabulary allows."""
    found = []
    for bits in product(*([1 << at for at in range(made.variables[n].size)] for n in numbers)):
        case = dict(zip(numbers, bits, strict=True))
        one, two, total, part, other = (made.variables[n].value(bit) for n, bit in case.items())
        if (one, two) in ROWS and part + other <= total:
            found.append(case)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_search_agrees_with_going_through_every_case(seed: int) -> None:
    made, choose = space(), random.Random(seed)
    numbers = [made.fact("one"), made.fact("two"), *(made.field("hours", name, 2023) for name in ("total", "part", "other"))]
    known_numbers = [number for number in numbers if number is not None]
    every = cases(made, known_numbers)
    for _ in range(25):
        asked = formula(choose, known_numbers, made)
        holds = [case for case in every if asked is True or (asked is not False and reduced(asked, case) is True)]
        answer, spent = search.solve(made, [asked])
        assert answer.decided
        assert spent >= 0
        assert answer.impossible == (not holds)
        if answer.found is not None:
            assert any(all(case[number] == bit for number, bit in answer.found.items()) for case in holds)


def test_effort_spent_is_no_proof() -> None:
    made = space()
    number = made.fact("one")
    assert number is not None
    answer, _ = search.solve(made, [literal(number, 1, 6), literal(number, 2, 5)], effort=1)
    assert not answer.decided
    assert not answer.impossible


def test_overlapping_rows_both_take_the_witness() -> None:
    """Every overlap of the current policy is seen to happen: its case is evaluated."""
    run = pipeline.run(str(CURRENT))
    context = Context(run.stages["typed"], run.stages["core"])
    part = run.stages["core"].subject("申报")
    made = context.encoder("申报").space
    policy = api.load_policy(str(CURRENT))
    seen = 0
    for table in ("表一", "表二"):
        scopes = list(scoped(context, part, [row for row in part.rows if row.table == table]))
        for one, two in candidates(made, scopes, context):
            answer = context.ask("申报", (one[1], two[1], *context.chosen("申报")), one[0].locator, one[0].span)
            if answer.found is not None:
                stated: dict[str, Any] = witness.application(made, answer.found) | {"自主评聘范围": []}
                listed = policy.evaluate(stated, on=date(2023, 8, 1)).data["committees"]
                rows = {row["locator"] for row in listed if row["scope"] != "possible"}
                assert {one[0].locator, two[0].locator} <= rows
                seen += 1
    assert seen == 30


def test_a_case_of_the_current_policy_without_its_gap_is_found_and_happens(tmp_path: Path) -> None:
    run = pipeline.run(str(CURRENT))
    core = run.stages["core"]
    part = core.subject("申报")
    for dropped in ("G5", "G3考试", "单位自主评聘", "G8"):
        fewer = replace(part, gaps=tuple(gap for gap in part.gaps if gap.name != dropped))
        changed = replace(core, subjects=tuple(fewer if each is part else each for each in core.subjects))
        (told,) = [each for each in run_checks(run.stages["typed"], changed).told if each.code == "W0505"]
        assert told.arguments["name"] == "申报"


def test_a_check_that_is_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = pipeline.run(str(CURRENT))
    monkeypatch.setattr("engine.analysis.context.BUDGET", 2_000)
    told = run_checks(run.stages["typed"], run.stages["core"]).told
    skipped = [each for each in told if each.code == "W0520"]
    assert "没有行也没有说明的情形" in [each.arguments["check"].zh for each in skipped]
    assert all(each.span.file for each in skipped)


def test_a_statement_that_reads_what_it_does_not_name_is_told() -> None:
    run = pipeline.run(str(SMALL))
    typed, core = run.stages["typed"], run.stages["core"]
    assert list(check_named(Context(typed, core))) == []
    part = core.subject("申报")
    (item,) = [each for each in part.conditions if each.name == "未含涉密材料"]
    extra = c.Compare("=", c.Fact("employer_type"), c.Constant("企业"), c.Atom())
    wrong = replace(item, requires=c.And((item.requires, extra)))
    fewer = replace(part, conditions=tuple(wrong if each is item else each for each in part.conditions))
    changed = replace(core, subjects=tuple(fewer if each is part else each for each in core.subjects))
    (told,) = check_named(Context(typed, changed))
    assert (told.code, told.arguments) == ("E0512", {"name": "未含涉密材料", "facts": ("employer_type",)})


FIGURE = c.Field("hours", c.Variable("年"), "total")
ATOM = c.Atom()


def floor(figure: int) -> c.Node:
    return c.Compare(">=", FIGURE, c.Constant(figure), ATOM)


MOVES = [
    (floor(90), UP), (c.Not(floor(90)), DOWN), (c.Compare("<", FIGURE, c.Constant(9), ATOM), DOWN),
    (c.Compare("=", FIGURE, c.Constant(9), ATOM), None), (c.Compare("<=", c.Constant(9), FIGURE, ATOM), UP),
    (c.Or((floor(1), c.Truth(c.Fact("x"), ATOM))), UP), (c.And((floor(1), c.Not(floor(2)))), None),
    (c.Arithmetic("-", c.Constant(9), FIGURE), DOWN), (c.Arithmetic("*", FIGURE, c.Constant(2)), UP),
    (c.Arithmetic("*", FIGURE, c.Constant(-2)), None), (c.Field("hours", c.Variable("年"), "part"), STILL),
    (c.Aggregate("年", c.Fact("tenure"), floor(90), None, (1, 1), ATOM), UP),
    (c.Aggregate("年", c.Fact("tenure"), floor(90), c.Fact("y"), (-1, 1), ATOM), None),
    (c.Quantifier(True, "年", c.Fact("tenure"), c.Not(floor(3)), ATOM), DOWN),
    (c.Choice("x", floor(1), (c.Alternative("a", floor(2), c.Constant(True)),), True, ATOM), UP),
    (c.Choice("x", floor(1), (c.Alternative("a", floor(2), c.Constant(False)),), True, ATOM), None),
    (c.Choice("x", c.Constant(1), (c.Alternative("a", floor(2), c.Constant(9)),), False, ATOM), None),
    (c.Member(FIGURE, c.Constant(frozenset((1, 2))), ATOM), None),
    (c.Call("合格", (), True), UP), (c.Not(c.Call("合格", (), True)), DOWN),
]  # fmt: skip


@pytest.mark.parametrize(("node", "moves"), MOVES)
def test_how_a_statement_moves_while_a_figure_rises(node: c.Node, moves: int | None) -> None:
    core = pipeline.run(str(SMALL), until="core").stages["core"]
    core = replace(core, definitions=(replace(core.definitions[0], name="合格", parameters=(), body=floor(90)),))
    assert Moves(core, ("hours", "total")).of(node) == moves


def test_findings_set_aside_keep_their_reasons() -> None:
    result = pipeline.check(str(CURRENT))
    assert result.diagnostics == []
    assert len(result.known) == 35
    assert all(reason.strip() for _, reason in result.known)
    assert {each.code for each, _ in result.known} == {"W0504", "W0516", "W0517", "W0522"}


def test_what_was_not_looked_into_is_not_told_to_be_needless() -> None:
    place = Span("checks.yaml", 2, 1, 2, 9)
    entry = known.Known("W0504", frozenset({"表一·1"}), "某理由", place, place)
    assert known.sort_out([], [entry], ["W0504"], frozenset({"W0504"})).told == []
    (told,) = known.sort_out([], [entry], ["W0504"], frozenset()).told
    assert told.code == "W0519"


def test_every_name_of_an_entry_must_be_named() -> None:
    place = Span("committees.yaml", 2, 1, 2, 9)
    found = Diagnostic("W0504", place, {"row": "表一·1", "other": "表一·2"})
    for names, covers in (({"表一·1"}, True), ({"表一·1", "表一·2"}, True), ({"表一·1", "表一·3"}, False)):
        assert known.Known("W0504", frozenset(names), "某理由", place, place).covers(found) is covers


def test_every_check_has_pages_of_its_own() -> None:
    codes = [code for check in CHECKS for code in check.codes]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(api.codes())


def test_the_page_lists_every_check() -> None:
    page = (CURRENT.parents[1] / "docs" / "checks.md").read_text("utf-8")
    own = [code for check in CHECKS for code in check.codes] + ["W0519", "W0520", "E0511", "E0512", "E0513"]
    rows = [f"| {code} | {api.title_of_code(code)} · {api.title_of_code(code, 'en')} |" for code in sorted(own)]
    listed = [line for line in page.splitlines() if line.startswith(("| W", "| E"))]
    assert sorted(listed) == sorted(rows)


def test_groups_that_were_not_laid_together_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    run = pipeline.run(str(CURRENT), until="core")
    monkeypatch.setattr("engine.analysis.together.MOST_GROUPS", 1)
    told = [each for each in run_checks(run.stages["typed"], run.stages["core"]).told if each.code == "W0520"]
    assert "几条规则的要求" in [each.arguments["check"].zh for each in told]
