"""Tables of a text whose columns are kept apart by blanks, as a page taken from PDF has them. Part of :mod:`engine.notice`.

Columns are the strips of the page between which no line has a character. A cell wraps over several lines, and stands in the
middle of its row or at the top of it; the line with the number is therefore not always the first. Where one row ends and the
next begins is chosen so that texts break at the edge of their column and stand in the middle, or at the top, of their row.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.notice.grids import Grid, GridRow, Slot
from engine.notice.headings import field_of, fields_of, is_heading
from engine.notice.separated import BEGINS
from engine.notice.source import Block
from engine.notice.wording import bare

_NUMBER = re.compile(r"^[\dlIOo]{1,5}[.、．]?$")
_TOKEN = re.compile(r"\S+(?: \S+)*")
#: Costs of a row's bounds: a text broken off before the edge, one cut although it fills its column, a hole in a cell.
_BROKEN, _CUT, _HOLE, _ASIDE = 2, 3, 4, 1
#: A row is rarely longer; the search for bounds stays linear.
_TALLEST = 24


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the body: its text by column, with how far to the right each reaches."""

    number: int
    cells: Mapping[int, _Token]


def tokens(text: str) -> list[_Token]:
    """The stretches of a line between two blanks or more, with their places on the page (a wide character takes two)."""
    text = text.replace("\f", "").replace("\u3000", "  ").replace("\t", "    ")
    if text.isascii():
        return [_Token(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text)]
    places, at = [0], 0
    for character in text:
        at += 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        places.append(at)
    return [_Token(places[m.start()], places[m.end()], m[0]) for m in _TOKEN.finditer(text)]


def aligned_grids(blocks: Sequence[Block], aside: Mapping[int, str]) -> list[Grid]:
    """The tables of a text that have blanks for separators."""
    lines = [(at, block) for at, block in enumerate(blocks) if at not in aside and block.cells is None]
    grids: list[Grid] = []
    index = 0
    while index < len(lines):
        head = _heading(lines, index)
        if head is None:
            index += 1
            continue
        first, last = head
        grid, index = _read(lines, first, last)
        if grid is not None:
            grids.append(grid)
    return grids


def _heading(lines: Sequence[tuple[int, Block]], index: int) -> tuple[int, int] | None:
    """The first and last line of headings around a line that has some, in terms of ``lines``."""
    text = lines[index][1].text
    if "\t" in text or not is_heading([token.text for token in tokens(text)]):
        return None
    first = last = index
    while first > 0 and index - first < 2 and _upper(lines[first - 1][1].text):
        first -= 1
    while last + 1 < len(lines) and last - index < 2 and _lower(lines[last + 1][1].text):
        last += 1
    return first, last


def _upper(text: str) -> bool:
    found = tokens(text)
    return bool(found) and found[0].start > 8 and len(found) >= 2 and all(len(token.text) <= 12 for token in found)


def _lower(text: str) -> bool:
    found = tokens(text)
    known = [token for token in found if len(token.text) <= 14 and field_of(token.text)]
    return bool(found) and len(known) * 2 > len(found) and not _NUMBER.match(bare(found[0].text))


def _read(lines: Sequence[tuple[int, Block]], first: int, last: int) -> tuple[Grid | None, int]:
    """The table whose headings stand on the lines ``first`` to ``last``, and where to go on."""
    head = [lines[at][1] for at in range(first, last + 1)]
    typed = {bare(block.text) for block in head}
    body: list[tuple[int, list[_Token]]] = []
    repeated: list[int] = []
    index = last + 1
    while index < len(lines):
        block = lines[index][1]
        found = tokens(block.text)
        if bare(block.text) in typed and found:
            repeated.append(block.number)
        elif found and _ends(found, block.text):
            break
        elif found:
            body.append((block.number, found))
        index += 1
    columns = _columns([found for _, found in body], [tokens(block.text) for block in head])
    if len(columns) < 3 or not body:
        return None, last + 1
    grid = Grid(_names(columns, head), [], [block.number for block in head], repeated, lines[first][0])
    _rows(grid, [_Line(number, _cells(found, columns)) for number, found in body], columns)
    return grid, index


def _ends(found: Sequence[_Token], text: str) -> bool:
    """Whether a line is running text again: at the left edge, and no number alone."""
    return found[0].start < 4 and not _NUMBER.match(bare(found[0].text)) and (len(found) == 1 or BEGINS.match(text) is not None)


def _columns(body: Sequence[Sequence[_Token]], head: Sequence[Sequence[_Token]]) -> list[tuple[int, int]]:
    """The strips of the page that hold characters; a heading over an empty column is one of its own."""
    strips = _joined([(token.start, token.end) for found in body for token in found])
    alone = [
        (token.start, token.end)
        for found in head for token in found
        if field_of(token.text) and not any(token.start < end and start < token.end for start, end in strips)
    ]  # fmt: skip
    return _joined([*strips, *alone])


