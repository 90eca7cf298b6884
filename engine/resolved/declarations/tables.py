"""The annex tables whose rows route applications. Part of :mod:`engine.resolved.declarations`."""

from __future__ import annotations

from engine.diagnostics import Diagnostic, Label, Span
from engine.resolved.declarations.access import child, entries, optional, places, span, text, texts, value
from engine.resolved.declarations.months import first_day, last_day, read_months
from engine.resolved.symbols import Notice, Office, RoutingTable, TableRow
from engine.source.nodes import Document, MappingNode, Node
from engine.syntax.citations import normalise_locator

_NAMES = ("评委会名称", "推荐资格名称", "评审名称")
_TITLES = ("所评资格名称", "推荐资格名称", "评审名称")
_OFFICES = ("评委会办公室所在单位及电话", "主管单位及电话", "材料初审单位及电话")
_ACTS = {"评审": "review", "审核推荐": "recommend", "初定": "initial"}


def read_tables(root: Node, notice: Notice, documents: dict[str, Document]) -> tuple[list[RoutingTable], list[Diagnostic]]:
    """The tables that ``notice.yaml`` names, each from its own file."""
    found: list[RoutingTable] = []
    diagnostics: list[Diagnostic] = []
    for item in entries(child(root, "表")):
        name, file = text(item, "名称"), text(item, "文件")
        document = documents.get(file)
        listed = child(document.root, name) if document is not None else None
        if listed is None:
            diagnostics.append(Diagnostic("E0305", span(item, "文件"), {"file": file, "table": name}))
            continue
        rows, problems = _rows(name, listed, notice)
        diagnostics += problems
        act = _ACTS.get(text(item, "办理"), "") or _act(rows)
        found.append(
            RoutingTable(
                name,
                text(item, "标题"),
                text(item, "主体"),
                normalise_locator(text(item, "条款")),
                act,
                tuple(rows),
                text(item, "命中") == "先中",
                span(item, "名称"),
                places(item),
            )
        )
    return found, diagnostics


def _act(rows: list[TableRow]) -> str:
    """Review where some row reviews; recommend where rows only recommend; else initial titles."""
    if any(row.reviews for row in rows):
        return "review"
    return "recommend" if any(row.recommends for row in rows) else "initial"


def _rows(table: str, listed: Node, notice: Notice) -> tuple[list[TableRow], list[Diagnostic]]:
    rows: list[TableRow] = []
    diagnostics: list[Diagnostic] = []
    seen: dict[int, TableRow] = {}
    for item in entries(listed):
        row = read_row(table, item, notice, diagnostics)
        if row.number in seen:
            label = Label(seen[row.number].span, "first", {})
            diagnostics.append(Diagnostic("E0306", row.span, {"table": table, "number": row.number}, (label,)))
        seen.setdefault(row.number, row)
        rows.append(row)
    return rows, diagnostics


def read_row(table: str, item: MappingNode, notice: Notice, diagnostics: list[Diagnostic]) -> TableRow:
    """One row of a table; what is wrong with its months is added to ``diagnostics``."""
    number = int(str(value(item, "序号") or 0))
    title_key = next((key for key in _TITLES if item.get(key) is not None), _TITLES[0])
    name_key = next((key for key in _NAMES if item.get(key) is not None), _NAMES[0])
    titles = child(item, title_key)
    office = next((child(item, key) for key in _OFFICES if item.get(key) is not None), None)
    start, finish = _dates(item, notice, diagnostics)
    return TableRow(
        f"{table}·{number}",
        table,
        number,
        text(item, name_key) or text(child(item, name_key), "原文"),
        text(titles, "原文"),
        texts(child(titles, "评审")),
        texts(child(titles, "推荐")),
        optional(item, "启动时间"),
        text(item, "完成时间"),
        start,
        finish,
        Office(text(office, "原文"), optional(office, "单位"), optional(office, "电话")),
        text(child(item, "申报对象"), "原文") or text(item, "申报对象"),
        optional(item, "驻地"),
        tuple(normalise_locator(locator) for locator in texts(child(item, "另见"))),
        span(item, "范围"),
        tuple(
            (
                text(note, "内容"),
                "referral" if text(note, "类别") == "转办" else "advice",
                span(note, "当") if note.get("当") is not None else None,
                span(note, "内容"),
            )
            for note in entries(child(item, "备注"))
        ),
        scope_text=text(item, "范围"),
        span=span(item, "序号"),
        places=_cell_places(item, office),
    )


def _cell_places(item: MappingNode, office: Node | None) -> dict[str, Span]:
    """Where the cells stand that an amendment may change, 单位 and 电话 of the office among them."""
    return places(item) | {key: place for key, place in places(office).items() if key in ("单位", "电话")}


def _dates(item: MappingNode, notice: Notice, diagnostics: list[Diagnostic]) -> tuple[str, str | None]:
    """First and last day of the working months, as ISO text; the notice's date where no start is printed."""
    start, finish = notice.issued_on, None
    for key in ("启动时间", "完成时间"):
        cell = optional(item, key)
        if cell is None:
            continue
        months = read_months(cell, notice.year)
        if months is None:
            diagnostics.append(Diagnostic("E0307", span(item, key), {"text": cell, "column": key}))
        elif key == "启动时间":
            start = first_day(months).isoformat()
        else:
            finish = last_day(months).isoformat()
    if finish is not None and start > finish and item.get("启动时间") is not None:
        diagnostics.append(Diagnostic("E0308", span(item, "完成时间"), {"start": start, "finish": finish}))
    return start, finish
