"""Years as bits of one integer: what is asked of a year's record is asked once of every record. Part of :mod:`engine.columnar`.

A statement about the record of one year (``学时合格（年）``) is judged for all records of a row in one pass; the years for which
it is true, or false, are the bits of an integer. Asking it of a year is then a test of one bit, counting it over years the
number of bits between two. What cannot be said like that is looked up record by record, as everywhere else.

The rows must be those of :mod:`engine.columnar.trusted`: a year stands once, and is one of :data:`YEARS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlglot import exp

from engine.columnar.duckdb_sql import DUCKDB
from engine.columnar.layers import reachable
from engine.columnar.program import FIGURE, YEARS
from engine.columnar.rewriting import replaced, settled
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.trusted import RECORDED, REGISTERED
from engine.columnar.writing import Expression, Writer, cast, chain, enclosed, literal
from engine.columnar.year_masks import WHOLE, all_of, but, masks, years_upto

_ENTRY = "_e"
#: Marks a range of years of which some have no bit.
_BEYOND = "beyond"


class _Rests(NamedTuple):
    """What a scalar rests on: records with the year they are asked for, and other leaves."""

    records: frozenset[tuple[Scalar, Scalar]]
    leaves: frozenset[Scalar]


def with_bits(pool: Pool, roots: list[Scalar], known: frozenset[str]) -> list[Scalar]:
    """The same scalars, with years as bits wherever that can be; ``known``: columns without nulls, ``RECORD.FIELD`` too."""
    made = _Bits(pool, known)
    parts = {scalar: made.asked(scalar, *where) for scalar, where in _chosen(roots).items()}
    found = replaced(pool, roots, parts, made.rule)
    if any(scalar.operation in (RECORDED, REGISTERED) for scalar in reachable(found)):  # in years that rest on records themselves
        return with_bits(pool, found, known)
    return found


def _chosen(roots: list[Scalar]) -> dict[Scalar, tuple[Scalar, Scalar]]:
    """The largest statements that are about a single year's record, with that record and year."""
    years = {scalar.operands[1] for scalar in reachable(roots) if scalar.operation in (RECORDED, REGISTERED)}
    rests: dict[Scalar, _Rests] = {}
    for scalar in reachable(roots):
        if scalar in years or (not scalar.operands and not scalar.is_constant):
            rests[scalar] = _Rests(frozenset(), frozenset((scalar,)))
        elif scalar.operation in (RECORDED, REGISTERED):
            rests[scalar] = _Rests(frozenset(((scalar.operands[0], scalar.operands[1]),)), frozenset())
        else:
            below = [rests[operand] for operand in scalar.operands]
            rests[scalar] = _Rests(
                frozenset().union(*(each.records for each in below)), frozenset().union(*(each.leaves for each in below))
            )
    found: dict[Scalar, tuple[Scalar, Scalar]] = {}
    waiting, met = list(roots), set(roots)
    while waiting:
        scalar = waiting.pop()
        records, leaves = rests[scalar]
        if scalar.type == "boolean" and len(records) == 1:
            (place,) = records
            if leaves <= set(place):
                found[scalar] = place
                continue
        fresh = [operand for operand in scalar.operands if operand not in met]
        met.update(fresh)
        waiting += fresh
    return found


