"""A table in a database whose slices any queries can be asked about. Part of :mod:`engine.batch`.

:class:`~engine.batch.columnar.ColumnarTable` reads the rows that are plainly in order and lets one program decide them; who has
other questions (:mod:`engine.impact`) puts them to the same rows by way of what is public here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from engine.batch.columnar import ColumnarTable
from engine.batch.rows import Chunk

Made = TypeVar("Made")


class AskedTable(ColumnarTable):
    """A table whose slices are asked one after the other."""

    @property
    def base(self) -> Any:
        """The database that holds the slice."""
        return self._base

    @property
    def file(self) -> str:
        """The name of the table's file, as told."""
        return self._file

    @property
    def line(self) -> str:
        """SQL for the line of a row by its ``_id``."""
        return self._table.line

    def each(self, work: Callable[[], Made]) -> Iterator[tuple[Made, int]]:
        """Slice by slice what ``work`` makes of it, and the bytes of the input up to its end. Meanwhile what the table's own
        program said of the sound rows is in the table ``decided``, all rows are in ``slice``.

        Raises :class:`engine.errors.InvalidInput` for a damaged file.
        """
        for part in self.slices():
            with self._reading(part.first):
                self.answer(part)
                made = work()
            yield made, part.read

    def rows(self, ids: str) -> Iterator[tuple[Chunk, list[int]]]:
        """The rows of the slice whose ``_id`` is in a table, in their order: chunks, with the ``_id`` of each row."""
        for chunk in self._table.chunks(f"slice SEMI JOIN {ids} USING (_id)"):
            yield chunk, [self._table.id(row) for row in chunk.rows]
