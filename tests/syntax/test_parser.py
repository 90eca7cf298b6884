"""What the parser reads: widths, words, precedence, citations, messages; what belongs to which statement."""

from __future__ import annotations

from typing import Any

import pytest

from engine.syntax import nodes as n
from engine.syntax.parser import MAX_DEPTH, Lines, parse_expression, parse_policy
from engine.syntax.width import fold, fold_code


def expression(text: str, language: str = "zh-CN") -> Any:
    found, diagnostics = parse_expression(text, Lines("x", text), language)
    assert not diagnostics, diagnostics
    return found


def codes(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in parse_policy("x.policy", text)[2]]


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("非 甲 且 乙 或 丙", "（（非 甲） 且 乙） 或 丙"),
        ("甲 或 乙 且 丙", "甲 或 （乙 且 丙）"),
        ("非 甲 是 乙", "非 （甲 是 乙）"),
        ("甲 + 乙 * 丙 - 丁", "（甲 + （乙 * 丙）） - 丁"),
        ("- 甲 * 乙", "（- 甲） * 乙"),
        ("甲 前 5 个工作日 是 乙", "（甲 前 5 个工作日） 是 乙"),
        ("甲 前 1 天 后 2 天", "（甲 前 1 天） 后 2 天"),
        ("甲 若不适用取 乙 是 丙", "（甲 若不适用取 乙） 是 丙"),
        ("甲 适用 且 乙", "（甲 适用） 且 乙"),
        ("每个 年 于 丙：甲 且 乙", "每个 年 于 丙：（甲 且 乙）"),
        ("若 甲 则 乙 否则 丙 或 丁", "若 甲 则 乙 否则 （丙 或 丁）"),
        ("甲 且 乙 【一.1】", "甲 且 （乙 【一.1】）"),
        ("甲 且 （乙 且 丙）", "甲 且 乙 且 丙"),
    ],
)
def test_precedence(text: str, grouped: str) -> None:
    assert expression(text) == expression(grouped)


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("甲 ≥ ９０ 学时", "甲 不少于 90 学时"),
        ("甲≥90学时", "甲 不少于 90 学时"),
        ("甲 ＞＝ 3", "甲 不少于 3"),
        ("甲 属于 (乙、丙;丁)", "甲 属于 （乙，丙，丁）"),
        ("甲 晚于 2023年5月1日", "甲 晚于 2023-05-01"),
        ("甲 晚于 2023-5-1", "甲 晚于 2023-05-01"),
        ('甲 是 "文"', "甲 是 「文」"),
        ("甲　且　乙", "甲 且 乙"),
        ("（甲）", "甲"),
        ("计数（年 于 从 2020 至 2023：甲）", "计数（年 于 从 2020 到 2023：甲）"),
    ],
)
def test_ways_to_write_the_same(text: str, settled: str) -> None:
    assert expression(text) == expression(settled)


def test_a_keyword_counts_only_as_a_whole_word() -> None:
    assert expression("非全日制 且 且末县") == n.Conjunction((n.Name("非全日制"), n.Name("且末县")))


def test_citations() -> None:
    found = expression("甲 【五（一）.2、.7】【口径 A1；口径A3】 【附件1・表一・19】")
    assert [(c.kind, c.text) for c in found.citations] == [
        ("clause", "五(一).2"), ("clause", "五(一).7"), ("reading", "A1"), ("reading", "A3"), ("clause", "附件1·表一·19"),
    ]  # fmt: skip


def test_a_message_holds_texts_and_expressions() -> None:
    (found,), _, _ = parse_policy("x", "条件 甲 【一.1】 主体 申报 应当 乙 否则 提示 “{{{年}}}差{90 - 甲}”")
    assert found.message.parts == ("{", n.Name("年"), "}差", n.Binary("-", n.Number("90"), n.Name("甲")))


def test_every_statement_with_a_mistake_is_told() -> None:
    text = "定义 甲：\n    乙 且\n定义 丙：丁\n条件 戊\n    应当 丁\n定义 己：）"
    statements, _, diagnostics = parse_policy("x.policy", text)
    assert [statement.name for statement in statements] == ["丙"]
    assert [diagnostic.span.line for diagnostic in diagnostics] == [2, 5, 6]


@pytest.mark.parametrize("text", ["", "\n", "# 只有说明", "\r\n\r\n"])
def test_a_file_may_be_empty(text: str) -> None:
    assert parse_policy("x.policy", text) == ([], "zh-CN", [])


def test_depth_has_a_limit_and_chains_do_not_count() -> None:
    chain = " 且 ".join(["甲"] * 3000)
    assert len(expression(chain).operands) == 3000
    assert codes("定义 甲：" + "非 " * 10_000 + "乙") == ["E0204"]
    assert codes("定义 甲：" + "（" * 10_000 + "乙" + "）" * 10_000) == ["E0204"]
    assert codes("定义 甲：" + "非 " * (MAX_DEPTH - 2) + "乙") == []


def test_places_count_characters() -> None:
    _, _, (diagnostic,) = parse_policy("x.policy", "定义 甲：\n    乙 且 𠮷 于 丙")
    assert (diagnostic.span.line, diagnostic.span.column) == (2, 11)


def test_folding_keeps_length_and_what_is_quoted() -> None:
    text = "甲（９０）“（）” # （\n【五（一）】「（」"
    assert fold_code(text) == "甲(90)“（）” # （\n【五（一）】「（」"
    assert len(fold(text)) == len(text)
