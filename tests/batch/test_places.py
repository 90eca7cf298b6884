"""Where ``policy batch`` writes: nothing that is read is written over, nothing that is written is written over by itself."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import duckdb
import pytest

from bench.cold import policy_command
from engine import api
from tests.batch.helpers import KEY, POLICY, batch, row

TABLE = f"{KEY},年度,总学时\n1,2022,90\n"
AN_INPUT = "E0997 不能写“{}”：它也是输入。\n  办法：请换一个文件名，或等另一次运行结束。\n\n"
BOTH = "E0997 不能写“{}”：{}和{}都写它。\n  办法：请换一个文件名，或等另一次运行结束。\n\n"
NO_LINES = "E0905 --errors 的值“{}”不可用。\n  办法：应为：.jsonl | .ndjson。\n\n"
NO_FOLDER = "E0911 无法写入“{}”：没有这个文件夹。\n  办法：请检查路径、磁盘空间和权限后重试；没有写完的文件不要使用。\n\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a register, a table of the same in a database, and a second table."""
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text(row(**{KEY: "1", "继续教育": ...}) + "\n", encoding="utf-8")
    Path("hours.csv").write_text(TABLE, encoding="utf-8")
    Path("also.jsonl").symlink_to("in.jsonl")
    with duckdb.connect("in.duckdb") as base:
        base.execute("CREATE TABLE t AS SELECT 2023 AS 申报年度")
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.parametrize("arguments,told", [
    (("in.duckdb#t", "-o", "o.csv", "--errors", "in.duckdb"), NO_LINES.format("in.duckdb")),
    (("in.jsonl", "-o", "o.csv", "--errors", "/dev/null"), NO_LINES.format("/dev/null")),
    (("in.jsonl", "-o", "o.csv", "--errors", "e.csv"), NO_LINES.format("e.csv")),
    (("in.jsonl", "--key", KEY, "--records", "继续教育=hours.csv", "-o", "hours.csv"), AN_INPUT.format("hours.csv")),
    (("in.jsonl", "-o", "also.jsonl"), AN_INPUT.format("also.jsonl")),
    (("in.jsonl#x", "-o", "./in.jsonl"), AN_INPUT.format("./in.jsonl")),
    (("in.duckdb#t", "-o", "o.csv", "--errors", "in.jsonl", "in.jsonl"), AN_INPUT.format("in.jsonl")),
    (("in.jsonl", "-o", "o.csv", "--summary", "./o.csv"), BOTH.format("./o.csv", "结果", "汇总")),
    (("in.jsonl", "-o", "o.jsonl", "--errors", "o.jsonl"), BOTH.format("o.jsonl", "结果", "错误记录")),
    (("in.jsonl", "-o", "o.jsonl", "--summary", "s.json", "--errors", "nowhere/e.jsonl"), NO_FOLDER.format("nowhere/e.jsonl")),
    (("in.jsonl", "-o", "o.jsonl", "--summary", "nowhere/s.json"), NO_FOLDER.format("nowhere/s.json")),
    (("in.jsonl", "-o", "nowhere/o.jsonl"), NO_FOLDER.format("nowhere/o.jsonl")),
])  # fmt: skip
def test_nothing_is_lost(here: Path, arguments: tuple[str, ...], told: str) -> None:
    before = held(here)
    answer = batch(*arguments, "--force")
    assert (answer.code, answer.out, answer.err) == (2, "", told)
    assert held(here) == before


NO_FILE = "E0106 无法读取“{}”：{}。\n  办法：请核对文件名和所在文件夹，并确认有读取权限。\n\n"


def test_an_input_is_a_file(here: Path) -> None:
    os.mkfifo("pipe.csv")
    Path("folder.csv").mkdir()
    pipe = NO_FILE.format("pipe.csv", "这是管道或设备，名册要能读不止一遍，请先存成文件")
    assert (batch("pipe.csv", "-o", "o.csv").code, batch("pipe.csv", "-o", "o.csv").err) == (2, pipe)
    assert batch("in.jsonl", "--key", KEY, "--records", "继续教育=pipe.csv", "-o", "o.csv").err == pipe
    assert batch("folder.csv", "-o", "o.csv").err == NO_FILE.format("folder.csv", "这是文件夹，不是文件")
    english = "cannot read `pipe.csv`: it is a pipe or a device; a register is read more than once, save it first\n"
    assert english in batch("pipe.csv", "-o", "o.csv", "--lang", "en").err


def test_a_fact_has_one_second_table(here: Path) -> None:
    Path("more.csv").write_text(TABLE.replace("2022", "2021"), encoding="utf-8")
    before = held(here)
    two = (
        "in.jsonl",
        "--key",
        KEY,
        "-o",
        "o.csv",
        "--records",
        "继续教育=hours.csv",
        "--records",
        "continuing_education=more.csv",
    )
    answer = batch(*two)
    assert (answer.code, answer.err) == (
        2, "E0905 --records 的值“continuing_education=more.csv”不可用。\n  办法：应为：一个事实一份附表，几份请先合成一份。\n\n",
    )  # fmt: skip
    assert batch("--lang", "en", *two).err == (
        "E0905 --records does not take `continuing_education=more.csv`\n"
        "  help: expected: one second table for each fact; join several into one file first\n\n"
    )
    assert held(here) == before


