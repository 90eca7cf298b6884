"""Rows to facts, the quick way where they are plainly in order, else the way of ``policy eval``. Part of :mod:`engine.batch`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.batch.facts import FactsReader, Read, of_case
from engine.batch.keys import LENGTH, key_of
from engine.batch.nodes import Cell, Number, node
from engine.batch.plan import NESTED, Plan, assemble, place_of_year, placed, plan_of
from engine.batch.rows import Bad, Chunk, Row, letters, problem
from engine.batch.texts import plain_object
from engine.case.from_json import SUBJECT_KEYS, case_from_tree
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.safe_text import safe
from engine.source.json_nodes import JsonNode
from engine.source.json_reader import read_json

#: Arguments of diagnostics about cells of tables: what their column is called, and what spreadsheets call it.
COLUMN, LETTER = "column_name", "column_letter"


class Options(NamedTuple):
    """What a process must know of the request. ``format``: ``jsonl`` or ``csv``; ``several``: more than one input; ``year``: rows
    that state another one have no decision."""

    subject: str | None
    key: str | None
    ignored: tuple[str, ...]
    format: str
    lang: str
    several: bool
    year: int | None = None


class Refused(Exception):
    """A row that has no decision."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__()
        self.diagnostics = diagnostics


class RowReader:
    """Reads the rows of chunks under one policy."""

    def __init__(self, tables: Tables, options: Options) -> None:
        self._tables = tables
        self._options = options
        self._readers = {name: FactsReader(tables, subject) for name, subject in tables["subjects"].items()}
        self._default = options.subject or default_subject(tables)
        self._plans: dict[tuple[str, tuple[str, ...]], Plan] = {}

    def read(self, chunk: Chunk, row: Row, number: int, plain: dict[str, Any] | None, key: str | None) -> Read:
        """The facts of the row at place ``number`` of a chunk, whose :meth:`plain` data and :meth:`key` these are.

        Raises :class:`Refused`.
        """
        if isinstance(row.payload, Bad):
            raise Refused([problem(row.payload.code, chunk.file, row.line, row.column, **row.payload.arguments)])
        if isinstance(row.payload, list) and not self._tells(chunk, row.payload, number):
            raise Refused([problem("E0962", chunk.file, row.line, row.column)])
        read = None
        if plain is not None:
            plain = self._without_ignored(plain)
            reader = self._reader(plain)
            read = None if reader is None else reader.read(plain)
        if read is None:
            read = self._slowly(chunk, row, number)
        if key is None and self._options.key is not None:
            place = row.column if chunk.header is None else (self._plan(chunk).key or 0) + 1
            keyless = problem("E0994", chunk.file, row.line, place, name=self._options.key)
            raise Refused([_titled(keyless, _titles(chunk, number))])
        if self._options.year is not None:
            self._see_year(chunk, row, number, read)
        return read

    def _see_year(self, chunk: Chunk, row: Row, number: int, read: Read) -> None:
        """Refuse a row that states another year than the one that is asked about (E0966)."""
        subject = self._tables["subjects"][read.subject]
        stated = read.facts.get(subject["year"])
        if isinstance(stated, int) and stated != self._options.year:
            at = None if chunk.header is None else place_of_year(self._plan(chunk), subject)
            place = row.column if at is None else at + 1
            other = problem("E0966", chunk.file, row.line, place, found=stated, year=self._options.year)
            raise Refused([other if at is None else _titled(other, _titles(chunk, number))])

    def key(self, chunk: Chunk, row: Row, plain: Mapping[str, Any] | None) -> str | None:
        place = self._plan(chunk).key if chunk.header is not None and self._options.key is not None else None
        return key_of(row, self._options.key, place, plain)

    def _reader(self, plain: Mapping[str, Any]) -> FactsReader | None:
        """The reader of the row's own subject, by default the one asked for."""
        for key in SUBJECT_KEYS:
            named = plain.get(key)
            if named is not None:
                found = self._readers.get(named) if isinstance(named, str) else None
                wanted = self._options.subject
                return None if wanted is not None and (found is None or found.name != wanted) else found
        return self._readers[self._default]

    def plain(self, chunk: Chunk, row: Row, number: int) -> dict[str, Any] | None:
        """The row as plain data; ``None`` where it has to be read with care."""
        if isinstance(row.payload, Bad):
            return None
        if isinstance(row.payload, bytes):
            found = plain_object(row.payload)
        else:
            found = assemble(self._plan(chunk), row.payload)
            for index, path, type_ in self._plan(chunk).columns:
                value = row.payload[index]
                if type_ in NESTED and isinstance(value, str) and value[:1] in ("{", "["):
                    decoded = plain_object(b'{"":' + value.encode("utf-8", "replace") + b"}")
                    if decoded is None:
                        return None
                    found[path[0]] = decoded[""]
        if found is not None and chunk.joined is not None:
            for name, entries in chunk.joined[number].items():
                if name in found:
                    return None
                found[name] = [entry.fields for entry in entries]
        return found

    def _tells(self, chunk: Chunk, cells: Sequence[Any], number: int) -> bool:
        """Whether a row of a table fills in any fact, in its cells or in those of second tables."""
        for place in self._plan(chunk).telling:
            if cells[place] is not None and cells[place] != "":
                return True
        return chunk.joined is not None and bool(chunk.joined[number])

    def _without_ignored(self, plain: dict[str, Any]) -> dict[str, Any]:
        dropped = [name for name in (*self._options.ignored, *self._key_only()) if name in plain]
        return {name: value for name, value in plain.items() if name not in dropped} if dropped else plain

    def _key_only(self) -> tuple[str, ...]:
        """The key, where it is not a fact as well."""
        key = self._options.key
        facts = self._tables["subjects"][self._default]["facts"]
        return () if key is None or any(key in (fact["name"], fact["id"]) for fact in facts) else (key,)

    def _slowly(self, chunk: Chunk, row: Row, number: int) -> Read:
        """The row read as ``policy eval`` reads an application. Raises :class:`Refused` with what is wrong."""
        root, problems = self._tree(chunk, row, number)
        case = None
        if root is not None and not problems:
            case, problems = case_from_tree(root, self._tables, "", self._options.subject or self._subject_of(root))
        if case is None:
            if chunk.header is None:
                problems = [_moved(each, chunk.file, row) for each in problems]
            titles = _titles(chunk, number)
            raise Refused([_titled(each, titles) for each in problems])
        return of_case(case)

    def _subject_of(self, root: JsonNode) -> str | None:
        return None if any(key in SUBJECT_KEYS for key in root.keys()) else self._default

    def _tree(self, chunk: Chunk, row: Row, number: int) -> tuple[JsonNode | None, list[Diagnostic]]:
        if isinstance(row.payload, bytes):
            root, problems = read_json(chunk.file, row.payload)
        else:
            root, problems = self._table_row(chunk, row)
        if root is None or root.value is None:
            return root, problems
        if root.kind == "object":
            dropped = {*self._options.ignored, *self._key_only()}
            root.value = [pair for pair in root.value if pair[0].value not in dropped]
            if chunk.joined is not None:
                joined = {
                    name: [Cell({key: Cell(value, file, line, columns[key][0]) for key, value in fields.items()}, file, line, 1)
                           for file, line, fields, columns in entries]
                    for name, entries in chunk.joined[number].items()
                }  # fmt: skip
                root.value += node(joined, chunk.file, row.line).value
        return root, problems

    def _table_row(self, chunk: Chunk, row: Row) -> tuple[JsonNode, list[Diagnostic]]:
        """A row of a table with the places of its cells; JSON within a cell is read with care too."""
        plan, problems = self._plan(chunk), []
        made = assemble(plan, row.payload, placed(chunk.file, row.line))  # type: ignore[arg-type]
        root = node(made, chunk.file, row.line)
        nested = {path[0] for _, path, type_ in plan.columns if type_ in NESTED}
        for place, (key, value) in enumerate(root.value):
            if key.value in nested and value.kind == "string" and value.value[:1] in ("{", "["):
                tree, found = read_json(chunk.file, value.value.encode("utf-8", "replace"))
                told = [(each, _line_moved(each.arguments, value.span.line - 1)) for each in found]
                problems += [each._replace(span=value.span, labels=(), arguments=arguments) for each, arguments in told]
                if tree is not None:
                    root.value[place] = (key, node(Cell(_data(tree), *value.span[:3]), chunk.file, row.line))
        return root, problems

    def _plan(self, chunk: Chunk) -> Plan:
        """The plan of the chunk's header, made once."""
        assert chunk.header is not None
        known = self._plans.get((chunk.file, chunk.header))
        if known is None:
            subject = self._tables["subjects"][self._default]
            known, _ = plan_of(chunk.header, subject, self._options.key, self._options.ignored, chunk.file)
            self._plans[(chunk.file, chunk.header)] = known
        return known


