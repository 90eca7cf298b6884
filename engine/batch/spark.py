"""The engine that lets Spark decide: rows of any input, chunk by chunk, job after job. Part of :mod:`engine.batch`.

Of Parquet files only is said here which rows make a chunk, and Spark's processes read them (:mod:`engine.batch.spark_parts`);
other inputs are read here, as for every engine. Rows become facts, queries become answers and answers records where Spark has
its processes (:mod:`engine.batch.spark_rows`). So what a row says, and every byte of the output, is as under the Python engine.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.artifact.store import Artifact
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result, problem
from engine.diagnostics.safe_text import safe
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from engine.batch.spark_parts import Part
    from engine.columnar.program import Program
    from engine.columnar.spark import Staged

#: Chunks of a job at least, and for each thread of Spark: planning a job takes as long as deciding many rows.
CHUNKS, CHUNKS_EACH = 200, 8
#: Bytes of rows, about, after which a job is full.
BYTES = 256 << 20
#: Rows up to which a job's query is interpreted: making code for it takes Spark longer.
SMALL = 25_000
#: What Spark needs, in the order in which it is looked for.
PACKAGES = ("sqlglot", "pyarrow", "pandas", "pyspark")


def check() -> None:
    """Raise :class:`engine.errors.InvalidInput` (E0978) where a package is missing."""
    for name in PACKAGES:
        if find_spec(name) is None:
            raise InvalidInput([problem("E0978", "", name=name)], {})


class SparkEngine:
    """Spark, as :class:`engine.batch.engines.Engine`."""

    def __init__(self, artifact: Artifact, options: Options, subject: str, master: str | None, program: Program) -> None:
        self._artifact = artifact
        self._options = options
        self._subject = subject
        self._master = master
        self._program = program

    def results(self, chunks: Iterable[Chunk | Part]) -> Iterator[Result]:
        """As :class:`engine.batch.engines.Engine`. Raises :class:`engine.errors.InvalidInput` (E0965, E0978,
        E0979, E0986)."""
        from engine.columnar import spark

        waiting = iter(chunks)
        staged = None
        try:
            staged = spark.Staged(self._master)
            yield from self._jobs(staged, waiting)
        except spark.Stopped as error:
            missing = problem("E0978", "", name="Java 17")
            raise InvalidInput([missing if error.java else problem("E0979", "", reason=safe(str(error), 300))], {}) from error
        finally:
            if staged is not None:
                staged.stop()

    def _jobs(self, staged: Staged, waiting: Iterator[Chunk | Part]) -> Iterator[Result]:
        from engine.batch.spark_parts import Failed
        from engine.batch.spark_rows import HANDED_ON_TYPES, RESULT, Handed, here

        artifact = self._artifact
        packed = Handed.packed(artifact.code, artifact.tables, self._program, self._subject, self._options)
        handed = staged.handed(packed)

        def cases(batches: Iterable[Any]) -> Iterator[Any]:
            return here(handed.value).cases(batches)

        def results(batches: Iterable[Any]) -> Iterator[Any]:
            return here(handed.value).results(batches)

        more = ", ".join(f"`{name}` {kind}" for name, kind in HANDED_ON_TYPES.items())
        while (job := _job(waiting, max(CHUNKS, CHUNKS_EACH * staged.parallel))).pieces:
            each = -(-len(job.pieces) // staged.parallel)
            shares = [job.pieces[at : at + each] for at in range(0, len(job.pieces), each)]
            for row in staged.run(self._program, shares, cases, more, results, RESULT, job.rows < SMALL):
                result: Result | Failed = pickle.loads(row["result"])
                if isinstance(result, Failed):
                    raise InvalidInput(result.diagnostics, {})
                yield result


class _Job(NamedTuple):
    """Chunks, as bytes, and how many rows they have."""

    pieces: list[bytes]
    rows: int


def _job(waiting: Iterator[Chunk | Part], most: int) -> _Job:
    """The chunks of the next job."""
    pieces: list[bytes] = []
    rows = size = 0
    for piece in islice(waiting, most):
        pieces.append(pickle.dumps(piece))
        rows += len(piece.rows) if isinstance(piece, Chunk) else piece.rows
        size += len(pieces[-1])
        if size >= BYTES:
            break
    return _Job(pieces, rows)
