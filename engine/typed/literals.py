"""Written figures and dates → values. Part of :mod:`engine.typed`."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.diagnostics import Diagnostic, Span

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LOOKALIKES = str.maketrans("OoIlSB", "001158")


def scaled(text: str, scale: int) -> int | None:
    """A decimal number as an integer of ``10**-scale``; ``None`` when it has more decimal places."""
    try:
        value = Decimal(text).scaleb(scale)
    except InvalidOperation:
        return None
    return int(value) if value == value.to_integral_value() else None


def read_date(text: str, span: Span) -> tuple[date | None, Diagnostic | None]:
    """A date ``YYYY-MM-DD``, or why it is none; says the last day of a month that is too short."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None, Diagnostic("E0410", span, {"text": text})
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day), None
    except ValueError:
        arguments: dict[str, object] = {"text": text}
        if 1 <= month <= 12 and year >= 1:
            arguments |= {"year": year, "month": month, "last": calendar.monthrange(year, month)[1]}
        return None, Diagnostic("E0411", span, arguments)


def lookalike(text: str) -> str | None:
    """The number that ``text`` was probably meant to be, where letters stand for digits (``9O`` → ``90``)."""
    guess = text.translate(_LOOKALIKES)
    return guess if guess != text and re.fullmatch(r"\d+(\.\d+)?", guess) else None
