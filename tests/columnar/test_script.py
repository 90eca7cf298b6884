"""The script that a warehouse runs: complete, the same every time, made of known nodes only, safe against bad rows."""

from __future__ import annotations

from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from engine import api, pipeline
from engine.artifact.from_core import build_tables
from engine.artifact.tables import bindings
from engine.columnar import database, writing
from engine.columnar.dialects import dialect_of
from engine.columnar.loading import load
from engine.columnar.public import sql_dialects
from engine.columnar.query import CASES, Query, compile_subject
from engine.columnar.relation import ID, Relation
from engine.columnar.script import column_type
from tests.building import CURRENT, ROOT
from tests.columnar.engines import NAMES

SUBJECTS = ("申报", "用人单位", "评委会办公室", "评审会议", "自主评聘单位", "主管部门")


@pytest.fixture(scope="module")
def stages() -> dict[str, Any]:
    found = pipeline.run(str(CURRENT), (), "core").stages
    return {"core": found["core"], "tables": build_tables(found["typed"], found["core"], "")}


def query_of(stages: dict[str, Any], subject: str, only: str | None = None, name: str = "duckdb") -> Query:
    around = bindings(stages["tables"], None)
    return compile_subject(stages["core"], stages["tables"], subject, around, only, dialect_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_known_nodes_and_functions(stages: dict[str, Any], name: str) -> None:
    dialect = dialect_of(name)
    for subject in SUBJECTS:
        for node in query_of(stages, subject, name=name).select.walk():
            assert type(node) in dialect.nodes, type(node)
            assert not isinstance(node, exp.Anonymous) or node.name in dialect.functions, node.name


@pytest.mark.parametrize("name", NAMES)
def test_no_other_function_can_be_called(name: str) -> None:
    with pytest.raises(ValueError, match="read_csv"):
        writing.function(dialect_of(name).functions, "read_csv")


@pytest.mark.parametrize("name", NAMES)
def test_every_dialect_has_every_operation(name: str) -> None:
    assert set(dialect_of(name).operations) == set(dialect_of("duckdb").operations)
    assert sql_dialects() == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("only", [None, "decision", "clauses"])
def test_the_script_is_text_that_means_the_query(stages: dict[str, Any], subject: str, only: str | None, name: str) -> None:
    query = query_of(stages, subject, only, name)
    assert query.sql() == query_of(stages, subject, only, name).sql()
    assert len(sqlglot.parse(query.sql(), dialect=name)) == 1


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_database_runs_the_script_without_us(stages: dict[str, Any], subject: str) -> None:
    text = api.policy_as_sql(str(CURRENT), subject=subject)
    columns = Relation(stages["tables"]["subjects"][subject]).columns()
    bare = database.connect()
    bare.execute(f"CREATE TABLE {CASES} ({', '.join(f'{column.name} {column_type(column)}' for column in columns)})")
    never_null = [f"{column.name} = FALSE" for column in columns if column.name.endswith(("__na", "__all"))]
    bare.execute(f"INSERT INTO {CASES} ({ID}) VALUES ('甲')")
    if never_null:
        bare.execute(f"UPDATE {CASES} SET {', '.join(never_null)}")
    result = bare.execute(text)
    named = [entry[0] for entry in result.description]
    (row,) = [dict(zip(named, values, strict=True)) for values in result.fetchall()]
    assert (row[ID], row["decision"], row["errors"], row["incidents"]) == ("甲", "incomplete", [], [])


def test_only_what_is_asked_for(stages: dict[str, Any]) -> None:
    decision = ["decision", "errors", "routing", "passes", "incidents"]
    assert list(query_of(stages, "申报", "decision").named) == decision
    clauses = list(query_of(stages, "申报", "clauses").named)
    assert clauses == [*decision, "failed", "missing", "rows", "rows_open"]
    everything = list(query_of(stages, "申报").named)
    assert everything[: len(clauses)] == clauses
    assert "condition:连续两年合格" in everything
    assert "row:表一·19:entitlement:单列评审" in everything


@pytest.mark.parametrize("name", NAMES)
def test_the_head_says_how_figures_are_scaled_within_records_too(name: str) -> None:
    """Who hands in 90 where 900 is meant gets a wrong decision and no error."""
    text = api.policy_as_sql(str(CURRENT), only="decision", dialect=name)
    head = text[: text.index("\n\n")]
    hours = (
        ("total_hours", "总学时"),
        ("professional_hours", "专业科目"),
        ("public_hours", "公需科目"),
        ("general_public_hours", "一般公需"),
    )
    fields = "".join(f'\n--     "{id}"  {field} × 10^1' for id, field in hours)
    assert f"  继续教育{fields}\n--   " in head
    assert '  自主评聘范围\n--     "series"  系列\n--     "level"  级别\n--   ' in head
    assert head.count("10^") == len(hours)
    assert " >= 900" in text


def test_another_subject_by_english_id_and_a_layer() -> None:
    assert api.policy_as_sql(str(CURRENT), subject="review_meeting") == api.policy_as_sql(str(CURRENT), subject="评审会议")
    assert api.policy_as_sql(str(CURRENT), only="decision") != api.policy_as_sql(str(CURRENT), ["order-40"], only="decision")


# ---- rows ---------------------------------------------------------------------------------------------------------------

GOOD = "01-建设工程-学时不足"


@pytest.fixture(scope="module")
def good(stages: dict[str, Any]) -> dict[str, Any]:
    (row,), errors = load(stages["tables"], "申报", [("甲", (ROOT / "examples" / f"{GOOD}.json").read_bytes())])
    assert errors == []
    return row


def test_the_example_fails_by_the_clauses_that_its_letter_names(stages: dict[str, Any], good: dict[str, Any]) -> None:
    (row,) = database.run(query_of(stages, "申报", "clauses"), [good])
    assert (row["decision"], row["rows"], row["rows_open"], row["missing"]) == ("ineligible", ["表一·19"], [], ["一.5"])
    decision = api.load_policy(str(CURRENT)).evaluate((ROOT / "examples" / f"{GOOD}.json").read_bytes())
    failed = {
        clause
        for finding in decision.data["findings"]
        if finding["blocks"] and finding["status"] == "not_met"
        for clause in (
            *finding["clauses"],
            *(
                c
                for element in finding["elements"]
                for comparison in element["comparisons"]
                if comparison["satisfied"] is False
                for c in comparison["clauses"]
            ),
        )
    }
    assert set(row["failed"]) == failed != set()


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"declared_year": 1999}, ["declared_year"]),
        ({"declared_year": 2**62}, ["declared_year"]),
        ({"required_years": -(2**63)}, ["required_years"]),
        ({"series": "没有的系列"}, ["series"]),
        ({"tenure_years__first": None}, ["tenure_years"]),
        ({"tenure_years__last": 2**40}, ["tenure_years"]),
        ({"review_mode__na": None}, ["review_mode"]),
        ({"review_mode__na": True, "review_mode": "线上"}, ["review_mode"]),
        ({"self_evaluation_scope": [{"series": "工程", "level": "顶级"}]}, ["self_evaluation_scope"]),
        ({"self_evaluation_scope__all": None}, ["self_evaluation_scope"]),
        ({"level": "顶级", "series": ""}, ["series", "level"]),
        ({"education": "没有这一学历"}, ["education"]),
        ({"title": "主任编辑", "level": "副高"}, ["series", "title"]),
        ({"title": "主任编辑", "level": "副高", "series": None}, []),
        ({"title": "主任编辑"}, ["level", "series", "title"]),
        ({"title": None, "specialty": "农艺"}, ["series", "specialty"]),
        ({"specialty": "没有这一专业"}, ["specialty"]),
    ],
)  # fmt: skip
def test_a_bad_value_is_an_error_and_no_decision(
    stages: dict[str, Any], good: dict[str, Any], change: dict[str, Any], errors: list[str]
) -> None:
    query = query_of(stages, "申报")
    first, second = database.run(query, [good, good | {ID: "乙"} | change])
    assert (first["decision"], first["errors"]) == ("ineligible", [])
    assert sorted(second["errors"]) == sorted(errors)
    assert second["decision"] == (None if errors else "ineligible")


