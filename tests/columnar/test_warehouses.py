"""The script as a warehouse runs it: Spark over tables and PostgreSQL over tables of its own, with rows that are bad on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from engine import api
from engine.artifact.tables import bindings
from engine.columnar import database
from engine.columnar.dialects import dialect_of
from engine.columnar.loading import load
from engine.columnar.query import compile_subject
from engine.columnar.relation import ID, Relation
from engine.columnar.value import Unsupported
from engine.core import nodes as n
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.catalog import help_text, message
from tests.building import CURRENT, ROOT, lowered
from tests.columnar.engines import NAMES, engine, postgres_connection, spark_session
from tests.columnar.test_script import entry
from tests.evaluate import build
from tests.symbolic.vocabulary import tables as plain_tables

WAREHOUSES = ("spark", "postgres")
#: What no application may have, and the facts that are named for it.
BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"declared_year": 1999}, ["declared_year"]),
    ({"declared_year": 2**62}, ["declared_year"]),
    ({"required_years": -(2**63)}, ["required_years"]),
    ({"series": "没有的系列", "level": "顶级"}, ["level", "series"]),
    ({"series": "'); DROP TABLE cases; --\\"}, ["series"]),
    ({"tenure_years__first": None}, ["tenure_years"]),
    ({"tenure_years__last": 2**40}, ["tenure_years"]),
    ({"chosen_committee__na": None}, ["chosen_committee"]),
    ({"chosen_committee__na": True, "chosen_committee": "表一·19"}, ["chosen_committee"]),
    ({"self_evaluation_scope": [{"series": "工程", "level": "顶级"}]}, ["self_evaluation_scope"]),
    ({"self_evaluation_scope__all": None}, ["self_evaluation_scope"]),
    ({"continuing_education": [entry(2022), entry(2022)]}, ["continuing_education"]),
    ({"continuing_education": [entry(None)]}, ["continuing_education"]),
    ({"continuing_education": [entry(2023, 2**63 - 1)]}, ["continuing_education"]),
    ({"continuing_education": [None]}, ["continuing_education"]),
    ({"continuing_education": [entry(2022), entry(2023, 77)]}, ["continuing_education"]),
    ({"continuing_education": [entry(2023, 78)]}, []),
    ({"title": "主任编辑", "level": "副高"}, ["series", "title"]),
    ({"education": "没有这一学历"}, ["education"]),
]


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(str(CURRENT))


@pytest.fixture(scope="module")
def rows(policy: api.Policy) -> list[dict[str, Any]]:
    """A good application, with every bad value in turn."""
    (good,), _ = load(policy.tables, "申报", [("甲", (ROOT / "examples/01-建设工程-学时不足.json").read_bytes())])
    return [good | {ID: str(number)} | change for number, (change, _) in enumerate(BAD)]


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_value_is_an_error_and_no_decision(policy: api.Policy, rows: list[dict[str, Any]], name: str) -> None:
    query = compile_subject(
        lowered(str(CURRENT)), policy.tables, "申报", bindings(policy.tables, None), "clauses", dialect_of(name)
    )
    for (_, errors), found in zip(BAD, engine(name).run(query, rows), strict=True):
        assert sorted(found["errors"]) == errors
        assert found["decision"] == (None if errors else "ineligible")


@pytest.mark.parametrize(("name", "never"), [("duckdb", "infinity"), ("spark", 4_000_000), ("postgres", "infinity")])
def test_a_date_that_there_is_not_is_an_error(name: str, never: Any) -> None:
    """Databases have dates beyond the year 9999; moving one would fail."""
    around = build.bindings()
    moved = [n.DateShift(n.Fact("d0"), n.Fact("n0"), unit, "last") for unit in ("day", "month")]
    later = n.And(tuple(n.Compare(">=", each, n.Fact("d1"), n.Atom()) for each in moved))
    made = plain_tables(around)
    query = compile_subject(build.policy(build.condition(later)), made, build.SUBJECT, around, None, dialect_of(name))
    facts = {"d0": date(2023, 1, 31), "d1": date(2023, 2, 28), "n0": 1}
    good = Relation(made["subjects"][build.SUBJECT]).row("1", facts, around.on)
    rows = [good, good | {ID: "2", "d0": never}, good | {ID: "3", "d1": never}]
    found = [(row["decision"], row["errors"]) for row in engine(name).run(query, rows)]
    assert found == [("ineligible", []), (None, ["d0"]), (None, ["d1"])]


def statements(text: str) -> Iterator[str]:
    """The statements of a script: those of the calendar table, and the query."""
    yield from (part for part in text.split(";\n") if part.strip())


@pytest.fixture(scope="module")
def meetings(policy: api.Policy) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """Rows of meetings, which need working days, and what DuckDB says of them."""
    paths = sorted((ROOT / "examples").glob("2[7-9]-*.json"))
    read, errors = load(policy.tables, "评审会议", [(path.name, path.read_bytes()) for path in paths])
    assert (len(read), errors) == (len(paths), [])
    query = compile_subject(lowered(str(CURRENT)), policy.tables, "评审会议", bindings(policy.tables, None))
    return read, [tuple(row.values()) for row in database.run(query, read)]


@pytest.mark.parametrize("name", WAREHOUSES)
def test_a_warehouse_runs_the_script_without_us(policy: api.Policy, meetings: Any, name: str) -> None:
    read, wanted = meetings
    query = compile_subject(
        lowered(str(CURRENT)), policy.tables, "评审会议", bindings(policy.tables, None), "decision", dialect_of(name)
    )
    engine(name).run(query, read)
    text = api.policy_as_sql(str(CURRENT), subject="评审会议", dialect=name)
    *before, asked = statements(text)
    if name == "spark":
        spark_session().catalog.dropTempView("policy_calendar")
        for each in before * 2:
            spark_session().sql(each)
        found = [tuple(row) for row in spark_session().sql(asked).collect()]
    else:
        postgres_connection().execute('DROP TABLE "policy_calendar"')
        for each in before * 2:
            postgres_connection().execute(each.encode())
        found = postgres_connection().execute(asked.encode()).fetchall()
    assert sorted(found) == sorted(wanted)


def test_spark_says_the_same_of_a_table_as_of_rows_at_hand(policy: api.Policy, rows: list[dict[str, Any]], tmp_path: Any) -> None:
    """Rows at hand are computed while the query is planned; those of a table by the code that Spark makes for it."""
    query = compile_subject(
        lowered(str(CURRENT)), policy.tables, "申报", bindings(policy.tables, None), "clauses", dialect_of("spark")
    )
    wanted, session = engine("spark").run(query, rows), spark_session()
    session.table("cases").write.parquet(f"{tmp_path}/cases")
    session.read.parquet(f"{tmp_path}/cases").createOrReplaceTempView("cases")
    frame = session.sql(query.sql())
    assert "FileScan" in frame._jdf.queryExecution().executedPlan().toString()
    found = frame.toArrow().to_pylist()
    assert sorted(found, key=lambda row: int(row[ID])) == wanted


def test_the_head_says_what_the_database_calls_types() -> None:
    columns = '"continuing_education" "continuing_education_entry"[]  继续教育'
    assert columns in api.policy_as_sql(str(CURRENT), only="decision", dialect="postgres")
    made = 'CREATE TYPE "continuing_education_entry" AS ("year" BIGINT, "total_hours" BIGINT, '
    assert f"--   {made}" in api.policy_as_sql(str(CURRENT), only="decision", dialect="postgres")
    spark = api.policy_as_sql(str(CURRENT), only="decision", dialect="spark")
    assert '"continuing_education" ARRAY<STRUCT<`year`: BIGINT, `total_hours`: BIGINT, ' in spark


def test_a_name_that_postgresql_would_cut_off() -> None:
    """Refused at its place; the other databases, and the clauses alone, have it."""
    span = Span("rules/a.policy", 3, 1, 3, 9)
    around = build.bindings()
    made = plain_tables(around)
    for name, length, refused in (("postgres", 17, False), ("postgres", 18, True), ("spark", 18, False)):
        condition = build.condition(n.Constant(True))
        condition = type(condition)(
            **{each: getattr(condition, each) for each in condition.__dataclass_fields__} | {"name": "长" * length, "span": span}
        )
        policy = build.policy(condition)
        compile_subject(policy, made, build.SUBJECT, around, "clauses", dialect_of(name))
        if not refused:
            compile_subject(policy, made, build.SUBJECT, around, None, dialect_of(name))
            continue
        with pytest.raises(Unsupported) as raised:
            compile_subject(policy, made, build.SUBJECT, around, None, dialect_of(name))
        diagnostic = Diagnostic(raised.value.code, raised.value.span, raised.value.arguments)
        assert (diagnostic.code, diagnostic.span) == ("E0973", span)
        assert message(diagnostic) == f"列名“condition:{'长' * 18}”超过 63 字节，PostgreSQL 会把它截断。"
        assert message(diagnostic, "en") == (
            f"the column's name `condition:{'长' * 18}` is longer than 63 bytes, and PostgreSQL would cut it off"
        )
        assert help_text(diagnostic).startswith("请用 --only clauses")
