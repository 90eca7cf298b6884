"""The decision as a whole: identity, finality, committees, entitlements, referrals, readings, warnings, incidents."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.evaluate.reference import evaluate
from engine.explain.decision import decide
from tests.explain.helpers import FAILING, GOOD, case_of, data_of, decided, without
from tests.explain.small_policy import COMPLIANT, EVALUATE, POLICY, TABLES

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "decision.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def finding(data: dict[str, Any], condition: str) -> dict[str, Any]:
    return next(found for found in data["findings"] if found["condition"] == condition)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("facts", [GOOD, FAILING, {}, without(GOOD, "规定年限"), GOOD | {"任职年度": "不详"}])
def test_decisions_are_valid_and_plain_json(facts: dict[str, Any]) -> None:
    data = data_of(facts)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    assert json.loads(json.dumps(data)) == data


def test_every_object_of_the_schema_is_closed_and_explained() -> None:
    def walk(schema: Any, path: str) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "object":
                assert schema.get("additionalProperties") is False, path
                for name, inner in schema["properties"].items():
                    assert "description" in inner or "$ref" in inner or "const" in inner, f"{path}/{name}"
            for name, inner in schema.items():
                walk(inner, f"{path}/{name}")
        elif isinstance(schema, list):
            for inner in schema:
                walk(inner, path)

    walk(SCHEMA, "")


def test_identity() -> None:
    data = data_of(GOOD)
    assert data["policy"]["document_number"] == "示人社函〔2023〕1号"
    assert data["policy"]["source"] == "policies/2023"
    assert data["digests"] == {"policy": "d" * 64, "calendar": "c" * 64, "input": case_of(GOOD).digest}
    assert (data["on"], data["decision"], data["final"]) == ("2023-08-21", "eligible", True)
    assert data["words"] == {"zh": "未发现不符合情形", "en": "nothing found against it"}


def test_the_light_class_gives_what_callers_ask_for() -> None:
    decision = decided(GOOD)
    assert (decision.decision, decision.final) == ("eligible", True)
    assert decision.words["zh"] == "未发现不符合情形"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (GOOD, ("eligible", True)),
        (FAILING, ("ineligible", True)),
        (without(GOOD, "规定年限"), ("incomplete", False)),
        (GOOD | {"单位性质": "机关", "专业": "建设工程"}, ("not_applicable", True)),
        (without(FAILING, "申报级别", "申报职称"), ("ineligible", False)),
        (without(FAILING, "单位性质"), ("ineligible", False)),
    ],
)
def test_final(facts: dict[str, Any], expected: tuple[str, bool]) -> None:
    data = data_of(facts)
    assert (data["decision"], data["final"]) == expected


def test_an_assumed_fact_that_carries_the_decision_makes_it_provisional() -> None:
    """With the channel assumed, eligibility hangs on it; nothing hangs on the assumed type of application."""
    channel = next(fact for fact in TABLES["subjects"]["申报"]["facts"] if fact["id"] == "filing_channel")
    assert data_of(without(GOOD, "申报类型"))["final"] is True
    channel.update(absent="assume", assumed="省平台")
    try:
        data = data_of(without(GOOD, "申报渠道"))
    finally:
        channel.update(absent="unknown", assumed=None)
    assert (data["decision"], data["final"], data["carried_by_assumed"]) == ("eligible", False, ["filing_channel"])
    assert {"assumed"} <= {warning["kind"] for warning in data["warnings"]}


def test_a_finding_carries_figures_facts_parameters_and_place() -> None:
    found = finding(data_of(FAILING), "连续两年合格")
    assert (found["status"], found["consequence"], found["blocks"]) == ("not_met", "ineligible", True)
    last = found["elements"][1]
    assert last["bindings"] == [{"name": "年", "value": 2023}]
    assert last["message"]["zh"] == "2023年度继续教育学时未达要求"
    (comparison,) = last["comparisons"]
    assert comparison["left"]["value"] == "84"
    assert comparison["left"]["unit"] == "学时"
    assert comparison["operator"] == ">="
    assert comparison["difference"]["value"] == "6"
    assert comparison["clauses"] == ["五(一).2"]
    assert "continuing_education[2023].total_hours" in [fact["path"] for fact in found["facts"]]
    assert next((used["id"], used["value"], used["clause"]) for used in found["parameters"]) == (
        "annual_total_hours", "90", "五(一).2",
    )  # fmt: skip
    assert found["place"]["file"] == "rules/rules.policy"


def test_a_finding_that_is_met_carries_figures_too() -> None:
    found = finding(data_of(GOOD), "连续两年合格")
    assert [element["comparisons"][0]["found"]["zh"] for element in found["elements"]] == ["2022年度总学时92", "2023年度总学时90"]


def test_a_condition_that_asks_nothing_says_why() -> None:
    facts = without(GOOD, "继续教育") | {"申报方式": "初定"}
    found = finding(data_of(facts), "连续两年合格")
    assert found["status"] == "not_required"
    assert found["applies"][0]["text"]["zh"] == "申报方式为初定，应为评审"


def test_counts_name_the_years() -> None:
    (comparison,) = finding(data_of(FAILING), "合格年份数")["elements"][0]["comparisons"]
    assert [(one["key"], one["counts"]) for one in comparison["counted"]] == [
        (2019, True), (2020, True), (2021, True), (2022, False), (2023, False),
    ]  # fmt: skip
    assert comparison["counted"][3]["comparisons"][0]["text"]["zh"] == "2022年度专业科目58学时，应不少于60学时，差2学时"


def test_committees_say_when_where_and_how_sure() -> None:
    (row,) = data_of(GOOD)["committees"]
    assert (row["locator"], row["scope"], row["act"], row["through"]) == ("表一·13", "true", "review", "committee")
    assert row["working_time"]["zh"] == "2023年8月至10月"
    assert row["office"]["phone"] == "2802209"
    senior = data_of(GOOD | {"申报职称": "高级工程师", "申报级别": "副高"})["committees"][0]
    assert senior["act"] == "recommend"
    assert {row["scope"] for row in data_of({})["committees"]} == {"possible"}


def test_entitlements_are_granted_or_wait_for_a_judgement() -> None:
    given = {one["entitlement"]: one["status"] for one in data_of(GOOD)["committees"][0]["entitlements"]}
    assert given == {"单列评审": "granted", "同等条件倾斜": "awaiting_judgement"}
    assert data_of(GOOD)["decision"] == "eligible"
    given = {one["entitlement"]: one["status"] for one in data_of(without(GOOD, "工作地"))["committees"][0]["entitlements"]}
    assert given["单列评审"] == "undetermined"
    granted = data_of(GOOD | {"工作地": "义乌市"})["committees"][0]["entitlements"]
    assert [one["entitlement"] for one in granted] == ["同等条件倾斜"]


def test_referrals_and_advice_never_change_the_decision() -> None:
    data = data_of(GOOD | {"申报类型": "破格", "申报日期": "2023-06-01"})
    assert data["decision"] == "eligible"
    assert [one["text"]["zh"] for one in data["referrals"]] == ["申报类型为破格，本通知没有规定，请先咨询"]
    assert [one["row"] for one in data["advice"]] == ["表一·13"]


def test_a_gap_is_a_referral() -> None:
    data = data_of(GOOD | {"系列": "翻译", "专业": "不分专业", "申报职称": "二级翻译"})
    assert (data["decision"], data["referrals"][0]["source"]) == ("not_applicable", "无此系列")


def test_readings_are_replaced_one_at_a_time() -> None:
    records = GOOD["继续教育"] | {"2020": {"总学时": 10, "专业科目": 5, "公需科目": 2, "一般公需": 1}}
    flips = data_of(GOOD | {"规定年限": 3, "继续教育": records})["flips"]
    changing = {
        (reading["code"], one["option"]): one["decision"]
        for reading in flips["readings"]
        for one in reading["alternatives"]
        if one["changes"]
    }
    assert changing == {("A3", "任职期内逐年"): "ineligible"}
    assert "同时更换" in flips["statement"]["zh"]
    assert all(reading["confirmed"] is False for reading in flips["readings"])


def test_deeming_a_year_compliant_can_decide() -> None:
    facts = GOOD | {"规定年限": 5}
    changing = [
        one["option"] for reading in data_of(facts)["flips"]["readings"] for one in reading["alternatives"]
        if one["decision"] == "incomplete"
    ]  # fmt: skip
    assert changing == ["不含2019年"]


def test_warnings_leave_out_mere_layout() -> None:
    warnings = data_of(FAILING)["warnings"]
    assert [warning["concerns"] for warning in warnings if warning["kind"] == "erratum"] == ["表一·19"]
    business = GOOD | {"专业": "建设工程"}
    assert [warning for warning in data_of(business)["warnings"] if warning["kind"] == "erratum"] == []
    assert {warning["kind"] for warning in warnings} == {"erratum", "reading", "slot"}


def test_nearest_rows_of_a_case_that_no_row_takes() -> None:
    data = data_of(GOOD | {"单位性质": "机关", "专业": "建设工程"})
    assert [row["locator"] for row in data["nearest"]] == ["表一·19"]
    assert data_of(GOOD)["nearest"] == []


def test_procedures_have_their_own_words() -> None:
    late = decided({"会议日期": "2023-10-16", "报告日期": "2023-10-10"}, subject="评审会议")
    assert (late.decision, late.words["zh"], late.final) == ("breach", "不符合规定", True)
    good = decided({"会议日期": "2023-10-16", "报告日期": "2023-10-09"}, subject="评审会议")
    assert (good.decision, good.words["zh"]) == ("compliant", "符合规定")
    assert decided({}, subject="评审会议").words["zh"] == "待核实"
    assert [error.message for error in VALIDATOR.iter_errors(late.to_json())] == []


def test_parameters_are_read_on_the_date_given() -> None:
    assert decided(GOOD, on=date(2023, 9, 1)).to_json()["on"] == "2023-09-01"


def test_clashing_exceptions_are_a_diagnostic_not_a_decision() -> None:
    body = COMPLIANT.body
    assert isinstance(body, n.Choice)
    second = n.Alternative("另有规定", n.Constant(True), n.Constant(False))
    clashing = n.Choice(body.name, body.base, (*body.alternatives, second), True, body.atom)
    definition = type(COMPLIANT)(COMPLIANT.name, COMPLIANT.parameters, clashing, True)
    policy = CorePolicy(
        (definition,), *(getattr(POLICY, name) for name in ("subjects", "parameters", "readings", "chosen", "records"))
    )
    decision, diagnostics = decide(TABLES, case_of(GOOD), partial(evaluate, policy), "policies/2023")
    assert decision is None
    assert [one.code for one in diagnostics] == ["E0701"]
    assert diagnostics[0].arguments == {"definition": "学时合格", "first": "另有规定", "second": "视同合格"}
    assert diagnostics[0].span.file == "applicant.json"


def test_few_evaluations_are_enough() -> None:
    asked = []

    def counting(*arguments: Any) -> Any:
        asked.append(arguments)
        return EVALUATE(*arguments)

    for facts in (GOOD, FAILING, {}, GOOD | {"规定年限": 30}, GOOD | {"申报渠道": "线下", "含涉密材料": True}):
        asked.clear()
        decide(TABLES, case_of(facts), counting, "policies/2023")
        assert len(asked) <= 60


@pytest.mark.parametrize("day,told", [
    ("2022-06-12", ["申报日期（2022年6月12日）早于申报年度（2023年），请核对是否填错"]), ("2023-01-01", []), ("2024-01-05", []),
    ("不详", []), (None, []),
])  # fmt: skip
def test_a_date_before_the_year_that_is_applied_for_is_doubted(day: str | None, told: list[str]) -> None:
    warnings = data_of(FAILING | {"申报日期": day})["warnings"]
    assert [warning["text"]["zh"] for warning in warnings if warning["kind"] == "doubt"] == told
