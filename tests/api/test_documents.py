"""Documents below, beside and above the 2023 notice: what they change, from which day, and how letters tell of them."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine import api
from tests.building import CURRENT, ROOT, lay

LAYERS = ROOT / "examples" / "layers"
UPPER = ROOT / "policies" / "upper"
PACKS = ("order-25", "order-40", "usual-tenure")
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "decision.schema.json").read_text("utf-8")))


@cache
def policy(*layers: str) -> api.Policy:
    return api.load_policy(str(CURRENT), list(layers))


def example(number: str) -> dict[str, Any]:
    (path,) = (ROOT / "examples").glob(f"{number}-*.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def decide(case: dict[str, Any], *layers: Path | str, on: str | None = None) -> api.Decision:
    """The decision, the same from both evaluators and of the published shape."""
    with_layers = policy(*map(str, layers))
    day = date.fromisoformat(on) if on else None
    decision, reference = (with_layers.evaluate(case, on=day, reference=choice) for choice in (False, True))
    assert decision.data == reference.data
    SCHEMA.validate(decision.data)
    return decision


def status(decision: api.Decision, name: str) -> str:
    rows = decision.data["committees"]
    found = [*decision.data["findings"], *(one for row in rows for one in row["findings"])]
    return next(one["status"] for one in found if one["condition"] == name)


def kinds(decision: api.Decision) -> list[str]:
    return [document["kind"] for document in decision.data["documents"]]


def test_without_layers_nothing_is_said_of_documents() -> None:
    decision = decide(example("19"))
    assert decision.data["documents"] == []
    assert [row["notice"] for row in decision.data["committees"]] == [None]
    assert "受理起止以评委会通知为准（尚未录入）" in api.letter(decision)


# ---- committees' notices --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "wanted"),
    [("2023-07-10", "met"), ("2023-08-31", "met"), ("2023-09-01", "not_met"), ("2023-09-30", "not_met")],
)
def test_the_committees_own_notice_governs(on: str, wanted: str) -> None:
    case = example("19") | {"规定年限": 4}
    assert status(decide(case, on=on), "本年度评审未结束") == "met"
    decision = decide(case, LAYERS / "committee-notice", on=on)
    assert status(decision, "本年度评审未结束") == wanted
    assert decision.decision == ("eligible" if wanted == "met" else "ineligible")


def test_filing_before_acceptance_is_told() -> None:
    decision = decide(example("19"), LAYERS / "committee-notice", on="2023-07-09")
    assert status(decision, "评审工作已启动") == "not_met"


def test_the_letter_names_acceptance_and_its_document() -> None:
    decision = decide(example("19"), LAYERS / "committee-notice")
    letter = api.letter(decision)
    assert "受理时间为2023年7月10日至2023年8月31日（样例评〔2023〕12号）" in letter
    assert "尚未录入）。" not in letter
    assert "须提交学历证书、专业技术职务聘任证明、代表性成果" in letter
    assert "评审工作时间2023年7月至9月" in letter
    assert kinds(decision) == ["notice"]
    assert "last day of acceptance" in api.letter(decide(example("19"), LAYERS / "committee-notice", on="2023-09-05"), "en")


# ---- county plans ---------------------------------------------------------------------------------------------------


def recommended(county: str) -> dict[str, Any]:
    """A doctor of a county, whom the county's committee recommends."""
    return example("08") | {"工作地": county, "指定评委会": "表一·24"}


def test_a_county_without_the_committee_is_told_whom_to_ask() -> None:
    assert decide(recommended("松阳县")).decision == "eligible"
    decision = decide(recommended("松阳县"), LAYERS / "county-plan")
    assert decision.decision == "not_applicable"
    (told,) = (one for one in decision.data["referrals"] if one["source"].startswith("松阳县未设"))
    assert told["clauses"] == ["样例松〔2023〕3号"]
    assert "请向县人力社保局咨询由哪个县的评委会受理" in api.letter(decision)
    assert kinds(decision) == ["plan"]


def test_other_counties_and_other_rows_stay_as_they_are() -> None:
    layer = LAYERS / "county-plan"
    assert decide(recommended("青田县"), layer).decision == "eligible"
    assert [row["locator"] for row in decide(example("08"), layer).data["committees"]] == ["表一·25"]


# ---- amendments -----------------------------------------------------------------------------------------------------


