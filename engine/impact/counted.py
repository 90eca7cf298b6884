"""What is counted of a register under two policies, or under every value of a sweep. Plain dictionaries: they cross processes and
add up. Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

#: What the other policy cannot take, or cannot decide because its exceptions clash.
UNREADABLE = "unreadable"
#: Decisions in the order in which they are told.
DECISIONS = ("eligible", "incomplete", "ineligible", "not_applicable", UNREADABLE)
#: How many rows are shown for each turn.
SHOWN = 10

Counts = dict[str, dict[str, int]]


class Turned(NamedTuple):
    """A row that turned. ``words``: of the facts that rows are counted by, empty where not known; ``refused``: what keeps the
    second policy from deciding."""

    key: str
    file: str
    line: int
    words: tuple[str, ...]
    turn: str
    clauses: tuple[str, ...]
    refused: tuple[str, ...]


class Counted(NamedTuple):
    """Rows counted.

    ``turns``: rows by ``BEFORE\\tAFTER``; ``groups``: ``{fact: {WORD\\tBEFORE\\tAFTER: rows}}``; ``clauses``: ``{BEFORE\\tAFTER:
    {clause: rows}}`` of the clauses that made rows turn; ``shown``: ``{BEFORE\\tAFTER: rows}``, the first ten of each turn;
    ``bad``: rows without a decision before, with the first of them in ``refused``; ``changed``: every row that turned, ``None``
    where that was not asked for.
    """

    rows: int
    bad: int
    turns: dict[str, int]
    groups: Counts
    clauses: Counts
    shown: dict[str, list[dict[str, Any]]]
    refused: list[dict[str, Any]]
    changed: list[Turned] | None = None


def empty(changed: bool = False) -> Counted:
    """Nothing counted yet; ``changed``: every row that turns is to be kept."""
    return Counted(0, 0, {}, {}, {}, {}, [], [] if changed else None)


def added(total: Counted, more: Counted) -> Counted:
    """Both counted together, ``more`` after ``total``; every row that turned is not kept here."""
    for into, found in ((total.groups, more.groups), (total.clauses, more.clauses)):
        for name, counts in found.items():
            add(into.setdefault(name, {}), counts)
    add(total.turns, more.turns)
    for turn, rows in more.shown.items():
        kept = total.shown.setdefault(turn, [])
        kept += rows[: SHOWN - len(kept)]
    total.refused.extend(more.refused[: SHOWN - len(total.refused)])
    return total._replace(rows=total.rows + more.rows, bad=total.bad + more.bad)


class Values(NamedTuple):
    """Rows counted for each value of a sweep. ``decisions``: ``{DECISION: rows}`` of each value; ``groups``: ``{fact:
    {WORD\\tDECISION: rows} of each value}``; ``bad``: rows that cannot be read."""

    rows: int
    bad: int
    decisions: list[dict[str, int]]
    groups: dict[str, list[dict[str, int]]]


def no_values(values: int) -> Values:
    """Nothing counted yet of so many values."""
    return Values(0, 0, [{} for _ in range(values)], {})


def count_value(total: Values, place: int, decision: str, words: Iterable[tuple[str, str]], rows: int = 1) -> None:
    """Count rows of a decision under the value at ``place``; ``words``: facts with the word that the rows have."""
    add(total.decisions[place], {decision: rows})
    for id, word in words:
        count_word(total, place, id, word, decision, rows)


def count_word(total: Values, place: int, id: str, word: str, decision: str, rows: int) -> None:
    """Count rows with the same word of one fact."""
    counts = total.groups.setdefault(id, [{} for _ in total.decisions])
    add(counts[place], {f"{word}\t{decision}": rows})


def added_values(total: Values, more: Values) -> Values:
    """Both counted together."""
    for into, counts in zip(total.decisions, more.decisions, strict=True):
        add(into, counts)
    for name, listed in more.groups.items():
        for into, counts in zip(total.groups.setdefault(name, [{} for _ in listed]), listed, strict=True):
            add(into, counts)
    return total._replace(rows=total.rows + more.rows, bad=total.bad + more.bad)


def add(total: dict[str, int], more: dict[str, int]) -> None:
    """Add up counts."""
    for name, count in more.items():
        total[name] = total.get(name, 0) + count


def turn(before: str, after: str) -> str:
    """The name under which a turn is counted."""
    return f"{before}\t{after}"
