"""What a scenario claims, held against what was found. Part of :mod:`engine.acceptance`.

A claim that does not hold raises :class:`Unmet` with both sides in words; nothing rests on ``assert``, which Python leaves
out when it optimises.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any


class Unmet(AssertionError):
    """A claim of a scenario does not hold; the text says what was found instead."""


def expect(found: Any, wanted: Any, grounds: Callable[[], list[str]] | None = None) -> None:
    """``found`` is ``wanted``. ``grounds``: what ``found`` rests on, told where it is not."""
    if found != wanted:
        rests = list(dict.fromkeys(grounds())) if grounds is not None else []
        raise Unmet(f"{_words(found)}{_words(rests) if rests else ''} ≠ {_words(wanted)}")


def expect_among(part: Any, whole: Container[Any]) -> None:
    """``part`` occurs in ``whole``."""
    if part not in whole:
        raise Unmet(f"{_words(part)} ∉ {_words(whole)}")


def expect_absent(part: Any, whole: Container[Any]) -> None:
    """``part`` does not occur in ``whole``."""
    if part in whole:
        raise Unmet(f"{_words(part)} ∈ {_words(whole)}")


def _words(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple | set):
        return f"（{'，'.join(map(str, value))}）"
    return f"“{value}”" if isinstance(value, str) else str(value)
