"""Statements and counts over years, as formulas. Part of :mod:`engine.symbolic`.

Years that are listed are few and gone through one by one, whatever they turn out to be. A span of years is gone through over
the window around the policy's year; where it reaches out of the window, what is said of it is left free, but for this: two
statements over the same span hold alike, and one count is no more than another, unless a year exists for which it is otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.core import nodes as n
from engine.symbolic import logic
from engine.symbolic.canonical import of_value
from engine.symbolic.logic import Formula, Term, at_most, below, both, either, implied, negated, unequal
from engine.symbolic.truth import Truth, chosen_truth, known
from engine.symbolic.value import Value, definite, pick

if TYPE_CHECKING:
    from engine.symbolic.encoding import Encoding, Scope

#: Spans with fixed ends that are longer are treated like open ones.
LONGEST = 60


class Years(NamedTuple):
    """The years of a range: ``(year, whether it is one of them)``, each year once. ``within``: whether that is all of them;
    where it is not always so, ``key`` tells the range."""

    elements: tuple[tuple[Term, Formula], ...]
    unknown: Formula
    within: Formula
    key: Any
    incident: Formula


def range_of(encoding: Encoding, node: n.Node, scope: Scope) -> Years:
    """The years of a range."""
    if isinstance(node, n.YearList):
        return _listed([definite(encoding.value(year, scope)) for year in node.years])
    if isinstance(node, n.YearInterval):
        first, last = (definite(encoding.value(end, scope)) for end in (node.first, node.last))
        unknown = either(first.unknown, last.unknown)
        met = either(first.incident, last.incident)
        if not first.parts or not last.parts:
            return Years((), True, True, None, met)
        return _between(encoding, first.parts[0], last.parts[0], unknown, met)
    span = encoding.value(node, scope)
    if not span.parts:
        return Years((), True, True, None, span.incident)
    first, last = span.parts
    return _between(encoding, first, last, span.unknown, span.incident)


def _listed(years: list[Value]) -> Years:
    incident = either(*(year.incident for year in years))
    if any(not year.parts for year in years):
        return Years((), True, True, None, incident)
    terms = [year.parts[0] for year in years]
    first = [both(*(unequal(term, other) for other in terms[:at])) for at, term in enumerate(terms)]
    elements = tuple((term, once) for term, once in zip(terms, first, strict=True) if once is not False)
    return Years(elements, either(*(year.unknown for year in years)), True, None, incident)


def _between(encoding: Encoding, first: Term, last: Term, unknown: Formula, met: Formula) -> Years:
    reversed_ = both(negated(unknown), below(last, first))
    unknown, met = either(unknown, reversed_), either(met, reversed_)
    if isinstance(first, int) and isinstance(last, int) and last - first <= LONGEST:
        return Years(tuple((year, True) for year in range(first, last + 1)), unknown, True, None, met)
    low, high = encoding.variables.window
    elements = tuple((year, both(at_most(first, year), at_most(year, last))) for year in range(low, high + 1))
    within = both(at_most(low, first), at_most(last, high))
    key = of_value(Value("span", False, False, (first, last)))
    return Years(tuple(each for each in elements if each[1] is not False), unknown, within, key, met)


def elements(encoding: Encoding, node: n.Quantifier, scope: Scope) -> list[tuple[Formula, Truth]]:
    """What is said of each year, and whether it is one of them; of a span, of the years in the window."""
    years = range_of(encoding, node.years, scope)
    given = negated(years.unknown)
    said = [encoding.truth(node.body, scope.bind(node.variable, _year(year))) for year, _ in years.elements]
    return [(both(given, inside), each) for (_, inside), each in zip(years.elements, said, strict=True)]


def quantified(encoding: Encoding, node: n.Quantifier, scope: Scope) -> Truth:
    """``每个`` or ``存在`` over years."""
    years = range_of(encoding, node.years, scope)

    def body(year: Term) -> Truth:
        return encoding.truth(node.body, scope.bind(node.variable, _year(year)))

    judged = [(inside, body(year)) for year, inside in years.elements]
    if node.every:
        true = both(*(implied(inside, each.true) for inside, each in judged))
        false = either(*(both(inside, each.false) for inside, each in judged))
    else:
        true = either(*(both(inside, each.true) for inside, each in judged))
        false = both(*(implied(inside, each.false) for inside, each in judged))
    found = Truth(true, false, either(*(both(inside, each.incident) for inside, each in judged)))
    if years.within is not True:
        found = chosen_truth(years.within, found, _open_truth(encoding, node, scope, years.key, body))
    given = negated(years.unknown)
    return Truth(both(given, found.true), both(given, found.false), either(years.incident, both(given, found.incident)))


def aggregated(encoding: Encoding, node: n.Aggregate, scope: Scope) -> Value:
    """``计数`` or ``合计`` over years, as an interval."""
    years = range_of(encoding, node.years, scope)

    def element(year: Term) -> tuple[Truth, Value]:
        return _element(encoding, node.condition, node.value, scope.bind(node.variable, _year(year)))

    found = _total([(inside, *element(year)) for year, inside in years.elements], node.bounds)
    if years.within is not True:
        found = pick(years.within, found, _open_value(encoding, node, scope, years.key, element))
    given = negated(years.unknown)
    return found._replace(
        unknown=either(years.unknown, found.unknown), incident=either(years.incident, both(given, found.incident))
    )


def tallied(encoding: Encoding, node: n.Tally, scope: Scope) -> Value:
    """``计数`` or ``合计`` over the rows of a table."""
    return _total([(True, *_element(encoding, condition, worth, scope)) for condition, worth in node.rows], node.bounds)


def _element(encoding: Encoding, condition: n.Node | None, worth: n.Node | None, scope: Scope) -> tuple[Truth, Value]:
    judged = known(True) if condition is None else encoding.truth(condition, scope)
    return judged, encoding.constant(1) if worth is None else encoding.value(worth, scope)


def _total(elements: list[tuple[Formula, Truth, Value]], bounds: tuple[int, int]) -> Value:
    low: Term = 0
    high: Term = 0
    for inside, judged, worth in elements:
        ends = worth.parts or bounds
        least = logic.chosen(worth.unknown, bounds[0], ends[0], logic.NUMBER)
        greatest = logic.chosen(worth.unknown, bounds[1], ends[1], logic.NUMBER)
        counted, possible = both(inside, judged.true), both(inside, negated(judged.false))
        low += logic.chosen(counted, least, logic.chosen(possible, logic.least(0, least), 0, logic.NUMBER), logic.NUMBER)
        high += logic.chosen(counted, greatest, logic.chosen(possible, logic.most(0, greatest), 0, logic.NUMBER), logic.NUMBER)
    met = either(*(both(inside, either(judged.incident, worth.incident)) for inside, judged, worth in elements))
    return Value("number", False, False, (low, high), met)


def _year(year: Term) -> Value:
    return Value("number", False, False, (year, year))


# ---- out of the window --------------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """Something said of a span that reaches out of the window: the free variables that stand for it, and what each of them
    grows with, asked of one year: formulas for formulas, terms for terms."""

    free: tuple[Term, ...]
    body: Callable[[Term], tuple[Term, ...]]


def _open_truth(encoding: Encoding, node: n.Quantifier, scope: Scope, key: Any, body: Callable[[Term], Truth]) -> Truth:
    free = _free(encoding, (logic.BOOLEAN,) * 3, ("truth", encoding.canonical.key(node, scope), key))
    encoding.variables.always.append(negated(both(free[0], free[1])))
    _compared(encoding, ("every" if node.every else "some", key), Said(free, lambda year: tuple(body(year))))
    return Truth(*free)


def _open_value(
    encoding: Encoding, node: n.Aggregate, scope: Scope, key: Any, element: Callable[[Term], tuple[Truth, Value]]
) -> Value:
    sorts = (logic.NUMBER, logic.NUMBER, logic.BOOLEAN)
    free = _free(encoding, sorts, ("value", encoding.canonical.key(node, scope), key))
    encoding.variables.always.append(at_most(free[0], free[1]))

    def body(year: Term) -> tuple[Term, ...]:
        total = _total([(True, *element(year))], node.bounds)
        return (*total.parts, total.incident)

    _compared(encoding, ("total", key), Said(free, body))
    return Value("number", False, False, free[:2], free[2])


def _free(encoding: Encoding, sorts: tuple[str, ...], key: Any) -> tuple[Term, ...]:
    return tuple(encoding.variables.free(sort, (key, number)) for number, sort in enumerate(sorts))


def _compared(encoding: Encoding, key: Any, said: Said) -> None:
    """Hold what is said of a span against all else that is said of it: the one is no more than the other, unless a year
    exists for which it is."""
    variables = encoding.variables
    others = variables.spans.setdefault(key, [])
    if any(other.free[0].eq(said.free[0]) for other in others):
        return
    for other in others:
        for one, two in ((said, other), (other, said)):
            for at in range(len(one.free)):
                year = variables.free(logic.NUMBER, ("year", one.free[at].get_id(), two.free[at].get_id()))
                left, right = one.body(year)[at], two.body(year)[at]
                within = no_more(one.free[at], two.free[at])
                variables.always.append(either(within, negated(no_more(left, right))))
    others.append(said)


def no_more(left: Term, right: Term) -> Formula:
    """``left`` implies ``right`` for formulas, is no more than it for numbers."""
    if isinstance(left, bool) or isinstance(right, bool) or logic.z3().is_bool(left):
        return implied(left, right)
    return at_most(left, right)
