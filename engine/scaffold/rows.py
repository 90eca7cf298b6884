"""The annex of the new year: rows kept, edited, reordered, joined, left out and added. Part of :mod:`engine.scaffold`.

The order is that of the new notice and so is 序号; a row of last year keeps its 范围, its notes and its layout. A new row takes
nobody until an officer says whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.diagnostics import Diagnostic
from engine.notice.model import RowMatch, Table, TableRow
from engine.notice.wording import words_only
from engine.resolved.declarations.access import child, text, texts
from engine.scaffold import remarks
from engine.scaffold.cells import Cells, Change, Keys, cells_of, keys_of, proposals_of, short_cell
from engine.scaffold.context import Context, locator_of, scalar_at, table_files
from engine.scaffold.notes import CARRIED, GONE, KEY, MERGED, MOVED, NEW, OF_STATE, RENUMBERED, SPLIT, note
from engine.scaffold.sheet import Items, Piece, Sheet, Value, entry, flow
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode

#: An expression of the language that holds of nobody.
NOBODY = "否"
_SCOPE, _NUMBER = "范围", "序号"
_NOT_COPIED = ("备注", "另见", KEY)


@dataclass(slots=True)
class _Table:
    """A table of last year: its file and rows by their locators."""

    name: str
    file: str
    listed: SequenceNode
    items: dict[str, MappingNode]
    numbers: dict[str, int]
    used: set[str] = field(default_factory=set)


class _Office(NamedTuple):
    """A row of which only the office is another one."""

    file: str
    item: MappingNode
    locator: str
    change: Change
    lines: tuple[int, ...]
    remark: str


#: Rows with another office by the column, what it was and what it is.
_Offices = dict[tuple[str, str, str], list[_Office]]


def plan_tables(ctx: Context) -> set[str]:
    """Edit every table; gives the names of those that the new notice no longer has."""
    tables = {table.name: table for table in _tables(ctx)}
    matches = {id(match.row): match for match in ctx.comparison.rows if match.row is not None}
    now = {table.name: table for table in ctx.comparison.notice.tables}
    for name, printed in now.items():
        if name not in tables:
            _unplaced(ctx, printed, matches)
    offices: _Offices = {}
    arranged = {name: _rows(ctx, table, now.get(name), matches, tables, offices) for name, table in tables.items()}
    _same_offices(ctx, offices)
    vanished: set[str] = set()
    for name, table in tables.items():
        _left_out(ctx, table)
        _renumbered(ctx, table)
        if arranged[name]:
            _arrange(ctx, table, arranged[name])
        else:
            vanished.add(name)
    return vanished


def _tables(ctx: Context) -> Iterable[_Table]:
    for name, file in table_files(ctx.root("notice.yaml")).items():
        listed = child(ctx.root(file), name)
        if not isinstance(listed, SequenceNode):
            continue
        items = {f"{name}·{text(item, _NUMBER)}": item for item in listed.items if isinstance(item, MappingNode)}
        numbers = {f"{name}·{text(item, _NUMBER)}": at for at, item in enumerate(listed.items)}
        if ctx.sheets[file].items(listed) is None or len(items) != len(listed.items):
            ctx.problems.append(Diagnostic("E0943", listed.span, {"file": file}))
            continue
        yield _Table(name, file, listed, items, numbers)


def _rows(
    ctx: Context,
    table: _Table,
    now: Table | None,
    matches: Mapping[int, RowMatch],
    tables: Mapping[str, _Table],
    offices: _Offices,
) -> list[str | tuple[str, str]]:
    """The rows of the new table in order: the locator of last year's item that is kept, or the text of a new one."""
    order: list[str | tuple[str, str]] = []
    for number, row in enumerate(now.rows if now is not None else (), 1):
        match = matches.get(id(row)) or RowMatch("new", (), row, 0.0)
        own = [locator for locator in match.last if locator in table.items and locator not in table.used]
        if own:
            table.used.add(own[0])
            _carried(ctx, table, own[0], number, match, row, tables, offices)
            order.append(own[0])
        else:
            order.append(("", _new(ctx, table, number, match, row, tables)))
        for other in match.last:
            for one in tables.values():
                if other in one.items:
                    one.used.add(other)
    compared = {locator for match in ctx.comparison.rows for locator in match.last}
    for locator in [each for each in table.items if each not in compared]:
        item = table.items[locator]
        table.used.add(locator)
        _set_number(ctx, table, item, len(order) + 1)
        ctx.mark(table.file, item, note(CARRIED, column=_NUMBER, remark=remarks.UNMATCHED_ROW()))
        order.append(locator)
    return order


def _arrange(ctx: Context, table: _Table, order: list[str | tuple[str, str]]) -> None:
    kept = {table.numbers[each] for each in order if isinstance(each, str)}
    gone = {number for number in table.numbers.values() if number not in kept}
    items = ctx.sheets[table.file].items(table.listed, gone)
    assert items is not None
    if order == list(table.items):
        return
    ctx.sheets[table.file].arrange(items.start, items.end, _pieces(table, order, items))


