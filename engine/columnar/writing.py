"""Scalars as sqlglot nodes: what all databases have in common, and what a dialect must say. Part of :mod:`engine.columnar`.

Every operation has its entry in a dialect's table; nothing else can come out, and nothing is made from text. A dialect
(:mod:`~engine.columnar.duckdb_sql`, :mod:`~engine.columnar.spark_sql`, :mod:`~engine.columnar.postgres_sql`) lists all the
kinds of nodes and all the functions that its queries consist of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlglot import exp

from engine.columnar import layers
from engine.columnar.relation import DAYS, Column
from engine.columnar.scalar import SMALL, Scalar

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression
else:
    Expression = exp.Expression

NARROW = (-(2**31), 2**31 - 1)
_COMPARISONS: dict[str, type[exp.Binary]] = {"=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


class Dialect(NamedTuple):
    """A database: its name (also sqlglot's) and title, what its queries consist of, and the parts that differ.

    ``wide``: the type of integers beyond 64 bits; ``source``: a table or layer that a query reads; ``layer``: makes a query a
    layer whose columns are computed once; ``days``: the calendar table as lists, in one row; ``calendar``: the statement that
    makes the calendar table of a query over its rows; ``longest``: bytes of a column's name, where there is a limit;
    ``entry_type``: the statement that makes the type of a list's entries, where such a type must have a name.
    """

    name: str
    title: str
    functions: frozenset[str]
    nodes: tuple[type[Any], ...]
    operations: Mapping[str, Operation]
    wide: exp.DataType
    column: Callable[[str], Expression]
    column_type: Callable[[Column], str]
    source: Callable[[str], exp.Table]
    layer: Callable[[exp.Select], exp.Select]
    days: Callable[[], exp.Select]
    calendar: Callable[[str, exp.Select], exp.Create]
    longest: int | None = None
    entry_type: Callable[[Column], str] | None = None

    def text(self, node: Expression) -> str:
        """A node as text of this database."""
        return node.sql(self.name, pretty=True)


class Writer:
    """Writes scalars for a dialect; ``names`` are those that are columns already."""

    def __init__(self, dialect: Dialect, names: Mapping[Scalar, str]) -> None:
        self.dialect = dialect
        self.known: dict[Scalar, Callable[[], Expression]] = {
            scalar: (lambda text=text: dialect.column(text))  # type: ignore[misc]
            for scalar, text in names.items()
        }
        self.fields = 0

    def write(self, scalar: Scalar) -> Expression:
        """A scalar, by its name where it has one."""
        found = self.known.get(scalar)
        return found() if found is not None else self.spelled(scalar)

    def spelled(self, scalar: Scalar) -> Expression:
        """A scalar itself; its operands by their names."""
        return self.dialect.operations[scalar.operation](self, scalar)

    def operands(self, scalar: Scalar) -> list[Expression]:
        """The operands, each fit to stand in an operation."""
        return [enclosed(self.write(operand)) for operand in scalar.operands]

    def function(self, called: str, *operands: Expression) -> Expression:
        """A call of one of the dialect's functions."""
        return function(self.dialect.functions, called, *operands)


Operation = Callable[[Writer, Scalar], Expression]
#: Makes the list of a list, the name of its element, and what is made of each.
Transform = Callable[[Expression, str, Expression], Expression]


# ---- nodes ------------------------------------------------------------------------------------------------------


def name(text: str) -> exp.Identifier:
    """A quoted name."""
    return exp.Identifier(this=text, quoted=True)


def column(text: str) -> Expression:
    """A column by name."""
    return exp.Column(this=name(text))


def table(text: str) -> exp.Table:
    """A table by name."""
    return exp.Table(this=name(text))


def literal(value: bool | int | str | date) -> Expression:
    """A constant."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int):
        number = exp.Literal(this=str(abs(value)), is_string=False)
        return exp.Neg(this=number) if value < 0 else number
    if isinstance(value, date):
        return cast(exp.Literal(this=value.isoformat(), is_string=True), "DATE")
    return exp.Literal(this=value, is_string=True)


def data_type(type: str) -> exp.DataType:
    """A type without parts."""
    return exp.DataType(this=exp.DataType.Type[type], nested=False)


def array_type(type: str) -> exp.DataType:
    """A list of a type without parts."""
    return exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[data_type(type)], nested=True)


def cast(value: Expression, type: str | exp.DataType) -> Expression:
    """A value as another type; for conversions that cannot fail."""
    return exp.Cast(this=value, to=data_type(type) if isinstance(type, str) else type)


def function(known: frozenset[str], called: str, *operands: Expression) -> Expression:
    """A call of one of the functions ``known``."""
    if called not in known:
        raise ValueError(called)
    return exp.Anonymous(this=called, expressions=list(operands))


def enclosed(value: Expression) -> Expression:
    """A value in parentheses, where it has parts."""
    return exp.Paren(this=value) if isinstance(value, exp.Binary | exp.Not | exp.Neg | exp.In | exp.Is) else value


def joinable(value: Expression) -> Expression:
    """A statement in parentheses, where a connective or ``NOT`` around it would take it apart."""
    return exp.Paren(this=value) if isinstance(value, exp.And | exp.Or) else value


def alias(value: Expression, text: str) -> Expression:
    """A value under a name."""
    return exp.Alias(this=value, alias=name(text))


def select_from(expressions: Iterable[Expression], source: Expression, crossed: Expression | None = None) -> exp.Select:
    """A query over a table, or over two with all pairs of their rows."""
    select = exp.Select(expressions=list(expressions))
    select.set("from_", exp.From(this=source))
    if crossed is not None:
        select.set("joins", [exp.Join(this=crossed, kind="CROSS")])
    return select


def create(table_name: str, select: exp.Select, kind: str, temporary: bool = False) -> exp.Create:
    """The statement that makes a table or view of a query, in the place of one that is there."""
    created = exp.Create(this=table(table_name), kind=kind, replace=True, expression=select)
    if temporary:
        created.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
    return created


def days_in_order() -> exp.Select:
    """The calendar table as lists over its days, in one row, where aggregates take an order."""

    def listed(text: str) -> Expression:
        order = exp.Order(this=column(text), expressions=[exp.Ordered(this=column("day"))])
        return exp.ArrayAgg(this=order)

    only = exp.Filter(this=listed("day"), expression=exp.Where(this=column("working")))
    lists = {"_working_days": only, "_worked": listed("working"), "_days_before": listed("before"), "_runs": listed("run")}
    return select_from([alias(value, text) for text, value in lists.items()], table(DAYS))


# ---- operations -------------------------------------------------------------------------------------------------


def chain(kind: type[exp.Binary]) -> Operation:
    """An operation on operands from left to right."""

    def write(writer: Writer, scalar: Scalar) -> Expression:
        first, *rest = writer.operands(scalar)
        for operand in rest:
            first = kind(this=first, expression=operand)
        return first

    return write


def connective(kind: type[exp.Binary]) -> Operation:
    """Statements joined."""

    def write(writer: Writer, scalar: Scalar) -> Expression:
        first, *rest = [joinable(writer.write(operand)) for operand in scalar.operands]
        for operand in rest:
            first = kind(this=first, expression=operand)
        return first

    return write


def each(struct: Callable[[list[tuple[str, Expression]]], Expression], transformed: Transform) -> Operation:
    """A list gone through by a function of the database: shared parts of the body stage by stage as fields of structs."""

    def write(writer: Writer, scalar: Scalar) -> Expression:
        values, variable, body = scalar.operands
        element = str(variable.value)
        before = dict(writer.known)
        written = writer.write(values)
        fields: dict[Scalar, str] = {}
        for stage in layers.stages(body, variable, writer.known):
            made = layers.numbered(stage, writer.fields)
            writer.fields += len(made)
            kept = fields or {variable: f"_v{writer.fields}"}
            entries = [(text, writer.write(part)) for part, text in kept.items()]
            entries += [(text, writer.spelled(part)) for part, text in made.items()]
            written = transformed(written, element, struct(entries))
            fields = kept | made
            for part, text in fields.items():
                writer.known[part] = lambda text=text: exp.Dot(this=column(element), expression=name(text))  # type: ignore[misc]
        found = transformed(written, element, writer.write(body))
        writer.known = before
        return found

    return write


def call(called: str) -> Operation:
    """A function of all operands."""
    return lambda writer, scalar: writer.function(called, *(writer.write(each) for each in scalar.operands))


def is_narrow(scalar: Scalar) -> bool:
    """Whether an integer fits 32 bits."""
    low, high = scalar.bounds or SMALL
    return NARROW[0] <= low <= high <= NARROW[1]


def integer_type(writer: Writer, scalar: Scalar) -> exp.DataType:
    """The type of an integer beyond 32 bits."""
    low, high = scalar.bounds or SMALL
    return data_type("BIGINT") if SMALL[0] <= low <= high <= SMALL[1] else writer.dialect.wide.copy()


def _case(writer: Writer, scalar: Scalar) -> Expression:
    *arms, otherwise = [writer.write(operand) for operand in scalar.operands]
    made = [exp.If(this=arms[index], true=arms[index + 1]) for index in range(0, len(arms), 2)]
    return exp.Case(ifs=made, default=otherwise)


def _compare(writer: Writer, scalar: Scalar) -> Expression:
    left, right = writer.operands(scalar)
    return _COMPARISONS[scalar.value](this=left, expression=right)


def _arithmetic(writer: Writer, scalar: Scalar) -> Expression:
    left, right = writer.operands(scalar)
    if not is_narrow(scalar):
        left = cast(left, integer_type(writer, scalar))
    return _ARITHMETIC[scalar.value](this=left, expression=right)


def _integer(writer: Writer, scalar: Scalar) -> Expression:
    return cast(writer.write(scalar.operands[0]), "INT" if is_narrow(scalar) else "BIGINT")


def _is(writer: Writer, scalar: Scalar) -> Expression:
    return exp.Is(this=writer.operands(scalar)[0], expression=literal(bool(scalar.operands[1].value)))


#: Operations that every database writes alike.
COMMON: Mapping[str, Operation] = {
    "constant": lambda writer, scalar: literal(scalar.value),
    "column": lambda writer, scalar: writer.dialect.column(scalar.value),
    "and": connective(exp.And),
    "or": connective(exp.Or),
    "not": lambda writer, scalar: exp.Not(this=joinable(writer.write(scalar.operands[0]))),
    "is_null": lambda writer, scalar: exp.Is(this=writer.operands(scalar)[0], expression=exp.Null()),
    "is": _is,
    "compare": _compare,
    "in": lambda writer, scalar: exp.In(this=writer.operands(scalar)[0], expressions=writer.operands(scalar)[1:]),
    "case": _case,
    "arithmetic": _arithmetic,
    "integer": _integer,
    "filled": lambda writer, scalar: exp.Coalesce(this=writer.write(scalar.operands[0]), expressions=[literal(scalar.value)]),
    "kept": lambda writer, scalar: writer.write(scalar.operands[0]),
    "text": lambda writer, scalar: cast(writer.write(scalar.operands[0]), "TEXT"),
    "concatenated": chain(exp.DPipe),
}

#: Kinds of nodes that the queries of every database are made of.
COMMON_NODES: tuple[type[Any], ...] = (
    exp.Identifier, exp.Column, exp.Boolean, exp.Literal, exp.Neg, exp.Null, exp.Cast, exp.DataType, exp.Anonymous, exp.Paren,
    exp.Dot, exp.Bracket, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Case, exp.If,
    exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Add, exp.Sub, exp.Mul, exp.DPipe,
    exp.Coalesce, exp.Array, exp.Select, exp.From, exp.With, exp.CTE,
    exp.TableAlias, exp.Table, exp.Alias, exp.Star, exp.Join, exp.Where,
)  # fmt: skip
