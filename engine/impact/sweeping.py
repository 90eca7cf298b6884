"""Rows decided under every value of one figure: the work of one process. Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.artifact.tables import bindings
from engine.batch.decide import Asker
from engine.batch.facts import Read
from engine.batch.rows import Chunk, Row
from engine.batch.tried import tried
from engine.diagnostics import Diagnostic
from engine.impact.compare import Rows, Side, decided
from engine.impact.counted import UNREADABLE, Values, count_value, no_values
from engine.impact.moving import Mover, Other
from engine.impact.setting import Setting, applied

#: The words that a row is counted by, and its decision under each value.
Tried = tuple[list[tuple[str, str]], tuple[str, ...]]


class Sweeper:
    """Decides chunks under every value of one parameter."""

    def __init__(self, side: Side, rows: Rows, mover: Mover | None, settings: Sequence[Setting]) -> None:
        self._rows = rows
        self._mover = mover
        unset = settings[0]._replace(value=None)
        self._open, *self._askers = [
            Asker(side.tables, side.evaluate, bindings(applied(side.tables, [each]), None)) for each in (unset, *settings)
        ]

    def __call__(self, chunk: Chunk) -> Values:
        """All rows of a chunk, counted."""
        counted, bad = no_values(len(self._askers)), 0
        for found in self.each(chunk):
            if isinstance(found, list):
                bad += 1
                continue
            words, decisions = found
            for place, decision in enumerate(decisions):
                count_value(counted, place, decision, words)
        return counted._replace(rows=len(chunk.rows), bad=bad)

    def each(self, chunk: Chunk) -> Iterator[Tried | list[Diagnostic]]:
        """Row by row its words and decisions, or what is wrong with it."""
        return (found for _, found in self._rows.each(chunk, self._tried))

    def _tried(self, chunk: Chunk, row: Row, read: Read) -> Tried:
        words = self._rows.words(read)
        found = tried(chunk, row, self._decisions, chunk, row, read)
        return words, (UNREADABLE,) * len(self._askers) if isinstance(found, list) else found

    def _decisions(self, chunk: Chunk, row: Row, read: Read) -> tuple[str, ...]:
        """The decision under each value. Where it is settled without the figure, no figure can change it."""
        other = read if self._mover is None else self._mover.read(read)
        if isinstance(other, Other):
            return (UNREADABLE,) * len(self._askers)
        outcome, final = self._open.outcome(other)
        if final and not outcome.incidents:
            return (outcome.decision,) * len(self._askers)
        found = (tried(chunk, row, decided, asker, other) for asker in self._askers)
        return tuple(UNREADABLE if isinstance(each, list) else each.decision for each in found)