def test_an_amendment_holds_from_its_day_and_is_cited() -> None:
    layer, case = LAYERS / "amendment", example("01")
    before, after = decide(case, layer, on="2023-07-31"), decide(case, layer, on="2023-08-01")
    assert [row["working_time"]["zh"] for row in before.data["committees"]] == ["2023年5月至7月"]
    assert [row["working_time"]["zh"] for row in after.data["committees"]] == ["2023年5月至9月"]
    assert [row["office"]["phone"] for row in after.data["committees"]] == ["2106200"]
    assert kinds(before) == ["layer"]
    assert kinds(after) == ["amendment"] * 3
    letter = api.letter(after)
    assert "自2023年8月1日起，专业科目学时由60学时改为70学时（样例函〔2023〕60号）" in letter
    assert "应不少于70学时" in letter
    assert "应不少于60学时" in api.letter(before)


def test_a_layer_that_is_not_in_force_yet_is_told() -> None:
    assert "2023年8月1日起才施行" in api.letter(decide(example("01"), LAYERS / "amendment", on="2023-07-31"))
    assert "起才施行" not in api.letter(decide(example("02"), UPPER / "order-25"))


@pytest.mark.parametrize(("on", "wanted"), [("2023-08-01", "met"), ("2023-09-30", "met"), ("2023-10-01", "not_met")])
def test_an_extended_working_time(on: str, wanted: str) -> None:
    assert status(decide(example("01"), on=on), "本年度评审未结束") == "not_met"
    assert status(decide(example("01"), LAYERS / "amendment", on=on), "本年度评审未结束") == wanted


def test_without_a_date_what_an_amendment_changes_is_open() -> None:
    case = {name: value for name, value in example("01").items() if name != "申报日期"}
    decision = decide(case, LAYERS / "amendment")
    assert "declared_on" in [fact["path"] for fact in decision.data["missing"]]
    assert "amendment" in kinds(decision)


def test_an_amended_scope_routes_from_its_day(tmp_path: Path) -> None:
    scope = next(
        line.removeprefix("    范围: ") for line in (CURRENT / "committees.yaml").read_text("utf-8").splitlines()
        if "专业 是 林业工程" in line
    )  # fmt: skip
    text = (
        '文号: 样例函〔2023〕61号\n生效日期: "2023-08-01"\n变更:\n'
        f'  - {{行: 表一·12, 栏: 范围, 原值: "{scope}", 新值: "{scope} 且 工作地 不是 龙泉市"}}\n'
    )
    head = (LAYERS / "amendment" / "layer.yaml").read_text("utf-8")
    layer = lay(tmp_path / "narrowed", {"layer.yaml": head, "amendments/1.yaml": text}, None)
    case = example("19") | {"规定年限": 4}
    assert decide(case, layer, on="2023-07-31").decision == "eligible"
    assert decide(case, layer, on="2023-08-01").decision == "not_applicable"


# ---- registers ------------------------------------------------------------------------------------------------------


def test_registered_years_are_taken_where_none_are_stated_and_said() -> None:
    layer = LAYERS / "registers"
    assert decide(example("19")).decision == "incomplete"
    decision = decide(example("19"), layer)
    assert decision.decision == "eligible"
    (fact,) = (one for one in decision.data["facts"] if one["path"] == "required_years")
    assert (fact["value"], fact["provenance"]) == (4, "registered")
    assert "规定年限未填，按登记的《林业工程专业工程师评价条件（样例）》（样例条件〔2023〕2号）取4年" in api.letter(decision)
    assert [one["concerns"] for one in decision.data["warnings"] if one["kind"] == "unverified"] == ["required_years"]


def test_stated_years_stand_and_a_difference_is_told() -> None:
    decision = decide(example("19") | {"规定年限": 3}, LAYERS / "registers")
    (fact,) = (one for one in decision.data["facts"] if one["path"] == "required_years")
    assert (fact["value"], fact["provenance"]) == (3, "given")
    assert "所填规定年限3年，与登记的" in api.letter(decision)


def test_years_given_as_unknown_are_not_taken_from_a_register() -> None:
    decision = decide(example("19") | {"规定年限": "不详"}, LAYERS / "registers")
    assert decision.decision == "incomplete"


def test_years_of_the_series_are_taken_where_the_specialty_has_none() -> None:
    case = example("02")
    del case["规定年限"]
    decision = decide(case, LAYERS / "registers")
    (fact,) = (one for one in decision.data["facts"] if one["path"] == "required_years")
    assert fact["value"] == 5
    assert "required_years" in [one["path"] for one in decide(case).data["missing"]]


