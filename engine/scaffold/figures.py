"""``parameters.yaml`` and ``readings.yaml`` of the new year. Part of :mod:`engine.scaffold`.

A figure is confirmed by the notice only where its clause reads as it did; a reading rests on the words it reads.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from engine.notice.model import ChangedFigure, ClauseMatch
from engine.pending.items import CONFIRMED_BY
from engine.resolved.declarations.access import child, entries, text
from engine.scaffold import remarks
from engine.scaffold.context import Context, scalar_at, words_stay
from engine.scaffold.notes import (
    CARRIED,
    CHANGED,
    DOUBTFUL,
    FIGURE,
    GONE,
    OF_STATE,
    figures_told,
    marked,
    note,
    of_clause,
)
from engine.scaffold.sheet import Value
from engine.source.nodes import MappingNode, ScalarNode
from engine.trace.passages import fold_text
from engine.trace.scenarios import short

_PARAMETERS, _READINGS = "parameters.yaml", "readings.yaml"
_OPEN_VALUE = "未定"
_UNWRITTEN = "未写"


def plan_parameters(ctx: Context) -> None:
    """Every figure and date: the notice's where it changed, last year's where it did not, and what was only carried over."""
    for item in entries(child(ctx.root(_PARAMETERS), "参数")):
        value = item.get("值")
        match = ctx.clause_of(text(item, "条款"))
        if not isinstance(value, ScalarNode):
            if not words_stay(match):
                ctx.mark(_PARAMETERS, item, _carried(match, "值"))
            continue
        entry = _parameter(ctx, item, value, match)
        if entry is not None:
            ctx.counts["figures"] += entry["事由"] == FIGURE
            if short(text(item, "条款")) in ctx.figures_only:
                entry = told_with(ctx, entry, text(item, "条款"))
            ctx.mark(_PARAMETERS, item, entry)


def told_with(ctx: Context, asked: dict[str, Value], locator: str) -> dict[str, Value]:
    """An entry about a figure, which stands for its clause as well: that has no other change."""
    match = ctx.clause_of(locator)
    words = marked(match.difference) if match is not None else ""
    said = remarks.ONLY_FIGURE(name=ctx.renames.now(locator))
    confirmed = {key: asked[key] for key in asked if key == CONFIRMED_BY}
    kept = {key: each for key, each in asked.items() if key not in confirmed}
    return {**kept, **({"改动": words} if words else {}), "说明": remarks.joined(str(asked.get("说明", "")), said), **confirmed}


def of_the_year(ctx: Context, match: ClauseMatch | None = None, place: str = "", column: str = "值") -> dict[str, Value]:
    """The entry about the plan year; clauses in which only that, or number and day of the notice, is another."""
    matches = [ctx.clauses[locator] for locator in ctx.year_only]
    passages = [each.passage for each in (match, *matches) if each is not None and each.passage is not None]
    names = "、".join(each.passage.locator for each in matches if each.passage is not None)
    ctx.year_told = True
    return note(
        FIGURE, column=column, place=place, last=str(ctx.last_year), now=str(ctx.year),
        difference="；".join(marked(each.difference) for each in matches),
        lines=[line for passage in passages for line in passage.lines],
        remark=remarks.joined(
            remarks.ONLY_YEAR(names=names) if names else "",
            remarks.EXAMPLES(count=ctx.counts["examples"]) if ctx.counts["examples"] else "",
        ),
    )  # fmt: skip


def _parameter(ctx: Context, item: MappingNode, value: ScalarNode, match: ClauseMatch | None) -> dict[str, Value] | None:
    kind = text(item, "类型")
    if kind == "年" and value.text == str(ctx.last_year):
        ctx.sheets[_PARAMETERS].replace(value, ctx.year)
        return of_the_year(ctx, match)
    if words_stay(match):
        assert match is not None
        return _rolled(ctx, value, match) if kind == "日期" else None
    if match is None:
        return _carried(None, "值")
    if match.passage is None:
        return note(GONE, column="值", last=value.text, remark=remarks.GONE_CITED())
    if value.text == _OPEN_VALUE or text(item, "原文") == _UNWRITTEN:
        return of_clause(match, "值", last=value.text)
    return _changed(ctx, item, value, match)


def _changed(ctx: Context, item: MappingNode, value: ScalarNode, match: ClauseMatch) -> dict[str, Value]:
    """A figure of a clause that reads otherwise."""
    assert match.passage is not None
    kind, unit = text(item, "类型"), text(item, "单位")
    found = [each for each in match.figures if _is(each, value.text, kind, unit)]
    if not found:
        entry = of_clause(match, "值", last=value.text)
        return {**entry, "事由": CARRIED if entry["事由"] == CHANGED else entry["事由"]}
    figure = found[0]
    lines = [figure.line] if figure.line else match.passage.lines
    remark = figures_told(match.figures) if len(found) > 1 else ""
    if not figure.new:
        return note(GONE, column="值", last=value.text, lines=lines, remark=remarks.GONE_FIGURE())
    written = _as(figure.new, value, kind)
    if written is None:
        told = remarks.joined(remark, remarks.UNUSABLE())
        return note(DOUBTFUL, column="值", last=value.text, now=figure.new, lines=lines, remark=told)
    ctx.sheets[_PARAMETERS].replace(value, written)
    return note(FIGURE, column="值", last=value.text, now=str(written), lines=lines, remark=remark)


def _is(figure: ChangedFigure, old: str, kind: str, unit: str) -> bool:
    """Whether a figure of the notice is the parameter's of last year."""
    if kind == "日期":
        return figure.old == old or (len(figure.old) < len(old) and bool(figure.old) and old.endswith(figure.old))
    return fold_text(figure.old) == fold_text(old) and (not unit or not figure.unit or fold_text(figure.unit) in unit)


