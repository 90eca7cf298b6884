"""Registers as clerks keep them: what is wrong with their columns is told once, before the start, in words that help; both engines
say and write the same."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine import api
from engine.batch.plan import plan_of, unknown_columns
from engine.batch.run import Batch
from engine.batch.titles import titles
from engine.diagnostics.catalog import help_text, message
from tests.batch import helpers
from tests.batch.helpers import batch
from tests.batch.test_columnar import CE, both
from tests.cli.helpers import ROOT, invoke

ERRORS, SUMMARY = (
    Draft202012Validator(json.loads((ROOT / "schemas" / f"batch-{name}.schema.json").read_text(encoding="utf-8")))
    for name in ("error", "summary")
)


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What both engines say of files in a folder of their own, of which nothing is decided."""
    monkeypatch.chdir(tmp_path)

    def told(*arguments: str, lang: str = "zh", **files: str) -> str:
        for name, text in files.items():
            Path(name.replace("_", ".")).write_text(text, encoding="utf-8")
        found = []
        for engine in ("python", "duckdb"):
            answer = batch(*arguments, "--policy", str(CE), "--engine", engine, "-o", "o.jsonl", "--lang", lang)
            assert answer.code == 2
            assert not list(Path().glob("o.jsonl*"))
            found.append(answer.err)
        assert found[0] == found[1]
        return found[0]

    return told


# ---- the header ---------------------------------------------------------------------------------------------------------------

FACTS = "编号、申报年度、规定年限、级别、系列、地区、单位性质、自主评聘、申报渠道、山区工作年数、继续教育"
HEADER = "工号,姓名,申报年份,系列,联系 电话,series,备注\n1,甲,2023,系列01,1,系列01,\n"


def test_unknown_columns_are_told_once_with_options_to_copy(refused: Callable[..., str]) -> None:
    assert refused("in.csv", "--key", "工作号", in_csv=HEADER) == (
        "E0982 in.csv:1:2 “姓名”（B栏）、“申报年份”（C栏，是否为“申报年度”？）、“联系 电话”（E栏）、“备注”（G栏）不是事实，也不是事实的一部分。\n"
        "  办法：写错的请改正栏名，与政策无关的用 --ignore 列出，可以照抄：--ignore 姓名 --ignore \"联系 电话\" --ignore 备注。"
        f"可用的栏：{FACTS}。继续教育可以拆成几栏，写法如“任职年度.起”“继续教育[2022].总学时”。\n\n"
        "E0983 in.csv:1:6 “series”与“系列”说的是同一事实，或其中一栏是另一栏的一部分。\n"
        "  办法：请只留一栏，或用 --ignore 不看其中一栏。\n\n"
        "E0990 in.csv:1:1 没有“工作号”栏。是否为“工号”？\n"
        "  办法：表里的栏：工号、姓名、申报年份、系列、联系 电话、series、备注。\n\n"
    )  # fmt: skip
    english = refused("in.csv", "--key", "工号", "--ignore", "姓名", "--ignore", "备注", "--ignore", "series", lang="en")
    assert english == (
        "E0982 in.csv:1:3 no fact and no part of one: `申报年份` (column C; did you mean `申报年度`?), `联系 电话` (column E)\n"
        "  help: put misspelt names right; pass over columns that do not concern the policy with --ignore, ready to copy: --ignore \"联系 电话\"; "
        f"columns are: {FACTS.replace('、', ', ')}; 继续教育 may be divided, as in 任职年度.起 or 继续教育[2022].总学时\n\n"
    )  # fmt: skip


def test_of_many_unknown_columns_the_first_are_told_and_all_may_be_copied(refused: Callable[..., str]) -> None:
    names = [f"x{at}" for at in range(30)]
    told = refused("in.csv", in_csv=",".join(["系列", *names]) + "\n")
    assert "、“x19”（U栏），以及另外10栏不是事实" in told
    assert " ".join(f"--ignore {name}" for name in names) + "。可用的栏" in told
    assert ", `x19` (column U) and 10 more\n" in refused("in.csv", lang="en")
    ignored = [each for name in names for each in ("--ignore", name)]
    assert refused("in.csv", "--key", "甲", *ignored).endswith("、x18，以及另外11栏。\n\n")


