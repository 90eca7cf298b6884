"""Queries run by DuckDB. Part of :mod:`engine.columnar`; the one module that imports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from engine.columnar.query import CASES, DAYS, Query
from engine.columnar.relation import Column
from engine.columnar.script import DAY_COLUMNS, column_type


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory."""
    return duckdb.connect()


def run(
    query: Query, rows: Sequence[Mapping[str, Any]], database: duckdb.DuckDBPyConnection | None = None
) -> list[dict[str, Any]]:
    """The result for rows of the input relation (:meth:`engine.columnar.relation.Relation.row`), in their order."""
    database = database or connect()
    _create(database, DAYS, DAY_COLUMNS)
    _insert(database, DAYS, DAY_COLUMNS, query.days)
    _create(database, CASES, query.columns)
    _insert(database, CASES, query.columns, [[row[column.name] for column in query.columns] for row in rows])
    result = database.execute(query.sql())
    named = [entry[0] for entry in result.description or ()]
    return [dict(zip(named, values, strict=True)) for values in result.fetchall()]


def _create(database: duckdb.DuckDBPyConnection, table: str, columns: Iterable[Column]) -> None:
    listed = ", ".join(f'"{column.name}" {column_type(column)}' for column in columns)
    database.execute(f'CREATE OR REPLACE TABLE "{table}" ({listed})')


def _insert(database: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows, column by column: one statement, however many rows."""
    if rows:
        lists = ", ".join(f"unnest(CAST(? AS {column_type(column)}[]))" for column in columns)
        database.execute(f'INSERT INTO "{table}" SELECT {lists}', [list(values) for values in zip(*rows, strict=True)])
