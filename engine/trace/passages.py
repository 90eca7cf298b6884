"""Passages of the notice, found again by length and digest. Part of :mod:`engine.trace`.

The register keeps no text. A passage is digested without any whitespace and with full-width ASCII folded; with its length
it can be searched for in a text at hand, which then says where it stands and whether it reads as it did.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.diagnostics import Span
from engine.syntax.width import fold

#: Hex digits of the SHA-256 that the register keeps.
DIGITS = 16


class Folded(NamedTuple):
    """``text`` in the form that is digested; ``offsets`` say where each character of it stands in ``raw``."""

    file: str
    raw: str
    text: str
    offsets: tuple[int, ...]

    def excerpt(self, start: int, end: int) -> str:
        """The raw text of the folded characters ``start`` to before ``end``, line and page breaks as one blank."""
        if end <= start:
            return ""
        return re.sub(r"\s+", " ", self.raw[self.offsets[start] : self.offsets[end - 1] + 1]).strip()

    def span(self, start: int, end: int) -> Span:
        """Where the folded characters stand in the file; ends on the line it begins on."""
        first = self.offsets[min(start, len(self.offsets) - 1)] if self.offsets else 0
        last = self.offsets[min(max(start, end - 1), len(self.offsets) - 1)] if self.offsets else 0
        line = self.raw.count("\n", 0, first) + 1
        begin = self.raw.rfind("\n", 0, first) + 1
        stop = self.raw.find("\n", first)
        last = min(last, len(self.raw) if stop < 0 else stop - 1)
        return Span(self.file, line, first - begin + 1, line, last - begin + 2)


class Wanted(NamedTuple):
    """What the register knows of a passage."""

    locator: str
    length: int
    digest: str


def fold_text(text: str) -> str:
    """``text`` in the digested form: no whitespace, full-width ASCII as ASCII."""
    return "".join(fold(text).split())


def fold_document(file: str, raw: str) -> Folded:
    """A whole text in the digested form, with the way back to its characters."""
    folded = fold(raw)
    kept = [(offset, character) for offset, character in enumerate(folded) if not character.isspace()]
    return Folded(file, raw, "".join(c for _, c in kept), tuple(offset for offset, _ in kept))


def digest(passage: str) -> str:
    """The digest of a passage that is already folded."""
    return hashlib.sha256(passage.encode("utf-8")).hexdigest()[:DIGITS]


def find_all(text: str, wanted: Sequence[Wanted]) -> dict[str, tuple[int, int]]:
    """Where each passage stands in the folded ``text``; those that are not found are left out.

    Passages are looked for in the order of the register, each from the end of the one before it: that is where it usually
    stands. Only one that is not there is looked for in the whole text.
    """
    found: dict[str, tuple[int, int]] = {}
    end = 0
    for one in wanted:
        start = next((at for at in _starts(text, one.length, end) if digest(text[at : at + one.length]) == one.digest), None)
        if start is not None:
            end = start + one.length
            found[one.locator] = (start, end)
    return found


def _starts(text: str, length: int, first: int) -> Iterator[int]:
    """Every place where a passage of ``length`` may begin, those from ``first`` on before those ahead of it."""
    last = len(text) - length + 1
    yield from range(first, last)
    yield from range(min(first, last))
