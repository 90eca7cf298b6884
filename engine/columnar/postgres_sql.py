"""Scalars as sqlglot nodes, in the words of PostgreSQL (14 or newer). Part of :mod:`engine.columnar`.

PostgreSQL has no functions of functions: a list is gone through by a query over its elements. Inside one, the columns of
the row are written with the name of the row, so that no field of an element hides them. ``NODES`` and ``FUNCTIONS`` are all
that queries consist of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlglot import exp

from engine.columnar import layers
from engine.columnar import writing as w
from engine.columnar.relation import Column
from engine.columnar.scalar import Scalar
from engine.columnar.writing import Dialect, Expression, Operation, Writer

#: Functions that have no node of their own; ``ARRAY`` is the list of a query's results.
FUNCTIONS = frozenset(
    {
        "ARRAY",
        "array_position",
        "array_positions",
        "array_remove",
        "cardinality",
        "count",
        "div",
        "generate_series",
        "make_date",
        "mod",
        "to_char",
    }
)
TYPES = {"boolean": "BOOLEAN", "integer": "BIGINT", "date": "DATE", "text": "TEXT"}
#: The name of the row in every query, and of the place of an element in its list.
ROW, PLACE = "_r", "ordinality"


def column_type(column: Column) -> str:
    """The type of a column as PostgreSQL writes it: a list is an array of any type that has the fields."""
    if column.type != "record[]":
        return TYPES[column.type]
    return f'"{column.name}_entry"[]'


def entry_type(column: Column) -> str:
    """The statement that makes the type of a list's entries."""
    fields = ", ".join(f'"{name}" {TYPES[type]}' for name, type in column.fields)
    return f'CREATE TYPE "{column.name}_entry" AS ({fields})'


def _column(text: str) -> Expression:
    return exp.Column(this=w.name(text), table=w.name(ROW))


def _part_of(element: str, text: str) -> Expression:
    return exp.Column(this=w.name(text), table=w.name(element))


def _source(text: str) -> exp.Table:
    return exp.Table(this=w.name(text), alias=exp.TableAlias(this=w.name(ROW)))


def _layer(select: exp.Select) -> exp.Select:
    """A query that is not merged into the one above it, which would compute its columns again at every use."""
    select.set("offset", exp.Offset(expression=w.literal(0)))
    return select


def _function(called: str, *operands: Expression) -> Expression:
    return w.function(FUNCTIONS, called, *operands)


def _typed(type: str) -> exp.DataType:
    name = {"text": "TEXT", "boolean": "BOOLEAN", "date": "DATE", "integer": "BIGINT"}[type.removesuffix("[]")]
    return w.array_type(name) if type.endswith("[]") else w.data_type(name)


# ---- lists ------------------------------------------------------------------------------------------------------


def _opened(values: Expression, element: str, is_record: bool) -> Expression:
    """The elements of a list as a table of their fields, or of one column named as the table, with their places."""
    columns = [] if is_record else [w.name(element), w.name(PLACE)]
    alias = exp.TableAlias(this=w.name(element), columns=columns)
    return exp.Unnest(expressions=[values], alias=alias, offset=True)


def _gone_through(writer: Writer, scalar: Scalar) -> tuple[Expression, Expression, dict]:
    """A list as a table with shared parts of the loop's body as columns, the body, and what was known before."""
    values, variable, body = scalar.operands
    element, before = str(variable.value), dict(writer.known)
    source = _opened(writer.write(values), element, variable.type == "record")
    for stage in layers.stages(body, variable, writer.known):
        made = layers.numbered(stage, writer.fields)
        writer.fields += len(made)
        everything = exp.Column(this=exp.Star(), table=w.name(element))
        select = w.select_from([everything, *(w.alias(writer.spelled(part), text) for part, text in made.items())], source)
        source = exp.Subquery(this=_layer(select), alias=exp.TableAlias(this=w.name(element)))
        for part, text in made.items():
            writer.known[part] = lambda text=text: _part_of(element, text)  # type: ignore[misc]
    return source, writer.write(body), before


def _loop(writer: Writer, scalar: Scalar) -> Expression:
    """What the body is for every element, in their order; null where the list is."""
    element = str(scalar.operands[1].value)
    source, body, writer.known = _gone_through(writer, scalar)
    select = w.select_from([body], source)
    select.set("order", exp.Order(expressions=[exp.Ordered(this=_part_of(element, PLACE))]))
    return _where_known(writer, scalar.operands[0], _function("ARRAY", select))


