"""What generated code calls on its way, and what all its modules import. Part of :mod:`engine.direct`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.direct.answers import RowFindings, Verdict
from engine.direct.reading import HandOver, hand_over
from engine.evaluate import operators
from engine.values import NOT_APPLICABLE, Interval, Unknown


def known(value: Any) -> Any:
    """A value that is known; unknown ones hand the application over."""
    if isinstance(value, Unknown | Interval):
        raise HandOver
    return value


def years(first: int, last: int) -> range:
    """The years of a range, which must not run backwards."""
    if first > last:
        raise HandOver
    return range(first, last + 1)


def in_force(entries: tuple, on: date) -> Any:
    """The value of a parameter on a day."""
    for start, value in reversed(entries):
        if start is None or start <= on:
            return hand_over() if value is None else value
    raise HandOver


def covers(listed: Any, values: tuple) -> bool:
    """Whether a list of known entries covers known values."""
    return bool(operators.covers(listed, values)[0])


def recorded(records: dict[int, tuple], year: int, field: int, missing: Any) -> Any:
    """A field of a year, or what it is in a year without a record."""
    return records[year][field] if year in records else missing


def or_else(value: Any, fallback: Callable[[], Any]) -> Any:
    """A value, or another one where it does not apply."""
    return fallback() if value is NOT_APPLICABLE else value


def agreed(live: tuple, base: Callable[[], Any]) -> Any:
    """The value on which all exceptions that hold agree; the base where none does."""
    values = [each[0] for each in live if each]
    if not values:
        return base()
    if any(value != values[0] for value in values):
        raise HandOver
    return values[0]


def answers(rows: tuple[tuple[str, ...], ...], conditions: tuple[str, ...], entitlements: tuple[str, ...]) -> tuple:
    """Every verdict there can be: by the rows found, then by one bit for each condition not met and entitlement granted."""
    count = len(conditions)
    found = []
    for number in range(len(rows) << count + len(entitlements)):
        listed = rows[number >> count + len(entitlements)]
        failed = tuple(name for bit, name in enumerate(conditions) if number >> bit & 1)
        granted = tuple(name for bit, name in enumerate(entitlements, count) if number >> bit & 1)
        decision = "not_applicable" if not listed else "ineligible" if failed else "eligible"
        found.append(Verdict(decision, listed, failed, (), granted))
    return tuple(found)


def listed_rows(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[RowFindings, ...], ...]:
    """Rows of which nothing is asked, as findings list them."""
    return tuple(tuple(RowFindings(row, True, (), ()) for row in listed) for listed in rows)


def related(rows: tuple[tuple[str, ...], ...]) -> dict[tuple, tuple]:
    """Every way of giving some of the columns of a relation, with what then follows for the others."""
    if not rows:
        return {}
    width = len(rows[0])
    fitting: dict[tuple, list[set[str]]] = {}
    for row in rows:
        for mask in range(1 << width):
            key = tuple(word if mask >> index & 1 else None for index, word in enumerate(row))
            for words, word in zip(fitting.setdefault(key, [set() for _ in row]), row, strict=True):
                words.add(word)
    found = {
        key: tuple(next(iter(each)) if word is None and len(each) == 1 else word for word, each in zip(key, words, strict=True))
        for key, words in fitting.items()
    }
    found[(None,) * width] = (None,) * width
    return found


def ends(keys: Any) -> tuple:
    """First and last of what a count goes through."""
    return (keys[0], keys[-1]) if keys else (None, None)
