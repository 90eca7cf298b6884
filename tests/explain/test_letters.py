"""Letters word for word, and what every letter owes its reader."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from engine.explain.letter import letter
from tests.explain import golden
from tests.explain.helpers import FAILING, GOOD, data_of, decided, without, year

FILES = sorted(golden.FOLDER.glob("*.md"))
CASES = {
    "failing": FAILING, "good": GOOD, "incomplete": without(GOOD, "规定年限"), "empty": {},
    "not taken": GOOD | {"系列": "翻译", "专业": "不分专业", "申报职称": "二级翻译"},
}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_letter_word_for_word(path: Path) -> None:
    expected = golden.read(path)
    data = decided(expected.application, subject=expected.subject).to_json()
    written = {lang: letter(data, lang) for lang in expected.letters}
    if os.environ.get("BLESS"):
        golden.bless(expected, written)
    else:
        assert written == expected.letters


@pytest.mark.parametrize("name", CASES)
def test_says_that_it_is_a_self_check(name: str) -> None:
    data = data_of(CASES[name])
    assert "自查" in letter(data).splitlines()[0]
    assert "不作为资格审查结论" in letter(data).splitlines()[-1]
    assert "self-check only" in letter(data, "en").splitlines()[-1]


@pytest.mark.parametrize("name", CASES)
def test_never_speaks_for_a_bureau(name: str) -> None:
    for word in ("批准", "不予受理", "我局", "特此", "驳回"):
        assert word not in letter(data_of(CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_numbers_only_the_parts_that_exist(name: str) -> None:
    numerals = re.findall(r"^([一二三四五六七八九十]+)、", letter(data_of(CASES[name])), re.MULTILINE)
    assert numerals == ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"][: len(numerals)]
    english = re.findall(r"^(\d+)\. ", letter(data_of(CASES[name]), "en"), re.MULTILINE)
    assert english == [str(number) for number in range(1, len(numerals) + 1)]


@pytest.mark.parametrize("name", CASES)
def test_no_template_or_english_id_shows_through(name: str) -> None:
    for lang in ("zh", "en"):
        text = letter(data_of(CASES[name]), lang)
        assert not re.search(r"[{}]|None|\bFalse\b|\bTrue\b", text)
    assert not re.search(r"[a-z]{3,}", letter(data_of(CASES[name])))


def test_every_failed_comparison_of_the_sample() -> None:
    text = letter(data_of(FAILING))
    assert "2023年度总学时84，应不少于90学时，差6学时。【五(一).2、.7】" in text
    assert "2022年度专业科目58学时，应不少于60学时，差2学时。【五(一).3、.7】" in text
    assert "2019—2023年合格3年（2019、2020、2021），所填规定年限4年，差1年。【五(一).6】" in text


def test_decimal_hours_are_exact() -> None:
    records = GOOD["继续教育"] | {"2023": year("89.9", "62.5")}
    assert "2023年度总学时89.9，应不少于90学时，差0.1学时。" in letter(data_of(GOOD | {"继续教育": records}))


def test_a_name_is_shortened_and_stands_for_itself() -> None:
    text = letter(data_of(GOOD | {"单位名称": "某水利工程有限公司"}))
    assert "单位为某水利工程有限公司（青田县，企业）" in text
    assert len(letter(data_of(GOOD | {"单位名称": "长" * 150}))) < 2000


def test_many_possible_rows_are_counted_not_listed() -> None:
    data = data_of({})
    data["committees"] = data["committees"] * 3
    assert "按所填信息有12项可能受理" in letter(data)


def test_a_failure_of_one_row_among_several_names_the_row() -> None:
    facts = without(GOOD, "单位性质") | {"专业": "建设工程", "申报日期": "2023-08-15"}
    assert "（附件1表一第19项）本年度评审工作已结束" in letter(data_of(facts))
