"""Spark writes what the Python engine writes, byte for byte: sound, open and bad rows of any input; what it needs is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import api
from engine.batch import sources, spark, spark_parts, spark_rows
from engine.batch.journal import part_paths
from engine.columnar import spark as sessions
from engine.diagnostics import Diagnostic
from engine.diagnostics.catalog import help_text, message
from tests.batch.helpers import KEY, batch, lines, register, row
from tests.cli.helpers import ROOT, Answer
from tests.columnar.engines import spark_session

CE = ROOT / "bench" / "ce" / "policy"


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    """One session for all of these tests."""
    monkeypatch.setattr(sessions.SparkSession, "getActiveSession", spark_session)


def run(engine: str, out: Path, *arguments: str | Path) -> tuple[bytes, bytes, bytes]:
    """What an engine writes: records, error records, summary."""
    errors, summary = (out.with_name(f"{out.name}.{name}") for name in ("errors.jsonl", "summary.json"))
    answer = batch(*arguments, "--engine", engine, "-o", out, "--summary", summary)
    assert answer.code == 0, answer.err
    return out.read_bytes(), errors.read_bytes() if errors.exists() else b"", summary.read_bytes()


ODD = [
    {"系列": "没有这一系列"}, {"规定年限": 99}, {KEY: None}, {KEY: "a\"b,c"}, {"单位名称": "\ud800"}, {"主体": "评审会议"},
    {"继续教育": {"1975": {"总学时": 90}}}, {"继续教育": {"2022": {"总学时": 1, "专业科目": 60}}}, {"继续教育": {"2022": "不详"}},
    {"申报年度": 10**15}, {"山区从业年限": "不详"}, {"自主评聘范围": "全部"}, {"申报日期": "不详"}, {"同等条件": "待判断"},
]  # fmt: skip


@pytest.fixture(scope="module")
def rows(policy: api.Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred rows with bad ones, odd values and a text that is none."""
    path = register(policy, tmp_path_factory.mktemp("spark") / "in.jsonl", 260, "spark", 0.15)
    with open(path, "ab") as stream:
        stream.write(b"{\n\n")
        for number, odd in enumerate(ODD):
            stream.write((row(**{KEY: f"S{number}"} | odd) + "\n").encode("utf-8", "surrogatepass"))
    return path


