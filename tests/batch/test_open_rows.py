"""Rows of which something is open are decided in bulk: how many are not, counted on a seeded register of the shipped policy."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from engine import api
from engine.batch import columnar
from engine.batch.scanned import Slice
from engine.columnar.program import CAREFUL
from tests.batch.helpers import KEY
from tests.batch.test_columnar import both, drawn, typed


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Rows of the tables that are decided from now on: all, sound ones, those that no query answered."""
    counts: Counter[str] = Counter()
    answer = columnar.ColumnarTable.answer

    def noted(self: columnar.ColumnarTable, part: Slice) -> int:
        rows = answer(self, part)
        codes = self.told().column("code").to_pylist()
        counts.update(rows=rows, sound=len(codes), careful=codes.count(CAREFUL))
        return rows

    monkeypatch.setattr(columnar.ColumnarTable, "answer", noted)
    return counts


def test_no_open_row_goes_one_by_one(policy: api.Policy, tmp_path: Path, counted: Counter[str]) -> None:
    pq.write_table(typed(drawn(policy, 1_500, "open rows")), tmp_path / "in.parquet")
    python, duckdb = both(tmp_path / "in.parquet", tmp_path, "--key", KEY)
    assert python == duckdb
    records = [json.loads(line) for line in python[0].splitlines()]
    assert sum(bool(record["missing"]) for record in records) > 120
    assert sum(bool(record["possible_rows"]) for record in records) > 25
    assert counted["rows"] == 1_500
    assert counted["sound"] > 1_480
    assert counted["careful"] == 0


#: Facts left out, alone and together: what is missing comes from every kind of condition, row and entitlement.
OPEN = [
    {"申报方式": None}, {"申报方式": "不详", "申报日期": None}, {"系列": None, "专业": None}, {"申报级别": None, "申报职称": None},
    {"工作地": None}, {"申报年度": None}, {"任职年度": None}, {"规定年限": None}, {"继续教育": None}, {"继续教育": {}},
    {"继续教育": {"2022": {"总学时": 95, "公需科目": 20}, "2023": {}}}, {"任职年度": {"起": 1970, "止": 2023}},
    {"任职年度": {"起": 2019, "止": 2049}, "申报年度": None}, {"自主评聘范围": None}, {"按山区县单列": None, "工作地": "莲都区", "单位层级": None},
    {"山区从业年限": None}, {"指定评委会": "不详"}, {"评审方式": "不详"}, {"申报通道": "不详"}, {"申报类型": None}, {"含涉密材料": None},
    {"单位性质": None, "单位类别": None}, {"初定条件已满足": None, "申报方式": "初定"},
]  # fmt: skip


def test_what_is_left_out_is_missing(policy: api.Policy, tmp_path: Path, counted: Counter[str]) -> None:
    rows = drawn(policy, 40, "left out")
    made = [row | odd for odd in OPEN for row in rows] + [row | {name: None for odd in OPEN for name in odd} for row in rows]
    pq.write_table(typed([row | {KEY: f"S{number}"} for number, row in enumerate(made)]), tmp_path / "in.parquet")
    python, duckdb = both(tmp_path / "in.parquet", tmp_path, "--key", KEY)
    assert python == duckdb
    missing = {subject for line in python[0].splitlines() for subject in json.loads(line)["missing"]}
    assert {"route", "series", "tenure_years", "continuing_education", "continuing_education[2023].total_hours"} <= missing
    assert "continuing_education[2045].total_hours" in missing  # a year without a bit: told one by one
    assert counted["careful"] == 0
