"""Inputs that are read here, as tables of the database: slice by slice through Arrow. Part of :mod:`engine.batch`.

Rows are read as for every engine (:mod:`engine.batch.blocks`), those of the next slice while one is decided. They become
columns of texts, which the database reads further; whatever is not plainly in order there, and rows that could not even be cut
into values, are handed back as the rows they were.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from engine.batch import arrived, parquet
from engine.batch.attached import Attached
from engine.batch.blocks import Block, Blocks
from engine.batch.joined import SecondTable, join
from engine.batch.keys import key_of
from engine.batch.mapped import quoted, text
from engine.batch.nested import Nested, nested, with_parts
from engine.batch.plan import place_of_year, plan_of
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Row
from engine.batch.scanned import FETCHED, Scanned, Slice, of_year
from engine.batch.shapes import RowShape, row_shape, structure
from engine.batch.sources import Source

#: Rows of a slice, and bytes of text after which it ends earlier.
SLICE_ROWS = 100_000
SLICE_BYTES = 96 << 20

#: Blocks of a slice, and the bytes read up to its end.
Part = tuple[list[Block], int]


class Streamed(Scanned):
    """An input that is read here; ``done``: slices that need not be decided any more. Close it."""

    def __init__(
        self,
        source: Source,
        subject: Mapping[str, Any],
        options: Options,
        encoding: str | None,
        seconds: Sequence[SecondTable],
        done: int,
    ) -> None:
        """Read the first slice. Raises :class:`engine.errors.InvalidInput`."""
        self._source = source
        self._subject = subject
        self._options = options
        self._done = done
        self._stack = ExitStack()
        try:
            self._blocks = Blocks(source, encoding, self._stack)
            self._parts = _ahead(self._cut())
            self._stack.callback(self._parts.close)
            self._part, self._read = next(self._parts, ([], 0))
        except BaseException:
            self.close()
            raise
        self._shape: RowShape | None = None
        self._seconds = list(seconds)
        header = self._blocks.header
        if header is None:
            texts = [each for block in self._part for each in block.texts if each is not None]
            self._shape = row_shape(subject, options.key, options.ignored, texts)
            header = self._shape.names if self._shape is not None else ()
        self._plan = plan_of(header, subject, options.key, options.ignored, source.name)[0]
        attached = [second.name for second in seconds]
        self._width = len(header)
        self._own = [column.place for column in self._plan.columns if column.path[0] in attached]
        named = ["_" if at in self._own else name for at, name in enumerate(header)]
        super().__init__((*named, *attached), [], {}, ("_plain",))
        if source.kind == ".json":
            self.number, self.line = "_id >> 32", "_id & 4294967295"
        elif source.kind == ".xlsx":
            self.line = "_id + 1"

    @property
    def empty(self) -> bool:
        """Whether nothing can be read by the database: there are no rows, or not one that is plainly in order."""
        return not self._part or not self._width

    def close(self) -> None:
        """Let go of the input."""
        self._stack.close()

    def _cut(self) -> Iterator[Part]:
        """The slices."""
        part: list[Block] = []
        rows = size = 0
        for block in self._blocks:
            part.append(block)
            rows += len(block.numbers)
            size += block.size
            if rows >= SLICE_ROWS or size >= SLICE_BYTES:
                yield part, self._blocks.position
                part, rows, size = [], 0, 0
        if part:
            yield part, self._blocks.position

    # ---- once ---------------------------------------------------------------------------------------------------------

    def opened(self, source: Source, base: Any) -> Scanned:
        """The table within a connection, as :data:`engine.batch.scanned.Scan`."""
        self._base = base
        self._nested = self._of_rows() if self._shape is not None else nested(self._subject, self._plan.columns, self._texts)
        self._attached = Attached(base, self._seconds, self._subject, self._width, self._plan.key) if self._seconds else None
        self._load()
        found = base.sql(self._relation())
        kinds = dict(zip(found.columns, found.types, strict=True))
        self.types = self._nested.types([kinds[f"c{at}"] for at in range(len(self.header))])
        return self

    def _texts(self, place: int) -> list[str]:
        """The first cells of a column, as texts."""
        kind = arrived.kind_of(self._plan, place)
        found: list[str] = []
        for block in self._part:
            found += [cell for cell in arrived.texts(block.columns[place], kind)[0] if cell]
        return found

    def _of_rows(self) -> Nested:
        """How facts with parts are read that were cut out of JSON rows, which fit their shapes."""
        assert self._shape is not None
        facts = {name: fact for fact in self._subject["facts"] for name in (fact["name"], fact["id"])}
        made = Nested({}, {}, ())
        for name, shape in self._shape.shapes.items():
            place = self._shape.names.index(name)
            cell = f"s.{quoted(name)}"
            made = with_parts(made, place, facts[name], shape, cell, f"{cell}[1] IN ('{{', '[')")
        return made

    # ---- slice by slice -------------------------------------------------------------------------------------------------

    def sample(self, count: int) -> str:
        """As :meth:`Scanned.sample`."""
        return f"{self._relation()} WHERE _plain LIMIT {count}"

    def _relation(self) -> str:
        return f"SELECT * FROM {'arrived' if self._attached is None else 'attached'}"

    def slices(self) -> Iterator[Slice]:
        """As :meth:`Scanned.slices`."""
        number = first = 0
        while self._part:
            rows = sum(len(block.numbers) for block in self._part)
            if number >= self._done:
                if number:
                    self._load()
            elif self._seconds:
                self._look_up(())
            yield Slice(self._relation(), rows, first, self._read)
            number, first = number + 1, first + rows
            self._part, self._read = next(self._parts, ([], 0))

    def _load(self) -> None:
        """Make the table ``arrived`` of the slice."""
        run = self._base.execute
        library = parquet.library(self._source.name)
        if self._shape is not None:
            batches = [arrived.of_texts(library, block, self._ids(block)) for block in self._part]
            relation = self._cut_out()
        else:
            batches = [arrived.of_columns(library, block, self._ids(block), self._plan) for block in self._part]
            relation = "incoming"
        table = library.Table.from_batches(batches)
        self._part = [block._replace(columns=(), texts=()) for block in self._part]
        self._base.register("incoming", table)
        cells = [f"{self._nested.cells.get(at, self._raw(at))} AS c{at}" for at in range(self._width)]
        cells += [f"{sql} AS {name}" for name, sql in self._nested.everything.values()]
        sound = [*self._nested.sound, *(f"({self._raw(at)}) IS NULL" for at in self._own)]
        place, year = place_of_year(self._plan, self._subject), self._options.year
        if place is not None and year is not None:
            sound.append(of_year(self._raw(place), year))
        if self._attached is not None:
            cells.append(f"{self._tells()} AS _tells")
        elif self._shape is None:
            sound.append(self._tells())
        plain = " AND ".join(["_good = 1", *sound])
        run(f"CREATE OR REPLACE TEMP TABLE arrived AS SELECT _id, {', '.join(cells)}, {plain} AS _plain FROM {relation}")
        self._base.unregister("incoming")
        if self._attached is not None:
            keys = self._attached.plain_keys()
            self._attached.attach(keys)
            self._look_up({id for id, _ in keys})

    def _tells(self) -> str:
        """SQL of whether the cells of a row fill in any fact; a row of a table that does not is told one by one."""
        if self._shape is not None:
            return "TRUE"
        texts = ", ".join(self._raw(at) for at in self._plan.telling if at not in self._own)
        return f"coalesce({texts}) IS NOT NULL" if texts else "FALSE"

    def _look_up(self, but: Collection[int]) -> None:
        """Note that the entries of rows are asked for: of all rows of the slice ``but`` those."""
        for block in self._part:
            for place, id in enumerate(self._ids(block)):
                if id not in but:
                    key = self._key(block.row(place))
                    for second in self._seconds:
                        second.of(key)

    def _key(self, row: Row) -> str:
        return key_of(row, self._options.key, self._plan.key) or ""

    def _raw(self, place: int) -> str:
        """The text of a column; of those that nobody reads nothing is kept."""
        if self._shape is not None:
            return f"s.{quoted(self._shape.names[place])}"
        return f"nullif(c{place}, '')" if arrived.kind_of(self._plan, place) else "NULL::VARCHAR"

    def _cut_out(self) -> str:
        """The relation of JSON rows: ``_id``, ``s`` with the texts of their values, ``_good``."""
        assert self._shape is not None
        once = "list_unique(json_keys(raw)) = len(json_keys(raw))"
        fits = f"regexp_full_match(raw, {text(self._shape.pattern)})"
        good = f"SELECT _id, CASE WHEN {fits} THEN raw END AS raw FROM incoming"
        read = f"json_transform(raw, {text(structure(self._shape))}) AS s"
        return f"(SELECT _id, {read}, coalesce({once}, FALSE)::INTEGER AS _good FROM ({good}))"

    def _ids(self, block: Block) -> Sequence[int]:
        if self._source.kind == ".json":
            return [number << 32 | line for number, line in zip(block.numbers, block.lines, strict=True)]
        return block.numbers

    # ---- rows as they were ------------------------------------------------------------------------------------------------

    def id(self, row: Row) -> int:
        """As :meth:`Scanned.id`."""
        return row.number << 32 | row.line if self._source.kind == ".json" else row.number

    def chunks(self, rows: str) -> Iterator[Chunk]:
        """As :meth:`Scanned.chunks`."""
        wanted = [id for (id,) in self._base.execute(f"SELECT _id FROM {rows} ORDER BY _id").fetchall()]
        firsts = [block.numbers[0] for block in self._part]
        shift = 32 if self._source.kind == ".json" else 0
        for at in range(0, len(wanted), FETCHED):
            found = []
            for id in wanted[at : at + FETCHED]:
                number = id >> shift
                block = self._part[bisect_left(firsts, number + 1) - 1]
                found.append(block.row(bisect_left(block.numbers, number)))
            chunk = Chunk(0, self._source.name, self._blocks.header, found)
            yield join(chunk, self._seconds, [self._key(row) for row in found]) if self._seconds else chunk


def _ahead(parts: Iterator[Part]) -> Generator[Part, None, None]:
    """The same, each read by a thread while the one before it is in work."""
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(next, parts, None)
        while (part := waiting.result()) is not None:
            waiting = thread.submit(next, parts, None)
            yield part
