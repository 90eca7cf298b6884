"""The Parquet file of a run, put together while the rest of its rows is decided. Part of :mod:`engine.batch`.

A thread goes after the parcels (:mod:`engine.batch.parcels`) that are written down; what it makes is what would be made of them
when all are there. A run that is resumed begins with those that it finds.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Iterator

from engine.batch import parcels


class _GivenUp(Exception):
    """Nobody wants the file any more."""


class Beside:
    """Makes ``path`` of the file ``parcels``. Close it: a file that was not finished is removed."""

    def __init__(self, parcels: str, path: str) -> None:
        self._files = (parcels, path)
        self._ends: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._given_up = False
        self._error: BaseException | None = None
        self._finished = False

    def follow(self, end: int) -> None:
        """So many bytes of the parcels are there. Raises ``OSError`` where those before could not be written."""
        if self._error is not None:
            raise self._error
        self._ends.put(end)
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="parcels to Parquet", daemon=True)
            self._thread.start()

    def finish(self, end: int) -> None:
        """That are all; the file is there when this returns. Raises ``OSError``."""
        self.follow(end)
        self._end()
        if self._error is not None:
            raise self._error
        self._finished = True

    def close(self) -> None:
        """Let go of the file."""
        self._given_up = True
        self._end()
        if self._thread is not None and not self._finished:
            with contextlib.suppress(OSError):
                os.unlink(self._files[1])

    def _end(self) -> None:
        if self._thread is not None:
            self._ends.put(None)
            self._thread.join()

    def _coming(self) -> Iterator[int]:
        while (end := self._ends.get()) is not None and not self._given_up:
            yield end
        if self._given_up:
            raise _GivenUp

    def _write(self) -> None:
        try:
            parcels.write(*self._files, self._coming())
        except BaseException as error:  # told to whoever waits for the file
            self._error = error
