"""Applications to the small policy, and short ways to decide them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from engine.case.case import Case
from engine.case.from_json import read_case
from engine.explain.decision import Decision, decide
from tests.explain.small_policy import EVALUATE, TABLES


def year(total: Any, professional: Any = 62, public: Any = 20, general: Any = 14) -> dict[str, Any]:
    """The record of one year."""
    fields = {"总学时": total, "专业科目": professional, "公需科目": public, "一般公需": general}
    return {name: value for name, value in fields.items() if value is not None}


#: An application that nothing stands against.
GOOD: dict[str, Any] = {
    "申报年度": 2023, "申报日期": "2023-08-21", "申报方式": "评审", "申报类型": "正常晋升", "申报渠道": "省平台",
    "含涉密材料": False, "系列": "工程", "专业": "水利工程", "申报级别": "中级", "申报职称": "工程师", "单位性质": "企业",
    "工作地": "青田县", "规定年限": 4, "任职年度": {"起": 2019, "止": 2023},
    "继续教育": {"2020": year(91), "2021": year(90), "2022": year(92), "2023": year(90)},
}  # fmt: skip

#: The application of the sample letter that fails.
FAILING: dict[str, Any] = GOOD | {
    "申报日期": "2023-06-12", "专业": "建设工程", "单位性质": "事业单位", "工作地": "遂昌县",
    "继续教育": {"2020": year(95), "2021": year(93), "2022": year(92, 58), "2023": year(84)},
}  # fmt: skip
del FAILING["含涉密材料"]


def without(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    """``facts`` without some of them."""
    return {name: value for name, value in facts.items() if name not in names}


def case_of(facts: dict[str, Any], on: date | None = None, subject: str | None = None) -> Case:
    """The case of an application."""
    case, diagnostics = read_case("applicant.json", json.dumps(facts, ensure_ascii=False).encode(), TABLES, subject, on)
    assert diagnostics == []
    assert case is not None
    return case


def decided(facts: dict[str, Any], on: date | None = None, subject: str | None = None) -> Decision:
    """The decision on an application."""
    decision, diagnostics = decide(TABLES, case_of(facts, on, subject), EVALUATE, "policies/2023")
    assert diagnostics == []
    assert decision is not None
    return decision


def data_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The decision's data."""
    return decided(facts).to_json()
