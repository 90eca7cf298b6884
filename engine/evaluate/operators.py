"""Comparison, arithmetic and lookups on values that may be unknown. Shared by both evaluators, light to import.

Every function here is total: unknown operands give unknown results that carry the labels of all unknown operands.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.evaluate.outcome import Bindings
from engine.values import ABSENT, Interval, Unknown, UnknownLabel
from engine.values.dates import ROUND_DOWN, shift_years

NO_LABELS: frozenset[UnknownLabel] = frozenset()

#: An unknown whose cause is told by an incident, not by a missing fact.
UNDEFINED = Unknown(NO_LABELS)


def labels_of(*values: Any) -> frozenset[UnknownLabel]:
    """The labels of all unknown or partly known values among ``values``."""
    found = NO_LABELS
    for value in values:
        if isinstance(value, Unknown | Interval):
            found |= value.labels
    return found


def compare(operator: str, left: Any, right: Any) -> tuple[bool | None, frozenset[UnknownLabel]]:
    """The truth of ``left operator right`` and, where it is unknown, why."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None, labels_of(left, right)
    if isinstance(left, Interval) or isinstance(right, Interval):
        truth = _compare_bounds(operator, *_bounds(left), *_bounds(right))
        return truth, NO_LABELS if truth is not None else labels_of(left, right)
    return _compare_known(operator, left, right), NO_LABELS


def _compare_known(operator: str, left: Any, right: Any) -> bool:
    if operator == "=":
        return bool(left == right)
    if operator == "!=":
        return bool(left != right)
    if operator == "<":
        return bool(left < right)
    if operator == "<=":
        return bool(left <= right)
    if operator == ">":
        return bool(left > right)
    return bool(left >= right)


def _bounds(value: Any) -> tuple[int, int]:
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)


