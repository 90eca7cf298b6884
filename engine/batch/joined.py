"""Second tables: the records of each row in a file of their own, found by the row's key. Part of :mod:`engine.batch`.

``--records 继续教育=学时.csv``: the second table has the key column, a column of years and one for each field. It is laid
out in a small database on disk, so that memory stays bounded and neither table need be sorted. Entries whose key no row
has are told at the end, one by one: they may be slips of the key.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from engine.batch.keys import key_of
from engine.batch.plan import Column, Plan, no_key, unknown_columns
from engine.batch.rows import Bad, Chunk, Entry, Row, problem
from engine.batch.sources import TABLES, Opened, Source, chunks, nameless_columns
from engine.case.keys import by_name, is_note
from engine.case.reading import plain
from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

#: Under which a row that cannot be read keeps what is wrong with it.
_BAD = ""
_YEARS = ("年度", "年", "年份", "year")


class SecondTable:
    """The entries of one record fact by key. Close it to remove its file."""

    def __init__(
        self, fact: Mapping[str, Any], source: Source, key: str, encoding: str | None, folder: str, ignored: Sequence[str] = ()
    ) -> None:
        """Read the whole table. Raises :class:`InvalidInput`."""
        self.name = str(fact["name"])
        self._source = source
        handle, self._file = tempfile.mkstemp(prefix=".policy-records-", suffix=".db", dir=folder)
        os.close(handle)
        self._base = sqlite3.connect(self._file)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("CREATE TABLE entries (key TEXT, line INTEGER, fields TEXT, used INTEGER DEFAULT 0)")
        try:
            self._fill(fact, key, encoding, ignored)
        except BaseException:
            self.close()
            raise

    def _fill(self, fact: Mapping[str, Any], key: str, encoding: str | None, ignored: Sequence[str]) -> None:
        with ExitStack() as stack:
            opened = Opened(self._source, encoding, stack)
            header = opened.header
            if header is None:
                raise InvalidInput([problem("E0980", self._source.name, name=self._source.name, known=TABLES)], {})
            plan = _columns(header, fact, key, ignored, self._source.name)
            if problems := nameless_columns(opened):
                raise InvalidInput(problems, {})
        self._columns = {column.path[0]: (column.place + 1, header[column.place]) for column in plan.columns}
        for chunk in chunks([self._source], encoding, [0]):
            self._base.executemany(
                "INSERT INTO entries (key, line, fields) VALUES (?, ?, ?)", (_entry(row, key, plan) for row in chunk.rows)
            )
        self._base.execute("CREATE INDEX by_key ON entries (key, line)")
        self._base.commit()

    def of(self, key: str) -> list[Entry]:
        """The entries under ``key``, in the order of the file."""
        if not key:
            return []
        found = self._base.execute("SELECT line, fields FROM entries WHERE key = ? ORDER BY line", (key,)).fetchall()
        if found:
            self._base.execute("UPDATE entries SET used = 1 WHERE key = ?", (key,))
        return [Entry(self._source.name, line, json.loads(fields), self._columns) for line, fields in found]

    def texts(self, keys: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """The entries of many rows at once, as lists of JSON: row and text, for those that have any."""
        run = self._base.execute
        run("CREATE TEMP TABLE IF NOT EXISTS asked (row INTEGER, key TEXT)")
        run("DELETE FROM asked")
        self._base.executemany("INSERT INTO asked VALUES (?, ?)", keys)
        run("UPDATE entries SET used = 1 WHERE key IN (SELECT key FROM asked)")
        listed = "'[' || group_concat(e.fields, ', ') || ']'"
        return run(f"SELECT a.row, {listed} FROM asked a JOIN entries e ON e.key = a.key GROUP BY a.row").fetchall()

    def unused(self) -> Iterator[Diagnostic]:
        """A diagnostic for each entry that no row asked for."""
        for key, line, fields in self._base.execute("SELECT key, line, fields FROM entries WHERE used = 0 ORDER BY line"):
            bad = json.loads(fields).get(_BAD)
            code, arguments = bad or ("E0993", {"key": key, "name": self.name})
            told = {name: Term(**value) if isinstance(value, dict) else value for name, value in arguments.items()}
            yield problem(code, self._source.name, line, 1, **told)

    def close(self) -> None:
        """Remove the database."""
        self._base.close()
        os.unlink(self._file)


def _columns(header: tuple[str, ...], fact: Mapping[str, Any], key: str, ignored: Sequence[str], file: str) -> Plan:
    """Where the key is, and which columns are the year or a field. Raises :class:`InvalidInput` (E0961, E0982, E0983, E0990)."""
    named = by_name(fact["fields"])
    taken: dict[str, str] = {}
    columns: list[Column] = []
    problems, unknown, place = [], [], None
    for index, raw in enumerate(header):
        name = plain(raw)
        if raw.strip() == key:
            place = index
        elif name in _YEARS or name in named:
            field, kind = (_YEARS[0], "year") if name in _YEARS else (str(named[name]["name"]), str(named[name]["type"]))
            if field in taken:
                problems.append(problem("E0983", file, 1, index + 1, name=raw, first=taken[field]))
            else:
                taken[field] = raw
                columns.append(Column(index, (field,), kind))
        elif name and raw.strip() not in ignored and not is_note(name):
            unknown.append((index, raw))
    if unknown:
        known = (_YEARS[0], *dict.fromkeys(str(field["name"]) for field in fact["fields"]))
        problems.insert(0, unknown_columns(file, unknown, [*named, *_YEARS], known))
    if _YEARS[0] not in taken:
        names = [raw for _, raw in unknown]
        near = next((raw for raw in names if did_you_mean(plain(raw), _YEARS)), None)
        problems.append(problem("E0961", file, 1, 1, name=fact["name"], suggestion=near, known=_YEARS))
    if place is None:
        problems.append(no_key(file, key, header))
    if problems:
        raise InvalidInput(problems, {})
    return Plan(tuple(columns), place)


def _entry(row: Row, key: str, plan: Plan) -> tuple[str, int, str]:
    """A row of the second table as it is kept; a row that cannot be read keeps its place and belongs to nobody."""
    if not isinstance(row.payload, list):
        assert isinstance(row.payload, Bad)
        told = {name: value._asdict() if isinstance(value, Term) else value for name, value in row.payload.arguments.items()}
        return "", row.line, json.dumps({_BAD: (row.payload.code, told)}, ensure_ascii=False)
    fields = {path[0]: row.payload[index] for index, path, _ in plan.columns if row.payload[index] not in (None, "")}
    return key_of(row, key, plan.key) or "", row.line, json.dumps(fields, ensure_ascii=False)


def join(chunk: Chunk, tables: list[SecondTable], keys: list[str]) -> Chunk:
    """The chunk with the entries of its rows."""
    joined = []
    for key in keys:
        found = {table.name: table.of(key) for table in tables}
        joined.append({name: entries for name, entries in found.items() if entries})
    return chunk._replace(joined=joined)
