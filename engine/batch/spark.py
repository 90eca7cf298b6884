"""The engine that lets Spark decide: rows of any input, chunk by chunk, job after job. Part of :mod:`engine.batch`.

Of Parquet files only is said here which rows make a chunk, and Spark's processes read them (:mod:`engine.batch.spark_parts`);
other inputs are read here, as for every engine. Rows become facts, queries become answers and answers records where Spark has
its processes (:mod:`engine.batch.spark_rows`). So what a row says, and every byte of the output, is as under the Python engine.
"""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.artifact.store import Artifact
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result, problem
from engine.diagnostics.safe_text import safe
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput

if TYPE_CHECKING:
    from engine.batch.sources import Source
    from engine.columnar.program import Program
    from engine.columnar.spark import Asked, Staged

#: Chunks of a job at least, and for each thread of Spark: beginning a job takes as long as deciding many rows; and of one whose
#: rows do not come from here at most, because its results come back together.
CHUNKS, CHUNKS_EACH, MOST = 200, 20, 800
#: Bytes of rows, about, after which a job of rows from here is full.
BYTES = 256 << 20
#: Rows up to which a job's query is interpreted: making code for it takes Spark longer.
SMALL = 25_000
_MISSING = Term("有几块名册没有结果", "parts of the register have no result")
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
        waiting = iter(chunks)
        with self._staged() as staged:
            handed = staged.handed(self._packed())
            asked = self._asked(handed)

            def cases(batches: Iterable[Any]) -> Iterator[Any]:
                from engine.batch.spark_rows import here

                return here(handed.value).cases(batches)

            while (job := _job(waiting, max(CHUNKS, CHUNKS_EACH * staged.parallel))).pieces:
                each = -(-len(job.pieces) // staged.parallel)
                shares = [job.pieces[at : at + each] for at in range(0, len(job.pieces), each)]
                yield from _loaded(staged.run(asked._replace(small=job.rows < SMALL), shares, cases))

    def read(self, inputs: Sequence[Source], done: int, read: list[int]) -> Iterator[Result]:
        """The results of all rows of Parquet files from chunk ``done`` on; ``read[0]`` is kept at the bytes read so far.

        Raises :class:`engine.errors.InvalidInput` (E0965, E0978, E0979, E0986).
        """
        from engine.batch.spark_parts import Cut

        cut, total = Cut.of(inputs), sum(source.size for source in inputs)
        with self._staged() as staged:
            handed, files = staged.handed(self._packed()), staged.handed(cut)
            asked = self._asked(handed)

            def cases(first: int, last: int) -> Iterator[Any]:
                from engine.batch.spark_rows import here

                return here(handed.value).read(files.value.parts(first, last))

            run = staged.planned(asked._replace(small=cut.rows < SMALL), cases)
            each = min(max(CHUNKS, CHUNKS_EACH * staged.parallel), MOST)
            for first in range(done, cut.chunks, each):
                last = min(first + each, cut.chunks)
                found = run(first, last)
                if [row["number"] for row in found] != list(range(first, last)):
                    raise InvalidInput([problem("E0979", "", reason=_MISSING)], {})
                read[0] = total * last // cut.chunks
                yield from _loaded(found)

    @contextlib.contextmanager
    def _staged(self) -> Iterator[Staged]:
        from engine.columnar import spark

        staged = None
        try:
            staged = spark.Staged(self._master)
            yield staged
        except spark.Stopped as error:
            missing = problem("E0978", "", name="Java 17")
            raise InvalidInput([missing if error.java else problem("E0979", "", reason=safe(str(error), 300))], {}) from error
        finally:
            if staged is not None:
                staged.stop()

    def _packed(self) -> bytes:
        from engine.batch.spark_rows import Handed

        artifact = self._artifact
        return Handed.packed(artifact.code, artifact.tables, self._program, self._subject, self._options)

    def _asked(self, handed: Any) -> Asked:
        from engine.batch.spark_rows import HANDED_ON_TYPES, RESULT
        from engine.columnar.spark import Asked

        def results(batches: Iterable[Any]) -> Iterator[Any]:
            from engine.batch.spark_rows import here

            return here(handed.value).results(batches)

        more = ", ".join(f"`{name}` {kind}" for name, kind in HANDED_ON_TYPES.items())
        return Asked(self._program, more, results, RESULT, False)


def _loaded(rows: Iterable[dict[str, Any]]) -> Iterator[Result]:
    """The results of a job. Raises :class:`engine.errors.InvalidInput` at a chunk that could not be read."""
    from engine.batch.spark_parts import Failed

    for row in rows:
        found: Result | Failed = pickle.loads(row["result"])
        if isinstance(found, Failed):
            raise InvalidInput(found.diagnostics, {})
        yield found


class _Job(NamedTuple):
    """Chunks, as bytes, and how many rows they have."""

    pieces: list[bytes]
    rows: int


def _job(waiting: Iterator[Chunk], most: int) -> _Job:
    """The chunks of the next job."""
    pieces: list[bytes] = []
    rows = size = 0
    for chunk in islice(waiting, most):
        pieces.append(pickle.dumps(chunk))
        rows += len(chunk.rows)
        size += len(pieces[-1])
        if size >= BYTES:
            break
    return _Job(pieces, rows)
