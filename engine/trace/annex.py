"""The annex tables of the notice's text against the rows of the policy. Part of :mod:`engine.trace`.

In the text a table is a line of column names that begins with 序号, and below it a line for each row, cells divided by
tabs; blank lines of page breaks stand between. The keys of a row in YAML are those very column names, so every raw cell can
be compared, whitespace and width folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.diagnostics import Diagnostic, Span
from engine.resolved.declarations.access import child, entries, span, text
from engine.resolved.policy import ResolvedPolicy
from engine.source.nodes import Document, MappingNode, ScalarNode
from engine.trace.passages import Folded, fold_text
from engine.trace.scenarios import short

_NUMBER = "序号"
#: Under which key a cell that was read keeps its raw text.
_RAW = "原文"


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One line of a table: its number and its raw cells by column."""

    number: int
    cells: Mapping[str, str]
    span: Span


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One table of the text."""

    columns: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing gave: ``printed`` rows by locator, how many rows and cells agreed."""

    diagnostics: list[Diagnostic]
    printed: dict[str, PrintedRow]
    rows: int
    cells: int


def read_tables(notice: Folded) -> list[PrintedTable]:
    """The tables of the notice in their order."""
    tables: list[tuple[tuple[str, ...], list[PrintedRow], Span]] = []
    for number, line in enumerate(notice.raw.split("\n"), 1):
        cells = line.split("\t")
        first = fold_text(cells[0])
        place = Span(notice.file, number, 1, number, len(line) + 1)
        if len(cells) > 1 and first == _NUMBER:
            tables.append((tuple(fold_text(cell) for cell in cells), [], place))
        elif len(cells) > 1 and tables and first.isdecimal():
            columns, rows, _ = tables[-1]
            rows.append(PrintedRow(int(first), dict(zip(columns, (c.strip() for c in cells), strict=False)), place))
    return [PrintedTable(columns, tuple(rows), place) for columns, rows, place in tables]


def table_lines(notice: Folded) -> set[int]:
    """The numbers of the lines that belong to tables."""
    tables = read_tables(notice)
    return {table.span.line for table in tables} | {row.span.line for table in tables for row in table.rows}


def compare(resolved: ResolvedPolicy, documents: Mapping[str, Document], notice: Folded) -> Compared:
    """E0814 for every cell that differs, E0815 for every row that only one side has."""
    result = Compared([], {}, 0, 0)
    printed = read_tables(notice)
    rows = cells = 0
    for index, table in enumerate(resolved.tables.values()):
        document = next((d for d in documents.values() if child(d.root, table.name) is not None), None)
        declared = {
            int(text(item, _NUMBER) or 0): item
            for item in (entries(child(document.root, table.name)) if document is not None else ())
        }
        found = {row.number: row for row in printed[index].rows} if index < len(printed) else {}
        result.diagnostics.extend(_missing(table.name, declared, found, table.span, notice))
        for number in sorted(declared.keys() & found.keys()):
            locator = short(f"{table.name}·{number}")
            result.printed[locator] = found[number]
            differing = list(_differences(locator, declared[number], found[number]))
            result.diagnostics.extend(differing)
            rows += not differing
            cells += len(found[number].cells) - len(differing)
    return Compared(result.diagnostics, result.printed, rows, cells)


def raw_cell(item: MappingNode, column: str) -> str:
    """The raw text of a cell of the policy."""
    node = item.get(column)
    return text(node, _RAW) if isinstance(node, MappingNode) else node.text if isinstance(node, ScalarNode) else ""


def _missing(
    table: str, declared: Mapping[int, MappingNode], found: Mapping[int, PrintedRow], place: Span, notice: Folded
) -> Iterator[Diagnostic]:
    counts = {"printed": len(found), "declared": len(declared)}
    for number in sorted(declared.keys() - found.keys()):
        arguments = {"locator": short(f"{table}·{number}"), "where": notice.file, **counts}
        yield Diagnostic("E0815", span(declared[number], _NUMBER), arguments)
    for number in sorted(found.keys() - declared.keys()):
        arguments = {"locator": short(f"{table}·{number}"), "where": place.file or "notice.yaml", **counts}
        yield Diagnostic("E0815", found[number].span, arguments)


def _differences(locator: str, item: MappingNode, row: PrintedRow) -> Iterator[Diagnostic]:
    for column, cell in row.cells.items():
        own = raw_cell(item, column)
        if fold_text(own) != fold_text(cell):
            place = span(child(item, column), _RAW) if isinstance(item.get(column), MappingNode) else span(item, column)
            yield Diagnostic("E0814", place, {"locator": locator, "column": column, "own": own, "printed": cell})
