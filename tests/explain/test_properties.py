"""What holds for every application: valid data, letters in both languages, true remedies, final decisions that stay."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explain.letter import letter
from tests.explain.helpers import decided
from tests.explain.test_decision import VALIDATOR

HOURS = st.fixed_dictionaries(
    {},
    optional={
        "总学时": st.sampled_from([89, 90, 100, 120]), "专业科目": st.sampled_from([40, 59, 60]),
        "公需科目": st.sampled_from([17, 18, 29]), "一般公需": st.sampled_from([11, 12, 17]),
    },
)  # fmt: skip
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "申报日期": st.sampled_from(["2023-06-12", "2023-08-21", "2023-11-05", "2023-12-24"]),
    "申报方式": st.sampled_from(["评审", "初定"]),
    "申报类型": st.sampled_from(["正常晋升", "破格"]),
    "申报渠道": st.sampled_from(["省平台", "线下"]),
    "含涉密材料": st.booleans(),
    "专业": st.sampled_from(["建设工程", "水利工程"]),
    "申报级别": st.sampled_from(["助理级", "中级", "副高"]),
    "单位性质": st.sampled_from(["企业", "事业单位", "机关"]),
    "工作地": st.sampled_from(["遂昌县", "义乌市"]),
    "规定年限": st.sampled_from([0, 3, 4, 5, 9]),
    "任职年度": st.sampled_from([{"起": 2019, "止": 2023}, {"起": 2021, "止": 2023}]),
    "继续教育": st.fixed_dictionaries({}, optional={str(year): HOURS for year in range(2020, 2024)}),
    "初定条件已满足": st.booleans(),
}
APPLICATIONS = st.fixed_dictionaries({"申报年度": st.just(2023)}, optional=OPTIONAL).map(
    lambda facts: facts | ({"系列": "工程"} if "专业" in facts else {})
)
NAMES = {
    "total_hours": "总学时", "professional_hours": "专业科目", "public_hours": "公需科目", "general_public_hours": "一般公需",
}  # fmt: skip


def changed(facts: dict[str, Any], changes: list[dict[str, Any]]) -> dict[str, Any]:
    """The application with the changes of a remedy written into it, as the applicant would."""
    result = dict(facts)
    for change in changes:
        _record, bracket, rest = change["path"].partition("[")
        if bracket:
            year, _, field = rest.partition("].")
            records = dict(result.get("继续教育", {}))
            records[year] = records.get(year, {}) | {NAMES[field]: change["to"]["value"]}
            result["继续教育"] = records
        else:
            result = {name: value for name, value in result.items() if name != change["name"]["zh"]}
            result[change["name"]["zh"]] = change["to"]["value"]
    return result


@settings(max_examples=120, deadline=None)
@given(APPLICATIONS)
def test_valid_readable_and_remedies_are_true(facts: dict[str, Any]) -> None:
    data = decided(facts).to_json()
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    for lang in ("zh", "en"):
        assert "{" not in letter(data, lang)
    for remedy in data["remedies"]["remedies"]:
        assert 1 <= len(remedy["changes"]) <= 2
        again = decided(changed(facts, remedy["changes"])).to_json()
        assert again["decision"] == remedy["decision"]
        assert {entry["path"] for entry in again["missing"]} <= {entry["path"] for entry in data["missing"]}


@settings(max_examples=120, deadline=None)
@given(APPLICATIONS, st.data())
def test_more_information_never_changes_a_final_decision(facts: dict[str, Any], data: st.DataObject) -> None:
    known = decided(facts)
    if not known.final:
        return
    absent = sorted(set(OPTIONAL) - set(facts))
    more = {name: data.draw(OPTIONAL[name], name) for name in absent}
    if "专业" in more:
        more["系列"] = "工程"
    assert decided(facts | more).decision == known.decision


@settings(max_examples=60, deadline=None)
@given(APPLICATIONS)
def test_missing_facts_that_cannot_matter_do_not(facts: dict[str, Any]) -> None:
    """A fact ranked as decisive alone carries the trial that shows it; one without effect carries none."""
    data = decided(facts).to_json()
    for entry in data["missing"]:
        assert (entry["decides"] is not None) is (entry["effect"] == "alone")
        if entry["decides"]:
            assert entry["decides"]["decision"] != data["decision"]
