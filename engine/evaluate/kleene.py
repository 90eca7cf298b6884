"""Kleene's connectives on judged statements ``(truth, reasons)``. Shared by both evaluators, light to import.

The reasons of a result are those of the operands that settle it: the false ones of a false conjunction, the unknown ones
of an unknown conjunction, all of a true one; dually for a disjunction.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.evaluate.operators import NO_LABELS
from engine.evaluate.outcome import Reason
from engine.values import UnknownLabel

Judged = tuple[bool | None, tuple[Reason, ...]]


def conjunction(operands: Sequence[Judged]) -> Judged:
    """Kleene AND of all ``operands``; empty is true."""
    return _join(operands, False)


def disjunction(operands: Sequence[Judged]) -> Judged:
    """Kleene OR of all ``operands``; empty is false."""
    return _join(operands, True)


def _join(operands: Sequence[Judged], absorbing: bool) -> Judged:
    deciding: bool | None = not absorbing
    for truth, _ in operands:
        if truth is absorbing:
            deciding = absorbing
            break
        if truth is None:
            deciding = None
    return deciding, tuple(reason for truth, reasons in operands if truth is deciding for reason in reasons)


def negation(operand: Judged) -> Judged:
    """Kleene NOT, on the same reasons."""
    truth, reasons = operand
    return (None if truth is None else not truth), reasons


def all_true(truths: Sequence[bool | None]) -> bool | None:
    """Kleene AND of bare truths; empty is true."""
    return False if False in truths else None if None in truths else True


def any_true(truths: Sequence[bool | None]) -> bool | None:
    """Kleene OR of bare truths; empty is false."""
    return True if True in truths else None if None in truths else False


def labels_of_reasons(reasons: Sequence[Reason]) -> frozenset[UnknownLabel]:
    """Why a statement is unknown: the labels of all its reasons."""
    found = NO_LABELS
    for reason in reasons:
        found |= reason.labels
    return found
