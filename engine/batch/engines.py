"""Engines: what decides chunks, here or in several processes, always in their order. Part of :mod:`engine.batch`.

An engine is anything with ``results(chunks)``; another one is added to :data:`ENGINES` under its name. Workers are told the
policy once and end when the pipe to whoever started them is closed, also where that process was killed.
"""

from __future__ import annotations

import contextlib
import marshal
import multiprocessing
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from multiprocessing.connection import Connection
from types import CodeType
from typing import Any, Protocol

from engine.artifact.tables import Tables
from engine.batch.decide import Decider
from engine.batch.garbage import look_seldom
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result, problem
from engine.errors import InvalidInput
from engine.evaluate import compiled

#: Chunks that are decided here where there are no more: processes that stay take as long to start.
_FEW = 6
#: Chunks that wait at each worker: one in work, one ready.
_AHEAD = 2


class Engine(Protocol):
    """Decides chunks."""

    def results(self, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The results of all ``chunks``, in their order; no more of them are taken than needed to keep busy."""


class Here:
    """Decides chunks in this process."""

    def __init__(self, decider: Decider) -> None:
        self._decider = decider

    def results(self, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """As :class:`Engine`."""
        return map(self._decider.decide, chunks)


class PythonEngine:
    """Generated Python, row by row: does everything that the language can say. ``kept``: its processes stay, once they are
    there, until it is closed."""

    def __init__(self, code: CodeType, tables: Tables, options: Options, jobs: int, kept: bool = False) -> None:
        self._code = code
        self._tables = tables
        self._options = options
        self._jobs = jobs
        self._kept = kept
        self._workers: list[_Worker] = []
        self._here: Here | None = None

    def results(self, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """As :class:`Engine`."""
        waiting = iter(chunks)
        few = _FEW if self._kept and not self._workers else 2
        first = list(islice(waiting, few))
        waiting = chain(first, waiting)
        if self._jobs == 1 or len(first) < few:
            if self._here is None:
                self._here = Here(Decider(self._tables, compiled.load(self._code).evaluate, self._options))
            yield from self._here.results(waiting)
            return
        try:
            if not self._workers:
                self._start()
            yield from _in_turn(self._workers, waiting)
        finally:
            if not self._kept:
                self.close()

    def _start(self) -> None:
        self._workers = [_Worker(self._options) for _ in range(self._jobs)]
        policy = marshal.dumps((self._code, dict(self._tables)))
        for worker in self._workers:
            worker.tell(policy)

    def close(self) -> None:
        """Let the processes end."""
        for worker in self._workers:
            worker.stop()
        self._workers = []


def _in_turn(workers: list[_Worker], chunks: Iterator[Chunk]) -> Iterator[Result]:
    """Chunk after chunk to worker after worker, and the results back in the same turn."""
    turn: deque[_Worker] = deque()
    for number, chunk in enumerate(chunks):
        worker = workers[number % len(workers)]
        if len(turn) >= _AHEAD * len(workers):
            yield turn.popleft().result()
        worker.send(chunk)
        turn.append(worker)
    while turn:
        yield turn.popleft().result()


class _Worker:
    """A process that decides. It is told the policy through its pipe: what a process is started with is written where nobody may
    read any more, and waited for, if it ends at once (the program that starts it cannot be imported)."""

    def __init__(self, options: Options) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, options), daemon=True)
        self._process.start()
        other.close()

    def tell(self, policy: bytes) -> None:
        """Hand over the policy, before the first chunk."""
        with _told():
            self._pipe.send_bytes(policy)

    def send(self, chunk: Chunk) -> None:
        """Hand over a chunk."""
        with _told():
            self._pipe.send(chunk)

    def result(self) -> Result:
        """The result of the chunk sent first. Raises what went wrong in the process."""
        try:
            found = self._pipe.recv()
        except (EOFError, ConnectionError):
            raise _ended() from None
        if isinstance(found, BaseException):
            raise found
        result: Result = found
        return result

    def stop(self) -> None:
        """Let the process end."""
        self._pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()


def _work(pipe: Connection, options: Options) -> None:
    """What a worker does until its pipe is closed; whoever started it answers an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code, tables = marshal.loads(pipe.recv_bytes())
    except EOFError:
        return
    decider = Decider(tables, compiled.load(code).evaluate, options)
    look_seldom()
    waiting: queue.SimpleQueue[Chunk | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, waiting), daemon=True).start()
    while (chunk := waiting.get()) is not None:
        answer: Any
        try:
            answer = decider.decide(chunk)
        except BaseException as error:  # told to whoever waits for it
            answer = error
        try:
            pipe.send(answer)
        except OSError:
            return


def _receive(pipe: Connection, waiting: queue.SimpleQueue[Chunk | None]) -> None:
    """Take in chunks while others are decided, so that neither side waits for the other to read."""
    try:
        while True:
            waiting.put(pipe.recv())
    except (EOFError, OSError):
        waiting.put(None)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tells what goes wrong on the way to a process as its end."""
    try:
        yield
    except OSError:
        raise _ended() from None


def _ended() -> InvalidInput:
    return InvalidInput([problem("E0998", "")], {})


#: Engines by name: made from code, tables, options and number of processes.
ENGINES: dict[str, Callable[[CodeType, Tables, Options, int], Engine]] = {"python": PythonEngine}