def entry(year: int | None, total: int = 90) -> dict[str, Any]:
    return {"year": year, "total_hours": total, "professional_hours": 60, "public_hours": 18, "general_public_hours": 12}


@pytest.mark.parametrize(
    "records", [[entry(2022), entry(2022)], [entry(None)], [entry(2023, 2**63 - 1)], [entry(0)], [entry(2022), entry(2023, 77)]]
)
def test_a_bad_record_is_an_error(stages: dict[str, Any], good: dict[str, Any], records: list[Any]) -> None:
    (row,) = database.run(query_of(stages, "申报", "decision"), [good | {"continuing_education": records}])
    assert (row["decision"], row["errors"]) == (None, ["continuing_education"])


def test_a_span_that_runs_backwards_is_an_incident(stages: dict[str, Any], good: dict[str, Any]) -> None:
    (row,) = database.run(
        query_of(stages, "申报", "decision"), [good | {"tenure_years__first": 2023, "tenure_years__last": 2019}]
    )
    assert (row["decision"], row["incidents"]) == (None, ["reversed_range(2023, 2019)"])


def test_what_cannot_be_read_is_no_row(stages: dict[str, Any]) -> None:
    texts = [("甲", b'{"\xe7"'), ("乙", '{"申报年度": 2023}'.encode()), ("丙", '{"申报年度": "明年"}'.encode())]
    loaded = load(stages["tables"], "申报", texts)
    assert [row[ID] for row in loaded.rows] == ["乙"]
    assert [bad.id for bad in loaded.errors] == ["甲", "丙"]
    assert all(bad.diagnostics for bad in loaded.errors)
    assert loaded.rows[0]["declared_year"] == 2023


def test_the_calendar_of_the_script_is_the_one_that_decides(stages: dict[str, Any]) -> None:
    """The table that the script makes by itself gives the results that :func:`database.run` gives."""
    paths = sorted((ROOT / "examples").glob("2[7-9]-*.json"))
    rows, errors = load(stages["tables"], "评审会议", [(path.name, path.read_bytes()) for path in paths])
    assert (len(rows), errors) == (len(paths), [])
    bare, query = database.connect(), query_of(stages, "评审会议")
    ours = database.run(query, rows, bare)
    text = api.policy_as_sql(str(CURRENT), subject="评审会议")
    bare.execute('DROP TABLE "policy_calendar"')
    assert bare.execute(text).fetchall() == [tuple(row.values()) for row in ours]
    assert {row["decision"] for row in ours} > {"eligible"}
