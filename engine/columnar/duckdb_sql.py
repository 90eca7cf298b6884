"""Scalars as sqlglot nodes, in the words of DuckDB. Part of :mod:`engine.columnar`.

``NODES`` and ``FUNCTIONS`` are all that queries consist of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlglot import exp

from engine.columnar import writing as w
from engine.columnar.relation import Column
from engine.columnar.scalar import SMALL, Scalar
from engine.columnar.writing import Dialect, Expression, Operation, Writer

#: Functions that have no node of their own.
FUNCTIONS = frozenset(
    {
        "flatten",
        "len",
        "list_contains",
        "list_count",
        "list_distinct",
        "list_filter",
        "list_position",
        "list_sort",
        "list_sum",
        "list_transform",
        "list_unique",
        "make_date",
    }
)
TYPES = {"boolean": "BOOLEAN", "integer": "BIGINT", "date": "DATE", "text": "VARCHAR"}


def column_type(column: Column) -> str:
    """The type of a column as DuckDB writes it."""
    if column.type != "record[]":
        return TYPES[column.type]
    fields = ", ".join(f'"{name}" {TYPES[type]}' for name, type in column.fields)
    return f"STRUCT({fields})[]"


# ---- lists ------------------------------------------------------------------------------------------------------


def _struct(entries: list[tuple[str, Expression]]) -> Expression:
    return exp.Struct(expressions=[exp.PropertyEQ(this=w.name(text), expression=value) for text, value in entries])


def _transformed(values: Expression, element: str, body: Expression) -> Expression:
    return w.function(FUNCTIONS, "list_transform", values, exp.Lambda(this=body, expressions=[w.name(element)], colon=True))


def _sum(writer: Writer, scalar: Scalar) -> Expression:
    low, high = scalar.bounds or SMALL
    found = writer.function("list_sum", writer.write(scalar.operands[0]))
    return w.cast(found, "BIGINT") if SMALL[0] <= low <= high <= SMALL[1] else found


def _true(writer: Writer, scalar: Scalar) -> Expression:
    """How many of a list of truths are true."""
    found = writer.function("list_sum", w.cast(writer.write(scalar.operands[0]), w.array_type("INT")))
    return w.cast(exp.Coalesce(this=found, expressions=[w.literal(0)]), "BIGINT")


def _no_texts() -> Expression:
    return w.cast(exp.Array(expressions=[]), w.array_type("TEXT"))


def _listed(writer: Writer, scalar: Scalar) -> Expression:
    return exp.Array(expressions=[writer.write(each) for each in scalar.operands]) if scalar.operands else _no_texts()


def _present(writer: Writer, scalar: Scalar) -> Expression:
    """The texts that are not null, in their order."""
    test = exp.Not(this=exp.Is(this=w.column("_t"), expression=exp.Null()))
    kept = exp.Lambda(this=test, expressions=[w.name("_t")], colon=True)
    return writer.function("list_filter", _listed(writer, scalar), kept)


def _incidents(writer: Writer, scalar: Scalar) -> Expression:
    listed, *more = [writer.write(operand) for operand in scalar.operands]
    if more:
        kept = [exp.Coalesce(this=each, expressions=[_no_texts()]) for each in more]
        listed = writer.function("flatten", exp.Array(expressions=[listed, *kept]))
    return writer.function("list_sort", writer.function("list_distinct", listed))


# ---- dates ------------------------------------------------------------------------------------------------------


def _epoch() -> Expression:
    return w.literal(date(1970, 1, 1))


def _months(writer: Writer, scalar: Scalar) -> Expression:
    """The first day of a month, from twelve times its year and the months before it."""
    months = writer.write(scalar.operands[0])
    year = exp.IntDiv(this=w.enclosed(months), expression=w.literal(12))
    month = exp.Add(this=exp.Mod(this=w.enclosed(months.copy()), expression=w.literal(12)), expression=w.literal(1))
    return writer.function("make_date", year, month, w.literal(1))


def _part(kind: type[exp.Func]) -> Operation:
    return lambda writer, scalar: w.cast(kind(this=writer.write(scalar.operands[0])), "BIGINT")


#: Every operation and how it is written.
OPERATIONS: Mapping[str, Callable[[Writer, Scalar], Expression]] = {
    **w.COMMON,
    "null": lambda writer, scalar: exp.Null(),
    "variable": lambda writer, scalar: w.column(scalar.value),
    "distinct": w.call("list_unique"),
    "year": _part(exp.Year),
    "month": _part(exp.Month),
    "day_of_month": _part(exp.Day),
    "month_start": _months,
    "month_end": lambda writer, scalar: exp.LastDay(this=writer.write(scalar.operands[0])),
    "day_number": lambda writer, scalar: exp.Sub(this=writer.operands(scalar)[0], expression=_epoch()),
    "day": lambda writer, scalar: exp.Add(this=_epoch(), expression=w.cast(writer.write(scalar.operands[0]), "INT")),
    "range": lambda writer, scalar: exp.GenerateSeries(
        start=writer.write(scalar.operands[0]),
        end=exp.Add(this=writer.operands(scalar)[1], expression=w.literal(1)),
        is_end_exclusive=True,
    ),
    "each": w.each(_struct, _transformed),
    "field": lambda writer, scalar: exp.Dot(this=w.enclosed(writer.write(scalar.operands[0])), expression=w.name(scalar.value)),
    "element": lambda writer, scalar: exp.Bracket(
        this=writer.write(scalar.operands[0]), expressions=[writer.write(scalar.operands[1])], offset=1
    ),
    "position": w.call("list_position"),
    "contains": w.call("list_contains"),
    "known": w.call("list_count"),
    "length": w.call("len"),
    "sum": _sum,
    "true": _true,
    "flattened": lambda writer, scalar: writer.function("flatten", writer.write(scalar.operands[0])),
    "listed": _listed,
    "present": _present,
    "incidents": _incidents,
}

#: Kinds of nodes that queries are made of.
NODES: tuple[type[Any], ...] = (
    *w.COMMON_NODES, exp.Struct, exp.PropertyEQ, exp.Lambda, exp.IntDiv, exp.Mod, exp.Year, exp.Month, exp.Day, exp.LastDay,
    exp.GenerateSeries, exp.ArrayAgg, exp.Order, exp.Ordered, exp.Filter,
)  # fmt: skip

DUCKDB = Dialect(
    name="duckdb",
    title="DuckDB",
    functions=FUNCTIONS,
    nodes=NODES,
    operations=OPERATIONS,
    wide=w.data_type("INT128"),
    column=w.column,
    column_type=column_type,
    source=w.table,
    layer=lambda select: select,
    days=w.days_in_order,
    calendar=lambda table, select: w.create(table, select, "TABLE"),
)
