"""The columnar engine writes what the Python engine writes, byte for byte: sound rows, open rows, bad rows, bad files."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import subprocess
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.ce import task
from bench.cold import policy_command
from engine import api
from engine.batch import columnar, combinations, scanned
from engine.batch.journal import part_paths
from tests.batch.helpers import KEY, POLICY, batch, good, lines
from tests.cli.helpers import ROOT

CE = ROOT / "bench" / "ce" / "policy"
HOURS = ("总学时", "专业科目", "公需科目", "一般公需")


def typed(rows: list[dict[str, Any]]) -> pa.Table:
    """Applications as a table with columns of their types; what a column cannot hold is left out."""

    def plain(kind: type) -> Any:
        return lambda value: value if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) else None

    def records(value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        return [
            {"年度": int(year)} | {name: entry.get(name) if isinstance(entry.get(name), int | float) else None for name in HOURS}
            for year, entry in value.items()
            if year.isdecimal() and isinstance(entry, dict)
        ]

    entries = pa.list_(pa.struct([("年度", pa.int16()), *((name, pa.float64()) for name in HOURS)]))
    kinds: dict[str, tuple[Any, Any]] = {
        "继续教育": (entries, records),
        "任职年度": (
            pa.struct([("起", pa.int16()), ("止", pa.int16())]),
            lambda value: value if isinstance(value, dict) else None,
        ),
        "自主评聘范围": (pa.list_(pa.struct([("系列", pa.string()), ("级别", pa.string())])), plain(list)),
    }
    kinds |= dict.fromkeys(("申报年度", "规定年限", "山区从业年限"), (pa.int32(), plain(int)))
    kinds |= dict.fromkeys(("含涉密材料", "初定条件已满足", "按山区县单列", "同等条件"), (pa.bool_(), plain(bool)))
    text = (pa.string(), lambda value: None if value is None else str(value))
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {}
    for name in names:
        kind, of = kinds.get(name, text)
        columns[name] = pa.array([of(row.get(name)) for row in rows], kind)
    return pa.table(columns)


def drawn(policy: api.Policy, count: int, seed: str, wrong: float = 0.0) -> list[dict[str, Any]]:
    made = []
    for line in api.Register(policy.tables, "申报", count, seed, wrong).lines("jsonl"):
        with contextlib.suppress(json.JSONDecodeError):
            made.append(json.loads(line))
    facts = {name for fact in policy.tables["subjects"]["申报"]["facts"] for name in (fact["name"], fact["id"])} | {KEY}
    return [{name: value for name, value in row.items() if name in facts} for row in made if isinstance(row, dict)]


def applicants(count: int, bad: int = 0) -> list[dict[str, Any]]:
    """Rows of the small policy, which the database plans quickly: for what does not depend on a policy. Every so many are bad."""
    made = [dict(each) for each in task.generate(count)]
    for row in made[bad // 2 :: bad] if bad else ():
        row["series"] = "没有这一系列"
    return made


def both(path: Path, folder: Path, *more: str, kind: str = "jsonl", policy: Path | str = POLICY) -> tuple[Any, Any]:
    """What each of the engines writes: records, error records, summary."""
    found = []
    for engine in ("python", "duckdb"):
        inside = folder / engine
        inside.mkdir(exist_ok=True)
        out, errors, summary = inside / f"out.{kind}", inside / "errors.jsonl", inside / "summary.json"
        answer = batch(
            path, "--policy", policy, *more, "--engine", engine, "-o", out, "--errors", errors, "--summary", summary, "--force"
        )
        assert answer.code == 0, answer.err
        records: Any = pq.read_table(out).to_pylist() if kind == "parquet" else out.read_bytes()
        found.append((records, errors.read_bytes() if errors.exists() else b"", summary.read_bytes()))
    return found[0], found[1]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several slices also of small tables."""
    monkeypatch.setattr(scanned, "SLICE", 170)
    monkeypatch.setattr(columnar, "SAMPLE", 100)
    monkeypatch.setattr(combinations, "KEPT", 150)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_register_with_open_and_bad_rows(policy: api.Policy, tmp_path: Path, kind: str) -> None:
    pq.write_table(typed(drawn(policy, 340, "both", 0.2)), tmp_path / "in.parquet")
    python, duckdb = both(tmp_path / "in.parquet", tmp_path, "--key", KEY, kind=kind)
    assert python == duckdb
    assert python[1]


