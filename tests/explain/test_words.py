"""Tables of words, figures and lists of clauses."""

from __future__ import annotations

import ast
import re
import string
from datetime import date
from pathlib import Path

import pytest

from engine.explain import figures
from engine.explain.clause_lists import clause_list
from engine.explain.committees import cell
from engine.explain.words import LANGUAGES, WORDS, say
from engine.values import NOT_APPLICABLE, Interval, Unknown
from tests.explain.small_policy import TABLES

EXPLAIN = Path(figures.__file__).parent
HOURS = {"type": "quantity", "unit": "学时", "scale": 1}


def test_both_languages_have_the_same_templates() -> None:
    assert set(WORDS["zh"]) == set(WORDS["en"])


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", sorted(WORDS["zh"]))
def test_no_language_knows_a_field_that_the_other_lacks_without_reason(key: str) -> None:
    """English may leave out a Chinese word's particle, never a figure; the short title stands for 《通知》 in Chinese only."""
    assert fields(WORDS["zh"][key]) - fields(WORDS["en"][key]) <= {"short", "year"}
    assert fields(WORDS["en"][key]) <= fields(WORDS["zh"][key])


def test_every_template_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in EXPLAIN.glob("*.py"))
    literals = {node.value for node in ast.walk(ast.parse(source.replace("from __future__ import annotations", "")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    prefixes = tuple(literal for literal in literals if re.fullmatch(r"[a-z_]+_", literal))
    suffixes = ("_date", "_failed", "_only")
    stems = {key.removesuffix(suffix) for key in WORDS["zh"] for suffix in suffixes if key.endswith(suffix)} & literals
    unused = {
        key for key in WORDS["zh"]
        if key not in literals and not key.startswith(prefixes)
        and not any(key == stem + suffix for stem in stems for suffix in suffixes)
    }  # fmt: skip
    assert unused == set()


@pytest.mark.parametrize(
    ("value", "scale", "expected"),
    [(845, 1, "84.5"), (840, 1, "84"), (5, 0, "5"), (-5, 1, "-0.5"), (1, 2, "0.01"), (0, 2, "0"), (100, 2, "1")],
)
def test_scaled_numbers_are_decimal_texts(value: int, scale: int, expected: str) -> None:
    assert figures.decimal(value, scale) == expected


@pytest.mark.parametrize(
    ("value", "like", "expected"),
    [
        (845, HOURS, ("known", "84.5", "84.5学时", "84.5 class hours")),
        (Interval(30, 40, frozenset()), HOURS, ("between", "3", "3至4学时", "3 to 4 class hours")),
        (Interval(30, 30, frozenset()), HOURS, ("known", "3", "3学时", "3 class hours")),
        (1, {"type": "integer", "unit": "年"}, ("known", 1, "1年", "1 year")),
        (5, {"type": "integer", "unit": "工作日"}, ("known", 5, "5工作日", "5 working days")),
        (7, {"type": "integer", "unit": ""}, ("known", 7, "7", "7")),
        (2023, {"type": "year"}, ("known", 2023, "2023年", "2023")),
        (True, {"type": "boolean"}, ("known", True, "是", "yes")),
        (date(2023, 6, 1), {"type": "date"}, ("known", "2023-06-01", "2023年6月1日", "1 June 2023")),
        ("企业", {"type": "word", "enumeration": "单位性质"}, ("known", "企业", "企业", "enterprise (企业)")),
        ("高级工程师", {"type": "word", "enumeration": "职称"}, ("known", "高级工程师", "高级工程师", "高级工程师")),
        ((2019, 2023), {"type": "years"}, ("known", [2019, 2023], "2019—2023年", "2019–2023")),
        ((2023, 2023), {"type": "years"}, ("known", [2023, 2023], "2023年", "2023")),
        ((("工程", "中级"), ("翻译", Unknown(frozenset()))), {"type": "list"},
         ("known", [["工程", "中级"], ["翻译", "?"]], "工程 中级、翻译 ?", "工程 中级, 翻译 ?")),
        ((), {"type": "list"}, ("known", [], "无", "none")),
        (frozenset({"乙", "甲"}), {"type": "group"}, ("known", ["乙", "甲"], "乙、甲", "乙, 甲")),
        (NOT_APPLICABLE, {"type": "date"}, ("not_applicable", None, "不适用", "not applicable")),
        (Unknown(frozenset()), HOURS, ("unknown", None, "未知", "unknown")),
        ((Unknown(frozenset()), 2023), {"type": "years"}, ("unknown", None, "未知", "unknown")),
    ],
)  # fmt: skip
def test_figures(value: object, like: dict, expected: tuple) -> None:
    made = figures.figure(value, like, TABLES)
    assert (made["state"], made["value"], made["text"]["zh"], made["text"]["en"]) == expected
    assert (made.get("high") is None) is (made["state"] != "between")


def test_user_text_is_made_safe() -> None:
    made = figures.figure("甲\u202e乙\x1b[31m", {"type": "text"}, TABLES)
    for text in (made["value"], *made["text"].values()):
        assert "\u202e" not in text
        assert "\x1b" not in text
    assert len(figures.figure("长" * 10_000, {"type": "text"}, TABLES)["text"]["zh"]) < 100


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([], ""),
        (["五(一).2", "五(一).7"], "【五(一).2、.7】"),
        (["五(一).2", "五(一).3", "五(一).4", "五(一).5", "五(一).7"], "【五(一).2—.5、.7】"),
        (["五(一).7", "五(一).2", "五(一).2"], "【五(一).2、.7】"),
        (["五(一).2", "五(一).3"], "【五(一).2、.3】"),
        (["一.1", "五(一).6"], "【一.1、五(一).6】"),
        (["三.7a", "三.4"], "【三.4、.7a】"),
        (["附件1·表一·19", "附1.一"], "【附件1·表一·19、附1.一】"),
    ],
)
def test_clause_lists(clauses: list[str], expected: str) -> None:
    assert clause_list(clauses, "zh") == expected


def test_clause_lists_in_english() -> None:
    assert clause_list(["一.1", "五(一).6"], "en") == " [一.1, 五(一).6]"


def test_cells_lose_the_spaces_of_their_layout() -> None:
    assert cell("档案副研究馆员、研 究馆员 ") == "档案副研究馆员、研究馆员"
    assert cell("3月、6月、 9月、12月") == "3月、6月、9月、12月"
    assert cell("Class A office") == "Class A office"


def test_every_language_says_the_same_key() -> None:
    assert [say(lang, "yes") for lang in LANGUAGES] == ["是", "yes"]
