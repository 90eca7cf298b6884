"""What people read on the page where the policy has a number or an id: notes of rows, gaps, figures not printed.

Part of :mod:`engine.trace`.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.trace.carriers import Carrier
from engine.trace.ledger import Entry, Ledger
from engine.trace.scenarios import short


class Told:
    """Looks up the words of notes and gaps, and the figures that the notice does not print."""

    def __init__(self, ledger: Ledger) -> None:
        self.rows = {short(row.locator): row for table in ledger.resolved.tables.values() for row in table.rows}
        self.gaps = {symbol.name: symbol.text for symbol, _ in ledger.resolved.gaps}
        found = ledger.notice.unwritten if ledger.notice is not None else ()
        self.unwritten = {f"参数.{each.name}" for each in found}

    def notes(self, entry: Entry) -> list[str]:
        """The notes beside a row, or those of rows that a clause is carried by, with their row."""
        if entry.row is not None:
            return [note[0] for note in self.rows[entry.locator].notes] if entry.locator in self.rows else []
        return [said for each in entry.carriers if each.kind == "note" for said in self._note(each)]

    def _note(self, carrier: Carrier) -> list[str]:
        locator, _, which = carrier.name.partition(" ")
        row = self.rows.get(short(locator))
        number = which.removeprefix("备注")
        if row is None or not number.isdecimal() or not 0 < int(number) <= len(row.notes):
            return [carrier.name]
        return [f"{short(locator)}：{row.notes[int(number) - 1][0]}"]

    def referred(self, carriers: Sequence[Carrier]) -> list[str]:
        """What is told to those whom no row takes: the first sentence of each gap."""
        names = dict.fromkeys(each.name for each in carriers if each.kind == "gap")
        return [self.gaps.get(name, name).partition("。")[0] for name in names]
