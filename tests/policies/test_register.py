"""The clause register, the readings and what they say about each other, the rules and the tables."""

from __future__ import annotations

import re
from collections import Counter

import pytest

SECTIONS = {"一": 6, "二": 2, "三": 8, "四": 7, "五(一)": 10, "五(二)": 16, "五(三)": 5, "五(四)": 2, "附": 2, "附1": 3}


def test_every_statement_is_registered_once(files):
    locators = [clause["条款号"] for clause in files["clauses.yaml"]["条款"]]
    assert len(locators) == len(set(locators)) == 65
    counted = Counter(locator.rsplit(".", 1)[0] for locator in locators)
    assert counted == SECTIONS | {"头": 1, "引": 1, "结": 1, "落款": 1}


def test_every_statement_is_carried_or_explained(files, resolved, source):
    rules = "".join(source.rules.values())
    known = set(re.findall(r"^\s*(?:定义|条件|期限|倾斜|例外) (\w+)", rules, re.MULTILINE))
    known |= set(resolved.tables)
    known |= {f"参数.{name}" for name in resolved.parameters} | {f"枚举.{name}" for name in resolved.enumerations}
    for clause in files["clauses.yaml"]["条款"]:
        assert clause.get("落实于") or clause.get("缘由"), clause["条款号"]
        assert set(clause.get("落实于", [])) <= known, clause["条款号"]


def test_statements_without_machine_effect_are_exhortations_or_say_why(files):
    for clause in files["clauses.yaml"]["条款"]:
        if clause["落实"] == "陈述":
            assert set(clause["类别"]) & set("gh") or clause.get("缘由"), clause["条款号"]
        else:
            assert clause.get("落实于"), clause["条款号"]


def test_each_carrying_rule_cites_the_clause(files, source):
    text = "".join(source.rules.values())
    for clause in files["clauses.yaml"]["条款"]:
        if clause["落实"] in ("条件", "期限", "程序"):
            assert f"【{clause['条款号']}】" in text, clause["条款号"]


def test_the_readings_are_a1_to_a17(files):
    readings = files["readings.yaml"]["口径"]
    assert [reading["编号"] for reading in readings] == [f"A{number}" for number in range(1, 18)]
    for reading in readings:
        assert reading["采用"] == reading["选项"][0]["名称"], "the reading taken stands first"
        assert (reading.get("影响") == "无") == (len(reading["选项"]) == 1)


def test_readings_with_an_effect_are_read_and_no_other(files, source):
    written = "".join(source.rules.values()) + "".join(
        row["范围"]
        for name in ("committees.yaml", "recommendations.yaml", "initial_titles.yaml")
        for listed in files[name].values()
        for row in listed
    )
    for reading in files["readings.yaml"]["口径"]:
        used = f"口径.{reading['名称']}" in written
        assert used == (reading.get("影响") != "无"), reading["编号"]


@pytest.mark.parametrize(
    "name, value",
    [("年度总学时", 90), ("专业科目学时", 60), ("公需科目学时", 18), ("一般公需学时", 12), ("评前报告工作日", 5),
     ("评聘会议报备工作日", 5), ("评聘方案截止日", "2023-11-30"), ("评聘总结截止日", "2024-02-29"), ("计划年度", 2023)],
)  # fmt: skip
def test_figures_of_the_notice(files, name, value):
    (parameter,) = [p for p in files["parameters.yaml"]["参数"] if p["名称"] == name]
    assert parameter["值"] == value


def test_rules_hold_no_figures_of_their_own(source):
    """Figures stand in parameters; 1 is the year before, or the day before a deadline."""
    for text in source.rules.values():
        code = re.sub(r"#.*|“[^”]*”|【[^】]*】", "", text)
        assert set(re.findall(r"(?<!\w)\d+", code)) <= {"1"}


def test_the_twenty_six_mountain_counties(files):
    groups = {group["名称"]: group["版本"][-1]["值"] for group in files["regions.yaml"]["组"]}
    assert len(set(groups["山区26县"])) == 26
    assert set(groups["本市辖区"]) - set(groups["山区26县"]) == {"丽水经济技术开发区"}


def test_documents_that_are_not_held_are_named(files):
    held = {item.get("文号", item["名称"]): item["状态"] for item in files["notice.yaml"]["依据文件"]}
    assert len(held) == 4
    assert set(held.values()) == {"未收存"}


def test_the_form_that_the_text_never_mentions_is_an_open_question(files):
    annexes = {item["编号"]: item for item in files["notice.yaml"]["附件"]}
    assert {number: item["状态"] for number, item in annexes.items()} == {
        "附件1": "已收存", "附件2": "未收存", "附件2-1": "未收存", "附件2-2": "未收存", "附件2-3": "未收存",
    }  # fmt: skip
    assert "待答复" in annexes["附件2-1"]["说明"]
    (forms,) = [clause for clause in files["clauses.yaml"]["条款"] if clause["条款号"] == "附.2"]
    assert "附件2-1" in forms["缘由"]


SUBJECTS = {
    "申报": "application", "评审会议": "review_meeting", "评委会办公室": "committee_office", "自主评聘单位": "self_evaluating_unit",
    "用人单位": "employer", "主管部门": "supervising_authority",
}  # fmt: skip


def test_the_subjects_of_the_notice(resolved):
    assert {name: subject.id for name, subject in resolved.subjects.items()} == SUBJECTS
