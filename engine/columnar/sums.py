"""Integers as sums of what they are made of. Part of :mod:`engine.columnar`, for :mod:`engine.columnar.scalar`.

What two integers have in common falls away where they are subtracted or compared: from ``申报年度 - 规定年限 - 2`` to
``申报年度`` are as many years as 规定年限 says and three, whatever year it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.columnar.scalar import Bounds, Scalar

#: Terms of a sum that is taken apart.
_MOST = 16


class Sum(NamedTuple):
    """``terms``: what is added, and how many times (never none); ``rest``: what is added besides."""

    terms: dict[Scalar, int]
    rest: int


def sum_of(number: Scalar) -> Sum:
    """An integer taken apart; the whole, where it has too many parts."""
    terms: dict[Scalar, int] = {}
    rest = 0
    waiting = [(number, 1)]
    while waiting:
        part, times = waiting.pop()
        factors = [each for each in part.operands if each.operation == "constant"] if part.operation == "arithmetic" else []
        if part.operation == "constant":
            rest += times * part.value
        elif part.operation == "arithmetic" and part.value != "*":
            left, right = part.operands
            waiting += [(left, times), (right, times if part.value == "+" else -times)]
        elif factors:
            waiting += [(each, times * factors[0].value) for each in part.operands if each is not factors[0]]
        else:
            terms[part] = terms.get(part, 0) + times
            if len(terms) > _MOST:
                return Sum({number: 1}, 0)
    return Sum({part: times for part, times in terms.items() if times}, rest)


def difference(left: Scalar, right: Scalar) -> Sum:
    """``left`` without ``right``."""
    terms, rest = sum_of(left)
    other, less = sum_of(right)
    for part, times in other.items():
        terms[part] = terms.get(part, 0) - times
    return Sum({part: times for part, times in terms.items() if times}, rest - less)


def ends(found: Sum) -> Bounds | None:
    """The least and the greatest that a sum may be; none where one of its parts has no bounds."""
    low = high = found.rest
    for part, times in found.terms.items():
        if part.bounds is None:
            return None
        both = (part.bounds[0] * times, part.bounds[1] * times)
        low, high = low + min(both), high + max(both)
    return low, high