class _Bits:
    """Makes the scalars."""

    def __init__(self, pool: Pool, known: frozenset[str]) -> None:
        self.pool = pool
        self.without_null = known
        self.entry = pool.variable(_ENTRY, "record")
        self.year = pool.call("field", "integer", self.entry, value="year", bounds=YEARS, known=True)

    def asked(self, statement: Scalar, record: Scalar, year: Scalar) -> Scalar:
        """``statement``, which is about the record of ``year`` alone."""
        pool, true, false = self.pool, self.pool.true, self.pool.false
        present = self._of_an_entry(statement, record, year)
        absent = self._without(statement, record, year, pool.false)
        yes = self._bits(record, pool.is_true(present))
        if present.known:
            told = self._bit(yes, year)
            if absent is not false:
                told = pool.case([(self._bit(self._bits(record, true), year), told)], absent)
        elif absent.operation == "null":
            no = self._bits(record, pool.is_false(present))
            told = pool.case([(self._bit(yes, year), true), (self._bit(no, year), false)], pool.null("boolean"))
        else:
            open_ = self._bits(record, pool.is_null(present))
            told = pool.case([(self._bit(yes, year), true), (self._bit(open_, year), pool.null("boolean"))], false)
            if absent is not false:
                told = pool.case([(self._bit(self._bits(record, true), year), told)], absent)
        arms = []
        if not record.known:
            arms.append((pool.is_null(record), self._without(statement, record, year, pool.true)))
        if not year.known:
            (unasked,) = replaced(pool, [statement], self._nothing(statement, record, year) | {year: pool.null("integer")})
            arms.append((pool.is_null(year), unasked))
        return pool.case(arms, told)

    def _of_an_entry(self, statement: Scalar, record: Scalar, year: Scalar) -> Scalar:
        """``statement`` of an entry of the record, whichever its year."""
        pool = self.pool
        parts = {year: self.year, pool.is_null(record): pool.false}
        for part in reachable([statement]):
            if part.operation == REGISTERED and part.operands[1] is year:
                parts[part] = pool.true
            elif part.operation == RECORDED and part.operands[1] is year:
                known = f"{record.value}.{part.value}" in self.without_null
                parts[part] = pool.call("field", part.type, self.entry, value=part.value, bounds=part.bounds, known=known)
        return settled(pool, replaced(pool, [statement], parts)[0])

    def _without(self, statement: Scalar, record: Scalar, year: Scalar, unknown: Scalar) -> Scalar:
        """``statement`` where there is no record of the year, or (``unknown``) nothing is known of any."""
        parts = self._nothing(statement, record, year)
        if not record.known:
            parts[self.pool.is_null(record)] = unknown
        return settled(self.pool, replaced(self.pool, [statement], parts)[0])

    def _nothing(self, statement: Scalar, record: Scalar, year: Scalar) -> dict[Scalar, Scalar]:
        pool, parts = self.pool, {}
        for part in reachable([statement]):
            if part.operation == REGISTERED and part.operands == (record, year):
                parts[part] = pool.false
            elif part.operation == RECORDED and part.operands == (record, year):
                parts[part] = pool.null(part.type)
        return parts

    def _bits(self, record: Scalar, judged: Scalar) -> Scalar:
        """The years of the entries of which ``judged`` (never null) is true."""
        if judged is self.pool.false:
            return self.pool.constant(0)
        bound = frozenset((_ENTRY,))
        return self.pool.make(
            "bits", "integer", record, self.entry, judged, self.year, known=True, bounds=(0, 2**WHOLE), without=bound
        )

    def _bit(self, bits: Scalar, year: Scalar) -> Scalar:
        if bits.is_constant:
            return self.pool.false
        return self.pool.make("bit", "boolean", bits, year, known=True)

    # ---- what loops make of them ------------------------------------------------------------------------------------

    def rule(self, scalar: Scalar) -> Scalar:
        """Counts over years as counts of bits; what is left of records looked up by position."""
        pool = self.pool
        if scalar.operation == RECORDED:
            position = self._position(*scalar.operands)
            element = pool.call("element", "record", scalar.operands[0], position)
            return pool.call("field", scalar.type, element, value=scalar.value, bounds=scalar.bounds)
        if scalar.operation == REGISTERED:
            found = pool.is_known(self._position(*scalar.operands))
            either = pool.all_of([pool.is_known(each) for each in scalar.operands])
            return found if scalar.known else pool.case([(either, found)], pool.null("boolean"))
        if scalar.operation in ("true", "known", "length", "contains") and scalar.operands[0].operation == "each":
            return self._counted(scalar)
        return scalar

    def _position(self, record: Scalar, year: Scalar) -> Scalar:
        pool = self.pool
        return pool.call("position", "integer", pool.each(record, self.entry, self.year), year, bounds=(1, 9999))

    def _counted(self, scalar: Scalar) -> Scalar:
        """A count over a list of truths of years."""
        listed, variable, body = scalar.operands[0].operands
        forward, span = self.pool.true, listed
        if listed.operation == "case" and len(listed.operands) == 3 and listed.operands[2].operation == "null":
            forward, span = listed.operands[0], listed.operands[1]
        if span.operation != "range" or span.value == _BEYOND:
            return scalar
        pool, (first, last) = self.pool, span.operands
        parts = _truths(body, variable)
        if parts is not None:
            return pool.case([(forward, self._among(scalar, first, last, *parts))], pool.null(scalar.type))
        asked = masks(pool, body, variable)
        if asked is None:
            return scalar
        ends = (pool.compare(">=", first, pool.constant(YEARS[0])), pool.compare("<=", last, pool.constant(YEARS[1])))
        inside = pool.all_of([forward, *map(pool.is_true, ends)])
        beyond = pool.call("range", span.type, first, last, value=_BEYOND, bounds=span.bounds)
        rest = pool.case([(pool.all_of([forward, pool.negation(inside)]), beyond)], pool.null(span.type))
        others = pool.call(
            scalar.operation, scalar.type, pool.each(rest, variable, body), *scalar.operands[1:], bounds=scalar.bounds
        )
        return pool.case([(inside, self._among(scalar, first, last, *asked, None))], others)

    def _among(self, scalar: Scalar, first: Scalar, last: Scalar, yes: Scalar, no: Scalar | None, open_: Scalar | None) -> Scalar:
        """The count, of years from ``first`` to ``last``, whose bits are these."""
        pool = self.pool
        before = pool.arithmetic("-", first, pool.constant(1))

        span = but(pool, years_upto(pool, last), years_upto(pool, before))

        def among(bits: Scalar) -> Scalar:
            return pool.call("bit_count", "integer", all_of(pool, [bits, span]), known=span.known, bounds=(0, WHOLE))

        length = pool.arithmetic("-", last, before)
        known = length
        if open_ is not None:
            known = pool.arithmetic("-", length, among(open_))
        elif no is not None:
            known = pool.arithmetic("+", among(yes), among(no))
        match scalar.operation:
            case "true":
                return among(yes)
            case "known":
                return known
            case "length":
                return length
            case _:
                false = pool.arithmetic("-", known, among(yes)) if no is None else among(no)
                return pool.compare(">", among(yes) if scalar.operands[1] is pool.true else false, pool.constant(0))


