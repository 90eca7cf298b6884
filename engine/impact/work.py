"""The chunks of a register handed to several processes, answers in the chunks' order. Part of :mod:`engine.impact`."""

from __future__ import annotations

import contextlib
import marshal
import multiprocessing
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from engine.batch.reading import Options
from engine.batch.rows import Chunk, problem
from engine.errors import InvalidInput
from engine.evaluate import compiled
from engine.impact.compare import Comparer, Rows, Side
from engine.impact.moving import Mover
from engine.impact.setting import Setting
from engine.impact.sweeping import Sweeper

#: Chunks ahead of the one waited for, for each process.
_AHEAD = 2


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
    """The answer to each chunk. Raises :class:`InvalidInput` (E0998) where a process ends before its time."""
    waiting = iter(chunks)
    first = list(islice(waiting, 2))
    waiting = chain(first, waiting)
    if jobs == 1 or len(first) < 2:
        yield from map(job.worker(), waiting)
        return
    context = multiprocessing.get_context("spawn")
    with _written(marshal.dumps((job.before, job.after))) as policies, ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin, initargs=(policies, job._replace(before=(None, None), after=(None, None)))
    ) as pool:  # fmt: skip
        turn: deque[Future[Any]] = deque()
        try:
            for chunk in waiting:
                if len(turn) >= _AHEAD * jobs:
                    yield turn.popleft().result()
                turn.append(pool.submit(_answer, chunk))
            while turn:
                yield turn.popleft().result()
        except BrokenProcessPool:
            raise InvalidInput([problem("E0998", "")], {}) from None
        finally:
            pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _written(policies: bytes) -> Iterator[str]:
    """A file with the policies: much that a process is started with is waited for forever if it ends at once (the program that
    starts it cannot be imported)."""
    with tempfile.TemporaryDirectory(prefix="policy-") as folder:
        path = Path(folder, "policies")
        path.write_bytes(policies)
        yield str(path)


_worker: list[Callable[[Chunk], Any]] = []


def _begin(policies: str, job: Job) -> None:
    """Make the process's worker, of the policies in a file; whoever started it answers an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    before, after = marshal.loads(Path(policies).read_bytes())
    _worker[:] = [job._replace(before=before, after=after).worker()]


def _answer(chunk: Chunk) -> Any:
    return _worker[0](chunk)
