"""Lines of a file, one at a time or some thousand, and none longer than a row may be. Part of :mod:`engine.batch`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from engine.batch.rows import ROW_BYTES

#: Bytes that are read at a time.
BLOCK = 1 << 20

#: ``(number, bytes without the line's end)``; ``None`` for a line that is too long, of which nothing is kept.
Line = tuple[int, bytes | None]


def lines(stream: BinaryIO) -> Iterator[Line]:
    """The lines one by one."""
    number = 0
    while line := stream.readline(ROW_BYTES + 2):
        number += 1
        whole = line.endswith(b"\n")
        line = line.rstrip(b"\r\n") if whole else line
        if len(line) <= ROW_BYTES:
            yield number, line
            continue
        while not whole and (more := stream.readline(ROW_BYTES)):
            whole = more.endswith(b"\n")
        yield number, None


def blocks(stream: BinaryIO) -> Iterator[list[Line]]:
    """The same lines, some thousand at a time."""
    number, rest, passing = 0, b"", False
    while block := stream.read(BLOCK):
        pieces = block.split(b"\n")
        if passing and len(pieces) == 1:
            continue
        found: list[bytes | None] = [*pieces]
        found[0] = None if passing else rest + pieces[0]
        last = found.pop()
        passing = last is not None and len(last) > ROW_BYTES + 1
        rest = b"" if passing or last is None else last
        if found:
            yield [(number + at, _line(each)) for at, each in enumerate(found, 1)]
            number += len(found)
    if rest or passing:
        yield [(number + 1, rest if len(rest) <= ROW_BYTES and not passing else None)]


def _line(found: bytes | None) -> bytes | None:
    """A whole line without its end."""
    if found is None or len(found) > ROW_BYTES + 1:
        return None
    line = found.rstrip(b"\r\n")
    return line if len(line) <= ROW_BYTES else None
