"""Cases from dictionaries, the blank template, the vocabulary as data."""

from __future__ import annotations

import json
from collections import UserDict
from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.case.from_mapping import as_json, case_from_mapping
from engine.case.template import template
from engine.case.vocabulary import vocabulary
from engine.values import ABSENT, Unknown
from tests.case.helpers import read_text
from tests.case.tables_fixture import TABLES


def test_a_mapping_is_read_as_a_file_would_be() -> None:
    facts = UserDict(
        {"申报日期": date(2023, 6, 12), "毕业日期": datetime(2010, 7, 1, 8), "继续教育": {2023: {"总学时": Decimal("90.5")}}}
    )
    case, diagnostics = case_from_mapping(dict(facts), TABLES)
    assert diagnostics == []
    assert case.on == date(2023, 6, 12)
    assert case.facts["graduated_on"] == date(2010, 7, 1)


def test_decimals_are_refused_or_read_but_never_rounded() -> None:
    case, _ = case_from_mapping({"继续教育": {2023: {"总学时": Decimal("90.5")}}}, TABLES)
    assert case.facts["continuing_education"][2023]["total_hours"] == 905
    _, (diagnostic,) = case_from_mapping({"继续教育": {2023: {"总学时": Decimal("90.55")}}}, TABLES)
    assert diagnostic.code == "E0613"


def test_mistakes_in_a_mapping_have_a_place_in_its_json() -> None:
    facts = {"申报级别": "高等"}
    _, (diagnostic,) = case_from_mapping(facts, TABLES)
    assert as_json(facts).decode().split("\n")[diagnostic.span.line - 1].lstrip().startswith('"申报级别"')


def test_no_number_and_foreign_objects() -> None:
    _, diagnostics = case_from_mapping({"规定年限": float("nan")}, TABLES)
    assert diagnostics
    with pytest.raises(TypeError):
        case_from_mapping({"规定年限": object()}, TABLES)
    assert case_from_mapping({"任职年度": UserDict({"起": 2019, "止": 2023})}, TABLES)[0].facts["tenure_years"] == (2019, 2023)


def test_numbers_and_truths_of_a_data_frame_are_those_of_python() -> None:
    numpy = pytest.importorskip("numpy")
    facts = {"规定年限": numpy.int64(4), "含涉密材料": numpy.bool_(False)}
    assert as_json(facts) == as_json({"规定年限": 4, "含涉密材料": False})
    with pytest.raises(TypeError):
        as_json({"规定年限": numpy.array([4, 5])})


def test_what_holds_itself_or_has_no_end_is_no_application() -> None:
    itself: list[object] = []
    itself.append(itself)
    endless: list[object] = []
    for _ in range(100_000):
        endless = [endless]
    for value in (itself, endless):
        with pytest.raises(TypeError, match="nested without end"):
            case_from_mapping({"自主评聘范围": value}, TABLES)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("subject", ["申报", "meeting"])
def test_the_template_is_a_blank_case(lang: str, subject: str) -> None:
    text = template(TABLES, subject, lang)
    case, diagnostics = read_text(text)
    assert diagnostics == []
    blank = case.without_assumed()
    ignored = {"continuing_education", "chosen_committee", "tied"}
    for fact, value in blank.facts.items():
        assert fact in ignored or value == Unknown.because(ABSENT, fact)


def test_the_template_explains_each_fact() -> None:
    blank = json.loads(template(TABLES, "申报"))
    assert blank["_申报年度"] == "2000—2100。通知的年度。例：2023。"
    assert blank["_单位性质"] == "可填：企业、事业单位、机关。"
    assert blank["_申报日期"] == '如 "2023-06-12"。'
    assert blank["_规定年限"] == "0—40年。"
    assert blank["_指定评委会"] == "如“表一·1”。不填即为不适用。"
    assert blank["_毕业日期"] == '如 "2023-06-12"。不适用的填“不适用”。'
    assert blank["_同等条件"] == "填 true 或 false，也可填“是”“否”。须由评委会判断的填“待判断”。"
    assert blank["_申报类型"] == "可填：正常晋升、破格。不填按“正常晋升”。"
    assert blank["_单位名称"] == "文本。"
    assert blank["_继续教育"].startswith("总学时：0—5000学时。")
    assert list(blank["继续教育"]) == ["2022", "2023"]
    assert blank["_往返"] == "单位天。"
    english = json.loads(template(TABLES, "application", "en"))
    assert english["_required_years"] == "0 to 40 year."
    assert english["_employer_type"] == "one of: enterprise, public_institution, government."
    assert english["_application_type"] == 'one of: regular, exceptional; taken as "regular" when left out.'
    assert english["tenure_years"] == {"from": None, "to": None}


def test_long_enumerations_are_cut_in_the_template() -> None:
    words = {f"词{number}": None for number in range(40)}
    tables = TABLES | {"enumerations": TABLES["enumerations"] | {"单位性质": {"id": "x", "words": words}}}
    assert "等40个" in json.loads(template(tables, "申报"))["_单位性质"]


def test_the_vocabulary_as_data() -> None:
    content = vocabulary(TABLES, "application")
    facts = {fact["name"]: fact for fact in content["facts"]}
    assert content["name"] == "申报"
    assert facts["山区从业年限"]["range"] == ["0", "60"]
    assert facts["盈亏"]["range"] == ["-100", "100"]
    assert facts["继续教育"]["fields"][0]["unit_id"] == "hour"
    assert facts["自主评聘范围"]["columns"][0]["words"][0] == {"name": "工程", "id": "engineering"}
    assert json.loads(json.dumps(content)) == content
    with pytest.raises(KeyError):
        vocabulary(TABLES, "无")
