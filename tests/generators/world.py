"""The world that random policies speak about: its facts, records, parameters, readings and calendar, with random values.

Small on purpose, so that random comparisons come out true, false and unknown about equally often.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from engine.evaluate.outcome import Bindings
from engine.values import ABSENT, GIVEN_UNKNOWN, JUDGEMENT, NOT_APPLICABLE, Unknown
from engine.values.calendar import Calendar

WORDS = ("甲", "乙", "丙")
GROUPS = (frozenset({"甲"}), frozenset({"甲", "乙"}), frozenset({"丙", "乙"}))
YEARS = (2020, 2021, 2022, 2023, 2024)
NUMBERS = (-3, -1, 0, 1, 2, 3, 5, 12)
DATES = (date(2022, 1, 31), date(2022, 12, 31), date(2023, 2, 28), date(2023, 10, 12), date(2023, 10, 16), date(2024, 2, 29))
SPANS = ((2020, 2022), (2022, 2022), (2023, 2024), (2024, 2021))

#: Scalar facts by type; those whose id starts with ``opt`` may be inapplicable and are always wrapped.
FACTS: dict[str, tuple[str, ...]] = {
    "boolean": ("b0", "b1", "b2"),
    "number": ("n0", "n1"),
    "date": ("d0", "d1"),
    "word": ("w0", "w1"),
    "year": ("y0", "y1"),
    "span": ("s0", "s1"),
}
OPTIONAL = {"boolean": "opt_b", "number": "opt_n", "date": "opt_d", "word": "opt_w", "year": "opt_y"}
LISTS = ("l0", "l1")
#: Record id → whether a missing year means none; every record has these fields.
RECORDS = {"r0": True, "r1": False}
FIELDS: dict[str, tuple[str, Any]] = {"hours": ("number", 0), "extra": ("number", 0), "done": ("boolean", False)}
#: The smallest and the largest number that is given, and bounds beyond anything that can be computed from them.
NUMBER_BOUNDS = (-3, 12)
ANY_BOUNDS = (-(10**18), 10**18)
PARAMETERS: dict[str, str] = {
    "p_number": "number",
    "p_dated": "number",
    "p_unset": "number",
    "p_boolean": "boolean",
    "p_date": "date",
    "p_word": "word",
    "p_group": "group",
}
READINGS: dict[str, str] = {"k_number": "number", "k_boolean": "boolean", "k_word": "word", "k_year": "year"}
ATTRIBUTES: dict[str, str] = {"a_date": "date", "a_word": "word", "a_number": "number"}
#: A row attribute that may be inapplicable.
OPTIONAL_ATTRIBUTE = "a_optional"

VALUES: dict[str, tuple] = {
    "boolean": (True, False),
    "number": NUMBERS,
    "date": DATES,
    "word": WORDS,
    "year": YEARS,
    "span": SPANS,
    "group": GROUPS,
}

CALENDAR = Calendar(
    {
        2022: (frozenset({date(2022, 10, day) for day in (3, 4, 5, 6, 7)}), frozenset({date(2022, 10, 8)})),
        2023: (
            frozenset({date(2023, 9, 29), *(date(2023, 10, day) for day in range(2, 7))}),
            frozenset({date(2023, 10, 7), date(2023, 10, 8)}),
        ),
    }
)


def value(random: Random, kind: str) -> Any:
    """A random known value of a type."""
    return random.choice(VALUES[kind])


def unknown(random: Random, fact: str) -> Unknown:
    """A random unknown of a fact."""
    return Unknown.because(random.choice((ABSENT, GIVEN_UNKNOWN, JUDGEMENT)), fact)


def facts(random: Random) -> dict[str, Any]:
    """A random case: about a quarter of all facts is unknown, some are not even mentioned."""
    found: dict[str, Any] = {}
    doubt = random.choice((0.0, 0.15, 0.3, 0.6))
    for kind, names in FACTS.items():
        for name in names:
            _give(random, found, name, value(random, kind), doubt)
    for kind, name in OPTIONAL.items():
        _give(random, found, name, NOT_APPLICABLE if random.random() < 0.4 else value(random, kind), doubt)
    for name in LISTS:
        _give(random, found, name, _list(random, name, doubt), doubt)
    for name in RECORDS:
        _give(random, found, name, _records(random, name, doubt), doubt / 2)
    return found


def _give(random: Random, found: dict[str, Any], name: str, known: Any, doubt: float) -> None:
    """Put a fact down as known, as unknown or not at all."""
    if random.random() >= doubt:
        found[name] = known
    elif random.random() < 0.5:
        found[name] = unknown(random, name)


def _list(random: Random, name: str, doubt: float) -> Any:
    if random.random() < 0.1:
        return "*"
    return tuple(
        tuple(unknown(random, name) if random.random() < doubt else random.choice(WORDS) for _ in range(2))
        for _ in range(random.randrange(3))
    )


def _records(random: Random, name: str, doubt: float) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for year in YEARS:
        if random.random() < 0.7:
            entry: dict[str, Any] = {}
            for field, (kind, _) in FIELDS.items():
                _give(random, entry, field, value(random, kind), doubt)
            found[year] = entry
        elif random.random() < doubt:
            found[year] = unknown(random, f"{name}[{year}]")
    return found


def parameters(random: Random) -> dict[str, tuple]:
    """Random parameters: constant, dated with a gap before the first date, and unset."""
    found: dict[str, tuple] = {
        name: ((None, value(random, kind)),) for name, kind in PARAMETERS.items() if name not in ("p_dated", "p_unset")
    }
    first = value(random, "number") if random.random() < 0.5 else None
    found["p_dated"] = ((None, first), (date(2022, 7, 1), value(random, "number")), (date(2023, 12, 31), 4))
    found["p_unset"] = ((None, None),)
    return found


def bindings(random: Random) -> Bindings:
    """Random bindings; the reference date is sometimes unknown."""
    on = Unknown.because(ABSENT, "filed") if random.random() < 0.1 else value(random, "date") + timedelta(days=1)
    readings = {name: value(random, kind) for name, kind in READINGS.items()}
    return Bindings(parameters(random), readings, CALENDAR, on, random.choice((0, 0, 0, 1)))


def attributes(random: Random) -> tuple[tuple[str, Any], ...]:
    """Random attributes of a row."""
    optional = NOT_APPLICABLE if random.random() < 0.5 else value(random, "date")
    return (*((name, value(random, kind)) for name, kind in ATTRIBUTES.items()), (OPTIONAL_ATTRIBUTE, optional))
