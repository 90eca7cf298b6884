"""Amendments that add and drop rows of the annex: read, refused where they are wrong, told in both languages."""

from __future__ import annotations

import pytest

from engine.diagnostics import catalog
from tests.helpers import expect
from tests.language.small import Checked, check, texts

HEAD = '文号: 某人社函〔2025〕{number}号\n生效日期: "{since}"\n变更:\n'
NEW = """  - 增行: {table}
    新行:
      序号: {number}
      评委会名称: 市农业专业人员中级专业技术职务任职资格评审委员会
      所评资格名称: {{原文: 农艺师, 评审: [农艺师], 推荐: []}}
      启动时间: {start}
      完成时间: {finish}
      评委会办公室所在单位及电话: {{原文: "某局 2100000", 单位: 某局, 电话: "2100000"}}
      申报对象: {{原文: 全市农业技术人员}}
      驻地: 市
      范围: {scope}
      另见: [{see}]
"""


def head(since: str = "2025-07-01", number: int = 8) -> str:
    return HEAD.format(since=since, number=number)


def new(**changed: object) -> str:
    given = {"table": "表一", "number": 3, "start": "8月", "finish": "9月", "scope": "系列 是 工程", "see": "表一·1"}
    return NEW.format(**(given | changed))


def drop(row: str = "表一·2", name: str | None = None) -> str:
    return f"  - {{删行: {row}, 原名: {name or NAMES[row]}}}\n"


def amended(*files: str, **more: str) -> Checked:
    amendments = {f"amendments/{number}.yaml": text for number, text in enumerate(files, 1)}
    checked = check(texts() | amendments | {name.replace("__", "/"): text for name, text in more.items()})
    return checked._replace(sources=checked.sources | amendments)


def names() -> dict[str, str]:
    typed = check(texts()).typed
    assert typed is not None
    return {row.row.locator: row.row.name for row in typed.rows}


NAMES = names()


def test_a_row_is_added_from_its_day_on() -> None:
    checked = amended(head() + new())
    assert checked.diagnostics == []
    assert checked.typed is not None
    row = next(each.row for each in checked.typed.rows if each.row.locator == "表一·3")
    assert (row.start_date, row.finish_date, row.office.phone) == ("2025-08-01", "2025-09-30", "2100000")
    assert row.added is not None
    assert (row.added.since, row.added.number, row.added.gap) == ("2025-07-01", "某人社函〔2025〕8号", "表一·3增设")
    assert row.dropped is None


def test_a_row_is_dropped_from_its_day_on() -> None:
    checked = amended(head() + drop())
    assert [each.code for each in checked.diagnostics if each.severity == "error"] == []
    assert checked.typed is not None
    row = next(each.row for each in checked.typed.rows if each.row.locator == "表一·2")
    assert row.dropped is not None
    assert (row.dropped.since, row.dropped.gap, row.added) == ("2025-07-01", "表一·2删去", None)


@pytest.mark.parametrize("number", [1, 2])
def test_a_number_in_use_is_not_given_again(number: int) -> None:
    checked = amended(head() + new(number=number))
    found = expect(
        checked.diagnostics, "E0353", f"“表一·{number}”已经有了（{NAMES[f'表一·{number}']}），不能再增加。",
        underlines=str(number), sources=checked.sources,
    )  # fmt: skip
    assert catalog.message(found, "en") == f"`表一·{number}` is there already ({NAMES[f'表一·{number}']}) and cannot be added"
    assert found.labels[0].span.file == "committees.yaml"


def test_nor_is_that_of_a_row_added_or_dropped_before() -> None:
    twice = amended(head() + new(), head("2025-08-01", 9) + new())
    found = expect(twice.diagnostics, "E0353")
    assert (found.span.file, found.labels[0].span.file) == ("amendments/2.yaml", "amendments/1.yaml")
    again = amended(head() + drop(), head("2025-08-01", 9) + new(number=2))
    assert [each.code for each in again.diagnostics if each.severity == "error"] == ["E0353"]


def test_a_dropped_row_is_neither_changed_nor_dropped_again() -> None:
    change = '  - {行: 表一·2, 栏: 电话, 原值: "1", 新值: "2"}\n'
    for later in (change, drop()):
        checked = amended(head() + drop(), head("2025-08-01", 9) + later)
        found = expect(
            [each for each in checked.diagnostics if each.severity == "error"], "E0354", "“表一·2”自2025-07-01起已经删去，不能再改。",
            underlines="表一·2", sources=checked.sources,
        )  # fmt: skip
        assert catalog.message(found, "en") == "`表一·2` is dropped from 2025-07-01 and cannot be changed any more"
        assert (found.span.file, found.labels[0].span.file) == ("amendments/2.yaml", "amendments/1.yaml")