def _compare_bounds(operator: str, low: int, high: int, other_low: int, other_high: int) -> bool | None:
    """Decide on intervals: true (false) when every admitted pair of values is true (false)."""
    if operator == ">=":
        return True if low >= other_high else False if high < other_low else None
    if operator == ">":
        return True if low > other_high else False if high <= other_low else None
    if operator == "<=":
        return _compare_bounds(">=", other_low, other_high, low, high)
    if operator == "<":
        return _compare_bounds(">", other_low, other_high, low, high)
    same = True if low == high == other_low == other_high else False if high < other_low or other_high < low else None
    return same if operator == "=" or same is None else not same


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """``left operator right`` for ``+ - *``; intervals give the interval of all possible results."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Unknown(labels_of(left, right))
    if isinstance(left, Interval) or isinstance(right, Interval):
        return _interval_arithmetic(operator, left, right)
    return left + right if operator == "+" else left - right if operator == "-" else left * right


def _interval_arithmetic(operator: str, left: Any, right: Any) -> Interval:
    low, high = _bounds(left)
    other_low, other_high = _bounds(right)
    if operator == "+":
        ends = (low + other_low, high + other_high)
    elif operator == "-":
        ends = (low - other_high, high - other_low)
    else:
        products = (low * other_low, low * other_high, high * other_low, high * other_high)
        ends = (min(products), max(products))
    parts = tuple(part for side in (left, right) if isinstance(side, Interval) for part in side.parts)
    labels = NO_LABELS if ends[0] == ends[1] else labels_of(left, right)
    return Interval(ends[0], ends[1], labels, parts)


def member(item: Any, group: Any) -> tuple[bool | None, frozenset[UnknownLabel]]:
    """Whether ``item`` is in ``group`` (a frozenset or tuple); a count or sum decides where all it may be agrees."""
    if isinstance(item, Unknown) or isinstance(group, Unknown):
        return None, labels_of(item, group)
    if not isinstance(item, Interval):
        return item in group, NO_LABELS
    inside = len({other for other in group if item.low <= other <= item.high})
    if 0 < inside <= item.high - item.low:
        return None, item.labels
    return inside > 0, NO_LABELS


def covers(entries: Any, values: tuple) -> tuple[bool | None, frozenset[UnknownLabel]]:
    """Whether some entry of a list fact equals ``values`` column by column; ``"*"`` covers everything."""
    if isinstance(entries, Unknown):
        return None, entries.labels
    if entries == "*":
        return True, NO_LABELS
    labels = NO_LABELS
    possible = False
    for entry in entries:
        if any(_differ(column, value) for column, value in zip(entry, values, strict=True)):
            continue
        if not any(isinstance(each, Unknown) for each in (*entry, *values)):
            return True, NO_LABELS
        possible = True  # also where nothing is named that would have to be known: after an incident
        labels |= labels_of(*entry, *values)
    return (None, labels) if possible else (False, NO_LABELS)


def _differ(column: Any, value: Any) -> bool:
    return not isinstance(column, Unknown) and not isinstance(value, Unknown) and column != value


def field_value(record: str, entries: Any, year: Any, field: str, when_missing: Any) -> Any:
    """``record[year].field``. ``when_missing``: the value in a year without record, ``None`` where that is unknown."""
    year = definite(year)
    if isinstance(entries, Unknown) or isinstance(year, Unknown):
        return Unknown(labels_of(entries, year))
    entry = entries.get(year)
    if entry is None:
        return Unknown.because(ABSENT, f"{record}[{year}].{field}") if when_missing is None else when_missing
    if isinstance(entry, Unknown):
        return entry
    value = entry.get(field)
    return Unknown.because(ABSENT, f"{record}[{year}].{field}") if value is None else value


def parameter_value(bindings: Bindings, name: str, on: Any) -> Any:
    """A parameter as it stands on the date ``on``; unset or not yet in force is unknown."""
    entries = bindings.parameters[name]
    if len(entries) == 1 and entries[0][0] is None:
        value = entries[0][1]
    elif isinstance(on, Unknown):
        return on
    else:
        value = next((entry[1] for entry in reversed(entries) if entry[0] is None or entry[0] <= on), None)
    return Unknown.because(ABSENT, f"parameter:{name}") if value is None else value


def row_attributes(attributes: tuple[tuple[str, object], ...], years: int, on: Any = None) -> dict[str, object]:
    """A row's attributes as they stand on the date ``on``, with its dates moved by ``years``.

    An attribute that amendments change is a tuple of ``(from-date or None, value)`` in ascending order.
    """
    standing = {name: _in_force(value, on) if isinstance(value, tuple) else value for name, value in attributes}
    if not years:
        return standing
    return {name: shift_years(value, years, ROUND_DOWN) if isinstance(value, date) else value for name, value in standing.items()}


def _in_force(entries: tuple, on: Any) -> object:
    """The entry that holds on a date; unknown where the date is."""
    if isinstance(on, Unknown):
        return on
    return next(value for start, value in reversed(entries) if start is None or start <= on)


def settled(value: Any) -> Any:
    """The single value of an interval whose ends meet; any other value as it is."""
    return value.low if isinstance(value, Interval) and value.low == value.high else value


def definite(value: Any) -> Any:
    """A single value, or ``Unknown`` where an interval leaves it open: for places that need one number."""
    value = settled(value)
    return Unknown(value.labels) if isinstance(value, Interval) else value


def is_known(value: Any) -> bool:
    """Neither unknown nor only partly known."""
    return not isinstance(value, Unknown | Interval)


def aggregate(elements: list[tuple], bounds: tuple[int, int], atom: int, bindings: tuple) -> Interval:
    """Sum counted elements. Each is ``(key, truth, value, reasons, labels)``; ``bounds``: worth of an unknown value.

    The sum is labelled by the elements that keep it open, not by those that are open and add nothing either way.
    """
    low = high = 0
    labels = NO_LABELS
    for _, truth, value, _, why in elements:
        if truth is False:
            continue
        least, most = bounds if isinstance(value, Unknown) else _bounds(value)
        if not truth:
            least, most = min(0, least), max(0, most)
        low += least
        high += most
        if least != most:
            labels |= why
    parts = ((atom, bindings, tuple(element[:4] for element in elements)),)
    return Interval(low, high, NO_LABELS if low == high else labels, parts)
