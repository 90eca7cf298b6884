"""Exceptions: which of a base value and its exceptions holds. Shared by both evaluators, light to import.

Live are the values of exceptions whose condition is not false, plus the base unless some condition is true. One live
value, or several known and equal ones, give that value; anything else is unknown. Two true exceptions with different
known values clash: nobody wins by order, the clash is told as an incident.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.evaluate.kleene import Judged, labels_of_reasons
from engine.evaluate.operators import NO_LABELS, is_known, labels_of, settled
from engine.evaluate.outcome import Incident, Reason
from engine.values import CONFLICT, Unknown, UnknownLabel

#: (exception's name, its condition judged, a function giving its value)
Candidate = tuple[str, Judged, Callable[[], Any]]


def choose_truth(
    name: str,
    base: Callable[[], Judged],
    candidates: list[Candidate],
    atom: int,
    bindings: tuple,
    incidents: set[Incident],
) -> Judged:
    """The statement that holds among a boolean base and its exceptions, with reasons."""
    live = [(other, condition, value()) for other, condition, value in candidates if condition[0] is not False]
    certain = [(other, value[0]) for other, condition, value in live if condition[0]]
    values = [value for _, _, value in live]
    if not certain:
        values.append(base())
    if _clashes(name, certain, incidents):
        label = frozenset((UnknownLabel(CONFLICT, name),))
        return None, (Reason(atom, bindings, None, None, None, label, ()),)
    truth = values[0][0]
    if all(value[0] is truth for value in values) and (truth is not None or len(values) == 1):
        deciding = tuple(reason for _, condition, _ in live if condition[0] for reason in condition[1])
        return truth, deciding + tuple(reason for value in values for reason in value[1])
    open_conditions = tuple(reason for _, condition, _ in live if condition[0] is None for reason in condition[1])
    return None, open_conditions + tuple(reason for value in values if value[0] is None for reason in value[1])


def choose_value(name: str, base: Callable[[], Any], candidates: list[Candidate], incidents: set[Incident]) -> Any:
    """The value that holds among a base and its exceptions; ``Unknown`` with labels where that is open."""
    live = [(other, condition, value()) for other, condition, value in candidates if condition[0] is not False]
    certain = [(other, settled(value)) for other, condition, value in live if condition[0] and is_known(settled(value))]
    values = [value for _, _, value in live]
    if not any(condition[0] for _, condition, _ in live):
        values.append(base())
    if _clashes(name, certain, incidents):
        return Unknown.because(CONFLICT, name)
    if len(values) == 1:
        return values[0]
    known = [settled(value) for value in values]
    if all(is_known(value) and value == known[0] for value in known):
        return known[0]
    labels = NO_LABELS
    for _, condition, _ in live:
        if condition[0] is None:
            labels |= labels_of_reasons(condition[1])
    return Unknown(labels | labels_of(*values))


def _clashes(name: str, certain: list[tuple[str, Any]], incidents: set[Incident]) -> bool:
    """Whether two true exceptions disagree; every disagreeing pair becomes an incident."""
    known = sorted(((other, value) for other, value in certain if value is not None), key=lambda pair: pair[0])
    found = False
    for index, (first, value) in enumerate(known):
        for second, other in known[index + 1 :]:
            if value != other:
                incidents.add(Incident("clash", (name, first, second)))
                found = True
    return found