@pytest.mark.parametrize("name,option", [
    ("姓名", "姓名"), ("联系 电话", '"联系 电话"'), ("费用$", "'费用$'"), ('"甲"', "'\"甲\"'"), ("联系\n电话", None), ("甲\u202e乙", None),
])  # fmt: skip
def test_options_to_copy_are_what_a_shell_reads_back(name: str, option: str | None) -> None:
    found = unknown_columns("in.csv", [(0, name)], ["系列"], ("系列",))
    said = message(found) + help_text(found)
    assert ("可以照抄" in said) is (option is not None)
    assert option is None or f"可以照抄：--ignore {option}。" in said
    assert said.isprintable()
    assert option is None or shlex.split(option) == [name]


def test_a_second_table_without_years_or_with_a_field_twice(refused: Callable[..., str]) -> None:
    files = {"in_csv": "工号,系列\n1,系列01\n", "hours_csv": "工号,总学时\n1,90\n"}
    records = ("in.csv", "--key", "工号", "--records", "继续教育=hours.csv")
    assert refused(*records, **files) == (
        "E0961 hours.csv:1:1 附表“继续教育”没有年度栏，不知道各行是哪一年的。\n"
        "  办法：请给这一栏写上栏名，下面几种都可以：年度、年、年份、year；一行一个人的一个年度。\n\n"
    )
    assert refused(*records, lang="en", hours_csv="工号,年渡,总学时,备注\n1,2022,90,\n") == (
        "E0982 hours.csv:1:2 no fact and no part of one: `年渡` (column B; did you mean `年度`?), `备注` (column D)\n"
        "  help: put misspelt names right; pass over columns that do not concern the policy with --ignore, ready to copy: --ignore 备注; columns are: 年度, "
        "总学时, 专业科目, 公需科目, 一般公需\n\n"
        "E0961 hours.csv:1:1 the second table `继续教育` has no column of years, so nobody can say of which year its rows are; is it `年渡`?\n"
        "  help: name the column, any of these will do: 年度, 年, 年份, year; one row for a person's year\n\n"
    )
    assert refused(*records, hours_csv="工号,年度,总学时,year,total,_注\n1,2022,90,2022,90,x\n") == (
        "E0983 hours.csv:1:4 “year”与“年度”说的是同一事实，或其中一栏是另一栏的一部分。\n  办法：请只留一栏，或用 --ignore 不看其中一栏。\n\n"
        "E0983 hours.csv:1:5 “total”与“总学时”说的是同一事实，或其中一栏是另一栏的一部分。\n  办法：请只留一栏，或用 --ignore 不看其中一栏。\n\n"
    )
    assert refused(*records, hours_csv="工号,年度,总学时,\n1,2022,90,x\n").startswith(
        "E0974 hours.csv:1:1 D栏填了内容，表头却没有栏名。\n"
    )


def test_columns_of_what_a_second_table_holds() -> None:
    facts = [{"name": "系列", "id": "series", "type": "word"},
             {"name": "继续教育", "id": "records", "type": "records", "fields": [{"name": "总学时", "id": "total", "type": "quantity"}]}]  # fmt: skip
    header = ["系列", *(f"继续教育[{year}].总学时" for year in range(2017, 2024))]
    plan, (found,) = plan_of(header, {"facts": facts}, None, (), "in.csv", ["records"])
    assert [column.path for column in plan.columns] == [("系列",)]
    names = "、".join(header[1:6])
    assert message(found) == f"“{names}、…”与“--records records”说的是同一事实，或其中一栏是另一栏的一部分。"
    assert plan_of(header, {"facts": facts}, None, header[1:], "in.csv", ["继续教育"])[1] == []
    twice = plan_of(["甲", "系列", "甲"], {"facts": facts}, "甲", (), "in.csv")[1]
    assert [message(each) for each in twice] == ["“甲”与“甲”说的是同一事实，或其中一栏是另一栏的一部分。"]


