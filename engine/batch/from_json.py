"""JSON files to rows: one application a line (``.jsonl``), a list of them, or a single one. Part of :mod:`engine.batch`.

The elements of a list are cut out of the text as it streams by, without being parsed: brackets outside of strings are all
that is looked at. What an element holds is the business of whoever decides it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from engine.batch.lines import blocks, lines
from engine.batch.rows import ROW_BYTES, Bad, Row, problem
from engine.errors import InvalidInput

_MARK = codecs.BOM_UTF8
_BLOCK = 1 << 16
_SPACE = b" \t\r\n"
#: Brackets, quotes, commas and backslashes; inside of strings only the last two of these end or escape anything.
_OUTSIDE = re.compile(rb'["{}\[\],]')
_INSIDE = re.compile(rb'["\\]')
#: Bytes that begin no character.
_FOLLOWING = bytes(range(0x80, 0xC0))


def _whole(depth: int) -> bytes:
    """A pattern of objects, with brackets in pairs so many levels deep."""
    held = rb'[^{}\[\]"]++|"(?:[^"\\]++|\\.)*+"'
    if depth:
        inner = _whole(depth - 1)
        held += b"|" + inner + rb"|\[(?:" + held + b"|" + inner + rb")*+\]"
    return rb"\{(?:" + held + rb")*+\}"


#: What is cut out at once where it stands whole in a block; the same as going through its brackets.
_WHOLE = re.compile(_whole(3), re.DOTALL)


def too_long() -> Bad:
    """Why a row that is too long has no decision."""
    return Bad("E0985", {"limit": f"{ROW_BYTES >> 20} MB"})


def json_lines(stream: BinaryIO) -> Iterator[Row]:
    """A row for each line that is not blank."""
    for number, line in lines(stream):
        row = _row(number, line)
        if row is not None:
            yield row


def json_blocks(stream: BinaryIO) -> Iterator[list[Row]]:
    """The same rows, some thousand at a time."""
    for block in blocks(stream):
        yield [row for number, line in block if (row := _row(number, line)) is not None]


def _row(number: int, line: bytes | None) -> Row | None:
    if line is None:
        return Row(number, number, 1, too_long())
    line = line.removeprefix(_MARK) if number == 1 else line
    return Row(number, number, 1, line) if line.strip(_SPACE) else None


def json_list(stream: BinaryIO, file: str) -> Iterator[Row]:
    """A row for each element of the list that the file holds; one row where it holds a single value."""
    head = stream.read(_BLOCK).removeprefix(_MARK)
    while head and not head.strip(_SPACE):
        head = stream.read(_BLOCK)
    if not head.lstrip(_SPACE).startswith(b"["):
        yield from _single(stream, head)
        return
    yield from _Cutter(stream, file, head).elements()


def _single(stream: BinaryIO, head: bytes) -> Iterator[Row]:
    """The whole file as one row."""
    data = head + stream.read(ROW_BYTES + 1)
    if data.strip(_SPACE):
        yield Row(1, 1, 1, data if len(data) <= ROW_BYTES else too_long())


class _Cutter:
    """Cuts elements out of a list. ``line`` and ``column`` are those of the next byte (columns count characters)."""

    def __init__(self, stream: BinaryIO, file: str, head: bytes) -> None:
        self.stream = stream
        self.file = file
        self.block = head
        self.line = 1
        self.column = 1
        self.kept: list[bytes] = []
        self.size = 0
        self.begun: tuple[int, int] | None = None
        self.rest = 0

    def elements(self) -> Iterator[Row]:
        """The elements in order. Raises :class:`InvalidInput` where the list does not end."""
        number, depth = 0, 0
        for mark in self._marks():
            before, depth = depth, depth + (mark in b"{[") - (mark in b"}]")
            if depth == 0 and before == 1 and mark == b"}":  # closes what was opened as a list
                raise InvalidInput([problem("E0174", self.file, self.line, self.column)], {})
            if (before, mark) not in ((1, b","), (1, b"]")):
                continue
            row = self._finish(number + 1, mark == b"]")
            if row is not None:
                number += 1
                yield row
            if depth == 0:
                self._nothing_more()
                return
        raise InvalidInput([problem("E0986", self.file, self.line, 1, name=self.file, reason=None, row=number)], {})

    def _marks(self) -> Iterator[bytes]:
        """Brackets and commas outside of strings; what stands between them is kept on the way."""
        inside, depth, at = False, 0, 0
        while True:
            hit = (_INSIDE if inside else _OUTSIDE).search(self.block, at)
            if hit is None:
                self._take(self.block[at:])
                self.block, at = self.stream.read(_BLOCK), 0
                if not self.block:
                    return
                continue
            mark, end = hit.group(), hit.end()
            whole = _WHOLE.match(self.block, hit.start()) if depth == 1 and mark == b"{" else None
            if whole is not None:
                self._take(self.block[at : whole.end()])
                at = whole.end()
                continue
            if mark == b"\\":
                if end == len(self.block):
                    self.block += self.stream.read(_BLOCK)
                end += 1
            separates = not inside and ((depth == 1 and mark in b",]") or (depth == 0 and mark == b"["))
            self._take(self.block[at : hit.start() if separates else end])
            at = end
            if mark == b'"':
                inside = not inside
            elif not inside:
                depth += (mark in b"{[") - (mark in b"}]")
                if separates:
                    self._advance(mark)
                self.rest = at
                yield mark

    def _nothing_more(self) -> None:
        """See that only white space follows the list. Raises :class:`InvalidInput`."""
        tail = self.block[self.rest :]
        while tail:
            if tail.strip(_SPACE):
                raise InvalidInput([problem("E0174", self.file, self.line, self.column)], {})
            tail = self.stream.read(_BLOCK)

    def _take(self, piece: bytes) -> None:
        """Keep a piece of an element, and note where it begins."""
        if self.begun is None:
            blank = len(piece) - len(piece.lstrip(_SPACE))
            self._advance(piece[:blank])
            piece = piece[blank:]
            if piece:
                self.begun = (self.line, self.column)
        self._advance(piece)
        self.size += len(piece)
        if self.size <= ROW_BYTES:
            self.kept.append(piece)
        else:
            self.kept.clear()

    def _finish(self, number: int, last: bool) -> Row | None:
        """The element that ends here; ``None`` where the list is empty."""
        begun, size = self.begun, self.size
        data = b"".join(self.kept).rstrip(_SPACE)
        self.kept, self.size, self.begun = [], 0, None
        if begun is None:
            if last and number == 1:
                return None
            return Row(number, self.line, self.column - 1, Bad("E0160", {"name": self.file}))
        return Row(number, *begun, data if size <= ROW_BYTES else too_long())

    def _advance(self, piece: bytes) -> None:
        """Move the place on past ``piece``."""
        breaks = piece.count(b"\n")
        if breaks:
            self.line += breaks
            self.column = 1
            piece = piece[piece.rindex(b"\n") + 1 :]
        self.column += len(piece.translate(None, _FOLLOWING))
