"""A table of PostgreSQL to rows of cells. Part of :mod:`engine.batch`; needs psycopg.

``postgresql://USER@HOST/DATABASE#TABLE``, or ``#SCHEMA.TABLE``. Rows are fetched a few hundred at a time through a cursor of the
server's, in one read-only transaction, so that a register that others write to is read as it was at one moment; in the order of
the primary key, else of the rows' texts, so that a run that is taken up again finds them where they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from engine.batch.from_sheets import Sheet
from engine.batch.rows import CHUNK_ROWS, problem
from engine.diagnostics.suggest import did_you_mean
from engine.errors import InvalidInput

KIND = "postgresql"
_BEGINS = ("postgresql://", "postgres://")
_TABLES = """SELECT CASE WHEN n.nspname = ANY(current_schemas(false)) THEN c.relname ELSE n.nspname || '.' || c.relname END, c.oid
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
_KEY = """SELECT a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid
AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)"""


def is_named(name: str) -> bool:
    """Whether ``name`` is of a database, not of a file."""
    return name.startswith(_BEGINS)


def shown(name: str) -> str:
    """The name as messages and records give it: without a password."""
    parts = urlsplit(name)
    user, at, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=user.partition(":")[0] + at + place, query=""))


def named(name: str) -> tuple[str, str]:
    """The address of the database and the table named behind ``#``, empty where none is."""
    address, _, table = name.partition("#")
    return address, table


class Opened:
    """A table that is being read; closed by ``stack``."""

    def __init__(self, address: str, table: str, file: str, stack: ExitStack) -> None:
        library = _package(file)
        self._file = file
        try:
            base = stack.enter_context(library.connect(address, connect_timeout=20))
            base.isolation_level = library.IsolationLevel.REPEATABLE_READ
            base.read_only = True
            known = dict(base.execute(_TABLES).fetchall())
            name = _chosen(table, list(known), file)
            quoted = library.sql.SQL(".").join(map(library.sql.Identifier, name.split(".", 1)))
            keys = [library.sql.Identifier(key) for (key,) in base.execute(_KEY, [known[name]]).fetchall()]
        except library.Error as error:
            raise _unread(file, error) from error
        self._base, self._sql, self._library = base, library.sql, library
        self._table = quoted
        self._order = self._sql.SQL(", ").join(keys) if keys else self._sql.SQL('t::text COLLATE "C"')

    def sheet(self) -> Sheet:
        """The header and the rows."""
        try:
            cursor = self._base.cursor("register")
            cursor.itersize = CHUNK_ROWS
            cursor.execute(self._sql.SQL("SELECT t.* FROM {} t ORDER BY {}").format(self._table, self._order))
            header = tuple(column.name for column in cursor.description)
        except self._library.Error as error:
            raise _unread(self._file, error) from error
        return Sheet(self._file, header, self._rows(cursor), 0)

    def digest(self) -> str:
        """A digest of all rows in their order."""
        found = hashlib.sha256()
        try:
            cursor = self._base.cursor("digest")
            cursor.execute(self._sql.SQL("SELECT md5(t::text) FROM {} t ORDER BY {}").format(self._table, self._order))
            for (each,) in cursor:
                found.update(each.encode("ascii"))
        except self._library.Error as error:
            raise _unread(self._file, error) from error
        return found.hexdigest()

    def _rows(self, cursor: Any) -> Iterator[Any]:
        try:
            yield from cursor
        except self._library.Error as error:
            raise _unread(self._file, error) from error


def digest(address: str, table: str, file: str) -> str:
    """A digest of the rows of a table in their order. Raises :class:`InvalidInput` (E0977, E0987, E0992)."""
    with ExitStack() as stack:
        return Opened(address, table, file, stack).digest()


def _package(file: str) -> Any:
    try:
        library = import_module("psycopg")
        import_module("psycopg.sql")
    except ImportError:
        raise InvalidInput([problem("E0987", file, name=file, package="psycopg")], {}) from None
    return library


def _chosen(table: str, known: list[str], file: str) -> str:
    """The table named, or the only one there is. Raises :class:`InvalidInput` (E0992)."""
    if not table and len(known) == 1:
        return known[0]
    if table not in known:
        near = did_you_mean(table, known) if table else None
        named: dict[str, Any] = {"name": table, "count": None} if table else {"name": None, "count": len(known)}
        raise InvalidInput([problem("E0992", file, **named, suggestion=near, known=tuple(known))], {})
    return table


def _unread(file: str, error: Exception) -> InvalidInput:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return InvalidInput([problem("E0977", file, name=file, reason=reason)], {})
