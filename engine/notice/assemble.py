"""A file's blocks put together to a notice: tables, passages, doubts, one use for every line. Part of :mod:`engine.notice`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from engine.notice.aligned import aligned_grids
from engine.notice.doubtful_rows import RowAsker, conflicting
from engine.notice.doubts import Asker, Odd
from engine.notice.figures import digits
from engine.notice.grids import Grid, GridRow, Slot, fill, word_grids
from engine.notice.headings import fields_of, holds_telephone
from engine.notice.lastyear import LastYear
from engine.notice.layout import surroundings
from engine.notice.model import Cell, Doubt, Line, Notice, Passage, Table, TableRow, Use
from engine.notice.offices import part_office
from engine.notice.separated import separated_grids
from engine.notice.source import Source
from engine.notice.stacked import stacked_grids
from engine.notice.statements import statements
from engine.notice.structure import Structure, read_structure
from engine.notice.wording import bare, number_of, pairs

_CN = "一二三四五六七八九十"


def assemble(source: Source, year: int, last: LastYear) -> Notice:
    """The notice that a file holds."""
    aside = surroundings(source.blocks)
    grids = _grids(source, aside)
    taken = {line for grid in grids for line in (*grid.lines, *grid.repeated)}
    free = [b for at, b in enumerate(source.blocks) if at not in aside and b.number not in taken]
    structure = read_structure(free, [(grid.heading[0], at) for at, grid in enumerate(grids)])
    passages = unique(statements(structure.sections, last.clauses))
    own: Counter[str] = Counter()
    for block in source.blocks:
        own.update(pairs(bare(block.text)))
    issued = _issued(structure.head.get("date", ""))
    asker = Asker(last, year, structure.head.get("issuer", ""), own, issued)
    structure.head["year"] = str(year)
    tables, doubts = _tables(grids, structure, RowAsker(asker, last))
    doubts += [*_addressed(passages), *_around(source, aside, asker, structure), *_headings(source, grids)]
    doubts += passage_doubts(passages, source, asker)
    return Notice(
        source.file, source.digest, structure.head, tuple(_lines(source, aside, grids, tables, structure, passages)),
        tuple(passages), tuple(tables), tuple(sorted(doubts, key=lambda doubt: doubt.line)),
    )  # fmt: skip


def _grids(source: Source, aside: dict[int, str]) -> list[Grid]:
    """The tables of the file, in their order; a line belongs to one of them only."""
    grids = word_grids(source.blocks)
    for find in (separated_grids, aligned_grids, stacked_grids):
        used = {line for grid in grids for line in (*grid.lines, *grid.repeated)}
        hidden = {**aside, **{at: "table" for at, block in enumerate(source.blocks) if block.number in used}}
        grids += [grid for grid in find(source.blocks, hidden) if grid.rows]
    for grid in grids:
        fill(grid)
    return sorted(grids, key=lambda grid: grid.heading[0])


def _issued(printed: str) -> str:
    found = re.match(r"(.{4})年(.{1,3})月(.{1,3})日", digits(printed))
    parts = [number_of(part) for part in found.groups()] if found else []
    return f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}" if len(parts) == 3 and None not in parts else ""


def unique(passages: Iterable[Passage]) -> list[Passage]:
    """Passages each with a locator of its own: where numbering is broken, the later one says so."""
    seen: Counter[str] = Counter()
    kept = []
    for passage in passages:
        seen[passage.locator] += 1
        again = f"~{seen[passage.locator]}" if seen[passage.locator] > 1 else ""
        kept.append(Passage(passage.locator + again, passage.text, passage.lines))
    return kept


# ---- tables ----------------------------------------------------------------------------------------------------------------


def _tables(grids: Sequence[Grid], structure: Structure, asker: RowAsker) -> tuple[list[Table], list[Doubt]]:
    tables: list[Table] = []
    for at, grid in enumerate(grids):
        name = f"表{_CN[at]}" if at < len(_CN) else f"表{at + 1}"
        tables.append(_table(name, structure.titles.get(grid.heading[0], ""), grid, asker))
    return tables, [doubt for table in tables for row in table.rows for cell in row.cells.values() for doubt in cell.doubts]


def _table(name: str, title: str, grid: Grid, asker: RowAsker) -> Table:
    keys = fields_of(grid.columns)
    slots = [_parted(row, keys, grid.columns) for row in grid.rows]
    if "number" in keys and not any(row["number"].text for row in slots):
        for at, row in enumerate(slots, 1):  # numbered by Word: the cells themselves are empty
            row["number"].text, row["number"].filled = str(at), True
    odd = [list(asker.about({key: slot.text for key, slot in row.items()})) for row in slots]
    for at, _, other in conflicting([{key: slot.text for key, slot in row.items()} for row in slots], asker.offices):
        zh, en = "同一单位的电话在别处只差一位", "elsewhere the same office's telephone differs in one figure"
        odd[at].append(("telephone", Odd(0, 0, other, zh, en)))
    rows = []
    previous = 0
    for at, (row, found) in enumerate(zip(slots, odd, strict=True)):
        number = number_of(digits(row["number"].text).rstrip(".、．")) if "number" in row else None
        if "number" in row and number != previous + 1:
            zh, en = "序号不连续", "the numbers are not consecutive"
            found.append(("number", Odd(0, 0, str(previous + 1), zh, en)))
        previous = number if number is not None else previous + 1
        locator = f"{name}·{at + 1}"
        cells = {key: _cell(slot, f"{locator}·{key}", [o for k, o in found if k == key]) for key, slot in row.items()}
        rows.append(TableRow(name, row["number"].text if "number" in row else "", cells, tuple(grid.rows[at].lines)))
    return Table(name, title, grid.columns, tuple(rows))


def _parted(row: GridRow, keys: Sequence[str], columns: Sequence[str]) -> dict[str, Slot]:
    """The slots by field; an office with its telephone as two."""
    found: dict[str, Slot] = {}
    for key, slot, column in zip(keys, row.slots, columns, strict=True):
        if key == "office" and (holds_telephone(column) or "telephone" not in keys):
            office, telephone = part_office(slot.text)
            found["office"] = Slot(office, slot.lines, slot.filled, slot.notes)
            if telephone or holds_telephone(column):
                found["telephone"] = Slot(telephone, slot.lines, slot.filled, slot.notes if telephone else [])
        else:
            found[key] = slot
    return found


def _cell(slot: Slot, where: str, found: Sequence[Odd]) -> Cell:
    line = slot.lines[0] if slot.lines else 0
    doubts = [Doubt(line, slot.text, "", zh, en, where) for zh, en in dict.fromkeys(slot.notes)]
    for odd in found:
        proposal = odd.proposal
        if odd.end > odd.start and (odd.start, odd.end) != (0, len(slot.text)) and proposal:
            proposal = slot.text[: odd.start] + proposal + slot.text[odd.end :]
        doubts.append(Doubt(line, slot.text, proposal, odd.zh, odd.en, where))
    told: dict[tuple[str, str], Doubt] = {}
    for doubt in doubts:  # one doubt for one proposal, however many reasons there are
        told.setdefault((doubt.proposal, "" if doubt.proposal else doubt.reason_en), doubt)
    return Cell(slot.text, tuple(slot.lines), slot.filled, tuple(told.values()))


# ---- doubts and lines ------------------------------------------------------------------------------------------------------


def passage_doubts(passages: Sequence[Passage], source: Source, asker: Asker) -> list[Doubt]:
    """Doubts about running text, each with a few characters around it and the line it stands on."""
    texts = {block.number: bare(block.text) for block in source.blocks}
    doubts = []
    for passage in passages:
        for odd in asker.about(passage.text):
            start, end = max(0, odd.start - 4), min(len(passage.text), odd.end + 4)
            words = passage.text[start:end]
            proposal = passage.text[start : odd.start] + odd.proposal + passage.text[odd.end : end] if odd.proposal else ""
            doubts.append(Doubt(_line(passage, odd, texts), words, proposal, odd.zh, odd.en, passage.locator))
    return doubts


def _addressed(passages: Sequence[Passage]) -> list[Doubt]:
    """The addressees end with a colon."""
    head = next((passage for passage in passages if passage.locator == "头.1"), None)
    if head is None or not head.lines or not re.search(r"(?:单位|部门|委员会|局|委)$", bare(head.text)):
        return []
    words = head.text.strip()[-6:]
    zh, en = "主送单位后没有冒号", "no colon behind the addressees"
    return [Doubt(head.lines[-1], words, f"{words}：", zh, en, head.locator)]


def _headings(source: Source, grids: Sequence[Grid]) -> list[Doubt]:
    """Headings repeated that do not read as they did first."""
    texts = {block.number: block.text.strip() for block in source.blocks}
    doubts = []
    for grid in grids:
        first = {bare(texts[line]) for line in grid.heading}
        proposal = texts[grid.heading[0]] if len(grid.heading) == 1 else ""
        zh, en = "与前面的表头不同", "not as the headings before"
        doubts += [Doubt(n, texts[n], proposal, zh, en, "heading") for n in grid.repeated if bare(texts[n]) not in first]
    return doubts


def _line(passage: Passage, odd: Odd, texts: dict[int, str]) -> int:
    """The line on which a doubtful stretch of a passage begins: lines are used up as far as the passage covers them."""
    if len(passage.lines) == 1:
        return passage.lines[0]
    for width in (12, 6, 3, 1):
        words = bare(passage.text[max(0, odd.start - width // 3) : odd.start + width])
        held = [line for line in passage.lines if words and words in texts.get(line, "")]
        if held:
            return held[0]
    return passage.lines[0] if passage.lines else 0


def _around(source: Source, aside: dict[int, str], asker: Asker, structure: Structure) -> list[Doubt]:
    """Doubts about what surrounds the notice: lines given twice, headings."""
    doubts = []
    for at, block in enumerate(source.blocks):
        if aside.get(at) == "again":
            zh, en = "与上一行完全相同，未重复计入", "the same as the line above; it was not taken twice"
            doubts.append(Doubt(block.number, block.text.strip()[:80], "", zh, en, "again"))
        elif block.number in structure.around:
            where = structure.around[block.number]
            for odd in asker.about(block.text):
                words = block.text.strip()
                proposal = block.text[: odd.start] + odd.proposal + block.text[odd.end :] if odd.proposal else ""
                doubts.append(Doubt(block.number, words, proposal.strip(), odd.zh, odd.en, where))
    return doubts


def _lines(
    source: Source, aside: dict[int, str], grids: Sequence[Grid], tables: Sequence[Table], structure: Structure,
    passages: Sequence[Passage],
) -> list[Line]:  # fmt: skip
    """Every line of the file with its one use."""
    uses: dict[int, tuple[Use, str]] = {number: ("around", where) for number, where in structure.around.items()}
    for passage in passages:
        for number in passage.lines:
            uses.setdefault(number, ("passage", passage.locator))
            if uses[number][0] == "around":
                uses[number] = ("passage", passage.locator)
    for grid, table in zip(grids, tables, strict=True):
        uses.update(dict.fromkeys(grid.repeated, ("around", table.name)))
        uses.update(dict.fromkeys(grid.heading, ("table", table.name)))
        for at, row in enumerate(table.rows):
            uses.update(dict.fromkeys(row.lines, ("table", f"{table.name}·{at + 1}")))
    lines = []
    for at, block in enumerate(source.blocks):
        use, where = uses.get(block.number, ("unread", ""))
        if at in aside:
            use, where = "around", aside[at]
        elif not bare(block.text) and use == "unread":
            use = "blank"
        lines.append(Line(block.number, block.text, use, where))
    return lines