def test_a_column_and_a_second_table_of_one_fact(refused: Callable[..., str], tmp_path: Path) -> None:
    files = {"in_csv": "工号,系列,继续教育[2022].总学时\n1,系列01,90\n", "hours_csv": "工号,年度,总学时,姓名\n1,2022,90,甲\n"}
    records = ("in.csv", "--key", "工号", "--records", "继续教育=hours.csv")
    assert refused(*records, "--ignore", "姓名", **files) == (
        "E0983 in.csv:1:3 “继续教育[2022].总学时”与“--records 继续教育”说的是同一事实，或其中一栏是另一栏的一部分。\n"
        "  办法：请只留一栏，或用 --ignore 不看其中一栏。\n\n"
    )
    python, columns = both(
        tmp_path / "in.csv", tmp_path, *records[1:], "--ignore", "姓名", "--ignore", "继续教育[2022].总学时", policy=CE
    )
    assert python == columns
    assert python[1] == b""
    assert b"records[2022].total" not in python[0]


@pytest.mark.parametrize("name,header,told,english", [
    ("in.csv", "编号;系列;备注", ("分号“;”", "半角逗号", ""), ("semicolons `;`", "commas", "")),
    ("in.csv", "编号\t系列", ("制表符", "半角逗号", ".tsv"), ("tabs", "commas", ".tsv")),
    ("in.tsv", "编号,系列", ("半角逗号", "制表符", ".csv"), ("commas", "tabs", ".csv")),
    ("in.csv", "编号，系列", ("全角逗号“，”", "半角逗号", ""), ("full-width commas `，`", "commas", "")),
    ("in.csv", "编号|山区工作年数(年,整)|系列", ("竖线“|”", "半角逗号", ""), ("bars `|`", "commas", "")),
])  # fmt: skip
def test_another_separator(
    refused: Callable[..., str], name: str, header: str, told: tuple[str, ...], english: tuple[str, ...]
) -> None:
    files = {name.replace(".", "_"): header + "\n"}
    end = f"；内容不用改的话，把文件名的结尾改成 {told[2]} 即可" if told[2] else ""
    assert refused(name, "--key", "编号", **files) == (
        f"E0976 {name}:1:1 表头像是用{told[0]}分栏的，这种文件应当用{told[1]}。\n"
        f"  办法：请在表格软件里另存为逗号分隔的 .csv，或制表符分隔的 .tsv{end}。\n\n"
    )
    end = f"; or let the name end in {english[2]}, and the content may stay" if english[2] else ""
    assert refused(name, lang="en") == (
        f"E0976 {name}:1:1 the header seems to be separated by {english[0]}; such a file is separated by {english[1]}\n"
        f"  help: save it as a .csv separated by commas or a .tsv separated by tabs{end}\n\n"
    )


@pytest.mark.parametrize("header", ["系列", "编号;甲,系列", "编号,甲;乙;丙,系列"])
def test_names_with_other_marks_in_them(tmp_path: Path, header: str) -> None:
    (tmp_path / "in.csv").write_text(header + "\n", encoding="utf-8")
    passed = [each for name in header.split(",") if name != "系列" for each in ("--ignore", name)]
    assert batch(tmp_path / "in.csv", "--policy", CE, *passed, "-o", tmp_path / "o.jsonl").code == 0


# ---- columns without a name ---------------------------------------------------------------------------------------------------


def sheet(path: Path, rows: list[list[Any]]) -> Path:
    if path.suffix == ".xlsx":
        book = import_module("openpyxl").Workbook()
        for row in rows:
            book.active.append([None if cell == "" else cell for cell in row])
        book.save(path)
    else:
        path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["in.csv", "in.xlsx"])
def test_columns_without_a_name(refused: Callable[..., str], tmp_path: Path, name: str) -> None:
    sheet(tmp_path / name, [["工号", "", "系列", "", ""], ["1", "", "系列01", "", ""], ["2", "x", "系列01", "", "y"]])
    assert refused(name, "--key", "工号") == (
        f"E0974 {name}:1:1 B、E栏填了内容，表头却没有栏名。\n  办法：请在表头写上栏名；不需要的内容请删去，或写上栏名再用 --ignore 不看。\n\n"
    )
    assert refused(name, "--key", "工号", lang="en") == (
        f"E0974 {name}:1:1 there is something in columns that have no name in the header: B, E\n"
        "  help: name it in the header; delete what is not needed, or name it and pass over it with --ignore\n\n"
    )