def test_a_register_with_bad_rows(rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.batch.sources.CHUNK_ROWS", 60)
    python = run("python", tmp_path / "python.jsonl", rows, "--key", KEY)
    assert python[1].count(b"\n") > 20
    assert run("spark", tmp_path / "spark.jsonl", rows, "--key", KEY) == python
    assert lines(tmp_path / "spark.jsonl")


def test_most_rows_are_answered_by_the_query(policy: api.Policy, rows: Path) -> None:
    """What the test above compares is not the Python engine with itself."""
    asked = spark_worker(policy, rows)
    assert len(asked) > 260
    assert sum(may for may, _ in asked) > 160
    assert sum(not may for may, _ in asked) > 30
    assert len({bare for may, bare in asked if may}) > 2  # rows that rest on what is assumed, final without it or not


def spark_worker(policy: api.Policy, path: Path) -> list[tuple[bool, str | None]]:
    """Row by row whether the query may be asked, and what would be decided without what is assumed."""
    import pickle

    from engine.batch.reading import Options
    from engine.batch.rows import Chunk, Row

    programs = api.columnar_programs(policy.folder, (), policy.tables, "spark")
    options = Options("申报", KEY, (), "jsonl", "zh", False)
    artifact = policy.artifact
    program = programs("申报", frozenset(), True)
    made = spark_rows.worker(spark_rows.Handed.packed(artifact.code, artifact.tables, program, "申报", options))
    listed = [Row(at, at, 1, line) for at, line in enumerate(path.read_bytes().splitlines(), 1) if line]
    data = pickle.dumps(Chunk(0, "in.jsonl", None, listed))
    (found,) = made.cases([pa.RecordBatch.from_arrays([pa.array([data], pa.binary())], ["chunk"])])
    return list(zip(found.column("_asked").to_pylist(), found.column("_bare").to_pylist(), strict=True))


def ce_files(folder: Path) -> list[Path]:
    """Two registers of CE in row groups of other sizes than chunks, with blank rows and chunks of nothing else."""
    from bench.ce import task

    rows = list(task.generate(400))
    blank = dict.fromkeys(rows[0])
    first = pa.Table.from_pylist([blank, *rows[:150], *[blank] * 129, *rows[150:250], blank])
    found = [folder / "一.parquet", folder / "二.parquet"]
    pq.write_table(first, found[0], row_group_size=140)
    pq.write_table(pa.Table.from_pylist(rows[250:]), found[1])
    return found


def test_task_ce_from_parquet_interrupted_and_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark's processes read the files by themselves; what was written before the interruption is not read again."""
    arguments = (*ce_files(tmp_path), "--policy", CE, "--key", "id")
    python, out = run("python", tmp_path / "python.csv", *arguments), tmp_path / "spark.csv"
    monkeypatch.setattr(spark_parts, "CHUNK_ROWS", 60)
    monkeypatch.setattr(spark, "CHUNKS", 4)
    monkeypatch.setattr(spark, "CHUNKS_EACH", 1)
    planned = sessions.Staged.planned
    jobs: list[tuple[int, int]] = []

    def stops(self: Any, *wanted: Any) -> Any:
        whole = planned(self, *wanted)

        def job(first: int, last: int) -> Any:
            jobs.append((first, last))
            if len(jobs) == 2:
                raise sessions.Stopped("an executor was lost")
            return whole(first, last)[len(jobs) == 4 :]

        return job

    monkeypatch.setattr(sessions.Staged, "planned", stops)
    answer = batch(*arguments, "--engine", "spark", "-o", out)
    assert (answer.code, answer.err.splitlines()[0]) == (2, "E0979 Spark 没有算完：an executor was lost")
    assert not out.exists()
    assert Path(part_paths(str(out))[0]).read_bytes() == b"".join(python[0].splitlines(keepends=True)[: 1 + 150])
    answer = batch(*arguments, "--engine", "spark", "-o", out, "--resume")
    assert (answer.code, answer.err.splitlines()[0]) == (2, "E0979 Spark 没有算完：有几块名册没有结果")
    assert run("spark", out, *arguments, "--resume") == python
    assert jobs == [(0, 4), (4, 8), (4, 8), (8, 11), (8, 11)]


def test_parquet_with_a_second_table_is_cut_into_rows_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows go to Spark with the entries of the second table, sound, open and bad ones."""
    from bench.ce import task

    rows = list(task.generate(150))
    names = ("year", "total", "professional", "public", "general_public")
    listed = [(row["id"], *map(entry.get, names)) for row in rows for entry in row.pop("records") if row["id"] % 9]
    bad = [(4, 2024, 0, 1, 1, 1), (8, 1800, 90, 60, 30, 10), (10**6, 2024, 90, 60, 30, 10)]
    text = "\n".join([",".join(("id", *names)), *(",".join(map(str, each)) for each in (*listed, *bad))])
    (tmp_path / "hours.csv").write_text(f"{text}\n", encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    monkeypatch.setattr("engine.batch.sources.CHUNK_ROWS", 60)
    monkeypatch.delattr(sessions.Staged, "planned")
    arguments = (tmp_path / "in.parquet", "--policy", CE, "--key", "id", "--records", f"继续教育={tmp_path / 'hours.csv'}")
    python = run("python", tmp_path / "python.jsonl", *arguments)
    assert python[1].count(b"\n") == 2  # a year without hours, an entry that belongs to no row
    assert run("spark", tmp_path / "spark.jsonl", *arguments) == python


def test_parts_are_the_rows_that_others_read(tmp_path: Path) -> None:
    """Wherever a share begins and ends, and whichever rows of a part are wanted."""
    files = [sources.source(str(path)) for path in ce_files(tmp_path)]
    wanted = [(chunk.file, chunk.header, row) for chunk in sources.chunks(files, None, [0]) for row in chunk.rows]
    cut = spark_parts.Cut.of(files)._replace(each=60)
    parts = list(cut.parts())
    assert [part.number for part in parts] == list(range(cut.chunks))
    assert sum(part.rows for part in parts) == cut.rows == 531
    for first in range(cut.chunks + 1):
        assert [*cut.parts(0, first), *cut.parts(first, cut.chunks)] == parts
    reader = spark_parts.PartReader()
    found = {part.number: reader.chunk(part) for part in (*parts[3:5], *parts, *parts[2:3])}
    listed = [(found[part.number], part) for part in parts]
    assert [(chunk.file, chunk.header, row) for chunk, _ in listed for row in chunk.rows] == wanted
    assert [len(chunk.rows) for chunk, _ in listed].count(0) == 2
    for chunk, part in listed:
        some = chunk.rows[1::7]
        assert reader.some(part, [row.number for row in some]).rows == some


def test_a_file_that_a_process_of_spark_cannot_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told with its place; not one row is passed over."""
    (path, _), out = ce_files(tmp_path), tmp_path / "out.csv"
    with monkeypatch.context() as patch:
        patch.setattr(spark_parts, "mark_of", lambda path: "of another file")
        patch.chdir(tmp_path)
        answer = batch(path.name, "--policy", CE, "--key", "id", "--engine", "spark", "-o", out)
    line = answer.err.splitlines()[0]  # long paths are cut in their middle
    assert (answer.code, line[:40]) == (2, "E0965 一.parquet Spark 的进程读不到“一.parquet”（")
    assert line.endswith("）：那里是另一个文件。")
    assert not [each for each in tmp_path.iterdir() if each.name.startswith("out")]
    part = next(spark_parts.Cut.of([sources.source(str(path))]).parts())
    data = path.read_bytes()
    path.write_bytes(b"PAR1" + b"\xff" * 2000 + data[2004:])
    with pytest.raises(api.InvalidInput) as damage:
        spark_parts.PartReader().chunk(part)
    assert [(each.code, each.arguments["row"]) for each in damage.value.diagnostics] == [("E0986", 0)]
    path.unlink()
    with pytest.raises(api.InvalidInput) as gone:
        spark_parts.PartReader().chunk(part)
    (refusal,) = gone.value.diagnostics
    said = message(refusal, "en")
    assert (said[:31], said[-28:]) == ("Spark's processes cannot read `", "`: No such file or directory")
    elsewhere = refusal._replace(arguments={"name": "a.parquet", "path": "/a.parquet", "reason": "Permission denied"})
    assert message(elsewhere, "en") == "Spark's processes cannot read `a.parquet` (/a.parquet): Permission denied"
    assert "--resume" in help_text(refusal, "en")


def told(answer: Answer, code: str, zh: str, en: str, **arguments: object) -> None:
    """The diagnostic as it is told, in both languages."""
    assert (answer.code, answer.err.splitlines()[0]) == (2, f"{code} {zh}")
    diagnostic = Diagnostic(code, spark.problem(code, "").span, arguments)
    assert (message(diagnostic, "zh"), message(diagnostic, "en")) == (zh, en)
    assert help_text(diagnostic, "zh")
    assert help_text(diagnostic, "en")


@pytest.mark.parametrize("missing", spark.PACKAGES)
def test_a_package_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    found = spark.find_spec
    monkeypatch.setattr(spark, "find_spec", lambda name: None if name == missing else found(name))
    (tmp_path / "in.jsonl").write_text(row() + "\n", encoding="utf-8")
    answer = batch(tmp_path / "in.jsonl", "--engine", "spark", "-o", tmp_path / "out.jsonl")
    zh, en = f"用 Spark 计算要有 {missing}，这里没有。", f"deciding with Spark needs {missing}, which is not here"
    told(answer, "E0978", zh, en, name=missing)
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]


