"""Running text with the line each character stands on, and where sentences end in it. Part of :mod:`engine.notice`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_STOPS, _PAUSES = frozenset("。；;！!？?"), frozenset("，,：:")
_OPEN = {"（": "）", "(": ")", "“": "”", "《": "》", "〔": "〕", "[": "]", "【": "】", "「": "」"}
_FAR = 120


@dataclass(frozen=True, slots=True)
class Flow:
    """Text, and for each of its characters the line it stands on."""

    text: str
    lines: tuple[int, ...]

    def part(self, start: int, end: int) -> Flow:
        """A stretch of it, blanks at both ends left off."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Flow(self.text[start:end], self.lines[start:end])

    @property
    def numbers(self) -> tuple[int, ...]:
        """The lines it stands on."""
        return tuple(dict.fromkeys(self.lines))


def join(parts: Iterable[tuple[int, str]]) -> Flow:
    """Lines put together: no blank between them, but where a line ends and the next begins with a letter."""
    text: list[str] = []
    lines: list[int] = []
    for number, words in parts:
        words = words.replace("\f", "").strip()
        if not words:
            continue
        if text and text[-1][-1].isascii() and text[-1][-1].isalpha() and words[0].isascii() and words[0].isalpha():
            words = " " + words
        text.append(words)
        lines += [number] * len(words)
    return Flow("".join(text), tuple(lines))


def breaks(text: str) -> dict[int, bool]:
    """The places between pieces of a text: behind a pause or stop outside brackets; whether a sentence ends there.

    A bracket that holds words of a statement of its own may be cut off before it. One that is never closed is no bracket.
    """
    found: dict[int, bool] = {}
    at, end = 0, len(text)
    while at < end:
        character = text[at]
        close = _OPEN.get(character)
        if close is not None:
            closed = text.find(close, at, at + _FAR)
            stop = re.search("[。；]", text[at : closed if closed > 0 else at + _FAR]) if character in "（(" else None
            if closed > 0 and stop is None:
                inside = text[at + 1 : closed]
                if character in "（(" and len(inside) >= 8 and re.search(r"\d\s*(?:学时|个|年|次|日)|严禁|不得", inside):
                    found[at] = False
                at = closed + 1
                if character == "《" and re.match("(?:和|及|以及|、)《", text[at:]):
                    found[at] = False
                continue
        if character in _STOPS or character in _PAUSES:
            after = at + 1
            while after < end and text[after] in "”’）)》":
                after += 1
            found[after] = character in _STOPS
        at += 1
    found.pop(0, None)
    found[end] = True
    return found
