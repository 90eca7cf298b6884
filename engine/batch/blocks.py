"""Rows of an input some thousand at a time, column by column, each still to be had by itself. Part of :mod:`engine.batch`.

What the columnar engine takes in; the rows, their places and what is wrong with them are those of :mod:`engine.batch.sources`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from engine.batch import from_postgres, from_sheets
from engine.batch.from_csv import Cells, Table
from engine.batch.from_json import json_blocks, json_list
from engine.batch.rows import CHUNK_BYTES, CHUNK_ROWS, Row
from engine.batch.sources import LINES, SEPARATORS, Source


class Block(NamedTuple):
    """Rows read together. ``numbers`` and ``lines`` of each; ``columns`` of a table's cells; ``texts`` of JSON rows; a row that
    could not be cut into values has ``None`` in every column and is told in ``bad``, by its place; ``texts_only``: whether all
    cells are texts; ``size`` in bytes, about."""

    numbers: Sequence[int]
    lines: Sequence[int]
    columns: Sequence[Sequence[Any]]
    texts: Sequence[bytes | None]
    bad: frozenset[int]
    texts_only: bool
    size: int
    row: Callable[[int], Row]


class Blocks:
    """An input that is being read; closed by ``stack``. ``header``: of a table, ``None`` for JSON.

    Raises :class:`engine.errors.InvalidInput`.
    """

    def __init__(self, source: Source, encoding: str | None, stack: ExitStack) -> None:
        self.header: tuple[str, ...] | None = None
        self._stream: Any = None
        self._found: Iterator[Cells | list[Row]]
        if source.kind == from_postgres.KIND:
            sheet = from_postgres.Opened(source.path, source.part, source.name, stack).sheet()
            self.header, self._found = sheet.header, _gathered(sheet.rows())
        elif source.kind in from_sheets.PACKAGES:
            sheet = from_sheets.sheet(source.kind, source.path, source.part, source.name)
            self.header, self._found = sheet.header, _gathered(sheet.rows())
        else:
            self._stream = stack.enter_context(open(source.path, "rb"))  # noqa: SIM115
            if source.kind in SEPARATORS:
                self._table = Table(self._stream, source.name, encoding, SEPARATORS[source.kind], together=True)
                self.header, self._found = self._table.header, self._table.together()
            elif source.kind in LINES:
                self._found = json_blocks(self._stream)
            else:
                self._found = _gathered(json_list(self._stream, source.name))

    def __iter__(self) -> Iterator[Block]:
        for found in self._found:
            if isinstance(found, Cells):
                yield self._of_cells(found)
            elif found:
                yield _of_rows(found, len(self.header) if self.header is not None else 0)

    @property
    def position(self) -> int:
        """Bytes read so far, where that is known."""
        return 0 if self._stream is None else self._stream.tell()

    def _of_cells(self, found: Cells) -> Block:
        def row(place: int) -> Row:
            return self._table.row(found.numbers[place], found.lines[place])

        return Block(found.numbers, found.numbers, found.columns, (), frozenset(), True, sum(map(len, found.lines)), row)


def _gathered(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows in lists of as many as a chunk has."""
    found: list[Row] = []
    size = 0
    for row in rows:
        found.append(row)
        size += len(row.payload) if isinstance(row.payload, bytes) else 0
        if len(found) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield found
            found, size = [], 0
    if found:
        yield found


def _of_rows(rows: list[Row], width: int) -> Block:
    numbers, lines = [row.number for row in rows], [row.line for row in rows]
    if not width:
        texts = [row.payload if isinstance(row.payload, bytes) else None for row in rows]
        bad = frozenset(place for place, text in enumerate(texts) if text is None)
        return Block(numbers, lines, (), texts, bad, False, sum(len(text or b"") for text in texts), rows.__getitem__)
    empty = [None] * width
    cells = [row.payload if isinstance(row.payload, list) else empty for row in rows]
    bad = frozenset(place for place, row in enumerate(rows) if not isinstance(row.payload, list))
    size = sum(len(cell) if isinstance(cell, str) else 8 for each in cells for cell in each)
    return Block(numbers, lines, list(zip(*cells, strict=True)), (), bad, False, size, rows.__getitem__)
