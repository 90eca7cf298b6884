"""What translation to the core keeps, and what it refuses: citations, rows, notes, ownership, depth and size."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine import pipeline
from engine.core import nodes as c
from engine.core.depth import MAX_NODES, MAX_TOTAL_DEPTH
from engine.core.policy import CorePolicy
from engine.core.uses import Index
from engine.core.walk import asked, walk
from tests.building import CURRENT, ROOT, condition, lay, lowered, problems
from tests.helpers import expect

HEAD = "条件 试 【一.2】【口径 A1】\n    主体 申报\n"


@pytest.fixture
def small(tmp_path: Path) -> CorePolicy:
    return lowered(lay(tmp_path / "policy", {}))


def of(tmp_path: Path, rules: str) -> CorePolicy:
    return lowered(lay(tmp_path / "policy", {"rules/trial.policy": rules}))


def grounds(node: c.Node) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(each.atom.clauses, each.atom.readings) for each in walk(node) if hasattr(each, "atom")]


# ---- citations ------------------------------------------------------------------------------------------------------


def test_statement_without_a_citation_rests_on_the_head(tmp_path: Path) -> None:
    found = condition(of(tmp_path, HEAD + "    应当 非 含涉密材料\n"), "试")
    assert grounds(found.requires) == [(("一.2",), ("视同合格截止年",))]
    assert (found.clauses, found.readings) == (("一.2",), ("视同合格截止年",))


def test_citation_binds_the_comparison_before_it(tmp_path: Path) -> None:
    core = of(tmp_path, HEAD + "    应当 单位性质 是 企业 【三.4】 且 非 含涉密材料\n")
    assert [clauses for clauses, _ in grounds(condition(core, "试").requires)] == [("三.4",), ("一.2",)]


def test_citation_binds_a_group_and_the_innermost_wins(tmp_path: Path) -> None:
    body = "（单位性质 是 企业 【三.4】【口径 A2】 或 单位性质 是 机关） 【五(一).1】"
    first, second = grounds(condition(of(tmp_path, HEAD + f"    应当 {body}\n"), "试").requires)
    assert first == (("三.4",), ("视同合格截止年", "当年学时"))
    assert second == (("五(一).1",), ("视同合格截止年",))


def test_readings_asked_are_collected_beside_those_cited(tmp_path: Path) -> None:
    core = of(tmp_path, "条件 试 【一.2】\n    主体 申报\n    应当 申报年度 晚于 口径.视同合格截止年\n")
    assert grounds(condition(core, "试").requires) == [(("一.2",), ("视同合格截止年",))]


def test_head_without_a_clause_takes_those_of_its_body(small: CorePolicy) -> None:
    found = condition(small, "合格年份数")
    assert found.clauses == ("五(一).5",)
    assert found.readings == ()


def test_entitlement_without_a_clause_in_its_head_takes_those_of_its_body(tmp_path: Path) -> None:
    core = of(tmp_path, "倾斜 试\n    主体 申报\n    适用 单位性质 是 企业 【三.4】\n")
    assert [(e.clauses, e.message) for e in core.subject("申报").entitlements if e.name == "试"] == [(("三.4",), None)]


def test_slot_that_is_filled_is_one_step_over_the_lower_text(tmp_path: Path) -> None:
    head = '名称: 省里规定\n层级: 省\n文号: 〔2024〕1号\n生效日期: "2024-01-01"\n'
    rules = "填入 视同合格：若 年 是 2020 则 是 【五(一).8】\n"
    layer = lay(tmp_path / "layer", {"layer.yaml": head, "rules/own.policy": rules}, None)
    core = lowered(lay(tmp_path / "policy", {}), layer)
    body = next(each.body for each in core.definitions if each.name == "视同合格")
    assert isinstance(body, c.Choice)
    assert (body.name, body.boolean) == ("视同合格·provincial", True)
    assert isinstance(body.base, c.Compare)
    (filling,) = body.alternatives
    assert filling.clauses == ("五(一).8",)


# ---- rows and messages ----------------------------------------------------------------------------------------------


def test_row_stays_in_scope_only_where_the_applicant_names_no_other(small: CorePolicy) -> None:
    row = small.subject("申报").rows[0]
    assert isinstance(row.scope, c.And)
    chosen = row.scope.operands[-1]
    assert isinstance(chosen, c.Compare)
    assert chosen.left == c.Default(c.Fact("chosen_committee"), c.Constant("表一·1"))
    assert chosen.atom.clauses == ("附件1·表一·1",)


def test_note_is_said_where_its_row_is_listed(small: CorePolicy) -> None:
    note = condition(small, "表一·1 备注1")
    assert (note.kind, note.consequence, note.blocks) == ("note", "advice", False)
    assert note.applies == small.subject("申报").rows[0].scope
    assert isinstance(note.requires, c.Not)


def test_note_without_a_condition_is_always_said(tmp_path: Path) -> None:
    committees = Path("tests/policies/small/committees.yaml").read_text("utf-8")
    files = {"committees.yaml": committees.replace(", 当: 单位性质 是 事业单位", "")}
    assert condition(lowered(lay(tmp_path / "policy", files)), "表一·1 备注1").requires == c.Constant(False)


def test_message_keeps_texts_and_values_in_order(small: CorePolicy) -> None:
    message = condition(small, "连续两年合格").message
    assert message.parts == (c.Variable("年"), "年度继续教育学时未达要求")


def test_attributes_of_rows_are_asked_of_the_row(small: CorePolicy) -> None:
    (entitlement,) = small.subject("申报").entitlements
    assert c.RowAttribute("seat") in list(walk(entitlement.applies))


def test_subject_without_rows_has_no_gaps(small: CorePolicy) -> None:
    meeting = small.subject("评审会议")
    assert (meeting.rows, meeting.gaps) == ((), ())
    with pytest.raises(KeyError):
        small.subject("无此主体")


def test_uses_follow_definitions_and_messages(small: CorePolicy) -> None:
    uses = Index(small).uses(asked(condition(small, "连续两年合格")))
    assert uses.facts == ("route", "declared_year", "continuing_education")
    assert uses.definitions[:2] == ("学时合格", "视同合格") or set(uses.definitions) == {"学时合格", "视同合格"}
    assert uses.readings == ("视同合格截止年",)
    assert uses.parameters == ("年度总学时", "专业科目学时", "公需科目学时")
    assert list(uses.atoms) == sorted(set(uses.atoms))


# ---- refused --------------------------------------------------------------------------------------------------------


def test_fact_of_another_subject_is_refused_through_definitions(tmp_path: Path) -> None:
    rules = "定义 报得早：\n    报告日期 早于 2025-01-01 【五(二).1】\n\n" + HEAD + "    应当 报得早\n"
    folder = lay(tmp_path / "policy", {"rules/trial.policy": rules})
    found, sources = problems(folder)
    told = expect(found, "E0314", underlines="试", sources=sources)
    assert told.arguments == {"name": "试", "fact": "报告日期", "subject": "申报"}


def test_fact_of_another_subject_is_refused_in_gaps(tmp_path: Path) -> None:
    gaps = Path("tests/policies/small/gaps.yaml").read_text("utf-8")
    changed = gaps.replace("范围: ", "范围: 已报告资格审查 且 ", 1)
    assert changed != gaps
    found, _ = problems(lay(tmp_path / "policy", {"gaps.yaml": changed}))
    assert [each.code for each in found] == ["E0314"]


def chain(length: int) -> str:
    first = "定义 甲0（年）：\n    年 晚于 2000 【一.2】\n\n"
    return first + "".join(f"定义 甲{n}（年）：\n    非 甲{n - 1}（年）\n\n" for n in range(1, length))


def test_chain_of_definitions_has_a_limit(tmp_path: Path) -> None:
    folder = lay(tmp_path / "policy", {"rules/trial.policy": chain(120) + HEAD + "    应当 甲119（2020）\n"})
    found, sources = problems(folder)
    told = expect([each for each in found if each.severity == "error"], "E0501", underlines="甲100", sources=sources)
    assert told.arguments["limit"] == MAX_TOTAL_DEPTH


@pytest.mark.parametrize("part", ["适用", "应当"])
def test_statement_that_passes_the_limit_is_named_itself(tmp_path: Path, part: str) -> None:
    deep = "非 （" * 20 + "甲97（2020）" + "）" * 20
    body = f"    适用 {deep}\n    应当 非 含涉密材料\n" if part == "适用" else f"    应当 {deep}\n"
    found, sources = problems(lay(tmp_path / "policy", {"rules/trial.policy": chain(98) + HEAD + body}))
    expect([each for each in found if each.severity == "error"], "E0501", underlines="试", sources=sources)


def test_sugar_that_multiplies_is_refused_at_once(tmp_path: Path) -> None:
    body = "含涉密材料"
    for _ in range(40):
        body = f"（含涉密材料 是 {body}）"
    found, sources = problems(lay(tmp_path / "policy", {"rules/trial.policy": HEAD + f"    应当 {body}\n"}))
    told = expect(found, "E0502", underlines="试", sources=sources)
    assert told.arguments["limit"] == MAX_NODES


def test_first_hit_table_of_very_many_rows_is_refused_at_once(tmp_path: Path) -> None:
    rows = "".join(f"  - {{若: 规定年限 是 {n % 50} 年, 则: 1 学时}}\n" for n in range(700))
    table = f"决策表: 先后\n命中: 先中\n条款: 五(一).10\n行:\n{rows}其余: 2 学时\n"
    found, sources = problems(lay(tmp_path / "policy", {"tables/first.yaml": table}))
    expect(found, "E0502", underlines="先后", sources=sources)


def test_translation_gives_nothing_while_an_error_stands(tmp_path: Path) -> None:
    folder = lay(tmp_path / "policy", {"rules/trial.policy": HEAD + "    应当 甲\n"})
    result = pipeline.run(folder)
    assert result.failed
    assert "core" not in result.stages


def test_the_committees_own_notice_gives_a_row_its_dates() -> None:
    """In place of the plan's months; the other rows keep theirs."""
    dates = [
        {row.locator: tuple(value for name, value in row.attributes if name in ("start", "finish")) for row in part.rows}
        for core in (lowered(str(CURRENT)), lowered(str(CURRENT), str(ROOT / "examples" / "layers" / "committee-notice")))
        for part in core.subjects if part.name == "申报"
    ]  # fmt: skip
    planned, noticed = dates
    assert {locator for locator in planned if planned[locator] != noticed[locator]} == {"表一·12"}
    assert planned["表一·12"] == (date(2023, 7, 1), date(2023, 9, 30))
    assert noticed["表一·12"] == (date(2023, 7, 10), date(2023, 8, 31))