def _joined(intervals: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _names(columns: Sequence[tuple[int, int]], head: Sequence[Block]) -> tuple[str, ...]:
    """The heading of each column: the words that stand over it alone, else those over it and others."""
    names, shared = [""] * len(columns), [""] * len(columns)
    for block in head:
        for token in tokens(block.text):
            over = [at for at, (start, end) in enumerate(columns) if token.start < end and start < token.end]
            for at in over:
                if len(over) == 1:
                    common = bool(names[at]) and not field_of(names[at]) and bool(field_of(token.text))
                    names[at] = token.text if common else names[at] + token.text
                else:
                    shared[at] = token.text
    found = [bare(name or common or f"列{at + 1}") for at, (name, common) in enumerate(zip(names, shared, strict=True))]
    return tuple(found)


def _cells(found: Sequence[_Token], columns: Sequence[tuple[int, int]]) -> dict[int, _Token]:
    cells: dict[int, _Token] = {}
    for token in found:
        at = next((at for at, (start, end) in enumerate(columns) if start <= token.start < end), len(columns) - 1)
        before = cells.get(at)
        cells[at] = token if before is None else _Token(before.start, token.end, f"{before.text} {token.text}")
    return cells


# ---- rows ------------------------------------------------------------------------------------------------------------------


def _rows(grid: Grid, body: Sequence[_Line], columns: Sequence[tuple[int, int]]) -> None:
    """Put the lines of the body together to rows."""
    keys = fields_of(grid.columns)
    number = keys.index("number") if "number" in keys else 0
    starts = [at for at, line in enumerate(body) if number in line.cells and _NUMBER.match(bare(line.cells[number].text))]
    if not starts:
        grid.rows += [_row(body[at : at + 1], len(columns)) for at in range(len(body))]
        return
    merged = [
        at for at in range(len(columns))
        if at != number and sum(at in line.cells for line in body) < 0.6 * len(starts)
    ]  # fmt: skip
    inner = [at for at in range(len(columns)) if at not in merged]
    widths = [end - start for start, end in columns]
    bounds = _bounds(body, starts, inner, widths)
    for start, end in itertools.pairwise(bounds):
        row = _row(body[start:end], len(columns))
        for at in merged:
            row.slots[at] = Slot(lines=row.slots[at].lines[:1] or [body[start].number])
        grid.rows.append(row)
    for at in merged:
        _spread(grid, body, bounds, at)


def _row(lines: Sequence[_Line], width: int) -> GridRow:
    slots = [Slot() for _ in range(width)]
    for line in lines:
        for at, token in line.cells.items():
            slots[at].add(token.text, line.number)
    for slot in slots:
        slot.lines = slot.lines or [lines[0].number]
    return GridRow(slots, [line.number for line in lines])


def _bounds(body: Sequence[_Line], starts: Sequence[int], inner: Sequence[int], widths: Sequence[int]) -> list[int]:
    """Where each row begins, and where the last one ends, at the least cost."""
    costs: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, (0,))}
    history: list[dict[int, tuple[int, int]]] = []
    for index, at in enumerate(starts):
        following = starts[index + 1] if index + 1 < len(starts) else len(body)
        ends = range(at + 1, following + 1) if index + 1 < len(starts) else (len(body),)
        best: dict[int, tuple[int, int]] = {}
        for end in list(ends)[:_TALLEST] if index + 1 < len(starts) else ends:
            for begin, (cost, _) in costs.items():
                total = cost + _cost(body, begin, end, inner, widths)
                if end not in best or total < best[end][0]:
                    best[end] = (total, begin)
        history.append(best)
        costs = {end: (cost, ()) for end, (cost, _) in best.items()}
    end = len(body)
    bounds = [end]
    for best in reversed(history):
        end = best[end][1]
        bounds.append(end)
    return bounds[::-1]


def _cost(body: Sequence[_Line], begin: int, end: int, inner: Sequence[int], widths: Sequence[int]) -> int:
    """How unlikely it is that the lines ``begin`` to before ``end`` are one row."""
    cost = 0
    for at in inner:
        held = [line for line in range(begin, end) if at in body[line].cells]
        if not held:
            cost += _ASIDE
            continue
        first, last = held[0], held[-1]
        cost += _HOLE * (last - first + 1 - len(held))
        cost += sum(_BROKEN for line in held[:-1] if line + 1 in held and not _fills(body[line].cells[at], widths[at]))
        if last == end - 1 and end < len(body) and at in body[end].cells and _fills(body[last].cells[at], widths[at]):
            cost += _CUT
        above, below = first - begin, end - 1 - last
        cost += min(above, abs(above - below) if abs(above - below) > 1 or above > below else 0)
    return cost


def _fills(token: _Token, width: int) -> bool:
    return token.end - token.start >= width - 2


def _spread(grid: Grid, body: Sequence[_Line], bounds: Sequence[int], at: int) -> None:
    """A column of merged cells: each stands in the middle (or at the top) of the rows that it covers."""
    groups: list[tuple[int, int]] = []
    for index, line in enumerate(body):
        if at in line.cells and groups and groups[-1][1] == index - 1:
            groups[-1] = (groups[-1][0], index)
        elif at in line.cells:
            groups.append((index, index))
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for index, (first, last) in enumerate(groups):
        limit = groups[index + 1][0] if index + 1 < len(groups) else len(body)
        final = index + 1 == len(groups)
        ends = [len(bounds) - 1] if final else [row for row in range(1, len(bounds)) if last < bounds[row] <= limit]
        found: dict[int, tuple[float, tuple[int, ...]]] = {}
        for end in ends:
            for begin, (cost, path) in best.items():
                if bounds[begin] > first or end <= begin:
                    continue
                above, below = first - bounds[begin], bounds[end] - 1 - last
                total = cost + min(abs(above - below), above + 0.5)
                if end not in found or total < found[end][0]:
                    found[end] = (total, (*path, end))
        best = found or {min(ends, default=len(bounds) - 1): (0.0, tuple(ends[:1]))}
    path = min(best.values(), default=(0.0, ()))[1]
    begin = 0
    for (first, last), end in zip(groups, path, strict=False):
        lines = [body[line].number for line in range(first, last + 1)]
        text = "".join(body[line].cells[at].text for line in range(first, last + 1))
        for row in range(begin, end):
            holds = bounds[row] <= first < bounds[row + 1]
            grid.rows[row].slots[at] = Slot(text, lines, filled=not holds)
        begin = end
