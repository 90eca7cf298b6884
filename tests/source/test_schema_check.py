"""Schema violations in the officer's words, at the key or value concerned."""

from __future__ import annotations

import json

import pytest

from engine.diagnostics import Diagnostic
from engine.diagnostics.catalog import message
from engine.source import schema_check
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
    expect(check(bounds, "notice"), "E0145", message="“1023”超出范围，应不小于 2000。", underlines="1023", sources=bounds)


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


def test_only_the_alternative_that_was_meant_complains() -> None:
    text = ROW.replace("值: 90", '值: [{自: "2023-05-15", 值: 5, 外: 1}]')
    found = check(text)
    expect(found, "E0141", help="请改用规定的键：自、值。", underlines="外", sources=text)
    assert len(found) == 1


def test_a_colon_without_a_blank_is_shown_with_one() -> None:
    found = check(ROW.replace("值: 90", "值:90"))
    (told,) = [each for each in found if each.code == "E0141"]
    assert message(told) == "不认识键“值:90”。是否为“值: 90”？"
    assert message(told, "en") == "the key `值:90` is unknown; did you mean `值: 90`?"


def test_no_alternative_takes_this_kind_of_value() -> None:
    text = ROW.replace("值: 90", "值: {a: 1}")
    said = "“值”应为文字、整数、true 或 false、列表，现为若干“键: 值”。"
    assert len(check(text)) == 1
    expect(check(text), "E0142", message=said, underlines="a", sources=text)


def test_whole_file_of_the_wrong_kind() -> None:
    expect(check("- 1\n"), "E0142", message="应为若干“键: 值”，现为列表。", at=(1, 3))


def test_empty_value() -> None:
    expect(check("参数:\n"), "E0142", message="“参数”应为列表，现为空。")


OTHER_KEYWORDS = {
    "properties": {
        "数": {"exclusiveMinimum": 5, "not": {"const": 7}},
        "词": {"const": "甲"},
        "列": {"maxItems": 1, "uniqueItems": True},
    },
    "propertyNames": {"pattern": "^.$"},
    "unevaluatedProperties": False,
}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("数: 5\n", "E0145", "“5”超出范围，应大于 5。"),
        ("数: 7\n", "E0148", "此处不合文件格式。"),
        ("词: 乙\n", "E0143", "“乙”不在可选范围。"),
        ("列: [{a: 1}, 2]\n", "E0146", "长度不对，应至多 1 项。"),
        ("列: [{a: 1}, {a: 1}]\n", "E0147", "在列表中重复。"),
        ("外: 1\n", "E0141", "不认识键“外”。"),
        ("长名: 1\n", "E0141", "不认识键“长名”。"),
    ],
)
def test_other_keywords(monkeypatch, text: str, code: str, said: str) -> None:
    schema_check._validator.cache_clear()
    monkeypatch.setattr(schema_check, "schema_text", lambda name: json.dumps(OTHER_KEYWORDS))
    found = check(text, "other")
    schema_check._validator.cache_clear()
    schema_check._registry.cache_clear()
    assert said in [message(each) for each in found if each.code == code]


def test_schemas_may_refer_to_each_other_but_never_outside(monkeypatch) -> None:
    known = {
        "甲": '{"$ref": "/x/乙.schema.json"}',
        "乙": '{"$id": "urn:b", "type": "object"}',
        "丙": '{"$ref": "https://a.invalid/丁.schema.json"}',
    }
    schema_check._validator.cache_clear()
    schema_check._registry.cache_clear()
    monkeypatch.setattr(schema_check, "schema_text", known.__getitem__)
    monkeypatch.setattr(schema_check, "schema_names", list)
    try:
        expect(check("- 1\n", "甲"), "E0142")
        with pytest.raises(Exception, match="丁"):
            check("a: 1\n", "丙")
    finally:
        schema_check._validator.cache_clear()
        schema_check._registry.cache_clear()
