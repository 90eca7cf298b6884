"""Processes that decide: in turn, and told of when they end; a mistake of the program spoils one row."""

from __future__ import annotations

import json
import marshal
import multiprocessing
import threading
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.batch import engines, processes
from engine.batch.decide import Decider
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Row
from engine.errors import InvalidInput
from engine.evaluate.outcome import Incident
from tests.batch.helpers import KEY, batch, lines, register, row

OPTIONS = Options(None, None, (), "jsonl", "zh", False)


def chunk(number: int = 0, *texts: str) -> Chunk:
    return Chunk(
        number, "in.jsonl", None, [Row(place, place, 1, text.encode()) for place, text in enumerate(texts or (row(),), 1)]
    )


def test_two_processes_give_what_one_gives(policy: api.Policy, tmp_path: Path) -> None:
    path, one, two = register(policy, tmp_path / "in.jsonl", 1_100), tmp_path / "one.csv", tmp_path / "two.csv"
    assert batch(path, "--key", KEY, "-o", one).code == 0
    assert batch(path, "--key", KEY, "-o", two, "--jobs", "2").code == 0
    assert one.read_bytes() == two.read_bytes()


def test_no_more_chunks_are_taken_than_keep_processes_busy(policy: api.Policy) -> None:
    taken = 0

    def chunks() -> Any:
        nonlocal taken
        for number in range(12):
            taken += 1
            yield chunk(number)

    results = engines.PythonEngine(policy.artifact.code, policy.tables, OPTIONS, 2).results(chunks())
    assert next(results).number == 0
    assert taken <= 6
    assert [each.number for each in results] == list(range(1, 12))


def test_a_process_that_ends_stops_the_run(policy: api.Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    start = processes._Worker.__init__
    monkeypatch.setattr(processes._Worker, "__init__", lambda self, *given: (start(self, *given), made.append(self))[0])
    results = engines.PythonEngine(policy.artifact.code, policy.tables, OPTIONS, 2).results(chunk(number) for number in count())
    next(results)
    made[1]._process.kill()
    with pytest.raises(InvalidInput) as caught:
        for _ in results:
            pass
    assert [each.code for each in caught.value.diagnostics] == ["E0998"]


def test_a_worker_decides_until_its_pipe_is_closed(policy: api.Policy) -> None:
    ours, theirs = multiprocessing.Pipe()
    answers: list[Any] = []

    def ask() -> None:
        ours.send_bytes(marshal.dumps((policy.artifact.code, dict(policy.tables))))
        ours.send(chunk())
        answers.append(ours.recv())
        ours.send("no chunk")
        answers.append(ours.recv())
        ours.close()

    thread = threading.Thread(target=ask)
    thread.start()
    processes._work(theirs, engines._decide, (OPTIONS,))
    thread.join()
    assert json.loads(answers[0].records)["decision"] == "eligible"
    assert isinstance(answers[1], AttributeError)


def test_a_mistake_of_the_program_spoils_one_row(policy: api.Policy) -> None:
    asked = count()

    def evaluate(*given: Any) -> Any:
        if next(asked) == 0:
            raise ZeroDivisionError
        return policy.evaluator()(*given)

    result = Decider(policy.tables, evaluate, OPTIONS).decide(chunk(0, row(), row()))
    assert [json.loads(line)["errors"] for line in result.records.splitlines()] == [["E0999"], []]
    assert (result.rows, result.bad) == (2, 1)


def test_what_clashes_while_evaluating_is_an_error_record(policy: api.Policy) -> None:
    def evaluate(*given: Any) -> Any:
        return policy.evaluator()(*given).whole()._replace(incidents=(Incident("clash", ("定义", "甲", "乙")),))

    result = Decider(policy.tables, evaluate, OPTIONS).decide(chunk(0, "", row()))
    (_, clash) = (json.loads(line) for line in result.errors.splitlines())
    assert (clash["line"], clash["codes"], clash["diagnostics"][0]["line"]) == (2, ["E0701"], 2)


def test_memory_that_runs_out_stops_the_run(policy: api.Policy) -> None:
    def evaluate(*given: Any) -> Any:
        raise MemoryError

    with pytest.raises(MemoryError):
        Decider(policy.tables, evaluate, OPTIONS).decide(chunk())


def test_memories_are_emptied_when_they_are_full(policy: api.Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.batch import decide, facts

    texts = [line.rstrip("\n") for line in api.Register(policy.tables, "申报", 60, "full").lines("jsonl")]
    wanted = Decider(policy.tables, policy.evaluator(), OPTIONS).decide(chunk(0, *texts))
    monkeypatch.setattr(facts, "REMEMBERED", 3)
    monkeypatch.setattr(decide, "_DATES", 2)
    assert Decider(policy.tables, policy.evaluator(), OPTIONS).decide(chunk(0, *texts)) == wanted


def test_rows_of_another_subject(policy: api.Policy, tmp_path: Path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        '{"主体": "用人单位", "年度": 2023}',
        '{"subject": "employer", "年度": 2023}',
        '{"主体": "谁"}',
        '{"年度": 2023}',
        row(主体="申报"),
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert batch(path, "-o", out).code == 0
    assert [(each["subject"], each["errors"]) for each in lines(out)] == [
        ("用人单位", []), ("用人单位", []), (None, ["E0602"]), (None, ["E0605"]), ("申报", []),
    ]  # fmt: skip
    assert batch(path, "-o", out, "--force", "--subject", "employer").code == 0
    assert [each["errors"] for each in lines(out)] == [[], [], ["E0602"], [], ["E0603"]]
