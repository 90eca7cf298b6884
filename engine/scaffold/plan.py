"""What becomes of every file of last year's folder. Part of :mod:`engine.scaffold`.

Comparison and last year's files → :class:`Plan`: the texts of the new folder, what is to be told, nothing written yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.artifact.calendar_data import calendar_data
from engine.diagnostics import Diagnostic
from engine.notice.model import ClauseMatch, Comparison, RowMatch
from engine.pending.items import CONFIRMED_BY, OPEN
from engine.resolved.declarations.access import child, entries, text, value
from engine.scaffold import remarks
from engine.scaffold.accounted import account
from engine.scaffold.alongside import recount, roll_examples
from engine.scaffold.clauses import plan_clauses
from engine.scaffold.context import ANNEX, Context, locator_of, row_locators, scalar_at, table_files
from engine.scaffold.features import carry_features
from engine.scaffold.figures import evidence, plan_parameters, plan_readings
from engine.scaffold.head import FILE, plan_head
from engine.scaffold.notes import CARRIED, KEY, LEFT, RENUMBERED, UNANNOUNCED, UNREAD, note
from engine.scaffold.renames import Renames
from engine.scaffold.rows import plan_tables
from engine.scaffold.sheet import document_sheet, entry
from engine.scaffold.writing import oversized
from engine.source.discovery import SourcePolicy
from engine.source.nodes import MappingNode, Node, SequenceNode
from engine.source.yaml_reader import read_yaml
from engine.trace.scenarios import short

#: Documents of last year alone: they say nothing about the new one.
_OF_ITS_YEAR = ("amendments/", "committee-notices/", "county-plans/", "layers/")


@dataclass(frozen=True, slots=True)
class Plan:
    """``files``: the texts of the new folder by name; ``left``: files of last year that are not carried; ``counts``: what
    became of clauses and rows, and how much is open."""

    files: Mapping[str, str]
    left: tuple[str, ...]
    counts: Mapping[str, int]


def make_plan(
    comparison: Comparison, policy: SourcePolicy, features: Mapping[str, str], year: int
) -> tuple[Plan | None, list[Diagnostic]]:
    """The files of ``year``, from last year's ``policy`` and ``features`` (texts by file name), or why there are none."""
    ctx = _context(comparison, policy, year)
    _settled(ctx)
    account(ctx)
    ctx.counts["examples"] = roll_examples(ctx)
    plan_clauses(ctx)
    plan_parameters(ctx)
    plan_readings(ctx)
    vanished = plan_tables(ctx)
    recount(ctx)
    _gaps(ctx)
    _groups(ctx)
    plan_head(ctx, vanished)
    left = [name for name in [*policy.documents, *policy.rules] if name.startswith(_OF_ITS_YEAR)]
    carried = carry_features(ctx, features)
    _beside(ctx, left)
    for file, item in list(ctx.left_open.values()):
        ctx.mark(file, item, note(CARRIED, remark=remarks.LEFT_OPEN(year=ctx.last_year)))
    if ctx.problems:
        return None, ctx.problems
    gone = {table_files(ctx.root(FILE))[name] for name in vanished}
    files = dict(_texts(ctx, {*left, *gone}))
    files |= carried
    tables = {table.name: table.rows for table in comparison.notice.tables}
    listed = {file: tables.get(name, ()) for name, file in table_files(ctx.root(FILE)).items()}
    own = {name: written for name, written in files.items() if name.endswith((".yaml", ".policy"))}
    problems = list(oversized(own, listed)) or [
        each for name, written in own.items() if name.endswith(".yaml") for each in _unreadable(name, written)
    ]
    if problems:
        return None, problems
    return Plan(files, tuple(left), dict(_counts(ctx))), []


def _context(comparison: Comparison, policy: SourcePolicy, year: int) -> Context:
    root = policy.documents[FILE].root
    last_year = int(str(value(root, "年度") or 0))
    places = row_locators(comparison)
    clauses: dict[str, ClauseMatch] = {}
    for match in sorted(comparison.clauses, key=lambda each: (each.passage is None, -each.certainty)):
        if match.last:
            clauses.setdefault(short(match.last), match)
    rows: dict[str, tuple[RowMatch, str]] = {}
    for found in sorted(comparison.rows, key=lambda each: (each.row is None, -each.certainty)):
        for last in found.last:
            rows.setdefault(short(last), (found, locator_of(found.row, places) if found.row is not None else ""))
    names: dict[str, str | None] = {
        last: short(match.passage.locator) if match.passage is not None else None for last, match in clauses.items()
    }
    names |= {last: place or None for last, (_, place) in rows.items()}
    tables = tuple(table_files(root if isinstance(root, MappingNode) else None))
    sheets = {name: document_sheet(document) for name, document in policy.documents.items()}
    lost = {last for last, match in clauses.items() if match.lost}
    renames = Renames(last_year, names, ANNEX, tables, lost)
    return Context(year, last_year, comparison, policy, renames, clauses, rows, places, sheets)


