"""Files of every kind to the same records; what is wrong with a row is one error record with its place."""

from __future__ import annotations

import csv
import datetime
import io
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine import api
from engine.batch import from_json, from_sheets
from engine.batch.rows import ROW_BYTES, Bad
from engine.errors import InvalidInput
from tests.batch.helpers import KEY, batch, good, lines, register, row
from tests.cli.helpers import ROOT

ERRORS = Draft202012Validator(json.loads((ROOT / "schemas" / "batch-error.schema.json").read_text(encoding="utf-8")))


def errors(out: Path) -> list[dict[str, Any]]:
    found = lines(Path(f"{out}.errors.jsonl"))
    for each in found:
        ERRORS.validate(each)
    return found


def decided(tmp_path: Path, name: str, data: bytes | None, *options: str) -> list[dict[str, Any]]:
    """The records of a file with that name, which holds ``data`` or is there already."""
    path, out = tmp_path / name, tmp_path / "out.jsonl"
    if data is not None:
        path.write_bytes(data)
    answer = batch(path, "-o", out, *options)
    assert answer.code == 0, answer.err
    return lines(out)


def codes(records: list[dict[str, Any]]) -> list[list[str]]:
    return [each["errors"] for each in records]


def test_every_format_gives_the_same_records(policy: api.Policy, tmp_path: Path) -> None:
    found = []
    for kind in ("jsonl", "csv", "parquet"):
        path, out = register(policy, tmp_path / f"in.{kind}", 40), tmp_path / f"{kind}.jsonl"
        assert batch(path, "--key", KEY, "-o", out).code == 0
        found.append([{key: each[key] for key in each if key not in ("file", "line")} for each in lines(out)])
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 40


def test_a_bad_row_is_one_error_record_with_its_place(tmp_path: Path) -> None:
    data = "\n".join([row(), "", row(系列="工程系"), "{", row(申报日期="2023-02-30", 规定年限="四"), row()])
    records = decided(tmp_path, "in.jsonl", data.encode())
    assert [(each["key"], each["line"], each["decision"]) for each in records] == [
        ("1", 1, "eligible"), ("3", 3, "error"), ("4", 4, "error"), ("5", 5, "error"), ("6", 6, "eligible"),
    ]  # fmt: skip
    found = errors(tmp_path / "out.jsonl")
    assert [(each["line"], each["codes"]) for each in found] == [(3, ["E0608"]), (4, ["E0176"]), (5, ["E0621", "E0610"])]
    place = found[0]["diagnostics"][0]
    assert (place["line"], data.splitlines()[2][place["column"] - 1 :][:5]) == (3, '"工程系"')


def test_a_line_that_a_message_names_is_one_of_the_file(tmp_path: Path) -> None:
    twice = '{"2022": {"总学时": 90}, "2022": {"总学时": 91}}'
    decided(tmp_path, "in.jsonl", f'{row()}\n{row()}\n{{"申报年度": 2023, "申报年度": 2023}}\n'.encode())
    assert [each["diagnostics"][0]["message"] for each in errors(tmp_path / "out.jsonl")] == ["“申报年度”重复，第 3 行已经填过。"]
    table = io.StringIO()
    csv.writer(table).writerows([["继续教育"], ["{}"], [twice]])
    decided(tmp_path, "in.csv", table.getvalue().encode(), "--force")
    assert [each["diagnostics"][0]["message"] for each in errors(tmp_path / "out.jsonl")] == ["“2022”重复，第 3 行已经填过。"]


def test_wrong_rows_of_every_kind_are_counted_and_none_is_lost(policy: api.Policy, tmp_path: Path) -> None:
    for kind in ("jsonl", "csv", "parquet"):
        out = tmp_path / f"{kind}.jsonl"
        assert batch(register(policy, tmp_path / f"in.{kind}", 300, "w", 0.2), "--key", KEY, "-o", out).code == 0
        records = lines(out)
        bad = [each for each in records if each["decision"] == "error"]
        assert len(records) == 300
        assert [each["line"] for each in bad] == [each["line"] for each in errors(out)]
        assert 30 < len(bad) < 90
        assert all(each["errors"] and "E0999" not in each["errors"] for each in bad)


def test_a_list_and_a_single_value(tmp_path: Path) -> None:
    text = json.dumps([good(), good(系列="工程系"), 7], ensure_ascii=False, indent=1)
    records = decided(tmp_path, "in.json", b"\xef\xbb\xbf" + text.encode())
    assert codes(records) == [[], ["E0608"], ["E0601"]]
    place = errors(tmp_path / "out.jsonl")[0]["diagnostics"][0]
    assert "工程系" in text.splitlines()[place["line"] - 1][place["column"] - 1 :][:5]