def _truths(body: Scalar, variable: Scalar) -> tuple[Scalar, Scalar | None, Scalar | None] | None:
    """The bits of the years for which a loop's body is true; false, where others are open; open, where others are false."""
    if _asks(body, variable):
        return body.operands[0], None, None
    if body.operation == "case" and len(body.operands) == 5 and all(_asks(each, variable) for each in body.operands[:4:2]):
        yes, first, other, second, otherwise = body.operands
        said = (first.value, first.operation, second.value, second.operation, otherwise.value, otherwise.operation)
        if said == (True, "constant", False, "constant", None, "null"):
            return yes.operands[0], other.operands[0], None
        if said == (True, "constant", None, "null", False, "constant"):
            return yes.operands[0], None, other.operands[0]
    return None


def _asks(scalar: Scalar, variable: Scalar) -> bool:
    return scalar.operation == "bit" and scalar.operands[1] is variable


# ---- as SQL -------------------------------------------------------------------------------------------------------------


def _since(year: Expression) -> Expression:
    return enclosed(exp.Sub(this=enclosed(year), expression=literal(YEARS[0])))


def _bits_sql(writer: Writer, scalar: Scalar) -> Expression:
    record, variable, judged, year = scalar.operands
    truth = cast(writer.write(judged), "BIGINT")
    shifted = exp.BitwiseLeftShift(this=truth, expression=_since(writer.write(year)))
    body = exp.Lambda(this=shifted, expressions=[exp.Identifier(this=str(variable.value), quoted=True)], colon=True)
    joined = writer.function("list_bit_or", writer.function("list_transform", writer.write(record), body))
    return exp.Coalesce(this=joined, expressions=[literal(0)])


def _bit_sql(writer: Writer, scalar: Scalar) -> Expression:
    bits, year = writer.operands(scalar)
    # a shift by less than none or by more than there are gives 0: other years have no bit
    moved = exp.Paren(this=exp.BitwiseRightShift(this=bits, expression=_since(year)))
    return exp.EQ(this=exp.Paren(this=exp.BitwiseAnd(this=moved, expression=literal(1))), expression=literal(1))


def _bit_count_sql(writer: Writer, scalar: Scalar) -> Expression:
    return cast(writer.function("bit_count", *(writer.write(operand) for operand in scalar.operands)), "INT")


