"""Diagnostics as text, JSON and SARIF."""

from __future__ import annotations

import json

from engine.diagnostics import NOWHERE, Diagnostic, Label, Span, catalog
from engine.diagnostics.render import render_text, to_json, underlined
from engine.diagnostics.sarif import to_sarif
from engine.source.yaml_reader import read_yaml

COLON = "- 序号: 19\n  启动时间：5月\n"
TWICE = "年度: 2023\n年度: 2024\n"


def colon() -> list[Diagnostic]:
    return read_yaml("notice.yaml", COLON.encode())[1]


def twice() -> list[Diagnostic]:
    return read_yaml("notice.yaml", TWICE.encode())[1]


def test_excerpt_and_underline_respect_wide_characters() -> None:
    assert render_text(colon(), {"notice.yaml": COLON}) == (
        "E0127 notice.yaml:2:7 键“启动时间”后为全角冒号“：”，YAML 只认半角“:”。\n"
        "   2 |   启动时间：5月\n"
        "     |           ^^\n"
        "  办法：请改为“启动时间: 5月”。\n\n"
    )


def test_english() -> None:
    assert render_text(colon(), {}, "en") == (
        "E0127 notice.yaml:2:7 the key `启动时间` is followed by a full-width colon; YAML knows only `:`\n"
        "  help: Write `启动时间: 5月`.\n\n"
    )


def test_label_is_shown_with_its_own_excerpt() -> None:
    assert render_text(twice(), {"notice.yaml": TWICE}) == (
        "E0123 notice.yaml:2:1 键“年度”重复，第 1 行已经有了。\n"
        "   2 | 年度: 2024\n"
        "     | ^^^^\n"
        "   1 | 年度: 2023\n"
        "     | ---- 第一次写在这里\n"
        "  办法：请删去一处；如是两行数据，请核对列表的“- ”。\n\n"
    )


def test_label_in_another_file_names_it() -> None:
    label = Label(Span("b.yaml", 3, 1, 3, 2), "first")
    shown = render_text([Diagnostic("E0123", Span("a.yaml", 1, 1, 1, 2), {"key": "甲", "line": 1}, (label,))], {})
    assert shown.split("\n")[1] == "  b.yaml:3:1 第一次写在这里"


def test_label_in_another_file_with_its_line() -> None:
    label = Label(Span("b.yaml", 1, 1, 1, 2), "first")
    diagnostic = Diagnostic("E0123", Span("a.yaml", 1, 1, 1, 2), {"key": "甲", "line": 1}, (label,))
    assert "  b.yaml:1:1\n   1 | 甲: 1\n     | -- 第一次写在这里\n" in render_text([diagnostic], {"b.yaml": "甲: 1"})


def test_whole_file_and_no_file() -> None:
    span = Span("a.json", 0, 0, 0, 0)
    assert render_text([Diagnostic("E0160", span, {"name": "a.json"})], {"a.json": ""}).startswith(
        "E0160 a.json “a.json”"
    )
    assert render_text([Diagnostic("E0160", NOWHERE, {"name": "-"})], {}).startswith("E0160 “-”没有内容。\n")


def test_very_long_line_is_cut_around_the_place() -> None:
    text = "甲" * 5_000_000 + "！" + "乙" * 5_000_000
    at = 5_000_001
    shown = render_text([Diagnostic("E0166", Span("a", 1, at, 1, at + 1))], {"a": text}, width=60)
    excerpt, underline = shown.split("\n")[1:3]
    assert len(shown) < 400
    assert excerpt.startswith("   1 | …")
    assert underline.rstrip().endswith("^^")


def test_invisible_characters_are_shown_in_excerpts_and_file_names() -> None:
    text = "甲\u202e乙"
    shown = render_text([Diagnostic("E0166", Span("a\u202e\n", 1, 3, 1, 4))], {"a\u202e\n": text})
    assert "\u202e" not in shown
    assert "甲⟨U+202E⟩乙" in shown


def test_line_that_is_not_there_leaves_the_excerpt_out() -> None:
    assert render_text([Diagnostic("E0166", Span("a", 9, 1, 9, 2))], {"a": "x"}).count("\n") == 3


def test_code_without_a_page_still_says_something() -> None:
    assert render_text([Diagnostic("E0999", NOWHERE, {"name": "甲"})], {}) == "E0999 E0999 name=甲\n\n"


def test_field_nobody_supplied_stays_visible() -> None:
    assert catalog.message(Diagnostic("E0160", NOWHERE)) == "“{name}”没有内容。"


def test_json() -> None:
    [data] = to_json(twice())
    assert data["code"] == "E0123"
    assert data["severity"] == "error"
    assert (data["file"], data["line"], data["column"], data["end_column"]) == ("notice.yaml", 2, 1, 3)
    assert data["labels"][0]["message"] == "第一次写在这里"
    json.dumps(data).encode("ascii")


def test_sarif() -> None:
    log = to_sarif([*twice(), Diagnostic("W0111", Span("表 一.yaml", 0, 0, 0, 0), {"name": "表 一.yaml"})], version="1")
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["E0123", "W0111"]
    first, second = run["results"]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 3}
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert second["level"] == "warning"
    place = second["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "%E8%A1%A8%20%E4%B8%80.yaml"}}
    assert second["ruleIndex"] == 1


def test_underlined_over_several_lines() -> None:
    diagnostic = Diagnostic("E0166", Span("a", 1, 2, 3, 2))
    assert underlined(diagnostic, "甲乙\r\n丙\n丁戊") == "乙\n丙\n丁"
    assert underlined(Diagnostic("E0166", Span("a", 9, 1, 9, 1)), "甲") == ""
