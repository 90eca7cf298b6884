"""Chance that is the same everywhere: a seed gives one register on every machine. Part of :mod:`engine.generate`.

SplitMix64, started from the SHA-256 of the seed: no generator of a library, whose sequence a version might change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_MASK = 2**64 - 1
_STEP = 0x9E3779B97F4A7C15


class Chance:
    """Draws from one seed."""

    def __init__(self, seed: str) -> None:
        self._state = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:8], "big")

    def _next(self) -> float:
        """The next number from 0 to below 1."""
        self._state = state = (self._state + _STEP) & _MASK
        state = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ state >> 27) * 0x94D049BB133111EB) & _MASK
        return ((state ^ state >> 31) >> 11) * 2.0**-53

    def happens(self, probability: float) -> bool:
        """True with this probability."""
        return self._next() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, each as likely."""
        return low + int(self._next() * (high - low + 1))

    def one(self, among: Sequence[T]) -> T:
        """One of them, each as likely."""
        return among[int(self._next() * len(among))]

    def early(self, among: Sequence[T], steepness: float = 2.0) -> T:
        """One of them, the earlier ones more likely: the first ``k`` of ``n`` have a share of
        ``(k / n) ** (1 / (1 + steepness))``."""
        return among[int(self._next() ** (1.0 + steepness) * len(among))]
