"""A register that goes into a Parquet file: resumed, by several threads, with words that come late; how its parts are made."""

from __future__ import annotations

import errno
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.batch import combinations, packed, parcels, parquet, scanned
from engine.batch.answered import in_order
from engine.batch.beside import Beside
from engine.batch.coded import MOST, Coded
from tests.batch.helpers import batch
from tests.batch.test_columnar import CE, applicants, both, killed


def test_killed_in_the_middle_and_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than short tables have, so that several slices are decided together; 5 % of the rows are bad."""
    monkeypatch.setattr(scanned, "SLICE", 400)
    path, undisturbed, out = tmp_path / "in.parquet", tmp_path / "whole.parquet", tmp_path / "out.parquet"
    rows = applicants(14_000, bad=20)
    pq.write_table(pa.Table.from_pylist(rows), path)
    arguments = ["--policy", str(CE), str(path), "--key", "id", "--engine", "duckdb", "--jobs", "1"]
    assert batch(*arguments, "-o", undisturbed, "--summary", tmp_path / "whole.json").code == 0
    left = killed(arguments, out, 2)
    answer = batch(*arguments, "-o", out, "--resume", "--summary", tmp_path / "out.json")
    assert answer.code == 0, answer.err
    assert f"{14_000 // 10 * left}" in answer.err  # at most 1600 rows each, an even number of slices
    assert out.read_bytes() == undisturbed.read_bytes()
    assert (tmp_path / "out.json").read_bytes() == (tmp_path / "whole.json").read_bytes()
    errors = [each.with_name(each.name + ".errors.jsonl").read_bytes() for each in (out, undisturbed)]
    assert errors[0] == errors[1] != b""
    assert pq.read_table(out).num_rows == len(rows)


def test_any_number_of_threads_writes_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "SLICE", 2_048)
    monkeypatch.setattr(parcels, "_GROUP", 5_000)
    path = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist(applicants(6_000)), path, row_group_size=1_000)
    found = []
    for threads in ("1", "2", "3"):
        out = tmp_path / f"{threads}.parquet"
        answer = batch(path, "--policy", CE, "--key", "id", "--engine", "duckdb", "--jobs", threads, "-o", out)
        assert answer.code == 0, answer.err
        found.append(out.read_bytes())
    assert found[0] == found[1] == found[2]
    assert pq.ParquetFile(tmp_path / "1.parquet").metadata.num_row_groups > 1


@pytest.mark.parametrize("kept", [100_000, 40])
def test_words_that_come_when_none_were_expected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    """The second slice has nothing new, so that in the third nobody looks before its rows are decided; with few combinations kept,
    those of the slices before are given up."""
    monkeypatch.setattr(scanned, "SLICE", 200)
    monkeypatch.setattr(combinations, "KEPT", kept)
    again = [each | {"level": "中级", "series": "系列00", "region": "东城"} for each in applicants(400)]
    late = applicants(1_000)[400:]
    late[5] |= {"series": "没有这一系列"}
    late[7] |= {"employer_type": "a' {b} \\"}
    late[9] |= {"level": None}
    rows = [each | {"id": number} for number, each in enumerate([*again, *again, *late])]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet", row_group_size=100)
    for kind in ("jsonl", "parquet"):
        python, database = both(tmp_path / "in.parquet", tmp_path, "--key", "id", kind=kind, policy=CE)
        assert python == database
        assert len(python[1].splitlines()) == 2
    asked = []
    more = combinations.Combinations.late
    monkeypatch.setattr(combinations.Combinations, "late", lambda self, rows: asked.append(more(self, rows)) or asked[-1])
    both(tmp_path / "in.parquet", tmp_path, "--key", "id", policy=CE)
    assert asked
    assert (min(asked) < 0) is (kept < 100)


def test_slices_share_a_table_out_and_end_where_its_parts_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "SLICE", 100)
    path = tmp_path / "in.parquet"

    def cuts(rows: int, part: int, times: int = 1) -> list[tuple[int, int]]:
        pq.write_table(pa.table({"a": range(rows)}), path, row_group_size=part)
        found = scanned.stored(api_source(path), duckdb.connect())
        found.times = times
        return list(found._cuts())  # type: ignore[attr-defined]

    assert cuts(330, 40) == [(0, 83), (83, 166), (166, 248), (248, 330)]
    assert cuts(335, 20) == [(0, 100), (100, 180), (180, 260), (260, 335)]
    assert cuts(260, 1_000) == [(0, 65), (65, 130), (130, 195), (195, 260)]
    assert cuts(205, 1_000) == [(0, 103), (103, 205)]
    assert cuts(111, 10) == [(0, 111)]
    assert cuts(0, 10) == []
    assert cuts(900, 30, times=3) == [(0, 240), (240, 480), (480, 690), (690, 900)]
    assert cuts(150, 30, times=3) == [(0, 90), (90, 150)]


def api_source(path: Path) -> Any:
    from engine.batch.sources import source

    return source(str(path))


def test_rows_are_put_in_order() -> None:
    base = duckdb.connect()
    runs = [range(5_000, 7_000), range(2_000), range(2_000, 4_990), range(20_000, 20_001)]
    mixed = [number for run in runs for number in run]
    shuffled = random.Random(1).sample(range(60_000), 30_000)
    for ids in (mixed, shuffled, sorted(shuffled), [], [3]):
        base.register("given", pa.table({"_id": pa.array(ids, pa.int64()), "text": pa.array(map(str, ids), pa.string())}))
        found = in_order(base, "SELECT * FROM given")
        assert found.column(0).to_pylist() == sorted(ids)
        assert found.column(1).to_pylist() == [str(id) for id in sorted(ids)]
        base.unregister("given")


def test_records_become_columns() -> None:
    wanted = parquet.schema()
    rest = pa.schema(
        [wanted.field(name).with_type(packed.packed(wanted.field(name).type)) for name in wanted.names if name != "key"]
    )
    granted = [
        {"entitlement": "甲", "status": "granted", "row": None},
        {"entitlement": "乙", "status": "granted", "row": "表一·3"},
    ]
    texts = {"file": "a", "subject": "申报", "decision": "eligible", "final": True}
    lists: dict[str, list[str]] = {name: [] for name in wanted.names if name not in texts}
    records = [
        {**texts, **lists, "line": 1, "rows": ["x", "y", "x"], "entitlements": granted},
        {**texts, **lists, "line": 2, "rows": [], "entitlements": [], "final": False},
        {**texts, **lists, "line": 3, "rows": ["y"], "entitlements": granted[:1], "decision": "error"},
    ]  # fmt: skip
    lined = pa.schema([field for field in rest if field.name != "line"])
    arrays = [packed.column([record[field.name] for record in records], field.type) for field in lined]
    found = pa.Table.from_arrays(arrays, schema=lined)
    found.validate(full=True)
    assert found.to_pylist() == [{name: record[name] for name in lined.names} for record in records]
    assert packed.texts(["a", None, "", "三"]).to_pylist() == ["a", None, "", "三"]
    assert packed.whole("q", [1, None, -(1 << 40)]).to_pylist() == [1, None, -(1 << 40)]


def test_words_as_numbers() -> None:
    base = duckdb.connect()
    coded = Coded(lambda place, head: f"{head}{place}")
    coded.learn([(0, ["乙", "it's {x}", "甲"], False), (1, ["b"], True), (2, None, True), (3, [], True), (4, ["x"] * 3, False)])
    (key,) = coded.keys("c")
    rows = [("甲", "b", True, None, "x"), ("it's {x}", None, None, None, "x"), ("乙", "b", False, None, "x")]
    unknown = [
        (None, "b", True, None, "x"),
        ("丙", "b", True, None, "x"),
        ("甲", "c", True, None, "x"),
        ("甲", "b", True, "y", "x"),
    ]
    kinds = ("VARCHAR", "VARCHAR", "BOOLEAN", "VARCHAR", "VARCHAR")
    base.execute(f"CREATE TABLE t ({', '.join(f'c{at} {kind}' for at, kind in enumerate(kinds))})")
    base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", [*rows, *unknown])
    found = [number for (number,) in base.execute(f"SELECT {key} FROM t").fetchall()]
    assert len(set(found[:3])) == 3
    assert None not in found[:3]
    assert found[3:] == [None] * 4
    many = [str(number) for number in range(MOST)]
    coded.learn([(0, [*many, "more"], False), *((place, many, False) for place in range(1, 9))])
    assert coded.left == [0]
    assert len(coded.keys("c")) == 2
    assert Coded(lambda place, head: head).keys("c") == []


def some_parcels(path: Path) -> list[int]:
    """Parcels of records in a file, and where each ends."""
    names = [name for name in parquet.schema().names if name not in ("key", "line", "final")]
    texts, ends = ("file", "subject", "decision"), []
    with path.open("wb") as out:
        for number in range(4):
            said = {name: f"{name}{number // 2}" if name in texts else [] for name in names}
            records = [{"key": f"{number}-{line}", "line": line, **said, "final": line == 2} for line in range(1, 4)]
            out.write(parcels.of_lines("".join(json.dumps(record) + "\n" for record in records).encode()))
            ends.append(out.tell())
    return ends


def test_a_disk_that_is_full_when_the_file_is_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the run with what was decided; room made, the run goes on."""
    monkeypatch.setattr(scanned, "SLICE", 400)
    path, whole, out = (tmp_path / name for name in ("in.parquet", "whole.parquet", "out.parquet"))
    pq.write_table(pa.Table.from_pylist(applicants(2_800, bad=20)), path)
    arguments = ["--policy", str(CE), str(path), "--key", "id", "--engine", "duckdb", "--jobs", "1"]
    assert batch(*arguments, "-o", whole).code == 0

    def full(_: str, made: str, ends: Iterator[int]) -> None:
        next(ends)
        Path(made).write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), made)

    with monkeypatch.context() as patch:
        patch.setattr(parcels, "write", full)
        answer = batch(*arguments, "-o", out)
    assert (answer.code, "E0911" in answer.err, "--resume" in answer.err) == (2, True, True)
    assert sorted(each.name.removeprefix("out.parquet.part") for each in tmp_path.glob("out.*")) == ["", ".errors", ".journal"]
    assert batch(*arguments, "-o", out, "--resume").code == 0
    assert out.read_bytes() == whole.read_bytes()


