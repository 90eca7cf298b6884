"""Years: records kept by year, quantifiers, counts and sums. Part of :mod:`engine.columnar`; as the reference has them.

A range whose length is settled (a list of years; from ``申报年度 - 1`` to ``申报年度``) is unrolled; any other is a list of
years that is gone through, every element judged, so that an unknown one is never lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.columnar.checks import kept
from engine.columnar.scalar import Bounds, Pool, Scalar, TooLarge
from engine.columnar.value import Judged, Sites, Unsupported, Value, YearSpan, guarded, joined, plain, settled, told
from engine.core import nodes as n

if TYPE_CHECKING:
    from engine.columnar.translator import Scope, Translator

#: Ranges of settled length that are unrolled.
UNROLLED = 12


class Years(NamedTuple):
    """A range of years: listed one by one, or a list scalar; ``known`` (never null) tells whether it is known."""

    listed: tuple[Scalar, ...] | None
    list: Scalar | None
    most: int
    bounds: tuple[int, int]
    known: Scalar
    sites: Sites


# ---- ranges -----------------------------------------------------------------------------------------------------


def years(translator: Translator, node: n.Node, scope: Scope) -> Years:
    """The years of a range."""
    pool = translator.pool
    match node:
        case n.YearList(nodes):
            values = [translator.single(year, scope) for year in nodes]
            listed = tuple(dict.fromkeys(settled(pool, value) for value in values))
            return _listed(pool, listed, joined(*(value.sites for value in values)))
        case n.YearInterval(first_node, last_node):
            first, last = translator.single(first_node, scope), translator.single(last_node, scope)
            return _between(pool, settled(pool, first), settled(pool, last), joined(first.sites, last.sites))
        case _:
            span = translator.value(node, scope)
            if not isinstance(span, YearSpan):
                raise translator.unsupported(type(node).__name__)
            return _between(pool, span.first, span.last, span.sites)


def _listed(pool: Pool, listed: tuple[Scalar, ...], sites: Sites) -> Years:
    known = pool.all_of([pool.is_known(year) for year in listed])
    return Years(listed, None, len(listed), (0, 0), known, sites)


def _between(pool: Pool, first: Scalar, last: Scalar, sites: Sites) -> Years:
    length = _length(first, last)
    if length is not None and 0 < length <= UNROLLED:
        listed = tuple(pool.arithmetic("+", first, pool.constant(index)) for index in range(length))
        return _listed(pool, listed, sites)
    reversed_ = pool.compare(">", first, last)
    sites = joined(sites, told(pool, "reversed_range", reversed_, first, last))
    forward = pool.is_true(pool.compare("<=", first, last))
    bounds = ((first.bounds or (1, 9999))[0], (last.bounds or (1, 9999))[1])
    if forward is pool.false or bounds[0] > bounds[1]:
        return Years((), None, 0, bounds, pool.false, sites)
    span = pool.call("range", "integer[]", first, last, bounds=bounds)
    list = pool.case([(forward, span)], pool.null("integer[]"))
    return Years(None, list, bounds[1] - bounds[0] + 1, bounds, forward, sites)


def _length(first: Scalar, last: Scalar) -> int | None:
    """How many years a range has, where that is settled."""
    (base, offset), (other, more) = _apart(first), _apart(last)
    return more - offset + 1 if base is other else None


def _apart(year: Scalar) -> tuple[Scalar | None, int]:
    """A year as a base and an offset of it."""
    offset = 0
    while year.operation == "arithmetic" and year.value in ("+", "-") and year.operands[1].operation == "constant":
        offset += year.operands[1].value if year.value == "+" else -year.operands[1].value
        year = year.operands[0]
    return (None, year.value) if year.operation == "constant" else (year, offset)


# ---- records ----------------------------------------------------------------------------------------------------


def field(translator: Translator, node: n.Field, scope: Scope) -> Value:
    """``record[year].field``."""
    pool, when = translator.pool, translator.single(node.year, scope)
    year = settled(pool, when)
    fact = translator.relation.facts[node.record]
    about = next(each for each in fact["fields"] if each["id"] == node.field)
    kind, bounds = translator.kind(about), translator.relation.bounds(about)
    found, nowhere = translator.recorded(node.record, year, node.field, kind, bounds)
    missing = translator.missing[node.record, node.field]
    if missing is None:
        return plain(found, when.sites)
    return plain(pool.case([(nowhere, pool.constant(missing))], found), when.sites)


def recorded(pool: Pool, record: str, year: Scalar, field: str, kind: str, bounds: Bounds | None) -> tuple[Scalar, Scalar]:
    """As :meth:`engine.columnar.translator.Translator.recorded`: by the year's position in the list of records."""
    listed = pool.column(record, "record[]")
    entry = pool.variable("_e", "record")
    registered = pool.each(listed, entry, pool.call("field", "integer", entry, value="year", bounds=(1, 9999), known=True))
    position = pool.call("position", "integer", registered, year, bounds=(1, 9999))
    found = pool.call("field", kind, pool.call("element", "record", listed, position), value=field)
    return kept(pool, found, bounds), pool.all_of([pool.is_known(listed), pool.is_known(year), pool.is_null(position)])


