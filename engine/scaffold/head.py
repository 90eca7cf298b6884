"""``notice.yaml`` of the new year: number, title, dates, documents relied on, annexes, errata. Part of :mod:`engine.scaffold`.

What the notice prints is put; what it does not print stays last year's and is open. Errata of last year stay only where the words
that they are about still stand; what looks misread in the new notice is proposed as an erratum, never put right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from engine.diagnostics import Diagnostic
from engine.notice.model import ClauseMatch, Doubt, TableRow
from engine.resolved.declarations.access import child, entries, text
from engine.scaffold import remarks
from engine.scaffold.cells import cells_of, keys_of
from engine.scaffold.context import Context, scalar_at, table_files
from engine.scaffold.figures import of_the_year, told_with
from engine.scaffold.notes import ABSENT, CARRIED, FIGURE, note
from engine.scaffold.sheet import Piece, Value, flow
from engine.source.nodes import MappingNode, Node, SequenceNode
from engine.trace.passages import fold_text
from engine.trace.scenarios import short

FILE = "notice.yaml"
#: Keys of ``notice.yaml`` by what the reader of notices calls them.
_HEAD = (("number", "文号"), ("title", "标题"), ("issuer", "发文机关"), ("date", "成文日期"))
_PENDING, _SETTLED, _LAYOUT, _RECORDED = "待确认", "已确认", "版式", "记录备查"
_DAY = re.compile(r"(\d{4})[-年.](\d{1,2})[-月.](\d{1,2})日?\Z")


def plan_head(ctx: Context, vanished: set[str]) -> None:
    """Everything of ``notice.yaml`` but its entries of 核对, which come last."""
    root = ctx.root(FILE)
    assert root is not None
    _scalars(ctx, root)
    whole = fold_text("\n".join(line.text for line in ctx.comparison.notice.lines))
    for item in entries(child(root, "依据文件")):
        _document(ctx, item, whole)
    _annexes(ctx, root, whole)
    if (ctx.year_only or ctx.counts["examples"]) and not ctx.year_told:
        ctx.open.append(of_the_year(ctx, place=FILE, column="年度"))
    for item in entries(child(root, "表")):
        locator = text(item, "条款")
        if not ctx.stays(locator) and text(item, "名称") not in vanished:
            ctx.mark(FILE, item, note(CARRIED, column=["标题", "办理"], place=ctx.renames.now(locator)))
    _tables(ctx, root, vanished)
    _errata(ctx, root)


def _scalars(ctx: Context, root: MappingNode) -> None:
    sheet, head = ctx.sheets[FILE], ctx.comparison.notice.head
    year = scalar_at(root, "年度")
    if year is not None:
        sheet.replace(year, ctx.year)
    for field, key in _HEAD:
        node, said = scalar_at(root, key), head.get(field, "")
        if field == "date":
            said = _iso(said)
        fits = bool(said)
        if node is None or (fits and fold_text(node.text) == fold_text(said)):
            continue
        if fits:
            sheet.replace(node, said, quoted=field == "date")
        else:
            remark = remarks.MISSING_HEAD(name=key)
            ctx.open.append(note(ABSENT, place=FILE, column=key, last=node.text, now=head.get(field, ""), remark=remark))
    issuer = scalar_at(root, "发文机关")
    said = head.get("issuer", "")
    if issuer is not None and said and fold_text(said) != fold_text(issuer.text):
        columns = [key for key in ("地区", "层级", "主送") if root.get(key) is not None]
        ctx.open.append(note(CARRIED, place=FILE, column=columns, last=issuer.text, now=said, remark=remarks.OTHER_ISSUER()))


def _iso(printed: str) -> str:
    """A printed day as ISO text, empty where it is none."""
    found = _DAY.match(fold_text(printed))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else ""
    except ValueError:
        return ""


def _document(ctx: Context, item: MappingNode, whole: str) -> None:
    """A document relied on: its number and the year in its name as the clause has them now."""
    number, locator = scalar_at(item, "文号"), text(item, "条款")
    match = ctx.clause_of(locator)
    notes: list[dict[str, Value]] = []
    new = _replaced(match, number.text) if number is not None else ""
    if number is not None and new:
        ctx.sheets[FILE].replace(number, new)
        lines = match.passage.lines if match is not None and match.passage is not None else ()
        made = note(FIGURE, column="文号", last=number.text, now=new, lines=lines)
        notes.append(told_with(ctx, made, locator) if short(locator) in ctx.figures_only else made)
    absent = number is not None and not new and fold_text(number.text) not in whole
    unnamed = not _name_stands(ctx, item, whole)
    if absent and number is not None:
        columns = ["文号", "名称"] if unnamed else ["文号"]
        last = f"{text(item, '名称')}，{number.text}" if unnamed else number.text
        notes.append(note(ABSENT, column=columns, last=last))
    elif unnamed:
        notes.append(note(CARRIED, column="名称", last=text(item, "名称"), remark=remarks.MISSING_NAME()))
    ctx.mark(FILE, item, *notes)


def _replaced(match: ClauseMatch | None, old: str) -> str:
    """The number that stands where ``old`` stood, where the comparison names one."""
    figures = match.figures if match is not None else ()
    return next((each.new for each in figures if fold_text(each.old) == fold_text(old)), "")


def _name_stands(ctx: Context, item: MappingNode, whole: str) -> bool:
    """Whether a name is printed in the notice, with this year in place of last year's; then it is put so."""
    node = scalar_at(item, "名称")
    if node is None or fold_text(node.text) in whole:
        return True
    rolled = node.text.replace(str(ctx.last_year), str(ctx.year))
    if rolled == node.text or fold_text(rolled) not in whole:
        return False
    ctx.sheets[FILE].replace(node, rolled)
    return True


