"""Rules of the 2023 policy on cases at the edge: hours, years, platform, deadlines; each with the rule that fails."""

from __future__ import annotations

import pytest

from tests.policies.asking import Asked, failed

FULL = (96, 66, 24, 14)
ENGINEER = {
    "申报年度": 2023, "申报日期": "2023-08-21", "申报方式": "评审", "申报类型": "正常晋升", "申报渠道": "省平台", "含涉密材料": False,
    "系列": "工程", "专业": "水利工程", "申报级别": "中级", "申报通道": "一般", "单位性质": "企业", "单位类别": "其他", "单位层级": "县级",
    "工作地": "青田县", "自主评聘范围": (), "规定年限": 4, "任职年度": (2019, 2023), "山区从业年限": 6,
}  # fmt: skip


def _engineer(*, hours=None, without=(), **more):
    records = dict.fromkeys((2020, 2021, 2022, 2023), FULL) | (hours or {})
    case = ENGINEER | {"继续教育": {year: row for year, row in records.items() if row}} | more
    return {name: value for name, value in case.items() if name not in without}


def _decide(asked, **case):
    outcome = asked.outcome("申报", **case)
    return outcome.decision, [name for name in failed(outcome) if "备注" not in name]


@pytest.mark.parametrize(
    "row, decision",
    [
        ((90, 60, 18, 12), "eligible"), ((89, 60, 18, 12), "ineligible"), ((90, 59, 18, 12), "ineligible"),
        ((90, 60, 17, 12), "ineligible"), ((90, 60, 18, 11), "ineligible"), ((78, 60, 18, 12), "ineligible"),
        ((90, 60, 30, 12), "eligible"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("year", [2022, 2023])
def test_hours_of_the_two_years(asked, year, row, decision):
    assert _decide(asked, **_engineer(hours={year: row}))[0] == decision


def test_no_record_for_the_year_of_application_is_incomplete(asked):
    assert _decide(asked, **_engineer(hours={2023: None})) == ("incomplete", [])


def test_a_short_year_in_the_past_is_made_good_by_enough_others(asked):
    assert _decide(asked, **_engineer(hours={2020: (50, 30, 10, 5)})) == ("eligible", [])
    assert _decide(asked, **_engineer(hours={2020: (50, 30, 10, 5)}, 规定年限=5)) == ("ineligible", ["合格年份数"])


def test_years_required_are_never_assumed(asked):
    assert _decide(asked, **_engineer(without=["规定年限"])) == ("incomplete", [])


@pytest.mark.parametrize(
    "readings, decision",
    [
        ({}, "eligible"), ({"视同合格截止年": "不含2019年"}, "incomplete"), ({"视同年份": "不计年限"}, "ineligible"),
        ({"年限一致": "任职期内逐年"}, "eligible"), ({"年限一致": "最近逐年"}, "eligible"),
    ],
)  # fmt: skip
def test_readings_of_the_years(core, resolved, readings, decision):
    assert _decide(Asked(core, resolved, **readings), **_engineer(规定年限=5 if "年限一致" not in readings else 4))[0] == decision


@pytest.mark.parametrize(
    "reading, decision, names",
    [
        ("申报时达标", "ineligible", ["连续两年合格"]), ("年底补足", "eligible", ["当年学时待补足"]), ("只看前一年", "eligible", []),
    ],
)  # fmt: skip
def test_readings_of_the_current_year(core, resolved, reading, decision, names):
    found = _decide(Asked(core, resolved, 当年学时=reading), **_engineer(hours={2023: (40, 30, 10, 6)}))
    assert found == (decision, names)


@pytest.mark.parametrize(
    "more, decision, names",
    [
        ({"申报渠道": "线下"}, "ineligible", ["省平台申报"]),
        ({"含涉密材料": True}, "ineligible", ["不含涉密材料"]),
        ({"评审方式": "线下后补登"}, "eligible", ["评审结果有效"]),
        ({"评审方式": "线上"}, "eligible", []),
        ({"申报类型": "破格"}, "eligible", ["正常晋升以外"]),
        ({"申报日期": "2023-10-31"}, "eligible", []),
        ({"申报日期": "2023-11-01"}, "ineligible", ["表一·13 本年度评审未结束"]),
        ({"申报日期": "2023-07-31"}, "eligible", ["表一·13 评审工作已启动"]),
        ({"自主评聘范围": "全部"}, "eligible", ["表一·13 自主评聘单位先内部评聘"]),
    ],
)
def test_rules_beside_the_hours(asked, more, decision, names):
    assert _decide(asked, **_engineer(**more)) == (decision, names)


def test_the_round_that_ends_next_year(asked):
    case = _engineer(专业="快递", 申报级别="正高", 申报日期="2024-03-31")
    assert _decide(asked, **case)[0] == "eligible"
    assert _decide(asked, **case | {"申报日期": "2024-04-01"})[0] == "ineligible"


def test_initial_titles_ask_for_no_hours(asked, core, resolved):
    case = {key: value for key, value in _engineer(申报方式="初定", 初定条件已满足=True).items() if key != "继续教育"}
    assert _decide(asked, **case)[0] == "eligible"
    assert _decide(asked, **case | {"初定条件已满足": False}) == ("ineligible", ["表三·1 初定条件"])
    assert _decide(Asked(core, resolved, 初定学时="初定同样要求"), **case)[0] == "incomplete"


def _granted(asked, **case):
    (row,) = asked.outcome("申报", **case).rows
    return {e.name: e.truth for e in row.entitlements}


def test_mountain_counties(asked):
    assert _granted(asked, **_engineer(同等条件=True)) == {"单列评审": True, "同等条件倾斜": True, "山区年限赋分": True}
    assert _granted(asked, **_engineer())["同等条件倾斜"] is None
    assert _granted(asked, **_engineer(工作地="莲都区"))["单列评审"] is True
    city = _engineer(工作地="莲都区", 单位层级="市本级")
    assert _granted(asked, **city)["单列评审"] is None
    assert _granted(asked, **city, 按山区县单列=True)["单列评审"] is True
    assert _granted(asked, **_engineer(山区从业年限=0))["山区年限赋分"] is False
    assert _granted(asked, **_engineer(专业="建设工程", 申报级别="正高")) == {}
