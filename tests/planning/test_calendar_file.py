"""The calendar file, read back."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from engine import api
from engine.planning.calendar_file import calendar_file
from tests.planning.support import planned


def events(data: bytes) -> dict[str, object]:
    return {str(event["summary"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


@pytest.fixture(scope="module")
def written() -> bytes:
    return calendar_file(planned(rows=("表一·12",), meeting="2023-09-20"), "zh", months=True)


def test_lines_end_and_fold_as_the_standard_says(written: bytes) -> None:
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    for line in written.split(b"\r\n"):
        line.decode("utf-8")  # no character is cut in two


def test_all_day_events_with_alarms(written: bytes) -> None:
    found = events(written)
    event = found["评审会议·表一·12·报告日期（最迟）"]
    assert event["dtstart"].dt == date(2023, 9, 13)
    assert event["dtend"].dt == date(2023, 9, 14)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-7, hours=9), timedelta(days=-1, hours=9)]
    assert "五(二).8" in event["description"]
    work = found["评审工作：市林业工程技术人员中级专业技术职务任职资格评审委员会"]
    assert (work["dtstart"].dt, work["dtend"].dt) == (date(2023, 7, 1), date(2023, 10, 1))


def test_identity_stays_when_the_date_moves(written: bytes) -> None:
    moved = calendar_file(planned(rows=("表一·12",), meeting="2023-09-22"), "zh", months=True)
    before, after = events(written), events(moved)
    assert {k: str(e["uid"]) for k, e in before.items()} == {k: str(e["uid"]) for k, e in after.items()}
    assert before["评审会议·表一·12·报告日期（最迟）"]["dtstart"].dt != after["评审会议·表一·12·报告日期（最迟）"]["dtstart"].dt
    assert len({str(e["uid"]) for e in before.values()}) == len(before)


def test_committees_are_told_apart_by_their_rows() -> None:
    found = [str(e["summary"]) for e in Calendar.from_ical(calendar_file(planned(rows=("表一·12", "表一·13")))).walk("VEVENT")]
    assert {"评审会议·表一·12·报告日期（最迟，会议日期为假定）", "评审会议·表一·13·报告日期（最迟，会议日期为假定）"} < set(found)
    assert len(found) == len(set(found))


def described(data: bytes) -> dict[str, str]:
    return {name: str(event["description"]) for name, event in events(data).items()}


def test_a_meeting_that_is_assumed_is_called_so() -> None:
    found = planned(rows=("表一·12",))
    chinese, english = described(calendar_file(found)), described(calendar_file(found, "en"))
    about = chinese["评审会议·表一·12·报告日期（稳妥，会议日期为假定）"]
    assert about.splitlines()[0] == "会议日期2023-09-28为假定（完成月份的最后一个工作日），确定后请重新推算"
    about = english["review_meeting·表一·12·report_date (last day, meeting_date assumed)"]
    first = "meeting_date 2023-09-28 is assumed (the last working day of the finish month); make the plan again once it is known"
    assert about.splitlines()[0] == first
    assert [name for name in chinese if name.startswith("申报") and "假定" in name + chinese[name]] == []
    given = calendar_file(planned(rows=("表一·12",), meeting="2023-09-28"))
    assert [name for name, about in described(given).items() if "假定" in name + about] == []
    before, after = events(calendar_file(found)), events(given)
    assert [str(event["uid"]) for event in before.values()] == [str(event["uid"]) for event in after.values()]


def test_a_meeting_at_an_odd_time_is_remarked_on() -> None:
    found = planned(rows=("表一·12",), subject="评审会议", meeting="2025-10-16")
    about = described(calendar_file(found))["评审会议·表一·12·报告日期（最迟）"].splitlines()
    assert about[:2] == ["会议日期不在该评委会的评审工作月份内", "会议日期不在2023年度内"]
    about = described(calendar_file(found, "en"))["review_meeting·表一·12·report_date (last day)"].splitlines()
    assert about[:2] == ["the meeting lies outside the committee's working months", "the meeting does not lie in 2023"]


def test_cases_are_told_in_the_language_asked_for() -> None:
    found = planned(subject="评审会议", meeting="2023-10-12")
    assert "评审会议·设在县级·报告日期（稳妥）" in described(calendar_file(found))
    assert "review_meeting·county_seat·report_date (safe day)" in described(calendar_file(found, "en"))


def test_same_plan_same_bytes(written: bytes) -> None:
    assert calendar_file(planned(rows=("表一·12",), meeting="2023-09-20"), "zh", months=True) == written


def test_language_does_not_change_identity(written: bytes) -> None:
    english = calendar_file(planned(rows=("表一·12",), meeting="2023-09-20"), "en", months=True)
    assert {str(e["uid"]) for e in events(english).values()} == {str(e["uid"]) for e in events(written).values()}
    assert "review_meeting·表一·12·report_date (last day)" in events(english)
    assert "application·表一·12·declared_on (first safe day)" in events(english)


def test_rounds_before_the_notice_are_left_out() -> None:
    found = [name for name in events(calendar_file(planned())) if "初定" in name]
    assert len(found) == 3


def test_every_event_has_an_identity_of_its_own() -> None:
    data = calendar_file(planned(meeting="2023-10-12"), "zh", months=True)
    identities = [str(event["uid"]) for event in Calendar.from_ical(data).walk("VEVENT")]
    assert len(identities) == len(set(identities))


def test_nothing_dated() -> None:
    with pytest.raises(api.InvalidInput) as caught:
        calendar_file(planned(subject="评审会议"))
    assert [each.code for each in caught.value.diagnostics] == ["E0847"]


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(api.InvalidInput) as caught:
        calendar_file(planned())
    assert [each.code for each in caught.value.diagnostics] == ["E0846"]
