"""Amendments of the notice within its year: a figure or a cell of a row, old value → new value, or a whole row added or
dropped, from a day on.

Part of :mod:`engine.resolved.documents`. Both values stay: which one holds is asked at the reference date. The old value must
be the one that stands, so that an amendment written for another text is noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.diagnostics import Diagnostic, Label, Span
from engine.resolved.declarations.access import child, entries, span, text
from engine.resolved.declarations.dates import read_date
from engine.resolved.declarations.figures import UNSET, plain_value
from engine.resolved.declarations.months import first_day, last_day, read_months
from engine.resolved.declarations.tables import read_row
from engine.resolved.document_symbols import RowChange, RowLife
from engine.resolved.documents.reading import roots
from engine.resolved.names import Names
from engine.resolved.references import unknown
from engine.resolved.symbols import Notice, Parameter, TableRow
from engine.source.nodes import MappingNode, Node
from engine.syntax.citations import normalise_locator
from engine.syntax.policy import SurfacePolicy

Report = Callable[[Diagnostic], None]
_MONTHS = ("启动时间", "完成时间")


class Change(NamedTuple):
    """One entry of an amendment: the day it holds from (ISO), the document's number, the entry, the place of the day."""

    since: str
    number: str
    item: Node
    place: Span


def read_changes(policies: Sequence[SurfacePolicy], report: Report) -> list[Change]:
    """All changes of all amendments, the earliest first."""
    return sorted(_changes(policies, report), key=lambda change: change.since)


def _changes(policies: Sequence[SurfacePolicy], report: Report) -> Iterator[Change]:
    for policy in policies:
        for root in roots(policy, "amendments"):
            place = span(root, "生效日期")
            day, problem = read_date(text(root, "生效日期"), place)
            if problem is not None:
                report(problem)
            for item in entries(child(root, "变更")) if day is not None else ():
                assert day is not None
                yield Change(day.isoformat(), text(root, "文号"), item, place)


def amend_parameter(names: Names, change: Change, report: Report) -> None:
    """Add a dated value to a parameter."""
    name = text(change.item, "参数")
    known = names.parameters.get(name)
    if known is None:
        unknown("E0301", name, span(change.item, "参数"), names.parameters, names, report)
        return
    last, value = known.entries[-1]
    where = known.value_spans[-1] if known.value_spans else known.span
    shown = UNSET if value is None else _shown(value)
    if not _agrees(change, known.name, shown, where, report) or not _follows(change, known.name, last, where, report):
        return
    amended = _with_value(known, change)
    names.parameters |= {each: amended for each in (known.name, known.id) if each}


def _with_value(known: Parameter, change: Change) -> Parameter:
    value = plain_value(child(change.item, "新值"))
    return replace(
        known,
        entries=(*known.entries, (change.since, value)),
        amended=(*known.amended, (change.since, change.number)),
        value_spans=(*known.value_spans, span(change.item, "新值")),
        from_spans=(*known.from_spans, change.place),
    )


def amend_row(row: TableRow, change: Change, year: int, report: Report) -> TableRow:
    """A row with one more change of a cell."""
    if row.dropped is not None:
        label = Label(row.dropped.span, "first", {})
        arguments = {"row": row.locator, "since": row.dropped.since}
        report(Diagnostic("E0354", span(change.item, "行"), arguments, (label,)))
        return row
    column = text(change.item, "栏")
    earlier = [each for each in row.changes if each.column == column]
    before = earlier[-1].after if earlier else _cell(row, column)
    where = earlier[-1].span if earlier else row.places.get(column, row.span)
    name = f"{row.locator} {column}"
    since = earlier[-1].since if earlier else row.added.since if row.added is not None else None
    if not _agrees(change, name, before, where, report) or not _follows(change, name, since, where, report):
        return row
    after, place = text(change.item, "新值"), span(change.item, "新值")
    day: str | None = None
    if column in _MONTHS:
        months = read_months(after, year)
        if months is None:
            report(Diagnostic("E0307", place, {"text": after, "column": column}))
            return row
        day = (first_day(months) if column == "启动时间" else last_day(months)).isoformat()
    scope = place if column == "范围" else None
    made = RowChange(change.since, change.number, column, before, after, day, scope, place)
    changed = replace(row, changes=(*row.changes, made))
    if column in _MONTHS:
        _check_order(changed, place, report)
    return changed


