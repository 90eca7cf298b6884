"""Chance that is the same everywhere: a seed gives one register on every machine. Part of :mod:`engine.generate`."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws from one seed, by the generator's uniform numbers alone, whose sequence Python guarantees."""

    def __init__(self, seed: str) -> None:
        self._next = random.Random(seed).random

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
