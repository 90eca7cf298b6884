"""How alike two rows of the annex are: by what they are called, what they confer, whom they are for, who runs them, when,
and whom their scopes take. Part of :mod:`engine.difference`.

Words that most rows bear (``评审委员会``, ``专业技术人员``) say little, so pairs of characters count the less the more
rows have them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from math import log, sqrt
from typing import Any

_WEIGHTS = {"name": 0.3, "titles": 0.1, "audience": 0.15, "office": 0.15, "scope": 0.3, "months": 0.03}
#: Parts of which a row may say nothing; they are then not counted.
_OPTIONAL = ("titles", "audience", "scope")


def plain(text: Any) -> str:
    """A text blind to blanks, width and case of characters."""
    return _plain(str(text or ""))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def called(row: Mapping[str, Any]) -> str:
    """What a row is called; one without a name by its titles."""
    return str(row["name"] or row["titles"] or "")


def office(row: Mapping[str, Any]) -> str:
    """Who runs a row."""
    return str(row["office"]["unit"] or row["office"]["raw"] or "")


class Likeness:
    """Compares the rows of two policies. ``old`` and ``new``: rows by locator; ``covers``: the cells that each takes."""

    def __init__(
        self, old: Mapping[str, Any], new: Mapping[str, Any], covers: tuple[Mapping[str, int], Mapping[str, int]]
    ) -> None:
        self.rows = old, new
        self.covers = covers
        pairs: Counter[str] = Counter()
        for row in (*old.values(), *new.values()):
            for part in ("name", "titles", "audience", "office"):
                pairs.update({f"{part} {pair}" for pair in _pairs(_text(row, part))})
        count = len(old) + len(new)
        self._weights = {key: log((count + 1) / times) ** 2 for key, times in pairs.items()}
        self._vectors: dict[tuple[str, str], tuple[dict[str, float], float]] = {}

    def total(self, before: str, after: str) -> float:
        """From 0 to 1; ``before`` and ``after`` are locators."""
        parts = {part: self.part(part, before, after) for part in _WEIGHTS}
        known = {part: value for part, value in parts.items() if value is not None}
        found = sum(_WEIGHTS[part] * value for part, value in known.items()) / sum(_WEIGHTS[part] for part in known)
        return found if self.rows[0][before]["table"] == self.rows[1][after]["table"] else found - 0.02

    def part(self, part: str, before: str, after: str) -> float | None:
        """How alike two rows are in one respect; ``None`` where one of them says nothing of it."""
        if part == "scope":
            taken, takes = self.covers[0].get(before, 0), self.covers[1].get(after, 0)
            return (taken & takes).bit_count() / (taken | takes).bit_count() if taken and takes else None
        if part == "months":
            return float(_months(self.rows[0][before]) == _months(self.rows[1][after]))
        one, two = _text(self.rows[0][before], part), _text(self.rows[1][after], part)
        if part in _OPTIONAL and not (one and two):
            return None
        if one == two:
            return 1.0
        found = self._cosine(part, one, two)
        return found / 2 if part == "office" else found

    def _cosine(self, part: str, one: str, two: str) -> float:
        (left, length), (right, other) = self._vector(part, one), self._vector(part, two)
        shared = sum(weight * right[pair] for pair, weight in left.items() if pair in right)
        return shared / (length * other) if length and other else 0.0

    def _vector(self, part: str, text: str) -> tuple[dict[str, float], float]:
        found = self._vectors.get((part, text))
        if found is None:
            counted = {pair: times * self._weights[f"{part} {pair}"] for pair, times in _pairs(text).items()}
            found = self._vectors[part, text] = counted, sqrt(sum(weight * weight for weight in counted.values()))
        return found


def _text(row: Mapping[str, Any], part: str) -> str:
    return plain(called(row) if part == "name" else office(row) if part == "office" else row[part])


def _months(row: Mapping[str, Any]) -> list[str]:
    return [plain(row[key]) for key in ("start", "finish")]


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(max(len(text) - 1, 0))) or Counter([text] if text else [])
