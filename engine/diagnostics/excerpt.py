"""The lines of a text that a span covers, and how wide they are on a terminal. Part of :mod:`engine.diagnostics`.

Chinese characters take two columns, so an underline counts display columns while spans count characters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from engine.diagnostics.safe_text import visible
from engine.diagnostics.span import Span

_LINE_END = re.compile("\r\n|\r|\n")


class Excerpt(NamedTuple):
    """One printable line of a source: its text, the display column where the underline starts, and its length."""

    text: str
    start: int
    length: int


def display_width(text: str) -> int:
    """Terminal columns that ``text`` takes; it must be printable already."""
    return sum(_width(character) for character in text)


def padded(text: str, width: int) -> str:
    """``text`` with spaces after it, so that it takes ``width`` terminal columns or more."""
    return text + " " * (width - display_width(text))


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def line_of(text: str, number: int) -> str | None:
    """Line ``number`` (from 1) of ``text`` without its end, or ``None`` if there is no such line."""
    start = 0
    for _ in range(number - 1):
        found = _LINE_END.search(text, start)
        if found is None:
            return None
        start = found.end()
    found = _LINE_END.search(text, start)
    return text[start : found.start() if found else len(text)]


def underlined_text(span: Span, text: str) -> str:
    """The characters of ``text`` that ``span`` covers; lines are joined by a newline."""
    lines = _LINE_END.split(text)
    if not 1 <= span.line <= len(lines):
        return ""
    if span.end_line <= span.line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    last = min(span.end_line, len(lines))
    covered = [lines[span.line - 1][span.column - 1 :], *lines[span.line : last - 1]]
    return "\n".join([*covered, lines[last - 1][: span.end_column - 1]])


def excerpt(span: Span, text: str, width: int) -> Excerpt | None:
    """The first line that ``span`` covers, cut to ``width`` display columns around the span's start."""
    line = line_of(text, span.line)
    if line is None:
        return None
    start = min(span.column - 1, len(line))
    end = min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line)
    left, opening = _left_edge(line, start, width)
    before = "".join(map(visible, line[left:start]))
    marked = "".join(map(visible, line[start : min(end, start + width)]))
    after = "".join(map(visible, line[start + len(line[start : min(end, start + width)]) : start + width]))
    shown = opening + before + marked + after
    start_column = display_width(opening + before)
    cut = _cut(shown, width)
    length = max(1, min(display_width(marked), display_width(cut) - start_column))
    return Excerpt(cut, start_column, length)


def _left_edge(line: str, start: int, width: int) -> tuple[int, str]:
    """Where the excerpt begins so that the span's start stands within its first half, and the mark of a cut."""
    if len(line) <= width and display_width("".join(map(visible, line))) <= width:
        return 0, ""
    room = width // 2
    left = start
    while left > 0 and room > 0:
        left -= 1
        room -= display_width(visible(line[left]))
    return left, "…" if left > 0 else ""


def _cut(text: str, width: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _width(character)
        if taken > width:
            return text[:index] + "…"
    return text
