"""Diagnostics as text, JSON and SARIF."""

from __future__ import annotations

import json

import pytest

from engine.diagnostics import NOWHERE, Diagnostic, Label, Span, catalog
from engine.diagnostics.render import render_text, to_json, underlined
from engine.diagnostics.sarif import to_sarif
from engine.diagnostics.terms import Term
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
    assert render_text([Diagnostic("E0160", span, {"name": "a.json"})], {"a.json": ""}).startswith("E0160 a.json “a.json”")
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
    assert render_text([Diagnostic("E0777", NOWHERE, {"name": "甲"})], {}) == "E0777 E0777 name=甲\n\n"


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
    assert run["columnKind"] == "utf16CodeUnits"
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


def test_sarif_of_a_code_without_a_page_and_without_a_file() -> None:
    [run] = to_sarif([Diagnostic("E0777", NOWHERE)])["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "E0777"}]
    assert "locations" not in run["results"][0]


def test_short_line_is_shown_whole() -> None:
    text = "甲" * 40 + "！"
    assert "甲" * 40 in render_text([Diagnostic("E0166", Span("a", 1, 41, 1, 42))], {"a": text})


def test_catalogue_by_code() -> None:
    assert catalog.title("E0127") == "冒号是全角"
    assert catalog.title("E0127", "en") == "Full-width colon"
    with pytest.raises(KeyError):
        catalog.page("../E0127")


def test_lists_and_terms_in_templates() -> None:
    words = {"a": ("甲", Term("乙", "second")), "b": frozenset({2, 1}), "c": Term("丙", "third")}
    assert catalog.fill("{a}；{b}；{c}[[；{d}]]", words) == "甲、乙；1、2；丙"
    assert catalog.fill("{a}; {b}; {c}[[; {d}]]", words, "en") == "甲, second; 1, 2; third"


def test_label_without_words_shows_its_role() -> None:
    diagnostic = Diagnostic("E0160", NOWHERE, {"name": "a"}, (Label(Span("b", 1, 1, 1, 1), "other"),))
    assert "b:1:1 other" in render_text([diagnostic], {})


def test_span_reads_as_a_place() -> None:
    assert str(Span("a", 2, 3, 2, 4)) == "a:2:3"
