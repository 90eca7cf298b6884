"""Misreadings that only last year's text gives away: a character of like shape, a sign left out. Part of :mod:`engine.notice`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from engine.notice.characters import look_alike
from engine.notice.model import ClauseMatch, Doubt, Line, Passage
from engine.notice.wording import bare, opcodes

_SIGNS = re.compile(r"^[，。；：、,;:.]+$")
#: A text that differs by more than this share is another text, whose characters prove nothing.
_WHOLE = 0.8
#: Longer passages are not compared character by character.
_LONGEST = 5_000


def slips(matches: Sequence[ClauseMatch], texts: Mapping[str, str], lines: Sequence[Line]) -> Iterator[Doubt]:
    """Doubts about passages that are last year's but for slips; each proposes last year's character."""
    by_number = {line.number: bare(line.text) for line in lines}
    for match in matches:
        before = texts.get(match.last)
        if match.state != "changed" or match.passage is None or before is None or match.certainty < _WHOLE:
            continue
        yield from _in(match.passage, before, by_number)


def _in(passage: Passage, before: str, lines: Mapping[int, str]) -> Iterator[Doubt]:
    text = passage.text
    if len(text) > _LONGEST:
        return
    old, new = _even(before), _even(text)
    for kind, a, b, c, d in opcodes(old, new):
        start, end = max(0, c - 4), min(len(text), d + 4)
        if kind == "replace" and b - a == d - c == 1 and look_alike(new[c], old[a]):
            zh, en = "与上年度只差一个形近字", "last year it was a character of like shape"
        elif kind == "delete" and _SIGNS.match(old[a:b]) and 0 < c < len(text):
            zh, en = "与上年度比少了标点", "a sign that stood here last year is missing"
        else:
            continue
        words = text[start:end]
        proposal = text[start:c] + before[a:b] + text[d:end]
        line = next((n for n in passage.lines if bare(text[max(0, c - 3) : d + 2]) in lines.get(n, "")), passage.lines[0])
        yield Doubt(line, words, proposal, zh, en, passage.locator)


def _even(text: str) -> str:
    """The text with full-width signs as ASCII, of the same length."""
    plain = unicodedata.normalize("NFKC", text)
    return plain if len(plain) == len(text) else text
