"""Scalars as sqlglot nodes, in the words of DuckDB. Part of :mod:`engine.columnar`.

Every operation has its entry in a table; nothing else can come out, and nothing is made from text. ``NODES`` and
``FUNCTIONS`` are all that queries consist of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from engine.columnar import layers
from engine.columnar.scalar import SMALL, Scalar

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression
else:
    Expression = exp.Expression

#: Functions that have no node of their own.
FUNCTIONS = frozenset(
    {
        "flatten", "len", "list_contains", "list_count", "list_distinct", "list_filter", "list_position", "list_sort",
        "list_sum", "list_transform", "list_unique", "make_date",
    }
)
_COMPARISONS: dict[str, type[exp.Binary]] = {"=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_NARROW = (-(2**31), 2**31 - 1)


def name(text: str) -> exp.Identifier:
    """A quoted name."""
    return exp.Identifier(this=text, quoted=True)


def column(text: str) -> Expression:
    """A column by name."""
    return exp.Column(this=name(text))


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


def cast(value: Expression, type: str) -> Expression:
    """A value as another type; for conversions that cannot fail."""
    return exp.Cast(this=value, to=_type(type))


def _type(type: str) -> exp.DataType:
    return exp.DataType(this=exp.DataType.Type[type], nested=False)


def function(called: str, *operands: Expression) -> Expression:
    """A call of one of :data:`FUNCTIONS`."""
    if called not in FUNCTIONS:
        raise ValueError(called)
    return exp.Anonymous(this=called, expressions=list(operands))


def enclosed(value: Expression) -> Expression:
    """A value in parentheses, where it has parts."""
    return exp.Paren(this=value) if isinstance(value, exp.Binary | exp.Not | exp.Neg | exp.In | exp.Is) else value


class Writer:
    """Writes scalars; ``names`` are those that are columns already."""

    def __init__(self, names: Mapping[Scalar, str]) -> None:
        self.known: dict[Scalar, Callable[[], Expression]] = {
            scalar: (lambda text=text: column(text)) for scalar, text in names.items()  # type: ignore[misc]
        }
        self.fields = 0

    def write(self, scalar: Scalar) -> Expression:
        """A scalar, by its name where it has one."""
        found = self.known.get(scalar)
        return found() if found is not None else self.spelled(scalar)

    def spelled(self, scalar: Scalar) -> Expression:
        """A scalar itself; its operands by their names."""
        return _OPERATIONS[scalar.operation](self, scalar)

    def operands(self, scalar: Scalar) -> list[Expression]:
        """The operands, each fit to stand in an operation."""
        return [enclosed(self.write(operand)) for operand in scalar.operands]

    def loop(self, scalar: Scalar) -> Expression:
        """A list gone through: shared parts of the body stage by stage as fields of structs."""
        values, variable, body = scalar.operands
        element = str(variable.value)
        before = dict(self.known)
        written = self.write(values)
        fields: dict[Scalar, str] = {}
        for stage in layers.stages(body, variable, self.known):
            made = layers.numbered(stage, self.fields)
            self.fields += len(made)
            kept = fields or {variable: f"_v{self.fields}"}
            entries = [(text, self.write(part)) for part, text in kept.items()]
            entries += [(text, self.spelled(part)) for part, text in made.items()]
            written = _transformed(written, element, _struct(entries))
            fields = kept | made
            for part, text in fields.items():
                self.known[part] = lambda text=text: exp.Dot(this=column(element), expression=name(text))  # type: ignore[misc]
        found = _transformed(written, element, self.write(body))
        self.known = before
        return found


def _struct(entries: list[tuple[str, Expression]]) -> Expression:
    return exp.Struct(expressions=[exp.PropertyEQ(this=name(text), expression=value) for text, value in entries])


def _transformed(values: Expression, element: str, body: Expression) -> Expression:
    return function("list_transform", values, exp.Lambda(this=body, expressions=[name(element)], colon=True))


def _chain(kind: type[exp.Binary]) -> Callable[[Writer, Scalar], Expression]:
    def write(writer: Writer, scalar: Scalar) -> Expression:
        first, *rest = writer.operands(scalar)
        for operand in rest:
            first = kind(this=first, expression=operand)
        return first

    return write


def _case(writer: Writer, scalar: Scalar) -> Expression:
    *arms, otherwise = [writer.write(operand) for operand in scalar.operands]
    made = [exp.If(this=arms[index], true=arms[index + 1]) for index in range(0, len(arms), 2)]
    return exp.Case(ifs=made, default=otherwise)


def _compare(writer: Writer, scalar: Scalar) -> Expression:
    left, right = writer.operands(scalar)
    return _COMPARISONS[scalar.value](this=left, expression=right)


def _arithmetic(writer: Writer, scalar: Scalar) -> Expression:
    left, right = writer.operands(scalar)
    low, high = scalar.bounds or SMALL
    if not _NARROW[0] <= low <= high <= _NARROW[1]:
        left = cast(left, "BIGINT" if SMALL[0] <= low <= high <= SMALL[1] else "INT128")
    return _ARITHMETIC[scalar.value](this=left, expression=right)


def _epoch() -> Expression:
    return literal(date(1970, 1, 1))


def _months(writer: Writer, scalar: Scalar) -> Expression:
    """The first day of a month, from twelve times its year and the months before it."""
    months = writer.write(scalar.operands[0])
    year = exp.IntDiv(this=enclosed(months), expression=literal(12))
    month = exp.Add(this=exp.Mod(this=enclosed(months.copy()), expression=literal(12)), expression=literal(1))
    return function("make_date", year, month, literal(1))


def _integer(writer: Writer, scalar: Scalar) -> Expression:
    low, high = scalar.bounds or SMALL
    return cast(writer.write(scalar.operands[0]), "INT" if _NARROW[0] <= low <= high <= _NARROW[1] else "BIGINT")


def _sum(writer: Writer, scalar: Scalar) -> Expression:
    low, high = scalar.bounds or SMALL
    found = function("list_sum", writer.write(scalar.operands[0]))
    return cast(found, "BIGINT") if SMALL[0] <= low <= high <= SMALL[1] else found


def _true(writer: Writer, scalar: Scalar) -> Expression:
    """How many of a list of truths are true."""
    numbers = exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[_type("INT")], nested=True)
    found = function("list_sum", exp.Cast(this=writer.write(scalar.operands[0]), to=numbers))
    return cast(exp.Coalesce(this=found, expressions=[literal(0)]), "BIGINT")


def _incidents(writer: Writer, scalar: Scalar) -> Expression:
    listed, *more = [writer.write(operand) for operand in scalar.operands]
    if more:
        kept = [exp.Coalesce(this=each, expressions=[cast_texts()]) for each in more]
        listed = function("flatten", exp.Array(expressions=[listed, *kept]))
    return function("list_sort", function("list_distinct", listed))


def cast_texts() -> Expression:
    """An empty list of texts."""
    texts = exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[_type("TEXT")], nested=True)
    return exp.Cast(this=exp.Array(expressions=[]), to=texts)


def _listed(writer: Writer, scalar: Scalar) -> Expression:
    return exp.Array(expressions=[writer.write(each) for each in scalar.operands]) if scalar.operands else cast_texts()


def _present(writer: Writer, scalar: Scalar) -> Expression:
    """The texts that are not null, in their order."""
    test = exp.Not(this=exp.Is(this=column("_t"), expression=exp.Null()))
    kept = exp.Lambda(this=test, expressions=[name("_t")], colon=True)
    return function("list_filter", _listed(writer, scalar), kept)


def _flattened(writer: Writer, scalar: Scalar) -> Expression:
    return function("flatten", writer.write(scalar.operands[0]))


def _call(called: str) -> Callable[[Writer, Scalar], Expression]:
    return lambda writer, scalar: function(called, *(writer.write(each) for each in scalar.operands))


def _part(kind: type[exp.Func]) -> Callable[[Writer, Scalar], Expression]:
    return lambda writer, scalar: cast(kind(this=writer.write(scalar.operands[0])), "BIGINT")


#: Every operation and how it is written.
_OPERATIONS: dict[str, Callable[[Writer, Scalar], Expression]] = {
    "constant": lambda writer, scalar: literal(scalar.value),
    "null": lambda writer, scalar: exp.Null(),
    "column": lambda writer, scalar: column(scalar.value),
    "variable": lambda writer, scalar: column(scalar.value),
    "and": _chain(exp.And),
    "or": _chain(exp.Or),
    "not": lambda writer, scalar: exp.Not(this=writer.operands(scalar)[0]),
    "is_null": lambda writer, scalar: exp.Is(this=writer.operands(scalar)[0], expression=exp.Null()),
    "is": lambda writer, scalar: exp.Is(this=writer.operands(scalar)[0], expression=literal(scalar.operands[1].value)),
    "compare": _compare,
    "in": lambda writer, scalar: exp.In(this=writer.operands(scalar)[0], expressions=writer.operands(scalar)[1:]),
    "case": _case,
    "arithmetic": _arithmetic,
    "integer": _integer,
    "kept": lambda writer, scalar: writer.write(scalar.operands[0]),
    "distinct": _call("list_unique"),
    "text": lambda writer, scalar: cast(writer.write(scalar.operands[0]), "TEXT"),
    "concatenated": _chain(exp.DPipe),
    "year": _part(exp.Year),
    "month": _part(exp.Month),
    "day_of_month": _part(exp.Day),
    "month_start": _months,
    "month_end": lambda writer, scalar: exp.LastDay(this=writer.write(scalar.operands[0])),
    "day_number": lambda writer, scalar: exp.Sub(this=writer.operands(scalar)[0], expression=_epoch()),
    "day": lambda writer, scalar: exp.Add(this=_epoch(), expression=cast(writer.write(scalar.operands[0]), "INT")),
    "range": lambda writer, scalar: exp.GenerateSeries(
        start=writer.write(scalar.operands[0]),
        end=exp.Add(this=writer.operands(scalar)[1], expression=literal(1)),
        is_end_exclusive=True,
    ),
    "each": Writer.loop,
    "field": lambda writer, scalar: exp.Dot(this=enclosed(writer.write(scalar.operands[0])), expression=name(scalar.value)),
    "element": lambda writer, scalar: exp.Bracket(
        this=writer.write(scalar.operands[0]), expressions=[writer.write(scalar.operands[1])], offset=1
    ),
    "position": _call("list_position"),
    "contains": _call("list_contains"),
    "known": _call("list_count"),
    "length": _call("len"),
    "sum": _sum,
    "true": _true,
    "flattened": _flattened,
    "listed": _listed,
    "present": _present,
    "incidents": _incidents,
}

#: Kinds of nodes that queries are made of.
NODES: tuple[type[Any], ...] = (
    exp.Identifier, exp.Column, exp.Boolean, exp.Literal, exp.Neg, exp.Null, exp.Cast, exp.DataType, exp.Anonymous, exp.Paren,
    exp.Struct, exp.PropertyEQ, exp.Lambda, exp.Dot, exp.Bracket, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Case, exp.If,
    exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Add, exp.Sub, exp.Mul, exp.IntDiv, exp.Mod, exp.DPipe, exp.Year,
    exp.Month, exp.Day, exp.LastDay, exp.GenerateSeries, exp.Coalesce, exp.Array, exp.Select, exp.From, exp.With, exp.CTE,
    exp.TableAlias, exp.Table, exp.Alias, exp.Star, exp.Join, exp.ArrayAgg, exp.Order, exp.Ordered, exp.Filter, exp.Where,
)  # fmt: skip
