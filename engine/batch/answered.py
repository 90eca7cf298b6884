"""What a query said of the rows of a slice, made into their records and counted. Part of :mod:`engine.batch`.

:mod:`engine.batch.columnar` leaves the table ``told`` (row, key, combination, code, masks). Here every answer that was given is
spelled once (:mod:`engine.batch.spelled`), and the database puts the records together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any

from engine.artifact.tables import Tables
from engine.batch import parcels
from engine.batch.combinations import Combinations
from engine.batch.reading import Options
from engine.batch.rows import Bytes, Result
from engine.batch.spelled import Speller
from engine.batch.tally import GROUPS, Tally, add
from engine.columnar.program import CAREFUL, Program, wide

#: Rows out of order are sorted one by one where they are in as many runs.
_RUNS = 10_000
#: Where more numbers than these are left out, another run begins.
_STEP = 1_000
#: Rows that were decided one by one: their lines, each after its ``_id``, and what was counted.
Others = Iterable[tuple[list[tuple[int, bytes]], Result]]


class Answers:
    """The answers of one program to a table's rows. ``names``: the columns of ``told`` that make up an answer; those at the end
    may be missing there where all rows have 0 in them."""

    def __init__(
        self, base: Any, tables: Tables, program: Program, options: Options, file: str, line: str, speller: Speller
    ) -> None:
        """``file``: what records call the table; ``line``: SQL for a row's line."""
        self._base = base
        self._tables = tables
        self._subject = program.subject
        self._options = options
        self._file = file
        self._line = line
        self._speller = speller
        self._kinds = ["INTEGER", *("BIGINT" if wide(entries) else "INTEGER" for _, entries in program.masks)]
        self.names = ["code", *(name for name, _ in program.masks)]
        typed = ", ".join(f"{name} {kind}" for name, kind in zip(self.names, self._kinds, strict=True))
        base.execute(
            f"CREATE TEMP TABLE answers (answer INTEGER, {typed}, told BOOLEAN, decision VARCHAR, "
            "before VARCHAR, middle VARCHAR, after VARCHAR)"
        )
        self._spelled: list[dict[str, Any] | None] = []
        self._columns: list[tuple[int, ...]] = []

    def result(self, number: int, rows: int, count: int, words: Combinations, others: Callable[[], Others]) -> Result:
        """The slice as chunk ``number`` of the run; ``count``: of :attr:`names` so many are columns of ``told``.

        ``others`` decides the rows that are not in the view ``answered``.
        """
        self._spell(count)
        (done,) = self._base.execute("SELECT coalesce(sum(many), 0) FROM counted").fetchone()
        tally, errors, bad = Tally(self._tables), [], 0
        left: list[tuple[int, bytes]] = []
        if done < rows:
            for lines, result in others():
                bad += result.bad
                errors.append(result.errors)
                add(tally.data, result.tally)
                left += lines
        used = self._count(tally, words)
        records = self._parcels(used, left) if self._options.format == "parquet" else self._lines(left)
        return Result(number, records, b"".join(errors), rows, bad, tally.data)

    def _spell(self, count: int) -> None:
        """The texts of answers that were not met before, and how often each was given: the table ``counted``."""
        run, columns = self._base.execute, ", ".join(self.names[:count])
        same = " AND ".join(f"a.{name} = {f't.{name}' if at < count else 0}" for at, name in enumerate(self.names))
        run(f"CREATE OR REPLACE TEMP TABLE given AS SELECT {columns}, _combination, count(*) AS many FROM told GROUP BY ALL")
        fresh = run(
            f"SELECT DISTINCT {columns} FROM given t WHERE code <> {CAREFUL} "
            f"AND NOT EXISTS (SELECT 1 FROM answers a WHERE {same}) ORDER BY {columns}"
        ).fetchall()
        rows = []
        for answer in fresh:
            fields = self._speller.fields(answer)
            texts = ("", "", "") if fields is None else self._speller.around(fields, self._file)
            missing = [0] * (len(self.names) - count)
            decision = "" if fields is None else fields["decision"]
            rows.append((len(self._spelled), *answer, *missing, fields is not None, decision, *texts))
            self._spelled.append(fields)
            self._columns.append((*answer, *missing))
        if rows:
            kinds = ["INTEGER", *self._kinds, "BOOLEAN", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"]
            lists = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in kinds)
            run(f"INSERT INTO answers SELECT {lists}", [list(values) for values in zip(*rows, strict=True)])
        run(
            "CREATE OR REPLACE TEMP TABLE counted AS SELECT a.answer, a.decision, t._combination, t.many "
            f"FROM given t JOIN answers a ON {same} WHERE a.told"
        )
        run(
            f"CREATE OR REPLACE TEMP VIEW answered AS SELECT t._id, t._key, {self._line} AS _line, a.answer, a.before, "
            f"a.middle, a.after FROM told t JOIN answers a ON {same} WHERE a.told"
        )

    def _lines(self, others: Sequence[tuple[int, bytes]]) -> bytes:
        """The lines of the slice in their order; ``others``: ``_id`` and line of rows that the query did not answer."""
        lines = "SELECT _id, before || _key || middle || _line || after AS line FROM answered"
        if others:
            texts = [[id for id, _ in others], [line.decode("utf-8", "replace") for _, line in others]]
            columns = "unnest(?::BIGINT[]) AS _id, unnest(?::VARCHAR[]) AS line"
            self._base.execute(f"CREATE OR REPLACE TEMP TABLE others AS SELECT {columns}", texts)
            lines += " UNION ALL SELECT _id, line FROM others"
        return _bytes(in_order(self._base, lines).column(1))

    def _parcels(self, used: list[int], others: Sequence[tuple[int, bytes]]) -> Bytes:
        """The same as a parcel (:mod:`engine.batch.parcels`)."""
        told = {number: {"file": self._file, **(self._spelled[number] or {})} for number in used}
        found = in_order(self._base, "SELECT _id, CAST(_key AS VARCHAR) AS _key, _line, answer FROM answered")
        more = [(id, json.loads(line)) for id, line in others]
        return parcels.parcel(found.column(1), found.column(2), found.column(3), told, found.column(0), more)

    def _count(self, tally: Tally, words: Combinations) -> list[int]:
        """What is counted of the rows that the query answered; gives the answers there are, in an order that does not tell which
        were met in slices before."""
        run = self._base.execute
        used = run("SELECT answer, sum(many)::BIGINT FROM counted GROUP BY 1 ORDER BY 1").fetchall()
        for answer, count in used:
            fields = self._spelled[answer]
            assert fields is not None
            tally.many(fields, count)
        for group in GROUPS:
            column = tally.column(self._subject, group)
            counts = "SELECT NULL, decision, sum(many)::BIGINT FROM counted"
            if column is not None and column in words.columns:
                word, joined = words.counted(column, "counted._combination")
                counts = f"SELECT {word}, decision, sum(many)::BIGINT FROM counted{joined}"
            for value, decision, count in run(f"{counts} GROUP BY ALL ORDER BY ALL").fetchall():
                tally.grouped(group, value, decision, count)
        return sorted((answer for answer, _ in used), key=self._columns.__getitem__)


