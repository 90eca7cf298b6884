"""What a query said of the rows of a slice, made into their records and counted. Part of :mod:`engine.batch`.

:mod:`engine.batch.columnar` leaves the table ``told`` (row, key, combination, code, masks). Here every answer has a number; what
those say that were not met before is found out together (:mod:`engine.batch.wording`), and rows are dealt with by the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any

from engine.artifact.tables import Tables
from engine.batch import packed, parcels
from engine.batch.combinations import Combinations
from engine.batch.reading import Options
from engine.batch.rows import Bytes, Result
from engine.batch.tally import GROUPS, LISTED, Tally, add
from engine.batch.wording import DIFFERENT, Wording
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
        self, base: Any, tables: Tables, program: Program, options: Options, file: str, line: str, wording: Wording
    ) -> None:
        """``file``: what records call the table; ``line``: SQL for a row's line."""
        self._base = base
        self._tables = tables
        self._subject = program.subject
        self._packed = options.format == "parquet"
        self._file = file
        self._line = line
        self._wording = wording
        kinds = ["INTEGER", *("BIGINT" if wide(entries) else "INTEGER" for _, entries in program.masks)]
        self.names = ["code", *(name for name, _ in program.masks)]
        typed = ", ".join(f"{name} {kind}" for name, kind in zip(self.names, kinds, strict=True))
        base.execute(f"CREATE TEMP TABLE answers (answer INTEGER, {typed}, told BOOLEAN)")
        base.execute("CREATE TEMP TABLE texts (answer INTEGER, before VARCHAR, middle VARCHAR, after VARCHAR)")
        self._known = 0
        self._places = {name: import_module("numpy").zeros(0, "int32") for name in DIFFERENT}

    def result(self, number: int, rows: int, count: int, words: Combinations, others: Callable[[], Others]) -> Result:
        """The slice as chunk ``number`` of the run; ``count``: of :attr:`names` so many are columns of ``told``.

        ``others`` decides the rows that are not in ``answered``.
        """
        found = self._answered(count)
        tally, errors, bad = Tally(self._tables), [], 0
        left: list[tuple[int, bytes]] = []
        if found.num_rows < rows:
            for lines, result in others():
                bad += result.bad
                errors.append(result.errors)
                add(tally.data, result.tally)
                left += lines
        which, used = packed.numbered(packed.numbers(found.column("answer")))
        said = self._said(used)
        self._count(tally, words, said, import_module("numpy").bincount(which, minlength=len(used)))
        if self._packed:
            more = [(id, json.loads(line)) for id, line in left]
            records: Bytes = parcels.parcel(found.column(1), found.column(2), packed.made(which), said, found.column(0), more)
        else:
            records = self._lines(left)
        return Result(number, records, b"".join(errors), rows, bad, tally.data)

    def _answered(self, count: int) -> Any:
        """The rows that were answered, in their order, as the relation ``answered``: ``_id``, key, line, combination, answer."""
        columns = self.names[:count]
        same = " AND ".join(f"a.{name} = {f't.{name}' if at < count else 0}" for at, name in enumerate(self.names))
        self._learn(columns, same)
        found = in_order(
            self._base,
            f"SELECT t._id, CAST(t._key AS VARCHAR) AS _key, {self._line} AS _line, t._combination, a.answer "
            f"FROM told t JOIN answers a ON {same} WHERE a.told",
        )
        self._base.register("answered", found)
        return found

    def _learn(self, columns: Sequence[str], same: str) -> None:
        """Number the answers that were not met before, and find out what they say."""
        run, listed = self._base.execute, ", ".join(columns)
        wide_columns = ", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in columns)
        run(
            f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {self._known} + row_number() OVER () - 1 AS answer, * FROM ("
            f"SELECT DISTINCT {wide_columns} FROM told t "
            f"WHERE code <> {CAREFUL} AND NOT EXISTS (SELECT 1 FROM answers a WHERE {same}))"
        )
        fresh = self._base.sql("SELECT * FROM fresh ORDER BY answer").to_arrow_table()
        if not fresh.num_rows:
            return
        codes, *masks = (packed.numbers(column) for column in fresh.columns[1:])
        places, told = self._wording.places(codes, masks)
        join = import_module("numpy").concatenate
        self._places = {name: join([self._places[name], places[name]]) for name in DIFFERENT}
        run(f"INSERT INTO answers BY NAME SELECT answer, {listed}, {_zeros(self.names[len(columns) :])}TRUE AS told FROM fresh")
        if not told.all():
            untold = [self._known + place for place, truth in enumerate(told.tolist()) if not truth]
            run("UPDATE answers SET told = FALSE WHERE answer IN (SELECT unnest(?::INTEGER[]))", [untold])
        if not self._packed:
            self._spell(self._known, told)
        self._known += fresh.num_rows

    def _spell(self, first: int, told: Any) -> None:
        """The texts of the answers from ``first`` on, those that can be told."""
        texts = []
        for answer, truth in enumerate(told.tolist(), first):
            if truth:
                fields = self._wording.fields({name: int(places[answer]) for name, places in self._places.items()})
                texts.append((answer, *self._wording.speller.around(fields, self._file)))
        if texts:
            columns = [list(values) for values in zip(*texts, strict=True)]
            self._base.execute(
                "INSERT INTO texts SELECT unnest(?::INTEGER[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
                columns,
            )

    def _said(self, used: Any) -> parcels.Said:
        """What the answers say, each by its place among those."""
        zeros = import_module("numpy").zeros(len(used), "int32")
        fields: dict[str, tuple[Sequence[Any], Any]] = {
            "file": ([self._file], zeros), "subject": ([self._subject], zeros), "errors": ([[]], zeros)
        }  # fmt: skip
        for name, values in self._wording.values.items():
            places, different = packed.numbered(self._places[name][used])
            fields[name] = [values[place] for place in different.tolist()], places
        return parcels.Said(fields)

    def _count(self, tally: Tally, words: Combinations, said: parcels.Said, counts: Any) -> None:
        """What is counted of the rows that the query answered; ``counts``: how many of them have each answer."""
        for value, count in said.counted("decision", counts):
            tally.decided(value, count)
        for field in LISTED:
            for value, count in said.counted(field, counts):
                tally.listed(field, value, count)
        run = self._base.execute
        for group in GROUPS:
            column = tally.column(self._subject, group)
            counted = "SELECT NULL, code, count(*) FROM answered JOIN answers USING (answer)"
            if column is not None and column in words.columns:
                word, joined = words.counted(column, "answered._combination")
                counted = f"SELECT {word}, code, count(*) FROM answered JOIN answers USING (answer){joined}"
            for word, code, count in run(f"{counted} GROUP BY ALL ORDER BY ALL").fetchall():
                tally.grouped(group, word, self._wording.speller.decision(code)[0], count)

    def _lines(self, others: Sequence[tuple[int, bytes]]) -> bytes:
        """The lines of the slice in their order; ``others``: ``_id`` and line of rows that the query did not answer."""
        lines = "SELECT _id, before || _key || middle || _line || after AS line FROM answered JOIN texts USING (answer)"
        if others:
            texts = [[id for id, _ in others], [line.decode("utf-8", "replace") for _, line in others]]
            columns = "unnest(?::BIGINT[]) AS _id, unnest(?::VARCHAR[]) AS line"
            self._base.execute(f"CREATE OR REPLACE TEMP TABLE others AS SELECT {columns}", texts)
            lines += " UNION ALL SELECT _id, line FROM others"
        return _bytes(in_order(self._base, lines).column(1))


def _zeros(names: Sequence[str]) -> str:
    return "".join(f"0 AS {name}, " for name in names)


def in_order(base: Any, query: str) -> Any:
    """The rows of a query by ``_id``, its first column, as an Arrow table.

    Threads hand rows out in runs that are in order; putting the runs in order moves no row.
    """
    found = base.sql(query).to_arrow_table()
    if not found.num_rows:
        return found
    numbers = import_module("numpy")
    ids = packed.numbers(found.column(0))
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