def default_subject(tables: Tables) -> str:
    """The subject of rows that name none: applications where the policy has them."""
    subjects: dict[str, Any] = tables["subjects"]
    return next((name for name, subject in subjects.items() if subject["wording"] == "application"), next(iter(subjects)))


def place_of(chunk: Chunk, row: Row) -> Span:
    """Where a row begins."""
    return problem("E0999", chunk.file, row.line, row.column).span


def _titles(chunk: Chunk, number: int) -> dict[tuple[str, int], str]:
    """What the columns are called that a row's values, and the entries of second tables that belong to it, stand in."""
    titles = {(chunk.file, place): name.strip() for place, name in enumerate(chunk.header or (), 1)}
    for entries in (chunk.joined[number] if chunk.joined is not None else {}).values():
        titles |= {(entry.file, place): name.strip() for entry in entries for place, name in entry.columns.values()}
    return titles


def _titled(diagnostic: Diagnostic, titles: Mapping[tuple[str, int], str]) -> Diagnostic:
    """A diagnostic that says in which columns its places are, where they are cells of a table."""

    def told(span: Span) -> dict[str, object]:
        name = titles.get((span.file, span.column))
        return {} if name is None else {COLUMN: safe(name, LENGTH), LETTER: letters(span.column - 1)}

    labels = tuple(label._replace(arguments={**label.arguments, **told(label.span)}) for label in diagnostic.labels)
    return diagnostic._replace(arguments={**diagnostic.arguments, **told(diagnostic.span)}, labels=labels)


