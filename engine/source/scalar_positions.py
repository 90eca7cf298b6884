"""Where each character of a decoded YAML scalar stands in the file. Part of :mod:`engine.source`, for ``yaml_reader``.

The YAML library gives a scalar's first and last mark only. Here its source is read once more beside the decoded text:
characters that are not white space must agree one by one, and the white space between two of them (folded line ends,
indentation) is matched from both sides. Where the two disagree the answer is "unknown", never a wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.source.nodes import Run
from engine.source.text import LineTable

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|[\s\S])")
_WHITE = " \t\r\n"
_DOUBLED_QUOTE = "''"


class _Piece:
    """A source character or escape: where it starts, how wide it is, whether it is plain white space."""

    __slots__ = ("offset", "white", "width")

    def __init__(self, offset: int, width: int, white: bool) -> None:
        self.offset = offset
        self.width = width
        self.white = white


def positions(table: LineTable, start: int, end: int, text: str, style: str) -> tuple[Run, ...]:
    """Runs of side-by-side characters for the scalar at ``start``..``end`` of the file that decodes to ``text``."""
    source = table.text
    if not text:
        return ()
    if style == "" and source[start:end] == text and "\n" not in text:
        return (Run(0, *table.position(start), 1),)
    if style in ("|", ">"):
        start = source.find("\n", start, end) + 1 or end
    elif style:
        start, end = start + 1, end - 1
    placed = _align(list(_pieces(source, start, end, style)), text, source, style == '"')
    return _runs(placed, table) if placed is not None else ()


def _pieces(source: str, start: int, end: int, style: str) -> Iterator[_Piece]:
    offset = start
    while offset < end:
        width, white = 1, source[offset] in _WHITE
        if style == '"' and source[offset] == "\\":
            escape = _ESCAPE.match(source, offset, end)
            width = len(escape.group()) if escape else 1
            white = escape is not None and escape.group()[1] in "\r\n"
        elif style == "'" and source.startswith(_DOUBLED_QUOTE, offset):
            width = 2
        yield _Piece(offset, width, white)
        offset += width


def _align(pieces: list[_Piece], text: str, source: str, escapes: bool) -> list[_Piece] | None:
    """The piece for each character of ``text``, or ``None`` if they do not go together."""
    placed: list[_Piece] = []
    at = 0
    position = 0
    while position < len(text):
        gap_end = at
        while gap_end < len(pieces) and pieces[gap_end].white:
            gap_end += 1
        solid = pieces[gap_end] if gap_end < len(pieces) else None
        white_end = _white_until(text, position, pieces[at:gap_end], solid, source, escapes)
        placed += _match_gap(pieces[at:gap_end], white_end - position, pieces, at)
        position = white_end
        if position == len(text):
            break
        if solid is None or (solid.width == 1 and source[solid.offset] != text[position]):
            return None
        placed.append(solid)
        position += 1
        at = gap_end + 1
    return placed if len(placed) == len(text) else None


def _white_until(text: str, position: int, gap: list[_Piece], solid: _Piece | None, source: str, escapes: bool) -> int:
    """End of the decoded white space that came from the gap, as against that of an escaped blank such as ``\\n``."""
    end = position
    while end < len(text) and text[end] in _WHITE:
        end += 1
    if not escapes or end == position:
        return end
    if all(source[piece.offset] in " \t" for piece in gap):
        return min(end, position + len(gap))
    blank_escape = solid is not None and solid.width == 2 and source[solid.offset + 1] in "nrt "
    return end - 1 if blank_escape else end


def _match_gap(gap: list[_Piece], count: int, pieces: list[_Piece], at: int) -> list[_Piece]:
    """``count`` pieces for decoded white space: from the front of the gap, the last ones from its back."""
    if count == 0:
        return []
    if not gap:
        return [pieces[min(at, len(pieces) - 1)]] * count if pieces else []
    if count == 1:
        return [gap[0]]
    if count <= len(gap):
        return [*gap[:1], *gap[len(gap) - count + 1 :]]
    return [*gap, *[gap[-1]] * (count - len(gap))]


def _runs(placed: list[_Piece], table: LineTable) -> tuple[Run, ...]:
    runs: list[Run] = []
    expected = -1
    width = 0
    for index, piece in enumerate(placed):
        if piece.offset != expected or piece.width != width or table.text[piece.offset - 1] in "\r\n":
            runs.append(Run(index, *table.position(piece.offset), piece.width))
        expected, width = piece.offset + piece.width, piece.width
    return tuple(runs)
