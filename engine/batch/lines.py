"""Lines of a file, one at a time and none longer than a row may be. Part of :mod:`engine.batch`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from engine.batch.rows import ROW_BYTES


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """``(number, bytes without the line's end)``; ``None`` for a line that is too long, of which nothing is kept."""
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
