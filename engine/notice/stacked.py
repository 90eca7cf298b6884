"""Tables of a text with one cell a line, as copying from a PDF gives them. Part of :mod:`engine.notice`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.notice.grids import Grid, GridRow, Slot
from engine.notice.headings import field_of, is_heading
from engine.notice.separated import BEGINS
from engine.notice.source import Block
from engine.notice.wording import bare

_NUMBER = re.compile(r"^[\dlIOo]{1,5}$")
_TIME = re.compile(r"[\dOolI]{1,2}月")
_UNEVEN = ("这一行的格数与表头不同", "this row has not as many cells as the table has headings")


def stacked_grids(blocks: Sequence[Block], aside: Mapping[int, str]) -> list[Grid]:
    """The tables whose headings, and then whose cells, stand on lines of their own."""
    lines = [(at, block) for at, block in enumerate(blocks) if at not in aside and block.cells is None and bare(block.text)]
    grids: list[Grid] = []
    index = 0
    while index < len(lines):
        width = _heading(lines, index)
        if not width:
            index += 1
            continue
        head = [lines[at][1] for at in range(index, index + width)]
        grid = Grid(tuple(bare(b.text) for b in head), [], [b.number for b in head], position=lines[index][0])
        index = _rows(grid, lines, index + width)
        if grid.rows:
            grids.append(grid)
    return grids


def _heading(lines: Sequence[tuple[int, Block]], index: int) -> int:
    """How many lines of headings begin here; 0 where none do. The first must be that of the number."""
    if field_of(lines[index][1].text) != "number":
        return 0
    width = 1
    while index + width < len(lines) and width < 12:
        words = bare(lines[index + width][1].text)
        if len(words) > 24 or _NUMBER.match(words) or not field_of(words):
            break
        width += 1
    return width if width >= 3 and is_heading([lines[at][1].text for at in range(index, index + width)]) else 0


def _rows(grid: Grid, lines: Sequence[tuple[int, Block]], index: int) -> int:
    """Rows from here on: each begins with the number that comes next. Gives where the table ends."""
    heads = [bare(column) for column in grid.columns]
    cells: list[Block] = []
    while index < len(lines):
        block = lines[index][1]
        words = bare(block.text)
        if words == heads[0] and [bare(b.text) for _, b in lines[index : index + len(heads)]] == heads:
            grid.repeated += [b.number for _, b in lines[index : index + len(heads)]]
            index += len(heads)
            continue
        begins = _NUMBER.match(words) is not None and words == str(len(grid.rows) + (2 if cells else 1))
        if begins or (BEGINS.match(block.text) and len(cells) >= len(heads)) or (not cells and not begins):
            if cells:
                grid.rows.append(_row(cells, grid))
            cells = []
            if not begins:
                return index
        cells.append(block)
        index += 1
    if cells:
        grid.rows.append(_row(cells, grid))
    return index


def _row(cells: Sequence[Block], grid: Grid) -> GridRow:
    """Lines to slots: one each; a line that is one too many goes on in the cell above it, where kinds do not tell otherwise."""
    width = len(grid.columns)
    fields = [field_of(column) for column in grid.columns]
    slots: list[Slot] = []
    surplus = len(cells) - width
    for block in cells:
        at = len(slots)
        timed = at < width and fields[at] in ("start", "finish")
        if surplus > 0 and slots and ((timed and not _TIME.search(bare(block.text))) or at >= width):
            slots[-1].add(block.text.strip(), block.number)
            surplus -= 1
        else:
            slots.append(Slot(block.text.strip(), [block.number]))
    if len(slots) != width:
        for slot in slots:
            slot.notes.append(_UNEVEN)
        for extra in slots[width:]:
            slots[width - 1].add(extra.text, extra.lines[0])
        slots = [*slots[:width], *(Slot("", [cells[-1].number], notes=[_UNEVEN]) for _ in range(width - len(slots)))]
    return GridRow(slots, [block.number for block in cells])
