"""A list of those who may be inspected: ``.csv``, ``.json`` or ``.txt`` to records. Part of :mod:`engine.sampling`.

All mistakes are told together with their lines (at most :data:`REPORTED`), since a list with a blank or repeated key is not
one that a sample can be drawn from fairly.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.patterns import LazyPattern
from engine.diagnostics.safe_text import FORBIDDEN_CLASS
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput
from engine.sampling.draw import Record
from engine.source.limits import Limits
from engine.source.text import decode, read_file_limited, whole

#: A list of five million, and no more than what fits comfortably into memory.
LIST = Limits(bytes=512 << 20, lines=5_000_001, depth=8, values=50_000_000, text=1_000, digits=30, diagnostics=20)
REPORTED = LIST.diagnostics
KINDS = (".csv", ".json", ".txt")
_TRIMMED = " \t\u3000"
_FORBIDDEN = LazyPattern(f"[{FORBIDDEN_CLASS}\t\n\r]")
_BLANK = LazyPattern(r"\s*")
_THIS = Term("这一行", "this record")
_QUOTES = Term("双引号没有配对，或引号后还有内容", "double quotes that do not match, or text after a closing one")


class Population(NamedTuple):
    """The records in the order of the file, and which columns they were read from (``None`` in plain lists)."""

    records: list[Record]
    key: str | None
    by: str | None


class _Row(NamedTuple):
    """One entry as it stands: its columns' values (one unnamed column in plain lists), its line, and in JSON its number."""

    values: dict[str, Any]
    line: int
    item: int | None = None


class _Reader:
    """Reads one list and collects what is wrong with it."""

    def __init__(self, file: str, key: str | None, by: str | None) -> None:
        self.file = file
        self.key = key
        self.by = by
        self.problems: list[Diagnostic] = []
        self.more = 0

    def report(self, code: str, line: int, **arguments: object) -> None:
        """One problem more; after the first twenty they are only counted."""
        if len(self.problems) < REPORTED:
            span = Span(self.file, line, 1, line, 1) if line else whole(self.file)
            self.problems.append(Diagnostic(code, span, {"line": line, **arguments}))
        else:
            self.more += 1

    def stop(self, code: str, line: int, **arguments: object) -> None:
        """Report and give up. Raises :class:`InvalidInput`."""
        self.report(code, line, **arguments)
        raise InvalidInput(self.problems, {})


def read_population(path: str, key: str | None = None, by: str | None = None, shown: str | None = None) -> Population:
    """The list in ``path``. ``key``: the column that names each record, by default the first; ``by``: that of the strata.

    Raises :class:`InvalidInput` (E0101–E0106, E0850–E0858).
    """
    name = shown or path
    kind = os.path.splitext(path)[1].lower()
    reader = _Reader(name, key, by)
    if kind not in KINDS:
        reader.stop("E0850", 0, name=name)
    data, problems = read_file_limited(path, LIST, shown)
    if data is None:
        raise InvalidInput(problems, {})
    text, problems = decode(name, data, LIST, True)
    del data
    if text is None:
        raise InvalidInput(problems, {})
    rows = {".csv": _csv_rows, ".json": _json_rows, ".txt": _lines}[kind](reader, text)
    records = list(_records(reader, rows))
    if reader.more:
        reader.problems.append(Diagnostic("E0858", whole(name), {"count": reader.more}))
    if reader.problems:
        raise InvalidInput(reader.problems, {})
    if not records:
        reader.stop("E0851", 0, name=name)
    return Population(records, reader.key, reader.by)


def _records(reader: _Reader, rows: Iterator[_Row]) -> Iterator[Record]:
    """Rows as records; blank, repeated and unreadable keys are reported."""
    seen: dict[str, _Row] = {}
    for row in rows:
        key = _cell(reader, row, reader.key)
        stratum = _cell(reader, row, reader.by) if reader.by is not None else ""
        if key is None or stratum is None:
            continue
        if key in seen:
            reader.report("E0853", row.line, key=key, first=_place(seen[key]), item=row.item and _place(row))
            continue
        seen[key] = row
        yield Record(key, stratum, row.line, row.item)


def _place(row: _Row) -> Term:
    """Where an entry stands, for people: the line of a table, the number of an item of a JSON list."""
    if row.item is None:
        return Term(f"第{row.line}行", f"line {row.line}")
    return Term(f"第{row.item}项", f"item {row.item}")


def _here(row: _Row) -> Term:
    """The entry that a message is about; its line stands before the message."""
    return _THIS if row.item is None else _place(row)


