"""A run under a columnar engine: tables that the database reads by slices, all other inputs row by row.

Part of :mod:`engine.batch`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from engine.artifact.store import Artifact
from engine.batch import parcels, scanned
from engine.batch import sources as inputs
from engine.batch.columnar import ColumnarTable
from engine.batch.decide import Decider
from engine.batch.engines import Engine
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result
from engine.columnar.program import Program
from engine.evaluate import compiled

#: Makes the program of a subject for columns without nulls; the code alone where the last is false.
Programs = Callable[[str, frozenset[str], bool], Program]


class Work(NamedTuple):
    """What is to be decided: under which policy, how, by how many threads, from which chunk on; ``packed``: the results are
    parcels (:mod:`engine.batch.parcels`)."""

    artifact: Artifact
    options: Options
    subject: str
    threads: int
    encoding: str | None
    done: int
    packed: bool


def by_tables(
    work: Work, sources: Sequence[inputs.Source], programs: Programs, others: Engine, read: list[int]
) -> Iterator[Result]:
    """The results of all chunks from ``work.done`` on; ``read[0]`` is kept at the bytes read so far."""
    number, before = 0, 0
    for source in sources:
        table = _table(work, source, programs)
        if table is not None:
            for part in table.slices():
                if number >= work.done:
                    result = table.decide(number, part)
                    read[0] = before + part.read
                    yield result
                number += 1
            table.close()
        else:
            start = number
            chunks = _Numbered(inputs.chunks([source], work.encoding, [0]), start)
            for result in others.results(chunk for chunk in chunks if chunk.number >= work.done):
                yield result._replace(records=parcels.of_lines(result.records)) if work.packed else result
            number = start + chunks.count
        before += source.size
        read[0] = before


def _table(work: Work, source: inputs.Source, programs: Programs) -> ColumnarTable | None:
    """The table that the database reads, if it is one."""
    if source.kind not in scanned.KINDS:
        return None
    tables = work.artifact.tables
    decider = Decider(tables, compiled.load(work.artifact.code).evaluate, work.options)
    options = work.options._replace(format="parquet") if work.packed else work.options
    table = ColumnarTable(source, tables, work.subject, options, work.threads, programs, decider)
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