@pytest.mark.parametrize("name", ["in.csv", "in.xlsx"])
def test_a_column_without_a_name_that_is_empty_at_first(tmp_path: Path, name: str) -> None:
    rows = [[str(at), "", "系列01", "", ""] for at in range(140)]
    rows[110][3], rows[120][1:5] = "x", ["x", "系列01", "y", "z"]
    sheet(tmp_path / name, [["工号", "", "系列", "", ""], *rows])
    python, columns = both(tmp_path / name, tmp_path, "--key", "工号", policy=CE)
    assert python == columns
    assert len(python[0].splitlines()) == 140
    found = [json.loads(line) for line in python[1].splitlines()]
    assert [(each["key"], each["line"], each["diagnostics"][0]["message"]) for each in found] == [
        ("110", 112, "D栏填了内容，表头却没有栏名。"), ("120", 122, "B、D、E栏填了内容，表头却没有栏名。"),
    ]  # fmt: skip


# ---- rows in which nothing is said --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name,key", [
    ("in.csv", "工号"), ("in.csv", "编号"), ("in.xlsx", None), ("in.parquet", "编号"), ("in.parquet", None), ("in.duckdb", "工号"),
])  # fmt: skip
def test_a_line_of_totals_is_no_application(tmp_path: Path, name: str, key: str | None) -> None:
    """Whatever its key, that may be a fact as well, and whatever stands in columns that are passed over."""
    names = [key or "工号", "系列", "继续教育", "申报年度", "人数"]
    rows = [
        [1, "系列01", '{"2022": {"总学时": 90}}', 2023, ""],
        [2, "", "", "", "3"],
        [3, "", '{"2022": {}}', "", ""],
        ["", "", "", "", "5"],
    ]
    path = tmp_path / name
    if name.endswith("x"):
        sheet(path, [names, *rows])
    else:
        quoted = [[cell if "{" not in str(cell) else '"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
        sheet(tmp_path / "in.csv", [names, *quoted])
        database = import_module("duckdb").connect(str(path) if name == "in.duckdb" else ":memory:")
        database.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{tmp_path / 'in.csv'}', all_varchar=true)")
        if name == "in.parquet":
            database.execute(f"COPY t TO '{path}' (FORMAT parquet)")
        database.close()
    options = ["--key", key] if key is not None else ["--ignore", "工号"]
    python, columns = both(path, tmp_path, *options, "--ignore", "人数", policy=CE)
    assert python == columns
    records = [json.loads(line) for line in python[0].splitlines()]
    assert [each["errors"] for each in records] == [[], ["E0962"], [], ["E0962"]]
    assert [each["key"] for each in records] == (
        ["1", "2", "3", None] if key else ["2", "3", "4", "5"] if name == "in.csv" else ["1", "2", "3", "4"]
    )
    first, second = (json.loads(line)["diagnostics"][0] for line in python[1].splitlines())
    assert (first["message"], first["help"]) == (
        "这一行一项事实也没有填。", "合计、说明等行请从名册里删去；要核对的，请补填。"
    )  # fmt: skip
    assert second["code"] == "E0962"
    assert "column_name" not in first


def test_what_a_second_table_says_is_said(tmp_path: Path) -> None:
    sheet(tmp_path / "in.csv", [["工号", "系列"], ["1", ""], ["2", ""], ["合计", ""], ["3", "系列01"]])
    sheet(tmp_path / "hours.csv", [["工号", "年度", "总学时"], ["1", 2022, 90], ["2", "", 90]])
    python, columns = both(
        tmp_path / "in.csv", tmp_path, "--key", "工号", "--records", f"继续教育={tmp_path / 'hours.csv'}", policy=CE
    )
    assert python == columns
    assert [json.loads(line)["errors"] for line in python[0].splitlines()] == [[], ["E0627"], ["E0962"], []]


def test_an_entry_without_a_key_in_a_workbook(tmp_path: Path) -> None:
    sheet(tmp_path / "in.csv", [["工号", "系列"], ["None", "系列01"]])
    sheet(tmp_path / "hours.xlsx", [["工号", "年度", "总学时"], [None, 2022, 90]])
    python, columns = both(
        tmp_path / "in.csv", tmp_path, "--key", "工号", "--records", f"继续教育={tmp_path / 'hours.xlsx'}", policy=CE
    )
    assert python == columns
    (found,) = (json.loads(line)["diagnostics"][0] for line in python[1].splitlines())
    assert (found["code"], found["message"]) == ("E0993", "附表“继续教育”里编号“”的这条记录没有对应的行。")


def test_an_object_without_anything_is_an_application(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("{}\n", encoding="utf-8")
    python, columns = both(tmp_path / "in.jsonl", tmp_path, policy=CE)
    assert python == columns
    assert python[1] == b""


# ---- where something is wrong ---------------------------------------------------------------------------------------------------


def test_error_records_name_the_column(tmp_path: Path) -> None:
    names = ["姓名", "工号", "系列", "申报年度", "继续教育[2022].总学时", " 继续教育[2022].一般公需", *["_"] * 20, "级别"]
    rows = [["甲", 1, "系列一", "2O23", 90, "九十", *[""] * 20, "高"], ["乙", "", "系列01", 2023, 90, "", *[""] * 20, ""]]
    sheet(tmp_path / "in.csv", [names, *rows])
    python, columns = both(tmp_path / "in.csv", tmp_path, "--key", "工号", "--ignore", "姓名", policy=CE)
    assert python == columns
    found = [json.loads(line) for line in python[1].splitlines()]
    for each in found:
        ERRORS.validate(each)
    places = [
        [(each["code"], each["column"], each["column_name"], each["column_letter"]) for each in one["diagnostics"]]
        for one in found
    ]
    assert places == [
        [("E0608", 3, "系列", "C"), ("E0611", 4, "申报年度", "D"), ("E0610", 6, "继续教育[2022].一般公需", "F"), ("E0608", 27, "级别", "AA")],
        [("E0994", 2, "工号", "B")],
    ]  # fmt: skip


def test_error_records_name_the_column_of_a_second_table(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"工号": "1", "系列": "没有"}\n', encoding="utf-8")
    sheet(tmp_path / "hours.csv", [["_", "年度", "总学时", "工号"], ["甲", "2022", "90.5", "1"], ["甲", "2022", "90", "1"]])
    python, columns = both(
        tmp_path / "in.jsonl", tmp_path, "--key", "工号", "--records", f"继续教育={tmp_path / 'hours.csv'}", policy=CE
    )
    assert python == columns
    (found,) = (json.loads(line) for line in python[1].splitlines())
    ERRORS.validate(found)
    told = [
        (Path(each["file"]).name, each["line"], each.get("column_name"), each.get("column_letter"))
        for each in found["diagnostics"]
    ]
    assert told == [("in.jsonl", 1, None, None), ("hours.csv", 2, "总学时", "C"), ("hours.csv", 3, "年度", "B")]
    (label,) = found["diagnostics"][2]["labels"]
    assert (label["line"], label["column_name"], label["column_letter"]) == (2, "年度", "B")


# ---- names for people -------------------------------------------------------------------------------------------------------------


def test_tables_in_chinese_have_the_names_of_facts(tmp_path: Path) -> None:
    data = '{"申报年度": 2023, "规定年限": 4, "继续教育": {"2022": {"总学时": 90}, "2023": {}}}\n{"系列": 7}\n'
    (tmp_path / "in.jsonl").write_text(data, encoding="utf-8")
    told = {
        "zh": (["申报渠道", "单位性质", "级别", *(f"继续教育[2022].{name}" for name in ("一般公需", "专业科目", "公需科目")),
                *(f"继续教育[2023].{name}" for name in ("一般公需", "专业科目", "公需科目", "总学时")), "地区", "系列"],
               "\n缺少的事实\n          1  申报渠道\n", "          1  E0608  没有这个词\n", "缺少的事实,继续教育[2022].一般公需,1,,\n"),
        "en": (["channel", "employer_type", "level", *(f"records[2022].{name}" for name in ("general_public", "professional", "public")),
                *(f"records[2023].{name}" for name in ("general_public", "professional", "public", "total")), "region", "series"],
               "\nfacts missing\n          1  channel\n", "          1  E0608  unknown word\n",
               "facts missing,records[2022].general_public,1,,\n"),
    }  # fmt: skip
    for lang, (names, missing, error, line) in told.items():
        for engine in ("python", "duckdb"):
            more = ["--policy", CE, "--engine", engine, "--force", "--lang", lang, "-o", tmp_path / "o.csv"]
            shown = batch(tmp_path / "in.jsonl", *more).out
            assert (missing in shown, error in shown) == (True, True), shown
            assert batch(tmp_path / "in.jsonl", *more, "--summary", tmp_path / "s.csv").code == 0
            assert line in (tmp_path / "s.csv").read_text(encoding="utf-8-sig")
            with open(tmp_path / "o.csv", encoding="utf-8-sig", newline="") as stream:
                assert list(csv.reader(stream))[1][12].split("；") == names


def test_what_is_left_out_of_a_list_is_counted(policy: api.Policy) -> None:
    batch = Batch(30, 0, 0, {"missing": {f"continuing_education[{year}].total_hours": 1 for year in range(2000, 2023)}}, None, 0)
    data = api.summary(batch, policy.tables)
    SUMMARY.validate(data)
    assert data["missing"][0] == {"name": "continuing_education[2000].total_hours", "rows": 1, "label": "继续教育[2000].总学时"}
    assert api.summary_as_text(data, "zh").endswith("  继续教育[2019].总学时\n  …还有3项，全部见 --summary 写出的 .csv\n")
    assert api.summary_as_text(data, "en").endswith(
        "[2019].total_hours\n  … and 3 more, all of them in the .csv that --summary writes\n"
    )


def test_a_group_in_which_nothing_is_known_is_not_shown(policy: api.Policy) -> None:
    """Rows about meetings have neither county nor series."""
    batch = Batch(2, 0, 0, {"county": {"\teligible": 2}, "series": {"工程\teligible": 1, "\teligible": 1}}, None, 0)
    data = api.summary(batch, policy.tables)
    SUMMARY.validate(data)
    assert data["county"] == [{"name": None, "rows": 2, "decisions": {"eligible": 2}}]
    for told in (api.summary_as_text(data, "zh"), api.summary_as_csv(data, "zh").decode()):
        assert ("按工作地" in told, "按系列" in told) == (False, True)


@pytest.mark.parametrize("path,subject,title", [
    ("work_county", None, "工作地"), ("continuing_education[2022].hours", "申报", "继续教育[2022].hours"),
    ("parameter:年度总学时", None, "参数.年度总学时"), ("2024-02-29", "申报", "2024-02-29"),
    ("meeting_date", "评审会议", "会议日期"), ("meeting_date", None, "评聘会议日期／会议日期"),
])  # fmt: skip
def test_titles(policy: api.Policy, path: str, subject: str | None, title: str) -> None:
    assert set(titles(policy.tables)(path, subject).split("／")) == set(title.split("／"))


# ---- rows of another year -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["in.csv", "in.jsonl", "in.parquet", "in.duckdb", "typed.parquet", "in.xlsx"])
def test_rows_of_another_year_are_not_decided_by_this_years_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Where no policy is named, so that it is that of the year most rows state."""
    import_module("shutil").copytree(CE, tmp_path / "policies" / "2023")
    monkeypatch.chdir(tmp_path)
    years = [2023, 2022, "", 2023, 2024]
    names, rows = ["工号", "系列", "申报年度"], [[at, "系列01", year] for at, year in enumerate(years)]
    if name == "in.jsonl":
        text = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows)
        Path(name).write_text("\n".join(text).replace('""', "null"), encoding="utf-8")
    else:
        sheet(tmp_path / ("in.xlsx" if name == "in.xlsx" else "in.csv"), [names, *rows])
        with import_module("duckdb").connect("in.duckdb") as base:
            types = "{'申报年度': 'SMALLINT'}" if name == "typed.parquet" else "{'申报年度': 'VARCHAR'}"
            if name not in ("in.csv", "in.xlsx"):
                base.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('in.csv', types={types})")
                base.execute(f"COPY t TO '{name}' (FORMAT parquet)" if name.endswith("parquet") else "SELECT 1")
    found = []
    for engine in ("python", "duckdb"):
        answer = invoke("batch", name, "--key", "工号", "--jobs", "1", "--engine", engine, "-o", "o.jsonl", "--force")
        assert answer.code == 0, answer.err
        found.append((Path("o.jsonl").read_bytes(), Path("o.jsonl.errors.jsonl").read_bytes()))
    assert found[0] == found[1]
    records = [json.loads(line) for line in found[0][0].splitlines()]
    assert [each["errors"] for each in records] == [[], ["E0966"], [], [], ["E0966"]]
    told = json.loads(found[0][1].splitlines()[0])["diagnostics"][0]
    assert told["message"] == "这一行写的是2022年度，这份名册按2023年度的政策核对。"
    assert told["help"].startswith("年度写错的请改正；别的年度的请另放一份名册，按当年的政策核对；")
    assert told.get("column_letter") == (None if name == "in.jsonl" else "C")
    assert batch(name, "--policy", CE, "--key", "工号", "-o", "o.jsonl", "--force").code == 0
    assert not Path("o.jsonl.errors.jsonl").exists()


# ---- files that other programs wrote ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["in.parquet", "in.duckdb"])
def test_blanks_in_databases_do_not_count(tmp_path: Path, name: str) -> None:
    """Around texts, and where nothing else stands; a row of them says nothing."""
    rows = [{"工号": "1", "系列": "系列01", "申报年度": "2023", "自主评聘": "是"}, {"工号": " 2\u3000", "系列": "\u00a0系列01 ", "申报年度": " 2023", "自主评聘": "　是"},
            {"工号": "3", "系列": " ", "申报年度": "2023", "自主评聘": ""}, {"工号": "4", "系列": " ", "申报年度": "　", "自主评聘": None},
            {"工号": " ", "系列": " ", "申报年度": " ", "自主评聘": None}, dict.fromkeys(("工号", "系列", "申报年度", "自主评聘"))]  # fmt: skip
    arrow = import_module("pyarrow").Table.from_pylist(rows)
    if name == "in.parquet":
        import_module("pyarrow.parquet").write_table(arrow, tmp_path / name)
    else:
        with import_module("duckdb").connect(str(tmp_path / name)) as base:
            base.register("given", arrow)
            base.execute("CREATE TABLE t AS SELECT * FROM given")
    python, columns = both(tmp_path / name, tmp_path, "--key", "工号", policy=CE)
    assert python == columns
    records = [json.loads(line) for line in python[0].splitlines()]
    assert [(each["key"], each["errors"]) for each in records] == [
        ("1", []), ("2", []), ("3", []), ("4", ["E0962"]), (None, ["E0962"]),
    ]  # fmt: skip
    assert {**records[0], "key": "", "line": 0} == {**records[1], "key": "", "line": 0}


def test_bytes_without_a_word_of_being_text(tmp_path: Path) -> None:
    arrow = import_module("pyarrow")
    columns = {
        "工号": [b"1", "甲".encode(), b"3"],
        "系列": ["系列01".encode(), "系列一".encode(), "系列01".encode("gb18030")],
        "申报年度": [2023] * 3,
    }
    import_module("pyarrow.parquet").write_table(arrow.table(columns), tmp_path / "in.parquet")
    python, columns = both(tmp_path / "in.parquet", tmp_path, "--key", "工号", policy=CE)
    assert python == columns
    assert [json.loads(line)["key"] for line in python[0].splitlines()] == ["1", "甲", "3"]
    said = [json.loads(line)["diagnostics"][0]["message"] for line in python[1].splitlines()]
    assert said == ["“系列一”不是系列可填的词。", "“\\xcf\\xb5\\xc1\\xd001”不是系列可填的词。"]


# ---- workbooks with several sheets --------------------------------------------------------------------------------------------------------

REGISTER = [["工号", "系列", "申报年度"], ["1", "系列01", 2023]]
ONE_OF = "E0992 in.xlsx 里面有{}个表，没有写明是哪一个。{}\n  办法：有这些：{}。写在文件名的 # 之后，如 名册.xlsx#2023年。\n\n"


@pytest.mark.parametrize("sheets,told", [
    ({"填表说明": [["填表说明"], ["一、如实填写"]], "名册": REGISTER, "字典": [["县"], ["甲县"]]}, (3, "是否为“名册”？", "填表说明、名册、字典")),
    ({"Sheet1": [], "名册": REGISTER}, (2, "是否为“名册”？", "Sheet1、名册")),
    ({"封面": [["甲县", None], [None, "名册"]], "名册": [["甲县名册"], *REGISTER], "Sheet3": []}, (2, "是否为“名册”？", "封面、名册")),
])  # fmt: skip
def test_the_register_is_another_sheet(
    refused: Callable[..., str], tmp_path: Path, sheets: dict[str, list[list[Any]]], told: tuple[Any, ...]
) -> None:
    workbook(tmp_path / "in.xlsx", sheets)
    assert refused("in.xlsx", "--key", "工号") == ONE_OF.format(*told)
    english = refused("in.xlsx", "--key", "工号", lang="en")
    assert english.startswith(
        f"E0992 in.xlsx it has {told[0]} tables and none is named; did you mean `名册`?\n  help: there are: "
    )


def test_other_sheets_are_named_only_where_they_may_help(refused: Callable[..., str], tmp_path: Path) -> None:
    wrong, other = [["工号", "系列", "申报年"], ["1", "系列01", 2023]], [["县"], ["甲县"]]
    for sheets in ({"名册": wrong, "字典": other}, {"名册": wrong, "Sheet2": [], "Sheet3": []}):
        workbook(tmp_path / "in.xlsx", sheets)
        told = refused("in.xlsx", "--key", "工号")
        assert told.startswith("E0982 in.xlsx:1:3 “申报年”（C栏，是否为“申报年度”？）不是事实")
        assert "E0992" not in told
    workbook(tmp_path / "in.xlsx", {"说明": [["甲", "乙"]], "字典": other})
    assert refused("in.xlsx", "--key", "工号").endswith(ONE_OF.format(2, "", "说明、字典"))


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    book = import_module("openpyxl").Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        made = book.create_sheet(name)
        for row in rows:
            made.append(row)
    book.save(path)


def test_the_first_column_of_the_template_is_the_key(refused: Callable[..., str]) -> None:
    told = refused("in.csv", in_csv="id,序号,姓名,系列\n1,1,甲,系列01\n")
    assert (
        "  办法：用来称呼各行的，加 --key 序号；写错的请改正栏名，与政策无关的用 --ignore 列出，可以照抄：--ignore 姓名。" in told
    )
    told = refused("in.csv", lang="en")
    assert "\n  help: if a column is to name the rows, add --key 序号; put misspelt names right; " in told


def test_a_database_has_names_for_all_columns(refused: Callable[..., str], tmp_path: Path) -> None:
    table = import_module("pyarrow").table([["系列01"], [None]], names=["系列", " "])
    import_module("pyarrow.parquet").write_table(table, tmp_path / "in.parquet")
    assert refused("in.parquet").startswith("E0974 in.parquet:1:1 B栏填了内容，表头却没有栏名。\n")


def test_what_has_to_be_asked_elsewhere(tmp_path: Path) -> None:
    """Another year under a policy that was named, exceptional promotion, and what the notice does not say."""
    rows = [helpers.row(申报年度=2022, 申报类型="破格"), helpers.row(工作地="永嘉县")]
    (tmp_path / "in.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for engine in ("python", "duckdb"):
        out, summary = tmp_path / f"{engine}.csv", tmp_path / f"{engine}.json"
        answer = batch(tmp_path / "in.jsonl", "--engine", engine, "-o", out, "--summary", summary)
        assert answer.code == 0, answer.err
        told = [line["须另行咨询"] for line in csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())]
        assert told == ["正常晋升以外；本计划年度", "市外申报：工作地不在丽水市，本计划不受理"]
        counted = json.loads(summary.read_text(encoding="utf-8"))["referral"]
        assert {"name": "市外申报", "rows": 1, "label": "市外申报：工作地不在丽水市，本计划不受理"} in counted
        assert [each["name"] for each in counted] == ["正常晋升以外", "本计划年度", "市外申报"]