def _pieces(table: _Table, order: list[str | tuple[str, str]], items: Items) -> list[Piece]:
    pieces: list[Piece] = []
    for each in order:
        pieces += items.pieces[table.numbers[each]] if isinstance(each, str) else [Piece(text=each[1])]
    return [*pieces, *items.rest]


def _carried(
    ctx: Context,
    table: _Table,
    last: str,
    number: int,
    match: RowMatch,
    row: TableRow,
    tables: Mapping[str, _Table],
    offices: _Offices,
) -> None:
    """A row that last year had: its cells as they are printed now, one entry for all that changed."""
    item, sheet = table.items[last], ctx.sheets[table.file]
    _set_number(ctx, table, item, number)
    cells = Cells(sheet, item, row, ctx.year)
    changes = cells.write()
    ctx.kept.update((f"{table.name}·{number}", proposed) for proposed in cells.kept)
    changes = [change for change in changes if not _doubted(change, keys_of(item), row)]
    columns = [change.column for change in changes]
    also = [locator for locator in match.last if locator != last]
    others = [one.items[locator] for locator in also for one in tables.values() if locator in one.items]
    scope = scalar_at(item, _SCOPE)
    if others and scope is not None:
        sheet.replace(scope, " 或 ".join(f"（{text(each, _SCOPE)}）" for each in [item, *others]))
        _join_titles(sheet, item, others)
    if any(change.routes for change in changes) or match.state in ("merged", "split", "renamed"):
        columns.append(_SCOPE)
    doubted = {field_ for field_, cell in row.cells.items() if cell.doubts}
    if not columns and not set(match.changed) - doubted:
        return
    state = OF_STATE[match.state] if match.state not in ("same", "moved") else OF_STATE["changed"]
    remark = remarks.joined(_origin(match, number, table.name), _unwritten(changes))
    if columns == [keys_of(item).office] and state == OF_STATE["changed"] and changes[0].written:
        office = _Office(table.file, item, f"{table.name}·{number}", changes[0], row.lines, remark)
        offices.setdefault((columns[0], changes[0].old, changes[0].new), []).append(office)
        return
    ctx.mark(table.file, item, note(
        state, column=columns or list(match.changed), last="；".join(change.old or "无" for change in changes),
        now="；".join(change.new or "无" for change in changes), lines=row.lines, remark=remark,
    ))  # fmt: skip


def _doubted(change: Change, keys: Keys, row: TableRow) -> bool:
    """Whether a cell differs only as far as an erratum asks: what it proposes is last year's."""
    fields = ("office", "telephone") if change.column == keys.office else (keys.field(change.column),)
    meant = {**{field_: cell.text for field_, cell in row.cells.items()}, **proposals_of(row)}
    doubts = any(row.cells[field_].doubts for field_ in fields if field_ in row.cells)
    return doubts and words_only("".join(meant.get(field_, "") for field_ in fields)) == words_only(change.old)


def _lists(items: Sequence[MappingNode]) -> dict[str, list[str]]:
    """The titles that rows are for, by the key that holds them (评审, 推荐): those of all ``items``, each once."""
    found: dict[str, list[str]] = {}
    for item in items:
        keys = keys_of(item)
        holder = item.get(keys.titles or keys.name)
        for key, node in holder.entries if isinstance(holder, MappingNode) else ():
            if isinstance(node, SequenceNode):
                listed = found.setdefault(key.text, [])
                listed += [each for each in texts(node) if each not in listed]
    return found


def _join_titles(sheet: Sheet, item: MappingNode, others: Sequence[MappingNode]) -> None:
    """Put the titles of the rows that were joined into the one that is kept, where its lists stand in brackets."""
    keys = keys_of(item)
    holder = item.get(keys.titles or keys.name)
    joined = _lists([item, *others])
    for key, node in holder.entries if isinstance(holder, MappingNode) else ():
        start, end = sheet.bounds(node.span)
        if isinstance(node, SequenceNode) and joined[key.text] != [*texts(node)] and sheet.text[start : start + 1] == "[":
            sheet.put(start, end, flow(joined[key.text]))


def _same_offices(ctx: Context, offices: _Offices) -> None:
    """Rows of which only the office is another one: one entry for all that have the same, in the first of them."""
    for (column, last, now), rows in offices.items():
        first, *others = rows
        also = remarks.ALSO(names="、".join(each.locator for each in others)) if others else ""
        remark = remarks.joined(first.remark, also)
        lines = [line for each in rows for line in each.lines]
        changed = OF_STATE["changed"]
        ctx.mark(first.file, first.item, note(changed, column=column, last=last, now=now, lines=lines, remark=remark))
        for each in others:
            told = note(
                changed, column=column, last=last, now=now, lines=each.lines, remark=remarks.WITH(name=first.locator), asks=False
            )
            ctx.mark(each.file, each.item, told)


def _origin(match: RowMatch, number: int, table: str) -> str:
    if match.state in ("merged", "split") or match.last != (f"{table}·{number}",):
        return remarks.CAME_FROM(names="、".join(match.last))
    return ""


