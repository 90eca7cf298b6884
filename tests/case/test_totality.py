"""Whatever the file holds, reading it gives a case or diagnostics, never an exception, and no error becomes a case."""

from __future__ import annotations

import json
import subprocess
import sys
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


def test_reading_loads_nothing_heavy() -> None:
    code = "import engine.case.from_json, sys; print(*sorted(sys.modules))"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    assert loaded.isdisjoint({"yaml", "lark", "jsonschema", "dataclasses", "rich", "click", "decimal", "inspect"})
