"""Deadlines over working days, backwards from a meeting and forwards from a report, under every reading."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from engine import api
from engine.artifact.tables import calendar
from tests.cli.helpers import ROOT
from tests.planning.support import built, meeting_plan, planned


def report(meeting: str, *given: str, seat: str = "设在市级") -> dict:
    return meeting_plan(meeting, *given, seat=seat)["报告日期 latest"]


@pytest.mark.parametrize(
    "meeting,latest,strictest,safe",
    [
        ("2023-10-12", "2023-10-07", "2023-10-06", "2023-09-28"),  # a make-up Saturday; strictly a holiday, so before it
        ("2023-10-09", "2023-09-26", "2023-09-25", "2023-09-25"),
        ("2023-10-16", "2023-10-09", "2023-10-08", "2023-10-08"),
        ("2023-10-14", "2023-10-08", "2023-10-08", "2023-10-08"),  # a Saturday: the working days before it count
        ("2023-10-15", "2023-10-08", "2023-10-08", "2023-10-08"),
        ("2024-01-02", "2023-12-25", "2023-12-24", "2023-12-22"),  # over New Year, into the year before
        ("2024-02-19", "2024-02-06", "2024-02-05", "2024-02-05"),  # over the Spring Festival
    ],
)  # fmt: skip
def test_report_before_a_meeting(meeting: str, latest: str, strictest: str, safe: str) -> None:
    found = report(meeting)
    assert (found["date"], found["strictest"], found["safe"]) == (latest, strictest, safe)
    assert found["binding"] is True
    assert found["clauses"] == ["五(二).8"]


def test_a_bound_is_the_last_day_that_the_evaluator_accepts() -> None:
    """Against evaluation itself: the day holds, the next does not."""
    policy = api.load_policy(str(ROOT / "policies" / "2023"))
    day = date(2023, 9, 20)
    while day < date(2023, 10, 31):
        found = date.fromisoformat(report(day.isoformat())["date"])
        for reported, expected in ((found, "met"), (found + timedelta(days=1), "not_met")):
            case = {"主体": "评审会议", "驻地": "设在市级", "会议日期": day, "报告日期": reported}
            findings = policy.evaluate(case).data["findings"]
            assert {f["status"] for f in findings if f["condition"] == "评前报告"} == {expected}, (day, reported)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    "meeting,reported,status",
    [
        ("2023-10-12", "2023-10-07", "kept_by_chosen_reading"),
        ("2023-10-12", "2023-10-08", "broken"),
        ("2023-10-12", "2023-09-28", "kept"),
        ("2023-10-09", "2023-09-28", "broken"),
        ("2023-10-14", "2023-10-08", "kept"),
        ("2023-10-14", "2023-10-09", "broken"),
    ],
)
def test_a_report_in_time_or_late(meeting: str, reported: str, status: str) -> None:
    assert report(meeting, f"报告日期={reported}")["status"] == status


def test_the_other_reading_is_told() -> None:
    assert report("2023-10-12")["alternatives"] == [
        {"reading": "A6", "name": "提前工作日", "option": "隔满五日", "date": "2023-10-06", "advised": False}
    ]
    assert report("2023-10-14")["alternatives"] == []


def test_kinds_of_days() -> None:
    assert report("2023-10-12")["kinds"] == {"2023-10-07": "make_up", "2023-10-06": "holiday", "2023-09-28": "working"}


def test_forwards_from_a_report() -> None:
    found = meeting_plan(None, "报告日期=2023-10-07")["会议日期 earliest"]
    assert (found["date"], found["safe"]) == ("2023-10-12", "2023-10-13")
    assert [a["option"] for a in found["alternatives"]] == ["隔满五日"]


def test_without_a_meeting_it_is_said_what_is_missing() -> None:
    found = meeting_plan(None)["报告日期 latest"]
    assert (found["date"], found["needs"]) == (None, [{"fact": "meeting_date", "name": "会议日期"}])


def test_seated_in_a_county_the_lead_is_advised_only() -> None:
    found = report("2023-10-12", seat="设在县级")
    assert (found["date"], found["advised"], found["safe"]) == ("2023-10-12", "2023-10-07", "2023-09-28")
    assert found["alternatives"] == [
        {"reading": "A6", "name": "提前工作日", "option": "隔满五日", "date": "2023-10-06", "advised": True}
    ]


def test_the_safe_day_is_the_same_wherever_the_committee_sits() -> None:
    for meeting in ("2023-10-09", "2023-10-12", "2023-10-16", "2024-02-19"):
        assert report(meeting, seat="设在县级")["safe"] == report(meeting)["safe"]


def test_a_meeting_in_another_year_than_the_policy() -> None:
    def outside(**wanted: object) -> list[bool | None]:
        return [part["outside_year"] for part in planned(subject="评审会议", **wanted)["subjects"]]

    assert outside(meeting="2025-10-16") == [True]
    assert outside(meeting="2025-10-16", rows=("表一·12",)) == [True]
    assert outside(meeting="2023-12-29") == [False]
    assert outside(meeting="2024-01-02") == [True]
    assert outside() == [None]


@pytest.mark.parametrize(
    "reported,status", [("2023-10-07", "kept"), ("2023-10-08", "kept_against_advice"), ("2023-10-13", "broken")]
)
def test_a_day_that_only_advice_speaks_against_is_no_matter_of_readings(reported: str, status: str) -> None:
    assert report("2023-10-12", f"报告日期={reported}", seat="设在县级")["status"] == status


def test_cases_are_told_apart_where_the_seat_is_not_known() -> None:
    entries = planned(subject="review_meeting", meeting="2023-10-12")["subjects"][0]["deadlines"]
    when = [entry["when"] for entry in entries if entry["name"] == "报告日期"]
    assert when == [{"驻地": "设在市级"}, {"驻地": "设在县级"}]


class TestSelfEvaluation:
    """Dates that need no meeting; A7 makes them a day stricter."""

    @pytest.fixture
    def entries(self) -> dict[str, dict]:
        found = planned(subject="自主评聘单位")["subjects"][0]["deadlines"]
        return {entry["name"]: entry for entry in found}

    def test_plan_and_summary(self, entries: dict[str, dict]) -> None:
        plan_, summary = entries["方案报人社部门日期"], entries["总结报当地人社部门日期"]
        assert (plan_["date"], plan_["safe"]) == ("2023-11-30", "2023-11-29")
        assert (summary["date"], summary["safe"]) == ("2024-02-29", "2024-02-28")
        assert [a["reading"] for a in summary["alternatives"]] == ["A7"]

    def test_what_holds_for_county_units_only_says_so(self, entries: dict[str, dict]) -> None:
        assert entries["总结报市级人社部门日期"]["when"] == {"单位层级": "县级"}
        assert entries["总结报当地人社部门日期"]["when"] == {}

    @pytest.mark.parametrize(
        "day,status", [("2024-02-28", "kept"), ("2024-02-29", "kept_by_chosen_reading"), ("2024-03-01", "broken")]
    )
    def test_the_last_day_of_february(self, day: str, status: str) -> None:
        found = planned(subject="自主评聘单位", given=(f"总结报当地人社部门日期={day}",))["subjects"][0]["deadlines"]
        assert {e["status"] for e in found if e["name"] == "总结报当地人社部门日期"} == {status}


def test_a_copy_to_a_february_without_that_day_is_an_error(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "policies" / "2023", tmp_path / "2023"))
    file = folder / "parameters.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2024-02-29", "2025-02-29"), encoding="utf-8")
    with pytest.raises(api.InvalidPolicy) as caught:
        api.plan_deadlines(str(folder))
    texts = api.render_diagnostics(caught.value.diagnostics, caught.value.sources)
    assert "2025年2月29日不存在" in texts
    assert "2024-02-29" not in texts


class TestRows:
    """Plans of a committee named by its row."""

    def test_seat_and_last_meeting_day_follow_from_the_row(self) -> None:
        found = planned(rows=("表一·12",))
        meeting = next(part for part in found["subjects"] if part["subject"] == "评审会议")
        assert [(k["name"], k["value"], k["source"]) for k in meeting["known"]] == [
            ("驻地", "设在市级", "row"), ("会议日期", "2023-09-28", "assumed"),
        ]  # fmt: skip
        assert [m["row"] for m in found["working_months"]] == ["表一·12"]

    @pytest.mark.parametrize("written", ["表一·12", "附件1·表一·12", "表一.12", " 表一・12 "])
    def test_ways_of_writing_a_row(self, written: str) -> None:
        assert planned(rows=(written,))["working_months"][0]["row"] == "表一·12"

    def test_a_county_committee(self) -> None:
        known = [part["known"][0]["value"] for part in planned(rows=("表一·26",))["subjects"] if not part["asked_of_row"]]
        assert set(known) == {"设在县级"}

    @pytest.mark.parametrize(
        "meeting,outside", [("2023-06-30", True), ("2023-07-03", False), ("2023-09-30", False), ("2023-10-09", True)]
    )
    def test_a_meeting_outside_the_working_months(self, meeting: str, outside: bool) -> None:
        parts = planned(rows=("表一·12",), subject="评审会议", meeting=meeting)["subjects"]
        assert [part["outside_working_months"] for part in parts] == [outside]

    def test_working_months_of_all_rows(self) -> None:
        months = {m["row"]: m for m in planned()["working_months"]}
        assert len(months) == 72
        assert (months["表一·12"]["start_date"], months["表一·12"]["finish_date"]) == ("2023-07-01", "2023-09-30")
        assert (months["表二·16"]["start_date"], months["表二·16"]["finish_date"]) == (None, "2024-03-31")

    def test_quarterly_rounds(self) -> None:
        rounds = planned()["rounds"]
        assert [(r["date"], r["safe"]) for r in rounds] == [
            ("2023-03-31", "2023-03-31"), ("2023-06-30", "2023-06-30"), ("2023-09-30", "2023-09-28"), ("2023-12-31", "2023-12-29"),
        ]  # fmt: skip
        assert [r["before_notice"] for r in rounds] == [True, False, False, False]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_working_days_are_those_of_the_national_calendar(year: int) -> None:
    days = calendar(built()[0])
    day = date(year, 1, 1)
    while day.year == year:
        assert days.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


class TestRefused:
    """Bad input: one diagnostic that says what to do."""

    @pytest.mark.parametrize(
        "wanted,code",
        [
            ({"meeting": "2039-05-10"}, "E0840"),
            ({"meeting": "2017-05-10"}, "E0840"),
            ({"subject": "评审会议", "given": ("报告日期=2026-12-31",), "meeting": "2027-01-04"}, "E0840"),
            ({"given": ("报告日期",)}, "E0841"),
            ({"given": ("=2023-10-07",)}, "E0841"),
            ({"given": ("报告日起=2023-10-07",)}, "E0842"),
            ({"meeting": "2023-10-12", "given": ("meeting_date=2023-10-13",)}, "E0843"),
            ({"given": ("报告日期=2023-10-07", "报告日期=2023-10-07")}, "E0843"),
            ({"given": ("报告日期=2023-10-07", "report_date=2023-10-07")}, "E0843"),
            ({"subject": "申报", "meeting": "2023-10-12"}, "E0844"),
            ({"rows": ("表一·99",)}, "E0845"),
            ({"rows": ("",)}, "E0845"),
            ({"subject": "评审会"}, "E0903"),
            ({"meeting": "2023-02-30"}, "E0621"),
            ({"meeting": "昨天"}, "E0618"),
            ({"given": ("驻地=月球",)}, None),
        ],
    )
    def test_code(self, wanted: dict, code: str | None) -> None:
        with pytest.raises(api.InvalidInput) as caught:
            planned(**wanted)
        assert code is None or code in {each.code for each in caught.value.diagnostics}

    def test_a_search_into_a_year_not_announced(self) -> None:
        with pytest.raises(api.InvalidInput) as caught:
            meeting_plan(None, "报告日期=2026-12-30")
        assert [each.code for each in caught.value.diagnostics] == ["E0840"]


@pytest.mark.parametrize("row,subjects", [("表二·16", ["申报"]), ("表三·1", [])])
def test_a_row_brings_only_the_subjects_it_speaks_of(row: str, subjects: list[str]) -> None:
    found = planned(rows=(row,))
    assert [part["subject"] for part in found["subjects"]] == subjects
    assert next(part["row"] for part in (found["rounds"] or found["working_months"])) == row
