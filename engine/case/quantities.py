"""Numbers with units: ``90``, ``"90"``, ``"90学时"``, ``90.5``, ``"９０"`` to scaled integers. Part of :mod:`engine.case`.

No float is ever made: digits are moved to the unit's number of decimal places as text.
"""

from __future__ import annotations

import re
from typing import Any

from engine.case.reading import Reader, Target, plain, shortened
from engine.diagnostics.patterns import LazyPattern
from engine.diagnostics.terms import Term
from engine.source.json_nodes import JsonNode

#: Scaled values fit a signed 64-bit integer, so that every back end holds them exactly.
LARGEST = 2**63 - 1

_NUMBER = LazyPattern(r"([+-]?)([0-9]+)(?:\.([0-9]+))?([eE][+-]?[0-9]+)?\s*(.*)", re.DOTALL)
_SUSPECT = LazyPattern(r"([+-]?[0-9.OoIl|SsZzB〇]+)\s*(.*)", re.DOTALL)
_LOOKALIKES = str.maketrans("OoIl|SsZzB〇", "00111552280")


def read_number(reader: Reader, target: Target, node: JsonNode) -> int | None:
    """An integer or quantity, scaled by the fact's decimal places; ``None`` after reporting."""
    if node.kind not in ("number", "string"):
        return reader.refuse("E0610", target, node, unit=unit_term(reader, target.fact))
    text = plain(node.value)
    match = _NUMBER.fullmatch(text)
    if match is None or (match[5] and not is_unit(reader, target.fact, match[5])):
        return _no_number(reader, target, node, text, match[5] if match else "")
    sign, whole, decimals, exponent, _ = match.groups()
    if exponent:
        return reader.refuse("E0617", target, node)
    return _scaled(reader, target, node, sign == "-", whole.lstrip("0"), (decimals or "").rstrip("0"))


def _scaled(reader: Reader, target: Target, node: JsonNode, negative: bool, whole: str, decimals: str) -> int | None:
    """The number in units of its last decimal place, if it has no more places than allowed and is within range."""
    scale = target.fact["scale"] or 0
    if len(decimals) > scale:
        return reader.refuse("E0613", target, node, scale=scale, unit=unit_term(reader, target.fact))
    digits = whole + decimals.ljust(scale, "0")
    # The length is looked at first: making an integer of thousands of digits is slow, and refused by Python.
    value = int(digits or "0") if len(digits) <= 19 else LARGEST + 1
    if value > LARGEST:
        return reader.refuse("E0616", target, node)
    return within(reader, target, node, -value if negative else value)


def within(reader: Reader, target: Target, node: JsonNode, value: int) -> int | None:
    """``value`` if it lies in the fact's range."""
    bounds = target.fact["range"]
    if value < 0 and (bounds is None or bounds[0] >= 0):
        return reader.refuse("E0614", target, node, unit=unit_term(reader, target.fact))
    if bounds is not None and not bounds[0] <= value <= bounds[1]:
        scale = target.fact["scale"] or 0
        low, high = (written(bound, scale) for bound in bounds)
        return reader.refuse("E0615", target, node, low=low, high=high, unit=unit_term(reader, target.fact))
    return value


def written(value: int, scale: int) -> str:
    """A scaled integer as a decimal number, without trailing zeros: ``written(905, 1)`` is ``90.5``."""
    if not scale:
        return str(value)
    whole, decimals = divmod(abs(value), 10**scale)
    tail = str(decimals).rjust(scale, "0").rstrip("0")
    return ("-" if value < 0 else "") + str(whole) + ("." + tail if tail else "")


def is_unit(reader: Reader, fact: dict[str, Any], text: str) -> bool:
    """Whether ``text`` is the fact's own unit, by Chinese name or English id (``hour``, ``hours``)."""
    unit = fact["unit"]
    return unit is not None and (text == unit or _singular(text) == _singular(_unit_id(reader, unit)))


def _singular(word: str) -> str:
    return word.lower().removesuffix("s")


def _unit_id(reader: Reader, unit: str) -> str:
    return reader.tables["units"].get(unit, {}).get("id") or unit


def unit_term(reader: Reader, fact: dict[str, Any]) -> Term | str:
    """The unit for a message; empty for a bare number."""
    unit = fact["unit"]
    return Term(unit, _unit_id(reader, unit)) if unit else ""


def _no_number(reader: Reader, target: Target, node: JsonNode, text: str, unit: str) -> Any:
    """Say what is wrong: a letter typed for a digit, another unit, or no number at all."""
    meant = target.fact["unit"]
    match = _SUSPECT.fullmatch(text)
    if match is not None and any(character.isdigit() for character in match[1]):
        digits, rest = with_digits(match[1]), match[2]
        number = _NUMBER.fullmatch(digits)
        if digits != match[1] and number and not number[5] and (not rest or is_unit(reader, target.fact, rest)):
            return suspect(reader, target, node, match[1], digits + rest)
    if meant is not None and unit and unit[0] not in "0123456789.,":
        return reader.refuse("E0612", target, node, given=shortened(unit), unit=unit_term(reader, target.fact))
    return reader.refuse("E0610", target, node, unit=unit_term(reader, target.fact))


def suspect(reader: Reader, target: Target, node: JsonNode, text: str, suggestion: str) -> Any:
    """A letter among digits: say which, and what was probably meant; never change it."""
    letter = next(character for character in text if with_digits(character) != character)
    return reader.refuse("E0611", target, node, letter=letter, suggestion=shortened(suggestion))


def with_digits(text: str) -> str:
    """``text`` with the digits that its lookalike letters may stand for."""
    return text.translate(_LOOKALIKES)
