"""What is in force on a day: parameters and the attributes of rows, whose values are dated lists. Part of :mod:`engine.columnar`.

The day is the reference date, or of a parameter asked for a year the end of that year; as :mod:`engine.evaluate.reference`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.columnar import times
from engine.columnar.scalar import Scalar
from engine.columnar.value import Group, Sites, Value, plain
from engine.core import nodes as n
from engine.evaluate.operators import row_attributes
from engine.values import NOT_APPLICABLE

if TYPE_CHECKING:
    from engine.columnar.translator import Scope, Translator

#: Values with the days from which they are in force; the first without a day holds from the beginning.
Dated = Sequence[tuple[date | None, Any]]


def attribute(of: Translator, name: str, scope: Scope) -> Value:
    """An attribute of the row asked about, as it stands on the reference date."""
    assert scope.row is not None
    pool = of.pool
    given: Any = dict(scope.row.attributes)[name]
    entries: list[tuple[date | None, Any]] = [
        (start, row_attributes(((name, value),), of.bindings.row_years)[name])
        for start, value in (given if isinstance(given, tuple) else ((None, given),))
    ]
    known = next((value for _, value in entries if value is not NOT_APPLICABLE), None)
    type = "text" if known is None else pool.constant(known).type
    low = _in_force(of, entries, lambda value: of.or_null(None if value is NOT_APPLICABLE else value, type))
    if all(value is not NOT_APPLICABLE for _, value in entries):
        return plain(low)
    none = _in_force(of, entries, lambda value: pool.constant(value is NOT_APPLICABLE))
    return Value(low, low, pool.is_true(none), ())


def parameter(of: Translator, name: str, node: n.Node | None, scope: Scope) -> Value | Group:
    """A parameter on the reference date, or at the end of a year."""
    entries = of.bindings.parameters[name]
    year: Scalar | None = None
    sites: Sites = ()
    if node is not None:
        year, sites = times.year_end(of, of.single(node, scope))
    if any(isinstance(value, frozenset) for _, value in entries):
        return Group(_groups(of, entries, year), sites)
    known = next((value for _, value in entries if value is not None), None)
    type = of.or_null(known, "text").type
    return plain(_in_force(of, entries, lambda value: of.or_null(value, type), year), sites)


def _groups(of: Translator, entries: Dated, year: Scalar | None) -> tuple[tuple[Scalar, frozenset | None], ...]:
    pool = of.pool
    numbered = [(start, index) for index, (start, _) in enumerate(entries)]
    index = _in_force(of, numbered, pool.constant, year)
    return tuple((pool.compare("=", index, pool.constant(at)), value) for at, (_, value) in enumerate(entries))


def _in_force(of: Translator, entries: Dated, made: Callable[[Any], Scalar], year: Scalar | None = None) -> Scalar:
    """The entry in force on the reference date, or at the end of ``year``; the first holds from the beginning."""
    pool = of.pool
    if len(entries) == 1 and entries[0][0] is None:
        return made(entries[0][1])
    arms = []
    for start, value in reversed(entries):
        if start is None:
            arms.append((pool.is_known(of.on if year is None else year), made(value)))
        elif year is None:
            arms.append((pool.compare(">=", of.on, pool.constant(start)), made(value)))
        else:
            arms.append((pool.compare(">=", year, pool.constant(start.year)), made(value)))
    return pool.case(arms, pool.null(made(entries[0][1]).type))
