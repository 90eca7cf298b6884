"""Scalars as sqlglot nodes, in the words of Spark SQL 4. Part of :mod:`engine.columnar`.

Written for ANSI mode, where an operation that cannot be done raises: none here can. Lists are gone through by higher-order
functions. ``NODES`` and ``FUNCTIONS`` are all that queries consist of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from engine.columnar import writing as w
from engine.columnar.relation import DAYS, Column
from engine.columnar.scalar import Scalar
from engine.columnar.writing import Dialect, Expression, Operation, Writer

#: Functions; those that raise on bad operands (``make_date``) are given none.
FUNCTIONS = frozenset(
    {
        "aggregate",
        "array_compact",
        "array_contains",
        "array_distinct",
        "array_position",
        "array_size",
        "array_sort",
        "collect_list",
        "concat",
        "date_from_unix_date",
        "day",
        "filter",
        "flatten",
        "get",
        "last_day",
        "make_date",
        "month",
        "named_struct",
        "nullif",
        "sequence",
        "transform",
        "unix_date",
        "year",
    }
)
TYPES = {"boolean": "BOOLEAN", "integer": "BIGINT", "date": "DATE", "text": "STRING"}
#: Integers of up to 38 digits, exact.
WIDE = exp.DataType(
    this=exp.DataType.Type.DECIMAL,
    expressions=[exp.DataTypeParam(this=w.literal(38)), exp.DataTypeParam(this=w.literal(0))],
    nested=False,
)


def column_type(column: Column) -> str:
    """The type of a column as Spark writes it."""
    if column.type != "record[]":
        return TYPES[column.type]
    fields = ", ".join(f"`{name}`: {TYPES[type]}" for name, type in column.fields)
    return f"ARRAY<STRUCT<{fields}>>"


def _function(called: str, *operands: Expression) -> Expression:
    return w.function(FUNCTIONS, called, *operands)


def _lambda(body: Expression, *variables: str) -> Expression:
    return exp.Lambda(this=body, expressions=[w.name(each) for each in variables])


# ---- lists ------------------------------------------------------------------------------------------------------


def _null(writer: Writer, scalar: Scalar) -> Expression:
    """The unknown of a type: a null without one would make a list of no type."""
    plain = scalar.type.removesuffix("[]")
    type = {"text": "TEXT", "boolean": "BOOLEAN", "date": "DATE", "integer": "BIGINT"}[plain]
    return w.cast(exp.Null(), w.array_type(type) if plain != scalar.type else type)


def _struct(entries: list[tuple[str, Expression]]) -> Expression:
    return _function("named_struct", *(part for text, value in entries for part in (w.literal(text), value)))


def _transformed(values: Expression, element: str, body: Expression) -> Expression:
    return _function("transform", values, _lambda(body, element))


def _range(writer: Writer, scalar: Scalar) -> Expression:
    return _function("sequence", *(w.cast(writer.write(end), "BIGINT") for end in scalar.operands))


def _element(writer: Writer, scalar: Scalar) -> Expression:
    """An element by its position from one, null outside of the list."""
    values, position = scalar.operands
    index = exp.Sub(this=w.cast(writer.write(position), "INT"), expression=w.literal(1))
    return _function("get", writer.write(values), index)


def _position(writer: Writer, scalar: Scalar) -> Expression:
    """From one; null where there is none, for which Spark says zero."""
    values, wanted = (writer.write(each) for each in scalar.operands)
    return _function("nullif", _function("array_position", values, w.cast(wanted, "BIGINT")), w.literal(0))


def _field(writer: Writer, scalar: Scalar) -> Expression:
    return exp.Dot(this=w.enclosed(writer.write(scalar.operands[0])), expression=w.name(scalar.value))


def _present_in(values: Expression) -> Expression:
    return _function("array_compact", values)


def _sum(writer: Writer, scalar: Scalar) -> Expression:
    type = w.integer_type(writer, scalar)
    added = exp.Add(this=w.column("_a"), expression=w.cast(w.column("_b"), type.copy()))
    start = w.cast(w.literal(0), type.copy())
    return _function("aggregate", writer.write(scalar.operands[0]), start, _lambda(w.cast(added, type), "_a", "_b"))


def _true(writer: Writer, scalar: Scalar) -> Expression:
    """How many of a list of truths are true."""
    return _function("array_size", _function("filter", writer.write(scalar.operands[0]), _lambda(w.column("_t"), "_t")))


def _no_texts() -> Expression:
    return w.cast(exp.Array(expressions=[]), w.array_type("TEXT"))


def _listed(writer: Writer, scalar: Scalar) -> Expression:
    return exp.Array(expressions=[writer.write(each) for each in scalar.operands]) if scalar.operands else _no_texts()


def _incidents(writer: Writer, scalar: Scalar) -> Expression:
    listed, *more = [writer.write(operand) for operand in scalar.operands]
    if more:
        listed = _function("concat", listed, *(exp.Coalesce(this=each, expressions=[_no_texts()]) for each in more))
    return _function("array_sort", _function("array_distinct", _present_in(listed)))


# ---- dates ------------------------------------------------------------------------------------------------------


def _month_start(writer: Writer, scalar: Scalar) -> Expression:
    """The first day of a month, from twelve times its year and the months before it."""
    months = writer.write(scalar.operands[0])
    year = exp.IntDiv(this=w.enclosed(months), expression=w.literal(12))
    month = exp.Add(this=exp.Mod(this=w.enclosed(months.copy()), expression=w.literal(12)), expression=w.literal(1))
    return _function("make_date", w.cast(year, "INT"), w.cast(month, "INT"), w.literal(1))


def _part(called: str) -> Operation:
    return lambda writer, scalar: w.cast(_function(called, writer.write(scalar.operands[0])), "BIGINT")


def days() -> exp.Select:
    """The calendar table as lists over its days, in one row."""
    listed = ("day", "working", "before", "run")
    flat = [part for text in listed for part in (w.literal(text), w.column(text))]
    ordered = _function("array_sort", _function("collect_list", _function("named_struct", *flat)))

    def each(text: str, values: Expression) -> Expression:
        return _function("transform", values, _lambda(exp.Dot(this=w.column("_d"), expression=w.name(text)), "_d"))

    worked = _lambda(exp.Dot(this=w.column("_d"), expression=w.name("working")), "_d")
    lists = {
        "_working_days": each("day", _function("filter", ordered, worked)), "_worked": each("working", ordered.copy()),
        "_days_before": each("before", ordered.copy()), "_runs": each("run", ordered.copy()),
    }  # fmt: skip
    return w.select_from([w.alias(value, text) for text, value in lists.items()], w.table(DAYS))


#: Every operation and how it is written.
OPERATIONS: Mapping[str, Operation] = {
    **w.COMMON,
    "null": _null,
    "variable": lambda writer, scalar: w.column(scalar.value),
    "distinct": lambda writer, scalar: _function(
        "array_size", _function("array_distinct", _present_in(writer.write(scalar.operands[0])))
    ),
    "year": _part("year"),
    "month": _part("month"),
    "day_of_month": _part("day"),
    "month_start": _month_start,
    "month_end": w.call("last_day"),
    "day_number": w.call("unix_date"),
    "day": lambda writer, scalar: _function("date_from_unix_date", w.cast(writer.write(scalar.operands[0]), "INT")),
    "range": _range,
    "each": w.each(_struct, _transformed),
    "field": _field,
    "element": _element,
    "position": _position,
    "contains": w.call("array_contains"),
    "known": lambda writer, scalar: _function("array_size", _present_in(writer.write(scalar.operands[0]))),
    "length": w.call("array_size"),
    "sum": _sum,
    "true": _true,
    "flattened": lambda writer, scalar: _function("flatten", _present_in(writer.write(scalar.operands[0]))),
    "listed": _listed,
    "present": lambda writer, scalar: _present_in(_listed(writer, scalar)),
    "incidents": _incidents,
}

#: Kinds of nodes that queries are made of.
NODES: tuple[type[Any], ...] = (*w.COMMON_NODES, exp.DataTypeParam, exp.Lambda, exp.IntDiv, exp.Mod)

SPARK = Dialect(
    name="spark",
    title="Spark SQL",
    functions=FUNCTIONS,
    nodes=NODES,
    operations=OPERATIONS,
    wide=WIDE,
    column=w.column,
    column_type=column_type,
    source=w.table,
    layer=lambda select: select,
    days=days,
    calendar=lambda table, select: w.create(table, select, "VIEW", temporary=True),
)