def _flattened(writer: Writer, scalar: Scalar) -> Expression:
    """The elements of the lists that a loop's body gives: lists of lists are none that PostgreSQL has."""
    loop = scalar.operands[0]
    source, body, writer.known = _gone_through(writer, loop)
    inner = exp.Unnest(expressions=[body], alias=exp.TableAlias(this=w.name("_t"), columns=[w.name("_t")]))
    select = w.select_from([_part_of("_t", "_t")], source, inner)
    return _where_known(writer, loop.operands[0], _function("ARRAY", select))


def _where_known(writer: Writer, values: Scalar, found: Expression) -> Expression:
    if values.known:
        return found
    known = exp.Not(this=exp.Is(this=w.enclosed(writer.write(values)), expression=exp.Null()))
    return exp.Case(ifs=[exp.If(this=known, true=found)])


def _variable(writer: Writer, scalar: Scalar) -> Expression:
    return _part_of(scalar.value, scalar.value)


def _field(writer: Writer, scalar: Scalar) -> Expression:
    record = scalar.operands[0]
    if record.operation == "variable":
        return _part_of(record.value, scalar.value)
    return exp.Dot(this=exp.Paren(this=writer.write(record)), expression=w.name(scalar.value))


def _element(writer: Writer, scalar: Scalar) -> Expression:
    """An element by its position from one, null outside of the list; a whole slice counts from one, as a list may not."""
    values, position = (writer.write(each) for each in scalar.operands)
    if scalar.type == "record":
        values = exp.Bracket(this=exp.Paren(this=values), expressions=[exp.Slice()])
    return exp.Bracket(this=exp.Paren(this=values), expressions=[position], offset=1)


def _range(writer: Writer, scalar: Scalar) -> Expression:
    ends = (w.cast(writer.write(end), "BIGINT") for end in scalar.operands)
    return _function("ARRAY", exp.Select(expressions=[_function("generate_series", *ends)]))


def _counting(writer: Writer, scalar: Scalar, counted: Expression, where: Expression | None = None) -> Expression:
    """A figure over the elements of a list, which are called ``_v``."""
    opened = exp.Unnest(
        expressions=[writer.write(scalar.operands[0])], alias=exp.TableAlias(this=w.name("_v"), columns=[w.name("_v")])
    )
    select = w.select_from([counted], opened)
    if where is not None:
        select.set("where", exp.Where(this=where))
    return exp.Subquery(this=select)


def _distinct(writer: Writer, scalar: Scalar) -> Expression:
    return _counting(writer, scalar, _function("count", exp.Distinct(expressions=[_part_of("_v", "_v")])))


def _sum(writer: Writer, scalar: Scalar) -> Expression:
    return w.cast(_counting(writer, scalar, exp.Sum(this=_part_of("_v", "_v"))), w.integer_type(writer, scalar))


def _position(writer: Writer, scalar: Scalar) -> Expression:
    values, wanted = (writer.write(each) for each in scalar.operands)
    wanted = w.cast(wanted, "BIGINT")
    found = _function("array_position", values, wanted)
    known = exp.Not(this=exp.Is(this=wanted.copy(), expression=exp.Null()))
    return exp.Case(ifs=[exp.If(this=known, true=found)])


def _contains(writer: Writer, scalar: Scalar) -> Expression:
    values, wanted = (writer.write(each) for each in scalar.operands)
    return exp.EQ(this=wanted, expression=exp.Any(this=exp.Paren(this=values)))


def _without_nulls(values: Expression) -> Expression:
    return _function("array_remove", values, exp.Null())


def _listed(writer: Writer, scalar: Scalar) -> Expression:
    return w.cast(exp.Array(expressions=[writer.write(each) for each in scalar.operands]), w.array_type("TEXT"))


def _incidents(writer: Writer, scalar: Scalar) -> Expression:
    """All texts, each once, in the order of their characters' codes."""
    listed, *more = [writer.write(operand) for operand in scalar.operands]
    for each in more:
        none = w.cast(exp.Array(expressions=[]), w.array_type("TEXT"))
        listed = exp.DPipe(this=listed, expression=exp.Coalesce(this=each, expressions=[none]))
    text = exp.Collate(this=_part_of("_t", "_t"), expression=w.name("C"))
    opened = exp.Unnest(expressions=[_without_nulls(listed)], alias=exp.TableAlias(this=w.name("_t"), columns=[w.name("_t")]))
    select = w.select_from([w.alias(text, "_s")], opened)
    select.set("distinct", exp.Distinct())
    select.set("order", exp.Order(expressions=[exp.Ordered(this=w.column("_s"))]))
    return _function("ARRAY", select)


