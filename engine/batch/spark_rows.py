"""What Spark's Python processes do: rows to the relation ``cases``, and answers to records. Part of :mod:`engine.batch`.

Between the two stands the policy's query (:mod:`engine.columnar.register`). Every row is read by the reader of the Python engine;
rows that the query could not answer, or may not be asked about, are decided by the Python engine afterwards. So both write the
same records. Chunks come as rows, or as parts of a file that either stage reads by itself (:mod:`engine.batch.spark_parts`): the
second only those of its rows that it has to decide. Nothing here imports pyspark: stages go from batches of Arrow to batches of
Arrow.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]

from engine.artifact.tables import Tables
from engine.batch.decide import Asker, Decider
from engine.batch.facts import FactsReader, Read
from engine.batch.formats import csv_line, json_line
from engine.batch.garbage import look_seldom
from engine.batch.keys import LENGTH, name_of
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result
from engine.batch.spark_parts import Failed, Part, PartReader
from engine.batch.spelled import ASSUMED, Speller
from engine.batch.tally import GROUPS, Tally
from engine.columnar.program import CAREFUL, CODES, YEARS, Program
from engine.columnar.relation import Column, Relation
from engine.columnar.spark_types import arrow_type
from engine.diagnostics.safe_text import safe
from engine.errors import InvalidInput
from engine.evaluate import compiled
from engine.values import NOT_APPLICABLE, Unknown

#: Columns that the query hands on: the chunk (at its first row), whether the query may be asked, what the row is called, where
#: something is assumed the final decision without it (nothing: there is none), and the words by which the row is counted.
HANDED_ON = ("_chunk", "_asked", "_called", "_bare", *(f"_{group}" for group in GROUPS))
#: Of an answer: how many columns the query handed on, beside the chunk; then comes what it said.
_SAID = len(HANDED_ON) - 1
#: Their types, and those of what comes out in the end, as Spark writes them.
HANDED_ON_TYPES = {"_chunk": "BINARY", "_asked": "BOOLEAN"} | dict.fromkeys(HANDED_ON[2:], "STRING")
RESULT = "number BIGINT, result BINARY"
#: The greatest number that the query is asked about.
_MOST = 10**12
_PLAIN = (bool, int, str, date, Unknown)
#: What Arrow raises for values of another kind, numbers that are too long, texts that are no Unicode.
_UNFIT = (pa.ArrowException, OverflowError, TypeError, UnicodeError)


class Handed(NamedTuple):
    """What a process must know: the policy (:mod:`marshal`), the program of ``subject``, how rows are read and written."""

    policy: bytes
    program: Program
    subject: str
    options: Options

    @classmethod
    def packed(cls, code: CodeType, tables: Tables, program: Program, subject: str, options: Options) -> bytes:
        """The same as bytes that go to processes."""
        return pickle.dumps(cls(marshal.dumps((code, dict(tables))), program, subject, options))


class Numbered(NamedTuple):
    """A part that was read: the numbers of its rows."""

    part: Part
    numbers: Sequence[int]


@lru_cache(maxsize=2)
def here(packed: bytes) -> Worker:
    """The worker of a process that does nothing else, made once."""
    made = worker(packed)
    look_seldom()
    return made


@lru_cache(maxsize=2)
def worker(packed: bytes) -> Worker:
    """The worker of this process, made once."""
    handed: Handed = pickle.loads(packed)
    return Worker(handed)


class Worker:
    """Both stages under one policy."""

    def __init__(self, handed: Handed) -> None:
        code, tables = marshal.loads(handed.policy)
        self._tables = tables
        self._options = handed.options
        self._subject = tables["subjects"][handed.subject]
        evaluate = compiled.load(code).evaluate
        self._decider = Decider(tables, evaluate, handed.options)
        self._asker = Asker(tables, evaluate)
        self._speller = Speller(tables, handed.program, handed.options.format, handed.options.lang)
        self._parts = PartReader()
        self._line = csv_line(handed.options.lang, tables) if handed.options.format == "csv" else json_line
        self._relation = Relation(self._subject)
        columns = [Column(*column) for column in handed.program.columns]
        kinds = {"BINARY": pa.binary(), "BOOLEAN": pa.bool_(), "STRING": pa.string()}
        self.schema = pa.schema(
            [(name, kinds[kind]) for name, kind in HANDED_ON_TYPES.items()]
            + [(column.name, arrow_type(column)) for column in columns]
        )
        self._nothing = dict.fromkeys(self.schema.names)
        tally = Tally(tables)
        self._counted = {f"_{group}": tally.column(handed.subject, group) for group in GROUPS}
        absent = FactsReader(tables, self._subject).absent
        self._judged = {fact["id"]: absent[fact["id"]] for fact in self._subject["facts"] if fact["judge"]}
        self._may_not_apply = {fact["id"] for fact in self._subject["facts"] if fact["may_not_apply"]}

    # ---- before the query ---------------------------------------------------------------------------------------------

    def cases(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Chunks (pickled, in the column ``chunk``) as rows of the relation, in their order: at least one of each."""
        for batch in batches:
            for data in batch.column("chunk").to_pylist():
                yield self._table(self._cases(pickle.loads(data), data))

    def read(self, parts: Iterable[Part]) -> Iterator[Any]:
        """The same of parts, read here."""
        for part in parts:
            try:
                chunk = self._parts.chunk(part)
            except InvalidInput as refusal:
                failed = Failed(part.number, refusal.diagnostics)
                yield self._table(self._cases(Chunk(part.number, part.name, (), []), pickle.dumps(failed)))
                continue
            numbers = [row.number for row in chunk.rows]
            whole = range(part.first + 1, part.first + part.rows + 1)
            found = Numbered(part, whole if len(whole) == len(numbers) else numbers)
            yield self._table(self._cases(chunk, pickle.dumps(found)))

    def _cases(self, chunk: Chunk, data: bytes) -> list[dict[str, Any]]:
        """The rows of a chunk, the first of them with ``data``; a single one that says nothing where there are none."""
        rows = [self._case(chunk, number) for number in range(len(chunk.rows))] or [self._nothing | {"_asked": False}]
        rows[0]["_chunk"] = data
        return rows

    def _table(self, rows: list[dict[str, Any]]) -> Any:
        """Rows in Arrow; of one that Arrow cannot hold nothing is told."""
        try:
            return pa.RecordBatch.from_pylist(rows, schema=self.schema)
        except _UNFIT:
            fit = [row if self._fits(row) else self._without(row) for row in rows]
            return pa.RecordBatch.from_pylist(fit, schema=self.schema)

    def _fits(self, row: dict[str, Any]) -> bool:
        try:
            pa.RecordBatch.from_pylist([row], schema=self.schema)
        except _UNFIT:
            return False
        return True

    def _without(self, row: dict[str, Any]) -> dict[str, Any]:
        return self._nothing | {"_chunk": row["_chunk"], "_asked": False}

    def _case(self, chunk: Chunk, number: int) -> dict[str, Any]:
        """A row as the query reads it; of one that it may not be asked about nothing is told."""
        row, reader = chunk.rows[number], self._decider.reader
        try:
            plain = reader.plain(chunk, row, number)
            key = reader.key(chunk, row, plain)
            read = reader.read(chunk, row, number, plain, key)
            called = name_of(row, key, chunk.file, self._options.key, self._options.several)
            if read.subject != self._subject["name"] or not self._is_plain(read.facts):
                return self._nothing | {"_asked": False}
            cells = self._relation.row("", read.facts, read.on) | {"_judgement": None, "_bare": self._without_assumed(read)}
        except MemoryError:
            raise
        except Exception:  # told by the Python engine, which meets it again
            return self._nothing | {"_asked": False}
        counted = {name: None if id is None else cells.get(id) for name, id in self._counted.items()}
        return self._nothing | cells | counted | {"_asked": True, "_called": called}

    def _without_assumed(self, read: Read) -> str | None:
        """The decision of a row without what is assumed, if it is final; ``None`` where nothing is assumed."""
        if read.bare is None:
            return None
        outcome, final = self._asker.outcome(Read(read.subject, read.bare, read.on, None))
        return outcome.decision if final and not outcome.incidents else ""

    def _is_plain(self, facts: Mapping[str, Any]) -> bool:
        """Whether the values are such as the query is written for (:mod:`engine.columnar.trusted`)."""
        for id, value in facts.items():
            if isinstance(value, Unknown):
                if id in self._judged and value != self._judged[id]:
                    return False
            elif value is NOT_APPLICABLE:
                if id not in self._may_not_apply:
                    return False
            elif isinstance(value, Mapping):
                if not all(_is_record(year, entry) for year, entry in value.items()):
                    return False
            elif isinstance(value, int) and not -_MOST <= value <= _MOST:
                return False
        return True

    # ---- after the query ----------------------------------------------------------------------------------------------

    def results(self, batches: Iterable[Any]) -> Iterator[Any]:
        """The answers to all rows of whole chunks as results (pickled), in their order."""
        piece: Chunk | Numbered | Failed | None = None
        answers: list[tuple[Any, ...]] = []
        for batch in batches:
            found = []
            for data, *answer in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if data is not None:
                    if piece is not None:
                        found.append(self._result(piece, answers))
                    piece, answers = pickle.loads(data), []
                answers.append(tuple(answer))
            yield _batch(found)
        if piece is not None:
            yield _batch([self._result(piece, answers)])

    def _result(self, piece: Chunk | Numbered | Failed, answers: Sequence[tuple[Any, ...]]) -> Result | Failed:
        """A chunk decided. Raises ``ValueError`` where there is not one answer for each row."""
        if isinstance(piece, Failed):
            return piece
        lines = piece.numbers if isinstance(piece, Numbered) else [row.line for row in piece.rows]
        given = list(zip(lines, answers if lines else (), strict=True))
        told = [self._told(answer) for _, answer in given]
        try:
            others = self._some(piece, [number for number, fields in enumerate(told) if fields is None])
        except InvalidInput as refusal:
            assert isinstance(piece, Numbered)
            return Failed(piece.part.number, refusal.diagnostics)
        tally, records, errors, bad = Tally(self._tables), [], [], 0
        file, decided = safe(others.file, LENGTH), self._decider.decided(others)
        for (line, answer), fields in zip(given, told, strict=True):
            if fields is not None:
                record = {"key": answer[1], "file": file, "line": line} | fields
                words = zip(self._counted.values(), answer[_SAID - len(GROUPS) : _SAID], strict=True)
                tally.count(record, {id: word for id, word in words if id is not None})
                records.append(self._line(record))
                continue
            record, read, error = next(decided)
            bad += error is not None
            errors.append(error or b"")
            tally.count(record, read)
            records.append(self._line(record))
        return Result(others.number, b"".join(records), b"".join(errors), len(given), bad, tally.data)

    def _some(self, piece: Chunk | Numbered, places: Sequence[int]) -> Chunk:
        """The rows of a chunk at these places. Raises :class:`engine.errors.InvalidInput` for a part that cannot be read."""
        if isinstance(piece, Numbered):
            return self._parts.some(piece.part, [piece.numbers[place] for place in places])
        joined = None if piece.joined is None else [piece.joined[place] for place in places]
        return piece._replace(rows=[piece.rows[place] for place in places], joined=joined)

    def _told(self, answer: tuple[Any, ...]) -> dict[str, Any] | None:
        """The fields of an answer; ``None`` where its row has to be decided by the Python engine."""
        asked, _, bare, *_ = answer
        code, *masks = answer[_SAID:]
        if not asked or code == CAREFUL:
            return None
        decision, final = CODES[code]
        said = (code + ASSUMED if final and bare is not None and bare != decision else code, *masks)
        return self._speller.fields(said)


def _is_record(year: int, entry: Any) -> bool:
    values = () if isinstance(entry, Unknown) else entry.values()
    return YEARS[0] <= year <= YEARS[1] and all(
        isinstance(each, _PLAIN) and not (isinstance(each, int) and abs(each) > _MOST) for each in values if each is not None
    )


def _batch(results: list[Result | Failed]) -> Any:
    listed = [[each.number for each in results], [pickle.dumps(each) for each in results]]
    return pa.RecordBatch.from_arrays([pa.array(listed[0], pa.int64()), pa.array(listed[1], pa.binary())], ["number", "result"])
