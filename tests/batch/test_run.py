"""A run as a whole: the same bytes however it is done, nothing overwritten, nothing lost when it is cut short."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bench.cold import policy_command
from engine import api
from engine.batch import rows as limits
from engine.batch.journal import part_paths
from tests.batch.helpers import KEY, POLICY, batch, lines, register, row
from tests.cli.helpers import ROOT

SUMMARY = Draft202012Validator(json.loads((ROOT / "schemas" / "batch-summary.schema.json").read_text(encoding="utf-8")))


def digest(*paths: Path) -> str:
    return hashlib.sha256(b"|".join(path.read_bytes() for path in paths)).hexdigest()


def command(*arguments: str | Path) -> list[str]:
    return policy_command("batch", "--policy", POLICY, *map(str, arguments))


@pytest.fixture(scope="session")
def large(policy: api.Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return register(policy, tmp_path_factory.mktemp("large") / "in.jsonl", 2_100, "large", 0.01)


def outputs(folder: Path, kind: str = "jsonl") -> tuple[Path, Path, Path]:
    return folder / f"out.{kind}", folder / f"out.{kind}.errors.jsonl", folder / "summary.json"


@pytest.fixture(scope="session")
def undisturbed(large: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of what one process makes of the large register."""
    out, errors, summary = outputs(tmp_path_factory.mktemp("undisturbed"))
    assert batch(large, "--key", KEY, "-o", out, "--summary", summary).code == 0
    assert len(lines(out)) == 2_100
    return digest(out, errors, summary)


