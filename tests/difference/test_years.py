"""Policies of different years: what moves with the year is no change, and the same applicant is a year older."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.artifact.tables import calendar
from engine.difference.edition import read
from engine.difference.figures import working_days
from engine.difference.public import Difference, compare_policies
from engine.difference.rolled import moved
from engine.difference.telling import sentence
from engine.symbolic import logic
from tests.difference.edits import BASES, Edit, edited

NEXT: list[Edit] = [
    ("parameters.yaml", "值: 2023, 条款: 头.1", "值: 2024, 条款: 头.1"),
    ("parameters.yaml", "2023-11-30", "2024-11-30"),
    ("parameters.yaml", "2024-02-29", "2025-02-28"),
    ("notice.yaml", "丽人社函〔2023〕45号", "丽人社函〔2024〕40号"),
    ("notice.yaml", "标题: 关于做好2023年度", "标题: 关于做好2024年度"),
    ("notice.yaml", "年度: 2023\n", "年度: 2024\n"),
    ("notice.yaml", '"2023-05-15"', '"2024-05-10"'),
    ("recommendations.yaml", "2024年3月", "2025年3月"),
]


def years_apart(place: Path, cache: str, *more: Edit) -> Difference:
    return compare_policies(str(BASES["2023"]), edited(place / "2024", "2023", [*NEXT, *more]), cache=cache)


def test_a_mere_change_of_year(tmp_path: Path, cache: str) -> None:
    found = years_apart(tmp_path, cache)
    assert [each.name for each in found.found.changes] == ["document_number", "issued_on", "title", "year"]
    assert found.found.answers == ()
    figures, rows = found.found.carried
    assert figures == ("计划年度", "评聘方案截止日", "评聘总结截止日")
    assert len(rows) == 72
    assert "工作时间随年度顺延、没有另改的附件行：72 行。" in found.text()
    assert "Annex rows whose working time only moved with the year: 72." in found.text("en")


def test_dates_that_were_forgotten_or_moved(tmp_path: Path, cache: str) -> None:
    edits = ("parameters.yaml", "2025-02-28", "2024-02-29"), ("parameters.yaml", "2024-11-30", "2024-12-02")
    found = years_apart(tmp_path, cache, *edits).found
    told = {each.name: (each.kind, sentence(each, "zh"), sentence(each, "en")) for each in found.changes[4:]}
    assert told == {
        "评聘方案截止日": (
            "date", "评聘方案截止日：2023-11-30 → 2024-12-02（推迟 2 天，1 个工作日，按顺延应为 2024-11-30）",
            "评聘方案截止日: 2023-11-30 → 2024-12-02 (2 days later, 1 working day, moved with the year it would be 2024-11-30)",
        ),
        "评聘总结截止日": (
            "date_kept", "评聘总结截止日：仍为 2024-02-29，没有随年度改动，请核对",
            "评聘总结截止日: still 2024-02-29, not moved with the year; please check",
        ),
    }  # fmt: skip


@pytest.mark.skipif(not logic.is_available(), reason="the answers are those of the solver")
def test_one_figure_in_another_year(tmp_path: Path, cache: str) -> None:
    found = years_apart(tmp_path, cache, ("parameters.yaml", "单位: 学时, 值: 90", "单位: 学时, 值: 100"))
    (answers,) = found.found.answers
    assert (answers.subject, answers.admitted.verdict, answers.excluded.verdict) == ("申报", "proved", "found")
    files = found.applications()
    names = ("newly-decided", "newly-excluded", "newly-incomplete")
    assert sorted(files) == [f"{name}{year}.json" for name in names for year in (".2023", "")]
    policies = {"2023": api.load_policy(str(BASES["2023"])), "2024": api.load_policy(str(tmp_path / "2024"))}
    decided = {
        (name, year): policy.evaluate(json.loads(json.dumps(files[name])), file=name).decision
        for name in files
        for year, policy in policies.items()
    }
    assert decided["newly-excluded.2023.json", "2023"] == "eligible"
    assert decided["newly-excluded.json", "2024"] == "ineligible"
    assert {each[1] for each in decided} == {"2023", "2024"}  # every file can be read under both
    assert _years(files["newly-excluded.json"]) == {each + 1 for each in _years(files["newly-excluded.2023.json"])}
    assert "两份政策年度不同：同一申报人是指年份、日期都相差 1 年、其余相同的申报。" in found.text()
    assert "按 2023 年度填写时，日期和年份各早 1 年。" in found.text()


def _years(application: Any) -> set[int]:
    records = application["继续教育"]
    return {application["申报年度"], *application["任职年度"].values(), *(int(year) for year in records)}


def test_the_other_way_round(tmp_path: Path, cache: str) -> None:
    later = edited(tmp_path / "2024", "2023", NEXT)
    found = compare_policies(later, str(BASES["2023"]), cache=cache)
    assert len(found.found.changes) == 4
    assert "注意：前一份的年度晚于后一份" in found.text()


@pytest.mark.parametrize(
    ("day", "years", "wanted"),
    [
        (date(2023, 11, 30), 1, date(2024, 11, 30)), (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2023, 2, 28), 1, date(2024, 2, 29)), (date(2024, 2, 28), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), -1, date(2023, 2, 28)), (date(9999, 5, 1), 1, date(9999, 5, 1)),
    ],
)  # fmt: skip
def test_moved(day: date, years: int, wanted: date) -> None:
    assert moved(day, years) == wanted


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (date(2023, 9, 28), date(2023, 10, 9), 3),  # two make-up days at the weekend and the Monday
        (date(2023, 10, 9), date(2023, 9, 28), -3),
        (date(2023, 11, 30), date(2023, 11, 30), 0),
        (date(2023, 11, 30), date(2043, 11, 30), None),
    ],
)
def test_working_days(first: date, last: date, wanted: int | None, cache: str) -> None:
    known = calendar(read(str(BASES["2023"]), cache=cache).tables)
    assert working_days(first, last, known) == wanted
