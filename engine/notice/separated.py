"""Tables of a text whose cells are parted by tabs or bars. Part of :mod:`engine.notice`.

What goes wrong in them: a cell wraps into the next line, a page break cuts a row in two with the headings between, the number
is lost, two cells run together. Where cells run together they are parted again if their kinds tell where, with a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from engine.notice.grids import Grid, GridRow, Slot
from engine.notice.headings import fields_of, holds_telephone, is_heading, is_repeated
from engine.notice.source import Block
from engine.notice.wording import bare

_NUMBER = re.compile(r"^[\dlIOo|]{1,5}[.、．]?$")
#: A line that begins something else than a row.
_CN = "[一二三四五六七八九十]{1,3}"
BEGINS = re.compile(rf"^\s*(?:{_CN}[、．.]|[(（]{_CN}[)）]|附\s*件|附\s*表|注\s*[:：\d]|备注[:：]|说明[:：])")
_TIME = re.compile(r"[\dOolI]{1,2}月|全年|另行|常年|每[月季]|由各地|待定|—|-")
_TELEPHONE = re.compile(r"[\dOolI]{7,8}$")
_WHO = re.compile(r"^(?:全市|市本级|各县|本市|全县|全区|市直|全省)|(?:人员|教师|人才|毕业生)$")
#: Where two cells may have run together.
_SEAMS = re.compile(
    r"(?<=委员会)(?=\w)|(?<=月)(?=[\dOolI]{1,2}月)|(?<=[\dOolI]{7})(?=[^\dOolI\s\-、/])|(?<=日)(?=[\dOolI]{1,2}月)"
)
_JOINED = ("两格连在一起，按内容拆开", "two cells have run together; they were parted by what is in them")
_SHORT = ("这一行的格数与表头不同", "this row has not as many cells as the table has headings")
_UNNUMBERED = ("这一行没有序号", "this row has no number")


def split(text: str) -> list[str]:
    """The cells of a line; one where nothing parts it."""
    text = text.replace("\f", "").rstrip("\n")
    if "\t" in text:
        return [cell.strip() for cell in text.split("\t")]
    bars = re.sub(r"[│┃｜]", "|", text)
    if bars.count("|") >= 2:
        return [cell.strip() for cell in bars.strip().strip("|").split("|")]
    return [text.strip()]


def separated_grids(blocks: Sequence[Block], aside: Mapping[int, str]) -> list[Grid]:
    """The tables of a text that have separators. ``aside``: positions that page layout has taken."""
    grids: list[Grid] = []
    grid: Grid | None = None
    touching = False  # whether the line before belongs to a row, so that this one may go on with it
    for at, block in enumerate(blocks):
        if at in aside or block.cells is not None:
            continue
        if not bare(block.text):
            touching = False
            continue
        cells = split(block.text)
        if grid is not None and is_repeated([bare(cell) for cell in cells], grid.columns):
            grid.repeated.append(block.number)
            continue
        if len(cells) >= 3 and is_heading(cells):
            grid = Grid(tuple(bare(cell) for cell in cells), [], [block.number], position=at)
            grids.append(grid)
            touching = False
            continue
        if grid is None:
            continue
        if len(cells) == 1:
            if touching and not BEGINS.match(block.text) and len(bare(block.text)) <= 40 and grid.rows:
                _go_on(grid.rows[-1], cells, block.number, len(grid.columns))
            elif not re.fullmatch(r"[-=─━—_+\s]+", block.text):
                grid, touching = None, False
            continue
        _row(grid, cells, block.number)
        touching = True
    for each in grids:
        keys = fields_of(each.columns)
        for row in each.rows:
            _settle(row, each.columns, keys)
    return grids


def _row(grid: Grid, cells: list[str], line: int) -> None:
    """A line with separators: a new row, or more of the row before it."""
    width = len(grid.columns)
    numbered = fields_of(grid.columns)[0] == "number"
    previous = grid.rows[-1] if grid.rows else None
    filled = sum(bool(cell) for cell in cells)
    if (not numbered and len(cells) >= width - 1) or previous is None or _NUMBER.match(bare(cells[0])):
        grid.rows.append(_new(cells, line))
    elif not cells[0]:
        whole = len(previous.slots) >= width
        if filled >= width - 2 or (filled * 2 > width and whole):
            row = _new(cells, line)
            row.slots[0].notes.append(_UNNUMBERED)
            grid.rows.append(row)
        else:
            for slot, cell in zip(previous.slots, cells, strict=False):
                slot.add(cell, line) if cell else None
            previous.lines.append(line)
    else:
        _go_on(previous, cells, line, width)


def _new(cells: Iterable[str], line: int) -> GridRow:
    return GridRow([Slot(cell, [line]) for cell in cells], [line])


def _go_on(row: GridRow, cells: list[str], line: int, width: int) -> None:
    """A line that goes on inside the last cell of a row."""
    row.slots[-1].add(cells[0], line)
    row.slots += [Slot(cell, [line]) for cell in cells[1:]]
    row.lines.append(line)
    if len(row.slots) > width:
        row.slots[-1].notes.append(_SHORT)


def _settle(row: GridRow, columns: Sequence[str], keys: Sequence[str]) -> None:
    """As many slots as there are columns."""
    width = len(columns)
    while len(row.slots) > width and not row.slots[-1].text:
        row.slots.pop()
    while len(row.slots) < width:
        if not _part(row, columns, keys):
            for slot in row.slots:
                slot.notes.append(_SHORT)
            row.slots += [Slot("", [row.lines[-1]], notes=[_SHORT]) for _ in range(width - len(row.slots))]
    if len(row.slots) > width:
        for extra in row.slots[width:]:
            row.slots[width - 1].add(extra.text, extra.lines[0])
        del row.slots[width:]
        row.slots[-1].notes.append(_SHORT)


def _part(row: GridRow, columns: Sequence[str], keys: Sequence[str]) -> bool:
    """Part the cell that holds two, where that makes the cells fit their columns better than any other place."""
    best: tuple[int, int, int] | None = None
    for index, slot in enumerate(row.slots):
        for seam in _SEAMS.finditer(slot.text):
            texts = [s.text for s in row.slots]
            texts[index : index + 1] = [slot.text[: seam.start()], slot.text[seam.start() :]]
            score = sum(_fits(key, text, head) for key, text, head in zip(keys, texts, columns, strict=False))
            if best is None or score > best[0]:
                best = (score, index, seam.start())
    if best is None:
        return False
    _, index, place = best
    slot = row.slots[index]
    left, right = slot.text[:place].strip(), slot.text[place:].strip()
    row.slots[index : index + 1] = [Slot(text, list(slot.lines), notes=[*slot.notes, _JOINED]) for text in (left, right)]
    return True


def _fits(key: str, text: str, heading: str) -> int:
    """Whether a text is of the kind that its column holds."""
    words = bare(text)
    if key == "number":
        return 2 * bool(_NUMBER.match(words))
    if key in ("start", "finish"):
        return 2 * bool(len(words) < 40 and _TIME.search(words))
    if key == "office":
        return 2 * bool(not holds_telephone(heading) or _TELEPHONE.search(words)) if not _WHO.search(words) else 0
    if key == "telephone":
        return 2 * bool(_TELEPHONE.search(words))
    if key == "scope":
        return 2 * bool(_WHO.search(words) and not _TELEPHONE.search(words))
    return int(bool(words) and not _TIME.fullmatch(words))
