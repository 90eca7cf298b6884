"""DuckDB says of a register what is said row by row: every number, every example, whichever way a row goes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from engine import api
from engine.batch import scanned
from tests.batch.test_columnar import HOURS, typed
from tests.difference.edits import Edit, edited
from tests.difference.test_years import NEXT
from tests.impact.conftest import POLICY, ROWS

MORE = "参数.年度总学时=100"
SWEEP = "参数.年度总学时=80..120/5"
BY = ("specialty", "单位名称", "指定评委会", "申报级别")


@pytest.fixture(scope="module")
def drawn(policy: api.Policy) -> list[dict[str, Any]]:
    """Drawn applications, some of which cannot be read."""
    known = {fact["name"] for fact in policy.tables["subjects"]["申报"]["facts"]} | {"_编号"}
    rows = []
    for line in api.Register(policy.tables, "申报", 1_600, "bulk", 0.03).lines("jsonl"):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append({name: value for name, value in row.items() if name in known})
    return rows


@pytest.fixture(scope="module")
def table(drawn: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("bulk") / "register.parquet"
    pq.write_table(typed(drawn), path)
    return str(path)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "SLICE", 600)


def both(cache: str, *inputs: str, to: str | None = None, **asked: Any) -> tuple[api.Impact, api.Impact]:
    found = [
        api.impact_of(POLICY, to, api.ImpactRequest(inputs, engine=engine, **asked), cache=cache) for engine in ("duckdb", "python")
    ]
    bulk, plain = found
    assert json.dumps(bulk.data, ensure_ascii=False) == json.dumps(plain.data, ensure_ascii=False)
    assert plain.notes == ()
    return bulk, plain


def test_a_figure_set(table: str, drawn: list[dict[str, Any]], cache: str) -> None:
    bulk, _ = both(cache, table, settings=(MORE,))
    assert bulk.notes == ()
    assert bulk.data["rows"] == len(drawn)
    assert 0 < bulk.data["bad"] < len(drawn) // 10
    assert any(len(each["rows"]) == 10 for each in bulk.data["examples"])
    assert {"incomplete", "ineligible"} <= {each["after"] for each in bulk.data["turns"] if each["before"] == "eligible"}


def test_readings_dates_and_other_groups(table: str, cache: str) -> None:
    asked = ("解释.视同合格截止年=不含2019年", "参数.评聘总结截止日=2024-03-15", "参数.专业科目学时=50")
    bulk, _ = both(cache, table, settings=asked, groups=BY, key="_编号")
    assert [group["id"] for group in bulk.data["groups"]] == ["specialty", "employer_name", "chosen_committee", "level"]
    assert any(each["before"] != each["after"] for each in bulk.data["turns"])


def test_a_sweep(table: str, cache: str) -> None:
    bulk, _ = both(cache, table, sweep=SWEEP)
    assert len({json.dumps(each["decisions"]) for each in bulk.data["values"]}) > 3


def test_inputs_of_several_kinds_one_after_the_other(
    table: str, register: str, drawn: list[dict[str, Any]], cache: str, tmp_path: Path
) -> None:
    flat, empty = tmp_path / "flat.csv", tmp_path / "empty.jsonl"
    heads = ["_编号", "申报年度", "申报日期", "系列", "申报级别", "工作地", "单位性质", "任职年度.起", "任职年度.止"]
    heads += [f"继续教育[{year}].{name}" for year in (2021, 2022) for name in HOURS]
    with open(flat, "w", encoding="gb18030", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(heads)
        for row in drawn[:300]:
            terms, hours = row.get("任职年度"), row.get("继续教育")
            terms, hours = (each if isinstance(each, dict) else {} for each in (terms, hours))
            cells = [row.get(name) for name in heads[:7]] + [terms.get("起"), terms.get("止")]
            years = [hours.get(year) for year in ("2021", "2022")]
            cells += [year.get(name) if isinstance(year, dict) else None for year in years for name in HOURS]
            rows.writerow([str(cell).strip() if isinstance(cell, str | int | float) else "" for cell in cells])
    empty.write_text("")
    bulk, _ = both(cache, str(flat), table, register, key="_编号", settings=(MORE,))
    assert bulk.notes == ()
    assert bulk.data["rows"] == 300 + len(drawn) + ROWS
    bulk, _ = both(cache, register, str(empty), sweep="参数.年度总学时=88..92")
    assert [(each.code, each.arguments["name"]) for each in bulk.notes] == [("W0936", str(empty))]


def test_another_policy_of_the_same_year(table: str, cache: str, tmp_path: Path) -> None:
    edits: list[Edit] = [("parameters.yaml", "值: 90, 条款: 五(一).2", "值: 96, 条款: 五(一).2")]
    bulk, _ = both(cache, table, to=edited(tmp_path / "policy", "2023", edits))
    assert bulk.notes == ()
    assert any(each["before"] != each["after"] for each in bulk.data["turns"])


def test_a_policy_of_the_next_year(table: str, cache: str, tmp_path: Path) -> None:
    other = edited(tmp_path / "next", "2023", NEXT)
    bulk, _ = both(cache, table, to=other, settings=(MORE,))
    assert bulk.notes == ()
    both(cache, table, to=other, sweep="参数.年度总学时=80..110/10")
