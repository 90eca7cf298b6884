"""Every mistake an officer can make in the language, made in the small policy: exactly what is said, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from engine.diagnostics import catalog
from tests.helpers import expect
from tests.language.small import changed, check, texts

CASES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))
#: Codes whose mistake takes more than one snippet; tested in the other modules of this folder, in tests/api and below.
ELSEWHERE = {f"E03{number}" for number in range(40, 59)} - {"E0355"} | {
    "E0204",
    "E0215",
    "E0305",
    "E0315",
    "E0316",
    "E0317",
    "E0327",
    "E0328",
    "E0333",
    "E0425",
}


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case['code']}" for number, case in enumerate(CASES, 1)])
def test_one_mistake_is_told_once_in_full(case) -> None:
    checked = check(changed(case["file"], case["replace"], case["with"]))
    found = expect(
        checked.diagnostics, case["code"], case["says"], case["help"], underlines=case["underlines"], sources=checked.sources
    )
    assert len(checked.diagnostics) == 1
    assert str(found.span) == case["at"]
    assert [f"{each.span} {catalog.label_text(found, each)}" for each in found.labels] == case.get("also", [])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case['code']}" for number, case in enumerate(CASES, 1)])
def test_every_field_of_the_message_is_filled(case, lang: str) -> None:
    (found,) = check(changed(case["file"], case["replace"], case["with"])).diagnostics
    page = catalog.page(found.code)
    for texts_of in (page.message, page.help):
        required, _ = catalog.fields(texts_of[lang])
        assert required <= set(found.arguments)


def test_every_code_has_a_case() -> None:
    wanted = {code for code in catalog.codes() if code[:3] in ("E02", "E03", "E04")}
    assert {case["code"] for case in CASES} | ELSEWHERE == wanted


def test_mistakes_of_several_statements_are_told_together() -> None:
    files = texts()
    rules = files["rules/continuing_education.policy"]
    for old, new in (
        ("专业科目 不少于 参数.专业科目学时", "专业科木 不少于 参数.专业科目学时"),
        ("条件 未含涉密材料 【一.2】", "条件 未含涉密材料"),
        ("【五(一).5】", "【五(一).12】"),
        ("工作地 属于 山区县", "工作地 属于 山区具"),
    ):
        assert rules.count(old) == 1
        rules = rules.replace(old, new)
    gaps = files["gaps.yaml"].replace("单位性质 是 个体", "单位性质 是 个休")
    found = check(files | {"rules/continuing_education.policy": rules, "gaps.yaml": gaps}).diagnostics
    assert sorted(each.code for each in found) == ["E0301", "E0301", "E0301", "E0310", "E0312"]


def test_syntax_mistakes_of_several_statements_and_files_are_told_together() -> None:
    files = texts()
    rules = files["rules/continuing_education.policy"]
    rules = rules.replace("应当 非 含涉密材料", "应当 非 含涉密材料。").replace("每个 年 于", "每个年 于")
    scopes = files["committees.yaml"].replace("且 单位性质 不是 个体\n    备注", "且单位性质 不是 个体\n    备注")
    found = check(files | {"rules/continuing_education.policy": rules, "committees.yaml": scopes}).diagnostics
    assert [each.code for each in found] == ["E0202", "E0205", "E0202"]


def test_type_mistakes_of_several_statements_are_told_together() -> None:
    files = texts()
    rules = files["rules/continuing_education.policy"]
    rules = rules.replace("参数.专业科目学时", "参数.公示工作日").replace("应当 非 含涉密材料", "应当 非 申报日期")
    figures = files["parameters.yaml"].replace("值: 90", "值: 9O")
    found = check(files | {"rules/continuing_education.policy": rules, "parameters.yaml": figures}).diagnostics
    assert sorted(each.code for each in found) == ["E0331", "E0401", "E0402"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("计数（年 于 任职年度：学时合格（年））", "计数(年 于 任职年度:学时合格(年))"),
        ("    应当 非 含涉密材料", "\t应当\t非\t含涉密材料"),
        ("120 学时", "１２０　学时"),
        ("继续教育[年].总学时 不少于 120", "继续教育［年］．总学时 不少于 120"),
        ("【五(一).5】", "【五（一）．５】"),
        ("总学时 不少于 120", "总学时 ≥ 120"),
    ],
)
def test_width_and_tabs_make_no_difference(old: str, new: str) -> None:
    assert check(changed("rules/continuing_education.policy", old, new)).diagnostics == []


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ('范围: "单位性质 是 个休"', 4, 17),
        ("范围: '单位性质 是 个休'", 4, 17),
        ("范围: 单位性质 是 个休", 4, 16),
        ("范围: >\n      单位性质\n      是 个休", 6, 9),
        ("范围: |\n      单位性质 是\n\n      个休", 7, 7),
        ('范围: "单位性质 \\u662f 个休"', 4, 22),
        ("范围: 单位性质\n      是 个休", 5, 9),
    ],
)
def test_places_inside_yaml_texts(written: str, line: int, column: int) -> None:
    checked = check(changed("gaps.yaml", "范围: 单位性质 是 个体", written))
    expect(checked.diagnostics, "E0301", underlines="个休", sources=checked.sources, at=(line, column))


def test_an_exception_may_stand_in_another_file_than_its_definition() -> None:
    files = texts() | {"rules/a_first.policy": "例外 停课 于 学时合格：若 年 是 2020 则 是 【五(一).7】\n"}
    assert check(files).diagnostics == []


def test_a_definition_must_not_hide_a_word() -> None:
    checked = check(texts() | {"rules/example.policy": "定义 评审：\n    含涉密材料\n"})
    expect(checked.diagnostics, "E0302", "“评审”已经登记过。", underlines="评审", sources=checked.sources)


def test_yaml_truth_values_may_stand_in_decision_tables() -> None:
    table = "决策表: 样例表\n命中: 先中\n条款: 五(一).10\n行:\n  - {若: 含涉密材料, 则: true}\n其余: 否\n"
    assert check(texts() | {"tables/example.yaml": table}).diagnostics == []


def test_checks_behind_the_schemas_stand_on_their_own() -> None:
    table = "决策表: 样例表\n命中: 唯一\n条款: 五(一).10\n行:\n  - {若: 含涉密材料, 则: 是}\n"
    checked = check(texts() | {"tables/example.yaml": table}, schemas=False)
    expect(checked.diagnostics, "E0333", underlines="样例表", sources=checked.sources)
    files = changed("vocabulary/评审会议.yaml", ", 取值范围: [0, 100]", "")
    checked = check(files, schemas=False)
    expect(checked.diagnostics, "E0425", underlines="报告份数", sources=checked.sources)
    files = changed("notice.yaml", "名称: 表一,", "名称: 表二,")
    checked = check(files)
    expect(checked.diagnostics, "E0305", "“committees.yaml”里没有“表二”。", underlines="committees.yaml", sources=checked.sources)


@pytest.mark.parametrize("file", ["notice.yaml", "clauses.yaml"])
def test_required_files(file: str) -> None:
    files = texts()
    del files[file]
    expect(check(files).diagnostics, "E0328", f"缺少文件“{file}”。")