def _moved(diagnostic: Diagnostic, file: str, row: Row) -> Diagnostic:
    """A diagnostic about a row's own text, as one about the file that the row stands in."""

    def shift(span: Any) -> Any:
        if span.file != file:  # an entry of a second table, which has its own place
            return span
        if not span.line:
            return problem("E0999", file, row.line, row.column).span
        first = row.column - 1
        return span._replace(
            line=span.line + row.line - 1, column=span.column + (first if span.line == 1 else 0),
            end_line=span.end_line + row.line - 1, end_column=span.end_column + (first if span.end_line == 1 else 0),
        )  # fmt: skip

    labels = tuple(label._replace(span=shift(label.span)) for label in diagnostic.labels)
    arguments = _line_moved(diagnostic.arguments, row.line - 1)
    return diagnostic._replace(span=shift(diagnostic.span), labels=labels, arguments=arguments)


def _line_moved(arguments: Mapping[str, object], by: int) -> Mapping[str, object]:
    """What a message is filled with, a line that it names counted in the file too."""
    line = arguments.get("line")
    return {**arguments, "line": line + by} if isinstance(line, int) else arguments


def _data(tree: JsonNode) -> Any:
    """The plain data of a tree, numbers as they were written."""
    if tree.kind == "object":
        return {key.value: _data(value) for key, value in tree.entries}
    if tree.kind == "array":
        return [_data(item) for item in tree.items]
    return Number(tree.value) if tree.kind == "number" else tree.value
