"""The cells of a row as the policy keeps them, put as the new notice prints them. Part of :mod:`engine.scaffold`.

A cell keeps the notice's text, faults included; what was read from it (office, telephone, months) stands beside it. A text that
does not fit its place (a month that cannot be read) leaves last year's there, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from engine.notice.model import TableRow
from engine.resolved.declarations.months import read_months
from engine.scaffold.context import scalar_at
from engine.scaffold.sheet import Sheet, Value
from engine.source.nodes import MappingNode, ScalarNode
from engine.trace.passages import fold_text

_NAMES = ("评委会名称", "推荐资格名称", "评审名称")
_TITLES = ("所评资格名称", "推荐资格名称", "评审名称")
_OFFICES = ("评委会办公室所在单位及电话", "主管单位及电话", "材料初审单位及电话")
_RAW, _OFFICE, _TELEPHONE = "原文", "单位", "电话"
_DIGITS = re.compile(r"[0-9-]+\Z")
_WITH_NUMBER = re.compile(r"(?P<office>.*?)[\s:：,，]*(?P<telephone>[0-9][0-9-]{5,})\Z", re.DOTALL)
_MONTHS = re.compile(r"[0-9\s年月、]+\Z")


class Keys(NamedTuple):
    """Under which keys a table keeps what its columns mean; ``titles`` is empty where the name says them."""

    name: str
    titles: str
    start: str
    finish: str
    office: str
    scope: str

    def field(self, key: str) -> str:
        """The field of the notice that a key holds."""
        return next((name for name, own in zip(self._fields, self, strict=True) if own == key), "")

    def office_parts(self, key: str, cells: Mapping[str, str]) -> dict[str, Value]:
        """Office and telephone read from the cell, where ``key`` holds them."""
        if key != self.office:
            return {}
        office, telephone = cells.get("office", ""), cells.get("telephone", "")
        parts: dict[str, Value] = {_OFFICE: office}
        return {**parts, _TELEPHONE: telephone} if _DIGITS.match(telephone) else parts


class Change(NamedTuple):
    """A cell that reads otherwise. ``routes``: whether 范围 may rest on it; ``written``: whether it could be put down."""

    column: str
    old: str
    new: str
    routes: bool
    written: bool = True


def keys_of(item: MappingNode) -> Keys:
    """The keys of a row of last year."""
    name = next((key for key in _NAMES if item.get(key) is not None), _NAMES[0])
    titles = next((key for key in _TITLES if item.get(key) is not None and key != name), "")
    office = next((key for key in _OFFICES if item.get(key) is not None), _OFFICES[0])
    return Keys(name, titles, "启动时间", "完成时间", office, "申报对象")


def proposals_of(row: TableRow) -> dict[str, str]:
    """What the doubtful cells of a row may have been, by field; whoever uses one leaves the doubt open."""
    found: dict[str, str] = {}
    for field, cell in row.cells.items():
        for doubt in cell.doubts:
            if doubt.proposal:
                found[field] = found.get(field, " ".join(cell.text.split())).replace(doubt.text, doubt.proposal)
    return found


def cells_of(row: TableRow) -> dict[str, str]:
    """The texts of a row by field; office and telephone apart, ``raw_office`` as they are printed together.

    A month that cannot be read stands as it was proposed: its place takes nothing else, and the doubt is open anyway.
    """
    cells = {field: " ".join(cell.text.split()) for field, cell in row.cells.items()}
    for field, proposed in proposals_of(row).items():
        if field in ("start", "finish") and not _MONTHS.match(cells[field]) and _MONTHS.match(proposed):
            cells[field] = proposed
    office, telephone = cells.get("office", ""), cells.get("telephone", "")
    found = _WITH_NUMBER.match(office)
    if found is not None and (not telephone or fold_text(telephone) == fold_text(found["telephone"])):
        office, telephone = found["office"].strip(), found["telephone"]
    raw = office if not telephone or telephone in office else f"{office} {telephone}"
    return {**cells, "office": office, "telephone": telephone, "raw_office": raw}


def short_cell(key: str, keys: Keys, cells: Mapping[str, str]) -> str:
    """What the notice prints under a key, empty where it prints nothing that fits."""
    field = keys.field(key)
    said = cells.get("raw_office" if field == "office" else field, "")
    return "" if field in ("start", "finish") and not _MONTHS.match(said) else said


class Cells:
    """One row of last year and what the notice prints for it. ``kept``: proposals for doubtful cells that last year's office or
    telephone agrees with, so that these stay."""

    def __init__(self, sheet: Sheet, item: MappingNode, row: TableRow, year: int) -> None:
        self.sheet, self.item, self.year = sheet, item, year
        self.keys, self.cells, self.proposals = keys_of(item), cells_of(row), proposals_of(row)
        self.kept: list[str] = []

    def write(self) -> list[Change]:
        """Put every cell that reads otherwise; gives those."""
        keys = self.keys
        found = [
            self._text(keys.name, "name"),
            self._text(keys.titles, "titles") if keys.titles else None,
            self._months(keys.start, "start"),
            self._months(keys.finish, "finish"),
            self._office(),
            self._text(keys.scope, "scope"),
        ]
        return [change for change in found if change is not None]

    def _text(self, key: str, field: str) -> Change | None:
        node, said = self._raw(key), self.cells.get(field)
        if node is None or said is None or fold_text(node.text) == fold_text(said):
            return None
        if said:
            self.sheet.replace(node, said)
        return Change(key, node.text, said, routes=True, written=bool(said))

    def _months(self, key: str, field: str) -> Change | None:
        node, said = self._raw(key), self.cells.get(field)
        if node is None or said is None or fold_text(node.text) == fold_text(said):
            return None
        fits = _MONTHS.match(said) is not None and read_months(said, self.year) is not None
        if fits:
            self.sheet.replace(node, said)
        return Change(key, node.text, said, routes=False, written=fits)

    def _office(self) -> Change | None:
        key, said = self.keys.office, self.cells["raw_office"]
        node, holder = self._raw(key), self.item.get(key)
        if node is None or "office" not in self.cells or not isinstance(holder, MappingNode):
            return None
        if not said or fold_text(node.text) == fold_text(said):
            return None
        self.sheet.replace(node, said)
        office, telephone = scalar_at(holder, _OFFICE), scalar_at(holder, _TELEPHONE)
        new_office, new_telephone = self._read("office", office), self._read("telephone", telephone)
        if office is not None and new_office and fold_text(office.text) != fold_text(new_office):
            self.sheet.replace(office, new_office)
        readable = not new_telephone or _DIGITS.match(new_telephone) is not None
        if telephone is None and new_telephone and readable:
            self.sheet.add(holder, _TELEPHONE, new_telephone)
        elif telephone is not None and new_telephone and readable and telephone.text != new_telephone:
            self.sheet.replace(telephone, new_telephone, quoted=True)
        elif telephone is not None and not new_telephone:
            self.sheet.drop(holder, _TELEPHONE)
        return Change(key, node.text, said, routes=False, written=readable)

    def _read(self, field: str, old: ScalarNode | None) -> str:
        """What is read from the cell: last year's where the cell is in doubt and may well have meant it."""
        proposed = self.proposals.get(field, "")
        if old is not None and proposed and fold_text(old.text) in fold_text(proposed):
            self.kept.append(proposed)
            return old.text
        return self.cells[field]

    def _raw(self, key: str) -> ScalarNode | None:
        return scalar_at(self.item, key) or scalar_at(self.item, key, _RAW)
