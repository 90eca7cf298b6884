"""The chunks of a register handed to several processes, answers in the chunks' order. Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from engine.batch.processes import Processes
from engine.batch.reading import Options
from engine.batch.rows import Chunk
from engine.evaluate import compiled
from engine.impact.compare import Comparer, Rows, Side
from engine.impact.moving import Mover
from engine.impact.setting import Setting
from engine.impact.sweeping import Sweeper


class Job(NamedTuple):
    """What a process must know. ``before``, ``after``: code and tables; ``rows``: locators carried over, ``None`` where both are
    the same policy; ``settings``: the values of a sweep, empty for a comparison; ``changed``: every row that turns is kept."""

    before: tuple[Any, Any]
    after: tuple[Any, Any]
    options: Options
    groups: tuple[str, ...]
    rows: dict[str, str] | None
    settings: tuple[Setting, ...]
    changed: bool

    def worker(self) -> Callable[[Chunk], Any]:
        """What decides chunks."""
        before, after = (Side(tables, compiled.load(code).evaluate) for code, tables in (self.before, self.after))
        read = Rows(before.tables, self.options, self.groups)
        mover = None if self.rows is None else Mover(before.tables, after.tables, self.rows)
        if self.settings:
            return Sweeper(after, read, mover, self.settings)
        return Comparer(before, after, read, mover, self.changed)


def answers(job: Job, chunks: Iterable[Chunk], jobs: int) -> Iterator[Any]:
    """The answer to each chunk. Raises :class:`engine.errors.InvalidInput` (E0998) where a process ends before its time."""
    waiting = iter(chunks)
    first = list(islice(waiting, 2))
    waiting = chain(first, waiting)
    if jobs == 1 or len(first) < 2:
        yield from map(job.worker(), waiting)
        return
    told = job.before, job.after
    processes = Processes(jobs, _begin, told, job._replace(before=(None, None), after=(None, None)))
    try:
        yield from processes.answers(waiting)
    finally:
        processes.close()


def _begin(policies: tuple[tuple[Any, Any], tuple[Any, Any]], job: Job) -> Callable[[Chunk], Any]:
    """What decides chunks in a process of its own."""
    before, after = policies
    return job._replace(before=before, after=after).worker()
