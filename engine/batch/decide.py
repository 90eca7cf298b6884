"""Rows to decided records: the work of one process. Part of :mod:`engine.batch`.

A row goes the quick way (:mod:`engine.batch.facts`) where it is plainly in order, else the way of ``policy eval``, whose
diagnostics become the error record. Whatever happens to a row, exactly one record is written for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.artifact.tables import Tables, bindings
from engine.batch.facts import Read
from engine.batch.formats import csv_line, json_line
from engine.batch.reading import COLUMN, LETTER, Options, Refused, RowReader, place_of
from engine.batch.rows import Chunk, Result, Row
from engine.batch.tally import Tally
from engine.batch.tried import each_row
from engine.batch.verdict import Verdicts
from engine.diagnostics import Diagnostic
from engine.diagnostics.render import to_json
from engine.evaluate.outcome import Bindings, Outcome
from engine.explain.finality import is_final
from engine.explain.incidents import diagnostics as incidents

Evaluate = Callable[[str, Any, Bindings], Outcome]
_DATES = 4_096


class Asker:
    """Asks an evaluator about facts as they were read. ``base``: parameters and readings, by default the policy's own."""

    def __init__(self, tables: Tables, evaluate: Evaluate, base: Bindings | None = None) -> None:
        self._evaluate = evaluate
        self._base = bindings(tables, None) if base is None else base
        self._around: dict[Any, Bindings] = {}

    def outcome(self, read: Read) -> tuple[Outcome, bool]:
        """The outcome and whether more information cannot change it; neither is told of an outcome with incidents."""
        around = self._bindings(read.on)
        outcome = self._evaluate(read.subject, read.facts, around)
        final = is_final(outcome)
        if final and read.bare is not None and not outcome.incidents:
            without = self._evaluate(read.subject, read.bare, around)
            final = without.decision == outcome.decision and is_final(without) and not without.incidents
        return outcome, final

    def _bindings(self, on: Any) -> Bindings:
        found = self._around.get(on)
        if found is None:
            if len(self._around) >= _DATES:
                self._around.clear()
            found = self._around[on] = self._base._replace(on=on)
        return found


class Decider:
    """Decides chunks under one policy."""

    def __init__(self, tables: Tables, evaluate: Evaluate, options: Options) -> None:
        self._tables = tables
        self._options = options
        self._asker = Asker(tables, evaluate)
        self._verdicts = Verdicts(tables)
        self.reader = RowReader(tables, options)
        self._line = csv_line(options.lang, tables) if options.format == "csv" else json_line

    def decide(self, chunk: Chunk) -> Result:
        """All rows of a chunk."""
        tally = Tally(self._tables)
        records, errors, bad = [], [], 0
        for record, facts, error in self.decided(chunk):
            if error is not None:
                bad += 1
                errors.append(error)
            tally.count(record, facts)
            records.append(self._line(record))
        return Result(chunk.number, b"".join(records), b"".join(errors), len(chunk.rows), bad, tally.data)

    def decided(self, chunk: Chunk) -> Iterator[tuple[dict[str, Any], Mapping[str, Any] | None, bytes | None]]:
        """Row by row the record, the facts it was decided by, and the error record of a bad row."""
        for _, head, made in each_row(chunk, self.reader, self._options, self._row):
            if isinstance(made, list):
                yield head | _error_fields(made), None, error_line(head, made, self._options.lang)
            else:
                facts, fields = made
                yield head | fields, facts, None

    # ---- one row ----------------------------------------------------------------------------------------------------

    def _row(
        self, chunk: Chunk, row: Row, number: int, plain: dict[str, Any] | None, key: str | None
    ) -> tuple[Mapping[str, Any], dict[str, Any]]:
        """The facts and the record's fields of a row. Raises :class:`Refused`."""
        read = self.reader.read(chunk, row, number, plain, key)
        outcome, final = self._asker.outcome(read)
        if outcome.incidents:
            raise Refused([each._replace(span=place_of(chunk, row)) for each in incidents(outcome, chunk.file)])
        return read.facts, self._verdicts.record(read.subject, outcome, final)


def _error_fields(diagnostics: list[Diagnostic]) -> dict[str, Any]:
    """The fields of a row without a decision."""
    empty: dict[str, Any] = {"subject": None, "decision": "error", "final": False}
    lists = ("rows", "possible_rows", "failed", "failed_clauses", "open", "open_clauses", "missing", "entitlements",
             "referrals")  # fmt: skip
    return empty | {name: [] for name in lists} | {"errors": list(dict.fromkeys(each.code for each in diagnostics))}


def error_line(head: dict[str, Any], diagnostics: list[Diagnostic], lang: str) -> bytes:
    """One error record: the row (``key``, ``file``, ``line``) and all that is wrong with it."""
    told = [_with_columns(data, each) for data, each in zip(to_json(diagnostics, lang), diagnostics, strict=True)]
    found = head | {"codes": list(dict.fromkeys(each.code for each in diagnostics)), "diagnostics": told}
    return (json.dumps(found, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _with_columns(data: dict[str, Any], diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as data, with the name and the letter of the column of its place and of those of its labels."""
    abouts = [diagnostic.arguments, *(label.arguments for label in diagnostic.labels)]
    for told, arguments in zip([data, *data["labels"]], abouts, strict=True):
        told |= {name: arguments[name] for name in (COLUMN, LETTER) if name in arguments}
    return data
