"""A run under a columnar engine: every input as a table of the database, slice by slice. Part of :mod:`engine.batch`.

Only where a policy's facts cannot be read from columns, or nothing of an input is plainly in order, are its rows decided one by
one.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from engine.artifact.store import Artifact
from engine.batch import parcels, scanned
from engine.batch import sources as inputs
from engine.batch.columnar import ColumnarTable
from engine.batch.decide import Decider
from engine.batch.engines import Engine, PythonEngine
from engine.batch.joined import SecondTable
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result
from engine.batch.streamed import Streamed
from engine.batch.turns import OneAtATime, in_turn
from engine.columnar.program import Programs
from engine.evaluate import compiled

#: Gives a table that is prepared.
Opening = Callable[[], ColumnarTable]


class Work(NamedTuple):
    """What is to be decided: under which policy, how, by how many threads, from which chunk on; ``packed``: the results are
    parcels (:mod:`engine.batch.parcels`); ``join`` gives chunks the entries of second tables."""

    artifact: Artifact
    options: Options
    subject: str
    threads: int
    encoding: str | None
    done: int
    packed: bool
    seconds: Sequence[SecondTable]
    join: Callable[[Chunk], Chunk]


def by_tables(work: Work, sources: Sequence[inputs.Source], programs: Programs, read: list[int]) -> Iterator[Result]:
    """The results of all chunks from ``work.done`` on; ``read[0]`` is kept at the bytes read so far."""
    number, before = 0, 0
    rows = PythonEngine(work.artifact.code, work.artifact.tables, work.options, work.threads, kept=True)
    with contextlib.closing(rows):
        others = OneAtATime(rows)
        for source in sources:
            with contextlib.ExitStack() as stack:
                tables = _opened(work, source, programs, others, work.done - number, stack)
                if tables:
                    for result, at in _decided(tables, number, work.done):
                        number += 1
                        if result is not None:
                            read[0] = before + at
                            yield result
                else:
                    chunks = _Numbered(map(work.join, inputs.chunks([source], work.encoding, [0])), number)
                    for result in others.results(chunk for chunk in chunks if chunk.number >= work.done):
                        yield result._replace(records=parcels.of_lines(result.records)) if work.packed else result
                    number += chunks.count
            before += source.size
            read[0] = before


def _decided(tables: Sequence[Opening], first: int, done: int) -> Iterator[tuple[Result | None, int]]:
    """Slice by slice its result, none of slices before ``done``, and the bytes of the input up to its end."""
    opened: list[ColumnarTable] = []
    stopped = threading.Event()

    def turns(turn: int) -> Iterator[tuple[Result | None, int]]:
        table = tables[turn]()
        opened.append(table)
        for number, part in enumerate(table.slices(), first):
            if stopped.is_set():
                return
            if (number - first) % len(tables) == turn:
                yield table.decide(number, part) if number >= done else None, part.read

    def stop() -> None:
        stopped.set()
        for table in opened:
            table.interrupt()

    return turns(0) if len(tables) == 1 else in_turn([partial(turns, turn) for turn in range(len(tables))], stop)


def _opened(
    work: Work, source: inputs.Source, programs: Programs, others: Engine, done: int, stack: contextlib.ExitStack
) -> list[Opening]:
    """The input as a table of the database, if it can be one; several times where these can take turns: those after the first are
    opened when their turn comes."""
    threads = max(1, work.threads // scanned.TURNS)

    def again() -> ColumnarTable:
        other = _table(work, source, programs, others, done, stack, table)
        assert other is not None  # the first is a table
        other.use(threads)
        return other

    table = _table(work, source, programs, others, done, stack, None)
    if table is None:
        return []
    if work.threads == 1 or not table.takes_turns:
        return [lambda: table]
    table.use(threads)
    return [lambda: table, *([again] * (scanned.TURNS - 1))]


def _table(
    work: Work, source: inputs.Source, programs: Programs, others: Engine, done: int, stack: contextlib.ExitStack,
    like: ColumnarTable | None,
) -> ColumnarTable | None:  # fmt: skip
    """The input as a table of the database, if it can be one; closed by ``stack``."""
    tables = work.artifact.tables
    subject = tables["subjects"][work.subject]
    scan: scanned.Scan = partial(scanned.stored, subject=subject, options=work.options)
    if work.seconds or not scanned.readable(source):
        streamed = Streamed(source, subject, work.options, work.encoding, work.seconds, done)
        stack.callback(streamed.close)
        if streamed.empty:
            return None
        scan = streamed.opened
    decider = Decider(tables, compiled.load(work.artifact.code).evaluate, work.options)
    options = work.options._replace(format="parquet") if work.packed else work.options
    table = ColumnarTable(source, tables, work.subject, options, work.threads, programs, decider, scan, others, like)
    stack.callback(table.close)
    return table if table.prepare() else None


class _Numbered:
    """Chunks numbered on from ``start``, counted as they go by."""

    def __init__(self, chunks: Iterable[Chunk], start: int) -> None:
        self._chunks = chunks
        self._start = start
        self.count = 0

    def __iter__(self) -> Iterator[Chunk]:
        for chunk in self._chunks:
            self.count += 1
            yield chunk._replace(number=self._start + chunk.number)
