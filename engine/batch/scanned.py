"""What a table is to the database that decides it: columns, slices, what is proven of it. Part of :mod:`engine.batch`.

The columnar engine (:mod:`engine.batch.columnar`) takes any :class:`Scanned`: here are the tables that DuckDB reads by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from engine.batch import from_sheets
from engine.batch.mapped import Proven, quoted, text
from engine.batch.rows import Chunk, Row
from engine.batch.sources import Source

#: Rows of a slice: what is decided, written and noted in the journal together.
SLICE = 250_000
#: Rows that are read one by one are taken from a slice so many at a time.
FETCHED = 500
#: Least and greatest value of every column of a Parquet file, and whether all its parts say so and hold no null.
_STATISTICS = """
    SELECT path_in_schema, min(TRY_CAST(stats_min_value AS HUGEINT)), max(TRY_CAST(stats_max_value AS HUGEINT)),
        count(TRY_CAST(stats_min_value AS HUGEINT)) = count(*) AND count(TRY_CAST(stats_max_value AS HUGEINT)) = count(*)
        AND sum(stats_null_count) = 0 AND count(stats_null_count) = count(*) AND bool_and(type IN ('INT32', 'INT64'))
    FROM parquet_metadata(?) GROUP BY 1
"""


class Slice(NamedTuple):
    """Rows of a table that are decided together. ``sql``: reads them, as ``_id``, ``c0``, ``c1``, …, blank rows left out;
    ``rows``: how many they are, ``None`` where they have to be counted; ``first``: rows before them, blank ones too;
    ``read``: bytes of the input up to their end. Only the slice that was given last can be read."""

    sql: str
    rows: int | None
    first: int
    read: int


class Scanned:
    """A table of a database.

    ``header``, ``types``: its columns with the database's types; ``proven``: what is known of their values; ``line`` and
    ``number``: SQL for a row's line and its number by its ``_id``, which rises from row to row; ``sound``: what must hold for
    a row to be read by the database, beside what :mod:`engine.batch.mapped` asks for.
    """

    line = "_id"
    number = "_id"

    def __init__(self, header: tuple[str, ...], types: list[Any], proven: Proven, sound: tuple[str, ...] = ()) -> None:
        self.header = header
        self.types = types
        self.proven = proven
        self.sound = sound

    def sample(self, count: int) -> str:
        """A query for the first rows, with columns as those of a slice."""
        raise NotImplementedError

    def slices(self) -> Iterator[Slice]:
        """The slices in their order."""
        raise NotImplementedError

    def id(self, row: Row) -> int:
        """The ``_id`` of a row as row readers give it."""
        return row.number

    def chunks(self, rows: str) -> Iterator[Chunk]:
        """Rows of the slice that was given last, as row readers give them; ``rows``: the relation that has their ``_id`` and
        cells."""
        raise NotImplementedError


#: Opens a table in a database: input, connection.
Scan = Callable[[Source, Any], Scanned]


class Stored(Scanned):
    """A table that the database reads by itself: ``relation`` with a column ``place``, which counts its rows from 0."""

    def __init__(self, source: Source, base: Any, relation: str, place: str, rows: int, proven: Proven) -> None:
        found = base.sql(f"SELECT * FROM {relation}")
        super().__init__(tuple(found.columns), list(found.types), proven)
        self._source = source
        self._base = base
        self._relation = relation
        self._place = place
        self._rows = rows

    def _cells(self) -> str:
        return ", ".join([f"{self._place} + 1 AS _id", *(f"{quoted(name)} AS c{at}" for at, name in enumerate(self.header))])

    def sample(self, count: int) -> str:
        """As :meth:`Scanned.sample`."""
        return f"SELECT {self._cells()} FROM {self._relation} LIMIT {count}"

    def slices(self) -> Iterator[Slice]:
        """As :meth:`Scanned.slices`."""
        filled = " OR ".join(
            f"(c{at} IS NOT NULL AND c{at} <> '')" if kind.id == "varchar" else f"c{at} IS NOT NULL"
            for at, kind in enumerate(self.types)
        )
        never_blank = any(f"c{at}" in self.proven for at in range(len(self.header)))
        for first in range(0, self._rows, SLICE):
            last = min(first + SLICE, self._rows)
            cut = f"SELECT {self._cells()} FROM {self._relation} WHERE {self._place} >= {first} AND {self._place} < {last}"
            read = self._source.size * last // self._rows
            if never_blank:
                yield Slice(cut, last - first, first, read)
            else:
                yield Slice(f"SELECT * FROM ({cut}) WHERE {filled}", None, first, read)

    def chunks(self, rows: str) -> Iterator[Chunk]:
        """As :meth:`Scanned.chunks`."""
        cells = ", ".join(f"c{at}" for at in range(len(self.header)))
        found = self._base.execute(f"SELECT _id, {cells} FROM {rows} ORDER BY _id")
        while some := found.fetchmany(FETCHED):
            listed = [Row(id, id, 1, [from_sheets.plain(value) for value in values]) for id, *values in some]
            yield Chunk(0, self._source.name, self.header, listed)


class _Parquet(Stored):
    """A Parquet file; its rows are numbered by where they stand in it."""

    def __init__(self, source: Source, base: Any) -> None:
        path = text(source.path)
        (rows,) = base.execute(f"SELECT count(*) FROM read_parquet({path})").fetchone()
        super().__init__(source, base, f"read_parquet({path})", "file_row_number", rows, {})
        self._relation = f"read_parquet({path}, file_row_number=true)"
        self.proven = self._statistics()

    def _statistics(self) -> Proven:
        """What the statistics say of whole numbers that are never null."""
        found: dict[str, tuple[int, int]] = {}
        places = {name: at for at, name in enumerate(self.header)}
        for path, low, high, whole in self._base.execute(_STATISTICS, [self._source.path]).fetchall():
            head, *rest = path.split(", ")
            plain = whole and head in places and str(low).lstrip("-").isdecimal() and str(high).lstrip("-").isdecimal()
            if plain and (not rest or len(rest) == 3):
                found[".".join([f"c{places[head]}", *rest[2:]])] = (int(low), int(high))
        return found


def stored(source: Source, base: Any) -> Scanned:
    """A file that DuckDB reads by itself, as a table of the connection ``base``."""
    return _KINDS[source.kind](source, base)


_KINDS: dict[str, Scan] = {".parquet": _Parquet}
#: Kinds of files that DuckDB reads by itself.
KINDS = tuple(_KINDS)
