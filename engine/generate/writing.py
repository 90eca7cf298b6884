"""Drawn rows as JSON lines, CSV or Parquet, one chunk in memory at a time. Part of :mod:`engine.generate`.

JSON lines say which subject they are about, unless it is the one that is meant where nothing is said. In CSV every cell is text:
facts by year, lists and spans stand in their column as JSON, as ``policy batch`` reads them. Parquet has columns with types,
unless rows are to be spoilt: only a text can hold a wrong value.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from engine.artifact.tables import Tables
from engine.batch import from_sheets, parquet
from engine.batch.reading import default_subject
from engine.case.from_json import SUBJECT_KEYS
from engine.generate.columns import TypedColumns
from engine.generate.draw import KEY, Drawer, Row
from engine.generate.wrong import Spoiler

KINDS = ("jsonl", "csv", "parquet")
_GROUP = 20_000
_MARK = "\ufeff"


class Register:
    """A register to be written: ``count`` rows of a subject, about ``wrong`` (from 0 to 1) of them spoilt."""

    def __init__(self, tables: Tables, subject: str, count: int, seed: str, wrong: float = 0.0) -> None:
        entry = tables["subjects"][subject]
        self._subject = entry
        self._drawer = Drawer(tables, entry, seed)
        self._spoiler = Spoiler(tables, entry, self._drawer.chance)
        self._count = count
        self._wrong = wrong
        self._about = {} if subject == default_subject(tables) else {SUBJECT_KEYS[0]: subject}
        self.columns = (KEY, *(fact["name"] for fact in entry["facts"]))

    def write(self, kind: str, out: BinaryIO) -> None:
        """Write everything. Raises ``OSError``; :class:`engine.errors.InvalidInput` where a package is missing."""
        if kind == "parquet":
            self._parquet(out)
            return
        for text in self.lines(kind):
            out.write(text.encode("utf-8"))

    def lines(self, kind: str) -> Iterator[str]:
        """The lines of a JSON lines or CSV file."""
        if kind == "csv":
            yield _MARK + self._cells(self.columns)
        for row, spoilt in self._rows():
            if kind == "csv":
                line = self._csv(row)
                yield self._spoiler.csv(line, row, self._csv) if spoilt else line
            else:
                told = {KEY: row[KEY]} | self._about | row
                yield (self._spoiler.json(told) if spoilt else json.dumps(told, ensure_ascii=False)) + "\n"

    def _rows(self) -> Iterator[tuple[Row, bool]]:
        for row in self._drawer.rows(self._count):
            yield row, bool(self._wrong) and self._drawer.chance.happens(self._wrong)

    def _csv(self, row: Row) -> str:
        return self._cells(_cell(row.get(name)) for name in self.columns)

    @staticmethod
    def _cells(cells: Iterable[Any]) -> str:
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\r\n").writerow(cells)
        return stream.getvalue()

    def _parquet(self, out: BinaryIO) -> None:
        arrow, files = parquet.library("parquet"), from_sheets.package(".parquet", "parquet")
        typed = TypedColumns(arrow, self._subject)
        schema, row_of = (typed.schema, typed.row) if not self._wrong else (typed.texts, self._texts)
        with files.ParquetWriter(out, schema, compression="zstd") as writer:
            held: list[Row] = []
            for row, spoilt in self._rows():
                held.append(row_of(self._spoiler.row(row) if spoilt else row))
                if len(held) == _GROUP:
                    writer.write_table(arrow.Table.from_pylist(held, schema))
                    held = []
            writer.write_table(arrow.Table.from_pylist(held, schema))

    def _texts(self, row: Row) -> Row:
        return {name: None if name not in row else _cell(row[name]) for name in self.columns}


def _cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