@pytest.mark.usefixtures("small")
def test_most_rows_are_decided_by_the_query(policy: api.Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    one_by_one = columnar.ColumnarTable._one_by_one
    monkeypatch.setattr(
        columnar.ColumnarTable, "_one_by_one", lambda self: (asked.extend(found[0]) or found for found in one_by_one(self))
    )
    pq.write_table(typed(drawn(policy, 340, "most")), tmp_path / "in.parquet")
    python, duckdb = both(tmp_path / "in.parquet", tmp_path, "--key", KEY)
    assert python == duckdb
    assert 0 < len(asked) < 127


def test_task_ce(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(applicants(2_000)), tmp_path / "in.parquet")
    for key in ([], ["--key", "id"]):
        python, duckdb = both(tmp_path / "in.parquet", tmp_path, *key, policy=CE)
        assert python == duckdb


ODD = [
    {"申报年度": 2023, "规定年限": 99}, {"规定年限": -1}, {"系列": "没有这一系列"}, {"系列": "不详"}, {"系列": ""}, {"系列": None},
    {"系列": "engineering"}, {"评审方式": "不适用"}, {"申报日期": "2023-02-30"}, {"申报日期": "2023年9月22日"}, {"申报日期": ""},
    {"继续教育": {"1950": {"总学时": 90}}}, {"继续教育": {"2022": {"总学时": 1, "专业科目": 60}}}, {"继续教育": {"2022": {"总学时": 90.05}}},
    {"继续教育": {}}, {"继续教育": None}, {"任职年度": {"起": 2023, "止": 2019}}, {"任职年度": {"起": 2019, "止": None}}, {"任职年度": None},
    {"自主评聘范围": [{"系列": "全部", "级别": "中级"}]}, {"自主评聘范围": [{"系列": None, "级别": "中级"}]}, {"自主评聘范围": []},
    {"单位名称": "不详"}, {"单位名称": "  某单位 "}, {"单位名称": "=1+1"}, {KEY: None}, {KEY: "=cmd"}, {KEY: "a\"b,c\n"}, {KEY: "甲"}, {KEY: " 乙"},
    {"申报类型": None, "申报通道": None}, {"申报级别": "正高", "申报职称": "工程师"}, {"山区从业年限": 61}, {"按山区县单列": True},
]  # fmt: skip


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_odd_values(tmp_path: Path, kind: str) -> None:
    rows = [good() | {KEY: f"S{number}"} | odd for number, odd in enumerate(ODD)]
    table = typed(rows)
    blank = pa.table({name: pa.nulls(2, table.schema.field(name).type) for name in table.column_names})
    pq.write_table(pa.concat_tables([table, blank, table]), tmp_path / "in.parquet")
    python, duckdb = both(tmp_path / "in.parquet", tmp_path, "--key", KEY, kind=kind)
    assert python == duckdb
    assert len(python[0].splitlines()) >= 2 * len(ODD)


def test_other_types_of_columns(tmp_path: Path) -> None:
    hours = pa.map_(pa.string(), pa.struct([(name, pa.int64()) for name in HOURS]))
    rows = [good() | {KEY: number} for number in range(30)]
    table = typed(rows).drop_columns(["继续教育", KEY, "申报日期"])
    table = table.append_column(KEY, pa.array(range(-2, 28)))
    table = table.append_column("申报日期", pa.array([date(2023, 9, 22)] * 29 + [None]))
    given = [[("2022", dict.fromkeys(HOURS, 90) | {"专业科目": 60, "公需科目": 20, "一般公需": 15})]] * 29 + [[("二〇二二", {})]]
    pq.write_table(table.append_column("继续教育", pa.array(given, hours)), tmp_path / "map.parquet")
    apart = table
    for name in HOURS:
        apart = apart.append_column(f"继续教育[2022].{name}", pa.array([90.5, 20.25, None] * 10))
    pq.write_table(apart, tmp_path / "apart.parquet")
    text = [json.dumps({"2022": {"总学时": 95}}, ensure_ascii=False)] * 30
    pq.write_table(table.append_column("继续教育", pa.array(text)), tmp_path / "text.parquet")
    for name in ("map", "apart", "text"):
        python, duckdb = both(tmp_path / f"{name}.parquet", tmp_path, "--key", KEY)
        assert python == duckdb, name


def test_tables_and_other_files_in_one_run(policy: api.Policy, tmp_path: Path) -> None:
    rows = drawn(policy, 40, "mixed")
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    pq.write_table(typed(rows), tmp_path / "in.parquet")
    found = []
    for engine in ("python", "duckdb"):
        out = tmp_path / f"{engine}.jsonl"
        inputs = [tmp_path / "in.jsonl", tmp_path / "in.parquet", tmp_path / "in.jsonl"]
        assert batch(*inputs, "--key", KEY, "--engine", engine, "-o", out).code == 0
        found.append(out.read_bytes())
    assert found[0] == found[1]


def test_an_empty_table(policy: api.Policy, tmp_path: Path) -> None:
    pq.write_table(typed(drawn(policy, 3, "empty")).slice(0, 0), tmp_path / "in.parquet")
    python, duckdb = both(tmp_path / "in.parquet", tmp_path, "--key", KEY)
    assert python == duckdb
    assert python[0] == b""


def test_a_wrong_column_is_told_before(policy: api.Policy, tmp_path: Path) -> None:
    pq.write_table(typed([row | {"没有这一项": "x"} for row in drawn(policy, 3, "column")]), tmp_path / "in.parquet")
    answer = batch(tmp_path / "in.parquet", "--engine", "duckdb", "--key", KEY, "-o", tmp_path / "out.jsonl")
    assert (answer.code, answer.err[:5]) == (2, "E0982")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("cut", [30, 2_000, -10, -9_000])
def test_a_truncated_file_stops_the_run(policy: api.Policy, tmp_path: Path, cut: int) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.jsonl"
    pq.write_table(typed(drawn(policy, 300, "cut")), path)
    path.write_bytes(path.read_bytes()[:cut])
    answer = batch(path, "--engine", "duckdb", "--key", KEY, "-o", out)
    assert (answer.code, answer.err[:5]) == (2, "E0986")
    assert not out.exists()


def test_a_file_damaged_inside_stops_the_run(policy: api.Policy, tmp_path: Path) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.jsonl"
    pq.write_table(typed(drawn(policy, 300, "inside")), path, compression="zstd")
    data = bytearray(path.read_bytes())
    data[400:4_000] = b"\xff" * 3_600
    path.write_bytes(data)
    answer = batch(path, "--engine", "duckdb", "--key", KEY, "-o", out)
    assert (answer.code, answer.err[:5]) == (2, "E0986")
    assert not out.exists()


@pytest.mark.parametrize(("kind", "room"), [("jsonl", 200_000), ("parquet", 60_000)])
def test_a_disk_that_is_full_loses_nothing(tmp_path: Path, kind: str, room: int) -> None:
    """Of Parquet output the parcels that it is made of find no room; the file itself: tests/batch/test_parcels.py."""
    path, whole, out = tmp_path / "in.parquet", tmp_path / f"whole.{kind}", tmp_path / f"out.{kind}"
    pq.write_table(pa.Table.from_pylist(applicants(2_800, bad=20)), path)
    arguments = [path, "--policy", CE, "--key", "id", "--engine", "duckdb"]

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = [policy_command()[0], "-c", SLICES, "batch", *map(str, arguments), "-o", str(out), "--jobs", "1"]
    found = subprocess.run(command, capture_output=True, timeout=120, preexec_fn=small, cwd=ROOT)
    assert found.returncode == 2
    assert b"E0911" in found.stderr
    assert not out.exists()
    assert not Path(f"{out}.part.parquet").exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanned, "SLICE", 400)
        assert batch(*arguments, "-o", whole).code == 0
        assert batch(*arguments, "-o", out, "--resume").code == 0
    assert out.read_bytes() == whole.read_bytes()


