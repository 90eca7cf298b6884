"""A query as a script that a warehouse runs without us: what it reads, the calendar it needs, the query itself.

Part of :mod:`engine.columnar`. The same policy gives the same text; nothing of where or when it was made is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from sqlglot import exp

from engine.artifact.tables import Tables
from engine.columnar.duckdb_sql import column_type
from engine.columnar.from_table import FromTable, deciding
from engine.columnar.query import CASES, DAYS, Query
from engine.columnar.relation import ID, ON, Column
from engine.columnar.times import CalendarDay
from engine.columnar.writing import Expression, literal, name, select_from
from engine.diagnostics.safe_text import safe

#: The columns of the calendar table.
DAY_COLUMNS = (Column("day", "date"), Column("working", "boolean"), Column("before", "integer"), Column("run", "integer"))

__all__ = ["DAY_COLUMNS", "column_type", "script"]


def script(query: Query, tables: Tables, subject: str, register: FromTable | None = None) -> str:
    """The whole script; with a ``register``, that reads it as well."""
    told = _relation(query, tables, subject) if register is None else register.head()
    parts = ["".join(f"-- {line}\n" for line in chain(_head(query, tables, subject), told))]
    if query.needs_calendar:
        parts.append(query.dialect.text(calendar(query)) + ";\n")
    if register is not None:
        return "\n".join([*parts, register.statements(), deciding(query.sql())])
    return "\n".join([*parts, query.sql() + ";\n"])


def _head(query: Query, tables: Tables, subject: str) -> Iterator[str]:
    about = tables["policy"]
    yield safe(f"{about['document_number']} · {subject} · {query.dialect.title}", 200)
    yield f"policy {about['digest']}"
    yield f"calendar {about['calendar_digest']}"
    yield ""


def _relation(query: Query, tables: Tables, subject: str) -> Iterator[str]:
    yield f'"{CASES}": docs/columnar.md'
    facts: Mapping[str, Any] = {fact["id"]: fact for fact in tables["subjects"][subject]["facts"]}
    for column in query.columns:
        fact = facts.get(column.name.partition("__")[0])
        if column.type == "record[]" and query.dialect.entry_type is not None:
            yield f"  {query.dialect.entry_type(column)}"
        yield f'  "{column.name}" {query.dialect.column_type(column)}{_note(column, fact)}'
        if fact is not None and column.type == "record[]":
            for field in (*fact["fields"], *fact["columns"]):
                yield f'    "{field["id"]}"  {safe(field["name"], 60)}{_scaled(field)}'


def _note(column: Column, fact: Mapping[str, Any] | None) -> str:
    if fact is None:
        return {ID: "  NOT NULL", ON: ""}[column.name]
    scaled = _scaled(fact) if column.type == "integer" else ""
    never_null = "  NOT NULL" if column.name.endswith(("__na", "__all")) else ""
    return f"{never_null}  {safe(fact['name'], 60)}{scaled}"


def _scaled(fact: Mapping[str, Any]) -> str:
    """How a figure with decimal places becomes an integer; the columns of a list are words."""
    return f" × 10^{fact['scale']}" if fact.get("scale") else ""


def calendar(query: Query) -> exp.Create:
    """The statement that makes the calendar table of a query, with its rows."""
    rows = [exp.Tuple(expressions=[_cell(value) for value in day]) for day in query.days or (_NO_DAY,)]
    columns = [name(column.name) for column in DAY_COLUMNS]
    values = exp.Values(expressions=rows, alias=exp.TableAlias(this=name("d"), columns=columns))
    select = select_from([exp.Star()], values)
    if not query.days:
        select.set("where", exp.Where(this=exp.Boolean(this=False)))
    return query.dialect.calendar(DAYS, select)


#: Stands in a table without days, so that its columns have their types.
_NO_DAY = CalendarDay(date(1970, 1, 1), False, 0, 0)


def _cell(value: Any) -> Expression:
    return exp.Null() if value is None else literal(value)
