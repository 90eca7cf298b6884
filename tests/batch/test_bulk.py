"""Every kind of input is decided in bulk, and what is written is what the Python engine writes, byte for byte."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import api
from engine.batch import columnar, combinations, from_csv, joined, lines, scanned, streamed
from engine.batch.rows import ROW_BYTES, Row
from tests.batch.helpers import KEY, batch, good
from tests.batch.test_columnar import CE, applicants, both, drawn

Rows = list[dict[str, Any]]


def cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return {True: "是", False: "否", None: ""}[value] if isinstance(value, bool) or value is None else str(value)


def cells(rows: Rows) -> tuple[list[str], list[list[str]]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return names, [[cell(row.get(name)) for name in names] for row in rows]


def separated(separator: str, encoding: str) -> Callable[[Rows, Path], Path]:
    def write(rows: Rows, folder: Path) -> Path:
        names, listed = cells(rows)
        path = folder / ("in.tsv" if separator == "\t" else "in.csv")
        with open(path, "w", encoding=encoding, newline="") as out:
            csv.writer(out, delimiter=separator).writerows([names, *listed])
        return path

    return write


def json_text(name: str, lines: bool, **how: Any) -> Callable[[Rows, Path], Path]:
    def write(rows: Rows, folder: Path) -> Path:
        path = folder / name
        text = "".join(json.dumps(row, **how) + "\n" for row in rows) if lines else json.dumps(rows, **how)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def excel(rows: Rows, folder: Path) -> Path:
    book = import_module("openpyxl").Workbook()
    names = list(dict.fromkeys(name for row in rows for name in row))
    book.active.append(names)
    for row in rows:
        book.active.append([cell(value) if isinstance(value := row.get(name), dict | list) else value for name in names])
    book.save(folder / "in.xlsx")
    return folder / "in.xlsx"


def arrow(rows: Rows) -> Any:
    """A table of texts, half of the empty cells null."""
    names, listed = cells(rows)
    columns = {
        name: [row[at] if row[at] or place % 2 else None for place, row in enumerate(listed)] for at, name in enumerate(names)
    }
    return import_module("pyarrow").table(columns)


def parquet(rows: Rows, folder: Path) -> Path:
    import_module("pyarrow.parquet").write_table(arrow(rows), folder / "in.parquet")
    return folder / "in.parquet"


def duckdb(*more: str, column: str = "") -> Callable[[Rows, Path], Path]:
    """A table of a DuckDB file, after further statements."""

    def write(rows: Rows, folder: Path) -> Path:
        path = folder / "in.duckdb"
        with import_module("duckdb").connect(str(path)) as base:
            base.register("given", arrow(rows))
            base.execute(f"CREATE TABLE register AS SELECT *{column} FROM given")
            for statement in more:
                base.execute(statement)
        return path

    return write


#: Years, truths, dates and moments as such; JSON as such; a column of a type that no fact has.
TYPED = """ REPLACE (TRY_CAST(申报年度 AS SMALLINT) AS 申报年度, TRY_CAST(规定年限 AS DOUBLE) AS 规定年限, 含涉密材料 = '是' AS 含涉密材料,
    TRY_CAST(申报日期 AS TIMESTAMP) AS 申报日期, TRY_CAST(毕业日期 AS DATE) AS 毕业日期, TRY_CAST(继续教育 AS JSON) AS 继续教育)"""
KINDS: dict[str, Callable[[Rows, Path], Path]] = {
    "csv": separated(",", "utf-8-sig"), "gb18030": separated(",", "gb18030"), "tsv": separated("\t", "utf-8"),
    "jsonl": json_text("in.jsonl", True, ensure_ascii=False), "escaped": json_text("in.jsonl", True, separators=(",", ":")),
    "json": json_text("in.json", False, ensure_ascii=False), "indented": json_text("in.json", False, indent=1),
    "xlsx": excel, "parquet": parquet, "duckdb": duckdb(), "typed": duckdb(column=TYPED),
    "deleted": duckdb("DELETE FROM register WHERE rowid % 50 = 7"),
    "rowid": duckdb('ALTER TABLE register ADD COLUMN "_rowid" INTEGER', 'ALTER TABLE register RENAME COLUMN "_rowid" TO rowid'),
}  # fmt: skip


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several slices and blocks also of small inputs."""
    monkeypatch.setattr(scanned, "SLICE", 170)
    monkeypatch.setattr(streamed, "SLICE_ROWS", 200)
    monkeypatch.setattr(lines, "BLOCK", 60_000)
    monkeypatch.setattr(columnar, "SAMPLE", 100)
    monkeypatch.setattr(combinations, "KEPT", 150)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The rows that no query answers."""
    found: list[Any] = []
    one_by_one = columnar.ColumnarTable._one_by_one

    def noted(self: columnar.ColumnarTable) -> Any:
        for part in one_by_one(self):
            found.extend(part[0])
            yield part

    monkeypatch.setattr(columnar.ColumnarTable, "_one_by_one", noted)
    return found


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", KINDS)
def test_most_rows_are_decided_by_the_query(policy: api.Policy, tmp_path: Path, kind: str, asked: list[Any]) -> None:
    ignored = ["--ignore", "rowid"] if kind == "rowid" else []
    python, columns = both(KINDS[kind](drawn(policy, 160, "bulk"), tmp_path), tmp_path, "--key", KEY, *ignored)
    assert python == columns
    assert len(asked) < 40
    assert len(python[0].splitlines()) == (156 if kind == "deleted" else 160)


WRONG = 340  # rows of the register of which a fifth is wrong: two slices


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "kind,key",
    [("csv", True), ("tsv", False), ("jsonl", False), ("json", True), ("indented", False), ("xlsx", True), ("typed", True)],
)
def test_a_register_with_wrong_rows(policy: api.Policy, tmp_path: Path, kind: str, key: bool) -> None:
    path = KINDS[kind](drawn(policy, WRONG, "wrong", 0.2), tmp_path)
    python, columns = both(path, tmp_path, *(["--key", KEY] if key else ["--ignore", KEY]))
    assert python == columns
    assert python[1]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("given,kind", [("json", "csv"), ("json", "parquet"), ("xlsx", "parquet")])
def test_what_is_written(policy: api.Policy, tmp_path: Path, given: str, kind: str) -> None:
    """Where lines are not numbers: elements of a list on one line, rows of a sheet."""
    python, columns = both(KINDS[given](drawn(policy, WRONG, "wrong", 0.2)[:100], tmp_path), tmp_path, "--key", KEY, kind=kind)
    assert python == columns


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "typed"])
def test_task_ce(tmp_path: Path, kind: str, asked: list[Any]) -> None:
    """Several slices of every kind: the small policy is planned quickly."""
    path = KINDS[kind](applicants(600, bad=20), tmp_path)
    python, columns = both(path, tmp_path, "--key", "id", *["--ignore", "rowid"] * (kind == "rowid"), policy=CE)
    assert python == columns
    assert len(python[1].splitlines()) >= 25
    assert len(asked) < 90


# ---- rows that are odd ------------------------------------------------------------------------------------------------------

CHANGED = [  # what is put in the place of what, in the JSON text of a row
    ("}", "}"), ('"申报年度": 2023', '"申报年度": "2023"'), ('"申报年度": 2023', '"申报年度": "02023"'), ('"申报年度": 2023', '"申报年度": 2023.0'),
    ('"申报年度": 2023', '"申报年度": "２０２３"'), ('"申报年度": 2023', '"申报年度": " 2023年 "'), ('"申报年度": 2023', '"申报年度": 20230000000000000000000'),
    ('"规定年限": 4', '"规定年限": 4.0'), ('"规定年限": 4', '"规定年限": 4e0'), ('"规定年限": 4', '"规定年限": true'), ('"规定年限": 4', '"规定年限": "不详"'),
    ('"规定年限": 4', '"规定年限": -0'), ('"规定年限": 4', '"规定年限": "4.50"'), ('"规定年限": 4', '"规定年限": null'), ('"规定年限": 4', '"规定年限": ""'),
    ("false", '"false"'), ("false", '"否"'), ("false", "0"), ("false", "NaN"), ("false", "null"), ('"总学时": ', '"总学时": 1, "总学时": '),
    ('"2022"', '"2021"'), ('"2022"', '"2022年"'), ('"2022": {', '"2022": null, "1899": {'), ('"总学时"', '"total_hours"'),
    ('"系列": "', '"系列": "\\u5de5\\u7a0b", "_注": "'), ('"系列"', '"series"'), ('"系列"', '"系列": "工程", "系列"'), ('"系列"', '"series": "工程", "系列"'),
    ('"系列"', '"没有这一项": 1, "系列"'), ('"系列": "', '"系列": " '), ('"系列"', '"_注": {"a": [1]}, "系列"'), ('"系列"', '"$schema": "x", "系列"'),
    ('"单位名称": "', '"单位名称": "\\n'), ('"单位名称": "', '"单位名称": "不详", "_注": "'), ('"单位名称": "', '"单位名称": "\\ud800'),
    ('"系列"', '"主体": "申报", "系列"'), ('"系列"', '"主体": "评审会议", "系列"'), ('"系列"', '"subject": "申报", "系列"'), ("{", "{,"), ("}", ",}"),
    ('"_编号": "', '"_编号": "='), ('"_编号": "', '"_编号": 7, "_又": "'), ('"_编号": "', '"_编号": 1.50, "_又": "'), ('"_编号"', '"编号"'),
    ('"起": ', '"起": 2050, "起": '), ('"起"', '"from"'), ("[]", '"全部"'), ("[]", '[{"系列": "工程", "级别": "中级"}]'), ("[]", '[{"系列": "全部", "级别": null}]'),
    ("{", ""), ("{", "[" * 40 + "{"), ("}", "} x"), ("{", "\ufeff{"),
]  # fmt: skip


def odd_texts() -> list[bytes]:
    """Rows in JSON, each with one thing odd about it; blank lines, bytes that are no text, lines that are long."""
    found = []
    for number, (old, new) in enumerate(CHANGED):
        row = {KEY: f"S{number}"} | good(自主评聘范围=[], 规定年限=4)
        text = json.dumps(row, ensure_ascii=False)
        found.append(text.replace(old, new, 1) if old != "}" else text[:-1] + new)
    plain = json.dumps({KEY: "长"} | good(单位名称="长" * 190), ensure_ascii=False)
    longer = json.dumps({KEY: "更长", "_注": "注" * 4_000} | good(), ensure_ascii=False)
    bad = [b"", b"  \t", b"\xff\xfe", plain.encode(), longer.encode(), b'{"' + b"x" * ROW_BYTES + b'": 1}', b"7", b"null"]
    return [*(text.encode("utf-8", "surrogatepass") for text in found), *bad, *(text.encode() for text in found[:2])]


@pytest.mark.parametrize("end,more", [
    (b"\n", ["--key", KEY]), (b"\r\n", ["--key", KEY]), (b"\n", ["--key", KEY, "--ignore", "系列"]), (b"\r\n", ["--subject", "申报"]),
], ids=["unix", "windows", "ignored", "subject"])  # fmt: skip
def test_odd_rows_in_json(tmp_path: Path, end: bytes, more: list[str]) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + end.join(odd_texts()))
    python, columns = both(tmp_path / "in.jsonl", tmp_path, *more)
    assert python == columns
    assert len(python[0].splitlines()) == len(CHANGED) + 8


#: Lines of a table, under a header of the same columns as in :data:`HEAD`.
HEAD = (
    "编号,申报年度,申报日期,系列,规定年限,含涉密材料,任职年度.起,任职年度.止,继续教育[2022].总学时,自主评聘范围,单位名称,备注\n"
)
TABLE = [
    "{},2023,2023-08-21,工程,4,否,2019,2023,90,[],某单位,", "{},2023.0,2023-8-21,工程,4.0,FALSE,2019,2023,90.50,全部,不详,",
    "{},２０２３,2023年8月21日,工程,４,true,2019,,90.05,all,=1+1,", '{},"2023",2023-02-30,"工程"," 4 ","是","2019","2018",不详,"[{{""系列"": ""工程"", ""级别"": ""中级""}}]","某""单位""",',
    ",,,,,,,,,,,", "{},,,,,,,,,,,x", "", "   ", "{},2023", "{},02023,2023-08-21,engineering,-1,0,二〇一九,2023,1e2,[{{}}],交评委会判断,", '{},"没有配对,2023,,,,,,,,,,',
    '"{}\n下一行",2023,2023-08-21,工程,4,否,2019,2023,90,[],"两\n行",x', '{},5" 管,,,,,,,,,,', "{},2023,待判断,不详,不详,不详,不详,不详,待判断,不适用,unknown,",
    "{},2023,2023/8/21,工程, ,否,2019,2023,90,[] ,　,", " {} ,2023,2023.08.21 0:00:00, 工程 ,4,否,2019,2023,90, [],　某单位 ,", " ,　,,,,,,,,,,",
]  # fmt: skip