def test_several_processes_write_the_same_bytes(large: Path, undisturbed: str, tmp_path: Path) -> None:
    out, errors, summary = outputs(tmp_path)
    found = subprocess.run(
        command(large, "--key", KEY, "-o", out, "--summary", summary, "--jobs", "3"), capture_output=True, timeout=120
    )
    assert found.returncode == 0, found.stderr
    assert digest(out, errors, summary) == undisturbed
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(path.name for path in (out, errors, summary))


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_killed_in_the_middle_and_resumed(large: Path, undisturbed: str, tmp_path: Path, kind: str) -> None:
    out, errors, summary = outputs(tmp_path, kind)
    arguments = (large, "--key", KEY, "-o", out, "--summary", summary, "--jobs", "2")
    journal = Path(part_paths(str(out))[2])
    for _ in range(5):  # where it was done before it was killed, once more
        process = subprocess.Popen(command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while (not journal.exists() or journal.read_bytes().count(b"\n") < 3) and not out.exists() and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not out.exists():
            break
        for each in (out, errors, summary):
            each.unlink(missing_ok=True)
    assert not out.exists()
    left = journal.read_bytes().count(b"\n") - 1
    assert 2 <= left <= 4
    with open(part_paths(str(out))[0], "ab") as stream:
        stream.write(b'{"key": "half a rec')
    refused = batch(*arguments[:-2])
    assert (refused.code, refused.err[:5]) == (2, "E0989")
    answer = batch(*arguments[:-2], "--resume")
    assert answer.code == 0, answer.err
    assert f"{500 * left}" in answer.err
    if kind == "jsonl":
        assert digest(out, errors, summary) == undisturbed
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    again, more, total = outputs(fresh, kind)
    assert batch(large, "--key", KEY, "-o", again, "--summary", total).code == 0
    assert digest(out, errors, summary) == digest(again, more, total)


def test_workers_end_with_whoever_started_them(large: Path, tmp_path: Path) -> None:
    arguments = command(large, "--key", KEY, "-o", tmp_path / "out.jsonl", "--jobs", "2")
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children: set[str] = set()
    until = time.monotonic() + 60
    while len(children) < 2 and time.monotonic() < until:
        time.sleep(0.01)
        children = {
            pid for pid in os.listdir("/proc") if pid.isdigit() and _parent(pid) == process.pid and "spawn_main" in _line(pid)
        }
    assert len(children) == 2
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while any("spawn_main" in _line(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert [pid for pid in children if "spawn_main" in _line(pid)] == []


def test_an_interruption_is_quiet_and_leaves_what_is_done(large: Path, tmp_path: Path) -> None:
    out, longer = tmp_path / "out.jsonl", tmp_path / "in.jsonl"
    longer.write_bytes(large.read_bytes() * 8)  # so that it is not done before it is interrupted
    arguments = command(longer, "--key", KEY, "-o", out, "--jobs", "2")
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # who runs the tests may ignore it
    )  # fmt: skip
    journal = Path(part_paths(str(out))[2])
    until = time.monotonic() + 60
    while (not journal.exists() or journal.read_bytes().count(b"\n") < 2) and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130
    assert not out.exists()
    assert Path(part_paths(str(out))[0]).stat().st_size > 0


def _line(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _parent(pid: str) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def test_a_disk_that_is_full_loses_nothing(large: Path, undisturbed: str, tmp_path: Path) -> None:
    out, errors, summary = outputs(tmp_path)
    arguments = (large, "--key", KEY, "-o", out, "--summary", summary)

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    found = subprocess.run(command(*arguments, "--jobs", "1"), capture_output=True, timeout=120, preexec_fn=small)
    assert found.returncode == 2
    assert b"E0911" in found.stderr
    assert b"--resume" in found.stderr
    assert not out.exists()
    assert batch(*arguments, "--resume").code == 0
    assert digest(out, errors, summary) == undisturbed


def test_a_part_that_was_changed_is_decided_anew(large: Path, undisturbed: str, tmp_path: Path) -> None:
    out, errors, summary = outputs(tmp_path)
    part = _interrupted(large, out)
    data = bytearray(part.read_bytes())
    data[-200] ^= 1
    part.write_bytes(data)
    assert batch(large, "--key", KEY, "-o", out, "--summary", summary, "--resume").code == 0
    assert digest(out, errors, summary) == undisturbed


def _interrupted(large: Path, out: Path) -> Path:
    """What a run leaves that fails after its third chunk."""
    from engine.batch import run

    kept = run.Journal.add
    count = 0

    def add(journal: run.Journal, result: object) -> None:
        nonlocal count
        count += 1
        if count > 3:
            raise OSError(28, "No space left on device", str(out))
        kept(journal, result)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run.Journal, "add", add)
        answer = batch(large, "--key", KEY, "-o", out)
    assert (answer.code, "磁盘已满" in answer.err, "--resume" in answer.err) == (2, True, True)
    return Path(part_paths(str(out))[0])


def test_another_request_cannot_be_resumed(large: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    _interrupted(large, out)
    answer = batch(large, "-o", out, "--resume", "--ignore", KEY)
    assert (answer.code, answer.err[:5]) == (2, "E0988")
    assert batch(large, "--key", KEY, "-o", out, "--force").code == 0
    assert len(lines(out)) == 2_100


def test_resume_where_nothing_was_begun_begins(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(row() + "\n", encoding="utf-8")
    assert batch(tmp_path / "in.jsonl", "-o", tmp_path / "out.csv", "--resume").code == 0


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.errors.jsonl", "summary.txt"])
def test_nothing_is_written_over_unless_asked(tmp_path: Path, name: str) -> None:
    (tmp_path / "in.jsonl").write_text(row() + "\n", encoding="utf-8")
    (tmp_path / name).write_text("mine", encoding="utf-8")
    arguments = (tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--summary", tmp_path / "summary.txt")
    answer = batch(*arguments)
    assert (answer.code, answer.err[:5]) == (2, "E0981")
    assert (tmp_path / name).read_text() == "mine"
    assert batch(*arguments, "--force").code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl", "summary.txt"]


def test_an_input_is_never_an_output(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(row() + "\n", encoding="utf-8")
    answer = batch(path, "-o", path, "--force")
    assert (answer.code, answer.err[:5]) == (2, "E0997")
    assert path.read_text(encoding="utf-8") == row() + "\n"


def test_two_runs_into_one_file(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "in.jsonl").write_text(row() + "\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    with open(part_paths(str(out))[2], "ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        answer = batch(tmp_path / "in.jsonl", "-o", out)
    assert (answer.code, answer.err[:5]) == (2, "E0997")


@pytest.mark.parametrize("arguments,code", [
    (("in.jsonl",), "E0904"), (("in.jsonl", "-o", "out.xls"), "E0995"), (("in.jsonl", "-o", "o.csv", "--jobs", "0"), "E0905"),
    (("in.jsonl", "-o", "o.csv", "--records", "x"), "E0905"), (("in.jsonl", "-o", "o.csv", "--records", "继续教育=h.csv"), "E0904"),
    (("in.jsonl", "-o", "o.csv", "--key", "k", "--records", "学时=h.csv"), "E0996"), (("in.jsonl", "-o", "o.csv", "--summary", "s.xml"), "E0905"),
    (("in.jsonl", "-o", "o.csv", "--subject", "谁"), "E0903"), (("in.jsonl", "-o", "nowhere/o.csv"), "E0911"),
])  # fmt: skip
def test_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text(row() + "\n", encoding="utf-8")
    Path("h.csv").write_text("k,年度\n", encoding="utf-8")
    answer = batch(*arguments)
    assert answer.code == 2
    assert code in answer.err, answer.err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["h.csv", "in.jsonl"]


def test_the_summary_adds_up(large: Path, tmp_path: Path) -> None:
    out, _, summary = outputs(tmp_path)
    table = tmp_path / "summary.csv"
    assert batch(large, "--key", KEY, "-o", out, "--summary", summary).code == 0
    answer = batch(large, "--key", KEY, "-o", out, "--summary", table, "--force")
    data = json.loads(summary.read_text(encoding="utf-8"))
    SUMMARY.validate(data)
    records = lines(out)
    assert data["rows"] == sum(data["decisions"].values()) == len(records) == 2_100
    assert data["errors"] == data["decisions"]["error"] == sum(each["decision"] == "error" for each in records)
    for group in ("county", "series"):
        assert sum(entry["rows"] for entry in data[group]) == 2_100
        assert all(sum(entry["decisions"].values()) == entry["rows"] for entry in data[group])
    for group, field in (("failed", "failed_clauses"), ("open", "open_clauses"), ("missing", "missing"), ("row", "rows")):
        assert sum(entry["rows"] for entry in data[group]) == sum(len(each[field]) for each in records)
    assert table.read_text(encoding="utf-8-sig").splitlines()[1].startswith("合计,,2100,")
    assert answer.err == f"共2100行，其中{data['errors']}行未能核对。\n错误记录：{out}.errors.jsonl\n"


def test_memory_does_not_grow_with_a_line(tmp_path: Path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    with open(path, "wb") as stream:
        stream.write("编号,系列\n1,工程\n".encode())
        for _ in range(100):
            stream.write(b"x" * (1 << 20))
        stream.write("\n2,工程\n".encode())
    found = subprocess.run(
        [sys.executable, "-c", _PEAK, *command(path, "--key", "编号", "-o", out, "--jobs", "1")[1:]],
        capture_output=True,
        timeout=120,
    )
    assert [each["errors"] for each in lines(out)] == [[], ["E0985"], []], found.stderr
    assert int(found.stdout.split()[-1]) < 150_000


_PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_bar_tells_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.cli import register

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, clock = Terminal(), iter([0.0, 1.0, 1.1, 3.0])
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(register.time, "monotonic", lambda: next(clock))
    bar = register.Bar("zh")
    bar(1_000, 100, 1_000)
    bar(1_200, 120, 1_000)
    bar(3_000, 300, 1_000)
    bar.clear()
    assert terminal.getvalue() == "\r[#######.................] 3,000行 1,000行/秒 还需0:00:07\x1b[K\r\x1b[K"


def test_chunks_end_early_where_rows_are_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.batch import sources

    monkeypatch.setattr(sources, "CHUNK_BYTES", 800)
    path = tmp_path / "in.jsonl"
    path.write_text((row() + "\n") * 7, encoding="utf-8")
    found = list(sources.chunks([sources.source(str(path))], None, [0]))
    assert [each.number for each in found] == list(range(7))
    assert limits.CHUNK_BYTES > 1_000
