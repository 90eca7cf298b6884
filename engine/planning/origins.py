"""Which documents beside the notice a date rests on: layers, amendments, committees' notices. Part of :mod:`engine.planning`.

A date has such an origin where its comparison reads a figure that a layer set or an amendment changed, a row's working time
that an amendment or the committee's own notice governs, or where the rule itself stands in a layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy
from engine.core.uses import Index
from engine.core.walk import walk

#: Attributes of a row that are dates, with the column that an amendment changes them by.
ROW_DATES = {"start": "启动时间", "finish": "完成时间"}


class Origins(NamedTuple):
    """Looks up the documents behind a comparison of one subject's deadlines, asked of a row or of none."""

    tables: Tables
    core: CorePolicy
    uses: Index
    row: dict[str, Any] | None
    on: Any

    def of(self, condition: Condition, compare: n.Compare) -> tuple[str, ...]:
        """The numbers of the documents, each once."""
        return tuple(dict.fromkeys([*self._rules(condition, compare), *self._figures(compare), *self._row(compare)]))

    def _rules(self, condition: Condition, compare: n.Compare) -> Iterator[str]:
        files = [condition.span.file, *(self.core.atoms[number].span.file for number in self.uses.uses([compare]).atoms)]
        for file in files:
            yield from self._layer(file)

    def _figures(self, compare: n.Compare) -> Iterator[str]:
        for name in self.uses.uses([compare]).parameters:
            parameter = self.tables["parameters"][name]
            begun = [number for since, number in parameter["amended"] if self._in_force(since)]
            if begun:
                yield begun[-1]
            else:
                yield from self._layer(parameter["file"])

    def _row(self, compare: n.Compare) -> Iterator[str]:
        read = {node.name for node in walk(compare) if isinstance(node, n.RowAttribute)} & ROW_DATES.keys()
        if self.row is None or not read:
            return
        if self.row["notice"]:
            yield self.row["notice"]["number"]
            return
        for attribute in sorted(read):
            yield from amending(self.row, ROW_DATES[attribute], self.on)[-1:]

    def _layer(self, file: str) -> Iterator[str]:
        yield from (layer["number"] for layer in self.tables["layers"] if layer["folder"] and file.startswith(layer["folder"]))

    def _in_force(self, since: str) -> bool:
        return in_force(since, self.on)


def amending(row: dict[str, Any], column: str, on: Any) -> list[str]:
    """The numbers of the amendments that changed a cell of a row and hold on a date; all where the date is unknown."""
    return [change["number"] for change in row["changes"] if change["column"] == column and in_force(change["since"], on)]


def in_force(since: str, on: Any) -> bool:
    """Whether what holds from ``since`` (ISO) holds on a date; yes where the date is unknown."""
    return not isinstance(on, date) or date.fromisoformat(since) <= on
