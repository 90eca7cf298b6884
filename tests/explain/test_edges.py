"""Corners of explanations: notes beside rows, void results, working times, confirmed readings, what to fill in."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import Any

import pytest

from engine.evaluate.reference import evaluate
from engine.explain.committees import act, working_time
from engine.explain.decision import decide
from engine.explain.flips import EVALUATIONS, flips
from engine.explain.inquiry import Inquiry
from engine.explain.letter import letter
from engine.explain.missing import how
from engine.values import UnknownLabel
from tests.explain.helpers import FAILING, GOOD, case_of, data_of, decided, without
from tests.explain.small_policy import EVALUATE, POLICY, TABLES

BUSINESS = GOOD | {"专业": "建设工程"}


def test_notes_are_said_with_their_row_and_are_no_findings() -> None:
    data = data_of(BUSINESS)
    assert [(one["source"], one["row"]) for one in data["advice"]] == [("表一·20 备注1", "表一·20")]
    assert data["referrals"] == []
    assert not any("备注" in found["condition"] for found in data["findings"])
    assert data_of(GOOD)["advice"] == []


def test_a_note_that_may_hold_is_said_and_asks_for_nothing() -> None:
    data = data_of(without(BUSINESS, "规定年限"))
    assert [(one["source"], one["certain"]) for one in data["referrals"]] == [("表一·20 备注2", False)]
    (entry,) = data["missing"]
    assert [place["condition"] for place in entry["leaves_open"]] == ["合格年份数"]
    assert "可能适用：规定年限超过五年的，请先咨询。" in letter(data)


def test_a_note_that_holds_is_certain() -> None:
    data = data_of(BUSINESS | {"规定年限": 6})
    assert [(one["source"], one["certain"]) for one in data["referrals"]] == [("表一·20 备注2", True)]


def test_an_offline_review_voids_the_result_and_says_nothing_of_the_person() -> None:
    data = data_of(GOOD | {"评审方式": "线下"})
    assert data["decision"] == "eligible"
    assert "评审结果：评审结果无效，不影响再次申报（评审方式为线下，应为线上）。【一.2、.3】" in letter(data)
    assert "评审结果" not in letter(data_of(GOOD))


def test_working_times() -> None:
    row = {"start": "7月", "finish": "7月", "start_date": "2023-10-01", "finish_date": "2024-03-31"}
    assert working_time(row) == {"zh": "2023年10月至2024年3月", "en": "month 10 of 2023 to month 3 of 2024"}
    assert working_time(row | {"start": None}) == {"zh": "2024年3月完成", "en": "done by month 3 of 2024"}
    assert working_time(row | {"finish": "3月、 6月"}) == {"zh": "3月、6月完成", "en": "done in 3月、6月"}
    assert working_time(row | {"finish": None, "finish_date": None}) is None


@pytest.mark.parametrize(
    ("title", "expected"), [("工程师", "review"), ("高级工程师", "recommend"), (None, "review"), ("助理工程师", "review")]
)
def test_what_a_row_does_for_the_title(title: str | None, expected: str) -> None:
    facts = without(GOOD, "申报职称", "申报级别") | ({"申报职称": title} if title else {})
    inquiry = Inquiry(TABLES, case_of(facts), EVALUATE)
    assert act(inquiry, TABLES["rows"]["表一·13"]) == expected


def with_readings(**changed: Any) -> dict[str, Any]:
    tables = {**TABLES, "readings": deepcopy(TABLES["readings"])}
    for reading in tables["readings"].values():
        reading.update(changed)
    return tables


def test_a_confirmed_reading_warns_of_nothing() -> None:
    decision, _ = decide(with_readings(confirmed="专技处"), case_of(GOOD), EVALUATE, "x")
    assert decision is not None
    data = decision.to_json()
    assert "reading" not in {warning["kind"] for warning in data["warnings"]}
    assert all(reading["confirmed"] for reading in data["flips"]["readings"])
    assert "待确认" not in letter(data)


def test_a_reading_with_a_single_option_has_nothing_to_replace_it() -> None:
    tables = with_readings()
    for reading in tables["readings"].values():
        reading["options"] = reading["options"][:1]
    decision, _ = decide(tables, case_of(GOOD), EVALUATE, "x")
    assert decision is not None
    assert "换用" not in letter(decision.to_json())


def test_very_many_readings_are_not_all_tried() -> None:
    tables = with_readings()
    option = tables["readings"]["年限一致"]["options"]
    option += [{"name": f"其他{number}", "value": "其他", "note": None} for number in range(EVALUATIONS)]
    found = flips(Inquiry(tables, case_of(GOOD), EVALUATE))
    assert found["complete"] is False
    assert sum(len(reading["alternatives"]) for reading in found["readings"]) == EVALUATIONS


def test_a_reading_under_which_exceptions_clash_gives_no_decision() -> None:
    def evaluator(subject: str, facts: Any, bindings: Any) -> Any:
        outcome = evaluate(POLICY, subject, facts, bindings)
        if bindings.readings["视同合格截止年"] == 2018:
            from engine.evaluate.outcome import Incident

            return outcome._replace(incidents=(Incident("clash", ("a", "b", "c")),))
        return outcome

    decision, _ = decide(TABLES, case_of(GOOD), evaluator, "x")
    assert decision is not None
    assert "换用A1的“不含2019年”，因例外冲突不能得出结果。" in letter(decision.to_json())


@pytest.mark.parametrize(
    ("kind", "known", "expected"),
    [
        ("absent", {"type": "boolean"}, "请填是或否"),
        ("absent", {"type": "quantity"}, "请填数字"),
        ("absent", {"type": "integer"}, "请填整数"),
        ("absent", {"type": "text"}, "请如实填写"),
        ("absent", {"type": "list"}, "请逐项填写；没有的填空名单"),
        ("absent", {"type": "row", "example": "表一·19"}, "请填表名和序号，如表一·19"),
        ("absent", {"type": "date", "example": None}, "请填日期，依年-月-日的次序"),
        ("absent", {"type": "year", "example": 2023}, "请填四位年份，如2023"),
        ("absent", {"type": "records"}, "请按年度填写"),
        ("absent", {}, "请如实填写"),
        ("judgement", {"judge": "评委会"}, "由评委会判断，您不用填"),
        ("judgement", {}, "由有权判断的人判断，您不用填"),
        ("conflict", {}, "请向主管部门确认适用哪一项"),
    ],
)
def test_what_to_fill_in(kind: str, known: dict[str, Any], expected: str) -> None:
    inquiry = Inquiry(TABLES, case_of(GOOD), EVALUATE)
    assert how(inquiry, UnknownLabel(kind, "x"), known)["zh"] == expected


def test_an_open_parameter_and_a_long_list_of_words() -> None:
    inquiry = Inquiry(TABLES, case_of(GOOD), EVALUATE)
    assert how(inquiry, UnknownLabel("absent", "parameter:权重"), {})["zh"].startswith("本通知没有确定")
    many = {
        **TABLES,
        "enumerations": {**TABLES["enumerations"], "长": {"id": "long", "words": {f"词{n}": None for n in range(20)}}},
    }
    inquiry = Inquiry(many, case_of(GOOD), EVALUATE)
    assert (
        how(inquiry, UnknownLabel("absent", "x"), {"type": "word", "enumeration": "长"})["zh"]
        == "请填词汇表中的一项，如词0、词1、词2等"
    )


def test_an_open_parameter_keeps_the_case_open() -> None:
    tables = {**TABLES, "parameters": deepcopy(TABLES["parameters"])}
    tables["parameters"]["年度总学时"]["entries"] = [[None, None]]
    decision, _ = decide(tables, case_of(GOOD), EVALUATE, "x")
    assert decision is not None
    (entry,) = decision.to_json()["missing"]
    assert (entry["path"], entry["effect"]) == ("parameter:年度总学时", "together")
    assert "年度总学时：本通知没有确定" in letter(decision.to_json())


def test_without_the_year_of_application_nothing_is_looked_ahead() -> None:
    facts = without(FAILING, "申报年度") | {"申报渠道": "线下", "含涉密材料": True, "规定年限": 30}
    assert data_of(facts)["earliest_year"]["searched"] is False
    assert data_of(FAILING | {"申报年度": 2022})["earliest_year"]["searched"] is False


def test_a_search_that_runs_out_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.explain.counterfactual.EVALUATIONS", 2)
    records = GOOD["继续教育"] | {"2023": {"总学时": 70, "专业科目": 50, "公需科目": 17, "一般公需": 11}}
    data = data_of(GOOD | {"继续教育": records})
    assert data["remedies"]["complete"] is False
    assert "没有全部核对" in letter(data)


def test_the_same_application_gives_the_same_data() -> None:
    assert data_of(FAILING) == data_of(FAILING)
    assert decided(FAILING).to_json() == decide(TABLES, case_of(FAILING), partial(evaluate, POLICY), "policies/2023")[0].to_json()
