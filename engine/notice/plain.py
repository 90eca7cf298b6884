"""A notice as plain lines, as :mod:`engine.trace` compares them: passages as they stand, tables with a tab between cells.

Part of :mod:`engine.notice`. What only surrounds the notice (page numbers, heads typed on every page) becomes an empty line, so
that lines keep their numbers. However tables are laid out in the file, each row becomes one line where it begins.
"""

from __future__ import annotations

from engine.notice.headings import fields_of, holds_telephone
from engine.notice.model import Notice, TableRow
from engine.notice.wording import bare

_NUMBER = "序号"
_NUMBERED = "number"
#: What :mod:`engine.notice.layout` calls lines that only surround the notice.
_ASIDE = ("page", "head", "again")


def has_tables(text: str) -> bool:
    """Whether there seem to be tables in a text: a line that begins with 序号."""
    return any(bare(line).startswith(_NUMBER) for line in text.split("\n"))


def plain_text(notice: Notice, as_lines: bool) -> str:
    """The lines of the notice. ``as_lines``: its file is a text, whose tables may have a line for each row already."""
    aside = {*_ASIDE, *(table.name for table in notice.tables)}
    lines = {
        line.number: "" if line.use == "table" or (line.use == "around" and line.where in aside) else line.text
        for line in notice.lines
    }
    for table in notice.tables:
        keys = fields_of(table.columns)
        places = [place for place, key in enumerate(keys) if key != _NUMBERED]
        first = min((min(row.lines) for row in table.rows if row.lines), default=0)
        own = [line for line in notice.lines if line.use == "table" and line.where.split("·")[0] == table.name]
        if as_lines and all("\t" in line.text for line in own) and all(len(row.lines) == 1 for row in table.rows):
            lines |= {line.number: line.text for line in own}
            continue
        heading = max((number for number, line in _before(notice, first)), default=first)
        lines[heading] = "\t".join([_NUMBER, *(table.columns[place] for place in places)])
        for row in table.rows:
            lines[min(row.lines)] = "\t".join([row.number, *(_cell(row, table.columns[place], keys[place]) for place in places)])
    return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1)) + "\n"


def _cell(row: TableRow, heading: str, key: str) -> str:
    """The text of a cell; an office that stands with its telephone is given it back."""
    cells = [row.cells.get(key), row.cells.get("telephone") if key == "office" and holds_telephone(heading) else None]
    return " ".join(word for cell in cells if cell is not None for word in cell.text.split())


def _before(notice: Notice, first: int) -> list[tuple[int, str]]:
    """The lines of tables before line ``first``: the headings of the table that begins there."""
    return [(line.number, line.text) for line in notice.lines if line.number < first and line.use == "table"]
