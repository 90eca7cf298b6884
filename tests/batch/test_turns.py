"""Registers whose rows share no words, and slices of one input that two tables decide in turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import api
from engine.batch import combinations, sampled, scanned, turns
from tests.batch.helpers import batch, register
from tests.batch.test_columnar import CE, applicants, both


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No row counts as one that shares its words; several slices."""
    monkeypatch.setattr(sampled, "SHARED", -1)
    monkeypatch.setattr(scanned, "SLICE", 250)
    monkeypatch.setattr(combinations, "KEPT", 60)


@pytest.mark.usefixtures("apart")
def test_words_looked_up_column_by_column(tmp_path: Path, policy: api.Policy) -> None:
    """Open rows, rows that rest on assumed facts, rows that are wrong, words that come late."""
    path = register(policy, tmp_path / "in.parquet", 700, "turns", 0.05)
    for kind in ("jsonl", "parquet"):
        python, database = both(path, tmp_path, "--key", "_编号", kind=kind)
        assert python == database


@pytest.mark.usefixtures("apart")
def test_words_apart_of_a_policy_without_related_facts(tmp_path: Path) -> None:
    late = applicants(900, bad=40)
    late[600] |= {"region": None, "employer_type": "a' {b} \\"}
    pq.write_table(pa.Table.from_pylist([each | {"id": number} for number, each in enumerate(late)]), tmp_path / "in.parquet")
    python, database = both(tmp_path / "in.parquet", tmp_path, "--key", "id", policy=CE)
    assert python == database
    assert len(python[1].splitlines()) > 20


@pytest.mark.usefixtures("apart")
def test_two_tables_in_turn_write_what_one_does(tmp_path: Path, policy: api.Policy) -> None:
    path = register(policy, tmp_path / "in.parquet", 1_100, "turns", 0.02)
    found = []
    for jobs in ("1", "2"):
        out = tmp_path / f"{jobs}.parquet"
        answer = batch(path, "--key", "_编号", "--engine", "duckdb", "--jobs", jobs, "-o", out)
        assert answer.code == 0, answer.err
        found.append((out.read_bytes(), out.with_name(out.name + ".errors.jsonl").read_bytes()))
    assert found[0] == found[1]


def numbers(turn: int, count: int) -> Iterator[int]:
    yield from range(turn, count, 3)


def test_in_turn() -> None:
    works = [partial(numbers, turn, 20) for turn in range(3)]
    assert list(turns.in_turn(works, lambda: None)) == list(range(20))
    assert list(turns.in_turn([partial(numbers, turn, 0) for turn in range(3)], lambda: None)) == []


def test_an_error_is_told_in_its_turn() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("no space left")

    interrupted: list[bool] = []
    found = turns.in_turn([partial(numbers, 0, 9), broken], lambda: interrupted.append(True))
    assert [next(found) for _ in range(3)] == [0, 1, 3]
    with pytest.raises(OSError, match="no space left"):
        next(found)
    assert interrupted == [True]
    assert not running()


def test_threads_end_where_nobody_waits_for_more() -> None:
    """As they do when the disk is full or the run is interrupted."""
    found = turns.in_turn([partial(numbers, turn, 10**9) for turn in range(3)], lambda: None)
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert not running()


def running() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == turns.NAME]