def _annexes(ctx: Context, root: MappingNode, whole: str) -> None:
    """The enclosures, in one entry for all that were carried over."""
    told = [(item, columns) for item in entries(child(root, "附件")) if (columns := _unprinted(ctx, item, whole))]
    if told:
        last = "；".join(
            "，".join(text(item, key) for key in ("编号", "名称", "说明") if item.get(key) is not None) for item, _ in told
        )
        remark = remarks.joined(*(remarks.KEPT(name=text(item, "编号"), names="、".join(columns)) for item, columns in told))
        ctx.open.append(note(CARRIED, place="附件", last=last, remark=remark))


def _unprinted(ctx: Context, item: MappingNode, whole: str) -> list[str]:
    """What of an enclosure the notice does not print: its 说明 never is."""
    number, held = fold_text(text(item, "编号")), _name_stands(ctx, item, whole)
    columns = [key for key, stands in (("编号", number in whole), ("名称", held)) if not stands]
    return [*columns, "说明"] if item.get("说明") is not None else columns


def _tables(ctx: Context, root: MappingNode, vanished: set[str]) -> None:
    """Tables that the notice no longer has are not declared."""
    listed = root.get("表")
    gone = [at for at, item in enumerate(listed.items) if _named(item) in vanished] if isinstance(listed, SequenceNode) else []
    if not gone or not isinstance(listed, SequenceNode):
        return
    items = ctx.sheets[FILE].items(listed, gone)
    if items is None:
        ctx.problems.append(Diagnostic("E0943", listed.span, {"file": FILE}))
        return
    ctx.sheets[FILE].arrange(items.start, items.end, [p for each in items.pieces.values() for p in each] + [*items.rest])


def _named(item: object) -> str:
    return text(item, "名称") if isinstance(item, MappingNode) else ""


# ---- errata -------------------------------------------------------------------------------------------------------------


def _errata(ctx: Context, root: MappingNode) -> None:
    """Those of last year that still hold, open again; then one for each doubt about the new notice."""
    listed = root.get("勘误")
    sheet = ctx.sheets[FILE]
    if not isinstance(listed, SequenceNode) or not listed.items:
        _first_errata(ctx, listed, [f"  - {flow(each)}\n" for each in _proposals(ctx, set())])
        return
    mappings = [item for item in listed.items if isinstance(item, MappingNode)]
    gone = [at for at, item in enumerate(mappings) if not _holds(ctx, item)]
    items = sheet.items(listed, gone)
    if items is None:
        ctx.problems.append(Diagnostic("E0943", listed.span, {"file": FILE}))
        return
    kept = [item for at, item in enumerate(mappings) if at not in gone]
    for item in kept:
        status = scalar_at(item, "状态")
        if status is not None and status.text == _SETTLED:
            sheet.replace(status, _PENDING)
    known = {(ctx.renames.now(text(item, "位置")), text(item, "栏"), text(item, "原文")) for item in kept}
    indent = " " * (listed.items[0].span.column - 3)
    new = [Piece(text=f"{indent}- {flow(each)}\n") for each in _proposals(ctx, known)]
    pieces = [piece for at in sorted(items.pieces) for piece in items.pieces[at]]
    ctx.counts["errata_dropped"] = len(gone)
    sheet.arrange(items.start, items.end, [*pieces, *items.rest, *new])


