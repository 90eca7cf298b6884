"""Synthetic registers: the same for a seed, readable, spread over decisions and close to every figure and date."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.case.from_json import read_case
from engine.generate.anchors import anchors
from engine.generate.draw import KEY
from engine.generate.writing import Register
from tests.cli.helpers import ROOT, Answer, invoke

POLICY = str(ROOT / "policies" / "2023")


@pytest.fixture(scope="session")
def policy(cache: str) -> api.Policy:
    return api.load_policy(POLICY, cache=cache)


@pytest.fixture(scope="session")
def rows(policy: api.Policy) -> list[dict[str, Any]]:
    return [json.loads(line) for line in api.Register(policy.tables, "申报", 1_500, "test").lines("jsonl")]


def generate(*arguments: str | Path) -> Answer:
    return invoke("generate", "--policy", POLICY, *map(str, arguments))


def test_a_seed_gives_the_same_rows_and_a_longer_register_begins_with_a_shorter(tmp_path: Path) -> None:
    short, again, long, other = (generate(count, "--seed", seed) for count, seed in ((20, "a"), (20, "a"), (30, "a"), (20, "b")))
    assert (short.code, short.err) == (0, "")
    assert short == again
    assert long.out.startswith(short.out)
    assert other.out != short.out
    assert generate(20, "--seed", "a", "-o", tmp_path / "r.jsonl").code == 0
    assert (tmp_path / "r.jsonl").read_text(encoding="utf-8") == short.out
    assert [json.loads(line)[KEY] for line in short.out.splitlines()] == [f"S{number:08d}" for number in range(1, 21)]


@pytest.mark.parametrize("subject", ["申报", "review_meeting", "自主评聘单位", "用人单位", "评委会办公室", "主管部门"])
def test_every_row_can_be_read(policy: api.Policy, subject: str) -> None:
    name = policy.subject_name(subject)
    assert name is not None
    for line in api.Register(policy.tables, name, 150, "read").lines("jsonl"):
        case, problems = read_case("row", line.encode(), policy.tables, name)
        assert case is not None, (problems, line)


def test_records_may_hold_truths_and_words() -> None:
    small = str(ROOT / "tests" / "policies" / "small")
    answer = invoke("generate", "40", "--seed", "truths", "--policy", small)
    assert answer.code == 0, answer.err
    held = [value for line in answer.out.splitlines() for fact in json.loads(line).values() if isinstance(fact, dict)
            for entry in fact.values() if isinstance(entry, dict) for value in entry.values()]  # fmt: skip
    assert {bool, int} <= {type(value) for value in held}


def test_all_decisions_occur_and_none_is_rare(policy: api.Policy, rows: list[dict[str, Any]]) -> None:
    tables, evaluate = policy.tables, policy.evaluator()
    from engine.artifact.tables import bindings

    decisions: Counter[str] = Counter()
    for row in rows[:400]:
        case, _ = read_case("row", json.dumps(row).encode(), tables)
        assert case is not None
        decisions[evaluate("申报", case.facts, bindings(tables, case.on)).decision] += 1
    assert set(decisions) == {"eligible", "ineligible", "incomplete", "not_applicable"}
    assert min(decisions.values()) >= 8
    assert decisions["eligible"] + decisions["ineligible"] >= 100


def test_figures_and_dates_of_the_policy_are_met_and_missed_by_one_step(policy: api.Policy, rows: list[dict[str, Any]]) -> None:
    subject = policy.tables["subjects"]["申报"]
    around = anchors(policy.tables, subject)
    assert around.figures["continuing_education", "total_hours"] == (900, True)
    assert around.words["filing_channel"] == "省平台"
    fields = {(fact["id"], field["id"]): (fact["name"], field["name"]) for fact in subject["facts"] for field in fact["fields"]}
    for place, (figure, _) in around.figures.items():
        if isinstance(place, tuple):
            record, field = fields[place]
            values = [entry.get(field) for row in rows for entry in _entries(row, record)]
            found = Counter(round(value * 10) - figure for value in values if isinstance(value, int | float))
            assert min(found[-1], found[0], found[1]) >= 5, (place, found.most_common(5))
    days = {(day.isoformat()) for day in around.dates["declared_on"]}
    assert sum(row.get("申报日期") in days for row in rows) >= 20


def _entries(row: dict[str, Any], record: str) -> list[dict[str, Any]]:
    found = row.get(record)
    return [entry for entry in found.values() if isinstance(entry, dict)] if isinstance(found, dict) else []


def test_unknown_and_absent_facts_occur(rows: list[dict[str, Any]]) -> None:
    text = [json.dumps(row, ensure_ascii=False) for row in rows]
    assert 30 < sum("不详" in each for each in text) < 300
    assert 15 < sum("系列" not in row or "工作地" not in row or "规定年限" not in row for row in rows) < 300


def test_tables_hold_what_the_lines_hold(policy: api.Policy, tmp_path: Path) -> None:
    for kind in (
        "jsonl",
        "csv",
        "parquet",
    ):  # a share so small that no row is spoilt, but one could be, so that all columns are texts
        with open(tmp_path / f"r.{kind}", "wb") as out:
            Register(policy.tables, "申报", 25, "t", 1e-9).write(kind, out)
    wanted = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    text = (tmp_path / "r.csv").read_bytes().decode("utf-8-sig")
    tables = [
        list(csv.DictReader(io.StringIO(text, newline=""))),
        import_module("pyarrow.parquet").read_table(tmp_path / "r.parquet").to_pylist(),
    ]
    for table in tables:
        assert [{name: cell for name, cell in row.items() if cell} for row in table] == [
            {name: _cell(value) for name, value in row.items()} for row in wanted
        ]


def test_columns_of_a_database_hold_the_lines_by_their_types(policy: api.Policy, tmp_path: Path) -> None:
    for kind in ("jsonl", "parquet"):
        assert generate(300, "--seed", "t", "-o", tmp_path / f"r.{kind}").code == 0
    wanted = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    table = import_module("pyarrow.parquet").read_table(tmp_path / "r.parquet")
    kinds = {field.name: str(field.type) for field in table.schema}
    assert (kinds["申报年度"], kinds["申报日期"], kinds["含涉密材料"]) == ("int32", "date32[day]", "bool")
    assert (kinds["任职年度"], kinds["自主评聘范围"]) == ("struct<起: int16, 止: int16>", "string")
    lost = 0
    for row, line in zip(table.to_pylist(), wanted, strict=True):
        for name, value in row.items():
            given = line.get(name)
            if name == "继续教育" and isinstance(given, dict):
                assert [{field: each for field, each in entry.items() if each is not None} for entry in value] == [
                    {"年度": int(year)} | {field: each for field, each in entry.items() if each != "不详"}
                    for year, entry in given.items()
                ]
            elif value is None:
                lost += name in line
                assert given in (None, "不详")
            elif isinstance(value, date):
                assert value.isoformat() == given
            else:
                assert value == given or json.loads(value) == given, name
    assert lost, "nothing was unknown, so nothing is said of what a column cannot hold"


def _cell(value: Any) -> str:
    return (
        {True: "是", False: "否"}[value]
        if isinstance(value, bool)
        else value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
    )


def test_rows_spoilt_on_purpose_cannot_be_read(policy: api.Policy) -> None:
    tables = policy.tables
    lines = list(api.Register(tables, "申报", 400, "w", 1.0).lines("jsonl"))
    codes: Counter[str] = Counter()
    for line in lines:
        case, problems = read_case("row", line.rstrip("\n").encode(), tables)
        assert case is None, line
        codes.update({problem.code for problem in problems})
    assert {"E0162", "E0601", "E0604", "E0608", "E0609", "E0637"} <= set(codes)
    assert len(codes) >= 12
    share = sum(
        read_case("row", line.encode(), tables)[0] is None
        for line in api.Register(tables, "申报", 1_000, "w", 0.05).lines("jsonl")
    )
    assert 25 < share < 85


@pytest.mark.parametrize("arguments,code", [
    (("0", "--seed", "a"), "E0905"), (("many", "--seed", "a"), "E0905"), (("9" * 12, "--seed", "a"), "E0905"), (("5",), "E0904"),
    (("5", "--seed", " "), "E0904"), (("5", "--seed", "a", "--wrong", "2"), "E0905"), (("5", "--seed", "a", "--wrong", "101%"), "E0905"),
    (("5", "--seed", "a", "-o", "r.xlsx"), "E0995"), (("5", "--seed", "a", "-o", "there.csv"), "E0981"),
    (("5", "--seed", "a", "--subject", "谁"), "E0903"), (("5", "--seed", "a", "-o", "nowhere/r.csv"), "E0911"),
])  # fmt: skip
def test_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.csv").write_text("mine")
    answer = generate(*arguments)
    assert (answer.code, answer.err[:5]) == (2, code), answer.err
    assert [each.name for each in tmp_path.iterdir()] == ["there.csv"]
    assert Path("there.csv").read_text() == "mine"


def test_rows_of_another_subject_say_so(policy: api.Policy) -> None:
    told = {
        name: {json.loads(line).get("主体") for line in api.Register(policy.tables, name, 5, "a").lines("jsonl")}
        for name in ("申报", "评审会议")
    }
    assert told == {"申报": {None}, "评审会议": {"评审会议"}}