SLICES = """
import sys
from engine.batch import scanned
scanned.SLICE = 400
from engine.cli.main import main
main(sys.argv[1:])
"""


def killed(arguments: list[str], out: Path, slices: int) -> int:
    """Kill a run of small slices when its journal has so many of them, before it has finished; how many it has in the end."""
    journal = Path(part_paths(str(out))[2])
    process = subprocess.Popen(
        [policy_command()[0], "-c", SLICES, "batch", *arguments, "-o", str(out)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    until, noted = time.monotonic() + 120, slices + 1
    while (
        (not journal.exists() or journal.read_bytes().count(b"\n") < noted)
        and process.poll() is None
        and time.monotonic() < until
    ):
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert not out.exists()
    left = journal.read_bytes().count(b"\n") - 1
    assert left >= slices
    return left


def test_killed_in_the_middle_and_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "SLICE", 400)
    path = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist(applicants(8_000, bad=20)), path)
    undisturbed = tmp_path / "whole.jsonl"
    arguments = ["--policy", str(CE), str(path), "--key", "id", "--engine", "duckdb", "--jobs", "1"]
    assert batch(*arguments, "-o", undisturbed).code == 0
    out = tmp_path / "out.jsonl"
    left = killed(arguments, out, 3)
    answer = batch(*arguments, "-o", out, "--resume")
    assert answer.code == 0, answer.err
    assert f"{400 * left}" in answer.err
    assert out.read_bytes() == undisturbed.read_bytes()
    errors = [each.with_name(each.name + ".errors.jsonl").read_bytes() for each in (out, undisturbed)]
    assert errors[0] == errors[1]
    assert lines(out)