def test_error_records_go_where_they_are_told_to(here: Path) -> None:
    Path("bad.jsonl").write_text('{"申报年度": "x"}\n', encoding="utf-8")
    answer = batch("bad.jsonl", "-o", "o.csv", "--errors", "e.ndjson", "--summary", "s.csv")
    assert (answer.out, answer.err) == ("", "共1行，其中1行未能核对。\n错误记录：e.ndjson\n")
    assert Path("e.ndjson").read_text(encoding="utf-8").count("\n") == 1


def test_a_database_leaves_without_a_word(here: Path) -> None:
    arguments = policy_command("batch", "--policy", POLICY, "in.duckdb#t", "-o", "o.jsonl", "--summary", "s.txt", "--jobs", "1")
    found = subprocess.run(arguments, capture_output=True, timeout=120, env=dict(os.environ))
    assert (found.returncode, found.stdout, found.stderr) == (0, b"", "共1行，其中0行未能核对。\n".encode())


@pytest.mark.parametrize("done", [False, True])
def test_going_on_is_offered_where_something_is_done(here: Path, done: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        if done:
            Path("o.csv.part").write_text("编号\n", encoding="utf-8")
        raise OSError(errno.ENOSPC, "full", "o.csv.part")

    monkeypatch.setattr(api, "run_batch", full)
    answer = batch("in.jsonl", "-o", "o.csv")
    assert (answer.code, "E0911 无法写入“o.csv.part”：磁盘已满。" in answer.err) == (2, True)
    assert ("加 --resume 接着做" in answer.err) is done


def test_a_summary_that_cannot_be_written_is_shown(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full", "s.json")

    monkeypatch.setattr("engine.cli.commands.batch.save", full)
    answer = batch("in.jsonl", "-o", "o.csv", "--summary", "s.json")
    assert answer.code == 2
    assert answer.err.startswith("结果已完整写在o.csv；汇总没有写成，显示如下。\nE0911 无法写入“s.json”：磁盘已满。")
    assert answer.out.startswith("共1行，其中0行未能核对。\n\n结论\n")
    assert Path("o.csv").exists()


def test_a_summary_in_a_file_is_told_in_short(here: Path) -> None:
    Path("other.csv").write_text(TABLE.replace("\n1,", "\n2,"), encoding="utf-8")
    arguments = ("in.jsonl", "--key", KEY, "--records", "继续教育=other.csv", "-o", "o.csv", "--force")
    answer = batch(*arguments, "--summary", "s.txt")
    told = "共1行，其中0行未能核对。\n附表中有1条记录没有对应的行。\n"
    assert (answer.out, answer.err) == ("", told + "错误记录：o.csv.errors.jsonl\n")
    shown = batch(*arguments)
    assert (shown.out, shown.err) == (Path("s.txt").read_text(encoding="utf-8"), "错误记录：o.csv.errors.jsonl\n")
    assert shown.out.startswith(told + "\n")


def test_a_register_about_another_subject(here: Path) -> None:
    Path("units.csv").write_text("单位名称,档案更新及时\n甲,是\n", encoding="utf-8")
    Path("people.csv").write_text("姓名,档案更新及时\n甲,是\n", encoding="utf-8")
    about = "这些栏是“用人单位”的事实：名册说的是用人单位的，请加 --subject 用人单位。\n"
    assert batch("units.csv", "-o", "o.csv").err.startswith(about + "E0982 units.csv:1:2 “档案更新及时”（B栏）不是事实")
    english = batch("units.csv", "-o", "o.csv", "--lang", "en").err
    assert english.startswith("these columns are facts of 用人单位: for a register about it add --subject 用人单位.\nE0982 ")
    assert batch("people.csv", "-o", "o.csv").err.startswith("E0982 people.csv:1:1 “姓名”（A栏）、“档案更新及时”（B栏）不是事实")
    assert batch("units.csv", "-o", "o.csv", "--subject", "用人单位").code == 0


@pytest.mark.parametrize("request_,told", [
    (api.BatchRequest(("in.duckdb#t",), "o.jsonl", errors="in.duckdb", force=True), ("E0905", "--errors")),
    (api.BatchRequest(("in.jsonl",), "hours.csv", key=KEY, records=(("继续教育", "hours.csv"),), force=True), ("E0997", "hours.csv")),
    (api.BatchRequest(("in.jsonl",), "o.jsonl", errors="./o.jsonl", force=True), ("E0997", "./o.jsonl")),
    (api.BatchRequest(("in.jsonl",), "o.jsonl", key=KEY, records=(("继续教育", "hours.csv"),) * 2), ("E0905", "--records")),
])  # fmt: skip
def test_nothing_is_lost_by_programs(here: Path, request_: api.BatchRequest, told: tuple[str, str]) -> None:
    policy, before = api.load_policy(POLICY), held(here)
    with pytest.raises(api.InvalidInput) as caught:
        api.run_batch(policy.artifact, request_)
    (found,) = caught.value.diagnostics
    assert (found.code, found.arguments["name"]) == told
    assert held(here) == before
