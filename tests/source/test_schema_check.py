"""Schema violations in the officer's words, at the key or value concerned."""

from __future__ import annotations

import pytest

from engine.diagnostics import Diagnostic
from engine.source.discovery import read_folder
from engine.source.resources import policies_folder
from engine.source.schema_check import check_policy, check_schema
from engine.source.yaml_reader import read_yaml
from tests.helpers import expect

ROW = "参数:\n  - {名称: 年度总学时, 标识: annual_total_hours, 单位: 学时, 值: 90, 条款: 五(一).2}\n"
REGIONS = "县:\n  - {名称: 甲县, 标识: jia, 地区: 丽水市}\n"


def check(text: str, schema: str = "parameters") -> list[Diagnostic]:
    document, found = read_yaml(f"{schema}.yaml", text.encode())
    assert document is not None, found
    return check_schema(document, schema)


def test_shipped_policy_satisfies_its_schemas() -> None:
    policy, _ = read_folder(f"{policies_folder()}/2023")
    assert policy is not None
    assert check_policy(policy) == []


def test_right_row() -> None:
    assert check(ROW) == []


def test_missing_key() -> None:
    text = ROW.replace("标识: annual_total_hours, ", "")
    diagnostic = expect(check(text), "E0140", help="请补上“标识: …”。", underlines="名称", sources=text)
    assert diagnostic.arguments["key"] == "标识"


def test_unknown_key_with_suggestion() -> None:
    text = ROW.replace("条款:", "条歀:")
    expect(check(text), "E0141", message="不认识键“条歀”。是否为“条款”？", underlines="条歀", sources=text)


def test_word_that_yaml_would_have_misread() -> None:
    text = "文号: 甲\n年度: 02023\n"
    said = "“年度”应为整数，现为文字“02023”。"
    expect(check(text, "notice"), "E0142", message=said, underlines="02023", sources=text)


def test_wrong_type_in_english() -> None:
    text = "参数: 甲\n"
    said = "`参数` should be a list; it is text `甲`"
    expect(check(text), "E0142", message=said, underlines="甲", sources=text, lang="en")


def test_full_width_colons_that_made_a_text_of_a_row() -> None:
    text = "参数:\n  - 名称：甲\n"
    expect(check(text), "E0127", help="请改为“名称: 甲”。", underlines="：", sources=text)


def test_full_width_colon_inside_braces() -> None:
    text = ROW.replace("单位: 学时", "单位：学时")
    expect(check(text), "E0127", help="请改为“单位: 学时”。", underlines="：", sources=text)


def test_choice_with_suggestion() -> None:
    text = "附件:\n  - {编号: 附件1, 名称: 计划, 状态: 已收村}\n"
    diagnostic = expect(check(text, "notice"), "E0143", underlines="已收村", sources=text)
    assert diagnostic.arguments["suggestion"] == "已收存"


def test_form_bounds_and_length() -> None:
    text = ROW.replace("annual_total_hours", "Annual").replace("名称: 年度总学时", '名称: ""')
    found = check(text)
    expect(found, "E0144", underlines="Annual", sources=text)
    expect(found, "E0146", message="长度不对，应至少 1 个字。", underlines='""', sources=text)
    bounds = "年度: 1023\n"
    expect(
        check(bounds, "notice"), "E0145", message="“1023”超出范围，应不小于 2000。", underlines="1023", sources=bounds
    )


def test_repeated_item() -> None:
    text = REGIONS + '组:\n  - {名称: 山区, 版本: [{自: "2021-01-01", 值: [甲县, 甲县]}]}\n'
    diagnostic = expect(check(text, "regions"), "E0147", message="“甲县”在列表中重复。")
    assert diagnostic.span.column > text.split("\n")[3].index("甲县") + 1


def test_keys_of_which_one_is_needed_are_named_together() -> None:
    text = "条款:\n  - {条款号: 一.1, 类别: a, 主体: 申报人, 摘要: 甲, 落实: 条件, 原文摘要值: x}\n"
    found = [each for each in check(text, "clauses") if each.code == "E0140"]
    assert all("”或“" in each.arguments["key"].zh for each in found if not isinstance(each.arguments["key"], str))


def test_several_are_reported_in_order() -> None:
    found = check("参数:\n  - {名称: 甲}\n  - {标识: B}\n  - 乙\n外: 1\n")
    assert [each.span.line for each in found] == sorted(each.span.line for each in found)
    assert len({each.span.line for each in found}) == 4


def test_no_such_schema() -> None:
    with pytest.raises(KeyError):
        check("a: 1\n", "nothing")
