"""Facts whose texts are looked up one by one for every row. Part of :mod:`engine.batch`.

Dates are always; other facts where rows hardly share their words: what is found once for each combination of words
(:mod:`engine.batch.combinations`) would be found as often as there are rows. There only related facts are combined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.batch.glossary import KINDS, Glossary
from engine.batch.looked_up import LookedUp
from engine.batch.mapped import quoted

#: The number of a combination takes so many bits of a row's; above them stand the numbers of words by which rows are counted.
_BITS, _EACH = 24, 19


class Apart:
    """Facts by themselves. ``names``: their columns for rows; ``joins``: how rows find what their texts
    say; ``sound``: what must be true of a row; ``number``: SQL for what goes beside the number of a row's combination."""

    def __init__(
        self, base: Any, glossary: Glossary, facts: Sequence[Mapping[str, Any]], places: Mapping[str, int], types: Sequence[Any],
        known: frozenset[str], counted: Sequence[str], looked_up: LookedUp,
    ) -> None:  # fmt: skip
        """``places``: the columns that hold facts; ``known``: facts that every row has; ``counted``: facts by whose words rows
        are counted; ``looked_up``: what their words say beside."""
        self._base = base
        self._glossary = glossary
        self._known = known
        self._looked_up = looked_up
        self._facts = {fact["id"]: fact for fact in facts}
        self._cells: dict[str, str] = {}
        self.names: list[str] = []
        self.sound: list[str] = []
        self.number = ""
        self._shifts: dict[str, int] = {}
        for fact in facts:
            id = fact["id"]
            if id not in places:
                self._absent(fact)
            elif types[places[id]].id == "boolean" and glossary.plain_truths(id):
                self._truth(fact, f"c{places[id]}")
            else:
                glossary.begin(id)
                cell = f"c{places[id]}"
                self._cells[id] = cell if types[places[id]].id == "varchar" else f"CAST({cell} AS VARCHAR)"
                self._by_text(fact)
        for id in dict.fromkeys(counted):
            if id in self._cells:
                self._shifts[id] = _BITS + _EACH * len(self._shifts)
                self.number += f" + (d_{id}.number << {self._shifts[id]})"
                self.sound.append(f"d_{id}.number < {1 << _EACH}")
        self.names += looked_up.names
        joins = (f" LEFT JOIN said_{id} d_{id} ON {cell} IS NOT DISTINCT FROM d_{id}.raw" for id, cell in self._cells.items())
        self.joins = "".join(joins)

    def fill(self) -> None:
        """Read the texts of the slice."""
        if self._cells:
            listed = ", ".join(f"list(DISTINCT {cell})" for cell in self._cells.values())
            found = self._base.execute(f"SELECT {listed} FROM slice").fetchone()
            for id, texts in zip(self._cells, found, strict=True):
                fresh = self._glossary.read(id, (each for each in texts or () if each is not None))
                if fresh:
                    self._looked_up.fill(self._facts[id])

    def combination(self, number: str) -> str:
        """The number of its combination, of that of a row."""
        return f"{number} & {(1 << _BITS) - 1}" if self._shifts else number

    def counted(self, id: str, number: str) -> tuple[str, str]:
        """The words of a fact by which rows are counted, and what has to be joined, by the numbers of rows."""
        if id not in self._shifts:
            return "NULL", ""
        return "d.value", f" LEFT JOIN read_{id} d ON d.number = ({number} >> {self._shifts[id]}) & {(1 << _EACH) - 1}"

    def _absent(self, fact: Mapping[str, Any]) -> None:
        """A fact without a column."""
        self._looked_up.absent(fact, fact["absent"] == "not_applicable")
        self._name(fact, f"NULL::{KINDS[fact['type']]}", not_applicable(fact))

    def _truth(self, fact: Mapping[str, Any], cell: str) -> None:
        """A column of truths, which are what they are."""
        self._name(fact, cell, f"{cell} IS NULL AND {not_applicable(fact)}")
        if fact["id"] in self._known:
            self.sound.append(f"{cell} IS NOT NULL")

    def _by_text(self, fact: Mapping[str, Any]) -> None:
        id = fact["id"]
        self._looked_up.add(fact, fact["absent"] == "not_applicable", id not in self._known, f"d_{id}")
        self._name(fact, f"d_{id}.value", f"d_{id}.na")
        self.sound.append(f"d_{id}.sound")

    def _name(self, fact: Mapping[str, Any], value: str, none: str) -> None:
        self.names.append(f"{value} AS {quoted(fact['id'])}")
        if fact["may_not_apply"]:
            self.names.append(f"{none} AS {quoted(fact['id'] + '__na')}")


def not_applicable(fact: Mapping[str, Any]) -> str:
    """SQL of whether a fact that is left out does not apply."""
    return "TRUE" if fact["absent"] == "not_applicable" else "FALSE"
