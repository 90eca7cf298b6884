"""Slices of one input decided two at a time, and handed on in their order. Part of :mod:`engine.batch`.

A slice is queries, one after the other, with work of this process between them: few of them keep more than one processor
busy. So several tables are opened on the same input, each in a thread of its own, and take turns at its slices.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from engine.batch.engines import Engine
from engine.batch.rows import Chunk, Result

Made = TypeVar("Made")
#: What its threads are called.
NAME = "slices in turn"


class _Failed(NamedTuple):
    """What ended a thread."""

    error: BaseException


def in_turn(works: Sequence[Callable[[], Iterator[Made]]], stop: Callable[[], None]) -> Iterator[Made]:
    """What the first makes first, what the second makes first, …, what the first makes next; until the one whose turn it is has
    no more. Each runs in a thread, at most one thing ahead. ``stop`` interrupts them where nobody waits for more.

    Raises what one of them raises, in its turn.
    """
    waiting: list[queue.Queue[Any]] = [queue.Queue(1) for _ in works]
    stopped = threading.Event()
    threads = [
        threading.Thread(target=_fill, args=(work, made, stopped), name=NAME, daemon=True)
        for work, made in zip(works, waiting, strict=True)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    try:
        while True:
            for made in waiting:
                found = made.get()
                if isinstance(found, _Failed):
                    raise found.error
                if found is None:
                    return
                yield found
    finally:
        stopped.set()
        stop()
        for made in waiting:
            with contextlib.suppress(queue.Empty):
                made.get_nowait()
        for thread in threads:
            thread.join()


def _fill(work: Callable[[], Iterator[Any]], made: queue.Queue[Any], stopped: threading.Event) -> None:
    """Put what ``work`` makes where it is waited for, and ``None`` at its end."""
    try:
        for found in work():
            _put(made, found, stopped)
            if stopped.is_set():
                return
        _put(made, None, stopped)
    except BaseException as error:  # told to whoever waits for it
        _put(made, _Failed(error), stopped)


def _put(made: queue.Queue[Any], found: Any, stopped: threading.Event) -> None:
    waiting = True
    while waiting and not stopped.is_set():
        with contextlib.suppress(queue.Full):
            made.put(found, timeout=0.1)
            waiting = False


class OneAtATime:
    """An engine for several threads, as :class:`engine.batch.engines.Engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def results(self, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """As :class:`engine.batch.engines.Engine`; another thread begins when all are taken."""
        with self._lock:
            yield from self._engine.results(chunks)
