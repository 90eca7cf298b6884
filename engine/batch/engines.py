"""Engines: what decides chunks, here or in several processes, always in their order. Part of :mod:`engine.batch`.

An engine is anything with ``results(chunks)``; another one is added to :data:`ENGINES` under its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from types import CodeType
from typing import Protocol

from engine.artifact.tables import Tables
from engine.batch.decide import Decider
from engine.batch.garbage import look_seldom
from engine.batch.processes import Processes
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result
from engine.evaluate import compiled

#: Chunks that are decided here where there are no more: processes that stay take as long to start.
_FEW = 6


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
        self._processes: Processes | None = None
        self._here: Here | None = None

    def results(self, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """As :class:`Engine`."""
        waiting = iter(chunks)
        few = _FEW if self._kept and self._processes is None else 2
        first = list(islice(waiting, few))
        waiting = chain(first, waiting)
        if self._jobs == 1 or len(first) < few:
            if self._here is None:
                self._here = Here(Decider(self._tables, compiled.load(self._code).evaluate, self._options))
            yield from self._here.results(waiting)
            return
        if self._processes is None:
            self._processes = Processes(self._jobs, _decide, (self._code, dict(self._tables)), self._options)
        try:
            yield from self._processes.answers(waiting)
        finally:
            if not self._kept:
                self.close()

    def close(self) -> None:
        """Let the processes end."""
        if self._processes is not None:
            self._processes.close()
            self._processes = None


def _decide(policy: tuple[CodeType, Tables], options: Options) -> Callable[[Chunk], Result]:
    """What decides chunks in a process of its own."""
    code, tables = policy
    decider = Decider(tables, compiled.load(code).evaluate, options)
    look_seldom()
    return decider.decide


#: Engines by name: made from code, tables, options and number of processes.
ENGINES: dict[str, Callable[[CodeType, Tables, Options, int], Engine]] = {"python": PythonEngine}
