"""Whatever the file holds, reading it gives a case or diagnostics, never an exception, and no error becomes a case."""

from __future__ import annotations

import json
import subprocess
import sys
from time import perf_counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case.from_json import read_case
from engine.diagnostics.catalog import help_text, message
from engine.values import NOT_APPLICABLE, Unknown
from tests.case.helpers import FILE, read_text
from tests.case.tables_fixture import APPLICATION, TABLES

NAMES = [fact[key] for fact in APPLICATION["facts"] for key in ("name", "id")]
INNER = ["2022", "2023年", "年", "year", "起", "止", "from", "总学时", "public_hours", "系列", "级别", "_注", "主体"]
TEXTS = ["不详", "不适用", "待判断", "全部", "工程", "中级", "9O", "90学时", "2023-02-29", "2023", "是", "表一·19", ""]
ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(TEXTS), st.text(max_size=12), st.integers(2000, 2030)
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(INNER) | st.text(max_size=4), inner, max_size=5),
    max_leaves=12,
)
FILES = st.dictionaries(st.sampled_from([*NAMES, "主体", "subject"]) | st.text(max_size=5), VALUES, max_size=8)


@settings(max_examples=600, deadline=None)
@given(FILES | VALUES)
def test_any_json_value(content: Any) -> None:
    case, diagnostics = read_text(json.dumps(content, ensure_ascii=True))
    assert (case is None) == bool(diagnostics)
    if case is not None:
        assert set(case.facts) == {fact["id"] for fact in case.vocabulary["facts"]}
        assert case.is_consistent
        assert None not in case.facts.values()
    places = [(diagnostic.span.line, diagnostic.span.column) for diagnostic in diagnostics]
    assert places == sorted(places)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text(content: str) -> None:
    case, diagnostics = read_case(FILE, content.encode("utf-8", "surrogatepass"), TABLES)
    assert (case is None) == bool(diagnostics)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(APPLICATION["facts"]), VALUES)
def test_any_value_of_any_fact(fact: dict[str, Any], value: Any) -> None:
    case, diagnostics = read_text(json.dumps({fact["name"]: value}))
    for diagnostic in diagnostics:
        for lang in ("zh", "en"):
            assert message(diagnostic, lang)
            assert help_text(diagnostic, lang)
    if case is not None and value is None:
        assert isinstance(case.given[fact["id"]], Unknown) or case.given[fact["id"]] is NOT_APPLICABLE


def test_empty_parts_of_the_tables_may_be_none() -> None:
    bare = [f | {key: f[key] or None for key in ("columns", "fields", "contains", "scale")} for f in APPLICATION["facts"]]
    tables = TABLES | {"subjects": {"申报": APPLICATION | {"facts": bare}}}
    text = '{"规定年限": 4, "申报年度": 2023, "继续教育": {"2023": {"总学时": 90}}, "自主评聘范围": []}'
    case, _ = read_case(FILE, text.encode(), tables)
    assert case is not None
    assert read_case(FILE, '{"总学时": 1}'.encode(), tables)[1][0].code == "E0604"


def test_a_typical_application_is_read_in_a_millisecond() -> None:
    records = [{"年": year, "总学时": 90, "专业科目": 60, "公需科目": 18, "一般公需": 12} for year in range(2019, 2024)]
    facts = {"申报年度": 2023, "申报日期": "2023-06-12", "系列": "工程", "申报职称": "工程师", "专业": "建设工程",
             "单位名称": "某单位", "单位性质": "事业单位", "自主评聘范围": [], "规定年限": "4年",
             "任职年度": {"起": 2019, "止": 2023}, "继续教育": records, "含涉密材料": "否"}  # fmt: skip
    data = json.dumps(facts, ensure_ascii=False, indent=2).encode()

    def once() -> float:
        started = perf_counter()
        read_case(FILE, data, TABLES)
        return perf_counter() - started

    # The best of many: the machine may be busy, and tracing for coverage costs a multiple.
    assert min(once() for _ in range(50)) < 0.2  # against blow-ups only; python -m bench.cold measures


def test_reading_loads_nothing_heavy() -> None:
    code = "import engine.case.from_json, sys; print(*sorted(sys.modules))"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert loaded.isdisjoint({"yaml", "lark", "jsonschema", "dataclasses", "rich", "click", "decimal", "inspect"})