@pytest.mark.parametrize("separator,encoding,key", [
    (",", "utf-8-sig", "--key"), (",", "utf-8-sig", "--ignore"), (",", "gb18030", "--key"), ("\t", "utf-8", "--key"),
])  # fmt: skip
def test_odd_rows_of_a_table(tmp_path: Path, separator: str, encoding: str, key: str) -> None:
    rows = [line.format(f"S{number}") for number, line in enumerate([*TABLE * 2, *[TABLE[0]] * 40])]
    data = (HEAD + "\n".join(rows).replace("\n", "\r\n", 9)).replace(",", separator).encode(encoding)
    path = tmp_path / ("in.csv" if separator == "," else "in.tsv")
    path.write_bytes(data + b"\n\x81\xff,\n" + b"x" * (2 * ROW_BYTES) + b"\n" + rows[0].replace(",", separator).encode(encoding))
    python, columns = both(path, tmp_path, key, "编号", "--ignore", "备注", "--encoding", encoding.removesuffix("-sig"))
    assert python == columns
    assert python[1]


@pytest.mark.parametrize("kind,alone", [("csv", 0), ("tsv", 0), ("jsonl", 60)])
def test_dates_as_spreadsheets_write_them(tmp_path: Path, kind: str, alone: int, asked: list[Any]) -> None:
    """Of tables they are taken, in bulk; of applications in JSON they are wrong, row by row."""
    rows = [{KEY: f"S{at}"} | good(申报日期=f"2023{'/.'[at % 2]}8{'/.'[at % 2]}{at % 30 + 1}") for at in range(60)]
    rows = [{name: value for name, value in row.items() if not isinstance(value, dict | list)} for row in rows]
    python, columns = both(KINDS[kind](rows, tmp_path), tmp_path, "--key", KEY)
    assert python == columns
    assert len(asked) == alone
    assert python[1].count(b"E0619") == 2 * alone  # as its code and in its diagnostic


