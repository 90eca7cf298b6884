"""Queries run by PostgreSQL. Part of :mod:`engine.columnar`; the one module that imports psycopg (extra ``postgres``).

Tables and types made here are temporary: they end with the session.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import psycopg

from engine.columnar.postgres_sql import column_type, entry_type
from engine.columnar.query import CASES, DAYS, Query
from engine.columnar.relation import ID, Column
from engine.columnar.script import DAY_COLUMNS


def connect(conninfo: str) -> psycopg.Connection:
    """A session of a server; machine code is not made for expressions, which would take longer than the query."""
    return psycopg.connect(conninfo, autocommit=True, options="-c jit=off")


def run(query: Query, rows: Sequence[Mapping[str, Any]], session: psycopg.Connection) -> list[dict[str, Any]]:
    """The result for rows of the input relation (:meth:`engine.columnar.relation.Relation.row`), in their order.

    Every row has a name of its own: PostgreSQL keeps no order.
    """
    create(session, query.columns)
    _fill(session, DAYS, [day._asdict() for day in query.days])
    _fill(session, CASES, rows)
    result = session.execute(query.sql().encode())
    named = [entry.name for entry in result.description or ()]
    found = {values[0]: dict(zip(named, values, strict=True)) for values in result.fetchall()}
    return [found[row[ID]] for row in rows]


def create(session: psycopg.Connection, columns: Sequence[Column]) -> None:
    """Make both tables, empty, with the types of their lists; what was there before is dropped."""
    session.execute("DISCARD TEMP")
    for column in columns:
        if column.type == "record[]":
            session.execute(entry_type(column).replace("CREATE TYPE ", "CREATE TYPE pg_temp.").encode())
    for table, listed in ((DAYS, DAY_COLUMNS), (CASES, columns)):
        typed = ", ".join(f'"{column.name}" {column_type(column)}' for column in listed)
        session.execute(f'CREATE TEMP TABLE "{table}" ({typed})'.encode())


def _fill(session: psycopg.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows; the server reads them from JSON by the types of the table's columns."""
    text = json.dumps(rows, ensure_ascii=False, default=date.isoformat)
    session.execute(f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_recordset(NULL::"{table}", %s)'.encode(), (text,))