@pytest.mark.parametrize(("on", "told"), [("2023-08-31", False), ("2023-09-01", True)])
def test_an_approval_that_is_over_is_told(on: str, told: bool) -> None:
    decision = decide(example("19"), LAYERS / "registers", on=on)
    assert any("样例备案〔2020〕5号" in one["text"]["zh"] for one in decision.data["referrals"]) is told


def short_of(who: str | None) -> dict[str, Any]:
    """An applicant whose hours of 2022 are one short."""
    case = example("19")
    case["继续教育"]["2022"] = {"总学时": 89, "专业科目": 66, "公需科目": 20, "一般公需": 14}
    return case | ({"申报人编号": who} if who else {})


@pytest.mark.parametrize(("who", "wanted"), [("S-0001", "met"), ("S-0002", "not_met"), (None, "undetermined")])
def test_a_recognised_exception_is_for_whom_it_names(who: str | None, wanted: str) -> None:
    decision = decide(short_of(who), LAYERS / "registers")
    assert status(decision, "连续两年合格") == wanted
    told = "2022年度学时按登记的例外认定：依据样例证明〔2023〕1号，样例科室，2023年6月30日确认" in api.letter(decision)
    assert told is (who == "S-0001")


# ---- upper law ------------------------------------------------------------------------------------------------------


@cache
def named() -> tuple[str, ...]:
    return tuple(str(UPPER / pack) for pack in PACKS)


