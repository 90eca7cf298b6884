"""Characters that a scan takes for one another, told apart by the words around them. Part of :mod:`engine.notice`.

A character is doubted where another one of like shape makes known words of it and its neighbours, and it makes none itself.
Known are the pairs of characters in last year's policy, and those that this notice has again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from engine.notice.lexicon import FOREIGN, GROUPS, WORDS

_FOREIGN = {pair[0]: pair[1] for pair in FOREIGN}
_STRANGE = re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d\uf900-\ufaff]")
_LIKE: dict[str, str] = {}
for _group in GROUPS:
    for _character in _group:
        _LIKE[_character] = _LIKE.get(_character, "") + "".join(c for c in _group if c != _character)
#: How often a notice must have a pair for it to be known by that alone.
_OFTEN = 3
#: How much of the rarer character's use a pair must be for the two to be a word, not neighbours by chance.
_WORD = 0.2


class Words:
    """The pairs of characters known from last year (``known``) and those of the notice itself (``own``)."""

    def __init__(self, known: Counter[str], own: Counter[str]) -> None:
        self.known, self.own = known, own
        self.first: Counter[str] = Counter()
        self.second: Counter[str] = Counter()
        for pair, count in known.items():
            if len(pair) == 2:
                self.first[pair[0]] += count
                self.second[pair[1]] += count

    def confused(self, text: str) -> Iterator[tuple[int, str]]:
        """Places of characters in doubt, each with what it may have been."""
        for at, character in enumerate(text):
            if character in _FOREIGN or _STRANGE.match(character):
                yield at, _FOREIGN.get(character, "")
                continue
            candidates = _LIKE.get(character)
            if not candidates:
                continue
            left = text[at - 1] if at and _chinese(text[at - 1]) else ""
            right = text[at + 1] if at + 1 < len(text) and _chinese(text[at + 1]) else ""
            sides = bool(left) + bool(right)
            now = self._score(left, character, right, _OFTEN * 3)
            if now == sides:
                continue
            scored = [(self._score(left, each, right, _OFTEN), self._is_word(left, each, right), each) for each in candidates]
            score, word, best = max(scored)
            if sides and score > now and word and (score == sides or now == 0):
                yield at, best

    def _score(self, left: str, character: str, right: str, often: int) -> int:
        """How many of the pairs with its neighbours are known."""
        return sum(
            pair in WORDS or self.known[pair] > 0 or self.own[pair] >= often
            for pair in ((left + character) if left else "", (character + right) if right else "") if pair
        )  # fmt: skip

    def _is_word(self, left: str, character: str, right: str) -> bool:
        """Whether a character makes a word with one of its neighbours."""
        return any(pair in WORDS or self._are_word(pair) for pair in (left + character, character + right) if len(pair) == 2)

    def _are_word(self, pair: str) -> bool:
        count = self.known[pair] + self.own[pair]
        common = self.known[pair] > 0 or self.own[pair] >= _OFTEN
        return common and count >= _WORD * min(self.first[pair[0]], self.second[pair[1]])


def _chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def look_alike(one: str, other: str) -> bool:
    """Whether two characters are of like shape."""
    return other in _LIKE.get(one, "") or _FOREIGN.get(one) == other or _FOREIGN.get(other) == one
