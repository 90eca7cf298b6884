"""CSV files to rows of cells: UTF-8 or GB18030, quoted as RFC 4180 says. Part of :mod:`engine.batch`.

Lines are cut first and only then decoded, so that one bad byte spoils one row. A quote that is never closed spoils the row
it stands in, not the rest of the file: the lines after it are read anew.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from engine.batch.from_json import too_long
from engine.batch.lines import Line, blocks, lines
from engine.batch.rows import ROW_BYTES, Bad, Row, nameless, problem
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

_SNIFFED = 1 << 20
_SNIFFED_LINES = 1_000
_QUOTES = Term("双引号没有配对，或引号后还有内容", "double quotes that do not match, or text after a closing one")
#: Lines that one quoted cell may run over before its quote counts as never closed.
_LONGEST_CELL = 100
#: Encodings in which no part of a longer character looks like a separator, a quote or the end of a line.
_PLAIN = ("utf-8", "gb18030", "gbk", "gb2312", "ascii")
_BLANK = " \t\n\r\x0b\x0c"
#: What tables are separated by, here and elsewhere.
_SEPARATORS = {
    ",": Term("半角逗号", "commas"), "\t": Term("制表符", "tabs"), ";": Term("分号“;”", "semicolons `;`"),
    "|": Term("竖线“|”", "bars `|`"), "，": Term("全角逗号“，”", "full-width commas `，`"),
    "；": Term("全角分号“；”", "full-width semicolons `；`"),
}  # fmt: skip
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(stream: BinaryIO, file: str, wanted: str | None) -> str:
    """The encoding of a table, its mark read over: as asked for, as the mark says, else that of the header; where that is
    plain ASCII, the one in which most of the first lines can be read, so that one bad byte does not make it another.

    Raises :class:`InvalidInput` for UTF-16, which spreadsheets call Unicode.
    """
    head = stream.read(4)
    stream.seek(0)
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    if _MARKS.get(mark) == "utf-16":
        raise InvalidInput([problem("E0984", file, 1, 1, encoding="UTF-8 / GB18030", found="UTF-16")], {})
    stream.seek(len(mark))
    if wanted is not None or mark:
        return wanted or "utf-8"
    sample = stream.read(_SNIFFED).splitlines()[:_SNIFFED_LINES]
    stream.seek(0)
    header = next((line for line in sample if line.strip()), b"")
    if not header.isascii():
        return "utf-8" if _decodes(header, "utf-8") else "gb18030"
    return max(("utf-8", "gb18030"), key=lambda name: sum(_decodes(line, name) for line in sample))


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_blank(cells: list[str]) -> bool:
    """Whether all cells of a row are blank: spreadsheets write such rows as separators alone."""
    return not any(cell.strip() for cell in cells)


class Cells(NamedTuple):
    """Rows of a table that were read together, each from one line: their numbers, lines, and the columns of their cells."""

    numbers: list[int]
    lines: list[bytes]
    columns: list[tuple[str, ...]]


class Table:
    """A table being read: its header, then its rows, one by one or (``together``) some thousand at a time."""

    def __init__(self, stream: BinaryIO, file: str, encoding: str | None, separator: str, together: bool = False) -> None:
        self.file = file
        self._encoding = encoding_of(stream, file, encoding)
        self._separator = separator
        self._blocks = blocks(stream) if together else ([line] for line in lines(stream))
        self._waiting: deque[Line] = deque()
        self.header: tuple[str, ...] = ()
        self.header = self._header()
        self._nameless = [place for place, name in enumerate(self.header) if not name]

    def _header(self) -> tuple[str, ...]:
        for row in self._records():
            if isinstance(row.payload, list):
                self._see_separator(row)
                return tuple(cell.strip() for cell in row.payload)
            assert isinstance(row.payload, Bad)
            raise InvalidInput([problem(row.payload.code, self.file, row.line, 1, **row.payload.arguments)], {})
        raise InvalidInput([problem("E0160", self.file, name=self.file)], {})

    def _see_separator(self, header: Row) -> None:
        """Refuse a header (E0976) that another separator would cut into more columns than there are."""
        assert isinstance(header.payload, list)
        counts = {each: sum(cell.count(each) for cell in header.payload) for each in _SEPARATORS if each != self._separator}
        likely = max(counts, key=counts.__getitem__)
        if counts[likely] >= len(header.payload):
            found, own = _SEPARATORS[likely], _SEPARATORS[self._separator]
            end = {"\t": ".tsv", ",": ".csv"}.get(likely)
            raise InvalidInput([problem("E0976", self.file, header.line, 1, found=found, own=own, end=end)], {})

    def rows(self) -> Iterator[Row]:
        """The rows below the header."""
        return map(self._fitting, self._records())

    def together(self) -> Iterator[Cells | list[Row]]:
        """The same rows: as columns wherever their lines are plainly in order."""
        while self._more():
            found = self._regular(list(self._waiting))
            if found is not None:
                self._waiting.clear()
                yield found
            else:
                rows = []
                while self._waiting:
                    row = self._record(*self._waiting.popleft())
                    rows += [] if row is None else [self._fitting(row)]
                yield rows

    def row(self, number: int, line: bytes) -> Row:
        """A row of :class:`Cells` by itself."""
        found = self._record(number, line)
        assert found is not None
        return self._fitting(found)

    def _fitting(self, row: Row) -> Row:
        payload = row.payload
        if isinstance(payload, list):
            payload = [cell.strip() for cell in payload]
            if len(payload) != len(self.header):
                reason = Term(f"这一行有{len(payload)}栏，表头有{len(self.header)}栏",
                              f"{len(payload)} cells under a header of {len(self.header)}")  # fmt: skip
                payload = Bad("E0991", {"reason": reason})
            elif self._nameless:
                payload = nameless((place for place in self._nameless if payload[place]), payload) or payload
        return row._replace(payload=payload)

    def _regular(self, block: list[Line]) -> Cells | None:
        """Lines as columns; ``None`` where one of them is not plainly a row: too long, of another width, with a quote that
        is not closed, with bytes that are no text."""
        if len(self.header) < 2 or self._encoding not in _PLAIN:
            return None
        numbers, given = [number for number, _ in block], [line for _, line in block]
        try:
            text = b"\n".join(given).decode(self._encoding)  # type: ignore[arg-type]
        except (TypeError, UnicodeDecodeError):
            return None
        if "\r" in text or "\0" in text:
            return None
        split = text.split("\n")
        if "" in split or self._separator in _BLANK:
            kept = [at for at, line in enumerate(split) if line.strip(_BLANK)]
            numbers, given, split = ([each[at] for at in kept] for each in (numbers, given, split))  # type: ignore[assignment]
        if '"' not in text:
            rows = [line.split(self._separator) for line in split]
        else:
            if any(line.count('"') % 2 for line in split):
                return None
            try:
                rows = list(csv.reader(split, delimiter=self._separator, strict=True))
            except csv.Error:
                return None
        if len(rows) != len(split):
            return None
        filled = [at for at, row in enumerate(rows) if not _is_blank(row)]
        if len(filled) < len(rows):
            numbers, given, rows = ([each[at] for at in filled] for each in (numbers, given, rows))  # type: ignore[assignment]
        if not rows or any(len(row) != len(self.header) for row in rows):
            return None
        columns = [tuple(map(str.strip, column)) for column in zip(*rows, strict=True)]
        if any(any(columns[place]) for place in self._nameless):
            return None
        return Cells(numbers, given, columns)  # type: ignore[arg-type]

    def _more(self) -> bool:
        """Whether there are lines left."""
        if not self._waiting:
            self._waiting.extend(next(self._blocks, ()))
        return bool(self._waiting)

    def _next(self) -> Line | None:
        return self._waiting.popleft() if self._more() else None

    def _records(self) -> Iterator[Row]:
        while (found := self._next()) is not None:
            row = self._record(*found)
            if row is not None:
                yield row

    def _record(self, number: int, line: bytes | None) -> Row | None:
        """The row that begins with a line; ``None`` where nothing stands in it."""
        if line is None:
            return Row(number, number, 1, too_long())
        cells = self._quoted(line) if b'"' in line else self._cells(line)
        return None if isinstance(cells, list) and _is_blank(cells) else Row(number, number, 1, cells)

    def _text(self, line: bytes) -> str | Bad:
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError as error:
            return Bad("E0984", {"encoding": self._encoding.upper(), "found": f"0x{line[error.start]:02X}"})

    def _cells(self, line: bytes) -> list[str] | Bad:
        """The cells of a line without quotes."""
        text = self._text(line)
        return text.split(self._separator) if isinstance(text, str) else text

    def _quoted(self, line: bytes) -> list[str] | Bad:
        """The cells of a record with quotes, which may go on over following lines.

        Following lines belong to it only if the whole makes a proper record; else the first line is bad by itself and the
        others are read anew, since a quote never closed would join everything up to the next such slip.
        """
        parts, size, open_ = [line], len(line), line.count(b'"') % 2
        taken: list[Line] = []
        while open_ and size <= ROW_BYTES and len(taken) < _LONGEST_CELL and (more := self._next()) is not None:
            taken.append(more)
            if more[1] is None:
                break
            parts.append(more[1])
            size += len(more[1])
            open_ ^= more[1].count(b'"') % 2
        cells = Bad("E0991", {"reason": _QUOTES}) if open_ else self._joined(parts)
        if taken and (isinstance(cells, Bad) or len(cells) != len(self.header or cells)):
            self._waiting.extendleft(reversed(taken))
            return Bad("E0991", {"reason": _QUOTES})
        return cells

    def _joined(self, parts: list[bytes]) -> list[str] | Bad:
        """The cells of lines that make one record."""
        text = self._text(b"\n".join(parts))
        if isinstance(text, Bad):
            return text
        try:
            return next(csv.reader(io.StringIO(text, newline="\n"), delimiter=self._separator, strict=True))
        except csv.Error:
            return Bad("E0991", {"reason": _QUOTES})