def _printed(row: TableRow) -> str:
    """The cells of a row as they are printed, without its number."""
    return "；".join(cell.text for field_, cell in row.cells.items() if field_ != "number")


def _unwritten(changes: Iterable[Change]) -> str:
    """Cells that could not be put down as printed."""
    columns = [change.column for change in changes if not change.written]
    return remarks.UNREADABLE(names="、".join(columns)) if columns else ""


def _new(ctx: Context, table: _Table, number: int, match: RowMatch, row: TableRow, tables: Mapping[str, _Table]) -> str:
    """The text of a row that this table did not have; ``match.last`` are rows that it comes from all the same.

    Parts of a split row begin with one 范围: within a table the check tells them, a part in another table takes nobody.
    """
    template = next(iter(table.items.values()))
    keys = keys_of(template)
    origins = [one.items[locator] for locator in match.last for one in tables.values() if locator in one.items]
    scope = " 或 ".join(f"（{text(each, _SCOPE)}）" if len(origins) > 1 else text(each, _SCOPE) for each in origins)
    apart = match.state == "split" and not any(locator in table.items for locator in match.last)
    reason = (SPLIT if match.state == "split" else MERGED if match.state == "merged" else MOVED) if origins else NEW
    values: dict[str, Value] = {}
    for key, node in template.entries:
        if key.text == _NUMBER:
            values[key.text] = number
        elif key.text == _SCOPE:
            values[key.text] = NOBODY if apart else scope or NOBODY
        elif key.text not in _NOT_COPIED:
            value = _blank(key.text, node, keys, cells_of(row), table, _lists(origins))
            if value is not None:
                values[key.text] = value
    names = "、".join(match.last)
    origin = remarks.CAME_FROM(names=names) if names else ""
    asked = note(
        reason, column=[key for key in values if key != _NUMBER], now=_printed(row), last="；".join(map(_last, origins)),
        lines=row.lines, remark=remarks.CAME_FROM_WITH(names=names, scope=scope) if apart else origin,
    )  # fmt: skip
    values[KEY] = [asked]
    indent = " " * (table.listed.items[0].span.column - 1)
    lines = "".join(entry(key, value, indent) for key, value in values.items())
    return f"{indent[:-2]}- {lines[len(indent) :]}"


def _last(item: MappingNode) -> str:
    """What last year's row said of whom it takes: the titles as printed and its 范围."""
    keys = keys_of(item)
    raw = scalar_at(item, keys.titles or keys.name) or scalar_at(item, keys.titles or keys.name, "原文")
    return "；".join(part for part in (raw.text if raw is not None else "", f"范围：{text(item, _SCOPE)}") if part)


def _blank(
    key: str, node: Node, keys: Keys, cells: Mapping[str, str], table: _Table, lists: Mapping[str, list[str]]
) -> Value | None:
    """What a new row has under a key that rows of its table have; ``None`` where the notice says nothing."""
    said = short_cell(key, keys, cells)
    if isinstance(node, MappingNode):
        if not said:
            return None
        inside = [inner.text for inner, value in node.entries if isinstance(value, SequenceNode)]
        parts: dict[str, Value] = {inner: lists.get(inner, []) for inner in inside}
        return {"原文": said, **keys.office_parts(key, cells), **parts}
    if key in (keys.start, keys.finish, keys.name):
        return said or None
    if isinstance(node, ScalarNode):
        return Counter(text(item, key) for item in table.items.values()).most_common(1)[0][0]
    return None


def _set_number(ctx: Context, table: _Table, item: MappingNode, number: int) -> None:
    printed = scalar_at(item, _NUMBER)
    if printed is not None and printed.text != str(number):
        ctx.sheets[table.file].replace(printed, number)


def _left_out(ctx: Context, table: _Table) -> None:
    """Rows that the notice no longer has, told beside the notice."""
    for locator, item in table.items.items():
        if ctx.renames.gone(locator):
            name = text(item, keys_of(item).name) or text(child(item, keys_of(item).name), "原文")
            ctx.open.append(note(GONE, place=ctx.renames.now(locator), last=name))


def _renumbered(ctx: Context, table: _Table) -> None:
    """Rows whose number is another one, told once for the table."""
    moved = [(locator, ctx.renames.now(locator)) for locator in table.items if not ctx.renames.gone(locator)]
    told = [f"{old}→{new}" for old, new in moved if old != new]
    if told:
        ctx.counts["renumbered"] += len(told)
        ctx.open.append(note(RENUMBERED, place=table.name, remark=remarks.RENAMED_CITED(names="、".join(told))))


def _unplaced(ctx: Context, table: Table, matches: Mapping[int, RowMatch]) -> None:
    """Rows of a table that last year did not have: told one by one, for there is no file to put them in."""
    for row in table.rows:
        match = matches.get(id(row))
        came = remarks.CAME_FROM(names="、".join(match.last)) if match is not None and match.last else ""
        remark = remarks.joined(remarks.NO_TABLE(), came)
        said = _printed(row)
        place = locator_of(row, ctx.places)
        ctx.open.append(note(NEW, place=place, now=said, lines=row.lines, remark=remark))
