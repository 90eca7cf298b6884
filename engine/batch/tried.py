"""Rows one after the other, none of which can stop the others: what goes wrong with a row is told like a bad row.

Part of :mod:`engine.batch`; stands between the reader of rows and whoever decides them, here and in :mod:`engine.impact`. The
one place where a mistake of the program (E0999) is caught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from engine.batch.keys import LENGTH, name_of
from engine.batch.reading import Options, Refused, RowReader
from engine.batch.rows import Chunk, Row, problem
from engine.diagnostics import Diagnostic
from engine.diagnostics.safe_text import safe

Made = TypeVar("Made")
#: Makes something of a row (:mod:`engine.batch.reading`): its chunk, the row, its place there, its plain data, its key.
Work = Callable[[Chunk, Row, int, dict[str, Any] | None, str | None], Made]


def tried(chunk: Chunk, row: Row, work: Callable[..., Made], *given: Any) -> Made | list[Diagnostic]:
    """What ``work`` makes of a row, or what is wrong with it: why it was refused, or that the program made a mistake.

    Memory that runs out is not caught, nor what stops the whole run.
    """
    try:
        return work(*given)
    except Refused as refused:
        return refused.diagnostics
    except MemoryError:
        raise
    except Exception as error:  # whichever it is: the other rows go on
        return [problem("E0999", chunk.file, row.line, row.column, kind=type(error).__name__)]


def each_row(
    chunk: Chunk, reader: RowReader, options: Options, work: Work[Made]
) -> Iterator[tuple[Row, dict[str, Any], Made | list[Diagnostic]]]:
    """Row by row: the row, what tells which one it is (``key``, ``file``, ``line``), and what ``work`` made of it."""

    def named(row: Row, number: int) -> tuple[dict[str, Any] | None, str | None]:
        plain = reader.plain(chunk, row, number)
        return plain, reader.key(chunk, row, plain)

    file = safe(chunk.file, LENGTH)
    for number, row in enumerate(chunk.rows):
        found = tried(chunk, row, named, row, number)
        plain, key = (None, None) if isinstance(found, list) else found
        made = found if isinstance(found, list) else tried(chunk, row, work, chunk, row, number, plain, key)
        name = name_of(row, key, chunk.file, options.key, options.several)
        yield row, {"key": name, "file": file, "line": row.line}, made