def test_a_file_put_together_beside_the_run(tmp_path: Path) -> None:
    """Whatever there is when it begins, it comes out the same; one that is given up, or cannot be written, is not left over."""
    ends = some_parcels(tmp_path / "parcels")
    found = []
    for first in (0, 2, 3):
        made = Beside(str(tmp_path / "parcels"), str(tmp_path / f"{first}.parquet"))
        for end in ends[first:-1]:
            made.follow(end)
        made.finish(ends[-1])
        made.close()
        found.append((tmp_path / f"{first}.parquet").read_bytes())
    assert found[0] == found[1] == found[2]
    rows = pq.read_table(tmp_path / "0.parquet").to_pylist()
    assert [(row["key"], row["file"], row["final"]) for row in rows[2:5]] == [
        ("0-3", "file0", False), ("1-1", "file0", False), ("1-2", "file0", True)
    ]  # fmt: skip
    given_up = Beside(str(tmp_path / "parcels"), str(tmp_path / "given_up.parquet"))
    given_up.follow(ends[0])
    given_up.close()
    assert not (tmp_path / "given_up.parquet").exists()
    nowhere = Beside(str(tmp_path / "parcels"), str(tmp_path / "no folder" / "out.parquet"))
    with pytest.raises(FileNotFoundError):
        nowhere.finish(ends[-1])
    nowhere.close()
