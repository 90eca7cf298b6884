"""DuckDB says of a register what is said row by row: every number, every example, whichever way a row goes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import api
from engine.batch import scanned
from engine.batch.asked import AskedTable
from engine.batch.rows import Chunk
from engine.difference import rolled
from engine.impact.carried import _moved
from tests.batch.test_columnar import CE, HOURS, applicants, typed
from tests.cli.helpers import invoke
from tests.difference.edits import Edit, edited
from tests.difference.test_years import NEXT
from tests.helpers import expect
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
    """What both engines say, which is the same, every row that turns among it."""
    streams = {engine: io.BytesIO() for engine in ("duckdb", "python")}
    bulk, plain = (
        api.impact_of(POLICY, to, api.ImpactRequest(inputs, engine=engine, **asked), cache=cache, changed=stream)
        for engine, stream in streams.items()
    )
    assert streams["duckdb"].getvalue() == streams["python"].getvalue()
    if "turns" in plain.data:
        head, *rows = csv.reader(io.StringIO(streams["python"].getvalue().decode("utf-8-sig")))
        assert len(rows) == plain.changes
        assert len(head) == 6 + len(plain.data["groups"])
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


@pytest.mark.parametrize("asked", [{"settings": (MORE,)}, {"sweep": SWEEP}], ids=["set", "swept"])
def test_few_rows_are_read_one_by_one(
    asked: dict[str, Any], table: str, drawn: list[dict[str, Any]], cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are not in order, or shown as examples: otherwise it would be no faster than row by row."""
    read: list[int] = []
    rows = AskedTable.rows

    def counting(self: AskedTable, ids: str) -> Iterator[tuple[Chunk, list[int]]]:
        for chunk, places in rows(self, ids):
            read.append(len(places))
            yield chunk, places

    monkeypatch.setattr(AskedTable, "rows", counting)
    found = api.impact_of(POLICY, None, api.ImpactRequest((table,), engine="duckdb", **asked), cache=cache)
    assert found.data["rows"] == len(drawn)
    assert 0 < sum(read) < len(drawn) // 8


@pytest.mark.parametrize("asked", [{"settings": (MORE,)}, {"sweep": SWEEP}], ids=["set", "swept"])
def test_rows_that_share_their_words(asked: dict[str, Any], cache: str, tmp_path: Path) -> None:
    """What follows from words is found once for each combination of them, for either policy by itself."""
    path = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist(applicants(1_400, bad=20)), path)
    found = [
        api.impact_of(CE, None, api.ImpactRequest((str(path),), key="id", groups=("系列",), engine=engine, **asked), cache=cache)
        for engine in ("duckdb", "python")
    ]
    assert found[0].data == found[1].data
    assert found[0].notes == ()


def test_readings_dates_and_other_groups(table: str, cache: str) -> None:
    asked = ("口径.视同合格截止年=不含2019年", "参数.评聘总结截止日=2024-03-15", "参数.专业科目学时=50")
    bulk, _ = both(cache, table, settings=asked, groups=BY, key="_编号")
    assert [group["id"] for group in bulk.data["groups"]] == ["specialty", "employer_name", "chosen_committee", "level"]
    assert any(each["before"] != each["after"] for each in bulk.data["turns"])


def test_a_sweep(table: str, cache: str) -> None:
    bulk, _ = both(cache, table, sweep=SWEEP)
    assert len({json.dumps(each["decisions"]) for each in bulk.data["values"]}) > 3


