"""The script that reads a register by itself: in plain DuckDB, row for row, what ``policy batch`` decides of the same file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine import api
from engine.batch.nodes import node
from engine.batch.plan import TRUTHS, date_of
from engine.case.reading import Enough, Reader, Target
from engine.case.values import read_value
from engine.columnar import cells
from engine.values import NOT_APPLICABLE, Unknown
from tests.cli.helpers import ROOT, invoke
from tests.columnar.messy import KEY, as_csv, rows

NOTICE, CE, SMALL = (str(ROOT / each) for each in ("policies/2023", "bench/ce/policy", "tests/policies/small"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batched(policy: api.Policy, name: str, ignored: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    """What ``policy batch`` says of each row, by its key."""
    api.run_batch(policy.artifact, api.BatchRequest((name,), "out.jsonl", key=KEY, ignored=tuple(ignored), force=True))
    found = map(json.loads, Path("out.jsonl").read_text("utf-8").splitlines())
    return {each["key"]: each for each in found}


def scripted(
    folder: str,
    name: str,
    ignored: Sequence[str] = (),
    layers: Sequence[str] = (),
    base: duckdb.DuckDBPyConnection | str = ":memory:",
) -> list[dict[str, Any]]:
    """What the script says when a bare database runs it."""
    sql = api.register_as_sql(folder, layers, name, key=KEY, ignored=ignored, only="clauses")
    result = (duckdb.connect(base) if isinstance(base, str) else base).execute(sql)
    named = [each[0] for each in result.description or ()]
    return [dict(zip(named, values, strict=True)) for values in result.fetchall()]


def same(policy: api.Policy, wanted: Mapping[str, dict[str, Any]], found: Sequence[dict[str, Any]]) -> Counter[str]:
    """Hold both against each other; how many rows came to which decision."""
    assert len(found) == len(wanted)
    for row in found:
        record = wanted[row["_id"]]
        assert (row["decision"] or "error") == record["decision"], record
        assert bool(row["errors"]) == (record["decision"] == "error"), record
        if row["errors"]:
            continue
        missing = {clause for name in record["open"] for clause in policy.tables["conditions"][name]["clauses"]}
        told = [sorted(row[name]) for name in ("failed", "missing", "rows", "rows_open")]
        assert told == [
            sorted(record["failed_clauses"]),
            sorted(missing),
            sorted(record["rows"]),
            sorted(record["possible_rows"]),
        ], record
    return Counter(record["decision"] for record in wanted.values())


@pytest.mark.parametrize(("folder", "count"), [(NOTICE, 300), (CE, 300)])
def test_a_table_of_texts_as_people_write_them(here: Path, folder: str, count: int) -> None:
    policy = api.load_policy(folder)
    as_csv(here / "register.csv", rows(policy, count, "甲", 0.05))
    decisions = same(policy, batched(policy, "register.csv"), scripted(folder, "register.csv"))
    assert {"eligible", "ineligible", "incomplete", "not_applicable", "error"} <= decisions.keys()
    assert decisions["error"] < 0.5 * count


def test_tables_with_types_and_parts_of_their_own(here: Path) -> None:
    policy = api.load_policy(CE)
    made = rows(policy, 150, "乙", 0.0)
    Path("register.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made), "utf-8")
    with duckdb.connect("register.duckdb") as base:
        base.execute("CREATE TABLE \"cases\" AS SELECT * FROM read_json('register.jsonl', format = 'newline_delimited')")
        base.execute("COPY \"cases\" TO 'register.parquet' (FORMAT parquet)")
    wanted = batched(policy, "register.parquet")
    assert same(policy, wanted, scripted(CE, "register.parquet"))["error"] < 15
    same(policy, wanted, scripted(CE, "register.duckdb#cases", base="register.duckdb"))


def test_parts_in_columns_of_their_own(here: Path) -> None:
    policy, flat = api.load_policy(SMALL), []
    for number in range(60):
        row: dict[str, Any] = {
            KEY: f"甲{number}",
            "申报年度": 2023,
            "申报日期": "2023-06-01",
            "申报职称": "工程师",
            "单位性质": "企业",
        }
        row |= {
            "规定年限": 3,
            "任职年度.起": ["2020", "", "2024", "不详", "2019年"][number % 5],
            "任职年度.止": ["2023", ""][number % 7 == 0],
        }
        row |= {f"继续教育[{year}].总学时": "90" if number % 4 or year == 2022 else "" for year in (2021, 2022, 2023)}
        row |= {"continuing_education[2023].public_hours": ["", "不详", "20学时", "x", "2000"][number % 13 % 5]}
        flat.append(
            row
            | {
                "继续教育[2023].在岗": ["", "是", "true", "待判断"][number % 11 % 4],
                "备注": "x",
                "主体": ["", "申报"][number % 2],
            }
        )
    flat.append(dict.fromkeys(flat[0]) | {KEY: "空", "备注": "合计"})
    flat.append(dict.fromkeys(flat[0]))
    as_csv(here / "register.csv", flat)
    decisions = same(policy, batched(policy, "register.csv", ["备注"]), scripted(SMALL, "register.csv", ["备注"]))
    assert 12 < decisions["error"] < 50 < sum(decisions.values()) == 61
    with duckdb.connect() as base:
        kinds = {
            "规定年限": "DOUBLE", "继续教育[2022].总学时": "DECIMAL(7, 2)", "继续教育[2021].总学时": "FLOAT", "任职年度.止": "DOUBLE",
            "申报日期": "TIMESTAMP", "继续教育[2023].在岗": "BOOLEAN",
        }  # fmt: skip
        cast = ", ".join(f'TRY_CAST("{name}" AS {kind}) AS "{name}"' for name, kind in kinds.items())
        read = "read_csv('register.csv', all_varchar = true)"
        base.execute(f"COPY (SELECT * REPLACE ({cast}) FROM {read} WHERE 备注 <> '合计') TO 'register.parquet' (FORMAT parquet)")
        bytes_ = f"encode({KEY}) AS {KEY}, encode(' ' || 申报职称) AS 申报职称, ' '::BLOB AS 申报日期, '\\xFF'::BLOB AS 单位性质"
        base.execute(f"COPY (SELECT * REPLACE ({bytes_}) FROM {read} LIMIT 3) TO 'bytes.parquet' (FORMAT parquet)")
        odd = '* REPLACE (1 AS 单位性质, [申报职称] AS 申报职称, [1] AS "任职年度.起")'
        base.execute(f"COPY (SELECT {odd} FROM {read} LIMIT 3) TO 'odd.parquet' (FORMAT parquet)")
    typed = same(policy, batched(policy, "register.parquet", ["备注"]), scripted(SMALL, "register.parquet", ["备注"]))
    assert 0 < typed["error"] < decisions["error"]
    texts = {row["_id"]: {*row["errors"]} for row in scripted(SMALL, "bytes.parquet", ["备注"])}
    assert texts.keys() == {"甲0", "甲1", "甲2"}
    for errors in texts.values():
        assert {"employer_type", "title", "declared_on"} & errors == {"employer_type"}, "bytes are texts in UTF-8, or nothing"
    assert {each["decision"] for each in batched(policy, "bytes.parquet", ["备注"]).values()} == {"error"}
    for row in scripted(SMALL, "odd.parquet", ["备注"]):
        assert {"employer_type", "title", "tenure_years"} <= {*row["errors"]}, (
            "a number is no word, a list neither a word nor a year"
        )


def test_rows_of_the_annexes_and_dates_that_may_not_apply(here: Path) -> None:
    policy = api.load_policy(SMALL)
    base = {
        "申报年度": 2023,
        "申报日期": "2023-06-01",
        "申报职称": "工程师",
        "单位性质": "企业",
        "继续教育": '{"2023": {"总学时": 90, "在岗": "否"}}',
    }
    (locator, name), *_ = ((locator, row["name"]) for locator, row in policy.tables["rows"].items())
    annex = [locator, name, f"附件1·{locator}", locator.replace("·", "第0") + "项", f"{locator}9", "不详", "表", ""]
    before = ["不适用", "", "2020/1/2", "not_applicable", "2020年1月", "不详", "待判断"]
    cases = [base | {"指定评委会": each, "前次申报日期": ""} for each in annex] + [
        base | {"指定评委会": "", "前次申报日期": each} for each in before
    ]
    cases += [
        base | {"指定评委会": "", "前次申报日期": "", "继续教育": each}
        for each in (
            '[{"年": 2023, "在岗": true}]',
            '{"2023": {"在岗": "true"}}',
            '{"2023": {"在岗": 1}}',
            '{"2023": {"in_post": "不详"}}',
        )
    ]
    as_csv(here / "register.csv", [{KEY: f"甲{number}"} | each for number, each in enumerate(cases)])
    decisions = same(policy, batched(policy, "register.csv"), scripted(SMALL, "register.csv"))
    assert (decisions["error"], len(decisions)) == (6, 2)


def test_what_a_register_of_conditions_fills_in(here: Path) -> None:
    layer = str(ROOT / "examples/layers/registers")
    policy = api.load_policy(NOTICE, [layer])
    words = [
        ("工程", "林业工程", "工程师"),
        ("工程", "建设工程", "工程师"),
        ("", "林业工程", "工程师"),
        ("", "不详", "工程师"),
        ("工程", "林业工程", "高级工程师"),
    ]
    base = {"申报年度": 2023, "申报日期": "2023-06-01", "任职年度": '{"起": 2019, "止": 2023}'}
    hours = (
        '{"2019": {"总学时": 90}, "2020": {"总学时": 90}, "2021": {"总学时": 90}, "2022": {"总学时": 90}, "2023": {"总学时": 90}}'
    )
    made = [
        base | {"系列": series, "专业": specialty, "申报职称": title, "规定年限": years, "继续教育": hours}
        for series, specialty, title in words
        for years in ("", "不详", "3")
    ]
    as_csv(here / "register.csv", [{KEY: f"甲{number}"} | each for number, each in enumerate(made)])
    with duckdb.connect() as database:
        same(policy, batched(policy, "register.csv"), scripted(NOTICE, "register.csv", layers=[layer], base=database))
        years = database.execute("SELECT required_years FROM policy_read ORDER BY CAST(_id[2:] AS INTEGER)").fetchall()
    assert [year for (year,) in years] == [4, None, 3, 5, None, 3, 4, None, 3, None, None, 3, None, None, 3]


FACTS = {
    "integer": ["5", " 5 ", "５年", "5 years", "5YEAR", "5 yea", "-1", "+5", "41", "5.0", "5.", "1e0", "九", "0" * 30 + "7", "9" * 20],
    "quantity": ["5.5", "5.50", "5.55", ".5", "１２．５　学时", "5.5Class_Hour", "5.5class hours", "-0", "不详", "交评委会判断", "不适用"],
    "year": ["2023", "2023年", "２０２３年度", "2023 年", "0000", "1999", "2101", "23"],
    "date": [
        "2023-6-1", "2023/06/01", "2023.6.1", "2023/6.1", "2023年6月1号", "２０２３年６ 月1日", "2023-06-01T00:00:00.0", "2023-06-01 00:01", " 2023/6/1",
        "2023-2-29", "0000-1-1", "0001-01-01", "9999-12-31", "20230601", "6/1/2023", "2023年6月", "unknown",
    ],
    "boolean": ["是", "否 ", "TRUE", "false", "ＴＲＵＥ", "1", "yes", "待判断", "不详"],
    "text": ["甲", "　甲 乙 ", " ", "x" * 201, "交判断", "交由甲判断", "不 详", "judgement"],
}  # fmt: skip


@pytest.fixture(scope="module")
def reading() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    database.execute(cells.macros())
    return database


@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("judge", [None, "评委会"])
def test_a_text_is_read_as_applications_are(reading: duckdb.DuckDBPyConnection, kind: str, judge: str | None) -> None:
    ranges = {"integer": [0, 40], "quantity": [0, 5_000], "year": [2000, 2100]}
    fact = {
        "id": "fact", "name": "事实", "type": kind, "scale": 1 if kind == "quantity" else 0, "range": ranges.get(kind), "unit": None,
        "judge": judge, "may_not_apply": judge is None, "absent": "unknown", "enumeration": None,
    }  # fmt: skip
    fact["unit"] = {"integer": "年", "quantity": "学时"}.get(kind)
    tables = {"units": {"年": {"id": "years"}, "学时": {"id": "class_hours"}}}
    for given in FACTS[kind]:
        reader = Reader(tables, {}, 1)
        written = TRUTHS.get(given.strip().lower(), given) if kind == "boolean" else date_of(given) if kind == "date" else given
        try:
            found = read_value(reader, Target.of(fact), node(written, "", 1))
        except Enough:
            found = None
        cell = cells.text(given)
        ((value, is_open),) = reading.execute(
            f"SELECT {cells.value(fact, cell, tables)}, {cells.open_words(fact, cell)}"
        ).fetchall()
        assert value == (None if isinstance(found, Unknown) or found is NOT_APPLICABLE else found), given
        assert (value is not None or is_open) == (found is not None), given


@pytest.mark.parametrize(("arguments", "said"), [
    (("--from", "r.csv", "--dialect", "spark"), "E0969 --from 只能译给 duckdb，不能译给 spark。\n"
     "  办法：请去掉 --dialect；要用 spark 的，去掉 --from，在那里按 docs/columnar.md 自己建视图 cases。\n\n"),
    (("--from", "r.csv", "--dialect", "postgres", "--lang", "en"), "E0969 `--from` is written for duckdb only, not for postgres\n  help: "
     "leave out `--dialect`; for postgres leave out `--from` and make the view `cases` there yourself, as docs/columnar.md says\n\n"),
    (("--from", "r.jsonl"), "E0968 r.jsonl 写出的脚本读不了“r.jsonl”：DuckDB 自己只读 .duckdb、.parquet、.csv、.tsv。\n"
     "  办法：请另存为 UTF-8 的 .csv 或 .parquet，或导入 .duckdb 的一张表；policy batch 能直接读它。\n\n"),
    (("--from", "gbk.csv", "--lang", "en"), "E0968 gbk.csv the script could not read `gbk.csv`: it is not in UTF-8\n"
     "  help: save it as a .parquet file or a .csv in UTF-8, or as a table of a .duckdb file; `policy batch` reads it as it is\n\n"),
    (("--from", "none.csv"), "E0106 none.csv 无法读取“none.csv”：没有这个文件。"),
    (("--from", "r.csv", "--key", "名册码"), "E0990 r.csv:1:1 没有“名册码”栏。是否为“名册号”？"),
    (("--from", "r.csv", "-o", "r.csv"), "E0997 不能写“r.csv”：它也是输入。"),
    (("--from", "bad.parquet"), "E0986 bad.parquet “bad.parquet”读不下去"),
    (("--key", "名册号"), "E0904 缺少 --from"),
    (("--ignore", "名册号"), "E0904 缺少 --from"),
    (("--from", "r.csv"), "E0982 r.csv:1:1 “名册号”（A栏）不是事实"),
])  # fmt: skip
def test_what_it_refuses(here: Path, arguments: tuple[str, ...], said: str) -> None:
    Path("r.csv").write_text("名册号,申报年度\n1,2023\n", "utf-8")
    Path("gbk.csv").write_text("名册号,申报年度\n1,2023\n", "gb18030")
    Path("r.jsonl").write_text("{}\n", "utf-8")
    Path("bad.parquet").write_text("PAR1", "utf-8")
    answer = invoke("compile", CE, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(said)
    assert Path("r.csv").read_text("utf-8") == "名册号,申报年度\n1,2023\n"


def test_a_row_of_another_year_is_decided_where_the_policy_is_named(here: Path) -> None:
    Path("r.csv").write_text('申报年度\n2023\n2022年\n""\n', "utf-8")
    for folder, wanted in (([], [[], ["declared_year"]]), ([NOTICE], [[], []])):
        with duckdb.connect() as database:
            found = database.execute(invoke("compile", *folder, "--from", "r.csv", "--only", "decision").out).fetchall()
        assert [row[2] for row in sorted(found)] == wanted, "a row of blanks is none"


def test_the_command_writes_it(here: Path) -> None:
    Path("r.csv").write_text('名册号,申报年度,"a""b"\n1,2023,\n,2023,\n', "utf-8")
    arguments = ("compile", CE, "--from", "r.csv", "--key", "名册号", "--ignore", 'a"b', "--only", "decision")
    assert invoke(*arguments, "-o", "r.sql").code == 0
    text = Path("r.sql").read_text("utf-8")
    assert (text, text.count("read_csv(")) == (invoke(*arguments).out, 1)
    assert text == api.register_as_sql(CE, (), "r.csv", key="名册号", ignored=['a"b'], only="decision")
    with duckdb.connect() as database:
        for _ in range(2):  # again in the same session
            found = database.execute(text).fetchall()
        assert [(row[0], row[2]) for row in found] == [("1", []), (None, ["_id"])]
        assert [row[1] is None for row in found] == [False, True]
    unnamed = api.register_as_sql(CE, (), "r.csv", ignored=["名册号", 'a"b'], only="decision")
    assert [row[0] for row in duckdb.connect().execute(unnamed).fetchall()] == ["1", "2"]
