"""What became of each row of last year's tables: matched by name, scope and office, never by number.

Part of :mod:`engine.notice`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.notice.lastyear import LastRow
from engine.notice.model import RowMatch, TableRow
from engine.notice.wording import bare, likeness, pairs, words_only

#: Fields that are compared; what else a table holds is the city's own.
_COMPARED = ("name", "titles", "start", "finish", "office", "telephone", "scope")
_BODY = re.compile(r"(?:(?:初|中|高)级)?(?:专业技术)?(?:职务)?(?:任职)?资格?评审委员会$|评委会$")
_KINDS = re.compile(r"(?:专业技术|工程技术|专业|工程|技术)?(?:人员|人才|教师)|系列|中级|高级|初级|领域")
_PARTS = re.compile(r"[、，,；;和及与]")
#: How alike rows must be to be one; and for a row that is left over to be part of one that is taken.
_ALIKE, _PART = 0.52, 0.75
#: The least that a name must have in common with the one before for the row not to be another.
_NAMED = 0.45
_SURE = 0.97
#: How many rows of last year are looked at for each row: those that share most characters.
_NEAR = 8


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is compared: its name without city and 评审委员会, what it is about, item by item."""

    cells: Mapping[str, str]
    core: str
    level: str
    items: frozenset[str]
    parts: frozenset[str]
    titles: Counter[str]
    name: Counter[str]
    scope: Counter[str]
    office: Counter[str]


def match_rows(
    rows: Sequence[TableRow], last: Sequence[LastRow], city: str, proposals: Mapping[tuple[int, str], str]
) -> list[RowMatch]:
    """Each row of this year and each of last year once. ``city``: names that may stand before a committee's;
    ``proposals``: what doubted cells may have been, by position of the row and field."""
    here = [_row({field: cell.text for field, cell in row.cells.items()}, city) for row in rows]
    meant = [_row({f: proposals.get((at, f), c.text) for f, c in row.cells.items()}, city) for at, row in enumerate(rows)]
    before = [_row(row.cells, city) for row in last]
    scores = _scores(meant, before)
    paired: dict[int, int] = {}
    taken: dict[int, int] = {}
    nearest: dict[int, float] = {}
    for score, at, old in sorted(((-score, at, old) for (at, old), score in scores.items())):
        nearest.setdefault(at, -score)
        if -score >= _ALIKE and at not in paired and old not in taken:
            paired[at], taken[old] = old, at
    split = _splits(meant, before, paired, taken)
    merged = _merges(meant, before, paired, taken)
    order = _displaced([(rows[at].table, old, last[old].table) for at, old in sorted(paired.items())], sorted(paired))
    matches = []
    for at, row in enumerate(rows):
        if at in split:
            matches.append(RowMatch("split", (last[split[at]].locator,), row, 0.85, _differs(here[at], before[split[at]])))
        elif at in merged:
            olds = sorted({*merged[at], *([paired[at]] if at in paired else [])})
            changed = _differs(here[at], before[olds[0]])
            matches.append(RowMatch("merged", tuple(last[old].locator for old in olds), row, 0.85, changed))
        elif at in paired:
            old = paired[at]
            matches.append(_matched(row, last[old], here[at], meant[at], before[old], scores[at, old], at in order))
        else:
            matches.append(RowMatch("new", (), row, round(min(_SURE, 1.2 - nearest.get(at, 0.0)), 2)))
    gone = {*range(len(last))} - set(taken) - {old for olds in merged.values() for old in olds} - set(split.values())
    return matches + [RowMatch("gone", (last[old].locator,), None, 0.9) for old in sorted(gone)]


def _row(cells: Mapping[str, str], city: str) -> _Row:
    name, scope = bare(cells.get("name", "")), bare(cells.get("scope", ""))
    core = _BODY.sub("", re.sub(r"[(（]推荐.*?[)）]", "", name))
    named = f"{re.escape(city)}|{re.escape(city.removesuffix('市'))}(?=市)|" if city else ""
    core = re.sub(rf"^(?:{named}市(?!本级))", "", core)
    level = "".join(re.findall("初级|中级|正?高级|正高|副高|初定|县|市本级", name))
    words = _items(scope) | _items(core)
    titles = bare(cells.get("titles", ""))
    parts = frozenset(part for part in _PARTS.split(f"{titles},{'' if titles else name}") if part)
    return _Row(
        cells, core, level, words, parts, pairs(words_only(titles.replace("推荐", ""))), pairs(words_only(core)),
        pairs(words_only(_KINDS.sub("", scope))), pairs(bare(cells.get("office", ""))),
    )  # fmt: skip


def _items(text: str) -> frozenset[str]:
    """What a list names, without the words that all of them bear."""
    text = re.sub(r"[(（][^)）]*[)）]", "", text)
    found = (_KINDS.sub("", re.sub("^(?:全市|市本级|各县)", "", part)) for part in _PARTS.split(text))
    return frozenset(part for part in found if part)


def _scores(rows: Sequence[_Row], last: Sequence[_Row]) -> dict[tuple[int, int], float]:
    """How alike rows are, for those that share enough to be looked at."""
    index: dict[str, list[int]] = {}
    for old, row in enumerate(last):
        for pair in {*row.name, *row.scope}:
            index.setdefault(pair, []).append(old)
    found: dict[tuple[int, int], float] = {}
    for at, row in enumerate(rows):
        near: Counter[int] = Counter()
        for pair in {*row.name, *row.scope}:
            near.update(index.get(pair, ()))
        for old, _ in near.most_common(_NEAR):
            found[at, old] = _alike(row, last[old])
    return found