def test_inputs_of_several_kinds_one_after_the_other(
    register: str, drawn: list[dict[str, Any]], cache: str, tmp_path: Path
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
    bulk, _ = both(cache, str(flat), register, key="_编号", settings=(MORE,))
    assert bulk.notes == ()
    assert bulk.data["rows"] == 300 + ROWS
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


TIED = "  - {名称: 同等条件, 标识: tied"
SPARE = "  - {名称: 备用事实, 标识: spare, 类型: 布尔, 变动: 不可变, 说明: 备用, 示例: true}\n"
YEARS = "名称: 山区从业年限, 标识: mountain_years, 类型: 数量, 单位: 年, 取值范围: "


@pytest.fixture
def few(table: str, tmp_path: Path) -> str:
    path = tmp_path / "few.parquet"
    pq.write_table(pq.read_table(table).slice(0, 300), path)
    return str(path)


def test_policies_that_ask_for_other_facts_are_compared_row_by_row(
    few: str, cache: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = edited(tmp_path / "policy", "2023", [("vocabulary/申报.yaml", TIED, SPARE + TIED)])
    monkeypatch.chdir(Path(few).parent)
    bulk, _ = both(cache, Path(few).name, to=other)
    expect(
        list(bulk.notes), "W0936", "“few.parquet”没有成批计算，逐行算了：事实“备用事实”不同。",
        "结果是一样的，只是慢。名册很大时，可以先转成 Parquet，各栏用数字、日期、列表等类型。",
    )  # fmt: skip


def test_values_that_the_other_policy_does_not_take_are_told_as_such(few: str, cache: str, tmp_path: Path) -> None:
    other = edited(tmp_path / "policy", "2023", [("vocabulary/申报.yaml", YEARS + "[0, 60]", YEARS + "[0, 1]")])
    bulk, _ = both(cache, few, to=other)
    assert bulk.notes == ()
    assert {each["rows"][0]["refused"][0] for each in bulk.data["examples"] if each["after"] == "unreadable"} == {"山区从业年限"}


def test_a_word_that_the_other_policy_does_not_have(few: str, cache: str, tmp_path: Path) -> None:
    other = edited(tmp_path / "policy", "2023", [])
    for file in Path(other).rglob("*"):
        if file.suffix in (".yaml", ".policy"):
            file.write_text(file.read_text("utf-8").replace("事业单位", "事业法人单位"), "utf-8")
    bulk, _ = both(cache, few, to=other)
    assert any(each["after"] == "unreadable" for each in bulk.data["turns"])


def test_the_command_says_which_register_goes_row_by_row(
    few: str, tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    empty = Path("empty.csv")
    empty.write_text("系列\n", "utf-8")
    asked = ("--from", POLICY, "--set", MORE, "--jobs", "1", "--format", "json")
    plain, bulk = (invoke("impact", few, str(empty), *asked, "--engine", engine) for engine in ("python", "duckdb"))
    assert (plain.code, bulk.code, bulk.out, plain.err) == (0, 0, plain.out, "")
    assert f"W0936 “{empty}”没有成批计算，逐行算了：没有一行是规整的。" in bulk.err
    english = invoke("--lang", "en", "impact", str(empty), *asked, "--engine", "duckdb")
    assert f"`{empty}` was decided row by row, not in bulk: none of its rows is plainly in order" in english.err


def test_a_damaged_file_is_told_as_such(few: str, cache: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.parquet"
    data = bytearray(Path(few).read_bytes())
    data[40:4000] = b"\xff" * 3960
    path.write_bytes(data)
    for engine in ("duckdb", "python"):
        with pytest.raises(api.InvalidInput) as raised:
            api.impact_of(POLICY, None, api.ImpactRequest((str(path),), (MORE,), engine=engine), cache=cache)
        assert [each.code for each in raised.value.diagnostics] == ["E0986"]


def test_without_sqlglot_it_is_refused(monkeypatch: pytest.MonkeyPatch, few: str) -> None:
    monkeypatch.setattr("engine.batch.public.find_spec", lambda name: None)
    run = invoke("impact", few, "--from", POLICY, "--set", MORE, "--engine", "duckdb")
    assert (run.code, run.err[:5]) == (2, "E0972")


@pytest.mark.parametrize("years", [-1, 1, 4])
def test_dates_move_in_the_database_as_they_do_row_by_row(years: int) -> None:
    days = [date(1999, 2, 20) + timedelta(days=count) for count in range(2_000)]
    listed = duckdb.sql(f"SELECT {_moved('day', years)} FROM (SELECT unnest($days::DATE[]) AS day)", params={"days": days})
    assert [moved for (moved,) in listed.fetchall()] == [rolled.moved(day, years) for day in days]
