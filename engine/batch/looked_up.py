"""What texts of facts say that are looked up row by row, and what follows for many rows of the policy. In :mod:`engine.batch`.

A program that looks facts up (:attr:`engine.columnar.program.Program.looked_up`) has a query for each of them; it is asked once
for every text that was met, not for every row of a register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.batch.glossary import KINDS
from engine.batch.mapped import quoted
from engine.columnar.program import OWN, Program

#: What the columns begin with of rows without what is assumed, where their program looks up something else.
BARE = "_bare"


class LookedUp:
    """The tables ``said_FACT`` of a connection: as ``read_FACT`` (:mod:`engine.batch.glossary`), with a row for cells without a
    text, and with what is looked up. ``names``: the columns for rows."""

    def __init__(self, base: Any, program: Program, bare: Program | None) -> None:
        """``program``: the one whose rows are put together; ``bare``: that of rows without what is assumed, if there is one."""
        self._base = base
        self._wanted = [(OWN, program)]
        if bare is not None and bare.looked_up != program.looked_up:
            self._wanted.append((BARE + OWN, bare))
        self._left_out: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}

    @property
    def names(self) -> Sequence[str]:
        """The columns for rows."""
        return [f"{' & '.join(parts)} AS {name}" for name, parts in self._parts.items()]

    def without_assumed(self) -> tuple[Sequence[str], Sequence[str]]:
        """Columns that rows without what is assumed have not, and those that they have instead."""
        if len(self._wanted) == 1:
            return [], []
        own, others = [name for name in self._parts if name.startswith(OWN)], [n for n in self._parts if n.startswith(BARE)]
        return own, [f"{name} AS {name.removeprefix(BARE)}" for name in others]

    def add(self, fact: Mapping[str, Any], na: bool, sound: bool, rows: str) -> str:
        """A fact; ``na``: whether it does not apply where it is left out; ``sound``: whether a row may leave it out; ``rows``: by
        what name rows have its table. Gives the table."""
        id, none = fact["id"], f"NULL::{KINDS[fact['type']]}"
        self._left_out[id] = f"SELECT NULL AS raw, 0 AS number, {none} AS value, {na} AS na, FALSE AS unknown, {sound} AS sound"
        for head, _, columns, _ in self._asked(id):
            for column in columns:
                self._parts.setdefault(f"{head}{column}", []).append(f"{rows}.{head}{column}")
        self.fill(fact)
        return f"said_{id}"

    def absent(self, fact: Mapping[str, Any], na: bool) -> None:
        """A fact that no row has."""
        for head, _, columns, query in self._asked(fact["id"]):
            self._combine(fact, f"SELECT 0 AS number, NULL::{KINDS[fact['type']]} AS value, {na} AS na")
            found = self._base.execute(f"SELECT {', '.join(columns)} FROM ({query})").fetchone()
            for column, bits in zip(columns, found, strict=True):
                self._parts.setdefault(f"{head}{column}", []).append(str(bits))

    def fill(self, fact: Mapping[str, Any]) -> None:
        """Look the fact's texts up."""
        id, columns, joins = fact["id"], "", ""
        self._base.execute(f"CREATE OR REPLACE TEMP VIEW looked_up AS SELECT * FROM read_{id} UNION ALL {self._left_out[id]}")
        self._combine(fact, "SELECT * FROM looked_up")
        for number, (head, _, names, query) in enumerate(self._asked(id)):
            columns += "".join(f", l{number}.{name} AS {head}{name}" for name in names)
            joins += f" JOIN ({query}) l{number} ON l{number}._combination = t.number"
        self._base.execute(f"CREATE OR REPLACE TEMP TABLE said_{id} AS SELECT t.*{columns} FROM looked_up t{joins}")

    def _asked(self, id: str) -> Sequence[tuple[str, str, Sequence[str], str]]:
        return [(head, *each) for head, program in self._wanted for each in program.looked_up if each[0] == id and each[1]]

    def _combine(self, fact: Mapping[str, Any], texts: str) -> None:
        none = f", na AS {quoted(fact['id'] + '__na')}" if fact["may_not_apply"] else ""
        told = f"SELECT number AS _combination, value AS {quoted(fact['id'])}{none} FROM ({texts})"
        self._base.execute(f"CREATE OR REPLACE TEMP VIEW combinations AS {told}")
