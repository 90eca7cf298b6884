"""Statements as and/or of "this variable is one of these values". Part of :mod:`engine.analysis`; see :mod:`~.search`.

A variable is numbered; its values are the bits of an integer. A literal keeps the values for which a statement is true and
those for which it is false apart: a statement about a fact that does not apply may be neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

#: How many nodes one statement may have, its definitions followed; larger ones are not looked into.
MAX_SIZE = 20_000

Formula = Union[bool, "Form"]


class TooLarge(Exception):
    """A statement has more than :data:`MAX_SIZE` nodes."""


class Form:
    """A literal (``parts`` empty), or the conjunction (``every``) or disjunction of ``parts``."""

    __slots__ = ("_negated", "every", "false", "parts", "size", "true", "variable")

    def __init__(self, parts: tuple[Form, ...], every: bool, variable: int = -1, true: int = 0, false: int = 0) -> None:
        self.parts = parts
        self.every = every
        self.variable = variable
        self.true = true
        self.false = false
        self.size: int = 1 + sum(part.size for part in parts)
        self._negated: Form | None = None
        if self.size > MAX_SIZE:
            raise TooLarge

    @property
    def negated(self) -> Form:
        """True where this is false, false where this is true."""
        if self._negated is None:
            parts = tuple(part.negated for part in self.parts)
            self._negated = Form(parts, not self.every, self.variable, self.false, self.true)
            self._negated._negated = self
        return self._negated


def literal(variable: int, true: int, false: int) -> Formula:
    """The variable has one of the values of ``true``; it is false for those of ``false``."""
    if not true and not false:
        return Form((), True, variable, 0, 0)
    return Form((), True, variable, true, false)


def both(parts: Iterable[Formula]) -> Formula:
    """Conjunction; of nothing: true."""
    return _joined(parts, True)


def either(parts: Iterable[Formula]) -> Formula:
    """Disjunction; of nothing: false."""
    return _joined(parts, False)


def negated(formula: Formula) -> Formula:
    """Negation."""
    return not formula if isinstance(formula, bool) else formula.negated


def _joined(parts: Iterable[Formula], every: bool) -> Formula:
    kept: list[Form] = []
    for part in parts:
        if isinstance(part, bool):
            if part is not every:
                return part
        elif part.parts and part.every is every:
            kept += part.parts
        else:
            kept.append(part)
    if not kept:
        return every
    return kept[0] if len(kept) == 1 else Form(tuple(kept), every)


def reduced(form: Form, domains: dict[int, int]) -> Formula:
    """What is left of a statement where variables have only the values in ``domains``."""
    if not form.parts:
        known = domains.get(form.variable)
        if known is None:
            return form if form.true else False
        kept = known & form.true
        return False if not kept else True if kept == known else form
    every, left, changed = form.every, [], False
    for part in form.parts:
        found = reduced(part, domains)
        if found is part:
            left.append(part)
            continue
        changed = True
        if isinstance(found, bool):
            if found is not every:
                return found
        elif found.parts and found.every is every:
            left += found.parts
        else:
            left.append(found)
    if not changed:
        return form
    if not left:
        return every
    return left[0] if len(left) == 1 else Form(tuple(left), every)
