"""Years as bits of one integer, in the words of Spark SQL. Part of :mod:`engine.columnar`; beside :mod:`~engine.columnar.bits`.

Spark takes the count of a shift modulo 64, so counts are brought to where there are bits: bit 62 is that of no year.
"""

from __future__ import annotations

from sqlglot import exp

from engine.columnar import writing as w
from engine.columnar.program import YEARS
from engine.columnar.scalar import Scalar
from engine.columnar.spark_sql import SPARK
from engine.columnar.writing import Expression, Operation, Writer

_WHOLE = YEARS[1] - YEARS[0] + 1


def _since(year: Expression) -> Expression:
    """The bit of a year, if it has one."""
    return exp.Sub(this=w.enclosed(w.cast(year, "BIGINT")), expression=w.literal(YEARS[0]))


def _count(writer: Writer, number: Expression) -> Expression:
    """A number as the count of a shift, from 0 to 62."""
    inside = writer.function("greatest", w.literal(0), writer.function("least", w.literal(_WHOLE), number))
    return w.cast(inside, "INT")


def _bits(writer: Writer, scalar: Scalar) -> Expression:
    record, variable, judged, year = scalar.operands
    truth = w.cast(writer.write(judged), "BIGINT")
    shifted = writer.function("shiftleft", truth, _count(writer, _since(writer.write(year))))
    either = exp.BitwiseOr(this=w.column("_a"), expression=shifted)
    body = exp.Lambda(this=either, expressions=[w.name("_a"), w.name(str(variable.value))])
    joined = writer.function("aggregate", writer.write(record), w.cast(w.literal(0), "BIGINT"), body)
    return exp.Coalesce(this=joined, expressions=[w.cast(w.literal(0), "BIGINT")])


def _bit(writer: Writer, scalar: Scalar) -> Expression:
    bits, year = (writer.write(each) for each in scalar.operands)
    moved = writer.function("shiftright", w.cast(bits, "BIGINT"), _count(writer, _since(year)))
    one = exp.EQ(this=exp.Paren(this=exp.BitwiseAnd(this=moved, expression=w.literal(1))), expression=w.literal(1))
    return exp.Paren(this=exp.And(this=exp.GTE(this=w.enclosed(year.copy()), expression=w.literal(YEARS[0])), expression=one))


def _bit_count(writer: Writer, scalar: Scalar) -> Expression:
    return writer.function("bit_count", w.cast(writer.write(scalar.operands[0]), "BIGINT"))


def _years_upto(writer: Writer, scalar: Scalar) -> Expression:
    """The bits of all years up to one."""
    number = exp.Add(this=_since(writer.write(scalar.operands[0])), expression=w.literal(1))
    ones = writer.function("shiftleft", w.cast(w.literal(1), "BIGINT"), _count(writer, number))
    return exp.Sub(this=ones, expression=w.literal(1))


def _joined(kind: type[exp.Binary]) -> Operation:
    """Bits of whole numbers joined, each as a ``BIGINT``."""

    def write(writer: Writer, scalar: Scalar) -> Expression:
        first, *rest = (w.cast(writer.write(operand), "BIGINT") for operand in scalar.operands)
        for operand in rest:
            first = kind(this=first, expression=operand)
        return first

    return write


def _but(writer: Writer, scalar: Scalar) -> Expression:
    first, second = (w.cast(writer.write(operand), "BIGINT") for operand in scalar.operands)
    return exp.BitwiseAnd(this=first, expression=exp.BitwiseNot(this=second))


def _weight(writer: Writer, scalar: Scalar) -> Expression:
    truth = w.cast(writer.write(scalar.operands[0]), "INT")
    return truth if scalar.value == 1 else exp.Mul(this=truth, expression=w.literal(scalar.value))


_OPERATIONS: dict[str, Operation] = {
    "bits": _bits, "bit": _bit, "bit_count": _bit_count, "years_upto": _years_upto, "weight": _weight,
    "bit_and": _joined(exp.BitwiseAnd), "bit_or": _joined(exp.BitwiseOr), "but": _but,
}  # fmt: skip
#: Spark SQL with these operations.
DIALECT = SPARK._replace(
    functions=SPARK.functions | {"bit_count", "greatest", "least", "shiftleft", "shiftright"},
    operations={**SPARK.operations, **_OPERATIONS},
    nodes=(*SPARK.nodes, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseNot),
)
