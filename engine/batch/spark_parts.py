"""Parquet files that Spark's processes read by themselves: which rows make a chunk, and those rows. Part of :mod:`engine.batch`.

Whoever starts a run reads a file's footer and no row: each row group is cut into chunks of as many rows, which are numbered and
handed over as :class:`Part`. A process that has to read one makes sure that what it finds under that path is the file that was
cut. Rows are read as everywhere else (:mod:`engine.batch.from_sheets`); what is wrong with a file is told in its place.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from engine.batch import from_sheets, sources
from engine.batch.rows import CHUNK_ROWS, Chunk, problem
from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

_ANOTHER = Term("那里是另一个文件", "another file is there")
#: The end of a Parquet file: the length of its footer, and four letters.
_END, _LENGTH = 8, 4


class Part(NamedTuple):
    """Chunk ``number``: ``rows`` rows of a row group, from ``start`` on, blank ones too; ``before``: rows of the file before the
    group; ``name``: what records call the file; ``mark``: by which it is known."""

    number: int
    name: str
    path: str
    mark: str
    group: int
    before: int
    start: int
    rows: int

    @property
    def first(self) -> int:
        """Rows of the file before these."""
        return self.before + self.start


class Failed(NamedTuple):
    """Chunk ``number`` could not be read."""

    number: int
    diagnostics: list[Diagnostic]


class _File(NamedTuple):
    """A file: as it was named, where every process finds it, by which it is known, the rows of its row groups."""

    name: str
    path: str
    mark: str
    groups: tuple[int, ...]


class Cut(NamedTuple):
    """Files cut into chunks of up to ``each`` rows, numbered from 0 through all of them."""

    files: tuple[_File, ...]
    each: int

    @classmethod
    def of(cls, inputs: Sequence[sources.Source]) -> Cut:
        """Parquet files as they are cut. Raises :class:`engine.errors.InvalidInput` (E0986)."""
        return cls(tuple(map(_file, inputs)), CHUNK_ROWS)

    def parts(self, first: int = 0, last: int | None = None) -> Iterator[Part]:
        """The chunks from number ``first`` on, up to but not including ``last``."""
        number = 0
        for file in self.files:
            before = 0
            for group, rows in enumerate(file.groups):
                chunks = -(-rows // self.each)
                until = chunks if last is None else min(chunks, last - number)
                for at in range(max(0, first - number), until):
                    start = at * self.each
                    yield Part(number + at, *file[:3], group, before, start, min(self.each, rows - start))
                number += chunks
                before += rows

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return sum(-(-rows // self.each) for file in self.files for rows in file.groups)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(sum(file.groups) for file in self.files)


def readable(inputs: Sequence[sources.Source]) -> bool:
    """Whether Spark's processes can read all of the inputs by themselves."""
    return all(source.kind == ".parquet" for source in inputs)


def _file(source: sources.Source) -> _File:
    path = os.path.abspath(source.path)
    try:
        mark, about = mark_of(path), pq.read_metadata(path)
    except (pa.ArrowException, OSError) as error:
        raise from_sheets.damaged(source.name, error, 0) from error
    groups = [about.row_group(group).num_rows for group in range(about.num_row_groups if about.num_columns else 0)]
    return _File(source.name, path, mark, tuple(groups))


def mark_of(path: str) -> str:
    """By what a Parquet file is known: its size and its footer, which says where every column's values are and between which
    they lie. Raises ``OSError``."""
    with open(path, "rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(size - _END, 0))
        footer = int.from_bytes(stream.read(_LENGTH), "little")
        stream.seek(max(size - _END - footer, 0))
        return f"{size}:{hashlib.sha256(stream.read(footer)).hexdigest()}"


# ---- where Spark has its processes --------------------------------------------------------------------------------------


class PartReader:
    """Reads parts; it is quick where each goes on where the one before ended."""

    def __init__(self) -> None:
        self._known: tuple[str, str] | None = None
        self._file: Any = None
        self._group: _Group | None = None

    def chunk(self, part: Part) -> Chunk:
        """All rows of a part that are not blank. Raises :class:`engine.errors.InvalidInput` (E0965, E0986)."""
        header, cells = self._cells(part, None)
        rows = from_sheets.Sheet(part.name, header, iter(cells), part.first).rows()
        return Chunk(part.number, part.name, header, [row._replace(number=row.line) for row in rows])

    def some(self, part: Part, numbers: Sequence[int]) -> Chunk:
        """The rows with these numbers, none of which is blank. Raises as :meth:`chunk`."""
        if not numbers:
            return Chunk(part.number, part.name, (), [])
        header, cells = self._cells(part, [number - part.first - 1 for number in numbers])
        rows = zip(numbers, from_sheets.Sheet(part.name, header, iter(cells), 0).rows(), strict=True)
        return Chunk(part.number, part.name, header, [row._replace(number=number, line=number) for number, row in rows])

    def _cells(self, part: Part, places: Sequence[int] | None) -> tuple[tuple[str, ...], list[Any]]:
        """The header, and the cells of the rows at ``places``, by default of all."""
        try:
            self._open(part)
            if self._group is None or not self._group.goes_on(part):
                self._group = _Group(self._file, part)
            found = self._group.rows(part)
            found = found if places is None else found.take(places)
            cells = list(zip(*(column.to_pylist() for column in found.columns), strict=True))
        except (InvalidInput, MemoryError):
            raise
        except Exception as error:  # as in from_sheets: what cannot be read on is damaged
            self._known = self._group = None
            raise from_sheets.damaged(part.name, error, part.first) from error
        return tuple(self._file.schema_arrow.names), cells

    def _open(self, part: Part) -> None:
        if self._known == (part.path, part.mark):
            return
        try:
            reason: Any = None if mark_of(part.path) == part.mark else _ANOTHER
        except OSError as error:
            reason = error.strerror or type(error).__name__
        if reason is not None:
            path = None if part.path == part.name else part.path
            raise InvalidInput([problem("E0965", part.name, name=part.name, path=path, reason=reason)], {})
        self._file, self._known, self._group = pq.ParquetFile(part.path), (part.path, part.mark), None


class _Group:
    """The rows of a row group in their order."""

    def __init__(self, file: Any, part: Part) -> None:
        self._batches = file.iter_batches(batch_size=CHUNK_ROWS, row_groups=[part.group], use_threads=False)
        self._group = part.group
        self._batch: Any = None
        self._start = 0

    def goes_on(self, part: Part) -> bool:
        """Whether the rows of a part are yet to come."""
        return part.group == self._group and part.start >= self._start

    def rows(self, part: Part) -> Any:
        """The rows of a part; what lies before them is passed over. Raises ``OSError`` where rows are missing."""
        found, last = [], part.start + part.rows
        while True:
            batch = self._batch if self._batch is not None else next(self._batches, None)
            if batch is None:
                raise OSError(f"{part.rows} rows were expected")
            end = self._start + batch.num_rows
            if end > part.start:
                begin = max(part.start, self._start)
                found.append(batch.slice(begin - self._start, min(last, end) - begin))
            if end > last:
                self._batch = batch
                return pa.Table.from_batches(found)
            self._start, self._batch = end, None
            if end == last:
                return pa.Table.from_batches(found)
