"""Written figures → values. Part of :mod:`engine.typed`."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

#: Digits before the point that are still computed with; what is larger does not fit into 64 bits anyway.
_LARGEST = 24
_HUGE = 10**_LARGEST
#: No leading zeros: YAML 1.1 took ``012`` for ten, people take it for twelve or for a slip.
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(?:\.[0-9]+)?")
_LOOKALIKES = str.maketrans("OoIlSB", "001158")


def scaled(text: str, scale: int) -> int | None:
    """A decimal number as an integer of ``10**-scale``; ``None`` when it is none, or has more decimal places."""
    written = _NUMBER.fullmatch(text)
    if written is None:
        return None
    if len(written[1]) > _LARGEST:
        return _HUGE
    if len(text) > 2 * _LARGEST:
        return None
    number = Decimal(text)
    with localcontext(prec=2 * _LARGEST):
        value = number.scaleb(scale)
        return int(value) if value == value.to_integral_value() else None


def without_zeros(text: str) -> str | None:
    """A number written with leading zeros as it is usually written (``012`` → ``12``); ``None`` for any other text."""
    match = re.fullmatch(r"(-?)0+(\d+(?:\.\d+)?)", text)
    return match[1] + match[2] if match else None


def lookalike(text: str) -> str | None:
    """The number that ``text`` was probably meant to be, where letters stand for digits (``9O`` → ``90``)."""
    guess = text.translate(_LOOKALIKES)
    return guess if guess != text and _NUMBER.fullmatch(guess) else None
