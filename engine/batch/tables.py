"""A run under a columnar engine: every input as a table of the database, slice by slice. Part of :mod:`engine.batch`.

Only where a policy's facts cannot be read from columns, or nothing of an input is plainly in order, are its rows decided one by
one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from engine.artifact.store import Artifact
from engine.batch import parcels, scanned
from engine.batch import sources as inputs
from engine.batch.columnar import ColumnarTable, Programs
from engine.batch.decide import Decider
from engine.batch.engines import Engine, PythonEngine
from engine.batch.joined import SecondTable
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result
from engine.batch.streamed import Streamed
from engine.evaluate import compiled


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
    others = PythonEngine(work.artifact.code, work.artifact.tables, work.options, work.threads, kept=True)
    with contextlib.closing(others):
        for source in sources:
            with contextlib.ExitStack() as stack:
                table = _table(work, source, programs, others, work.done - number, stack)
                if table is not None:
                    for part in table.slices():
                        if number >= work.done:
                            result = table.decide(number, part)
                            read[0] = before + part.read
                            yield result
                        number += 1
                else:
                    chunks = _Numbered(map(work.join, inputs.chunks([source], work.encoding, [0])), number)
                    for result in others.results(chunk for chunk in chunks if chunk.number >= work.done):
                        yield result._replace(records=parcels.of_lines(result.records)) if work.packed else result
                    number += chunks.count
            before += source.size
            read[0] = before


def _table(
    work: Work, source: inputs.Source, programs: Programs, others: Engine, done: int, stack: contextlib.ExitStack
) -> ColumnarTable | None:
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
    table = ColumnarTable(source, tables, work.subject, options, work.threads, programs, decider, scan, others)
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