# ---- dates ------------------------------------------------------------------------------------------------------


def _epoch() -> Expression:
    return w.literal(date(1970, 1, 1))


def _month_start(writer: Writer, scalar: Scalar) -> Expression:
    """The first day of a month, from twelve times its year and the months before it."""
    months = w.cast(writer.write(scalar.operands[0]), "INT")
    year = w.cast(_function("div", months, w.literal(12)), "INT")
    month = exp.Add(this=_function("mod", months.copy(), w.literal(12)), expression=w.literal(1))
    return _function("make_date", year, month, w.literal(1))


def _month_end(writer: Writer, scalar: Scalar) -> Expression:
    """The last day of the month that begins on a day."""
    month = exp.Interval(this=exp.Literal(this="1", is_string=True), unit=exp.Var(this="MONTH"))
    following = w.cast(exp.Add(this=writer.operands(scalar)[0], expression=month), "DATE")
    return exp.Sub(this=following, expression=w.literal(1))


def _part(called: str) -> Operation:
    def write(writer: Writer, scalar: Scalar) -> Expression:
        return w.cast(exp.Extract(this=exp.Var(this=called), expression=writer.write(scalar.operands[0])), "BIGINT")

    return write


def _text(writer: Writer, scalar: Scalar) -> Expression:
    """A value as text; dates independent of how the session writes them."""
    value = writer.write(scalar.operands[0])
    if scalar.operands[0].type == "date":
        return _function("to_char", value, w.literal("YYYY-MM-DD"))
    return w.cast(value, "TEXT")


#: Every operation and how it is written.
OPERATIONS: Mapping[str, Operation] = {
    **w.COMMON,
    "null": lambda writer, scalar: w.cast(exp.Null(), _typed(scalar.type)),
    "variable": _variable,
    "text": _text,
    "distinct": _distinct,
    "year": _part("YEAR"),
    "month": _part("MONTH"),
    "day_of_month": _part("DAY"),
    "month_start": _month_start,
    "month_end": _month_end,
    "day_number": lambda writer, scalar: exp.Sub(this=writer.operands(scalar)[0], expression=_epoch()),
    "day": lambda writer, scalar: exp.Add(this=_epoch(), expression=w.cast(writer.write(scalar.operands[0]), "INT")),
    "range": _range,
    "each": _loop,
    "field": _field,
    "element": _element,
    "position": _position,
    "contains": _contains,
    "known": lambda writer, scalar: _function("cardinality", _without_nulls(writer.write(scalar.operands[0]))),
    "length": w.call("cardinality"),
    "sum": _sum,
    "true": lambda writer, scalar: _function(
        "cardinality", _function("array_positions", writer.write(scalar.operands[0]), w.literal(True))
    ),
    "flattened": _flattened,
    "listed": _listed,
    "present": lambda writer, scalar: _without_nulls(_listed(writer, scalar)),
    "incidents": _incidents,
}

#: Kinds of nodes that queries are made of.
NODES: tuple[type[Any], ...] = (
    *w.COMMON_NODES, exp.Any, exp.ArrayAgg, exp.Collate, exp.DataTypeParam, exp.Distinct, exp.Extract, exp.Filter, exp.Interval,
    exp.Offset, exp.Order, exp.Ordered, exp.Slice, exp.Subquery, exp.Sum, exp.Unnest, exp.Var,
)  # fmt: skip

POSTGRES = Dialect(
    name="postgres",
    title="PostgreSQL",
    functions=FUNCTIONS,
    nodes=NODES,
    operations=OPERATIONS,
    wide=exp.DataType(
        this=exp.DataType.Type.DECIMAL,
        expressions=[exp.DataTypeParam(this=w.literal(38)), exp.DataTypeParam(this=w.literal(0))],
        nested=False,
    ),
    column=_column,
    column_type=column_type,
    source=_source,
    layer=_layer,
    days=w.days_in_order,
    calendar=lambda table, select: w.create(table, select, "VIEW", temporary=True),
    longest=63,
    entry_type=entry_type,
)
