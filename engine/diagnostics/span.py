"""A place in a text: file, first and last line and column. Part of :mod:`engine.diagnostics`."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of a file.

    Lines and columns start at 1 and count characters, never bytes; ``end_column`` is the one after the last character.
    ``file`` is the name to print: relative to the policy folder, or as the user gave it.
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def to(self, other: Span) -> Span:
        """The stretch from the start of this span to the end of ``other`` (same file)."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


#: Stands where no file is meant, e.g. for constants made by lowering.
NOWHERE = Span("", 0, 0, 0, 0)
