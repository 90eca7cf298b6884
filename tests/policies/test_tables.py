"""The 72 rows of annex 1: counts and figures that were established from the notice independently of the files."""

from __future__ import annotations

import re
from collections import Counter

import pytest

ONE, TWO, THREE = "committees.yaml", "recommendations.yaml", "initial_titles.yaml"


@pytest.fixture(scope="module")
def rows(files):
    return {"表一": files[ONE]["表一"], "表二": files[TWO]["表二"], "表三": files[THREE]["表三"]}


def _numbers(rows, keep):
    return [row["序号"] for row in rows if keep(row)]


@pytest.mark.parametrize("table, count", [("表一", 31), ("表二", 40), ("表三", 1)])
def test_rows_are_numbered_without_a_gap(rows, table, count):
    assert [row["序号"] for row in rows[table]] == list(range(1, count + 1))


def test_working_months_of_the_committees(resolved):
    one = resolved.tables["表一"].rows
    assert Counter(int(row.start_date[5:7]) for row in one) == {5: 2, 6: 6, 7: 17, 8: 5, 10: 1}
    assert Counter(int(row.finish_date[5:7]) for row in one) == {7: 2, 8: 6, 9: 6, 10: 10, 11: 5, 12: 2}
    assert {row.finish_date[:4] for row in one} == {"2023"}


def test_one_recommendation_ends_in_the_next_year(resolved):
    two = resolved.tables["表二"].rows
    assert [(row.number, row.finish_date) for row in two if not row.finish_date.startswith("2023")] == [(16, "2024-03-31")]
    assert {row.start_date for row in two} == {"2023-05-15"}
    assert Counter(int(row.finish_date[5:7]) for row in two) == {5: 1, 6: 2, 7: 3, 8: 8, 9: 10, 10: 13, 11: 2, 3: 1}


def test_initial_titles_are_granted_in_four_quarters(resolved):
    (row,) = resolved.tables["表三"].rows
    assert (row.start_date, row.finish_date) == ("2023-05-15", "2023-12-31")
    assert re.findall(r"\d+", row.finish) == ["3", "6", "9", "12"]


def test_rows_that_recommend(rows):
    says = _numbers(rows["表一"], lambda row: "推荐" in row["所评资格名称"]["原文"])
    lists = _numbers(rows["表一"], lambda row: row["所评资格名称"]["推荐"])
    assert says == lists == [*range(1, 20), 24, *range(26, 30)]
    assert _numbers(rows["表一"], lambda row: not row["所评资格名称"]["评审"]) == [8, 21, 24]


def test_self_evaluating_units_are_excluded_where_the_cell_says_so(rows):
    for table, expected in {"表一": [5, 6, *range(24, 32)], "表二": [39]}.items():
        assert _numbers(rows[table], lambda row: "自主评聘单位除外" in row["申报对象"]["原文"]) == expected
        assert _numbers(rows[table], lambda row: "自主评聘除外" in row["范围"]) == expected
        others = _numbers(rows[table], lambda row: "自主评聘照常" in row["范围"])
        assert sorted(others + expected) == list(range(1, len(rows[table]) + 1))


def test_seats_and_tiers(rows):
    assert _numbers(rows["表一"], lambda row: row["驻地"] == "县") == [24, 26, 27]
    assert _numbers(rows["表一"], lambda row: "单位层级 是 县级" in row["范围"]) == [24, 26, 27]
    assert _numbers(rows["表一"], lambda row: "单位层级 是 市本级" in row["范围"]) == [28, 29]


def test_thirty_telephones_over_sixty_nine_rows(rows):
    keys = ("评委会办公室所在单位及电话", "主管单位及电话", "材料初审单位及电话")
    offices = [row[key] for table in rows.values() for row in table for key in keys if key in row]
    phones = [office["电话"] for office in offices if "电话" in office]
    assert (len(offices), len(phones), len(set(phones))) == (72, 69, 30)
    assert all(office["原文"].endswith(office["电话"]) for office in offices if "电话" in office)
    by_phone = {}
    for office in offices:
        by_phone.setdefault(office.get("电话"), set()).add(re.sub(r"[()（）]", "", office["单位"]))
    assert {phone: names for phone, names in by_phone.items() if phone and len(names) > 1} == {}


def test_read_units_differ_from_the_cell_only_where_an_erratum_says_so(files, rows):
    proposed = {(e["位置"], e["拟改"]) for e in files["notice.yaml"]["勘误"] if e["类别"] == "文字"}
    for table, listed in rows.items():
        for row in listed:
            office = next(row[key] for key in row if key.endswith("电话"))
            plain = re.sub(r"\s", "", office["原文"]).removesuffix(office.get("电话", ""))
            if office["单位"] != plain:
                assert (f"{table}·{row['序号']}", office["单位"]) in proposed


def test_spaces_inside_cells_are_logged(files, rows):
    logged = {(e["位置"], e["栏"]) for e in files["notice.yaml"]["勘误"] if e["类别"] == "版式"}
    for table, listed in rows.items():
        for row in listed:
            for key, cell in row.items():
                raw = cell.get("原文", "") if isinstance(cell, dict) else str(cell)
                inside = re.sub(r"[,，] ", "，", re.sub(r"\s\d{7}$", "", raw))
                if key not in ("范围", "备注", "另见") and re.search(r"\s", inside):
                    assert (f"{table}·{row['序号']}", key) in logged


def test_every_title_of_a_row_belongs_to_a_series(files, rows):
    titles = {t["名称"] for s in files["series.yaml"]["系列"] for listed in s["职称"].values() for t in listed}
    for row in rows["表一"]:
        assert set(row["所评资格名称"]["评审"]) | set(row["所评资格名称"]["推荐"]) <= titles
    for row in rows["表二"]:
        assert set(row["推荐资格名称"]["推荐"]) <= titles


def test_rows_read_beside_a_row_exist(rows):
    known = {f"{table}·{row['序号']}" for table, listed in rows.items() for row in listed}
    for listed in rows.values():
        for row in listed:
            assert set(row.get("另见", [])) <= known
