"""Connectives on formulas that fold what is already known, and the one place where z3 is imported. Part of
:mod:`engine.symbolic`.

A formula is ``True``, ``False`` or a z3 term; a term of another sort is a Python integer or a z3 term. Folding keeps what does
not depend on the application, and statements that are written alike, from ever reaching the solver.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any

#: ``True``, ``False`` or a z3 Bool; an integer or a z3 term of a value's sort. z3 has no types of its own to name here.
Formula = Any
Term = Any

#: Bits of a word: words and texts are numbered, not spelled.
WORD_BITS = 16
#: Sorts of terms.
BOOLEAN, NUMBER, WORD = "boolean", "number", "word"


class Unavailable(Exception):
    """z3 is not installed: ``pip install policy-engine[proof]``."""

    def __init__(self) -> None:
        super().__init__("z3-solver is not installed; install policy-engine[proof]")


@lru_cache(maxsize=1)
def z3() -> ModuleType:
    """The solver's library, imported when first needed. Raises :class:`Unavailable`."""
    try:
        import z3 as found
    except ImportError:
        raise Unavailable from None
    module: ModuleType = found
    return module


def is_available() -> bool:
    """Whether z3 is installed."""
    try:
        z3()
    except Unavailable:
        return False
    return True


def both(*formulas: Formula) -> Formula:
    """Conjunction; of nothing: true."""
    return _joined(formulas, True)


def either(*formulas: Formula) -> Formula:
    """Disjunction; of nothing: false."""
    return _joined(formulas, False)


def _joined(formulas: tuple[Formula, ...], every: bool) -> Formula:
    """Conjunction (``every``) or disjunction: one part of the other truth settles it, each part counts once."""
    kept: dict[int, Formula] = {}
    for formula in formulas:
        if formula is (not every):
            return formula
        if formula is not every:
            kept[formula.get_id()] = formula
    if not kept:
        return every
    join = z3().And if every else z3().Or
    return next(iter(kept.values())) if len(kept) == 1 else join(list(kept.values()))


def negated(formula: Formula) -> Formula:
    """Negation."""
    if isinstance(formula, bool):
        return not formula
    return formula.arg(0) if z3().is_not(formula) else z3().Not(formula)


def implied(condition: Formula, formula: Formula) -> Formula:
    """``condition`` implies ``formula``."""
    return either(negated(condition), formula)


def identical(left: Term, right: Term) -> bool:
    """Whether two terms are written alike."""
    if isinstance(left, int) or isinstance(right, int):
        return left is right or (isinstance(left, int) and isinstance(right, int) and left == right)
    return bool(left.eq(right))


def equal(left: Term, right: Term) -> Formula:
    """``left`` equals ``right``; formulas too."""
    if identical(left, right):
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        fixed, other = (left, right) if isinstance(left, bool) else (right, left)
        return other == fixed if isinstance(other, bool) else other if fixed else negated(other)
    return left == right


def unequal(left: Formula, right: Formula) -> Formula:
    """The negation of :func:`equal`."""
    return negated(equal(left, right))


def at_most(left: Term, right: Term) -> Formula:
    """``left <= right``."""
    return True if identical(left, right) else left <= right


def below(left: Term, right: Term) -> Formula:
    """``left < right``."""
    return False if identical(left, right) else left < right


def chosen(condition: Formula, left: Term, right: Term, sort: str) -> Term:
    """``left`` where the condition holds, else ``right``."""
    if condition is True or identical(left, right):
        return left
    if condition is False:
        return right
    if sort == BOOLEAN:
        return either(both(condition, left), both(negated(condition), right))
    return z3().If(condition, constant(left, sort), constant(right, sort))


def constant(value: Term, sort: str) -> Term:
    """A Python value as a z3 term; a term as it is."""
    if not isinstance(value, int):
        return value
    if sort == BOOLEAN:
        return z3().BoolVal(bool(value))
    return z3().BitVecVal(value, WORD_BITS) if sort == WORD else z3().IntVal(value)


def variable(name: str, sort: str) -> Term:
    """A variable of a sort."""
    if sort == BOOLEAN:
        return z3().Bool(name)
    return z3().BitVec(name, WORD_BITS) if sort == WORD else z3().Int(name)


def least(left: Term, right: Term) -> Term:
    """The smaller of two numbers."""
    return chosen(at_most(left, right), left, right, NUMBER)


def most(left: Term, right: Term) -> Term:
    """The greater of two numbers."""
    return chosen(at_most(left, right), right, left, NUMBER)
