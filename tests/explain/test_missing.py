"""What is missing, and in which order it is asked for."""

from __future__ import annotations

from typing import Any

from tests.explain.helpers import FAILING, GOOD, data_of, decided, without, year


def effects(facts: dict[str, Any]) -> dict[str, str]:
    return {entry["path"]: entry["effect"] for entry in data_of(facts)["missing"]}


def one(facts: dict[str, Any], path: str) -> dict[str, Any]:
    return next(entry for entry in data_of(facts)["missing"] if entry["path"] == path)


def test_nothing_is_missing_from_a_complete_application() -> None:
    assert data_of(GOOD)["missing"] == []


def test_a_fact_that_can_change_the_decision_alone_is_shown_by_trial() -> None:
    entry = one(without(GOOD, "规定年限"), "required_years")
    assert entry["effect"] == "alone"
    assert entry["decides"]["decision"] == "ineligible"
    assert entry["leaves_open"] == [
        {"condition": "合格年份数", "name": {"zh": "合格年份数", "en": "合格年份数"}, "clauses": ["五(一).6"]}
    ]


def test_facts_that_matter_only_together_come_after_those_that_matter_alone() -> None:
    found = list(effects({}).values())
    assert found == sorted(found, key=["alone", "together", "none"].index)
    assert effects({})["filing_channel"] == "alone"
    assert effects({})["tenure_years"] == "together"


def test_nothing_missing_can_change_a_final_refusal() -> None:
    assert data_of(FAILING)["final"] is True
    assert effects(FAILING) == {"contains_classified": "none"}


def test_routing_can_still_change_a_refusal_that_is_not_final() -> None:
    facts = without(GOOD | {"申报渠道": "线下"}, "申报级别", "申报职称", "规定年限")
    assert data_of(facts)["decision"] == "ineligible"
    assert data_of(facts)["final"] is False
    assert effects(facts)["required_years"] == "none"
    assert effects(facts)["level"] in ("alone", "together")


def test_given_as_unknown_is_told_from_not_given() -> None:
    assert one(GOOD | {"规定年限": "不详"}, "required_years")["kind"] == "unknown"
    assert one(without(GOOD, "规定年限"), "required_years")["kind"] == "absent"


def test_fields_of_a_year_without_record_are_each_listed_with_their_boundary() -> None:
    records = without(GOOD["继续教育"], "2023")
    entry = one(GOOD | {"继续教育": records}, "continuing_education[2023].total_hours")
    assert entry["required"] == {"zh": "不少于90学时", "en": "at least 90 class hours"}
    assert entry["name"]["zh"] == "2023年度总学时"
    assert entry["how"]["zh"] == "请填数字，单位为学时"


def test_a_missing_year_beside_enough_others_leaves_only_the_two_years_open() -> None:
    records = GOOD["继续教育"] | {"2023": year(90, None)}
    entry = one(GOOD | {"继续教育": records}, "continuing_education[2023].professional_hours")
    assert [place["condition"] for place in entry["leaves_open"]] == ["连续两年合格"]


def test_a_date_is_asked_for_by_a_procedure() -> None:
    entry = decided({"会议日期": "2023-10-16"}, subject="评审会议").to_json()["missing"][0]
    assert (entry["path"], entry["effect"], entry["decides"]["decision"]) == ("reported_on", "alone", "breach")


def test_an_unannounced_calendar_year_is_nobody_s_to_fill_in() -> None:
    facts = {"会议日期": "2031-10-16", "报告日期": "2031-10-01"}
    (entry,) = decided(facts, subject="评审会议").to_json()["missing"]
    assert (entry["kind"], entry["path"]) == ("calendar", "2031")
    assert "2031年放假安排" in entry["how"]["zh"]


def test_a_judgement_about_a_preference_is_not_missing() -> None:
    assert "tied" not in effects(GOOD)
