"""The input relation: one row for each application, a column for each fact. Part of :mod:`engine.columnar`.

Columns are named by the English ids of facts; null is unknown. A fact that may not apply has a boolean column ``ID__na``
beside it, a span of years is ``ID__first`` and ``ID__last``, a list is ``ID`` (structs of its columns) and ``ID__all``
(everything is listed), records by year are one list of structs with a field ``year``. ``_id`` names the row, ``_on`` is
the date at which parameters are read. :func:`row` makes such a row of a case that the engine has read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.columnar.scalar import SMALL, Bounds
from engine.values import NOT_APPLICABLE, Unknown

ID, ON = "_id", "_on"
#: Names of the relation of applications and of the calendar table.
CASES, DAYS = "cases", "policy_calendar"
YEARS: Bounds = (1, 9999)
#: Dates that there are: databases have others, infinity among them.
DATES = (date.min, date.max)
#: Type of the vocabulary → type of a scalar.
KINDS = {
    "boolean": "boolean", "integer": "integer", "quantity": "integer", "year": "integer", "date": "date", "word": "text",
    "text": "text", "row": "text",
}  # fmt: skip


class Column(NamedTuple):
    """A column: its name and type; ``fields`` of structs, ``(name, type)``."""

    name: str
    type: str
    fields: tuple[tuple[str, str], ...] = ()


class Relation:
    """The columns of one subject's relation, from its entry in the tables (:mod:`engine.artifact.tables`)."""

    def __init__(self, subject: Mapping[str, Any]) -> None:
        self.facts: dict[str, Mapping[str, Any]] = {fact["id"]: fact for fact in subject["facts"]}

    def columns(self) -> list[Column]:
        """All columns, in the order of the vocabulary."""
        found = [Column(ID, "text"), Column(ON, "date")]
        for id, fact in self.facts.items():
            found += self._of(id, fact)
        return found

    @staticmethod
    def _of(id: str, fact: Mapping[str, Any]) -> list[Column]:
        match fact["type"]:
            case "years":
                return [Column(f"{id}__first", "integer"), Column(f"{id}__last", "integer")]
            case "list":
                fields = tuple((column["id"], "text") for column in fact["columns"])
                return [Column(id, "record[]", fields), Column(f"{id}__all", "boolean")]
            case "records":
                fields = tuple((field["id"], KINDS[field["type"]]) for field in fact["fields"])
                return [Column(id, "record[]", (("year", "integer"), *fields))]
            case kind:
                plain = Column(id, KINDS[kind])
                return [plain, Column(f"{id}__na", "boolean")] if fact["may_not_apply"] else [plain]

    @staticmethod
    def bounds(fact: Mapping[str, Any]) -> Bounds | None:
        """The least and greatest value of a fact or field that is a number."""
        if KINDS.get(fact["type"]) != "integer" and fact["type"] != "years":
            return None
        if fact["range"] is not None:
            low, high = fact["range"]
            return low, high
        return YEARS if fact["type"] in ("year", "years") else SMALL

    def row(self, id: str, facts: Mapping[str, Any], on: Any) -> dict[str, Any]:
        """The row of a case: its facts as evaluators take them, and the reference date."""
        found: dict[str, Any] = {ID: id, ON: None if isinstance(on, Unknown) else on}
        for name, fact in self.facts.items():
            found |= self._cells(name, fact, facts.get(name, _ABSENT))
        return found

    @staticmethod
    def _cells(id: str, fact: Mapping[str, Any], value: Any) -> dict[str, Any]:
        unknown = isinstance(value, Unknown) or value is _ABSENT
        match fact["type"]:
            case "years":
                first, last = (None, None) if unknown else value
                return {f"{id}__first": first, f"{id}__last": last}
            case "list":
                names = [column["id"] for column in fact["columns"]]
                everything = value == "*"
                entries = None if unknown or everything else [_struct(names, entry) for entry in value]
                return {id: entries, f"{id}__all": everything}
            case "records":
                if value is _ABSENT:
                    return {id: []}
                return {id: None if unknown else _records(fact, value)}
            case _:
                cells = {id: None if unknown or value is NOT_APPLICABLE else value}
                return cells | {f"{id}__na": value is NOT_APPLICABLE} if fact["may_not_apply"] else cells


_ABSENT = object()


def _struct(names: list[str], values: Any) -> dict[str, Any]:
    return {name: _known(value) for name, value in zip(names, values, strict=True)}


def _records(fact: Mapping[str, Any], entries: Mapping[int, Any]) -> list[dict[str, Any]]:
    names = [field["id"] for field in fact["fields"]]
    return [
        {"year": year} | {name: None if isinstance(entry, Unknown) else _known(entry.get(name)) for name in names}
        for year, entry in sorted(entries.items())
    ]


def _known(value: Any) -> bool | int | str | date | None:
    return None if isinstance(value, Unknown) else value