def _settled(ctx: Context) -> None:
    """Entries of 核对 from last year go; items whose entries were still open are open again."""
    for file, document in ctx.policy.documents.items():
        for item in _holders(document.root):
            listed = item.get(KEY)
            if listed is None or not ctx.sheets[file].drop(item, KEY):
                continue
            unsettled = [each for each in entries(listed) if text(each, CONFIRMED_BY) == OPEN]
            if unsettled and item is document.root:
                remark = remarks.LEFT_SEVERAL(year=ctx.last_year, count=len(unsettled))
                ctx.open.append(note(CARRIED, place=file, remark=remark))
            elif unsettled:
                ctx.left_open[id(item)] = (file, item)


def _holders(node: Node) -> Iterator[MappingNode]:
    if isinstance(node, MappingNode):
        if node.get(KEY) is not None:
            yield node
        for _, inner in node.entries:
            yield from _holders(inner)
    elif isinstance(node, SequenceNode):
        for inner in node.items:
            yield from _holders(inner)


def _gaps(ctx: Context) -> None:
    """What no row takes rests on the heading of its table."""
    for item in entries(child(ctx.root("gaps.yaml"), "缺口")):
        locator = text(item, "条款")
        if not ctx.stays(locator):
            ctx.mark("gaps.yaml", item, evidence(ctx, locator, ["范围", "转办"], "", asks=True))


def _groups(ctx: Context) -> None:
    """A group of counties whose clause changed is open again."""
    for item in entries(child(ctx.root("regions.yaml"), "组")):
        locator, status = text(item, "条款"), scalar_at(item, "状态")
        if not locator or ctx.stays(locator):
            continue
        last = f"{ctx.last_year}年状态：{status.text}" if status is not None else ""
        if status is not None:
            ctx.sheets["regions.yaml"].replace(status, OPEN)
        ctx.mark("regions.yaml", item, evidence(ctx, locator, "版本", last, asks=status is None))


def _beside(ctx: Context, left: list[str]) -> None:
    """What belongs to no item: unread lines, clauses called otherwise, days not announced, documents left behind."""
    for first, last, said in _unread(ctx.comparison):
        place = f"原文第{first}行" if first == last else f"原文第{first}—{last}行"
        ctx.open.append(note(UNREAD, place=place, now=said, lines=(first,), remark=remarks.UNPLACED()))
    moved = [
        f"{old}→{new}" for old, new in ctx.renames.names.items()
        if "·" not in old and new is not None and new != old
    ]  # fmt: skip
    if moved:
        ctx.open.append(note(RENUMBERED, place="clauses.yaml", remark=remarks.RENAMED_CITED(names="、".join(moved))))
    if str(ctx.year) not in calendar_data((), ctx.year):
        remark = remarks.NO_CALENDAR(year=ctx.year)
        ctx.open.append(note(UNANNOUNCED, place="calendar.yaml", remark=remark))
    ctx.open += [note(LEFT, place=name, remark=remarks.LEFT_BEHIND(year=ctx.last_year)) for name in left]


def _unread(comparison: Comparison) -> Iterator[tuple[int, int, str]]:
    """Unread lines, those that follow each other together."""
    held: list[tuple[int, str]] = []
    for line in comparison.notice.unread:
        if held and line.number != held[-1][0] + 1:
            yield held[0][0], held[-1][0], " ".join(said for _, said in held)
            held = []
        held.append((line.number, line.text))
    if held:
        yield held[0][0], held[-1][0], " ".join(said for _, said in held)


def _texts(ctx: Context, without: set[str]) -> Iterator[tuple[str, str]]:
    if ctx.open:
        sheet = ctx.sheets[FILE]
        told = "\n# 新年度带来、没有条目可写的事项；核定后把待确认改填确认人\n" + entry(KEY, ctx.open, "")
        sheet.put(len(sheet.text), len(sheet.text), told)
    for name, sheet in ctx.sheets.items():
        if name not in without:
            written = sheet.rendered(list(ctx.renames.edits(sheet.text)))
            yield name, written if written != sheet.text else ctx.policy.documents[name].text
    for name, rules in ctx.policy.rules.items():
        if name not in without:
            yield name, ctx.renames.apply(rules)


def _unreadable(name: str, written: str) -> list[Diagnostic]:
    """E0944 where a file that was written cannot be read again: better none than a broken one."""
    _, problems = read_yaml(name, written.encode("utf-8", "replace"))
    return [Diagnostic("E0944", each.span, {"file": name}) for each in problems[:1]]


def _counts(ctx: Context) -> Iterator[tuple[str, int]]:
    for kind, matches in (("clause", ctx.comparison.clauses), ("row", ctx.comparison.rows)):
        for match in matches:
            lost = isinstance(match, ClauseMatch) and match.lost
            ctx.counts[f"{kind}_{'lost' if lost else match.state}"] += 1
    ctx.counts["unread"] = len(ctx.comparison.notice.unread)
    yield from ctx.counts.items()
