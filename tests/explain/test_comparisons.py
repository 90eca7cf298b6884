"""Sentences about single atoms: every kind, kept and broken, and what they are called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.evaluate.outcome import Reason
from engine.explain.comparisons import comparison
from engine.explain.inquiry import Inquiry
from engine.explain.labels import parameter_use, path_label, side_year
from engine.explain.paths import split, value_at
from engine.values import Interval, Unknown, UnknownLabel
from tests.explain.helpers import GOOD, case_of
from tests.explain.small_policy import EVALUATE, TABLES, constant, fact, field, parameter, row_attribute, side, variable

UNKNOWN = Unknown.because("absent", "x")
LABELS = frozenset((UnknownLabel("absent", "x"),))


def said(kind: str, operator: str | None, left: Any, right: Any, truth: bool | None, values: tuple, satisfied: Any,
         bindings: tuple = (), text: str = "", parts: tuple = ()) -> dict[str, Any]:  # fmt: skip
    """The comparison of an atom put together here."""
    atom = {"kind": kind, "operator": operator, "clauses": [], "readings": [], "left": left, "right": right, "text": text}
    tables = {**TABLES, "atoms": [*TABLES["atoms"], atom]}
    inquiry = Inquiry(tables, case_of(GOOD), EVALUATE)
    labels = LABELS if truth is None else frozenset()
    reason = Reason(len(tables["atoms"]) - 1, bindings, truth, *values, labels, parts)
    return comparison(inquiry, reason, satisfied)


TOTAL, YEARS, TYPE, DAY = (
    field("total_hours", "总学时")[1],
    fact("required_years")[1],
    fact("employer_type")[1],
    fact("declared_on")[1],
)
NINETY, WORD, FINISH = parameter("年度总学时")[1], constant("企业")[1], row_attribute("完成日期")[1]
IN_2023 = (("年", 2023),)
GROUP = side("group", "山区26县", "group", group="山区26县")
NAMELESS = side("group", "", "group", group=None)
COUNTY, LIST = fact("work_county")[1], side("fact", "自主评聘范围", "list", fact="employer_name")


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("compare", ">=", TOTAL, NINETY, False, (840, 900), False, IN_2023),
         "2023年度总学时84，应不少于90学时，差6学时", "total hours of 2023: 84 class hours, should be at least 90 class hours, 6 class hours short"),
        (("compare", ">=", TOTAL, NINETY, True, (900, 900), True, IN_2023),
         "2023年度总学时90，不少于90学时", "total hours of 2023: 90 class hours, at least 90 class hours"),
        (("compare", ">", TOTAL, NINETY, False, (900, 900), False, IN_2023),
         "2023年度总学时90，应超过90学时，差0.1学时", "total hours of 2023: 90 class hours, should be more than 90 class hours, 0.1 class hours short"),
        (("compare", "<=", YEARS, constant(3, "integer")[1], False, (4, 3), False),
         "规定年限4年，应不超过3，超出1年", "required years: 4 years, should be at most 3, 1 year too much"),
        (("compare", ">=", TOTAL, NINETY, True, (900, 900), False, IN_2023),
         "2023年度总学时90，应少于90学时，超出0.1学时", "total hours of 2023: 90 class hours, should be less than 90 class hours, 0.1 class hours too much"),
        (("compare", "=", TYPE, WORD, False, ("机关", "企业"), False),
         "单位性质为机关，应为企业", "employer type: government (机关), should be enterprise (企业)"),
        (("compare", "=", TYPE, WORD, True, ("企业", "企业"), False),
         "单位性质为企业，应不为企业", "employer type: enterprise (企业), should be other than enterprise (企业)"),
        (("compare", "=", TYPE, WORD, True, ("企业", "企业"), True), "单位性质为企业", "employer type: enterprise (企业)"),
        (("compare", "<=", DAY, FINISH, False, (date(2023, 8, 1), date(2023, 7, 31)), False),
         "申报日期2023年8月1日，应不晚于2023年7月31日（完成日期），晚了1天",
         "declared on: 1 August 2023, should be no later than 31 July 2023 (last day of the working time), 1 day too late"),
        (("compare", "<=", DAY, DAY, False, (date(2023, 8, 2), date(2023, 8, 1)), False),
         "申报日期2023年8月2日，应不晚于所填申报日期2023年8月1日，晚了1天",
         "declared on: 2 August 2023, should be no later than stated declared on: 1 August 2023, 1 day too late"),
        (("compare", ">=", DAY, DAY, True, (date(2023, 8, 2), date(2023, 8, 1)), True),
         "申报日期2023年8月2日，不早于所填申报日期2023年8月1日",
         "declared on: 2 August 2023, no earlier than stated declared on: 1 August 2023"),
        (("compare", "<=", variable("年")[1], constant(2019, "year")[1], True, (2018, 2019), True, (("年", 2018),)),
         "2018年，不超过2019年", "2018, at most 2019"),
        (("compare", ">=", TOTAL, NINETY, None, (UNKNOWN, 900), None, IN_2023),
         "2023年度总学时待补充，应不少于90学时", "total hours of 2023 is missing, should be at least 90 class hours"),
        (("compare", ">=", TOTAL, NINETY, None, (900, UNKNOWN), None, IN_2023),
         "2023年度总学时90，年度总学时待补充", "total hours of 2023: 90 class hours, annual total hours is missing"),
        (("compare", ">=", TOTAL, NINETY, None, (Interval(800, 1000, LABELS), 900), None, IN_2023),
         "2023年度总学时80至100，应不少于90学时", "total hours of 2023: 80 to 100 class hours, should be at least 90 class hours"),
        (("compare", ">=", TOTAL, NINETY, None, (UNKNOWN, UNKNOWN), None, IN_2023),
         "2023年度总学时待补充，应不少于年度总学时", "total hours of 2023 is missing, should be at least annual total hours"),
        (("member", None, COUNTY, GROUP, True, ("遂昌县", frozenset({"遂昌县"})), True),
         "工作地遂昌县属于山区26县", "work county suichang (遂昌县) is among 山区26县"),
        (("member", None, COUNTY, GROUP, False, ("义乌市", frozenset({"遂昌县"})), False),
         "工作地为义乌市，不属于山区26县", "work county is yiwu (义乌市), which is not among 山区26县"),
        (("member", None, COUNTY, NAMELESS, True, ("遂昌县", frozenset({"遂昌县"})), False),
         "工作地为遂昌县，属于遂昌县", "work county is suichang (遂昌县), which is among 遂昌县"),
        (("member", None, COUNTY, GROUP, False, ("义乌市", frozenset({"遂昌县"})), True),
         "工作地义乌市不属于山区26县", "work county yiwu (义乌市) is not among 山区26县"),
        (("covers", None, LIST, None, True, ((("工程", "中级"),), ("工程", "中级")), True),
         "单位名称包含工程、中级", "employer name includes 工程 / 中级"),
        (("covers", None, LIST, None, False, ((), ("工程", "中级")), False),
         "单位名称未包含工程、中级", "employer name does not include 工程 / 中级"),
        (("applicable", None, DAY, None, True, (date(2023, 1, 1), None), True), "申报日期适用", "declared on applies"),
        (("applicable", None, DAY, None, False, (None, None), False), "申报日期不适用", "declared on does not apply"),
        (("truth", None, fact("contains_classified")[1], None, True, (True, None), False),
         "含涉密材料：是，应为否", "contains classified: yes, should be no"),
        (("truth", None, fact("tied")[1], None, None, (UNKNOWN, None), None), "同等条件待补充", "tied is missing"),
        (("judgement", None, None, None, None, (UNKNOWN, None), None, (), "是否同等条件"),
         "是否同等条件", "是否同等条件"),
        (("quantifier", None, None, None, None, (None, None), None, (), "任职年度"), "任职年度", "任职年度"),
        (("judgement", None, None, None, None, (UNKNOWN, None), None), "待判断：x", "to be judged: x"),
        (("compare", "=", None, None, True, ("表一·19", "表一·19"), True, (), "表一·19"), "表一·19", "表一·19"),
    ],
)  # fmt: skip
def test_sentences(arguments: tuple, zh: str, en: str) -> None:
    assert said(*arguments)["text"] == {"zh": zh, "en": en}


def test_counts_over_what_is_not_years() -> None:
    tally = side("aggregate", "计数（加分项）", "integer", unit=None)
    parts = ((0, (), ((0, True, 1, ()), (1, False, 1, ()))),)
    found = said(
        "compare", ">=", tally, constant(2, "integer")[1], False, (Interval(1, 1, frozenset(), parts), 2), False, parts=parts
    )
    assert found["text"]["zh"] == "计数（加分项）1，应不少于2，差1"
    assert [element["counts"] for element in found["counted"]] == [True, False]


def test_a_count_of_none() -> None:
    years = side("aggregate", "计数", "integer", unit="年")
    parts = ((0, (), ((2022, False, 1, ()),)),)
    found = said("compare", ">=", years, YEARS, False, (Interval(0, 0, frozenset(), parts), 4), False, parts=parts)
    assert found["text"]["zh"] == "2022年合格0年，所填规定年限4年，差4年"


@pytest.fixture
def inquiry() -> Inquiry:
    return Inquiry(TABLES, case_of(GOOD), EVALUATE)


def test_years_of_a_side(inquiry: Inquiry) -> None:
    assert side_year(inquiry, {"variable": "年"}, {"年": 2022}) == 2022
    assert side_year(inquiry, {"fact": "declared_year", "offset": -1}, {}) == 2022
    assert side_year(inquiry, {"constant": 2020}, {}) == 2020
    assert side_year(inquiry, {"fact": "title"}, {}) is None
    assert side_year(inquiry, None, {}) is None


def test_a_field_without_a_known_year_is_called_by_its_name() -> None:
    assert said("compare", ">=", TOTAL, NINETY, None, (UNKNOWN, 900), None)["left"]["name"]["zh"] == "总学时"


def test_names_of_paths(inquiry: Inquiry) -> None:
    assert path_label(inquiry, "parameter:年度总学时") == {"zh": "年度总学时", "en": "annual total hours"}
    assert path_label(inquiry, "parameter:没有的") == {"zh": "没有的", "en": "没有的"}
    assert path_label(inquiry, "continuing_education[2023].total_hours")["en"] == "total hours of 2023"
    assert path_label(inquiry, "continuing_education[2023].nothing")["zh"] == "2023年度nothing"
    assert path_label(inquiry, "2031") == {"zh": "2031", "en": "2031"}


def test_parameters_stand_as_on_the_reference_date(inquiry: Inquiry) -> None:
    entries = ((date(2023, 1, 1), 5), (date(2024, 1, 1), 7))
    inquiry.base = inquiry.base._replace(parameters={**inquiry.base.parameters, "评前报告工作日": entries})
    assert parameter_use(inquiry, "评前报告工作日")["value"] == 5
    inquiry.told.clear()
    inquiry.case = case_of({"申报年度": 2023})
    assert parameter_use(inquiry, "评前报告工作日")["state"] == "unknown"


def test_values_at_paths() -> None:
    facts = {"title": "工程师", "hours": {2022: {"total": 5}, 2023: UNKNOWN}, "other": UNKNOWN}
    assert value_at(facts, "title") == "工程师"
    assert value_at(facts, "hours[2022].total") == 5
    assert value_at(facts, "hours[2023].total") is UNKNOWN
    assert value_at(facts, "other[2023].total") is UNKNOWN
    for path in ("hours[2022].extra", "hours[2021].total", "none[2021].total", "none"):
        assert isinstance(value_at(facts, path), Unknown)
    assert split("hours[2022].total") == ("hours", 2022, "total")
    assert split("hours") is None