def _alike(row: _Row, last: _Row) -> float:
    name = likeness(row.name, last.name)
    if ("titles" in row.cells) != ("titles" in last.cells):  # what is a name in one table are the titles of another
        name = max(name, 0.9 * max(likeness(row.titles, last.name), likeness(row.name, last.titles)))
    scope = likeness(row.scope, last.scope)
    office = 1.0 if row.office == last.office else 0.5 * likeness(row.office, last.office)
    titles = likeness(row.titles, last.titles)
    if "titles" not in row.cells or "titles" not in last.cells:
        titles = name
    level = 1.0 if row.level == last.level else 0.0
    score = 0.45 * name + 0.25 * scope + 0.1 * office + 0.1 * titles + 0.1 * level
    return score if name >= _NAMED or (scope > 0.8 and office == 1.0) else score * 0.8


def _splits(rows: Sequence[_Row], last: Sequence[_Row], paired: Mapping[int, int], taken: Mapping[int, int]) -> dict[int, int]:
    """Rows that are part of one of last year's, of which another row is another part."""
    found: dict[int, int] = {}
    for at, row in enumerate(rows):
        if at in paired:
            continue
        for old, other in taken.items():
            before, beside = last[old], rows[other]
            if row.parts < before.parts and beside.parts < before.parts and not row.parts & beside.parts:
                found[at] = found[other] = old
                break
            if len(before.items) < 2 or before.level[:1] != row.level[:1]:
                continue
            inside = _within(row.items, before.items)
            apart = not _within(row.items, beside.items) and _within(beside.items, before.items) > 0.3
            if inside >= 0.5 and apart and row.items != beside.items and beside.items < (before.items | beside.items):
                found[at] = found[other] = old
                break
    return found


def _merges(
    rows: Sequence[_Row], last: Sequence[_Row], paired: Mapping[int, int], taken: Mapping[int, int]
) -> dict[int, list[int]]:
    """Rows that hold what two or more of last year's did."""
    found: dict[int, list[int]] = {}
    for old, before in enumerate(last):
        if old in taken or not before.items:
            continue
        for at, other in paired.items():
            row, beside = rows[at], last[other]
            whole, own, others = row.items, before.items, beside.items
            if all("titles" in each.cells for each in (row, before, beside)):
                whole, own, others = whole | row.parts, own | before.parts, others | beside.parts
            lost = own - others
            if before.level[:1] != row.level[:1] or not lost or whole <= others:
                continue
            if _within(lost, whole) >= _PART and _within(own, whole) >= _PART:
                found.setdefault(at, []).append(old)
                break
    return found


def _within(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of a list is in another."""
    return len(part & whole) / len(part) if part else 0.0


def _displaced(pairs_: Sequence[tuple[str, int, str]], rows: Sequence[int]) -> set[int]:
    """Rows that stand elsewhere in the order, or in another table; the longest run that kept its order has not moved."""
    moved = {at for at, (table, _, before) in zip(rows, pairs_, strict=True) if table != before}
    kept = [(at, old) for at, (_, old, _) in zip(rows, pairs_, strict=True) if at not in moved]
    tails: list[int] = []
    chain: list[int] = []
    previous: dict[int, int] = {}
    for index, (_, old) in enumerate(kept):
        place = bisect_left(tails, old)
        tails[place:] = [old, *tails[place + 1 :]]
        chain[place:] = [index, *chain[place + 1 :]]
        if place:
            previous[index] = chain[place - 1]
    steady: set[int] = set()
    index_ = chain[-1] if chain else None
    while index_ is not None:
        steady.add(index_)
        index_ = previous.get(index_)
    return moved | {at for index, (at, _) in enumerate(kept) if index not in steady}


def _matched(row: TableRow, last: LastRow, here: _Row, meant: _Row, before: _Row, score: float, displaced: bool) -> RowMatch:
    """One row against one of last year: what differs, and how sure it is that the two are one."""
    changed = _differs(here, before)
    as_meant = _differs(meant, before)
    certainty = 1.0 if not changed else round(min(_SURE, score), 2)
    if not changed:
        as_meant = ()
    if as_meant != changed or any(cell.doubts for cell in row.cells.values()):
        certainty = min(certainty, 0.9)
    if "name" in as_meant and here.core != before.core and meant.core != before.core:
        return RowMatch("renamed", (last.locator,), row, certainty, changed)
    if as_meant:
        return RowMatch("changed", (last.locator,), row, certainty, changed)
    return RowMatch("moved" if displaced else "same", (last.locator,), row, certainty, changed)


def _differs(row: _Row, before: _Row) -> tuple[str, ...]:
    """The fields that do not read as they did; those that only one table has are not compared."""
    return tuple(
        field for field in _COMPARED
        if field in row.cells and field in before.cells and _plain(field, row.cells[field]) != _plain(field, before.cells[field])
    )  # fmt: skip


def _plain(field: str, text: str) -> str:
    words = bare(text)
    plain = field == "telephone" and words.isascii() and not re.search("[A-Za-z]", words)
    return re.sub(r"\D", "", words) if plain else words
