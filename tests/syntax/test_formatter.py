"""The formatter: one settled form, comments and line breaks kept, meaning kept, nothing done to files with mistakes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.syntax.formatter import format_policy
from engine.syntax.parser import parse_policy
from engine.syntax.printer import print_statement
from tests.repository import ROOT, files
from tests.syntax.strategies import TABLES, layouts, statements

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def formatted(text: str) -> str:
    found, diagnostics = format_policy(text, "x.policy")
    assert found is not None, diagnostics
    return found


def comments(text: str) -> list[str]:
    """What the comments of a text say, in order."""
    code = re.sub(r"“[^”\n]*”|【[^】\n]*】", "", text)
    return [found.strip() for found in re.findall(r"[#＃]([^\n]*)", code)]


@pytest.mark.parametrize("language", sorted(TABLES))
@SLOW
@given(data=st.data())
def test_any_layout(language: str, data: Any) -> None:
    trees = data.draw(st.lists(statements, min_size=1, max_size=3))
    head = "" if language == "zh-CN" else f"# language: {language}\n"
    text = head + data.draw(layouts("\n".join(print_statement(tree, language) for tree in trees), language))
    before = parse_policy("x.policy", text)
    assert before[0] == trees
    found = formatted(text)
    assert parse_policy("x.policy", found)[:2] == before[:2]
    assert formatted(found) == found
    assert comments(found) == comments(text)
    assert not re.search(r"[ \t\r　]+$|\t|\r|\n\n\n|\A\n", found, re.MULTILINE)
    assert found.endswith("\n")
    assert not found.endswith("\n\n")


@pytest.mark.parametrize("path", files(".policy"), ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_rules_are_settled(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text


def test_settled_form() -> None:
    assert formatted(
        "#说明\n定义 学时合格( 年 ): 继续教育[ 年 ] . 总学时 ≥参数.年度总学时【五（一）.2】\n"
        "并且 继续教育[年].专业科目≥参数.专业科目学时【口径A1】【五(一).3】 # 行尾\n"
        "例外 视同合格：如果 年 <= 口径.视同合格截止年 则 是\n"
        "条件 连续两年合格【五(一).7】主体 申报 逐行 表一 、表二 适用 申报方式 不等于 初定\n"
        '应当 每个 年 于 (申报年度-1,申报年度):学时合格(年)\n否则 不得申报 "{年}年度未达要求"'
    ) == (
        "# 说明\n"
        "定义 学时合格（年）：\n"
        "    继续教育[年].总学时 不少于 参数.年度总学时 【五(一).2】\n"
        " 且 继续教育[年].专业科目 不少于 参数.专业科目学时 【口径 A1】【五(一).3】  # 行尾\n"
        "  例外 视同合格：若 年 不超过 口径.视同合格截止年 则 是\n"
        "\n"
        "条件 连续两年合格 【五(一).7】\n"
        "    主体 申报\n"
        "    逐行 表一、表二\n"
        "    适用 申报方式 不是 初定\n"
        "    应当 每个 年 于 （申报年度 - 1，申报年度）：学时合格（年）\n"
        "    否则 不得申报 “{年}年度未达要求”\n"
    )


def test_brackets_and_chains_line_up() -> None:
    assert formatted(
        "条件 甲 【一.1】\n主体 申报\n应当 （\n乙\n或 丙\n）\n且 丁 是 （子，\n丑）\n否则 提示\n"
        "归类 戊\n若 己\n或 庚 归 辛\n其余 壬\n定义 癸：\n子 是 丑\n或 （寅\n且 卯）"
    ) == (
        "条件 甲 【一.1】\n"
        "    主体 申报\n"
        "    应当 （\n"
        "        乙\n"
        "     或 丙\n"
        "    ）\n"
        "      且 丁 是 （子，\n"
        "                 丑）\n"
        "    否则 提示\n"
        "\n"
        "归类 戊\n"
        "    若 己\n"
        "    或 庚 归 辛\n"
        "    其余 壬\n"
        "\n"
        "定义 癸：\n"
        "    子 是 丑\n"
        " 或 （寅\n"
        "   且 卯）\n"
    )


def test_a_conditional_keeps_its_own_otherwise() -> None:
    text = "条件 甲 【一.1】 主体 申报 适用 乙 适用 应当 若 丙 则 若 丁 则 是 否则 否 否则 戊 否则 不得申报"
    assert formatted(text).splitlines()[1:] == [
        "    主体 申报",
        "    适用 乙 适用",
        "    应当 若 丙 则 若 丁 则 是 否则 否 否则 戊",
        "    否则 不得申报",
    ]


def test_comments_stay_where_they_belong() -> None:
    text = (
        "# 文件说明\n\n# 第一段\n定义 甲：\n    乙\n# 紧跟在后\n\n# 单独一段\n\n# 说明例外\n"
        "  例外 丙：若 丁 则 是\n\n条件 戊 【一.1】\n    # 说明主体\n    主体 申报  # 行尾\n    应当 乙\n# 紧跟\n\n# 文件末尾"
    )
    assert formatted(text) == (
        "# 文件说明\n\n# 第一段\n定义 甲：\n    乙\n  # 紧跟在后\n  # 单独一段\n  # 说明例外\n"
        "  例外 丙：若 丁 则 是\n\n条件 戊 【一.1】\n    # 说明主体\n    主体 申报  # 行尾\n    应当 乙\n    # 紧跟\n\n# 文件末尾\n"
    )


def test_minus_signs_touch_only_what_they_negate() -> None:
    assert formatted("定义 甲：乙-1 大于 - 2 * -丙").splitlines()[1] == "    乙 - 1 超过 -2 * -丙"


def test_english() -> None:
    text = "# language: en\ndefine a ( year ): b [year] . c >= 3 and d differs from e 【1.2】\n"
    assert formatted(text) == "# language: en\ndefine a(year):\n    b[year].c at least 3 and d is not e 【1.2】\n"


def test_english_words_of_several_parts() -> None:
    text = "# language: en\ndefine a:\n    if not b  then c if   not\n applicable 1 otherwise d forward 1 month last of  month\n"
    assert formatted(text) == (
        "# language: en\ndefine a:\n    if not b then c if not applicable 1 otherwise d forward 1 month last of month\n"
    )


def test_dates_and_texts() -> None:
    assert formatted('定义 甲：乙 晚于 2023-5-1 且 丙 是 "文本" 且 丁 是 「引“号”」 且 戊 早于 2023年5月1日').splitlines()[1] == (
        "    乙 晚于 2023-05-01 且 丙 是 “文本” 且 丁 是 「引“号”」 且 戊 早于 2023年5月1日"
    )


@pytest.mark.parametrize("text", ["", "\n\n", "\r\n"])
def test_empty(text: str) -> None:
    assert formatted(text) == ""


def test_comments_alone() -> None:
    assert formatted("\n# 一\n\n\n# 二  \r\n") == "# 一\n\n# 二\n"


def test_a_line_that_would_become_the_language_line_is_left_alone() -> None:
    """Only the first line names a language; taking away the blank line above would make it one."""
    text = "\n# language: en\n定义 甲： 乙\n"
    assert formatted(text) == text


@pytest.mark.parametrize("text", ["定义 甲 乙", "定义甲：乙", "# language: fr\n", "定义 甲：（乙", "条件 甲\n    主体 申报\n"])
def test_mistakes_are_told_and_nothing_is_done(text: str) -> None:
    found, diagnostics = format_policy(text, "x.policy")
    assert found is None
    assert diagnostics
    assert diagnostics == parse_policy("x.policy", text)[2]