def _cell(reader: _Reader, row: _Row, column: str | None) -> str | None:
    """The trimmed text of one cell; ``None`` after reporting."""
    value = row.values.get(column or "")
    text = str(value).strip(_TRIMMED) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text:
        reader.report("E0852", row.line, column=column, where=_here(row))
    elif len(text) > LIST.text or _FORBIDDEN.search(text) or not _encodes(text):
        reader.report("E0854", row.line, column=column, limit=LIST.text, where=_here(row))
    else:
        return text
    return None


def _encodes(text: str) -> bool:
    """Half of a surrogate pair has no UTF-8 form."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _lines(reader: _Reader, text: str) -> Iterator[_Row]:
    """One key a line; blank lines are passed over."""
    if reader.by is not None or reader.key is not None:
        reader.stop("E0855", 0, name=reader.by or reader.key, known=())
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.strip(_TRIMMED):
            yield _Row({"": line}, number)


def _csv_rows(reader: _Reader, text: str) -> Iterator[_Row]:
    """Rows of a CSV file with a header line, as RFC 4180 writes them; blank lines are passed over."""
    rows = csv.reader(text.splitlines(keepends=True), strict=True)
    before = 0
    header: list[str] | None = None
    try:
        for cells in rows:
            line, before = before + 1, rows.line_num
            if not any(cell.strip(_TRIMMED) for cell in cells):
                if header is not None and len(cells) > 1:
                    reader.report("E0852", line, column=reader.key, where=_THIS)
                continue
            if header is None:
                header = [cell.strip(_TRIMMED) for cell in cells]
                _choose_columns(reader, header, line)
            elif len(cells) != len(header):
                reader.report("E0856", line, found=len(cells), expected=len(header))
            else:
                yield _Row(dict(zip(header, cells, strict=True)), line)
    except csv.Error:
        reader.stop("E0857", before + 1, reason=_QUOTES)


def _choose_columns(reader: _Reader, header: list[str], line: int) -> None:
    """Settle which column is the key, and that the columns named exist, once each."""
    repeated = next((name for place, name in enumerate(header) if name in header[:place]), None)
    if repeated is not None:
        reader.stop("E0855", line, name=repeated, known=tuple(header), repeated=repeated or "“”")
    reader.key = header[0] if reader.key is None else reader.key
    for name in (reader.key, reader.by):
        if name is not None and name not in header:
            reader.stop("E0855", line, name=name, known=tuple(header[:20]), suggestion=did_you_mean(name, header))


def _json_rows(reader: _Reader, text: str) -> Iterator[_Row]:
    """The entries of a JSON list: texts, or objects with the columns as keys. Read one by one, so that each has a line."""
    decoder = json.JSONDecoder()
    place, line = _skip(text, 0), 1
    if text[place : place + 1] != "[":
        reader.stop("E0857", 1 + text.count("\n", 0, place), reason=_expected("["))
    counted, place = 0, _skip(text, place + 1)
    number = 0
    while text[place : place + 1] != "]":
        if number:
            place = _skip(text, _comma(reader, text, place))
        line, counted = line + text.count("\n", counted, place), place
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            at = getattr(error, "pos", place)
            reader.stop("E0857", 1 + text.count("\n", 0, at), reason=Term("JSON 的写法有误", "not valid JSON"))
        place = _skip(text, place)
        number += 1
        yield _entry(reader, value, line, number)
    if text[_skip(text, place + 1) :]:
        reader.stop("E0857", 1 + text.count("\n", 0, place), reason=_expected("]"))


def _expected(character: str) -> Term:
    return Term(f"此处应为“{character}”", f"`{character}` expected")


def _comma(reader: _Reader, text: str, place: int) -> int:
    if text[place : place + 1] != ",":
        reader.stop("E0857", 1 + text.count("\n", 0, place), reason=_expected(","))
    return place + 1


def _entry(reader: _Reader, value: Any, line: int, number: int) -> _Row:
    """One entry, the ``number``-th; the first object settles the columns."""
    first = number == 1
    if not isinstance(value, dict):
        if first and (reader.key or reader.by):
            reader.stop("E0855", line, name=reader.key or reader.by, known=())
        return _Row({reader.key or "": value if reader.key is None else None}, line, number)
    if first:
        _choose_columns(reader, [str(name) for name in value] or [""], line)
    return _Row(value, line, number)


def _skip(text: str, place: int) -> int:
    """The next place that is not white space."""
    found = _BLANK.match(text, place)
    return int(found.end()) if found else place
