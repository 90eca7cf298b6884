"""The engine that lets Spark decide: rows of any input, chunk by chunk, job after job. Part of :mod:`engine.batch`.

Chunks are read here, as for every engine; rows become facts, queries become answers and answers records where Spark has its
processes (:mod:`engine.batch.spark_rows`). So what a row says, and every byte of the output, is as under the Python engine.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

from engine.artifact.store import Artifact
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result, problem
from engine.diagnostics.safe_text import safe
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from engine.columnar.program import Program
    from engine.columnar.spark import Staged

#: Chunks of a job at least, and for each thread of Spark: planning a job takes as long as deciding many rows.
CHUNKS, CHUNKS_EACH = 200, 8
#: Bytes of rows, about, after which a job is full.
BYTES = 256 << 20
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

    def results(self, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """As :class:`engine.batch.engines.Engine`. Raises :class:`engine.errors.InvalidInput` (E0978, E0979)."""
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

    def _jobs(self, staged: Staged, waiting: Iterator[Chunk]) -> Iterator[Result]:
        from engine.batch.spark_rows import HANDED_ON_TYPES, RESULT, Handed, worker

        artifact = self._artifact
        packed = Handed.packed(artifact.code, artifact.tables, self._program, self._subject, self._options)
        handed = staged.handed(packed)

        def cases(batches: Iterable[Any]) -> Iterator[Any]:
            return worker(handed.value).cases(batches)

        def results(batches: Iterable[Any]) -> Iterator[Any]:
            return worker(handed.value).results(batches)

        more = ", ".join(f"`{name}` {kind}" for name, kind in HANDED_ON_TYPES.items())
        while job := list(_full(waiting, max(CHUNKS, CHUNKS_EACH * staged.parallel))):
            each = -(-len(job) // staged.parallel)
            parts = [job[at : at + each] for at in range(0, len(job), each)]
            found = staged.run(self._program, parts, cases, more, results, RESULT)
            for row in found:
                result: Result = pickle.loads(row["result"])
                yield result


def _full(waiting: Iterator[Chunk], most: int) -> Iterator[bytes]:
    """The chunks of one job, as bytes."""
    size = 0
    for chunk in islice(waiting, most):
        data = pickle.dumps(chunk)
        size += len(data)
        yield data
        if size >= BYTES:
            return
