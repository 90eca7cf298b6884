"""Files that are not what their name says, and databases with several tables: told in words that help."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest

from engine.batch.from_postgres import _chosen
from engine.errors import InvalidInput
from tests.batch.helpers import batch, good, lines

ZH = "E0986 {0} “{0}”读不下去：{1}。\n  办法：请重新取得这个文件；在它之前核对过的不当作结果。\n\n"
EN = "E0986 {0} `{0}` cannot be read: {1}\n  help: get the file anew; whatever was decided before does not count as a result\n\n"


@pytest.mark.parametrize("name,zh,en", [
    ("in.xlsx", "它不是 .xlsx 工作簿，或已损坏、加了密码", "it is no .xlsx workbook, or it is damaged or has a password"),
    ("in.parquet", "它不是 Parquet 文件，或已损坏", "it is no Parquet file, or it is damaged"),
])  # fmt: skip
def test_a_file_that_is_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, zh: str, en: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(b"something else")
    answer = batch(name, "-o", "o.csv")
    assert (answer.code, answer.err) == (2, ZH.format(name, zh))
    assert batch(name, "-o", "o.csv", "--lang", "en").err == EN.format(name, en)
    Path(name).write_bytes(b"")
    assert batch(name, "-o", "o.csv").err.startswith(f"E0160 {name} “{name}”没有内容。")
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_database_with_several_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with duckdb.connect("in.duckdb") as base:
        base.execute("CREATE TABLE a AS SELECT 2023 AS 申报年度")
        base.execute("CREATE TABLE b AS SELECT 2023 AS 申报年度")
    told = "E0992 in.duckdb 里面有2个表，没有写明是哪一个。\n  办法：有这些：a、b。写在文件名的 # 之后，如 名册.xlsx#2023年。\n\n"
    assert (batch("in.duckdb", "-o", "o.csv").code, batch("in.duckdb", "-o", "o.csv").err) == (2, told)
    english = batch("in.duckdb", "-o", "o.csv", "--lang", "en").err
    assert english.startswith("E0992 in.duckdb it has 2 tables and none is named\n  help: there are: a, b; ")
    assert batch("in.duckdb#c", "-o", "o.csv").err.startswith("E0992 in.duckdb#c 没有“c”这个表。\n")
    assert batch("in.duckdb#b", "-o", "o.csv").code == 0


def test_a_server_with_several_tables() -> None:
    """As in a database file; the address is not told."""
    for table, name, count in (("", None, 2), ("c", "c", None)):
        with pytest.raises(InvalidInput) as raised:
            _chosen(table, ["a", "b"], "postgresql://…")
        (found,) = raised.value.diagnostics
        assert (found.code, found.arguments["name"], found.arguments["count"]) == ("E0992", name, count)
    assert (_chosen("", ["a"], "…"), _chosen("b", ["a", "b"], "…")) == ("a", "b")


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_blanks_that_nobody_sees_in_a_workbook(tmp_path: Path, engine: str) -> None:
    """Around texts they do not count, a cell of nothing else is empty, a row of such cells is no row."""
    facts = {
        name: value for name, value in good(自主评聘范围="[]").items() if not isinstance(value, dict | bool) and name[0] != "_"
    }
    book = openpyxl.Workbook()
    book.active.append([" 编号", *facts, "评审方式", "任职年度.起"])
    book.active.append(["甲", *facts.values(), None, 2019])
    book.active.append([" 乙\u3000", *(f"\u00a0{value}\u3000\n" for value in facts.values()), " \u3000", " 2019 "])
    book.active.append([" "] * (len(facts) + 3))
    book.active.append(["  丙", *[None] * len(facts), "\u00a0", None])
    book.save(tmp_path / "in.xlsx")
    out = tmp_path / "out.jsonl"
    answer = batch(tmp_path / "in.xlsx", "--key", "编号", "-o", out, "--engine", engine, "--summary", tmp_path / "s.txt")
    assert (answer.code, answer.err) == (0, f"共3行，其中1行未能核对。\n错误记录：{out}.errors.jsonl\n")
    first, second, third = ({**record, "line": 0} for record in lines(out))
    assert [first["key"], second["key"], third["key"]] == ["甲", "乙", "丙"]
    assert {**first, "key": ""} == {**second, "key": ""}
    assert (first["decision"], third["errors"]) == ("incomplete", ["E0962"])


def test_a_title_above_the_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = "E0975 in.xlsx:1:1 第1行应是表头{}。\n  办法：请删去表头上面的行，再试一次。\n\n"
    for first, found in (
        (["甲县2023年名册"], "，现在只有“甲县2023年名册”，像是标题"),
        ([None, " 甲县 "], "，现在只有“甲县”，像是标题"),
        ([], ""),
    ):
        book = openpyxl.Workbook()
        for row in (first, ["编号", "系列"], ["1", "工程"]):
            book.active.append(row)
        book.save("in.xlsx")
        answer = batch("in.xlsx", "--key", "编号", "-o", "o.csv")
        assert (answer.code, answer.err) == (2, told.format(found))
    english = batch("in.xlsx", "--key", "编号", "-o", "o.csv", "--lang", "en").err
    assert (
        english
        == "E0975 in.xlsx:1:1 the first row should be the header\n  help: delete the rows above the header and try again\n\n"
    )


@pytest.mark.parametrize("rows", [[["系列"]], [["系列"], ["工程"]], [["系列"], [None, None], ["工程"]]])
def test_a_header_of_one_column_is_a_header(tmp_path: Path, rows: list[list[str | None]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    assert batch(tmp_path / "in.xlsx", "-o", tmp_path / "o.jsonl").code == 0
    assert len(lines(tmp_path / "o.jsonl")) == sum(row == ["工程"] for row in rows)
