"""Rows decided under both policies: the work of one process. Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from engine.artifact.tables import Tables
from engine.batch.decide import Asker, Evaluate
from engine.batch.facts import Read
from engine.batch.reading import Options, Refused, RowReader
from engine.batch.rows import Chunk, Row
from engine.batch.tried import each_row, tried
from engine.batch.verdict import Record, Verdicts
from engine.diagnostics import Diagnostic
from engine.diagnostics.safe_text import safe
from engine.evaluate.outcome import Outcome
from engine.explain.incidents import diagnostics as incidents
from engine.impact.counted import SHOWN, UNREADABLE, Counted, Turned, add, empty, turn
from engine.impact.moving import Mover, Other

#: The longest word by which rows are counted.
WORD = 80
_NONE = ""
_Made = TypeVar("_Made")


#: Where a record has the clauses that explain a decision.
_STANDING = {"ineligible": "failed_clauses", "breach": "failed_clauses", "incomplete": "open_clauses"}


class Side(NamedTuple):
    """A policy to decide by."""

    tables: Tables
    evaluate: Evaluate


class Rows:
    """The rows of chunks as the register's policy reads them. ``groups``: ids of the facts by which rows are counted."""

    def __init__(self, tables: Tables, options: Options, groups: Sequence[str]) -> None:
        self._reader = RowReader(tables, options)
        self._options = options
        self._groups = groups

    def each(
        self, chunk: Chunk, work: Callable[[Chunk, Row, Read], _Made]
    ) -> Iterator[tuple[dict[str, Any], _Made | list[Diagnostic]]]:
        """Of each row what tells which one it is, and what ``work`` made of it or what is wrong with it."""

        def made(chunk: Chunk, row: Row, number: int, plain: dict[str, Any] | None, key: str | None) -> _Made:
            return work(chunk, row, self._reader.read(chunk, row, number, plain, key))

        for _, head, found in each_row(chunk, self._reader, self._options, made):
            yield head, found

    def words(self, read: Read) -> list[tuple[str, str]]:
        """The word of each fact that rows are counted by, empty where it is not known."""
        found = ((id, read.facts.get(id)) for id in self._groups)
        return [(id, safe(value, WORD) if isinstance(value, str) else _NONE) for id, value in found]


class Compared(NamedTuple):
    """A row under both policies. ``told``: its records, where it turned; ``refused``: what keeps the second from deciding."""

    turn: str
    words: list[tuple[str, str]]
    told: dict[str, Record]
    refused: list[str]


class Comparer:
    """Decides chunks under two policies. ``mover`` carries applicants over to the second one, where that is another policy;
    ``changed``: every row that turns is kept."""

    def __init__(self, before: Side, after: Side, rows: Rows, mover: Mover | None, changed: bool = False) -> None:
        self._rows = rows
        self.changed = changed
        self._mover = mover
        self._askers = Asker(*before), Asker(*after)
        self._verdicts = Verdicts(before.tables), Verdicts(after.tables)

    def __call__(self, chunk: Chunk) -> Counted:
        """All rows of a chunk, counted."""
        counted, bad = empty(self.changed), 0
        for head, found in self.each(chunk):
            if isinstance(found, Compared):
                count(counted, head, found)
            else:
                bad += 1
                refuse(counted, head, found)
        return counted._replace(rows=len(chunk.rows), bad=bad)

    def each(self, chunk: Chunk) -> Iterator[tuple[dict[str, Any], Compared | list[Diagnostic]]]:
        """Row by row what tells which one it is, and how it is decided or what is wrong with it."""
        return self._rows.each(chunk, self._compared)

    def _compared(self, chunk: Chunk, row: Row, read: Read) -> Compared:
        """Raises :class:`Refused` where the policy before cannot decide."""
        before, words = decided(self._askers[0], read), self._rows.words(read)
        after = tried(chunk, row, self._after, read)
        if isinstance(after, list | Other):
            told = {"before": self._verdicts[0].record(read.subject, before, False)}
            refused = _codes(after) if isinstance(after, list) else [*after]
            return Compared(turn(before.decision, UNREADABLE), words, told, refused)
        subject, outcome = after
        told = {}
        if outcome.decision != before.decision:
            told["before"] = self._verdicts[0].record(read.subject, before, False)
            told["after"] = self._verdicts[1].record(subject, outcome, False)
        return Compared(turn(before.decision, outcome.decision), words, told, [])

    def _after(self, read: Read) -> Other | tuple[str, Outcome]:
        """Subject and outcome under the second policy, or what it cannot take. Raises :class:`Refused` where it cannot decide."""
        other = read if self._mover is None else self._mover.read(read)
        return other if isinstance(other, Other) else (other.subject, decided(self._askers[1], other))


def count(counted: Counted, head: dict[str, Any], found: Compared) -> None:
    """Count a row, and show it where it is one of the first of its turn."""
    add(counted.turns, {found.turn: 1})
    for id, word in found.words:
        add(counted.groups.setdefault(id, {}), {f"{word}\t{found.turn}": 1})
    if found.told:
        clauses = responsible(list(found.told.values()))
        add(counted.clauses.setdefault(found.turn, {}), dict.fromkeys(clauses, 1))
        show(counted, head, found)
        if counted.changed is not None:
            words = tuple(word for _, word in found.words)
            counted.changed.append(
                Turned(head["key"], head["file"], head["line"], words, found.turn, tuple(clauses), tuple(found.refused))
            )


def show(counted: Counted, head: dict[str, Any], found: Compared) -> None:
    """Show a row that turned, where it is one of the first of its turn."""
    shown = counted.shown.setdefault(found.turn, [])
    if len(shown) < SHOWN:
        about = {"groups": dict(found.words), "clauses": responsible(list(found.told.values())), "refused": found.refused}
        shown.append(head | about | {name: _told(record) for name, record in found.told.items()})


def refuse(counted: Counted, head: dict[str, Any], diagnostics: list[Diagnostic]) -> None:
    """Name a row without a decision before, where it is one of the first."""
    if len(counted.refused) < SHOWN:
        counted.refused.append(head | {"codes": _codes(diagnostics)})


def decided(asker: Asker, read: Read) -> Outcome:
    """The outcome. Raises :class:`Refused` where something keeps the policy from deciding, such as exceptions that clash."""
    outcome, _ = asker.outcome(read)
    if outcome.incidents:
        raise Refused(incidents(outcome, ""))
    return outcome


def _codes(diagnostics: list[Diagnostic]) -> list[str]:
    return list(dict.fromkeys(each.code for each in diagnostics))


def _told(record: Record) -> Record:
    return {name: record[name] for name in ("decision", "rows", "failed", "failed_clauses", "open", "open_clauses", "missing")}


def responsible(records: list[Record]) -> list[str]:
    """The clauses that made a row turn: those that came to stand against it or to leave it open; where it passes now, those that
    did before; where there are none, the rows that take it on one side only."""
    if len(records) < 2:
        return []
    before, after = records
    found: set[str] = set()
    if after["decision"] in _STANDING:
        name = _STANDING[after["decision"]]
        found = set(after[name]) - set(before[name])
    elif before["decision"] in _STANDING:
        found = {clause for name in _STANDING.values() for clause in set(before[name]) - set(after[name])}
    return sorted(found or set(before["rows"]) ^ set(after["rows"]))
