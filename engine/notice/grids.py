"""Tables as they are laid out, before their columns have a meaning. Part of :mod:`engine.notice`.

A grid is what every layout is brought to: headings, and rows with a cell under each. :mod:`engine.notice.separated` reads
columns parted by tabs or bars, :mod:`engine.notice.aligned` columns parted by blanks, :mod:`engine.notice.stacked` one cell a
line, and here are those of Word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.notice.headings import is_heading, is_repeated
from engine.notice.source import Block
from engine.notice.wording import bare

#: 同上 and the signs that stand for it.
_DITTO = re.compile(r"^(?:同上(?:行|栏)?|[〃″“”\"]{1,2}|ibid\.?)$")


@dataclass(slots=True)
class Slot:
    """One cell while it is put together; ``notes`` are doubts about the layout: reasons in Chinese and English."""

    text: str = ""
    lines: list[int] = field(default_factory=list)
    filled: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)

    def add(self, text: str, line: int) -> None:
        """More of the cell from another line."""
        if text:
            gap = " " if self.text and re.search(r"[A-Za-z]$", self.text) and re.match("[A-Za-z]", text) else ""
            self.text += gap + text
        if line not in self.lines and (text or not self.lines):
            self.lines.append(line)


@dataclass(slots=True)
class GridRow:
    """A row: a slot under each heading, and all lines it stands on."""

    slots: list[Slot]
    lines: list[int]


@dataclass(slots=True)
class Grid:
    """A table: headings, rows, the lines of its first heading, and those of headings repeated."""

    columns: tuple[str, ...]
    rows: list[GridRow]
    heading: list[int]
    repeated: list[int] = field(default_factory=list)
    position: int = 0

    @property
    def lines(self) -> set[int]:
        """All lines of the table, repeated headings left aside."""
        return {*self.heading, *(line for row in self.rows for line in row.lines)}


def fill(grid: Grid) -> None:
    """Cells that repeat the one above by saying 同上 take its text."""
    above: GridRow | None = None
    for row in grid.rows:
        for at, slot in enumerate(row.slots):
            if above is not None and _DITTO.match(bare(slot.text)) and above.slots[at].text:
                slot.text, slot.filled = above.slots[at].text, True
        above = row


def word_grids(blocks: Sequence[Block]) -> list[Grid]:
    """The tables of a Word file. A table without headings of its own, or with the same ones, goes on where one was cut."""
    grids: list[Grid] = []
    start = 0
    while start < len(blocks):
        if blocks[start].cells is None:
            start += 1
            continue
        end = start
        while end < len(blocks) and blocks[end].table == blocks[start].table and blocks[end].cells is not None:
            end += 1
        _take(blocks, start, end, grids)
        start = end
    return grids


def _take(blocks: Sequence[Block], start: int, end: int, grids: list[Grid]) -> None:
    rows = blocks[start:end]
    storeys, columns = _heading(rows)
    parted = grids and any(_says(block) for block in blocks[grids[-1].position : start] if block.cells is None)
    goes_on = bool(grids) and not parted
    if goes_on and (columns == grids[-1].columns or is_repeated(columns, grids[-1].columns)):
        grid = grids[-1]
        grid.repeated += [block.number for block in rows[:storeys]]
    elif columns:
        grid = Grid(columns, [], [block.number for block in rows[:storeys]])
        grids.append(grid)
    elif goes_on and len(rows[0].cells or ()) == len(grids[-1].columns):
        grid = grids[-1]
    else:
        return
    grid.position = end
    for block in rows[storeys:]:
        _add(grid, block)


def _says(block: Block) -> bool:
    """Whether a paragraph between two tables says anything, so that the second is one of its own."""
    return bool(bare(block.text))


def _heading(rows: Sequence[Block]) -> tuple[int, tuple[str, ...]]:
    """How many rows the headings take, and the headings: of the lowest storey where there are two."""
    for at, block in enumerate(rows[:3]):
        cells = [bare(piece.text) for piece in block.cells or ()]
        if not is_heading(cells):
            if any(cells) and not block.heading:
                return 0, ()
            continue
        storeys = at + 1
        names = list(cells)
        for below in rows[at + 1 : at + 3]:
            pieces = below.cells or ()
            deeper = below.heading or any(piece.continues for piece in pieces[:2]) or len(set(names)) < len(names)
            if not deeper or len(pieces) != len(names) or bare(pieces[0].text).isdecimal():
                break
            names = [bare(piece.text) or name for piece, name in zip(pieces, names, strict=True)]
            storeys += 1
        return storeys, tuple(names)
    return 0, ()


def _add(grid: Grid, block: Block) -> None:
    """A row of Word's. One that is short of cells or has too many is taken as far as it goes, and says so."""
    pieces = list(block.cells or ())
    words = [bare(piece.text) for piece in pieces]
    if is_repeated(words, grid.columns):
        grid.repeated.append(block.number)
        return
    slots = [Slot(lines=[block.number]) for _ in grid.columns]
    above = grid.rows[-1] if grid.rows else None
    for at, slot in enumerate(slots):
        piece = pieces[at] if at < len(pieces) else None
        if piece is None or len(pieces) > len(slots):
            slot.notes.append(("这一行的格数与表头不同", "this row has not as many cells as the table has headings"))
        if piece is None:
            continue
        if piece.continues and above is not None:
            slot.text, slot.filled = above.slots[at].text, True
        else:
            slot.text = re.sub(r"\s*\n\s*", " ", piece.text).strip()
    slots[-1].text = " ".join([slots[-1].text, *(piece.text for piece in pieces[len(slots) :])]).strip()
    if any(words):
        grid.rows.append(GridRow(slots, [block.number]))
    elif above is not None:
        above.lines.append(block.number)