# ---- truth ------------------------------------------------------------------------------------------------------


def quantifier(translator: Translator, node: n.Quantifier, scope: Scope) -> Judged:
    """``每个`` or ``存在`` over years."""
    found = years(translator, node.years, scope)
    truth, sites = over(translator, found, node, scope, lambda inside: translator.truth(node.body, inside))
    return Judged(truth, joined(found.sites, sites))


def over(translator: Translator, found: Years, node: n.Quantifier, scope: Scope, judge) -> Judged:  # type: ignore[no-untyped-def]
    """Kleene AND or OR of what ``judge`` makes of the scope inside, for every year; the sites of the bodies."""
    pool = translator.pool
    unknown = pool.null("boolean")
    if found.list is None:
        bodies = [judge(scope.bind(node.variable, plain(year))) for year in found.listed or ()]
        join = pool.all_of if node.every else pool.any_of
        truth = pool.case([(found.known, join([body.truth for body in bodies]))], unknown)
        return Judged(truth, guarded(pool, found.known, joined(*(body.sites for body in bodies))))
    variable = pool.variable(f"_y{scope.loops}", "integer", found.bounds)
    body = judge(scope.bind(node.variable, plain(variable)))
    sites = everywhere(pool, found, variable, body.sites)
    if variable.value not in body.truth.free:
        return Judged(pool.case([(found.known, body.truth)], unknown), sites)
    judged = pool.each(found.list, variable, body.truth)
    return Judged(every(pool, judged) if node.every else some(pool, judged), sites)


def everywhere(pool: Pool, found: Years, variable: Scalar, sites: Sites) -> Sites:
    """The sites of a loop's body, for every year."""
    assert found.list is not None
    made: list[Scalar] = []
    for site in sites:
        if variable.value not in site.free:
            made += guarded(pool, found.known, (site,))
            continue
        texts = pool.each(found.list, variable, site)
        made.append(pool.call("flattened", "text[]", texts) if site.type == "text[]" else texts)
    return tuple(made)


def every(pool: Pool, judged: Scalar) -> Scalar:
    """Kleene AND over a list of truths; unknown where the list is."""
    failed = pool.call("contains", "boolean", judged, pool.false)
    return pool.case([(failed, pool.false), (_all_known(pool, judged), pool.true)], pool.null("boolean"))


def some(pool: Pool, judged: Scalar) -> Scalar:
    """Kleene OR over a list of truths; unknown where the list is."""
    found = pool.call("contains", "boolean", judged, pool.true)
    return pool.case([(found, pool.true), (_all_known(pool, judged), pool.false)], pool.null("boolean"))


def _all_known(pool: Pool, judged: Scalar) -> Scalar:
    known = pool.call("known", "integer", judged, bounds=(0, 2**31))
    return pool.compare("=", known, pool.call("length", "integer", judged, bounds=(0, 2**31)))


# ---- counts and sums --------------------------------------------------------------------------------------------


class Counted(NamedTuple):
    """What one element adds at least and at most."""

    least: Scalar
    most: Scalar
    sites: Sites


