"""“Did you mean …?” for short Chinese words as well as English ids. Part of :mod:`engine.diagnostics`.

``difflib`` compares by matching blocks and finds little between two-character words; here one differing character, a
transposition, one word within the other, or the same characters in another order is enough.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_LONGEST = 60
_SHARE_FOR_CONTAINMENT = 0.4
_CHARACTERS_PER_ERROR = 3


def edit_distance(one: str, other: str) -> int:
    """Insertions, deletions, replacements and transpositions of neighbours that turn ``one`` into ``other``."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before_last, last = last, row
    return last[-1]


def _rank(word: str, candidate: str) -> tuple[int, int] | None:
    """How near ``candidate`` is (smaller is nearer), or ``None`` if it is another word altogether."""
    shorter, longer = sorted((word, candidate), key=len)
    if len(shorter) >= 2 and abs(len(word) - len(candidate)) <= 2 + len(longer) // _CHARACTERS_PER_ERROR:
        distance = edit_distance(word, candidate)
        if distance <= max(1, len(longer) // _CHARACTERS_PER_ERROR) and set(word) & set(candidate):
            return distance, abs(len(word) - len(candidate))
    if len(shorter) >= 2 and shorter in longer and len(shorter) >= _SHARE_FOR_CONTAINMENT * len(longer):
        return 3, len(longer) - len(shorter)
    if len(word) >= 3 and sorted(word) == sorted(candidate):
        return 4, 0
    return None


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that ``word`` was most likely meant to be, or ``None``; the earlier of two equally near ones."""
    wanted = _plain(word[:_LONGEST])
    if not wanted or len(word) > _LONGEST:
        return None
    best: tuple[tuple[int, int], str] | None = None
    for candidate in candidates:
        if candidate == word or len(candidate) > _LONGEST:
            continue
        plain = _plain(candidate)
        rank = (0, 0) if plain == wanted else _rank(wanted, plain)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, candidate)
    return best[1] if best else None
