"""Words of a notice in one form, and how alike two texts are. Part of :mod:`engine.notice`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from engine.trace.passages import fold_text

_PUNCTUATION = re.compile(r"[\s,，。;；:：!！?？、“”\"'‘’《》〈〉()（）\[\]〔〕【】·•—–\-－~～…]+")
_CHINESE = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}


@lru_cache(maxsize=16_384)
def bare(text: str) -> str:
    """``text`` without whitespace, full-width letters, figures and signs as ASCII: what two readings are compared by."""
    return fold_text(unicodedata.normalize("NFKC", text))


def words_only(text: str) -> str:
    """``text`` without whitespace and punctuation."""
    return _PUNCTUATION.sub("", bare(text))


def pairs(text: str) -> Counter[str]:
    """The pairs of neighbouring characters of a text."""
    return Counter(text[at : at + 2] for at in range(len(text) - 1)) or Counter([text] if text else [])


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """How many pairs of characters two texts share, from 0 to 1."""
    total = sum(one.values()) + sum(other.values())
    if not total:
        return 1.0
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return 2 * sum(min(count, large[pair]) for pair, count in small.items() if pair in large) / total


def alike(one: str, other: str) -> float:
    """How alike two texts are, punctuation and width left aside."""
    one, other = words_only(one), words_only(other)
    return 1.0 if one == other else likeness(pairs(one), pairs(other))


def opcodes(one: str, other: str) -> list[tuple[str, int, int, int, int]]:
    """How ``one`` becomes ``other``, character by character."""
    return [*SequenceMatcher(None, one, other, autojunk=False).get_opcodes()]


def substitution(one: str, other: str) -> int | None:
    """Where two texts of one length differ in a single character; ``None`` where they do not differ just so."""
    if len(one) != len(other):
        return None
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return places[0] if len(places) == 1 else None


def number_of(text: str) -> int | None:
    """A whole number in Arabic or Chinese numerals; ``None`` where it is none."""
    text = unicodedata.normalize("NFKC", text)
    if text.isdecimal() and text.isascii():
        return int(text) if len(text) <= 18 else None
    if not text or any(c not in _CHINESE and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_CHINESE[c]) for c in text)) if len(text) <= 18 else None
    total = section = digit = 0
    for character in text:
        if character in _CHINESE:
            digit = _CHINESE[character]
        elif character == "万":
            total, section, digit = total + (section + digit) * 10000, 0, 0
        else:
            section, digit = section + (digit or 1) * _UNITS[character], 0
    return total + section + digit