def test_upper_law_is_not_loaded_unless_named() -> None:
    tables = policy().tables
    assert tables["layers"] == []
    assert not any(locator.startswith(("职称评审管理", "专业技术人员继续教育规定·")) for locator in tables["clauses"])
    assert [layer["number"] for layer in policy(*named()).tables["layers"]] == [
        "人社部令第25号",
        "人社部令第40号",
        "人社部发〔2019〕16号等",
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.json")), ids=lambda path: path.stem)
def test_the_notices_own_findings_stay_under_upper_law(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    own, more = policy().evaluate(case).data, policy(*named()).evaluate(case).data
    kept = {one["condition"]: one["status"] for one in more["findings"]}
    assert {one["condition"]: one["status"] for one in own["findings"]}.items() <= kept.items()
    assert [row["locator"] for row in own["committees"]] == [row["locator"] for row in more["committees"]]
    added = [one for one in more["findings"] if one["condition"] not in {each["condition"] for each in own["findings"]}]
    for one in added:
        assert all("·要点." in clause for clause in one["clauses"])


def test_a_shipped_pack_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert api.load_policy(str(CURRENT), ["order-25"]).digest == policy(str(UPPER / "order-25")).digest
    for name in ("order-26", "upper", "..", "../upper/order-25"):
        with pytest.raises(api.InvalidPolicy):
            api.load_policy(str(CURRENT), [name])


def unverified(decision: api.Decision) -> list[str]:
    return [one["concerns"] for one in decision.data["warnings"] if one["kind"] == "unverified"]


def test_only_figures_that_the_decision_read_are_told_as_unverified() -> None:
    pack = UPPER / "usual-tenure"
    open_ = decide(example("02"), pack)
    figures = ["博士评中级年数", "硕士评中级年数", "本科评中级年数", "大专评中级年数"]
    assert unverified(open_) == [*figures, "职称评审和初定的通常年限"]
    chinese, english = api.letter(open_), api.letter(open_, "en")
    assert (
        "\n2．博士评中级年数（0年）、硕士评中级年数（2年）、本科评中级年数（4年）、大专评中级年数（4年）均出自职称评审和初定的通常年限·要点.1，尚未对照正式文本核实（把握高）。\n"
    ) in chinese
    assert (
        "\n(2) Review doctor intermediate (0 years), review master intermediate (2 years), review bachelor intermediate (4 years), "
        "review junior college intermediate (4 years) come from 职称评审和初定的通常年限·要点.1, not checked against an official text "
        "(confidence 高).\n"
    ) in english
    told = decide(example("02") | {"学历": "本科", "现级别任职年数": 5}, pack)
    assert unverified(told) == ["本科评中级年数", "职称评审和初定的通常年限"]
    assert "\n2．本科评中级年数（4年）出自职称评审和初定的通常年限·要点.1，尚未对照正式文本核实（把握高）。\n" in api.letter(told)


MEETING = {
    "committee_basis": "senior_by_specialty", "committee_members": 27, "members_present": 18, "fewest_votes_in_favour": 12,
    "secret_ballot": True, "proxy_or_late_votes": False, "publicity_from": "2023-10-18", "publicity_until": "2023-10-25",
    "approval_valid_until": "2024-12-31",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({}, None),
        ({"members_present": 17}, "出席人数达到法定比例"),
        ({"fewest_votes_in_favour": 11}, "同意票达到法定比例"),
        ({"committee_members": 10, "members_present": 10}, "高级评委会人数"),
        ({"committee_basis": "senior_by_series", "committee_members": 24}, "高级评委会人数"),
        ({"committee_basis": "senior_by_series", "committee_members": 25}, None),
        ({"committee_basis": "intermediate_or_junior", "committee_members": 9, "members_present": 9}, None),
        ({"secret_ballot": False}, "无记名投票"),
        ({"proxy_or_late_votes": True}, "无记名投票"),
        ({"publicity_until": "2023-10-24"}, "评审结果公示天数"),
        ({"approval_valid_until": "2023-10-15"}, "核准备案在有效期内"),
    ],
)
def test_order_40_on_a_meeting(change: dict[str, Any], failed: str | None) -> None:
    decision = decide(example("30") | MEETING | change, UPPER / "order-40")
    against = [one["condition"] for one in decision.data["findings"] if one["status"] == "not_met" and one["blocks"]]
    assert against == ([failed] if failed else [])
    assert decision.decision == ("breach" if failed else "compliant")
    marked = [one["concerns"] for one in decision.data["warnings"] if one["kind"] == "unverified"]
    assert "法定比例分母" in marked
    assert "职称评审管理暂行规定" in marked


@pytest.mark.parametrize(
    ("facts", "failed"),
    [
        ({}, None),
        ({"已离退休": True}, "不是离退休人员"),
        ({"在处分期内": True, "单位性质": "事业单位"}, "不在处分期内"),
        ({"在处分期内": True, "单位性质": "企业"}, None),
        ({"失信记录日期": "2020-08-21"}, None),
        ({"失信记录日期": "2020-08-22"}, "不在失信记录期内"),
        ({"单位公示截止日期": "2023-07-07"}, "单位公示天数"),
    ],
)
def test_order_40_on_an_applicant(facts: dict[str, Any], failed: str | None) -> None:
    stated = {"已离退休": False, "在处分期内": False, "单位公示开始日期": "2023-07-03", "单位公示截止日期": "2023-07-10"}
    decision = decide(example("02") | stated | facts, UPPER / "order-40")
    against = [one["condition"] for one in decision.data["findings"] if one["status"] == "not_met" and one["blocks"]]
    assert against == ([failed] if failed else [])


@pytest.mark.parametrize(
    ("level", "title", "degree", "years", "wanted"),
    [
        ("中级", "工程师", "硕士", 2, "met"), ("中级", "工程师", "硕士", 1, "not_met"),
        ("中级", "工程师", "大专", 4, "met"), ("中级", "工程师", "本科", 3, "not_met"),
        ("中级", "工程师", "博士", 0, "met"), ("副高", "高级工程师", "博士", 2, "met"),
        ("副高", "高级工程师", "本科", 4, "not_met"), ("副高", "高级工程师", "大专", 40, "not_required"),
    ],
)  # fmt: skip
def test_usual_tenure_by_degree(level: str, title: str, degree: str, years: int, wanted: str) -> None:
    stated = {"申报级别": level, "申报职称": title, "学历": degree, "现级别任职年数": years}
    decision = decide(example("02") | stated, UPPER / "usual-tenure")
    assert status(decision, "通常任职年数") == wanted
    assert status(decision, "通常学历") == ("not_met" if wanted == "not_required" else "met")


def test_order_25_only_adds(tmp_path: Path) -> None:
    case = example("02")
    case["继续教育"]["2022"] |= {"总学时": 89}
    decision = decide(case, UPPER / "order-25")
    assert status(decision, "全国年度总学时下限") == "not_met"
    assert status(decision, "连续两年合格") == "not_met"
    lower = (UPPER / "order-25" / "parameters.yaml").read_text("utf-8").replace("值: 90", "值: 60")
    files = {path.relative_to(UPPER / "order-25").as_posix(): path.read_text("utf-8")
             for path in (UPPER / "order-25").rglob("*.*") if path.is_file()}  # fmt: skip
    milder = lay(tmp_path / "milder", files | {"parameters.yaml": lower}, None)
    assert status(decide(case, milder), "全国年度总学时下限") == "met"
    assert decide(case, milder).decision == "ineligible"


def test_every_figure_of_the_packs_is_marked() -> None:
    own = set(policy().tables["parameters"])
    for name, parameter in policy(*named()).tables["parameters"].items():
        assert (parameter["status"] == "未核实" and bool(parameter["confidence"])) is (name not in own)
