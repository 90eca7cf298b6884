"""What may be filled in for a fact, the likeliest first. Part of :mod:`engine.difference`.

Words one by one; figures at and beside the bounds that either policy compares them with; dates around deadlines and the
working times of rows. So a search over them meets every edge that a rule has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from engine.case.quantities import written
from engine.core import nodes as n
from engine.core.walk import of_policy
from engine.difference.edition import Edition
from engine.difference.rolled import year_of

#: How many dates are tried for one fact.
_DATES = 24
#: How far back tenure is tried.
_SPANS = (4, 0, 9)


class Candidates:
    """Of one subject; ``old`` is already in the year of ``new``."""

    def __init__(self, old: Edition, new: Edition, subject: str) -> None:
        self.new = new
        self.year = new.year
        self.subject = new.tables["subjects"][subject]
        self.facts = {each["id"]: each for each in self.subject["facts"]}
        self._numbers: dict[str, set[int]] = {}
        self._dates: set[date] = set()
        self._years: set[int] = set()
        self._windows: list[tuple[date, date]] = []
        for edition in (old, new):
            self._learn(edition)

    def _learn(self, edition: Edition) -> None:
        """The figures that a policy compares facts with, and its dates."""
        figures = edition.tables["parameters"]
        for reading in edition.tables["readings"].values():
            if reading["type"] == "year":
                self._years |= {option["value"] for option in reading["options"]}
        for node in of_policy(edition.core):
            if isinstance(node, n.Compare):
                for one, two in ((node.left, node.right), (node.right, node.left)):
                    path = fact_of(one)
                    year = year_of(edition.core, node, two)
                    self._years |= {year} if year is not None else set()
                    if path is not None and year is None:
                        self._numbers.setdefault(path, set()).update(_numbers(two, figures))
            if isinstance(node, n.Constant) and isinstance(node.value, date):
                self._dates.add(node.value)
        for figure in figures.values():
            if figure["type"] == "date":
                self._dates |= {date.fromisoformat(value) for _, value in figure["entries"] if value is not None}
        for row in edition.tables["rows"].values():
            if row["start_date"] and row["finish_date"]:
                self._windows.append((date.fromisoformat(row["start_date"]), date.fromisoformat(row["finish_date"])))
            self._dates |= {date.fromisoformat(row[key]) for key in ("start_date", "finish_date") if row[key]}

    def is_figure(self, path: str) -> bool:
        """Whether a figure stands at a path: the greatest of them passes most bounds."""
        field = self._field(path)
        return field is not None and field["type"] in ("integer", "quantity")

    def of(self, path: str) -> list[Any]:
        """What may stand at a path, as an application states it."""
        field, record = self._field(path), path.partition("[")[0]
        if field is None:
            return []
        return list(self._values(field, record if record == path else f"{record}.{field['id']}"))

    def _field(self, path: str) -> dict[str, Any] | None:
        record, _, rest = path.partition("[")
        fact = self.facts.get(record)
        if fact is None or not rest:
            return fact
        return next((each for each in fact["fields"] if each["id"] == rest.rpartition("].")[2]), None)

    def _values(self, fact: dict[str, Any], path: str) -> Iterator[Any]:
        match fact["type"]:
            case "boolean":
                yield from (True, False)
            case "word":
                yield from self.new.tables["enumerations"][fact["enumeration"]]["words"]
            case "date":
                yield from (each.isoformat() for each in self._days())
            case "year":
                yield from (self.year, self.year - 1, self.year - 6)
            case "years":
                yield from ({"起": self.year - back, "止": self.year} for back in _SPANS)
                yield from ({"起": last - _SPANS[0], "止": last} for last in sorted(self._years, reverse=True))
            case "records":
                yield {}
            case "list":
                yield from ([], "全部")
            case "integer" | "quantity":
                yield from self._figures(fact, path)
            case "row":
                yield from self.new.tables["rows"]

    def _figures(self, fact: dict[str, Any], path: str) -> Iterator[Any]:
        step = 10 ** fact["scale"]
        low, high = fact["range"] or (0, 2**63 - 1)
        known = self._numbers.get(path, set())
        found = {each + by for each in known for by in (-step, 0, step)} or {step, 0, 4 * step}
        order = sorted((each for each in found if low <= each <= high), key=lambda each: (each not in known, -each))
        for number in order:
            text = written(number, fact["scale"])
            yield text if "." in text else int(text)

    def _days(self) -> list[date]:
        """Days at and beside every date that a policy names, those within most working times first."""
        near = {day + timedelta(days=by) for day in self._dates for by in (-1, 0, 1) if 1 < day.year < 9998}
        near |= {date(self.year, month, 15) for month in (5, 7, 10)}
        near = {day for day in near if abs(day.year - self.year) <= 1}

        def worth(day: date) -> tuple[int, bool, date]:
            return -sum(first <= day <= last for first, last in self._windows), day.year != self.year, day

        return sorted(near, key=worth)[:_DATES]


def fact_of(node: n.Node) -> str | None:
    """The fact, or the field of a record, that an expression is."""
    if isinstance(node, n.Default):
        node = node.value
    if isinstance(node, n.Fact):
        return node.id
    return f"{node.record}.{node.field}" if isinstance(node, n.Field) else None


def _numbers(node: n.Node, figures: dict[str, Any]) -> Iterator[int]:
    if isinstance(node, n.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        yield node.value
    if isinstance(node, n.Parameter) and figures[node.name]["type"] in ("quantity", "integer"):
        yield from (value for _, value in figures[node.name]["entries"] if isinstance(value, int))
