"""Excel, Parquet and DuckDB files to rows of cells. Part of :mod:`engine.batch`; each needs an extra package.

``.xlsx``: the first sheet, or the one named after ``#``; ``.parquet``; ``.duckdb``: the table named after ``#``. Rows are
fetched a few hundred at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib import import_module
from itertools import chain, islice
from typing import Any

from engine.batch.formulas import uncomputed
from engine.batch.nodes import Number
from engine.batch.rows import CHUNK_ROWS, Row, nameless, problem
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

#: Kinds of files that need a package, and what it is called.
PACKAGES = {".xlsx": "openpyxl", ".parquet": "pyarrow.parquet", ".duckdb": "duckdb"}
#: Sheets of a workbook that are looked at for the register, and rows of each that may be its header.
_SHEETS, _HEADS = 20, 3
#: What is wrong with a file that cannot be opened at all.
_NO_SUCH = {
    ".xlsx": Term("它不是 .xlsx 工作簿，或已损坏、加了密码", "it is no .xlsx workbook, or it is damaged or has a password"),
    ".parquet": Term("它不是 Parquet 文件，或已损坏", "it is no Parquet file, or it is damaged"),
}


def package(kind: str, file: str) -> Any:
    """The package that reads files of a kind. Raises :class:`InvalidInput` (E0987) where it is not installed."""
    name = PACKAGES[kind]
    try:
        return import_module(name)
    except ImportError:
        needed = name.partition(".")[0]
        raise InvalidInput([problem("E0987", file, name=file, package=needed)], {}) from None


class Sheet:
    """A table of one of these kinds: its header, then its rows; what it holds is found by :func:`sheet`. A row is bad that holds
    something where the header has no name."""

    def __init__(self, file: str, header: tuple[str, ...], cells: Iterator[Any], first: int) -> None:
        self.file = file
        self.header = header
        self._cells = cells
        self._first = first

    def rows(self) -> Iterator[Row]:
        """The rows below the header. Raises :class:`InvalidInput` (E0986) where the file is damaged further on."""
        width, number = len(self.header), 0
        unnamed = [place for place, name in enumerate(self.header) if not name]
        while True:
            try:
                found = next(self._cells, None)
            except InvalidInput:
                raise
            except Exception as error:  # each library has its own kinds, and all mean that the file cannot be read on
                raise damaged(self.file, error, number) from error
            if found is None:
                return
            number += 1
            if any(value is not None and value != "" for value in found):
                values = [cell(value) for value in found]
                values += [None] * (width - len(values))
                places = chain(unnamed, range(width, len(values)))
                filled = (place for place in places if values[place] is not None and values[place] != "")
                yield Row(number, number + self._first, 1, nameless(filled, values[:width]) or values[:width])


def sheet(kind: str, path: str, part: str, file: str) -> Sheet:
    """Open a file; ``part``: the sheet or table named. Raises :class:`InvalidInput`."""
    library = package(kind, file)
    opened = {".xlsx": _excel, ".parquet": _parquet, ".duckdb": _duckdb}[kind]
    try:
        return opened(library, path, part, file)
    except (InvalidInput, MemoryError):
        raise
    except Exception as error:  # as above
        if os.path.isfile(path) and not os.path.getsize(path):
            raise InvalidInput([problem("E0160", file, name=file)], {}) from error
        raise damaged(file, error, None, None if isinstance(error, OSError) else _NO_SUCH.get(kind)) from error


def damaged(file: str, error: Exception, row: int | None, known: Term | None = None) -> InvalidInput:
    """The refusal of a file that cannot be read (on); ``known`` says why in words that people know."""
    reason = known or (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return InvalidInput([problem("E0986", file, name=file, reason=reason, row=row)], {})


def _excel(library: Any, path: str, part: str, file: str) -> Sheet:
    book = library.load_workbook(path, read_only=True, data_only=True)
    name = _part(part, book.sheetnames, file) or book.sheetnames[0]
    rows = book[name].iter_rows(values_only=True)
    first: tuple[Any, ...] = next(rows, ())
    second: tuple[Any, ...] | None = next(rows, None)
    titles = [text for cell in first if cell is not None and (text := str(cell).strip())]
    if len(titles) < 2 and second is not None and sum(_stripped(cell) is not None for cell in second) > 1:
        raise InvalidInput([problem("E0975", file, 1, text=titles[0] if titles else None)], {})
    header = tuple("" if cell is None else str(cell).strip() for cell in first)
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise InvalidInput([problem("E0160", file, name=file)], {})
    formula = uncomputed(path, book[name]._worksheet_path)
    if formula is not None:
        raise InvalidInput([problem("E0967", file, formula[1], place=f"{formula[0]}{formula[1]}")], {})
    below = chain([] if second is None else [second], rows)
    return Sheet(file, header, (tuple(map(_stripped, row)) for row in below), 1)


def heads_of_sheets(path: str, file: str) -> dict[str, list[str]]:
    """The sheets of a workbook, and the texts in the first rows of each; those without any are left out, but for the first. There
    are none where nothing can be read."""
    found: dict[str, list[str]] = {}
    if not os.path.getsize(path):
        return found
    book = package(".xlsx", file).load_workbook(path, read_only=True, data_only=True)
    for number, sheet in enumerate(book.worksheets[:_SHEETS]):
        rows = islice(sheet.iter_rows(values_only=True), _HEADS)
        texts = [str(cell).strip() for row in rows for cell in row if _stripped(cell) is not None]
        if texts or not number:
            found[sheet.title] = texts
    return found


def _stripped(cell: Any) -> Any:
    """A cell without the blanks around its text, which nobody sees there; nothing but blanks is an empty cell."""
    return (cell.strip() or None) if cell.__class__ is str else cell


def cell(value: Any) -> Any:
    """A cell as applications write it."""
    return _stripped(plain(value))


def _parquet(library: Any, path: str, part: str, file: str) -> Sheet:
    opened = library.ParquetFile(path)

    def cells() -> Iterator[list[Any]]:
        for batch in opened.iter_batches(batch_size=CHUNK_ROWS, use_threads=False):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    return Sheet(file, tuple(opened.schema_arrow.names), cells(), 0)


def _duckdb(library: Any, path: str, part: str, file: str) -> Sheet:
    with open(path, "rb"):  # a missing file would be made
        base = library.connect(path, read_only=True)
    tables = [name for (name,) in base.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall()]
    name = _part(part, tables, file) or (tables[0] if len(tables) == 1 else None)
    if name is None:
        raise InvalidInput([problem("E0992", file, name=None, count=len(tables), suggestion=None, known=tuple(tables))], {})
    base.execute('SELECT * FROM "' + name.replace('"', '""') + '"')

    def cells() -> Iterator[Any]:
        while rows := base.fetchmany(CHUNK_ROWS):
            yield from rows

    return Sheet(file, tuple(column[0] for column in base.description), cells(), 0)


def _part(part: str, known: list[str], file: str) -> str | None:
    """The sheet or table named, if one was. Raises :class:`InvalidInput` (E0992) for one that is not there."""
    if part and part not in known:
        near = did_you_mean(part, known)
        raise InvalidInput([problem("E0992", file, name=part, count=None, suggestion=near, known=tuple(known))], {})
    return part or None


def plain(value: Any) -> Any:
    """A cell's value as applications write it: dates as ISO text, numbers by their digits, bytes as text in UTF-8."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return Number(int(value) if value.is_integer() else repr(value)) if abs(value) < 2**53 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.decode("ascii", "backslashreplace")
    if isinstance(value, dict):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        pairs = bool(value) and all(isinstance(each, tuple) and len(each) == 2 for each in value)
        return {str(plain(key)): plain(inner) for key, inner in value} if pairs else [plain(inner) for inner in value]
    return Number(format(value, "f")) if type(value).__name__ == "Decimal" else str(value)
