"""The inputs of a run as chunks of rows, in order. Part of :mod:`engine.batch`.

What is wrong with a file as a whole (no such kind, a column that no fact has, damage) is told before anything is decided,
where it can be known then; what is wrong with a row travels with the row.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from engine.batch import from_postgres, from_sheets
from engine.batch.from_csv import Table
from engine.batch.from_json import json_lines, json_list
from engine.batch.plan import plan_of
from engine.batch.rows import CHUNK_BYTES, CHUNK_ROWS, Bad, Chunk, Row, letters, problem
from engine.case.keys import by_name
from engine.case.reading import plain
from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

SEPARATORS = {".csv": ",", ".tsv": "\t"}
LINES = (".jsonl", ".ndjson")
TABLES = (*SEPARATORS, *from_sheets.PACKAGES)
JSON = (*LINES, ".json")
KINDS = (*JSON, *TABLES)
_BLOCK = 1 << 20
#: What is told of a sheet that is no register.
_NO_REGISTER = ("E0160", "E0975", "E0982", "E0990")
#: Rows at which a table is looked at before the work begins.
_FIRST = 100
_DATABASE = "postgresql://…#…"


class Source(NamedTuple):
    """An input: as it was named, its path, the sheet or table within it, its kind by the end of the name, its size."""

    name: str
    path: str
    part: str
    kind: str
    size: int


def source(name: str) -> Source:
    """The input called ``name`` (``PATH`` or ``PATH#SHEET``, ``postgresql://…#TABLE``).

    Raises :class:`InvalidInput` (E0106, E0980).
    """
    path, part = name, ""
    if not os.path.exists(path) and "#" in name:
        path, _, part = name.rpartition("#")
    if from_postgres.is_named(name):
        return Source(from_postgres.shown(name), *from_postgres.named(name), from_postgres.KIND, 0)
    kind = os.path.splitext(path)[1].lower()
    if kind not in KINDS:
        raise InvalidInput([problem("E0980", name, name=name, known=(*KINDS, _DATABASE))], {})
    try:
        with open(path, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        reason = Term("没有这个文件", "there is no such file") if isinstance(error, FileNotFoundError) else error.strerror
        raise InvalidInput([problem("E0106", name, name=name, reason=reason)], {}) from None
    return Source(name, path, part, kind, size)


def digest(source: Source) -> str:
    """SHA-256 of a file, or of the rows of a table of a database."""
    if source.kind == from_postgres.KIND:
        return from_postgres.digest(source.path, source.part, source.name)
    found = hashlib.sha256()
    with open(source.path, "rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


class Opened:
    """An input that is being read: ``header`` of a table (``None`` for JSON), rows, and how far the file has been read."""

    def __init__(self, source: Source, encoding: str | None, stack: ExitStack) -> None:
        self.source = source
        plain = source.kind != from_postgres.KIND and source.kind not in from_sheets.PACKAGES
        self._stream = stack.enter_context(_open(source.path)) if plain else None
        self.header: tuple[str, ...] | None = None
        if source.kind == from_postgres.KIND:
            table: Any = from_postgres.Opened(source.path, source.part, source.name, stack).sheet()
        elif self._stream is None:
            table = from_sheets.sheet(source.kind, source.path, source.part, source.name)
        elif source.kind in SEPARATORS:
            table = Table(self._stream, source.name, encoding, SEPARATORS[source.kind])
        else:
            self._rows = json_lines(self._stream) if source.kind in LINES else json_list(self._stream, source.name)
            return
        self.header = table.header
        self._rows = table.rows()

    def rows(self) -> Iterator[Row]:
        """The rows."""
        return self._rows

    @property
    def position(self) -> int:
        """Bytes read so far, where that is known."""
        return 0 if self._stream is None else self._stream.tell()


def _open(path: str) -> BinaryIO:
    return open(path, "rb")


def check(
    sources: Sequence[Source], subject: Mapping[str, Any], key: str | None, ignored: Sequence[str], encoding: str | None,
    attached: Sequence[str] = (),
) -> None:  # fmt: skip
    """Raise :class:`InvalidInput` with everything that is wrong with the inputs' kinds, packages and columns.

    ``attached``: facts that stand in second tables."""
    problems: list[Diagnostic] = []
    for each in sources:
        found: list[Diagnostic] = []
        try:
            with ExitStack() as stack:
                opened = Opened(each, encoding, stack)
                if opened.header is not None:
                    found = plan_of(opened.header, subject, key, ignored, each.name, attached)[1]
                    found += nameless_columns(opened)
        except InvalidInput as error:
            found = error.diagnostics
        problems += _another_sheet(each, found, subject)
    if problems:
        raise InvalidInput(problems, {})


def _another_sheet(source: Source, found: list[Diagnostic], subject: Mapping[str, Any]) -> list[Diagnostic]:
    """What was found of an input; where the first sheet of a workbook is no register and there are others, that one of them has
    to be named: that alone, where another one has columns that are facts."""
    if source.kind != ".xlsx" or source.part or not any(each.code in _NO_REGISTER for each in found):
        return found
    sheets = from_sheets.heads_of_sheets(source.path, source.name)
    if len(sheets) < 2:
        return found
    facts = by_name(subject["facts"])
    counts = {name: sum(plain(text) in facts for text in texts) for name, texts in sheets.items()}
    best = max(counts, key=counts.__getitem__)
    first = next(iter(counts.values()))
    if counts[best] == first > 0:
        return found
    near = best if counts[best] else None
    told = problem("E0992", source.name, name=None, count=len(sheets), suggestion=near, known=tuple(sheets))
    return [*found, told] if near is None else [told]


def nameless_columns(opened: Opened) -> list[Diagnostic]:
    """Columns of a table without a name (E0974), told once and not row by row; of a spreadsheet only where its first rows have
    something in them, which may be beyond the header too."""
    kind = opened.source.kind
    listed = [letters(place) for place, name in enumerate(opened.header or ()) if not name.strip()]
    if kind == ".xlsx" or (listed and kind in SEPARATORS):
        payloads = (row.payload for row in islice(opened.rows(), _FIRST))
        bad = [each for each in payloads if isinstance(each, Bad) and each.code == "E0974"]
        listed = list(dict.fromkeys(column for each in bad for column in each.arguments["columns"]))
    return [problem("E0974", opened.source.name, 1, 1, columns=tuple(listed))] if listed else []


def chunks(sources: Sequence[Source], encoding: str | None, read: list[int]) -> Iterator[Chunk]:
    """All rows of all inputs in chunks of one file each; ``read[0]`` is kept at the bytes read so far."""
    number, before = 0, 0
    for each in sources:
        with ExitStack() as stack:
            opened = Opened(each, encoding, stack)
            rows: list[Row] = []
            size = 0
            for row in opened.rows():
                rows.append(row)
                size += len(row.payload) if isinstance(row.payload, bytes) else sum(map(_size, row.payload))
                if len(rows) >= CHUNK_ROWS or size >= CHUNK_BYTES:
                    read[0] = before + opened.position
                    yield Chunk(number, each.name, opened.header, rows)
                    number, rows, size = number + 1, [], 0
            if rows:
                yield Chunk(number, each.name, opened.header, rows)
                number += 1
        before += each.size
        read[0] = before


def _size(cell: Any) -> int:
    return len(cell) if isinstance(cell, str) else 8