def test_the_name_is_that_of_the_row_meant() -> None:
    checked = amended(head() + drop(name=NAMES["表一·1"]))
    expect(
        checked.diagnostics, "E0348", f"“表一·2”现在是“{NAMES['表一·2']}”，不是“{NAMES['表一·1']}”。",
        underlines=NAMES["表一·1"], sources=checked.sources,
    )  # fmt: skip


def test_a_row_that_is_not_there_is_not_dropped() -> None:
    checked = amended(head() + drop("表一·8", "某委员会"))
    expect(checked.diagnostics, "E0340", "计划里没有“表一·8”。是否为“表一·1”？", underlines="表一·8", sources=checked.sources)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (head() + new(table="表二"), "E0141"),
        (head() + new(table="表四"), "E0143"),
        (head() + new(start="八月"), "E0144"),
        (head() + new(start="13月"), "E0307"),
        (head() + new(start="10月"), "E0308"),
        (head() + new(scope="系列 是 工成"), "E0301"),
        (head() + new(scope="系列 是"), "E0213"),
        (head() + new(see="表一·7"), "E0310"),
        (head() + new() + "  - {行: 表一·3, 栏: 完成时间, 原值: 9月, 新值: 10月}\n", "E0346"),
        (head() + new() + drop("表一·3", "市农业专业人员中级专业技术职务任职资格评审委员会"), "E0346"),
        (head() + "  - {增行: 表一}\n", "E0140"),
        (head() + "  - {删行: 表一·2}\n", "E0140"),
        (head() + "  - {参数: 年度总学时, 新值: 80}\n", "E0140"),
        (head() + new().replace("      驻地: 市\n", "      住地: 市\n"), "E0141"),
        (head() + new().replace("    新行:\n", "    新行: []\n", 1).split("      序号")[0], "E0142"),
    ],
)
def test_mistakes_of_a_row_are_told(text: str, code: str) -> None:
    found = amended(text).diagnostics
    assert code in {each.code for each in found}, [(each.code, each.arguments) for each in found]


def test_the_table_is_one_of_the_plan() -> None:
    second = (
        "  - 增行: 表二\n    新行: {序号: 1, 推荐资格名称: {原文: 高级农艺师, 推荐: [高级农艺师]}, 完成时间: 9月, "
        "主管单位及电话: {原文: 某局 2100000, 单位: 某局}, 申报对象: {原文: 全市}, 范围: 系列 是 工程}\n"
    )
    checked = amended(head() + second)
    expect(checked.diagnostics, "E0340", "计划里没有“表二”。", underlines="表二", sources=checked.sources)


def test_who_names_a_dropped_row_is_told() -> None:
    checked = amended(head() + drop(), head("2025-07-01", 9) + new(see="表一·2"))
    found = [each for each in checked.diagnostics if each.code == "W0355"]
    assert {each.span.file for each in found} >= {"amendments/2.yaml"}
    (one,) = (each for each in found if each.span.file == "amendments/2.yaml")
    assert catalog.message(one) == "这里提到的“表一·2”自2025-07-01起删去（某人社函〔2025〕8号）。"
    assert catalog.message(one, "en") == "`表一·2`, named here, is dropped from 2025-07-01 (某人社函〔2025〕8号)"
    assert (one.severity, one.labels[0].span.file) == ("warning", "amendments/1.yaml")


def test_a_rule_that_cites_a_dropped_row_is_told() -> None:
    rules = "条件 测试 【表一·2】\n    主体 申报\n    应当 含涉密材料 是 否 【表一·2】\n    否则 提示 “不行”\n"
    files = texts() | {"amendments/1.yaml": head() + drop(), "rules/extra.policy": rules}
    places = {(each.span.file, each.span.line) for each in check(files).diagnostics if each.code == "W0355"}
    assert places == {("rules/extra.policy", 1), ("rules/extra.policy", 3)}


def test_acceptance_stays_within_the_time_for_which_the_row_is_there() -> None:
    notice = '行: 表一·{row}\n文号: 某评〔2025〕1号\n审核同意日期: "2025-05-01"\n受理起止: {{起: "{first}", 止: "{last}"}}\n'
    late = amended(
        head() + drop("表一·1"), **{"committee-notices__1.yaml": notice.format(row=1, first="2025-05-12", last="2025-07-01")}
    )
    expect(
        [each for each in late.diagnostics if each.severity == "error"],
        "E0341",
        "受理起止2025-07-01超出了上级规定的2025-06-30，下级文件只能收紧。",
    )
    early = amended(
        head("2025-08-15") + new(), **{"committee-notices__3.yaml": notice.format(row=3, first="2025-08-10", last="2025-09-10")}
    )
    expect(early.diagnostics, "E0341", "受理起止2025-08-10超出了上级规定的2025-08-15，下级文件只能收紧。")
