"""Statements that are true, false or unknown, as pairs of formulas. Part of :mod:`engine.symbolic`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.symbolic.logic import Formula, both, either, equal, negated


class Truth(NamedTuple):
    """``true`` and ``false`` never hold together; neither is unknown. ``incident``: judging it meets something impossible
    (exceptions that clash, a range that runs backwards, a date that does not exist)."""

    true: Formula
    false: Formula
    incident: Formula = False

    @property
    def unknown(self) -> Formula:
        """Neither true nor false."""
        return both(negated(self.true), negated(self.false))


UNKNOWN = Truth(False, False)


def known(formula: Formula, incident: Formula = False) -> Truth:
    """A statement that is either true or false."""
    return Truth(formula, negated(formula), incident)


def negation(operand: Truth) -> Truth:
    """Kleene NOT."""
    return Truth(operand.false, operand.true, operand.incident)


def conjunction(operands: Sequence[Truth]) -> Truth:
    """Kleene AND; all operands are judged."""
    return Truth(
        both(*(each.true for each in operands)),
        either(*(each.false for each in operands)),
        either(*(each.incident for each in operands)),
    )


def disjunction(operands: Sequence[Truth]) -> Truth:
    """Kleene OR; all operands are judged."""
    return negation(conjunction([negation(each) for each in operands]))


def same(left: Truth, right: Truth) -> Formula:
    """Both true, both false or both unknown."""
    return both(equal(left.true, right.true), equal(left.false, right.false))


def chosen_truth(condition: Formula, left: Truth, right: Truth) -> Truth:
    """``left`` where the condition holds, else ``right``."""
    pairs = zip(left, right, strict=True)
    return Truth(*(either(both(condition, one), both(negated(condition), other)) for one, other in pairs))
