"""What passes between the readers, the engines and the writer of :mod:`engine.batch`. Plain tuples: they cross processes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

from engine.diagnostics import Diagnostic, Span

#: Rows of a chunk, and bytes of text after which a chunk ends earlier: what is held in memory at a time.
CHUNK_ROWS = 500
CHUNK_BYTES = 2 << 20
#: Bytes of one row; a longer one is an error record, and never held in memory as a whole.
ROW_BYTES = 1 << 20


#: As many columns are named in which something stands that they have no name for.
_FEW = 5

#: What can be written to a file.
Bytes = bytes | memoryview


class Bad(NamedTuple):
    """A row that could not even be cut into values: a code of the catalogue and its arguments.

    ``cells``: those under the header, where it is known which they are, so that the row's key is known.
    """

    code: str
    arguments: dict[str, Any]
    cells: list[Any] | None = None


class Row(NamedTuple):
    """One row as read. ``number``: its place among the rows of the file, from 1; ``line``, ``column``: where it begins.

    ``payload``: the bytes of a JSON text, the cells of a table in the order of its header, or :class:`Bad`.
    """

    number: int
    line: int
    column: int
    payload: bytes | list[Any] | Bad


class Entry(NamedTuple):
    """A row of a second table: ``{field: value}``, and ``columns``: the number and name of the column of each field."""

    file: str
    line: int
    fields: dict[str, Any]
    columns: dict[str, tuple[int, str]]


class Chunk(NamedTuple):
    """Rows of one file that are decided together. ``header``: the columns of a table, ``None`` for JSON.

    ``joined``: per row the entries of second tables by the name of their fact.
    """

    number: int
    file: str
    header: tuple[str, ...] | None
    rows: list[Row]
    joined: list[dict[str, list[Entry]]] | None = None


class Result(NamedTuple):
    """A chunk decided: the bytes to write, how many rows and how many of them were bad, and what is counted of them."""

    number: int
    records: Bytes
    errors: bytes
    rows: int
    bad: int
    tally: dict[str, dict[str, int]]


def letters(place: int) -> str:
    """What spreadsheets call the column at a place, which counts from 0: A, B, …, Z, AA, …"""
    found, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def nameless(places: Iterable[int], cells: list[Any]) -> Bad | None:
    """Why a row with something in columns without a name has no decision; ``None`` where there are no such columns."""
    found = tuple(map(letters, islice(places, _FEW + 1)))
    return Bad("E0974", {"columns": (*found[:_FEW], *("…" for _ in found[_FEW:]))}, cells) if found else None


def problem(code: str, file: str, line: int = 0, column: int = 1, **arguments: object) -> Diagnostic:
    """A diagnostic about a place in an input; about the whole file without a line."""
    span = Span(file, line, column, line, column) if line else Span(file, 0, 0, 0, 0)
    return Diagnostic(code, span, arguments)
