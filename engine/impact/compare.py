"""Rows decided under both policies, or under every value of a sweep: the work of one process. Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from engine.artifact.tables import Tables, bindings
from engine.batch.decide import Asker, Evaluate
from engine.batch.facts import Read
from engine.batch.keys import LENGTH, number_of
from engine.batch.reading import Options, Refused, RowReader
from engine.batch.rows import Chunk, Row, problem
from engine.batch.verdict import Record, Verdicts
from engine.diagnostics import Diagnostic
from engine.diagnostics.safe_text import safe
from engine.evaluate.outcome import Outcome
from engine.explain.incidents import CODES as INCIDENTS
from engine.impact.counted import SHOWN, UNREADABLE, Counted, add, empty, turn
from engine.impact.moving import Mover, Other
from engine.impact.setting import Setting, applied

_WORD = 80
_NONE = ""


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

    def read(self, chunk: Chunk) -> Iterator[tuple[dict[str, Any], Read | list[Diagnostic]]]:
        """Of each row what tells which one it is, and its facts or what is wrong with it."""
        for number, row in enumerate(chunk.rows):
            key = None
            found: Read | list[Diagnostic]
            try:
                plain = self._reader.plain(chunk, row, number)
                key = self._reader.key(chunk, row, plain)
                found = self._reader.read(chunk, row, number, plain, key)
            except Refused as refused:
                found = refused.diagnostics
            except MemoryError:
                raise
            except Exception as error:  # a mistake of the program: told like a bad row, so that the others go on
                found = [problem("E0999", chunk.file, row.line, row.column, kind=type(error).__name__)]
            yield self._head(chunk, row, key), found

    def _head(self, chunk: Chunk, row: Row, key: str | None) -> dict[str, Any]:
        name = number_of(row, chunk.file, self._options.several) if key is None else key
        return {"key": name, "file": safe(chunk.file, LENGTH), "line": row.line}

    def words(self, read: Read) -> list[tuple[str, str]]:
        """The word of each fact that rows are counted by, empty where it is not known."""
        found = ((id, read.facts.get(id)) for id in self._groups)
        return [(id, safe(value, _WORD) if isinstance(value, str) else _NONE) for id, value in found]


class Comparer:
    """Decides chunks under two policies. ``mover`` carries applicants over to the second one, where that is another policy."""

    def __init__(self, before: Side, after: Side, rows: Rows, mover: Mover | None) -> None:
        self._rows = rows
        self._mover = mover
        self._askers = Asker(*before), Asker(*after)
        self._verdicts = Verdicts(before.tables), Verdicts(after.tables)

    def __call__(self, chunk: Chunk) -> Counted:
        """All rows of a chunk, counted."""
        counted, bad = empty(), 0
        for head, read in self._rows.read(chunk):
            before = _decided(self._askers[0], read) if isinstance(read, Read) else [each.code for each in read]
            if isinstance(read, Read) and not isinstance(before, list):
                self._count(counted, head, read, before)
                continue
            bad += 1
            if len(counted.refused) < SHOWN:
                counted.refused.append(head | {"codes": list(dict.fromkeys(before))})
        return counted._replace(rows=len(chunk.rows), bad=bad)

    def _count(self, counted: Counted, head: dict[str, Any], read: Read, before: Outcome) -> None:
        other = read if self._mover is None else self._mover.read(read)
        after = other if isinstance(other, Other) else _decided(self._askers[1], other)
        named = turn(before.decision, after.decision if not isinstance(after, list | Other) else UNREADABLE)
        add(counted.turns, {named: 1})
        for id, word in self._rows.words(read):
            add(counted.groups.setdefault(id, {}), {f"{word}\t{named}": 1})
        if not isinstance(after, list | Other) and before.decision == after.decision:
            return
        told = {"before": self._verdicts[0].record(read.subject, before, False)}
        if not isinstance(after, list | Other) and isinstance(other, Read):
            told["after"] = self._verdicts[1].record(other.subject, after, False)
        clauses = _responsible(list(told.values()))
        add(counted.clauses.setdefault(named, {}), dict.fromkeys(clauses, 1))
        shown = counted.shown.setdefault(named, [])
        if len(shown) < SHOWN:
            refused = after if isinstance(after, list) else list(after) if isinstance(after, Other) else []
            about = {"groups": dict(self._rows.words(read)), "clauses": clauses, "refused": refused}
            shown.append(head | about | {name: _told(record) for name, record in told.items()})


def _decided(asker: Asker, read: Read) -> Outcome | list[str]:
    """The outcome; the codes of what keeps the policy from deciding, such as exceptions that clash."""
    outcome, _ = asker.outcome(read)
    return [INCIDENTS[each.kind] for each in outcome.incidents] or outcome


def _told(record: Record) -> Record:
    return {name: record[name] for name in ("decision", "rows", "failed", "failed_clauses", "open", "open_clauses", "missing")}


def _responsible(records: list[Record]) -> list[str]:
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


class Sweeper:
    """Decides chunks under every value of one parameter."""

    def __init__(self, side: Side, rows: Rows, mover: Mover | None, settings: Sequence[Setting]) -> None:
        self._rows = rows
        self._mover = mover
        unset = settings[0]._replace(value=None)
        self._open, *self._askers = [
            Asker(side.tables, side.evaluate, bindings(applied(side.tables, [each]), None)) for each in (unset, *settings)
        ]

    def __call__(self, chunk: Chunk) -> dict[str, Any]:
        """``rows``, ``bad``, ``decisions`` (``{DECISION: rows}`` per value) and ``groups`` (per fact ``{WORD\\tDECISION: rows}``
        per value)."""
        decisions: list[dict[str, int]] = [{} for _ in self._askers]
        groups: dict[str, list[dict[str, int]]] = {}
        bad = 0
        for _, read in self._rows.read(chunk):
            if not isinstance(read, Read):
                bad += 1
                continue
            other = read if self._mover is None else self._mover.read(read)
            found = [UNREADABLE] * len(self._askers) if isinstance(other, Other) else self._decisions(other)
            words = self._rows.words(read)
            for place, decision in enumerate(found):
                add(decisions[place], {decision: 1})
            for id, word in words:
                counts = groups.setdefault(id, [{} for _ in self._askers])
                for place, decision in enumerate(found):
                    add(counts[place], {f"{word}\t{decision}": 1})
        return {"rows": len(chunk.rows), "bad": bad, "decisions": decisions, "groups": groups}

    def _decisions(self, read: Read) -> list[str]:
        """The decision under each value. Where it is settled without the figure, no figure can change it."""
        outcome, final = self._open.outcome(read)
        if final and not outcome.incidents:
            return [outcome.decision] * len(self._askers)
        decided = (_decided(asker, read) for asker in self._askers)
        return [UNREADABLE if isinstance(each, list) else each.decision for each in decided]

