"""Base values with exceptions. Part of :mod:`engine.columnar`; the meaning is that of :mod:`engine.evaluate.choice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.columnar.scalar import Pool, Scalar
from engine.columnar.value import Judged, Sites, Value, YearSpan, guarded, joined, told
from engine.core import nodes as n

if TYPE_CHECKING:
    from engine.columnar.translator import Scope, Translator

Chosen = Value | YearSpan


def choose(translator: Translator, node: n.Choice, scope: Scope) -> Chosen:
    """What holds among a base and its exceptions: live are those not false, and the base unless one is true."""
    pool = translator.pool
    conditions = [translator.truth(each.condition, scope) for each in node.alternatives]
    values = [_value(translator, each.value, node.boolean, scope) for each in node.alternatives]
    base = _value(translator, node.base, node.boolean, scope)
    translator.at(node.atom.span)
    if len({isinstance(each, YearSpan) for each in (*values, base)}) > 1:
        raise translator.unsupported("Choice")
    live = [pool.may_be_true(condition.truth) for condition in conditions]
    certain = pool.any_of([pool.is_true(condition.truth) for condition in conditions])
    live.append(pool.negation(certain))
    sites = joined(
        *(condition.sites for condition in conditions),
        *(guarded(pool, alive, value.sites) for alive, value in zip(live, (*values, base), strict=True)),
        _clashes(pool, node, conditions, values),
    )
    low, high = _chosen(pool, conditions, live, [*values, base])
    if isinstance(base, YearSpan):
        return YearSpan(low, high, sites)
    return Value(low, high, None, sites)


def _value(translator: Translator, node: n.Node, boolean: bool, scope: Scope) -> Chosen:
    if boolean:
        truth, sites = translator.truth(node, scope)
        return Value(truth, truth, None, sites)
    found = translator.value(node, scope)
    if not isinstance(found, Value | YearSpan) or (isinstance(found, Value) and found.inapplicable is not None):
        raise translator.unsupported("Choice")
    return found


def _parts(value: Chosen) -> tuple[Scalar, Scalar]:
    return (value.first, value.last) if isinstance(value, YearSpan) else (value.low, value.high)


def _is_interval(value: Chosen) -> bool:
    return isinstance(value, Value) and not value.is_plain


def _chosen(pool: Pool, conditions: list[Judged], live: list[Scalar], values: list[Chosen]) -> tuple[Scalar, Scalar]:
    """Both parts of what holds: the only live value, or the one on which all live values agree."""
    firsts, seconds = zip(*map(_parts, values), strict=True)
    if len(conditions) == 1 and conditions[0].truth.known:  # nothing open: the exception where it holds, else the base
        arms = [[(conditions[0].truth, part[0])] for part in (firsts, seconds)]
        return pool.case(arms[0], firsts[1]), pool.case(arms[1], seconds[1])
    low = pool.case(list(zip(live, firsts, strict=True))[:-1], firsts[-1])
    same = all(first is second for first, second in zip(firsts, seconds, strict=True))
    high = low if same else pool.case(list(zip(live, seconds, strict=True))[:-1], seconds[-1])
    agreed = []
    for alive, value in zip(live, values, strict=True):
        equal = [pool.compare("=", part, picked) for part, picked in zip(_parts(value), (low, high), strict=True)]
        if any(map(_is_interval, values)):
            equal += [pool.compare("=", *_parts(value)), pool.compare("=", low, high)]
        agreed.append(pool.any_of([pool.negation(alive), pool.is_true(pool.all_of(equal))]))
    decided = pool.all_of(agreed)
    if any(map(_is_interval, values)):
        alone = [
            pool.all_of([alive, *(pool.negation(other) for at, other in enumerate(live) if at != index)])
            for index, alive in enumerate(live)
        ]
        decided = pool.any_of([decided, *alone])
    settled = pool.case([(decided, low)], pool.null(low.type))
    return settled, settled if same else pool.case([(decided, high)], pool.null(high.type))


def _clashes(pool: Pool, node: n.Choice, conditions: list[Judged], values: list[Chosen]) -> Sites:
    """Every two true exceptions with different known values."""
    named = sorted(zip((each.name for each in node.alternatives), conditions, values, strict=True), key=lambda one: one[0])
    found: list[Scalar] = []
    for index, (first, condition, value) in enumerate(named):
        for second, other_condition, other in named[index + 1 :]:
            if _parts(value) == _parts(other) and not _is_interval(value):
                continue
            apart = [pool.compare("!=", one, another) for one, another in zip(_parts(value), _parts(other), strict=True)]
            both = [pool.is_true(condition.truth), pool.is_true(other_condition.truth), pool.is_true(pool.any_of(apart))]
            both += [
                pool.is_true(pool.compare("=", each.low, each.high))
                for each in (value, other)
                if isinstance(each, Value) and not each.is_plain
            ]
            names = (node.name, first, second)
            found += told(pool, "clash", pool.all_of(both), *map(pool.constant, names))
    return tuple(found)
