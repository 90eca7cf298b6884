"""Clauses whose changes have items of their own, so that nothing is asked twice. Part of :mod:`engine.scaffold`.

A clause that has its words and only other figures is no item beside those figures: the parameter or the document that holds a
figure is one, and the year, number and day of the notice are one together. A clause that reads as it did once its errata are
settled is asked about by these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.notice.figures import find_figures
from engine.notice.model import ChangedFigure, ClauseMatch
from engine.notice.wording import bare, words_only
from engine.resolved.declarations.access import child, entries, text
from engine.scaffold.context import Context
from engine.source.nodes import MappingNode
from engine.trace.passages import fold_text
from engine.trace.scenarios import short

_PARAMETERS, _NOTICE = "parameters.yaml", "notice.yaml"
#: What stands for a figure while the words around figures are compared; no notice has this character.
_ANY = "\ue000"


def account(ctx: Context) -> None:
    """Fill ``year_only``, ``figures_only`` and ``errata_only`` of ``ctx``: last year's clauses that need no item of their own."""
    doubted = {doubt.where for doubt in ctx.comparison.notice.doubts if doubt.proposal}
    parameters = [*entries(child(ctx.root(_PARAMETERS), "参数"))]
    documents = [*entries(child(ctx.root(_NOTICE), "依据文件"))]
    for item in entries(child(ctx.root("clauses.yaml"), "条款")):
        locator = short(text(item, "条款号"))
        match = ctx.clauses.get(locator)
        if match is not None and match.state in ("same", "moved") and match.passage and match.passage.locator in doubted:
            ctx.errata_only.append(locator)
            continue
        if match is None or match.passage is None or match.state not in ("changed", "moved") or not _same_words(ctx, match):
            continue
        own = [each for each in parameters if short(text(each, "条款")) == locator]
        named = [each for each in documents if short(text(each, "条款")) == locator]
        changed = [each for each in match.figures if not _of_notice(ctx, each)]
        if any(_quoted(summary_now(ctx, match, text(item, "摘要")), each) for each in match.figures):
            continue
        if not changed and match.figures:
            ctx.year_only.append(locator)
        elif (changed or own) and all(_held(each, own, named) for each in changed):
            ctx.figures_only.append(locator)


def summary_now(ctx: Context, match: ClauseMatch, summary: str) -> str:
    """A summary of last year with the year of the plan and the numbers of documents that the clause has now."""
    for figure in match.figures:
        if figure.unit == "文号" and figure.old and figure.new:
            summary = summary.replace(figure.old, figure.new)
    years = any(figure.old == str(ctx.last_year) and figure.new == str(ctx.year) for figure in match.figures)
    return summary.replace(f"{ctx.last_year}年", f"{ctx.year}年") if years else summary


def _same_words(ctx: Context, match: ClauseMatch) -> bool:
    """Whether a clause has last year's words, figures and punctuation left aside."""
    assert match.passage is not None
    if not match.difference:
        return False
    before = "".join(words for kind, words in match.difference if kind != "+")
    return _words(before, ctx, ctx.last_year) == _words(match.passage.text, ctx, ctx.year)


def _words(said: str, ctx: Context, year: int) -> str:
    said = bare(said)
    parts, at = [], 0
    for figure in find_figures(said, year):
        found = said.find(figure.text, at)
        if found >= 0:
            parts += [said[at:found], _ANY, figure.unit]
            at = found + len(figure.text)
    return words_only("".join([*parts, said[at:]]).replace(f"{year}年", _ANY))


def _of_notice(ctx: Context, figure: ChangedFigure) -> bool:
    """Whether a figure is the plan year, or number or day of the notice itself, which go on by themselves."""
    root, head = ctx.root(_NOTICE), ctx.comparison.notice.head
    if figure.old == str(ctx.last_year):
        return figure.new == str(ctx.year)
    if fold_text(figure.old) == fold_text(text(root, "文号")):
        return fold_text(figure.new) == fold_text(head.get("number", ""))
    return figure.old == text(root, "成文日期") and _is_day(figure.new)


def _is_day(written: str) -> bool:
    try:
        return bool(date.fromisoformat(written))
    except ValueError:
        return False


def _quoted(summary: str, figure: ChangedFigure) -> bool:
    """Whether the register's summary names a figure that is another one now."""
    return any(bare(figure.old) == each for each in _figures_of(summary)) if figure.old else False


def _figures_of(summary: str) -> Iterator[str]:
    for figure in find_figures(summary, 0):
        yield bare(figure.value)


def _held(figure: ChangedFigure, parameters: Sequence[MappingNode], documents: Sequence[MappingNode]) -> bool:
    """Whether a parameter or a document of the clause has a figure, and no other does."""
    if not figure.old or not figure.new:
        return False
    held = [each for each in parameters if _value(figure, each)]
    held += [each for each in documents if fold_text(text(each, "文号")) == fold_text(figure.old)]
    return len(held) == 1


def _value(figure: ChangedFigure, parameter: MappingNode) -> bool:
    value, unit = text(parameter, "值"), text(parameter, "单位")
    if text(parameter, "类型") == "日期":
        return figure.old == value
    return fold_text(figure.old) == fold_text(value) and (not unit or not figure.unit or fold_text(figure.unit) in unit)
