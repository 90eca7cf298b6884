"""A query of :mod:`engine.columnar.register` and how its result is read: plain data. Part of :mod:`engine.columnar`.

Light to import: whoever runs a program that was kept needs nothing of what makes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

#: The years that have a bit (:mod:`engine.columnar.bits`).
YEARS = (1980, 2041)
#: Codes of a row: as in :data:`CODES`, or to be looked at one by one.
CAREFUL = -1
#: Code → decision, whether it is final.
CODES = (
    ("eligible", True), ("ineligible", True), ("ineligible", False), ("incomplete", False), ("not_applicable", True),
)  # fmt: skip
#: DuckDB's variable for a figure that is only given when a query is run (:class:`engine.columnar.trusted.Figure`).
FIGURE = "policy_figure"
#: What names of columns with lanes begin with: what related facts say together, and what every other fact says by itself.
RELATED, OWN = "_related_", "_own_"
#: Bits of one mask; one of years has more: a bit for each year, and one that says that another year is meant.
WIDTH = 31


class Program(NamedTuple):
    """A query and how its result is read. ``masks``: column → what each of its bits says, ``(group, name, row)``.

    ``columns``: of ``cases``, as ``(name, type, fields)``; ``days``: rows of the calendar table, empty where it is not read;
    ``known``: what the rows handed over vouch for; ``asked``, ``granted``: conditions and entitlements in their order.
    What rests on columns ``shared`` alone is computed once for each of their combinations: ``combined`` reads the relation
    ``combinations`` of these and gives further columns, which are then columns of ``cases`` too. Empty: there are none.
    ``alike``: entitlements that several rows grant alike, with the rows: groups that end in ``_alike`` speak of those of them
    that take the application or may take it.
    ``reasons``: a second query, for rows of which the first says that they have to be looked at one by one: it reads them in the
    relation ``open_cases`` and gives all ``masks``, where the first gives only ``told`` of them. Empty: there is none.
    ``looked_up``: of facts the columns (:mod:`engine.columnar.lanes`) and the query that finds them for every value in
    ``combinations``: joined bit by bit with AND, those of one name are the column ``_own_NAME`` of ``cases``.
    """

    subject: str
    sql: str
    shared: tuple[str, ...]
    combined: str
    columns: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    masks: tuple[tuple[str, tuple[tuple[str, str, str | None], ...]], ...]
    days: tuple[tuple[str, bool | None, int | None, int | None], ...]
    known: tuple[str, ...]
    asked: tuple[str, ...]
    granted: tuple[str, ...]
    alike: tuple[tuple[str, tuple[str, ...]], ...]
    reasons: str
    told: int
    looked_up: tuple[tuple[str, tuple[str, ...], str], ...]


class Programs(Protocol):
    """Makes the program of a subject for rows whose columns ``known`` have no nulls; not ``whole``: the code alone; not
    ``shared``: nothing is computed once for several rows."""

    def __call__(self, subject: str, known: frozenset[str], whole: bool, shared: bool = True) -> Program:
        """Raises :class:`engine.errors.InvalidPolicy` where the policy has none."""


def wide(entries: Sequence[object]) -> bool:
    """Whether a mask takes more than 32 bits."""
    return len(entries) > WIDTH


def decoded(program: Program, masks: Sequence[int]) -> dict[str, list[tuple[str, str | None]]]:
    """What the bits of one row say: group → ``(name, row)`` in the order of the policy; masks left out at the end say nothing."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for (_, entries), mask in zip(program.masks, masks, strict=False):
        at = 0
        while mask:
            if mask & 1:
                group, name, row = entries[at]
                found.setdefault(group, []).append((name, row))
            mask >>= 1
            at += 1
    return found