def _first_errata(ctx: Context, listed: Node | None, lines: list[str]) -> None:
    """Errata where last year had none."""
    sheet = ctx.sheets[FILE]
    if lines and isinstance(listed, SequenceNode):
        start, end = sheet.bounds(listed.span)
        sheet.put(start, end, "\n" + "".join(lines).rstrip("\n"))
    elif lines and listed is None:
        sheet.put(len(sheet.text), len(sheet.text), "\n勘误:\n" + "".join(lines))


def _proposals(ctx: Context, known: set[tuple[str, str, str]]) -> list[dict[str, Value]]:
    """An erratum for each doubt that is not ``known`` from last year; several reasons for one are told together."""
    found: dict[tuple[Value, ...], dict[str, Value]] = {}
    places = _Places(ctx)
    for doubt in ctx.comparison.notice.doubts:
        made = _proposal(places, doubt, ctx.kept)
        key = tuple(made.get(name, "") for name in ("位置", "栏", "原文", "拟改"))
        if key[:3] in known:
            continue
        if key in found:
            made["依据"] = f"{found[key]['依据']}；{made['依据']}"
        found[key] = made
    ctx.counts["doubts"] = len(found)
    return list(found.values())


def _holds(ctx: Context, item: MappingNode) -> bool:
    """Whether the words that an erratum of last year is about still stand where it says."""
    if text(item, "类别") == _LAYOUT:
        return False
    quoted, locator = fold_text(text(item, "原文")), short(text(item, "位置"))
    if locator in ctx.rows:
        match, _ = ctx.rows[locator]
        return match.row is not None and quoted in fold_text(_column(ctx, locator, match.row, text(item, "栏")))
    match_ = ctx.clauses.get(locator)
    return match_ is not None and match_.passage is not None and quoted in fold_text(match_.passage.text)


def _column(ctx: Context, locator: str, row: TableRow, column: str) -> str:
    """What the new notice prints under a column of last year's row."""
    table, _, number = locator.rpartition("·")
    file = table_files(ctx.root(FILE)).get(table, "")
    rows = entries(child(ctx.root(file), table)) if file in ctx.sheets else iter(())
    item = next((each for each in rows if text(each, "序号") == number), None)
    if item is None:
        return ""
    field = keys_of(item).field(column)
    cells = cells_of(row)
    return cells.get("raw_office" if field == "office" else field, "") or cells.get("name" if field == "titles" else "", "")


def _proposal(places: _Places, doubt: Doubt, kept: Collection[tuple[str, str]]) -> dict[str, Value]:
    """A doubt as an erratum: the words as they stand, what they may have been, why."""
    locator, column = places.where(doubt)
    entry: dict[str, Value] = {
        "位置": locator or f"原文第{doubt.line}行", "栏": column or "正文", "类别": "文字" if doubt.proposal else "疑义",
        "原文": doubt.text or "（空）",
    }  # fmt: skip
    if doubt.proposal:
        entry["拟改"] = doubt.proposal
    meanwhile = "；这一行的单位、电话暂按拟改的写，不改的要一并改回" if (locator, doubt.proposal) in kept else ""
    return {**entry, "依据": f"{doubt.reason_zh}（原文第{doubt.line}行）{meanwhile}", "把握": "中", "状态": _PENDING}


class _Places:
    """Where every doubt of the new notice stands; made once, so that time grows with the notice alone."""

    def __init__(self, ctx: Context) -> None:
        self._rows = ctx.places
        self._known = {passage.locator for passage in ctx.comparison.notice.passages} | set(ctx.places.values())
        self._cells: dict[Doubt, tuple[TableRow, str]] = {}
        for row, field in _cells(ctx):
            for doubt in row.cells[field].doubts:
                self._cells.setdefault(doubt, (row, field))
        self._firsts = {
            table: next(iter(entries(child(ctx.root(file), table))), None) if file in ctx.sheets else None
            for table, file in table_files(ctx.root(FILE)).items()
        }

    def where(self, doubt: Doubt) -> tuple[str, str]:
        """The locator of a doubt, and the column where it is about a cell."""
        if doubt in self._cells:
            row, field = self._cells[doubt]
            locator = self._rows[id(row)]
            return locator, _key(self._firsts.get(locator.rpartition("·")[0]), field)
        locator, _, column = doubt.where.partition(" ")
        return (locator, column) if locator in self._known else ("", "")


def _key(item: MappingNode | None, field: str) -> str:
    if item is None:
        return field
    keys = keys_of(item)._asdict()
    return str(keys["office"] if field == "telephone" else keys.get(field) or field)


def _cells(ctx: Context) -> Iterator[tuple[TableRow, str]]:
    for table in ctx.comparison.notice.tables:
        for row in table.rows:
            for field, cell in row.cells.items():
                if cell.doubts:
                    yield row, field
