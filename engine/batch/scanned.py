"""What a table is to the database that decides it: columns, slices, what is proven of it. Part of :mod:`engine.batch`.

The columnar engine (:mod:`engine.batch.columnar`) takes any :class:`Scanned`: here are the tables that DuckDB reads by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.batch import from_sheets
from engine.batch.mapped import WHOLE, Proven, quoted, text
from engine.batch.nested import Nested, nested
from engine.batch.plan import Plan, place_of_year, plan_of
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Row
from engine.batch.shapes import LOOKED_AT
from engine.batch.sources import Source

#: Most rows of a slice: what is decided, written and noted in the journal together.
SLICE = 262_144
#: Slices may have this part of :data:`SLICE` more, so that no small one is left over.
_REST = 8
#: A slice ends where a part of the file does if that is less than this part of :data:`SLICE` further on.
_NEAR = 4
#: Tables that take turns at the slices of one input: each has as many to decide.
TURNS = 2
#: A table is long that has more slices than these.
_MANY = 8
#: Rows up to the end of each part of a Parquet file; a slice that ends where one ends reads nothing twice.
_ENDS = """
    SELECT sum(rows) OVER (ORDER BY part)::BIGINT
    FROM (SELECT row_group_id AS part, any_value(row_group_num_rows) AS rows FROM parquet_metadata(?) GROUP BY 1) ORDER BY 1
