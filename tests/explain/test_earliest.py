"""The earliest year, with its assumptions."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.explain.earliest import moved_case
from engine.explain.inquiry import Inquiry
from tests.explain.helpers import FAILING, GOOD, case_of, data_of, year
from tests.explain.small_policy import EVALUATE, TABLES

HOURS = GOOD["继续教育"]


def earliest(facts: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data_of(facts)["earliest_year"]
    return found


def test_not_sought_where_a_remedy_was_found() -> None:
    assert earliest(GOOD)["searched"] is False
    assert earliest(GOOD | {"继续教育": HOURS | {"2023": year(89)}})["searched"] is False


def test_the_sample_can_apply_next_year() -> None:
    found = earliest(FAILING)
    assert (found["year"], found["ahead"]) == (2024, 1)
    assert found["assumptions"][0]["zh"] == "2023、2024年度继续教育均达到要求"
    assert found["assumptions"][-1]["zh"] == "届时规定和评审工作时间不变，其余所填信息不变"
    paths = {change["path"]: change["to"]["value"] for change in found["changes"]}
    assert paths["continuing_education[2023].total_hours"] == "90"
    assert paths["continuing_education[2024].professional_hours"] == "60"


def test_still_missing_facts_are_said_to_be_needed() -> None:
    assert earliest(FAILING)["decision"] == "incomplete"
    assert earliest(FAILING | {"含涉密材料": False})["decision"] == "eligible"


def test_too_few_years_take_as_many_years_as_are_short() -> None:
    """Two compliant years of five required: the running year and two more, each brought up to the mark."""
    records = {"2021": year(60, 40), "2022": year(92), "2023": year(84)}
    facts = GOOD | {"规定年限": 5, "任职年度": {"起": 2019, "止": 2023}, "继续教育": {"2020": year(60, 40)} | records}
    assert earliest(facts)["year"] == 2025


def test_more_than_two_changes_within_the_same_year() -> None:
    found = earliest(GOOD | {"继续教育": HOURS | {"2023": year(80, 58, 18, 11)}})
    assert (found["year"], found["ahead"]) == (2023, 0)
    assert len(found["changes"]) == 3


def test_after_the_working_time_next_year_within_it() -> None:
    found = earliest(GOOD | {"申报日期": "2023-11-21"})
    assert found["year"] == 2024
    assert any("2024年10月31日" in assumption["zh"] for assumption in found["assumptions"])


def test_none_within_five_years() -> None:
    found = earliest(GOOD | {"规定年限": 30})
    assert (found["searched"], found["year"]) == (True, None)
    assert "2023至2028年度" in found["statement"]["zh"]


def test_a_tenure_that_ended_earlier_does_not_grow() -> None:
    found = earliest(GOOD | {"任职年度": {"起": 2019, "止": 2021}})
    assert found["year"] is None


def test_a_leap_day_moves_to_the_end_of_february() -> None:
    facts = GOOD | {"申报年度": 2024, "申报日期": "2024-02-29", "任职年度": {"起": 2019, "止": 2024}}
    moved = moved_case(Inquiry(TABLES, case_of(facts), EVALUATE), 1, 2024)
    assert moved.facts["declared_on"] == moved.on == date(2025, 2, 28)
    assert (moved.facts["declared_year"], moved.facts["tenure_years"]) == (2025, (2019, 2025))


def test_the_calendar_ends() -> None:
    inquiry = Inquiry(TABLES, case_of(GOOD | {"申报日期": "9999-06-01"}), EVALUATE)
    assert moved_case(inquiry, 1, 2023) is None
