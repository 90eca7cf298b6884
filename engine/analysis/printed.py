"""What a row's cells were read as, held against the words that the notice prints. Part of :mod:`engine.analysis`; code W0522.

A row keeps each raw cell (原文) beside what was read from it. Who corrects one and forgets the other leaves two telephones in one
row, and applicants are shown the one that nobody checked. What an erratum of the row and column speaks of is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from engine.analysis.cells import title_fact
from engine.analysis.context import Context
from engine.diagnostics import Diagnostic, Span
from engine.resolved.symbols import TableRow

#: A telephone among other words: at least seven digits, with the signs that may part them.
_PHONE = re.compile(r"\d(?:-?\d){6,}")
#: What stands round a unit's name in its cell and is no part of it.
_AROUND = ",，、:：;；。"
_BETWEEN = re.compile(r"[、,;]")
_RECOMMENDED = "推荐"


class _Cell(NamedTuple):
    """A column that does not say what its raw cell prints: names differ in ``printed`` and ``given``."""

    column: str
    printed: str
    given: str
    span: Span


def check_printed(context: Context) -> Iterator[Diagnostic]:
    """One warning for every column of a row that says something else than the words of the notice beside it."""
    errata = {(place.removeprefix("附件1·"), column) for place, column, *_ in context.resolved.notice.errata}
    acts = {table.name: table.act for table in context.resolved.tables.values()}
    words = _titles(context)
    for scoped in context.typed.rows:
        row = scoped.row
        columns = [key for key in row.places if key.endswith(("单位及电话", "资格名称"))]
        corrected = {column for column in columns if (row.locator, column) in errata}
        cells = [*_office(row), *_listed(row, words, acts[row.table] == "recommend")]
        for cell in cells:
            held = "资格名称" if cell.column in ("评审", _RECOMMENDED) else "单位及电话"
            if not any(column.endswith(held) for column in corrected):
                arguments = {"row": row.locator, "column": cell.column, "printed": cell.printed, "given": cell.given}
                yield Diagnostic("W0522", cell.span, arguments)


def _office(row: TableRow) -> Iterator[_Cell]:
    """The unit and the telephone of the cell that holds both."""
    raw = _plain(row.office.raw)
    if not raw:
        return
    printed, given = _telephones(raw), _telephones(_plain(row.office.phone or ""))
    if (row.office.phone or printed) and given != printed:
        shown = "、".join(printed) or "（没有）", row.office.phone or "（没有）"
        yield _Cell("电话", *shown, row.places.get("电话", row.places.get("单位", row.span)))
    unit = _PHONE.sub("", raw).strip(_AROUND)
    if row.office.unit and unit and _plain(row.office.unit) != unit:
        yield _Cell("单位", unit, row.office.unit, row.places.get("单位", row.span))


def _telephones(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.replace("-", "") for found in _PHONE.findall(text))) or ((text,) if text.isdecimal() else ())


def _listed(row: TableRow, words: frozenset[str], recommends: bool) -> Iterator[_Cell]:
    """Titles that the cell calls by name: each stands in its list, and where all are called by name nothing else does."""
    sides: dict[str, list[str]] = {"评审": [], _RECOMMENDED: []}
    side = _RECOMMENDED if recommends else "评审"
    for token in filter(None, _BETWEEN.split(_plain(row.titles))):
        if token.startswith(_RECOMMENDED):
            side, token = _RECOMMENDED, token.removeprefix(_RECOMMENDED)
        sides[side].append(token)
    place = next((span for key, span in row.places.items() if key.endswith("资格名称")), row.span)
    for column, listed in (("评审", row.reviews), (_RECOMMENDED, row.recommends)):
        tokens = sides[column]
        named = [token for token in tokens if token in words]
        missing = [token for token in named if token not in listed]
        extra = [title for title in listed if title not in tokens] if named and len(named) == len(tokens) else []
        if missing or extra:
            shown = "、".join(tokens), "、".join(listed) or "（没有）"
            yield _Cell(column, *shown, place)


def _titles(context: Context) -> frozenset[str]:
    """All titles of the vocabulary."""
    found: set[str] = set()
    for part in context.core.subjects:
        id = title_fact(context, part) if part.rows else None
        for fact in context.resolved.subjects[part.name].facts:
            if fact.id == id and fact.enumeration:
                found |= set(context.resolved.enumerations[fact.enumeration].words)
    return frozenset(found)


def _plain(text: str) -> str:
    """A text blind to width and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())