def test_without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Any) -> Any:
        raise sessions.PySparkException(errorClass="JAVA_GATEWAY_EXITED", messageParameters={})

    monkeypatch.setattr(sessions, "_begun", fails)
    monkeypatch.setattr(sessions.SparkSession, "getActiveSession", lambda: None)
    (tmp_path / "in.jsonl").write_text(row() + "\n", encoding="utf-8")
    answer = batch(tmp_path / "in.jsonl", "--engine", "spark", "-o", tmp_path / "out.jsonl")
    told(
        answer,
        "E0978",
        "用 Spark 计算要有 Java 17，这里没有。",
        "deciding with Spark needs Java 17, which is not here",
        name="Java 17",
    )


def test_spark_that_cannot_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise sessions.PySparkException("no more\nat java", messageParameters={})

    monkeypatch.setattr(sessions, "_begun", fails)
    monkeypatch.setattr(sessions.SparkSession, "getActiveSession", lambda: None)
    (tmp_path / "in.jsonl").write_text(row() + "\n", encoding="utf-8")
    answer = batch(tmp_path / "in.jsonl", "--engine", "spark", "-o", tmp_path / "out.jsonl")
    told(answer, "E0979", "Spark 没有算完：no more", "Spark has not finished: no more", reason="no more")
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]
