"""Exceptions: which of a base and its exceptions holds, as formulas. Part of :mod:`engine.symbolic`.

As :mod:`engine.evaluate.choice` has it: live are the values of exceptions whose condition is not false, plus the base unless a
condition is true.
"""

from __future__ import annotations

from itertools import combinations

from engine.symbolic.logic import Formula, both, either, implied, negated
from engine.symbolic.truth import Truth
from engine.symbolic.value import Value, definite, pick, same_known


def choose_truth(base: Truth, candidates: list[tuple[Truth, Truth]]) -> Truth:
    """The statement that holds among a boolean base and its exceptions ``(condition, value)``."""
    live = [(negated(condition.false), held) for condition, held in candidates]
    live.append((_nothing_certain(candidates), base))
    clashes = [
        both(one[0].true, other[0].true, either(both(one[1].true, other[1].false), both(one[1].false, other[1].true)))
        for one, other in combinations(candidates, 2)
    ]
    return Truth(
        both(*(implied(when, held.true) for when, held in live)),
        both(*(implied(when, held.false) for when, held in live)),
        either(*clashes, _met(candidates, live)),
    )


def choose_value(base: Value, candidates: list[tuple[Truth, Value]]) -> Value:
    """The value that holds among a base and its exceptions ``(condition, value)``."""
    live = [(negated(condition.false), held) for condition, held in candidates]
    live.append((_nothing_certain(candidates), base))
    agreed = [
        implied(both(one[0], other[0]), both(_settled(one[1]), _settled(other[1]), same_known(one[1], other[1])))
        for one, other in combinations(live, 2)
    ]
    clashes = [
        both(
            one[0].true, other[0].true, _settled(one[1]), _settled(other[1]),
            negated(same_known(definite(one[1]), definite(other[1]))),
        )
        for one, other in combinations(candidates, 2)
    ]  # fmt: skip
    found = live[-1][1]
    for when, held in reversed(live[:-1]):
        found = pick(when, held, found)
    unknown = either(found.unknown, negated(both(*agreed)))
    inapplicable = both(found.inapplicable, negated(unknown))
    return found._replace(unknown=unknown, inapplicable=inapplicable, incident=either(*clashes, _met(candidates, live)))


def _nothing_certain(candidates: list) -> Formula:
    return both(*(negated(condition.true) for condition, _ in candidates))


def _met(candidates: list, live: list) -> Formula:
    """What is met while judging: all conditions, and the values that are live."""
    conditions = either(*(condition.incident for condition, _ in candidates))
    return either(conditions, *(both(when, held.incident) for when, held in live))


def _settled(held: Value) -> Formula:
    return negated(held.open)
