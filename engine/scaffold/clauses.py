"""``clauses.yaml`` of the new year: entries kept, pinned anew, left out and added. Part of :mod:`engine.scaffold`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.diagnostics import Diagnostic
from engine.notice.model import ClauseMatch
from engine.resolved.declarations.access import child, text, texts
from engine.scaffold import remarks
from engine.scaffold.accounted import summary_now
from engine.scaffold.context import Context, pinned, scalar_at, words_stay
from engine.scaffold.notes import ABSENT, CARRIED, GONE, KEY, NEW, UNDECIDED, note, of_clause
from engine.scaffold.sheet import Piece, Value, flow
from engine.source.nodes import MappingNode, SequenceNode
from engine.trace.scenarios import short

_FILE = "clauses.yaml"


def plan_clauses(ctx: Context) -> None:
    """The register in the order of the new notice."""
    listed = child(ctx.root(_FILE), "条款")
    if not isinstance(listed, SequenceNode) or not listed.items:
        return
    sheet = ctx.sheets[_FILE]
    mappings = [item for item in listed.items if isinstance(item, MappingNode)]
    locators = [short(text(item, "条款号")) for item in mappings]
    matches = [ctx.clauses.get(locator) for locator in locators]
    gone = {number for number, match in enumerate(matches) if match is not None and match.passage is None}
    items = sheet.items(listed, gone)
    if items is None or len(mappings) != len(listed.items):
        ctx.problems.append(Diagnostic("E0943", listed.span, {"file": _FILE}))
        return
    for number, (item, match) in enumerate(zip(mappings, matches, strict=True)):
        if number in gone:
            _gone(ctx, item, locators[number], matches[number])
        elif match is None:
            ctx.mark(_FILE, item, note(CARRIED, column="条款号", remark=remarks.UNMATCHED_CLAUSE()))
        else:
            _carried(ctx, item, match)
    kept = {id(match): items.pieces[number] for number, match in enumerate(matches) if number in items.pieces and match}
    alone = [items.pieces[number] for number, match in enumerate(matches) if match is None]
    pieces = _in_order(ctx, kept, listed.items[0].span.column - 1)
    sheet.arrange(items.start, items.end, [*pieces, *(piece for each in alone for piece in each), *items.rest])


def _in_order(ctx: Context, kept: Mapping[int, tuple[Piece, ...]], indent: int) -> list[Piece]:
    """The entries as the notice has its passages, new ones among them."""
    places = {id(passage): number for number, passage in enumerate(ctx.comparison.notice.passages)}
    present = [match for match in ctx.comparison.clauses if match.passage is not None]
    pieces: list[Piece] = []
    for match in sorted(present, key=lambda each: places.get(id(each.passage), len(places))):
        pieces += kept.get(id(match)) or (Piece(text=_new(ctx, match, indent)),)
    return pieces


def _carried(ctx: Context, item: MappingNode, match: ClauseMatch) -> None:
    """Length and digest of the words as they stand now; an entry where they are not those of last year."""
    assert match.passage is not None
    length, digest = pinned(match.passage.text)
    sheet = ctx.sheets[_FILE]
    known = scalar_at(item, "原文摘要值")
    if known is not None and known.text != digest:
        sheet.replace(known, digest, quoted=True)
        counted = scalar_at(item, "原文字数")
        if counted is not None:
            sheet.replace(counted, length)
    elif known is None:
        sheet.add(item, "原文字数", length)
        sheet.add(item, "原文摘要值", digest)
    if short(match.last) in (*ctx.year_only, *ctx.figures_only):
        summary = scalar_at(item, "摘要")
        now = summary_now(ctx, match, summary.text) if summary is not None else ""
        if summary is not None and now != summary.text:
            sheet.replace(summary, now)
    elif not words_stay(match) and short(match.last) not in ctx.errata_only:
        ctx.mark(_FILE, item, of_clause(match, "摘要", remark=_resting(item)))


def _gone(ctx: Context, item: MappingNode, locator: str, match: ClauseMatch | None) -> None:
    """A clause that the notice no longer has, or in which it was not found: told beside the notice, with what carried it."""
    lost = match is not None and match.lost
    remark = remarks.joined(_resting(item), _instead(ctx, locator))
    ctx.open.append(note(ABSENT if lost else GONE, place=ctx.renames.now(locator), last=text(item, "摘要"), remark=remark))


def _instead(ctx: Context, locator: str) -> str:
    """The new clauses of the section of one that is not there: it may be one of them in other words."""
    section = locator.rpartition(".")[0]
    new = [m.passage.locator for m in ctx.comparison.clauses if not m.last and m.passage is not None]
    near = [each for each in new if each.rpartition(".")[0] == section]
    return remarks.INSTEAD(names="、".join(near)) if near else ""


def _resting(item: MappingNode) -> str:
    named = texts(child(item, "落实于"))
    return remarks.CARRIED_BY(names="、".join(named)) if named else ""


def _new(ctx: Context, match: ClauseMatch, indent: int) -> str:
    """The entry of a clause that last year did not have: everything but its words is to be put by hand."""
    assert match.passage is not None
    length, digest = pinned(match.passage.text)
    asked = note(
        NEW, column=["类别", "主体", "摘要", "落实"], now=match.passage.text, lines=match.passage.lines,
        last=match.last,
    )  # fmt: skip
    entries: list[tuple[str, Value]] = [
        ("条款号", match.passage.locator), ("类别", UNDECIDED), ("主体", [UNDECIDED]), ("摘要", UNDECIDED),
        ("落实", UNDECIDED), ("缘由", UNDECIDED), ("原文字数", length),
    ]  # fmt: skip
    inner = " " * indent
    lines = [f"{inner}{key}: {flow(value)}\n" for key, value in entries]
    lines[0] = f"{' ' * (indent - 2)}- {lines[0].lstrip()}"
    lines += [f'{inner}原文摘要值: "{digest}"\n', f"{inner}{KEY}:\n", f"{inner}  - {flow(asked)}\n"]
    return "".join(lines)
