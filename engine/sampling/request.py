"""Rates, counts and seeds as people write them. Part of :mod:`engine.sampling`."""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.patterns import LazyPattern
from engine.diagnostics.safe_text import FORBIDDEN_CLASS
from engine.errors import InvalidInput

_RATE = LazyPattern(r"([0-9]{1,3})(?:\.([0-9]{1,6}))?%")
_COUNT = LazyPattern(r"[0-9]{1,9}")
_FORBIDDEN = LazyPattern(f"[{FORBIDDEN_CLASS}\t\n\r]")
_SEED_LENGTH = 200
_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def refuse(code: str, **arguments: object) -> NoReturn:
    """Raise the diagnostic ``code`` about the command line."""
    raise InvalidInput([Diagnostic(code, Span("", 0, 0, 0, 0), arguments)], {})


def parse_rate(text: str) -> Fraction:
    """``5%``, ``12.5%`` as an exact fraction. Raises :class:`InvalidInput` (E0860) unless above 0 and at most 100 %."""
    match = _RATE.fullmatch(text.strip().translate(_WIDE))
    if match is None:
        refuse("E0860", value=text)
    digits = match[2] or ""
    rate = Fraction(int(match[1] + digits), 100 * 10 ** len(digits))
    if not 0 < rate <= 1:
        refuse("E0860", value=text)
    return rate


def parse_count(text: str, size: int) -> int:
    """A whole number from 1 to ``size``. Raises :class:`InvalidInput` (E0861)."""
    written = text.strip().translate(_WIDE)
    if not _COUNT.fullmatch(written) or not 1 <= int(written) <= size:
        refuse("E0861", value=text, size=size)
    return int(written)


def parse_seed(text: str | None) -> str:
    """The seed without outer spaces. Raises :class:`InvalidInput` (E0862) where there is none or it cannot be printed."""
    seed = (text or "").strip(" \t\u3000")
    if not seed or len(seed) > _SEED_LENGTH or _FORBIDDEN.search(seed) or any("\ud800" <= c <= "\udfff" for c in seed):
        refuse("E0862", limit=_SEED_LENGTH)
    return seed
