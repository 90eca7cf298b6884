"""Statements that may be unknown, asked as two that may not: the database says the same of both."""

from __future__ import annotations

from itertools import product

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.columnar.duckdb_sql import DUCKDB
from engine.columnar.layers import reachable
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.two_valued import two_valued
from engine.columnar.writing import Writer, alias, select_from, table

POOL = Pool()
TRUTHS = [POOL.column(name, "boolean") for name in ("a", "b")] + [POOL.column("k", "boolean", known=True)]
TEXT = POOL.column("t", "text")
LEAVES = [
    *TRUTHS, POOL.null("boolean"), POOL.true,
    POOL.compare("=", TEXT, POOL.constant("甲")), POOL.compare("!=", TEXT, POOL.constant("乙")), POOL.member(TEXT, ["甲", "丙"]),
]  # fmt: skip
DOMAINS = {"a": (True, False, None), "b": (True, False, None), "k": (True, False), "t": ("甲", "乙", "丁", None)}


def joined(below: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Scalar]:
    several = st.lists(below, min_size=2, max_size=3)
    return st.one_of(
        several.map(POOL.all_of), several.map(POOL.any_of), below.map(POOL.negation), below.map(POOL.is_null),
        below.map(POOL.is_true), below.map(POOL.is_false),
        st.tuples(below, below, below).map(lambda each: POOL.case([(each[0], each[1])], each[2])),
    )  # fmt: skip


STATEMENTS = st.recursive(st.sampled_from(LEAVES), joined, max_leaves=8)


@pytest.fixture(scope="module")
def rows() -> duckdb.DuckDBPyConnection:
    base = duckdb.connect()
    base.execute("CREATE TABLE cases (a BOOLEAN, b BOOLEAN, k BOOLEAN, t VARCHAR)")
    base.executemany("INSERT INTO cases VALUES (?, ?, ?, ?)", list(product(*DOMAINS.values())))
    return base


def said(base: duckdb.DuckDBPyConnection, scalars: list[Scalar]) -> list[tuple[object, ...]]:
    writer = Writer(DUCKDB, {})
    columns = [alias(writer.write(scalar), f"c{at}") for at, scalar in enumerate(scalars)]
    return base.execute(select_from(columns, table("cases")).sql("duckdb")).fetchall()


@given(statement=STATEMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_the_database_says_the_same(rows: duckdb.DuckDBPyConnection, statement: Scalar) -> None:
    asked = [POOL.is_true(statement), POOL.is_false(statement), POOL.is_null(statement)]
    made = two_valued(POOL, asked)
    assert said(rows, made) == said(rows, asked)
    for scalar in reachable(made):  # nothing that may be null is joined
        assert scalar.known or scalar.operation not in ("and", "or", "not", "case")


def test_a_case_of_numbers_keeps_its_values(rows: duckdb.DuckDBPyConnection) -> None:
    a, b, _ = TRUTHS
    number = POOL.case([(POOL.all_of([a, b]), POOL.constant(1)), (POOL.negation(a), POOL.null("integer"))], POOL.constant(3))
    (made,) = two_valued(POOL, [number])
    assert made is not number
    assert said(rows, [made]) == said(rows, [number])