def in_order(base: Any, query: str) -> Any:
    """The rows of a query by ``_id``, its first column, as an Arrow table.

    Threads hand rows out in runs that are in order; putting the runs in order moves no row.
    """
    found = base.sql(query).to_arrow_table()
    if not found.num_rows:
        return found
    numbers = import_module("numpy")
    ids = numbers.concatenate([
        numbers.frombuffer(chunk.buffers()[1], "int64")[chunk.offset : chunk.offset + len(chunk)]
        for chunk in found.column(0).chunks if len(chunk)
    ])  # fmt: skip
    steps = numbers.diff(ids)
    breaks = numbers.flatnonzero((steps < 1) | (steps > _STEP))
    if len(breaks) < _RUNS:
        starts = [0, *(breaks + 1).tolist()]
        ends = [*starts[1:], len(ids)]
        runs = sorted((int(ids[start]), int(ids[end - 1]), start, end) for start, end in zip(starts, ends, strict=True))
        if all(before[1] < after[0] for before, after in pairwise(runs)):
            return concatenated([found.slice(start, end - start) for _, _, start, end in runs])
    return found.combine_chunks().take(import_module("pyarrow.compute").sort_indices(found.column(0)))


def concatenated(tables: Sequence[Any]) -> Any:
    """Arrow tables with the same columns as one."""
    return import_module("pyarrow").concat_tables(tables)


def _bytes(column: Any) -> bytes:
    """All texts of an Arrow column, one after the other."""
    return b"".join(_joined(chunk) for chunk in column.chunks)


def _joined(array: Any) -> bytes:
    width = 8 if str(array.type).startswith("large") else 4
    _, ends, data = array.buffers()
    at = memoryview(ends).cast("q" if width == 8 else "i")
    return bytes(memoryview(data)[at[array.offset] : at[array.offset + len(array)]])
