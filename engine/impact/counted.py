"""What is counted of a register under two policies. Plain dictionaries: they cross processes and add up. Part of
:mod:`engine.impact`."""

from __future__ import annotations

from typing import Any, NamedTuple

#: What the other policy cannot take, or cannot decide because its exceptions clash.
UNREADABLE = "unreadable"
#: Decisions in the order in which they are told.
DECISIONS = ("eligible", "incomplete", "ineligible", "not_applicable", UNREADABLE)
#: How many rows are shown for each turn.
SHOWN = 10

Counts = dict[str, dict[str, int]]


class Counted(NamedTuple):
    """Rows counted.

    ``turns``: rows by ``BEFORE\\tAFTER``; ``groups``: ``{fact: {WORD\\tBEFORE\\tAFTER: rows}}``; ``clauses``: ``{BEFORE\\tAFTER:
    {clause: rows}}`` of the clauses that made rows turn; ``shown``: ``{BEFORE\\tAFTER: rows}``, the first ten of each turn;
    ``bad``: rows without a decision before, with the first of them in ``refused``.
    """

    rows: int
    bad: int
    turns: dict[str, int]
    groups: Counts
    clauses: Counts
    shown: dict[str, list[dict[str, Any]]]
    refused: list[dict[str, Any]]


def empty() -> Counted:
    """Nothing counted yet."""
    return Counted(0, 0, {}, {}, {}, {}, [])


def added(total: Counted, more: Counted) -> Counted:
    """Both counted together, ``more`` after ``total``."""
    for into, found in ((total.groups, more.groups), (total.clauses, more.clauses)):
        for name, counts in found.items():
            add(into.setdefault(name, {}), counts)
    add(total.turns, more.turns)
    for turn, rows in more.shown.items():
        kept = total.shown.setdefault(turn, [])
        kept += rows[: SHOWN - len(kept)]
    total.refused.extend(more.refused[: SHOWN - len(total.refused)])
    return total._replace(rows=total.rows + more.rows, bad=total.bad + more.bad)


def add(total: dict[str, int], more: dict[str, int]) -> None:
    """Add up counts."""
    for name, count in more.items():
        total[name] = total.get(name, 0) + count


def turn(before: str, after: str) -> str:
    """The name under which a turn is counted."""
    return f"{before}\t{after}"
