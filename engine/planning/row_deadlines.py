"""Which deadlines are asked of which rows of the annex. Part of :mod:`engine.planning`.

A deadline (期限) with 逐行 is asked of every row of its tables. A condition (条件) that compares a date with the row's own
dates (本行) bounds that date too; it is told of the rows named, of a subject named, and of rows whose dates a document beside
the notice has moved: for all others the working months say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.artifact.tables import Tables
from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy
from engine.core.walk import walk
from engine.planning.origins import ROW_DATES

_DEADLINE = "deadline"


def rows_asked(
    tables: Tables, core: CorePolicy, subjects: Sequence[str] | None, locators: Sequence[str]
) -> list[tuple[str, str, tuple[Condition, ...]]]:
    """``(subject, row, conditions)`` in the order of the annex. ``subjects`` and ``locators``: those that were named."""
    found = []
    for part in core.subjects:
        if subjects is not None and part.name not in subjects:
            continue
        dated = [c for c in part.conditions if c.tables and c.kind != "note" and (c.kind == _DEADLINE or _about_row_dates(c))]
        for locator in locators or tables["rows"]:
            row = tables["rows"][locator]
            told = bool(locators) or subjects is not None or _moved(row)
            conditions = tuple(c for c in dated if row["table"] in c.tables and (told or c.kind == _DEADLINE))
            if conditions:
                found.append((part.name, locator, conditions))
    return found


def _about_row_dates(condition: Condition) -> bool:
    """Whether a condition compares something with a date of the row."""
    return any(
        isinstance(side, n.RowAttribute) and side.name in ROW_DATES
        for compare in walk(condition.requires) if isinstance(compare, n.Compare)
        for side in walk(compare.left, compare.right)
    )  # fmt: skip


def _moved(row: dict[str, Any]) -> bool:
    """Whether a committee's notice or an amendment moves the row's dates."""
    return bool(row["notice"]) or any(change["column"] in ROW_DATES.values() for change in row["changes"])