def _as(new: str, value: ScalarNode, kind: str) -> str | int | None:
    """The new figure in the form of the old one, ``None`` where it does not fit."""
    if kind == "日期":
        return new if _day(new) is not None else None
    if isinstance(value.value, int) and not isinstance(value.value, bool):
        return int(new) if new.isascii() and new.isdecimal() and len(new) < 16 else None
    return new


def _rolled(ctx: Context, value: ScalarNode, match: ClauseMatch) -> dict[str, Value] | None:
    """A date whose clause reads as it did: of the year printed, else of the new plan's."""
    day = _day(value.text)
    assert match.passage is not None
    if day is None or f"{day.year}年" in fold_text(match.passage.text):
        return None
    year = day.year + ctx.year - ctx.last_year
    if day.day > calendar.monthrange(year, day.month)[1]:
        remark = remarks.NO_SUCH_DAY(year=year, month=day.month, day=day.day)
        return note(DOUBTFUL, column="值", last=value.text, lines=match.passage.lines, remark=remark)
    new = day.replace(year=year).isoformat()
    ctx.sheets[_PARAMETERS].replace(value, new)
    return note(CARRIED, column="值", last=value.text, now=new, lines=match.passage.lines, remark=remarks.ASSUMED_YEAR())


def _day(text_: str) -> date | None:
    try:
        return date.fromisoformat(text_) if len(text_) == 10 else None
    except ValueError:
        return None


def _carried(match: ClauseMatch | None, column: str) -> dict[str, Value]:
    if match is None:
        return note(CARRIED, column=column, remark=remarks.UNMATCHED_CITED())
    if match.passage is None:
        return note(GONE, column=column, remark=remarks.GONE_CITED())
    return of_clause(match, column)


def plan_readings(ctx: Context) -> None:
    """A reading whose words changed is open again; what last year chose, and who confirmed it, is its evidence."""
    sheet = ctx.sheets.get(_READINGS)
    for item in entries(child(ctx.root(_READINGS), "口径")):
        confirmed = scalar_at(item, "确认")
        locator = text(item, "条款")
        if sheet is None or confirmed is None or ctx.stays(locator):
            continue
        sheet.replace(confirmed, "待确认")
        last = f"{ctx.last_year}年采用“{text(item, '采用')}”，确认：{confirmed.text}"
        ctx.mark(_READINGS, item, evidence(ctx, locator, "采用", last))


def evidence(ctx: Context, locator: str, column: str | Sequence[str], last: str, *, asks: bool = False) -> dict[str, Value]:
    """Why something that rests on a clause or row is open again; ``asks`` where it has no status of its own."""
    match = ctx.clause_of(locator)
    if match is not None and match.passage is not None:
        return of_clause(match, column, asks=asks, last=last)
    found = ctx.rows.get(short(locator))
    if found is not None and found[0].row is not None:
        row = found[0]
        return note(OF_STATE[row.state], column=column, last=last, lines=row.row.lines if row.row else (), asks=asks)
    return note(GONE if ctx.renames.gone(locator) else CARRIED, column=column, last=last, asks=asks)