def element(
    translator: Translator, condition: n.Node | None, worth: n.Node | None, bounds: tuple[int, int], scope: Scope
) -> Counted:
    """What an element adds to a count or sum, from what is known of its condition and its worth."""
    pool, zero = translator.pool, translator.pool.constant(0)
    truth = Judged(pool.true, ()) if condition is None else translator.truth(condition, scope)
    value = plain(pool.constant(1)) if worth is None else translator.single(worth, scope)
    unknown = pool.is_null(value.low)
    least = pool.case([(unknown, pool.constant(bounds[0]))], value.low)
    most = pool.case([(unknown, pool.constant(bounds[1]))], value.high)
    arms = [(pool.is_false(truth.truth), zero)]
    certain = pool.is_true(truth.truth)
    return Counted(
        pool.case([*arms, (certain, least)], pool.least(zero, least)),
        pool.case([*arms, (certain, most)], pool.greatest(zero, most)),
        joined(truth.sites, value.sites),
    )


def aggregate(translator: Translator, node: n.Aggregate, scope: Scope) -> Value:
    """``计数`` or ``合计`` over years: unknown when the range is."""
    translator.at(node.atom.span)
    pool, found = translator.pool, years(translator, node.years, scope)
    try:
        if found.list is None:
            return _unrolled(translator, node, scope, found)
        variable = pool.variable(f"_y{scope.loops}", "integer", found.bounds)
        inside = scope.bind(node.variable, plain(variable))
        if node.value is None and node.condition is not None:
            return _count(pool, found, variable, translator.truth(node.condition, inside))
        counted = element(translator, node.condition, node.value, node.bounds, inside)
        low, high = (_sum(pool, found, variable, part) for part in (counted.least, counted.most))
    except TooLarge:
        raise Unsupported("E0971", {}, translator.span) from None
    return Value(low, high, None, joined(found.sites, everywhere(pool, found, variable, counted.sites)))


def _count(pool: Pool, found: Years, variable: Scalar, truth: Judged) -> Value:
    """How many of a list of truths are true, and how many are not false: the list itself is made once."""
    assert found.list is not None
    judged, bounds = pool.each(found.list, variable, truth.truth), (0, found.most)
    low = pool.case([(found.known, pool.call("true", "integer", judged, bounds=bounds))], pool.null("integer"))
    known, length = (pool.call(of, "integer", judged, bounds=bounds) for of in ("known", "length"))
    high = pool.arithmetic("+", low, pool.arithmetic("-", length, known))
    return Value(low, high, None, joined(found.sites, everywhere(pool, found, variable, truth.sites)))


def _sum(pool: Pool, found: Years, variable: Scalar, part: Scalar) -> Scalar:
    """The sum of ``part`` over a list of years, which is never empty."""
    assert found.list is not None
    assert part.bounds is not None
    low, high = part.bounds
    bounds = (min(low, low * found.most), max(high, high * found.most))
    return pool.call("sum", "integer", pool.each(found.list, variable, part), bounds=bounds)


def _unrolled(translator: Translator, node: n.Aggregate, scope: Scope, found: Years) -> Value:
    pool, unknown = translator.pool, translator.pool.null("integer")
    listed = found.listed or ()
    counted = [
        element(translator, node.condition, node.value, node.bounds, scope.bind(node.variable, plain(year))) for year in listed
    ]
    lows, highs = [], []
    for index, one in enumerate(counted):
        again = pool.any_of([pool.compare("=", listed[index], earlier) for earlier in listed[:index]])
        lows.append(pool.case([(again, pool.constant(0))], one.least))
        highs.append(pool.case([(again, pool.constant(0))], one.most))
    low = pool.case([(found.known, pool.total(lows))], unknown)
    high = pool.case([(found.known, pool.total(highs))], unknown)
    sites = guarded(pool, found.known, joined(*(one.sites for one in counted)))
    return Value(low, high, None, joined(found.sites, sites))


def tally(translator: Translator, node: n.Tally, scope: Scope) -> Value:
    """``计数`` or ``合计`` over the rows of a table: always known at least in part."""
    translator.at(node.atom.span)
    pool = translator.pool
    try:
        counted = [element(translator, condition, value, node.bounds, scope) for condition, value in node.rows]
        low, high = pool.total([one.least for one in counted]), pool.total([one.most for one in counted])
    except TooLarge:
        raise Unsupported("E0971", {}, translator.span) from None
    return Value(low, high, None, joined(*(one.sites for one in counted)))
