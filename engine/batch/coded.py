"""Words of a table's columns as whole numbers, by which rows find their combination. Part of :mod:`engine.batch`.

A column of words stands in a file as numbers into a dictionary, and the database makes other numbers of these once for each of
its words; so rows find their combination (:mod:`engine.batch.combinations`) by a whole number or two, where otherwise every one
of their words would be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.batch.mapped import text

#: Most words of a column that is numbered.
MOST = 1_000
#: Longest of these words.
_LONGEST = 100
#: Numbers are smaller than this.
_LIMIT = 1 << 62


class Coded:
    """Columns as numbers. ``cell``: SQL for a column by its place and what its name begins with."""

    def __init__(self, cell: Callable[[int, str], str]) -> None:
        self._cell = cell
        self._digits: dict[int, tuple[str, int]] = {}
        self.left: list[int] = []

    def learn(self, columns: Sequence[tuple[int, Sequence[str] | None, bool]]) -> None:
        """Number the columns ``(place, words, nullable)`` anew; truths have no words. ``left``: columns with too many words.

        A word that is not among them has no number, and neither has no word where a column is not nullable.
        """
        self._digits, self.left = {}, []
        for place, words, nullable in columns:
            if words is None:
                number, count = "CAST({} AS BIGINT)", 2
            elif len(words) > MOST:
                self.left.append(place)
                continue
            else:
                listed = sorted({word for word in words if word.isprintable() and len(word) <= _LONGEST})
                among = ", ".join(map(text, listed)).replace("{", "{{").replace("}", "}}")
                number = f"CAST(enum_code(TRY_CAST({{}} AS ENUM({among}))) AS BIGINT)" if listed else "NULL::BIGINT"
                count = len(listed)
            if nullable:
                number = f"coalesce({number} + 1, CASE WHEN {{}} IS NULL THEN 0 END)"
            self._digits[place] = (number, count + nullable)

    def keys(self, head: str) -> list[str]:
        """The numbers as SQL, of columns whose names begin so."""
        keys: list[str] = []
        terms: list[str] = []
        size = 1
        for place, (number, count) in self._digits.items():
            if terms and size * count >= _LIMIT:
                keys.append(" + ".join(terms))
                terms, size = [], 1
            cell = self._cell(place, head)
            terms.append(f"{number.format(cell, cell)} * {size}")
            size *= max(count, 1)
        return [*keys, " + ".join(terms)] if terms else keys
