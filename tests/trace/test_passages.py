"""Folding, digests and search; numerals and dates as the notice prints them; tables in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.trace.annex import read_tables
from engine.trace.figures import chinese, stands
from engine.trace.passages import Wanted, digest, find_all, fold_document, fold_text

TEXTS = st.text(st.sampled_from("甲乙丙，、。（）(),.0１ \n\u3000"), max_size=60)


def test_folding_drops_whitespace_and_folds_width():
    assert fold_text(" 应提前５ 个\n工作日，（下同）\u3000。") == "应提前5个工作日,(下同)。"


def test_digest_is_the_beginning_of_a_sha256():
    assert digest("") == "e3b0c44298fc1c14"


@given(TEXTS)
def test_every_folded_character_knows_where_it_stood(text):
    document = fold_document("n.txt", text)
    assert document.text == fold_text(text)
    assert [fold_text(text[at]) for at in document.offsets] == list(document.text)


@given(st.lists(TEXTS.filter(fold_text), min_size=1, max_size=5))
def test_passages_of_a_text_are_found_in_it(parts):
    text = fold_text("".join(parts))
    wanted = [Wanted(str(n), len(fold_text(part)), digest(fold_text(part))) for n, part in enumerate(parts)]
    found = find_all(text, wanted)
    assert {locator: text[a:b] for locator, (a, b) in found.items()} == {str(n): fold_text(part) for n, part in enumerate(parts)}


def test_passages_may_stand_in_another_order_and_may_be_missing():
    wanted = [Wanted("1", 2, digest("乙乙")), Wanted("2", 2, digest("甲甲")), Wanted("3", 2, digest("丁丁"))]
    assert find_all("甲甲乙乙", wanted) == {"1": (2, 4), "2": (0, 2)}
    assert find_all("", wanted) == {}


def test_the_same_words_twice_are_found_in_order():
    twice = [Wanted("1", 2, digest("甲乙")), Wanted("2", 2, digest("甲乙"))]
    assert find_all("甲乙丙甲乙", twice) == {"1": (0, 2), "2": (3, 5)}


def test_places_are_told_by_line_and_column():
    document = fold_document("n.txt", "甲乙\n丙 丁戊\n己")
    assert str(document.span(3, 5)) == "n.txt:2:3"
    assert document.span(2, 6).end_line == 2
    assert document.excerpt(2, 6) == "丙 丁戊 己"
    assert document.excerpt(3, 3) == ""


def test_chinese_numerals():
    assert [chinese(n) for n in (0, 1, 9, 10, 12, 20, 26, 90, 99)] == [
        "零", "一", "九", "十", "十二", "二十", "二十六", "九十", "九十九",
    ]  # fmt: skip


def test_figures_stand_before_their_unit_and_whole():
    assert stands(90, "quantity", "学时", "不少于90学时")
    assert stands(60, "quantity", "学时", "不少于六十学时")
    assert stands(5, "quantity", "工作日", "提前5个工作日")
    assert stands(1, "quantity", "次", "每季度开展一次")
    assert stands(2, "quantity", "年", "连续两年")
    assert not stands(90, "quantity", "学时", "不少于190学时")
    assert not stands(10, "quantity", "学时", "不少于六十学时")
    assert not stands(90, "quantity", "学时", "90个工作日")
    assert not stands(5, "quantity", "工作日", "提前15个工作日")


def test_years_integers_and_texts():
    assert stands(2019, "year", None, "2019年以前")
    assert not stands(201, "year", None, "2019年以前")
    assert stands(3, "integer", None, "共三项")
    assert stands("网上（平台）", "text", None, "在网上(平台)办理")
    assert not stands("其他平台", "text", None, "在网上平台办理")


def test_dates_with_and_without_their_year():
    assert stands("2023-11-30", "date", None, "于11月30日前")
    assert stands("2024-02-29", "date", None, "2024年2月29日前")
    assert stands("2024-02-29", "date", None, "至2024-02-29止")
    assert not stands("2023-02-29".replace("29", "28"), "date", None, "2024年2月28日前")
    assert not stands("2023-01-30", "date", None, "于11月30日前")
    assert not stands("2023-11-03", "date", None, "于11月30日前")


def test_tables_of_the_text():
    text = "一、表\n序号\t名称\n1\t甲 乙\n\n2\t丙\n其他\n序号\t名称\t时间\n1\t丁\n"
    first, second = read_tables(fold_document("n.txt", text))
    assert [(row.number, dict(row.cells)) for row in first.rows] == [
        (1, {"序号": "1", "名称": "甲 乙"}), (2, {"序号": "2", "名称": "丙"}),
    ]  # fmt: skip
    assert second.columns == ("序号", "名称", "时间")
    assert dict(second.rows[0].cells) == {"序号": "1", "名称": "丁"}
    assert first.rows[1].span.line == 5


def test_a_row_without_its_heading_is_no_table():
    assert read_tables(fold_document("n.txt", "1\t甲\n2\t乙\n")) == []
