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
    assert {"评审会议·表一·12·报告日期（最迟）", "评审会议·表一·13·报告日期（最迟）"} < set(found)
    assert len(found) == len(set(found))


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
