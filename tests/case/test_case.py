"""Provenance, places, the reference date, assumptions, derivation and what-if."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from engine.values import ABSENT, GIVEN_UNKNOWN, NOT_APPLICABLE, Unknown
from tests.case.helpers import case_of, read, read_text, underlined

ON = date(2023, 6, 12)


def test_every_fact_is_present_and_absent_ones_have_no_provenance() -> None:
    case = case_of({})
    assert case.facts["level"] == Unknown.because(ABSENT, "level")
    assert case.provenance == {"application_type": "assumed", "closing_date": "assumed"}
    assert case.facts["closing_date"] == date(2023, 12, 31)


def test_provenance_by_path() -> None:
    case = case_of({"系列": "工程", "申报级别": "中级", "继续教育": {"2023": {"总学时": 90}}, "毕业日期": "不详"})
    assert case.provenance["series"] == "given"
    assert case.provenance["title"] == "derived"
    assert case.provenance["graduated_on"] == "given"
    assert case.provenance["continuing_education"] == "given"
    assert case.provenance["continuing_education[2023].total_hours"] == "given"
    assert case.provenance["continuing_education[2023].deemed"] == "assumed"
    assert "chosen_committee" not in case.provenance
    assert set(case.assumed) == {"application_type", "closing_date", "continuing_education[2023].deemed"}


def test_places_file_and_digest() -> None:
    text = '{"系列": "工程", "继续教育": {"2023": {"总学时": 90}}}'
    case, _ = read_text(text)
    assert underlined(text, case.spans["series"]) == '"工程"'
    assert underlined(text, case.spans["continuing_education[2023].total_hours"]) == "90"
    assert case.file == "applicant.json"
    assert case.digest == hashlib.sha256(text.encode()).hexdigest()


def test_the_reference_date_is_the_date_of_evaluation() -> None:
    case = case_of({"申报日期": "2023-06-12"})
    assert case.on == case.given_on == ON
    assert case_of({}).on == Unknown.because(ABSENT, "declared_on")
    assert case_of({"申报日期": "不详"}).on == Unknown.because(GIVEN_UNKNOWN, "declared_on")


def test_a_date_asked_for_takes_the_place_of_the_reference_date() -> None:
    case = case_of({"申报日期": "2023-01-01"}, on=ON)
    assert case.on == case.facts["declared_on"] == ON
    assert case.given_on == date(2023, 1, 1)
    assert case.provenance["declared_on"] == "given"
    assert case_of({}, on=ON).given_on == Unknown.because(ABSENT, "declared_on")


def test_a_subject_without_reference_date() -> None:
    assert read({"主体": "评审会议"})[0].on == Unknown.because(ABSENT, "reference_date")
    assert read({"主体": "评审会议"}, on=ON)[0].on == ON


def test_facts_follow_from_each_other_until_nothing_more_does() -> None:
    case = case_of({"申报职称": "助理工程师", "系列": "不详"})
    assert (case.facts["series"], case.facts["level"]) == ("工程", "助理级")
    assert case.provenance["series"] == "derived"
    assert case.facts["specialty"] == Unknown.because(ABSENT, "specialty")


def test_one_relation_helps_another() -> None:
    case = case_of({"专业": "农学", "申报级别": "副高"})
    assert (case.facts["series"], case.facts["title"]) == ("农业技术", "高级农艺师")


def test_a_homonym_is_not_decided() -> None:
    case = case_of({"申报职称": "工程师"})
    assert isinstance(case.facts["series"], Unknown)
    assert isinstance(case.facts["level"], Unknown)


def test_a_word_that_no_row_holds_contradicts_nothing_alone() -> None:
    assert case_of({"系列": "卫生"}).facts["title"] == Unknown.because(ABSENT, "title")


def test_what_if_a_fact_were_different() -> None:
    case = case_of({"系列": "工程", "申报职称": "工程师", "申报日期": "2023-06-12"})
    assert case.facts["level"] == "中级"
    other = case.replace("title", "高级工程师")
    assert (other.facts["level"], other.is_consistent, other.provenance["title"]) == ("副高", True, "given")
    assert case.facts["title"] == "工程师"
    assert not case.replace("title", "农艺师").is_consistent
    assert case.replace("declared_on", date(2024, 1, 1)).on == date(2024, 1, 1)
    assert case.replace("declared_on", date(2024, 1, 1)).given_on == ON
    assert case.replace("declared_on", NOT_APPLICABLE).on == Unknown.because(ABSENT, "declared_on")
    with pytest.raises(KeyError):
        case.replace("nothing", 1)
    with pytest.raises(KeyError):
        case.replace("nothing[2023].field", 1)


def test_what_if_a_field_were_different() -> None:
    case = case_of({"继续教育": {"2023": {"总学时": 84, "公需科目": 10}}})
    other = case.replace("continuing_education[2023].total_hours", 900)
    assert other.facts["continuing_education"][2023]["total_hours"] == 900
    assert case.facts["continuing_education"][2023]["total_hours"] == 840
    assert other.is_consistent
    assert not case.replace("continuing_education[2023].general_public_hours", 120).is_consistent
    earlier = case.replace("continuing_education[2022].total_hours", 900)
    assert list(earlier.facts["continuing_education"]) == [2022, 2023]
    assert earlier.facts["continuing_education"][2022]["deemed"] is False


def test_what_if_a_record_that_is_absent_were_given() -> None:
    other = case_of({}).replace("continuing_education[2023].total_hours", 900)
    assert other.facts["continuing_education"] == {2023: {"total_hours": 900, "deemed": False}}
    assert case_of({}).is_consistent


def test_without_what_is_assumed() -> None:
    case = case_of({"继续教育": {"2023": {}}, "申报职称": "助理工程师"})
    other = case.without_assumed()
    assert other.facts["application_type"] == Unknown.because(ABSENT, "application_type")
    assert "deemed" not in other.facts["continuing_education"][2023]
    assert other.facts["level"] == "助理级"
    assert other.assumed == ()
    assert case.assumed


def test_a_date_asked_for_survives_what_if() -> None:
    case = case_of({}, on=ON)
    assert case.without_assumed().on == ON
    assert case.replace("level", "副高").on == ON
    meeting = read({"主体": "评审会议"}, on=ON)[0]
    assert meeting.replace("held_on", ON).on == ON


def test_a_fact_given_as_unknown_is_not_assumed() -> None:
    assert case_of({"申报类型": "不详"}).facts["application_type"] == Unknown.because(GIVEN_UNKNOWN, "application_type")


def test_what_follows_from_an_assumption_is_an_assumption() -> None:
    from engine.case.from_json import read_case
    from tests.case.tables_fixture import APPLICATION, TABLES

    facts = [f | {"absent": "assume", "assumed": "助理工程师"} if f["id"] == "title" else f for f in APPLICATION["facts"]]
    case, _ = read_case("a.json", b"{}", TABLES | {"subjects": {"申报": APPLICATION | {"facts": facts}}})
    assert (case.facts["series"], case.provenance["series"]) == ("工程", "assumed")
    assert isinstance(case.without_assumed().facts["series"], Unknown)


def test_an_inapplicable_fact_says_nothing_in_a_relation() -> None:
    from engine.case import relations

    table = [{"name": "r", "columns": ["a", "b"], "rows": [["x", "y"]]}]
    facts = {"a": NOT_APPLICABLE, "b": "z"}
    assert relations.contradictions(table, facts) == []
    assert relations.derive(table, facts) == {}
