"""Rows that follow each other: a committee recommends, another takes it from there. Part of :mod:`engine.analysis`; code W0511.

Where the second step is over before the first, a recommendation always comes too late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.analysis.context import Context
from engine.core.policy import Row
from engine.diagnostics import Diagnostic, Label
from engine.resolved.symbols import TableRow


def check_steps(context: Context) -> Iterable[Diagnostic]:
    """One warning for every second step that closes before its first."""
    acts = {table.name: table.act for table in context.resolved.tables.values()}
    declared = [scoped.row for scoped in context.typed.rows]
    second: dict[str, list[TableRow]] = {}
    for row in declared:
        for title in row.recommends if acts[row.table] == "recommend" else row.reviews:
            second.setdefault(title, []).append(row)
    for row in declared:
        if acts[row.table] == "review" and row.finish_date is not None:
            later = {other.locator: other for title in row.recommends for other in second.get(title, ())}
            yield from _too_late(context, row, later.values())


def _too_late(context: Context, row: TableRow, later: Iterable[TableRow]) -> Iterator[Diagnostic]:
    for other in later:
        early = other.finish_date is not None and row.finish_date is not None and other.finish_date < row.finish_date
        if early and other is not row and _meet(context, row.locator, other.locator):
            arguments = {
                "row": row.locator,
                "other": other.locator,
                "finish": row.finish_date,
                "closes": other.finish_date,
            }
            place = other.places.get("完成时间", other.span)
            yield Diagnostic("W0511", place, arguments, (Label(row.places.get("完成时间", row.span), "first"),))


def _meet(context: Context, one: str, other: str) -> bool:
    """Whether some case is in both rows."""
    for part in context.core.subjects:
        rows: dict[str, Row] = {row.locator: row for row in part.rows}
        if one in rows and other in rows:
            scopes = [context.truth(part.name, rows[each].scope, each, rows[each].span) for each in (one, other)]
            known = [scope for scope in scopes if scope is not None]
            answer = context.ask(part.name, [*known, *context.chosen(part.name)], one, rows[one].span)
            return len(known) == 2 and answer.found is not None
    return False