"""
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


class Scanned(ABC):
    """A table of a database.

    ``header``, ``types``: its columns with the database's types; ``proven``: what is known of their values; ``line`` and
    ``number``: SQL for a row's line and its number by its ``_id``, which rises from row to row; ``sound``: what must hold for
    a row to be read by the database, beside what :mod:`engine.batch.mapped` asks for; ``times``: as many times the rows of
    a slice are decided together in a long table, where little is kept of each.
    """

    times = 1
    line = "_id"
    number = "_id"

    def __init__(self, header: tuple[str, ...], types: list[Any], proven: Proven, sound: tuple[str, ...] = ()) -> None:
        self.header = header
        self.types = types
        self.proven = proven
        self.sound = sound

    @abstractmethod
    def sample(self, count: int) -> str:
        """A query for the first rows, with columns as those of a slice."""

    @property
    def several(self) -> bool:
        """Whether there are several slices, of which any can be read without those before it."""
        return False

    @abstractmethod
    def slices(self) -> Iterator[Slice]:
        """The slices in their order."""

    def id(self, row: Row) -> int:
        """The ``_id`` of a row as row readers give it."""
        return row.number

    @abstractmethod
    def chunks(self, rows: str) -> Iterator[Chunk]:
        """Rows of the slice that was given last, as row readers give them; ``rows``: the relation that has their ``_id`` and
        cells."""


#: Opens a table in a database: input, connection.
Scan = Callable[[Source, Any], Scanned]


class Stored(Scanned):
    """A table that the database reads by itself: ``relation``, or ``counted``, with a column ``place``, which counts its rows
    from 0; cells of ``subject``'s facts that are JSON texts are read as well. ``ends``: rows up to the end of each of its
    parts, in order."""

    place = "rowid"
    ends: Sequence[int] = ()

    def __init__(
        self,
        source: Source,
        base: Any,
        relation: str,
        counted: str,
        subject: Mapping[str, Any] | None,
        options: Options | None,
    ) -> None:
        found = base.sql(f"SELECT * FROM {relation}")
        super().__init__(tuple(found.columns), list(found.types), {})
        (self._rows,) = base.execute(f"SELECT count(*) FROM {relation}").fetchone()
        self._source = source
        self._base = base
        self._relation = counted
        self._json = [name for name, type in zip(self.header, self.types, strict=True) if str(type) == "JSON"]
        self._nested = Nested({}, {}, ())
        self._telling: tuple[int, ...] | None = None
        self._year: tuple[int | None, int | None] = (None, None)
        if subject is not None and options is not None:
            plan = plan_of(self.header, subject, options.key, options.ignored, source.name)[0]
            self._telling = plan.telling
            self._year = (place_of_year(plan, subject), options.year)
            self._read_texts(subject, plan)

    def _read_texts(self, subject: Mapping[str, Any], plan: Plan) -> None:
        """See which columns hold JSON texts, and how they are read."""
        columns = [column for column in plan.columns if self.types[column.place].id == "varchar"]
        self._nested = nested(subject, columns, self._texts)
        if self._nested.cells:
            self.sound = ("_plain",)
            found = self._base.sql(self.sample(0))
            kinds = dict(zip(found.columns, found.types, strict=True))
            self.types = self._nested.types([kinds[f"c{at}"] for at in range(len(self.header))])

    def _texts(self, place: int) -> list[str]:
        """The first texts of a column."""
        cell = f"CAST({quoted(self.header[place])} AS VARCHAR)"
        found = self._base.execute(f"SELECT {cell} FROM {self._relation} WHERE {cell} <> '' LIMIT {LOOKED_AT}").fetchall()
        return [text for (text,) in found]

    def _cells(self) -> str:
        listed = [f"CAST({quoted(name)} AS VARCHAR)" if name in self._json else quoted(name) for name in self.header]
        return ", ".join([f"{self.place} + 1 AS _id", *(f"{cell} AS c{at}" for at, cell in enumerate(listed))])

    def _read(self, cut: str) -> str:
        """A query for rows with their texts read; ``r3``: what stood in the cells of ``c3``."""
        made = self._nested
        if not made.cells:
            return cut
        cells = [f"{made.cells[at]} AS c{at}, c{at} AS r{at}" if at in made.cells else f"c{at}" for at in range(len(self.header))]
        cells += [f"{sql} AS {name}" for name, sql in made.everything.values()]
        return f"SELECT _id, {', '.join(cells)}, {' AND '.join(made.sound)} AS _plain FROM ({cut})"

    def sample(self, count: int) -> str:
        """As :meth:`Scanned.sample`."""
        return self._read(f"SELECT {self._cells()} FROM {self._relation} LIMIT {count}")

    def slices(self) -> Iterator[Slice]:
        """As :meth:`Scanned.slices`."""
        filled = self._filled(range(len(self.header)), "c")
        never_blank = any(f"c{at}" in self.proven for at in range(len(self.header)))
        for first, last in self._cuts():
            cut = f"SELECT {self._cells()} FROM {self._relation} WHERE {self.place} >= {first} AND {self.place} < {last}"
            read = self._source.size * last // self._rows
            if never_blank:
                yield Slice(self._read(cut), last - first, first, read)
            else:
                yield Slice(self._read(f"SELECT * FROM ({cut}) WHERE {filled}"), None, first, read)

    def _filled(self, places: Iterable[int], raw: str) -> str:
        """SQL of whether one of the columns holds something; ``raw``: with what names begin of cells that are JSON texts."""
        nested = self._nested.cells
        cells = [(f"{raw}{at}", True) if at in nested else (f"c{at}", self.types[at].id == "varchar") for at in places]
        return " OR ".join(f"{cell} <> ''" if is_text else f"{cell} IS NOT NULL" for cell, is_text in cells) or "FALSE"

    def _tells(self) -> None:
        """Have rows told one by one in which no fact is filled in, or that state another year than the one asked about."""
        if self._telling is not None and not any(f"c{at}" in self.proven for at in self._telling):
            self.sound += (f"({self._filled(self._telling, 'r')})",)
        place, year = self._year
        if place is not None and year is not None and self.proven.get(f"c{place}") != (year, year):
            whole = self.types[place].id in WHOLE
            self.sound += (f"(c{place} IS NULL OR c{place} = {year})" if whole else of_year(f"CAST(c{place} AS VARCHAR)", year),)

    @property
    def several(self) -> bool:
        """As :attr:`Scanned.several`."""
        return len(list(self._cuts())) > 1

    def _cuts(self) -> Iterator[tuple[int, int]]:
        """Where slices begin and end: shared out so that those of every turn are about as many rows, however many turns are
        taken in this run."""
        first, most = 0, SLICE * (self.times if self._rows > _MANY * SLICE else 1)
        left = -(-(self._rows - most // _REST) // most)
        left = -(-left // TURNS) * TURNS if left > 1 else 1
        while first < self._rows:
            last = first - (first - self._rows) // left if left > 1 else self._rows
            part = bisect_left(self.ends, last)
            if part < len(self.ends) and self.ends[part] - last < most // _NEAR:
                last = min(self.ends[part], first + most + most // _REST)
            yield first, last
            first, left = last, left - 1

    def chunks(self, rows: str) -> Iterator[Chunk]:
        """As :meth:`Scanned.chunks`."""
        cells = ", ".join(f"{'r' if at in self._nested.cells else 'c'}{at}" for at in range(len(self.header)))
        found = self._base.execute(f"SELECT _id, {cells} FROM {rows} ORDER BY _id")
        while some := found.fetchmany(FETCHED):
            listed = [Row(id, id, 1, [from_sheets.cell(value) for value in values]) for id, *values in some]
            yield Chunk(0, self._source.name, self.header, listed)


class _Parquet(Stored):
    """A Parquet file; its rows are numbered by where they stand in it."""

    place = "file_row_number"

    def __init__(self, source: Source, base: Any, subject: Mapping[str, Any] | None, options: Options | None) -> None:
        path = text(source.path)
        counted = f"read_parquet({path}, file_row_number=true)"
        super().__init__(source, base, f"read_parquet({path})", counted, subject, options)
        self.proven = self._statistics()
        self._tells()
        self.ends = [end for (end,) in base.execute(_ENDS, [source.path]).fetchall()]

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


class _Table(Stored):
    """A table of a DuckDB file of which no row was deleted."""

    def __init__(self, source: Source, base: Any, subject: Mapping[str, Any] | None, options: Options | None) -> None:
        base.execute(f"ATTACH {text(source.path)} AS register (READ_ONLY)")
        name = f"register.main.{quoted(_name(source, base))}"
        super().__init__(source, base, name, name, subject, options)
        whole = [at for at, type in enumerate(self.types) if type.id in WHOLE]
        if whole and self._rows:
            asked = ", ".join(f"min({name}), max({name}), count({name})" for name in (quoted(self.header[at]) for at in whole))
            said = base.execute(f"SELECT {asked} FROM {self._relation}").fetchone()
            ends = {f"c{at}": said[3 * number : 3 * number + 3] for number, at in enumerate(whole)}
            self.proven = {cell: (low, high) for cell, (low, high, count) in ends.items() if count == self._rows}
        self._tells()


def _name(source: Source, base: Any) -> str:
    """The table named, or the only one there is."""
    found = base.execute("SELECT table_name FROM information_schema.tables WHERE table_catalog = 'register'").fetchall()
    return source.part or str(found[0][0])


def of_year(cell: str, year: int) -> str:
    """SQL of whether a text states that year, or none; any other has to be looked at more closely."""
    return f"coalesce({cell} IN ('', '{year}'), TRUE)"


def readable(source: Source) -> bool:
    """Whether DuckDB can read a file by itself, row after row."""
    if source.kind != ".duckdb":
        return source.kind in _KINDS
    with from_sheets.package(source.kind, source.name).connect() as base:
        base.execute(f"ATTACH {text(source.path)} AS register (READ_ONLY)")
        name = _name(source, base)
        kinds = "SELECT table_type FROM information_schema.tables WHERE table_catalog = 'register' AND table_name = ?"
        if base.execute(kinds, [name]).fetchall() != [("BASE TABLE",)]:
            return False
        relation = f"register.main.{quoted(name)}"
        if "rowid" in map(str.lower, base.sql(f"SELECT * FROM {relation}").columns):
            return False
        rows, last = base.execute(f"SELECT count(*), max(rowid) FROM {relation}").fetchone()
        return bool(rows == 0 or rows == last + 1)


def stored(source: Source, base: Any, subject: Mapping[str, Any] | None = None, options: Options | None = None) -> Scanned:
    """A file that is :func:`readable`, as a table of the connection ``base``; JSON texts are read for the facts of a subject."""
    return _KINDS[source.kind](source, base, subject, options)


_KINDS: dict[str, Callable[..., Scanned]] = {".parquet": _Parquet, ".duckdb": _Table}