#: Values of a list three levels deep; built up plainly, for what recursive strategies draw takes them too long on a busy machine.
LEAVES = st.text(max_size=4) | st.sampled_from(['\\"[]{},', 0, -12, 10**20, 1.5, True, None])
INNER = LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.sampled_from(["", "a", '"]', "键"]), LEAVES, max_size=2)
VALUES = INNER | st.lists(INNER, max_size=2) | st.dictionaries(st.text(max_size=2), INNER, max_size=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 1]), st.integers(1, 9))
def test_a_list_is_cut_where_json_cuts_it(values: list[Any], indent: int | None, block: int) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(from_json, "_BLOCK", block)
        rows = list(from_json.json_list(io.BytesIO(text.encode() + b"\n"), "f"))
    assert [json.loads(each.payload) for each in rows] == values  # type: ignore[arg-type]
    split = text.split("\n")
    for each in rows:
        assert isinstance(each.payload, bytes)
        assert split[each.line - 1][each.column - 1 :].startswith(each.payload.decode().split("\n")[0])


@pytest.mark.parametrize("text,code", [('[{"a": 1}', "E0986"), ("[1, 2] 3", "E0174"), ("[", "E0986")])
def test_a_list_that_does_not_end(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        list(from_json.json_list(io.BytesIO(text.encode()), "f"))
    assert [each.code for each in caught.value.diagnostics] == [code]


def test_a_place_in_a_list_without_an_element() -> None:
    rows = list(from_json.json_list(io.BytesIO(b"[1,,2]"), "f"))
    assert [each.payload.code if isinstance(each.payload, Bad) else each.payload for each in rows] == [b"1", "E0160", b"2"]


HEAD = "编号,申报年度,申报日期,申报方式,申报渠道,系列,专业,申报级别,title,含涉密材料\r\n"
LINE = "{},2023,2023-08-21,评审,省平台,工程,水利工程,中级,工程师,FALSE\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_tables_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    data = (HEAD + LINE.format("甲") + LINE.format('"乙,\n""二"""')).encode(encoding)
    records = decided(tmp_path, "in.csv", data, "--key", "编号")
    assert [each["key"] for each in records] == ["甲", '乙, "二"']
    assert codes(records) == [[], []]
    assert records[0]["missing"] == records[1]["missing"] != []


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx"])
def test_tables_as_people_keep_them(tmp_path: Path, kind: str) -> None:
    """Dates with the year first in any writing, blanks around texts, cells of blanks, rows without anything in them."""
    written = ["2023-08-21", "2023/8/21", "2023.08.21", " 2023-08-21 00:00:00 ", "2023/8/21 0:00", "2023年8月21日", "　"]
    rows = [
        [str(place), "2023", each, " 评审", "省平台　", "工程", "水利工程", "中级", "工程师", "FALSE"]
        for place, each in enumerate(written)
    ]
    rows[3:3] = [[""] * 10, [" ", "　"] * 5]
    rows += [[each, "2023", each, *rows[0][3:]] for each in ("2023/2/30", "8/21/2023", "2023/8-21", "2023/8/21 9:00")]
    if kind == "xlsx":
        book = import_module("openpyxl").Workbook()
        for cells in [HEAD.strip().split(","), *rows]:
            book.active.append([cell or None for cell in cells])
        book.save(tmp_path / "in.xlsx")
    else:
        lines = [HEAD.strip(), *(",".join(cells) for cells in rows)]
        (tmp_path / f"in.{kind}").write_text("\n".join(lines).replace(",", "\t" if kind == "tsv" else ","), encoding="utf-8")
    records = decided(tmp_path, f"in.{kind}", None, "--key", "编号")
    assert [(each["key"], each["line"], each["errors"]) for each in records] == [
        ("0", 2, []), ("1", 3, []), ("2", 4, []), ("3", 7, []), ("4", 8, []), ("5", 9, []), ("6", 10, []),
        ("2023/2/30", 11, ["E0621"]), ("8/21/2023", 12, ["E0619"]), ("2023/8-21", 13, ["E0618"]), ("2023/8/21 9:00", 14, ["E0618"]),
    ]  # fmt: skip
    same = [{name: value for name, value in each.items() if name not in ("key", "line")} for each in records[:6]]
    assert same == same[:1] * 6
    assert ("declared_on" in records[6]["missing"]) is ("declared_on" not in records[0]["missing"])


def test_applications_have_dates_in_the_two_forms_alone(tmp_path: Path) -> None:
    data = (row(申报日期="2023/8/21") + "\n" + row(申报日期="2023-08-21 00:00:00")).encode()
    assert codes(decided(tmp_path, "in.jsonl", data)) == [["E0619"], ["E0619"]]


def test_rows_of_a_table_that_cannot_be_cut(tmp_path: Path) -> None:
    cells = LINE.format("好")
    data = HEAD + cells + "多,一栏," + cells + '"没有配对,' + cells + cells + '三,"后面"还有' + cells[1:] + cells
    records = decided(tmp_path, "in.csv", data.encode() + b"\x81,\n", "--key", "编号")
    assert [(each["line"], each["errors"]) for each in records] == [
        (2, []), (3, ["E0991"]), (4, ["E0991"]), (5, []), (6, ["E0991"]), (7, []), (8, ["E0984"]),
    ]  # fmt: skip


def test_a_byte_that_is_no_text_spoils_one_row(tmp_path: Path) -> None:
    data = HEAD.encode() + LINE.format("一").encode() + b"\xff" + LINE.format("二").encode() + LINE.format("三").encode()
    records = decided(tmp_path, "in.csv", data, "--key", "编号", "--encoding", "utf-8")
    assert codes(records) == [[], ["E0984"], []]


def test_a_row_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    data = HEAD.encode() + LINE.format("一").encode() + b"x" * (3 * ROW_BYTES) + b"\r\n" + LINE.format("二").encode()
    assert codes(decided(tmp_path, "in.csv", data, "--key", "编号")) == [[], ["E0985"], []]
    data = row().encode() + b"\n" + b'"' + b"x" * ROW_BYTES + b'"\n' + row().encode()
    assert codes(decided(tmp_path, "in.jsonl", data, "--force")) == [[], ["E0985"], []]


def test_columns_are_told_before_anything_is_decided(tmp_path: Path) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    path.write_text("编号,申报职务,系列,series,电话\n1,工程师,工程,工程,1\n", encoding="utf-8")
    answer = batch(path, "--key", "编码", "-o", out)
    assert answer.code == 2
    assert [line.split()[0] for line in answer.err.splitlines() if line.startswith("E")] == ["E0982", "E0983", "E0990"]
    assert "是否为“申报职称”？" in answer.err
    assert "是否为“编号”？" in answer.err
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_parts_of_facts_and_nested_facts_in_columns(tmp_path: Path) -> None:
    facts = good(任职年度=..., 继续教育=..., 自主评聘范围=...)
    wide = {"任职年度.起": "2019", "任职年度.止": "2023", "自主评聘范围": "[]"}
    for year in range(2020, 2024):
        wide |= {f"继续教育[{year}].{name}": str(hours) for name, hours in
                 (("总学时", 96), ("专业科目", 66), ("公需科目", 24), ("一般公需", 14))}  # fmt: skip
    nested = {
        "任职年度": '{"起": 2019, "止": 2023}',
        "自主评聘范围": "[]",
        "继续教育": json.dumps(good()["继续教育"], ensure_ascii=False),
    }
    for each in (wide, nested):
        cells = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in (facts | each).items()}
        text = "\t".join(cells) + "\n" + "\t".join(cells.values()) + "\n"
        records = decided(tmp_path, "in.tsv", text.encode(), "--force")
        assert [(record["decision"], record["rows"]) for record in records] == [("eligible", ["表一·13"])]


def test_json_in_a_cell_is_read_with_care(tmp_path: Path) -> None:
    text = (
        '编号\t继续教育\n1\t{"2022": {"总学时": 90, "总学时": 91}}\n2\t[{"年": 2022, "总学时": 9x}]\n3\t{"2022": {"总课时": 9}}\n'
    )
    records = decided(tmp_path, "in.tsv", text.encode(), "--key", "编号")
    assert codes(records) == [["E0162"], ["E0178"], ["E0607"]]
    places = [each["diagnostics"][0] for each in errors(tmp_path / "out.jsonl")]
    assert [(place["line"], place["column"]) for place in places] == [(2, 2), (3, 2), (4, 2)]


HOURS = "工号,年度,总学时,专业科目,公需科目,一般公需\n"


def test_a_second_table(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        "\n".join([row(工号="甲", 继续教育=...), row(工号="乙", 继续教育=...), row(继续教育=...)]), encoding="utf-8"
    )
    hours = [f"{key},{year},96,66,24,14" for year in range(2020, 2024) for key in ("甲", "丙")]
    hours += ["乙,2022,90,x,1,1", "乙,2022,1,1,1,1"]
    (tmp_path / "hours.csv").write_text(HOURS + "\n".join(hours) + "\n", encoding="gb18030")
    out = tmp_path / "out.jsonl"
    answer = batch(tmp_path / "in.jsonl", "--key", "工号", "--records", f"继续教育={tmp_path / 'hours.csv'}", "-o", out)
    assert answer.code == 0, answer.err
    assert [(each["key"], each["decision"], each["errors"]) for each in lines(out)] == [
        ("甲", "eligible", []), ("乙", "error", ["E0610", "E0628"]), (None, "error", ["E0994"]),
    ]  # fmt: skip
    found = errors(out)
    assert [each["line"] for each in found[0]["diagnostics"]] == [10, 11]
    assert [(each["line"], each["codes"]) for each in found[2:]] == [(line, ["E0993"]) for line in (3, 5, 7, 9)]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["hours.csv", "in.jsonl", "out.jsonl", "out.jsonl.errors.jsonl"]


def test_excel(tmp_path: Path) -> None:
    book = import_module("openpyxl").Workbook()
    sheet = book.active
    facts = good(任职年度=json.dumps(good()["任职年度"]), 继续教育=json.dumps(good()["继续教育"]), 自主评聘范围="[]")
    facts["申报日期"] = datetime.date(2023, 8, 21)
    sheet.append(list(facts))
    sheet.append(list(facts.values()))
    sheet.append([])
    sheet.append([7 if name == "系列" else value for name, value in facts.items()])
    book.create_sheet("别的").append(["编号"])
    book.save(tmp_path / "in.xlsx")
    out = tmp_path / "out.jsonl"
    assert batch(tmp_path / "in.xlsx", "-o", out).code == 0
    assert [(each["line"], each["decision"], each["errors"]) for each in lines(out)] == [
        (2, "eligible", []),
        (4, "error", ["E0608"]),
    ]
    answer = batch(f"{tmp_path / 'in.xlsx'}#別的", "-o", out, "--force")
    assert answer.code == 2
    assert "E0992" in answer.err
    assert "是否为“别的”？" in answer.err


def test_parquet_with_nested_columns(tmp_path: Path) -> None:
    arrow, files = import_module("pyarrow"), import_module("pyarrow.parquet")
    hours = [{"年": int(year), **entry} for year, entry in good()["继续教育"].items()]
    facts = good(继续教育=hours, 申报日期=datetime.date(2023, 8, 21), 自主评聘范围=...)
    files.write_table(arrow.Table.from_pylist([facts, facts | {"山区从业年限": None}]), tmp_path / "in.parquet")
    out = tmp_path / "out.parquet"
    assert batch(tmp_path / "in.parquet", "-o", out).code == 0
    found = files.read_table(out).to_pylist()
    assert [(each["key"], each["line"], each["rows"]) for each in found] == [("1", 1, ["表一·13"]), ("2", 2, ["表一·13"])]
    assert found[0]["entitlements"][0] == {"entitlement": "单列评审", "status": "granted", "row": "表一·13"}


def test_duckdb(policy: api.Policy, tmp_path: Path) -> None:
    base = import_module("duckdb").connect(str(tmp_path / "in.duckdb"))
    base.execute("CREATE TABLE 名册 AS SELECT '工程' AS series, DATE '2023-08-21' AS 申报日期, 4.0::DOUBLE AS 规定年限")
    base.close()
    records = decided(tmp_path, "unused.jsonl", b"")
    assert records == []
    out = tmp_path / "d.jsonl"
    assert batch(tmp_path / "in.duckdb", "-o", out).code == 0
    (record,) = lines(out)
    assert record["errors"] == []
    assert "declared_on" not in record["missing"]


@pytest.mark.parametrize("name,data,code", [
    ("in.parquet", b"PAR1 cut off", "E0986"), ("in.xlsx", b"PK no book", "E0986"), ("in.duckdb", b"no base", "E0986"),
    ("in.csv", b"", "E0160"), ("in.csv", b"\xff\xfea\x00", "E0984"), ("in.xls", b"", "E0980"), ("in.json", b'[{"a": 1},', "E0986"),
], ids=str)  # fmt: skip
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path, out = tmp_path / name, tmp_path / "out.jsonl"
    path.write_bytes(data)
    answer = batch(path, "-o", out)
    assert answer.code == 2
    assert answer.err.startswith(code), answer.err
    assert not out.exists()


def test_a_parquet_file_cut_off_in_the_middle(policy: api.Policy, tmp_path: Path) -> None:
    path, out = register(policy, tmp_path / "in.parquet", 50), tmp_path / "out.jsonl"
    path.write_bytes(path.read_bytes()[:-400])
    answer = batch(path, "--key", KEY, "-o", out)
    assert (answer.code, answer.err[:5]) == (2, "E0986")
    assert [each.name for each in tmp_path.iterdir()] == ["in.parquet"]


def test_a_package_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    (tmp_path / "in.xlsx").write_bytes(b"")
    answer = batch(tmp_path / "in.xlsx", "-o", tmp_path / "out.jsonl")
    assert (answer.code, answer.err[:5]) == (2, "E0987")
    assert "openpyxl" in answer.err


@pytest.mark.parametrize("name", ["没有.csv", "mysql://host/base#table", "没有"])
def test_an_input_that_is_not_there(tmp_path: Path, name: str) -> None:
    answer = batch(name, "-o", tmp_path / "out.jsonl")
    assert answer.code == 2
    assert answer.err[:5] in ("E0106", "E0980")


@pytest.mark.parametrize(
    "text,code", [("工号,年度,总课时\n", "E0982"), ("年度\n", "E0990"), ("\n", "E0160")], ids=["column", "key", "empty"]
)
def test_a_second_table_that_does_not_fit(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "in.jsonl").write_text(row(工号="甲") + "\n", encoding="utf-8")
    (tmp_path / "hours.csv").write_text(text, encoding="utf-8")
    answer = batch(
        tmp_path / "in.jsonl", "--key", "工号", "--records", f"继续教育={tmp_path / 'hours.csv'}", "-o", tmp_path / "out.jsonl"
    )
    assert (answer.code, answer.err[:5]) == (2, code)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["hours.csv", "in.jsonl"]
    answer = batch(
        tmp_path / "in.jsonl", "--key", "工号", "--records", f"继续教育={tmp_path / 'in.jsonl'}", "-o", tmp_path / "out.jsonl"
    )
    assert (answer.code, answer.err[:5]) == (2, "E0980")


def test_records_in_both_tables_contradict_each_other(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"工号": "甲", "继续教育": {"2022": {"总学时": 90}}}\n', encoding="utf-8")
    (tmp_path / "in.tsv").write_text('工号\t继续教育\n甲\t{"2022": {"总学时": 90}}\n', encoding="utf-8")
    (tmp_path / "hours.csv").write_text("工号,年度,总学时\n甲,2022,91\n甲,少一栏\n", encoding="utf-8")
    out, records = tmp_path / "out.jsonl", f"继续教育={tmp_path / 'hours.csv'}"
    answer = batch(tmp_path / "in.tsv", "--key", "工号", "--records", records, "-o", out)
    assert (answer.code, answer.err[:5], out.exists()) == (2, "E0983", False)
    assert batch(tmp_path / "in.jsonl", "--key", "工号", "--records", records, "-o", out).code == 0
    assert codes(lines(out)) == [["E0606"]]
    assert [each["codes"] for each in errors(out)] == [["E0606"], ["E0991"]]


@pytest.mark.parametrize("value,wanted", [
    (4.0, "4"), (4.5, "4.5"), (float("nan"), "nan"), (1e300, "1e+300"), (datetime.datetime(2023, 8, 21), "2023-08-21"),
    (datetime.datetime(2023, 8, 21, 9), "2023-08-21 09:00:00"), (__import__("decimal").Decimal("90.50"), "90.50"),
    (b"x", "x"), (b"\xb9", "\\xb9"), ([(b"2022", b"x")], {"2022": "x"}),
    ([(2022, {"总学时": 1.5})], {"2022": {"总学时": "1.5"}}), ([1, None], [1, None]),
], ids=str)  # fmt: skip
def test_values_of_columns_as_applications_write_them(value: object, wanted: object) -> None:
    assert from_sheets.plain(value) == wanted


def test_a_table_damaged_further_on() -> None:
    def cells() -> Any:
        yield ["工程"]
        raise OSError("page is corrupt")

    found = from_sheets.Sheet("f", ("系列",), cells(), 0).rows()
    assert next(found).payload == ["工程"]
    with pytest.raises(InvalidInput) as caught:
        next(found)
    assert caught.value.diagnostics[0].arguments == {"name": "f", "reason": "page is corrupt", "row": 1}
