"""Processes that answer chunks in turn, each told once what it must know. Part of :mod:`engine.batch`.

They end when the pipe to whoever started them is closed, also where that process was killed.
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
from multiprocessing.connection import Connection
from typing import Any

from engine.batch.rows import Chunk, problem
from engine.errors import InvalidInput

#: Chunks that wait at each process: one in work, one ready.
_AHEAD = 2

#: Makes what answers chunks, of what a process was told and of what it was started with.
Begin = Callable[..., Callable[[Chunk], Any]]


class Processes:
    """``count`` processes, each with the answers of ``begin(told, *given)``. ``told`` is plain data, however much of it;
    ``given`` is little. All of them start before the first is told anything."""

    def __init__(self, count: int, begin: Begin, told: Any, *given: Any) -> None:
        """Raises :class:`engine.errors.InvalidInput` (E0998), as does everything below, where a process ends before its time."""
        self._workers = [_Worker(begin, given) for _ in range(count)]
        data = marshal.dumps(told)
        try:
            for worker in self._workers:
                worker.tell(data)
        except BaseException:
            self.close()
            raise

    def answers(self, chunks: Iterable[Chunk]) -> Iterator[Any]:
        """The answer to each chunk, in their order; no more of them are taken than needed to keep busy. Raises what went wrong
        in a process."""
        turn: deque[_Worker] = deque()
        for number, chunk in enumerate(chunks):
            worker = self._workers[number % len(self._workers)]
            if len(turn) >= _AHEAD * len(self._workers):
                yield turn.popleft().answer()
            worker.send(chunk)
            turn.append(worker)
        while turn:
            yield turn.popleft().answer()

    def close(self) -> None:
        """Let them end."""
        for worker in self._workers:
            worker.stop()


class _Worker:
    """One process. It is told what it must know through its pipe: what a process is started with is written where nobody may
    read any more, and waited for, if it ends at once (the program that starts it cannot be imported)."""

    def __init__(self, begin: Begin, given: tuple[Any, ...]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, begin, given), daemon=True)
        self._process.start()
        other.close()

    def tell(self, data: bytes) -> None:
        """Hand over what it must know, before the first chunk."""
        with _reached():
            self._pipe.send_bytes(data)

    def send(self, chunk: Chunk) -> None:
        """Hand over a chunk."""
        with _reached():
            self._pipe.send(chunk)

    def answer(self) -> Any:
        """The answer to the chunk sent first."""
        try:
            found = self._pipe.recv()
        except (EOFError, ConnectionError):
            raise _ended() from None
        if isinstance(found, BaseException):
            raise found
        return found

    def stop(self) -> None:
        """Let the process end."""
        self._pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()


def _work(pipe: Connection, begin: Begin, given: tuple[Any, ...]) -> None:
    """What a process does until its pipe is closed; whoever started it answers an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        told = marshal.loads(pipe.recv_bytes())
    except EOFError:
        return
    answer_to = begin(told, *given)
    waiting: queue.SimpleQueue[Chunk | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, waiting), daemon=True).start()
    while (chunk := waiting.get()) is not None:
        answer: Any
        try:
            answer = answer_to(chunk)
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
def _reached() -> Iterator[None]:
    """Tells what goes wrong on the way to a process as its end."""
    try:
        yield
    except OSError:
        raise _ended() from None


def _ended() -> InvalidInput:
    return InvalidInput([problem("E0998", "")], {})
