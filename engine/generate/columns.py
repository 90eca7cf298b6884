"""Columns of a drawn register as a database has them: numbers, dates, truths by type. Part of :mod:`engine.generate`.

What a column of its type cannot hold, such as 不详 in a column of numbers, is null there. Lists stay texts: they may also
say 全部.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from engine.generate.draw import KEY

#: Names within the entries of a column of records or of a span of years.
YEAR, ENDS = "年度", ("起", "止")

_WHOLE = ("integer", "year", "quantity")
Holds = Callable[[Any], Any]


class TypedColumns:
    """The columns of one subject. ``arrow``: the package pyarrow; ``schema``: with types; ``texts``: the same as texts alone."""

    def __init__(self, arrow: Any, subject: Mapping[str, Any]) -> None:
        self._arrow = arrow
        found: dict[str, tuple[Any, Holds]] = {KEY: (arrow.string(), text)}
        found |= {fact["name"]: self._column(fact) for fact in subject["facts"]}
        self._holds = {name: holds for name, (_, holds) in found.items()}
        self.schema = arrow.schema([(name, kind) for name, (kind, _) in found.items()])
        self.texts = arrow.schema([(name, arrow.string()) for name in found])

    def row(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """A drawn row as the columns hold it."""
        return {name: holds(drawn[name]) if name in drawn else None for name, holds in self._holds.items()}

    def _column(self, fact: Mapping[str, Any]) -> tuple[Any, Holds]:
        """Arrow's type, and what the column holds of a drawn value."""
        arrow, kind = self._arrow, fact["type"]
        if kind == "boolean":
            return arrow.bool_(), lambda value: value if isinstance(value, bool) else None
        if kind in _WHOLE:
            return (arrow.float64() if fact["scale"] else arrow.int32()), number
        if kind == "date":
            return arrow.date32(), _date
        if kind == "years":
            return arrow.struct([(end, arrow.int16()) for end in ENDS]), lambda value: value if isinstance(value, dict) else None
        if kind == "records":
            return self._records(fact)
        return arrow.string(), text

    def _records(self, fact: Mapping[str, Any]) -> tuple[Any, Holds]:
        fields = {field["name"]: self._column(field) for field in fact["fields"]}
        entry = self._arrow.struct([(YEAR, self._arrow.int16()), *((name, kind) for name, (kind, _) in fields.items())])

        def holds(value: Any) -> list[dict[str, Any]] | None:
            if not isinstance(value, dict):
                return None
            return [
                {YEAR: int(year)} | {name: held(values.get(name)) for name, (_, held) in fields.items()}
                for year, values in value.items()
                if isinstance(values, dict)
            ]

        return self._arrow.list_(entry), holds


def text(value: Any) -> str | None:
    """A value as text: as it is, or as JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def number(value: Any) -> int | float | None:
    """A number, nothing for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
