"""Suggestions for short Chinese words and English ids."""

from __future__ import annotations

import pytest

from engine.diagnostics.suggest import did_you_mean, edit_distance

WORDS = ["总学时", "专业科目", "公需科目", "一般公需", "工作地", "申报级别", "企业", "declared_year", "work_county"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("专业科木", "专业科目"),
        ("专业目科", "专业科目"),
        ("专业科", "专业科目"),
        ("工作地点", "工作地"),
        ("起业", "企业"),
        ("业企", "企业"),
        ("delcared_year", "declared_year"),
        ("WORK_COUNTY", "work_county"),
        ("ｄｅｃｌａｒｅｄ＿ｙｅａｒ", "declared_year"),
        ("公需", "公需科目"),
    ],
)
def test_near_words_are_found(word: str, meant: str) -> None:
    assert did_you_mean(word, WORDS) == meant


@pytest.mark.parametrize("word", ["", "丽水", "学历", "x" * 10_000_000, "完全无关的词语"])
def test_other_words_are_not(word: str) -> None:
    assert did_you_mean(word, WORDS) is None


def test_the_word_itself_is_no_suggestion() -> None:
    assert did_you_mean("企业", ["企业"]) is None


def test_transposition_counts_once() -> None:
    assert edit_distance("甲乙", "乙甲") == 1
    assert edit_distance("", "乙甲") == 2
