"""Keys that several rows bear: found by reading the keys once more when all rows are decided. Part of :mod:`engine.batch`.

They are laid out in a small database on disk, so that memory stays bounded, and found in the inputs themselves, so that every
engine, and a run that was taken up again, says the same. What was decided of the rows stays as it is.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress

from engine.batch import from_sheets
from engine.batch.keys import LENGTH, key_of
from engine.batch.rows import Row, problem
from engine.batch.sources import Source, chunks
from engine.diagnostics import Diagnostic, Label
from engine.diagnostics.safe_text import safe
from engine.diagnostics.terms import Term

#: Rows of one key that are told one by one.
_LISTED = 10
#: Keys that are read at a time where they can be read by themselves.
_READ = 10_000


def repeated(sources: Sequence[Source], key: str, encoding: str | None, folder: str) -> Iterator[tuple[str, Diagnostic]]:
    """Each key that several rows of the inputs bear, with where they are (E0963), in the order of the first of them."""
    handle, path = tempfile.mkstemp(prefix=".policy-keys-", suffix=".db", dir=folder)
    os.close(handle)
    try:
        with closing(sqlite3.connect(path)) as base:
            base.execute("PRAGMA journal_mode = OFF")
            base.execute("PRAGMA synchronous = OFF")
            base.execute("CREATE TABLE keys (key TEXT, file INTEGER, line INTEGER)")
            for number, source in enumerate(sources):
                found = ((name, number, line) for name, line in _keys(source, key, encoding))
                base.executemany("INSERT INTO keys VALUES (?, ?, ?)", found)
            base.execute("CREATE INDEX by_key ON keys (key)")
            several = "SELECT key, count(*), min(rowid) FROM keys GROUP BY key HAVING count(*) > 1 ORDER BY 3"
            rows = "SELECT file, line FROM keys WHERE key = ? ORDER BY rowid LIMIT ?"
            for name, count, _ in base.execute(several):
                places = base.execute(rows, (name, _LISTED)).fetchall()
                yield name, _told(sources, name, count, places)
    finally:
        with suppress(OSError):
            os.unlink(path)


def _keys(source: Source, key: str, encoding: str | None) -> Iterator[tuple[str, int]]:
    """The keys of an input with their lines; rows without one are told as bad rows already."""
    if source.kind == ".parquet":
        listed: Iterator[tuple[Row, int | None]] = ((row, 0) for row in _column(source, key))
    else:
        listed = _rows(source, key, encoding)
    for row, place in listed:
        found = key_of(row, key, place)
        if found is not None:
            yield found, row.line


def _rows(source: Source, key: str, encoding: str | None) -> Iterator[tuple[Row, int | None]]:
    for chunk in chunks([source], encoding, [0]):
        names = [] if chunk.header is None else [name.strip() for name in chunk.header]
        place = names.index(key) if names else None
        for row in chunk.rows:
            yield row, place


def _column(source: Source, key: str) -> Iterator[Row]:
    """The rows of a Parquet file with nothing but their keys."""
    opened = from_sheets.package(source.kind, source.name).ParquetFile(source.path)
    name, number = next(name for name in opened.schema_arrow.names if name.strip() == key), 0
    for batch in opened.iter_batches(batch_size=_READ, columns=[name], use_threads=False):
        for value in batch.column(name).to_pylist():
            number += 1
            yield Row(number, number, 1, [from_sheets.cell(value)])


def _told(sources: Sequence[Source], key: str, count: int, places: Sequence[tuple[int, int]]) -> Diagnostic:
    several = len(sources) > 1
    files = [sources[number].name for number, _ in places]
    told = []
    for file, (_, line) in zip(files, places, strict=True):
        name = f"{safe(file, LENGTH)} " if several else ""
        told.append(Term(f"{name}第{line}行", f"{name}line {line}"))
    found, *others = (problem("E0963", file, line) for file, (_, line) in zip(files, places, strict=True))
    more = count - len(places) or None
    labels = tuple(Label(other.span, "another") for other in others)
    return found._replace(arguments={"key": key, "count": count, "places": tuple(told), "more": more}, labels=labels)
