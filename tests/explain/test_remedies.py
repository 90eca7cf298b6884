"""What would make it pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.explain.helpers import FAILING, GOOD, data_of, decided, year

HOURS = GOOD["继续教育"]


def this_year(*hours: Any) -> dict[str, Any]:
    """An application whose hours of the year of application are as given."""
    return GOOD | {"继续教育": HOURS | {"2023": year(*hours)}}


def changes(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Each remedy as ``{path: value}``."""
    return [
        {change["path"].replace("continuing_education[2023].", ""): change["to"]["value"] for change in remedy["changes"]}
        for remedy in data_of(facts)["remedies"]["remedies"]
    ]


def test_nothing_is_sought_for_a_case_that_passes() -> None:
    assert data_of(GOOD)["remedies"]["searched"] is False


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((89,), {"total_hours": "90"}),
        ((90, 59), {"professional_hours": "60"}),
        ((90, 60, 17, 12), {"public_hours": "18"}),
        ((90, 60, 18, 11), {"general_public_hours": "12"}),
        (("89.9",), {"total_hours": "90"}),
        ((80, 58), {"total_hours": "90", "professional_hours": "60"}),
    ],
)
def test_boundary_values_of_failed_comparisons(hours: tuple, expected: dict[str, str]) -> None:
    assert changes(this_year(*hours)) == [expected]


def test_a_part_takes_its_whole_along() -> None:
    """60 + 30 fill the 89 hours' whole: raising the professional hours raises the total beyond its own boundary."""
    assert changes(this_year(90, 59, 31, 12)) == [{"professional_hours": "60", "total_hours": "91"}]


def test_a_chain_of_wholes_takes_more_than_two_changes() -> None:
    assert changes(this_year(89, 75, 14, 11)) == []


def test_past_records_cannot_change() -> None:
    facts = GOOD | {"继续教育": HOURS | {"2022": year(89)}}
    found = data_of(facts)["remedies"]
    assert found["remedies"] == []
    assert found["obstacles"] == [
        {
            "path": "continuing_education[2022].total_hours",
            "name": {"zh": "2022年度总学时", "en": "total hours of 2022"},
            "why": "past",
        }
    ]
    assert "2022年度总学时是往年记录" in data_letter(facts)


def data_letter(facts: dict[str, Any]) -> str:
    from engine.explain.letter import letter

    return letter(data_of(facts))


def test_fixed_facts_are_never_proposed() -> None:
    facts = GOOD | {"规定年限": 6}
    found = data_of(facts)
    assert found["decision"] == "ineligible"
    assert found["remedies"]["remedies"] == []


def test_two_facts_of_different_kinds() -> None:
    assert changes(this_year(89) | {"申报渠道": "线下"}) == [{"total_hours": "90", "filing_channel": "省平台"}]


def test_three_changes_are_too_many() -> None:
    found = data_of(this_year(89) | {"申报渠道": "线下", "含涉密材料": True})
    assert found["remedies"]["remedies"] == []
    assert found["remedies"]["statement"]["en"] == "no way was found with up to two changes to what was stated"


def test_a_remedy_may_leave_open_what_was_open_before() -> None:
    facts = this_year(89)
    del facts["含涉密材料"]
    (remedy,) = data_of(facts)["remedies"]["remedies"]
    assert remedy["decision"] == "incomplete"
    assert "之后仍须补齐" in data_letter(facts)


def test_nobody_applies_in_the_past() -> None:
    assert data_of(GOOD | {"申报日期": "2023-11-21"})["remedies"]["remedies"] == []


def test_no_superset_of_a_remedy_is_listed() -> None:
    found = [set(one.items()) for one in changes(this_year(80, 58))]
    assert not any(small < large for small in found for large in found)


def test_a_meeting_is_put_off_by_working_days() -> None:
    data = decided({"会议日期": "2023-10-16", "报告日期": "2023-10-12"}, subject="评审会议").to_json()
    (remedy,) = data["remedies"]["remedies"]
    assert remedy["decision"] == "compliant"
    assert [(change["path"], change["to"]["value"]) for change in remedy["changes"]] == [("held_on", "2023-10-19")]


def test_the_sample_has_no_remedy() -> None:
    assert data_of(FAILING)["remedies"]["remedies"] == []


def test_a_date_is_never_put_back() -> None:
    """A meeting that came after its report was late may be put off; the report is never said to have been made earlier."""
    facts = {"会议日期": "2023-10-16", "报告日期": "2023-10-12"}
    found = decided(facts, subject="评审会议").to_json()["remedies"]["remedies"]
    assert {change["path"] for remedy in found for change in remedy["changes"]} == {"held_on"}
    told = letter_of(facts, "zh"), letter_of(facts, "en")
    assert (
        "二、如何达到：会议日期由2023年10月16日推迟到2023年10月19日。日期以实际办理为准，不得倒填；已经办过的，须重新办理，填重新办理的日期。\n"
        in told[0]
    )
    assert (
        "2. What would make it pass: Held on: put off from 16 October 2023 to 19 October 2023. Dates are those on which things are "
        "really done and are never backdated; what has been done already has to be done again and bears its new date.\n"
    ) in told[1]


def letter_of(facts: dict[str, Any], lang: str) -> str:
    from engine.explain.letter import letter

    return letter(decided(facts, subject="评审会议").to_json(), lang)


def test_letters_without_dates_to_change_say_nothing_of_dates() -> None:
    assert "倒填" not in data_letter(this_year(89))