def added_row(change: Change, notice: Notice, report: Report) -> TableRow:
    """The row that an amendment adds to a table."""
    table, problems = text(change.item, "增行"), list[Diagnostic]()
    node = child(change.item, "新行")
    assert isinstance(node, MappingNode)
    row = read_row(table, node, notice, problems)
    for problem in problems:
        report(problem)
    return replace(row, added=RowLife(change.since, change.number, f"{row.locator}增设", span(node, "序号")))


def drop_row(row: TableRow, change: Change, report: Report) -> TableRow:
    """A row that an amendment takes out; its name must be the one that stands."""
    place = span(change.item, "删行")
    if row.dropped is not None:
        label = Label(row.dropped.span, "first", {})
        report(Diagnostic("E0354", place, {"row": row.locator, "since": row.dropped.since}, (label,)))
        return row
    standing, where = row.name or row.titles, row.places.get("评委会名称", row.span)
    if not _agrees(change, row.locator, standing, where, report, "原名"):
        return row
    last = max((each.since for each in (*row.changes, *((row.added,) if row.added is not None else ()))), default=None)
    if not _follows(change, row.locator, last, row.span, report):
        return row
    return replace(row, dropped=RowLife(change.since, change.number, f"{row.locator}删去", place))


def months_at(row: TableRow) -> Iterator[tuple[str, str | None, str | None]]:
    """``(day, start, finish)`` of every stage of a row's working time: ISO texts, the first with an empty day."""
    start, finish = row.start_date, row.finish_date
    yield "", start, finish
    for change in row.changes:
        start = change.date if change.column == "启动时间" else start
        finish = change.date if change.column == "完成时间" else finish
        if change.column in _MONTHS:
            yield change.since, start, finish


def _check_order(row: TableRow, place: Span, report: Report) -> None:
    stages = {since: (start, finish) for since, start, finish in months_at(row)}
    for start, finish in stages.values():
        if start and finish and start > finish:
            report(Diagnostic("E0308", place, {"start": start, "finish": finish}))
            return


def _cell(row: TableRow, column: str) -> str:
    cells = {
        "启动时间": row.start,
        "完成时间": row.finish,
        "单位": row.office.unit,
        "电话": row.office.phone,
        "范围": row.scope_text,
    }
    return cells[column] or ""


def _agrees(change: Change, name: str, standing: str, where: Span, report: Report, key: str = "原值") -> bool:
    """Whether the old value is the one that stands; blanks that a cell's layout left do not count."""
    stated = _shown(plain_value(child(change.item, key)))
    if "".join(stated.split()) == "".join(standing.split()):
        return True
    label = Label(where, "first", {})
    arguments = {"name": name, "stated": stated, "found": standing}
    report(Diagnostic("E0348", span(change.item, key), arguments, (label,)))
    return False


def _follows(change: Change, name: str, last: str | None, where: Span, report: Report) -> bool:
    """Whether the change holds from a later day than the value it replaces."""
    if last is None or last < change.since:
        return True
    label = Label(where, "first", {})
    report(Diagnostic("E0346", change.place, {"name": name, "date": change.since, "before": last}, (label,)))
    return False


def _shown(value: object) -> str:
    if value is None:
        return UNSET
    return str(value).lower() if isinstance(value, bool) else str(value)


def locator_of(change: Change) -> str:
    """The row that a change is about; empty for a parameter and for a row that is added."""
    return normalise_locator(text(change.item, "行") or text(change.item, "删行"))