def _years_upto_sql(writer: Writer, scalar: Scalar) -> Expression:
    """The bits of all years up to one."""
    (year,) = writer.operands(scalar)
    number: Expression = exp.Add(this=_since(year), expression=literal(1))
    number = writer.function("greatest", literal(0), writer.function("least", literal(WHOLE), number))
    ones = exp.Paren(this=exp.BitwiseLeftShift(this=cast(literal(1), "BIGINT"), expression=number))
    return exp.Sub(this=ones, expression=literal(1))


def _year_bit_sql(writer: Writer, scalar: Scalar) -> Expression:
    """The bit of a year; of one that has none the bit beyond all years."""
    year = enclosed(writer.write(scalar.operands[0]))
    ends = [exp.GTE(this=year, expression=literal(YEARS[0])), exp.LTE(this=year.copy(), expression=literal(YEARS[1]))]
    inside = exp.If(this=exp.And(this=ends[0], expression=ends[1]), true=_since(year.copy()))
    return exp.BitwiseLeftShift(this=cast(literal(1), "BIGINT"), expression=exp.Case(ifs=[inside], default=literal(WHOLE)))


def _some_bits_sql(writer: Writer, scalar: Scalar) -> Expression:
    return exp.Coalesce(this=writer.function("list_bit_or", writer.write(scalar.operands[0])), expressions=[literal(0)])


def _weight_sql(writer: Writer, scalar: Scalar) -> Expression:
    truth = cast(writer.write(scalar.operands[0]), "INT")
    return truth if scalar.value == 1 else exp.Mul(this=truth, expression=literal(scalar.value))


def _moved_sql(writer: Writer, scalar: Scalar) -> Expression:
    mask, by = scalar.value
    (lane,) = writer.operands(scalar)
    some = enclosed(exp.BitwiseAnd(this=lane, expression=literal(mask)))
    kind = exp.BitwiseLeftShift if by > 0 else exp.BitwiseRightShift
    return some if by == 0 else exp.Paren(this=kind(this=some, expression=literal(abs(by))))


def _any_bit_sql(writer: Writer, scalar: Scalar) -> Expression:
    (lane,) = writer.operands(scalar)
    return exp.NEQ(this=enclosed(exp.BitwiseAnd(this=lane, expression=literal(scalar.value))), expression=literal(0))


def _all_bits_sql(writer: Writer, scalar: Scalar) -> Expression:
    (lane,) = writer.operands(scalar)
    some = enclosed(exp.BitwiseAnd(this=lane, expression=literal(scalar.value)))
    return exp.EQ(this=some, expression=literal(scalar.value))


def _but_sql(writer: Writer, scalar: Scalar) -> Expression:
    first, second = writer.operands(scalar)
    return exp.BitwiseAnd(this=first, expression=enclosed(exp.BitwiseNot(this=second)))


def _unless_sql(writer: Writer, scalar: Scalar) -> Expression:
    """All ones where the statement is true, else the bits of the value."""
    truth = exp.Neg(this=cast(writer.write(scalar.operands[0]), "BIGINT"))
    return exp.BitwiseOr(this=truth, expression=literal(scalar.value))


def _figure_sql(writer: Writer, scalar: Scalar) -> Expression:
    return writer.function("getvariable", literal(FIGURE))


_OPERATIONS: dict[str, Callable[[Writer, Scalar], Expression]] = {
    "bits": _bits_sql, "bit": _bit_sql, "bit_count": _bit_count_sql, "years_upto": _years_upto_sql, "weight": _weight_sql,
    "figure": _figure_sql, "bit_and": chain(exp.BitwiseAnd), "bit_or": chain(exp.BitwiseOr), "but": _but_sql,
    "unless": _unless_sql, "any_bit": _any_bit_sql, "all_bits": _all_bits_sql, "moved": _moved_sql,
    "year_bit": _year_bit_sql, "some_bits": _some_bits_sql,
}  # fmt: skip
#: DuckDB with these operations.
DIALECT = DUCKDB._replace(
    functions=DUCKDB.functions | {"list_bit_or", "bit_count", "greatest", "least", "getvariable"},
    operations={**DUCKDB.operations, **_OPERATIONS},
    nodes=(*DUCKDB.nodes, exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseNot),
)