def test_nothing_is_plainly_in_order(tmp_path: Path, asked: list[Any]) -> None:
    (tmp_path / "in.jsonl").write_text("[]\n7\n{\n" * 5, encoding="utf-8")
    python, columns = both(tmp_path / "in.jsonl", tmp_path)
    assert python == columns
    rows = [{KEY: str(number), "系列": "没有这一系列"} for number in range(30)]
    for kind in ("csv", "jsonl"):
        python, columns = both(KINDS[kind](rows, tmp_path), tmp_path, "--key", KEY)
        assert python == columns
    assert len(asked) == 60


@pytest.mark.parametrize("name", ["in.csv", "in.jsonl", "in.json"])
def test_an_empty_input(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEAD if name == "in.csv" else "[]" if name == "in.json" else "", encoding="utf-8")
    more = ["--key", "编号", "--ignore", "备注"] if name == "in.csv" else []
    python, columns = both(tmp_path / name, tmp_path, *more)
    assert python == columns
    assert python[0] == b""


def test_a_list_that_breaks_off(policy: api.Policy, tmp_path: Path) -> None:
    path = KINDS["json"](drawn(policy, 30, "cut"), tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    for engine in ("python", "duckdb"):
        answer = batch(path, "--engine", engine, "-o", tmp_path / "out.jsonl", "--ignore", KEY, "--force")
        assert (answer.code, answer.err[:5]) == (2, "E0986")


# ---- second tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["csv", "jsonl", "duckdb", "parquet"])
def test_second_tables(policy: api.Policy, tmp_path: Path, kind: str, asked: list[Any]) -> None:
    rows, entries = drawn(policy, 340, "second"), []
    for number, row in enumerate(rows):
        given = row.pop("继续教育", None)
        for year, hours in given.items() if isinstance(given, dict) and number % 9 else ():
            entries.append([row[KEY], year, *(hours.get(name, "") for name in ("总学时", "专业科目", "公需科目", "一般公需"))])
        if number % 40 == 3 and given and kind == "jsonl":  # a table with such a column is refused
            row["继续教育"] = given
        if number % 40 == 5:
            row[KEY] = [None, " " + row[KEY], "没有"][number % 3]
    for number in (10, 50, 90):
        entries += [
            entries[number][:2] + ["x", "", "", ""],
            ["没有这个人", 2022, 1, 1, 1, 1],
            ["", 2022, 1, 1, 1, 1],
            ["只有编号"],
        ]
    with open(tmp_path / "hours.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([[KEY, "年度", "总学时", "专业科目", "公需科目", "一般公需"], *entries[::-1]])
    path = KINDS[kind](rows, tmp_path)
    python, columns = both(path, tmp_path, "--key", KEY, "--records", f"继续教育={tmp_path / 'hours.csv'}")
    assert python == columns
    assert python[1].count("没有这个人".encode()) >= 3
    assert len(asked) < 151


def test_entries_of_many_rows_at_once(policy: api.Policy, tmp_path: Path) -> None:
    (tmp_path / "hours.csv").write_text("编号,年度,总学时\n甲,2022,90\n乙,2022,80\n甲,2021,\n", encoding="utf-8")
    fact = next(fact for fact in policy.tables["subjects"]["申报"]["facts"] if fact["name"] == "继续教育")
    table = joined.SecondTable(fact, api_source(tmp_path / "hours.csv"), "编号", None, str(tmp_path))
    try:
        found = {row: json.loads(text) for row, text in table.texts([(7, "甲"), (8, "丙"), (9, "甲")])}
        assert set(found) == {7, 9}
        assert sorted(entry["年度"] for entry in found[7]) == ["2021", "2022"]
        assert [each.arguments["key"] for each in table.unused()] == ["乙"]
    finally:
        table.close()


def api_source(path: Path) -> Any:
    from engine.batch.sources import source

    return source(str(path))


# ---- interruptions ------------------------------------------------------------------------------------------------------------


class Stop(Exception):
    pass


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind,second", [("csv", True), ("jsonl", False), ("duckdb", False), ("duckdb", True)])
def test_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, second: bool) -> None:
    rows = applicants(2_000, bad=20)
    more = ["--policy", CE, "--key", "id", "--engine", "duckdb"]
    if second:
        for row in rows:
            row.pop("records", None)
        listed = [f"{row['id']},2022,{90 + number % 9}" for number, row in enumerate(rows)]
        (tmp_path / "hours.csv").write_text("\n".join(["id,年度,总学时", *listed, "谁,2022,1\n"]), encoding="utf-8")
        more += ["--records", f"继续教育={tmp_path / 'hours.csv'}"]
    path, whole, out = KINDS[kind](rows, tmp_path), tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    assert batch(path, *more, "-o", whole).code == 0
    decide, times = columnar.ColumnarTable.decide, [0]

    def stopping(self: columnar.ColumnarTable, *given: Any) -> Any:
        times[0] += 1
        if times[0] == 2:
            raise Stop
        return decide(self, *given)

    with monkeypatch.context() as patch:
        patch.setattr(columnar.ColumnarTable, "decide", stopping)
        assert batch(path, *more, "-o", out).code != 0
    assert not out.exists()
    answer = batch(path, *more, "-o", out, "--resume")
    assert answer.code == 0, answer.err
    assert "接着上次做" in answer.err
    assert out.read_bytes() == whole.read_bytes()
    assert Path(f"{out}.errors.jsonl").read_bytes() == Path(f"{whole}.errors.jsonl").read_bytes()


# ---- readers ------------------------------------------------------------------------------------------------------------------

PIECES = [
    "a",
    "甲",
    ",",
    ",",
    '"',
    '""',
    "\n",
    "\r\n",
    "\t",
    " ",
    "b,c",
    "\u3000",
    "x,y\n",
    '"q,""r""",z\n',
    "1,2\n",
    '"m\nn",o\n',
    "\0",
    "\r",
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES), max_size=20),
    st.sampled_from([",", "\t"]),
    st.sampled_from(["utf-8", "gb18030"]),
    st.integers(1, 60),
)
def test_tables_read_together_are_those_read_row_by_row(pieces: list[str], separator: str, encoding: str, block: int) -> None:
    data = ("h,i\n" + "".join(pieces)).replace(",", separator).encode(encoding)
    wanted = list(from_csv.Table(io.BytesIO(data), "f", encoding, separator).rows())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK", block)
        table, found = from_csv.Table(io.BytesIO(data), "f", encoding, separator, together=True), []
        for part in table.together():
            if isinstance(part, from_csv.Cells):
                rows = [table.row(number, line) for number, line in zip(part.numbers, part.lines, strict=True)]
                assert [row.payload for row in rows] == [list(each) for each in zip(*part.columns, strict=True)]
                found += rows
            else:
                found += part
    assert [told(row) for row in found] == [told(row) for row in wanted]


def told(row: Row) -> tuple[Any, ...]:
    return (row.number, row.line, row.column, str(row.payload))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([b"a", b"bc", b"\r", b"\n", b"\n"]), max_size=60), st.integers(1, 30))
def test_lines_read_together_are_those_read_one_by_one(pieces: list[bytes], block: int) -> None:
    data = b"".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK", block)
        patch.setattr(lines, "ROW_BYTES", 9)
        wanted = list(lines.lines(io.BytesIO(data)))
        assert [line for part in lines.blocks(io.BytesIO(data)) for line in part] == wanted
