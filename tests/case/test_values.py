"""What is accepted, and what it is read as: every type of fact in every permitted form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.values import ABSENT, GIVEN_UNKNOWN, JUDGEMENT, NOT_APPLICABLE, Unknown
from tests.case.helpers import case_of, read, read_text, value_of

NUMBERS = [
    (90, 900), ("90", 900), ("90学时", 900), ("90 学时", 900), ("90 hours", 900), ("90 Hour", 900), (90.5, 905),
    ("90.5学时", 905), ("９０", 900), ("９０．５　学时", 905), ("+90", 900), ("090", 900), (90.50, 905), (0, 0), ("-0", 0),
    ("0.0", 0), ("90.500", 905), (5000, 50000),
]  # fmt: skip


@pytest.mark.parametrize("written, value", NUMBERS)
def test_quantities(written: object, value: int) -> None:
    records = value_of("继续教育", {"2022": {"总学时": written}})
    assert records[2022]["total_hours"] == value


def test_a_quantity_has_the_scale_of_its_fact() -> None:
    assert value_of("山区从业年限", "2.25年") == 225
    assert value_of("盈亏", "-1.5") == -15
    assert value_of("温差", 9223372036854775807) == 2**63 - 1


@pytest.mark.parametrize("written", [4, "4", "4年", "4 years", "４年", 4.0])
def test_integers(written: object) -> None:
    assert value_of("规定年限", written) == 4


DATES = [
    "2023-06-12",
    "2023年6月12日",
    "2023年06月12日",
    "２０２３－０６－１２",
    "2023 年 6 月 12 日",
    "2023年6月12号",
    "2023-6-12",
]


@pytest.mark.parametrize("written", DATES)
def test_dates(written: str) -> None:
    assert value_of("申报日期", written) == date(2023, 6, 12)


def test_29_february_of_a_leap_year() -> None:
    assert value_of("申报日期", "2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("written", [2023, "2023", "2023年", "2023年度", "２０２３"])
def test_years(written: object) -> None:
    assert value_of("申报年度", written) == 2023


@pytest.mark.parametrize("written, value", [(True, True), (False, False), ("是", True), ("否", False), (" 是 ", True)])
def test_yes_and_no(written: object, value: bool) -> None:
    assert value_of("含涉密材料", written) is value


@pytest.mark.parametrize("written", ["事业单位", "public_institution", " 事业单位 "])
def test_words(written: str) -> None:
    assert value_of("单位性质", written) == "事业单位"


def test_text() -> None:
    assert value_of("单位名称", " 某县水利局 ") == "某县水利局"


@pytest.mark.parametrize("written", [{"起": 2019, "止": "2023年"}, {"from": "2019", "to": 2023}, {"止": 2023, "from": 2019}])
def test_year_spans(written: object) -> None:
    assert value_of("任职年度", written) == (2019, 2023)


@pytest.mark.parametrize(
    "written, kind",
    [({"起": 2019}, ABSENT), ({}, ABSENT), ({"起": None, "止": 2023}, ABSENT), ({"起": 2019, "止": "不详"}, GIVEN_UNKNOWN)],
)
def test_a_year_span_without_both_ends_is_unknown(written: object, kind: str) -> None:
    assert value_of("任职年度", written) == Unknown.because(kind, "tenure_years")


LISTS = [
    ([], ()),
    ("全部", "*"),
    ("all", "*"),
    ([{"系列": "工程", "级别": "中级"}], (("工程", "中级"),)),
    ([{"series": "engineering", "level": "senior"}], (("工程", "正高"),)),
    ([{"级别": "中级", "系列": "工程"}, {"系列": "工程", "级别": "中级"}], (("工程", "中级"),)),
    ([{"系列": "工程", "级别": "全部"}], tuple(("工程", level) for level in ("员级", "助理级", "中级", "副高", "正高"))),
    ([{"系列": "工程"}], (("工程", Unknown.because(ABSENT, "self_evaluation_scope")),)),
    ([{"系列": "工程", "级别": None}], (("工程", Unknown.because(ABSENT, "self_evaluation_scope")),)),
    ([{"系列": "工程", "级别": "不详"}], (("工程", Unknown.because(GIVEN_UNKNOWN, "self_evaluation_scope")),)),
    ("不详", Unknown.because(GIVEN_UNKNOWN, "self_evaluation_scope")),
]  # fmt: skip


@pytest.mark.parametrize("written, value", LISTS)
def test_lists(written: object, value: object) -> None:
    assert value_of("自主评聘范围", written) == value


def test_a_list_of_one_column_may_hold_plain_words() -> None:
    assert value_of("兼报系列", ["工程", {"系列": "health"}, "全部"]) == (("工程",), ("卫生",), ("农业技术",), ("艺术",))


RECORDS = [
    [{"年": 2023, "总学时": 90}, {"年": "2022年度", "total_hours": 84}],
    [{"year": 2023, "总学时": 90}, {"年度": 2022, "总学时": 84}],
    {"2023": {"总学时": 90}, "2022年": {"总学时": 84}},
    {"2022": {"总学时": 84, "专业科目": None}, "2023": {"总学时": 90}, "2021": None, "_注": "抄自登记系统"},
]


@pytest.mark.parametrize("written", RECORDS)
def test_records(written: object) -> None:
    records = value_of("继续教育", written)
    assert list(records) == [2022, 2023]
    assert [records[year]["total_hours"] for year in records] == [840, 900]
    assert "professional_hours" not in records[2022]


def test_fields_left_out_are_what_the_vocabulary_says() -> None:
    path = "continuing_education[2022]"
    assert value_of("继续教育", {"2022": {}})[2022] == {
        "deemed": False,
        "made_up": NOT_APPLICABLE,
        "genuine": Unknown.because(JUDGEMENT, f"{path}.genuine"),
    }


def test_a_year_or_all_years_given_as_unknown() -> None:
    entry = value_of("继续教育", {"2022": "不详"})[2022]
    assert entry["total_hours"] == Unknown.because(GIVEN_UNKNOWN, "continuing_education[2022].total_hours")
    assert value_of("继续教育", "unknown") == Unknown.because(GIVEN_UNKNOWN, "continuing_education")
    assert value_of("继续教育", None) == Unknown.because(ABSENT, "continuing_education")
    assert value_of("继续教育", []) == {}


ROWS = ["表一·19", "附件1·表一·19", "表一19", "表一第19项", "附件1表一第19项", "表一•１９", "表一-19", "市建设工程评审委员会"]


@pytest.mark.parametrize("written", ROWS)
def test_rows(written: str) -> None:
    assert value_of("指定评委会", written) == "表一·19"


UNKNOWNS = [
    ("申报级别", None, Unknown.because(ABSENT, "level")),
    ("申报级别", "不详", Unknown.because(GIVEN_UNKNOWN, "level")),
    ("规定年限", "unknown", Unknown.because(GIVEN_UNKNOWN, "required_years")),
    ("单位名称", "不详", Unknown.because(GIVEN_UNKNOWN, "employer_name")),
    ("毕业日期", "不适用", NOT_APPLICABLE),
    ("毕业日期", "not_applicable", NOT_APPLICABLE),
    ("毕业日期", None, Unknown.because(ABSENT, "graduated_on")),
    ("指定评委会", None, NOT_APPLICABLE),
    ("同等条件", None, Unknown.because(JUDGEMENT, "tied")),
    ("同等条件", "待判断", Unknown.because(JUDGEMENT, "tied")),
    ("同等条件", "交评委会判断", Unknown.because(JUDGEMENT, "tied")),
    ("同等条件", "judgement", Unknown.because(JUDGEMENT, "tied")),
    ("同等条件", "不详", Unknown.because(GIVEN_UNKNOWN, "tied")),
]


@pytest.mark.parametrize("name, written, value", UNKNOWNS)
def test_unknowns(name: str, written: object, value: object) -> None:
    assert value_of(name, written) == value


def test_names_and_ids_are_equally_good_and_notes_are_passed_over() -> None:
    case = case_of(
        {"$schema": "x", "_说明": ["…"], "level": "associate_senior", "专业": "water", "ｔｉｔｌｅ": None, "主体": None}
    )
    assert (case.facts["level"], case.facts["specialty"]) == ("副高", "水利工程")


@pytest.mark.parametrize("written", [{"主体": "评审会议"}, {"subject": "meeting"}, {"subject": "评审会议"}])
def test_the_subject_of_the_file(written: object) -> None:
    case, _ = read(written)
    assert case is not None
    assert case.subject == "评审会议"
    assert set(case.facts) == {"held_on", "reported_on"}


def test_the_subject_asked_for() -> None:
    assert read({}, subject="meeting")[0].subject == "评审会议"
    assert read({"主体": "meeting"}, subject="评审会议")[0].subject == "评审会议"
    assert read({})[0].subject == "申报"
    with pytest.raises(KeyError):
        read({}, subject="无")


def test_an_enumeration_may_own_a_word_of_the_reader() -> None:
    from engine.case.from_json import read_case
    from tests.case.tables_fixture import TABLES

    enumerations = TABLES["enumerations"] | {"单位性质": {"id": "x", "words": {"不适用": None, "企业": None}}}
    case, _ = read_case("a.json", '{"单位性质": "不适用"}'.encode(), TABLES | {"enumerations": enumerations})
    assert case.facts["employer_type"] == "不适用"


def test_the_documented_example_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "application-format.md").read_text(encoding="utf-8")
    case, diagnostics = read_text(page.split("```json\n")[1].split("```")[0])
    assert diagnostics == []
    assert (case.facts["level"], case.facts["tenure_years"]) == ("中级", (2019, 2023))
