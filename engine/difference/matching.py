"""Which rows and clauses of two policies are the same one. Part of :mod:`engine.difference`.

Rows are told by name, titles, audience, scope and office, never by their number alone: numbers move whenever a row is put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

#: Rows less alike than this are two rows; rows of two tables have to be as alike as ``ACROSS``.
ALIKE, ACROSS = 0.62, 0.9
#: What a split or merged row has to have in common with the one that it came from.
RELATED = 0.5
_WEIGHTS = {"name": 0.4, "titles": 0.2, "audience": 0.2, "office": 0.2}


class Rows(NamedTuple):
    """``same``: new locator by old; ``split``: the further new rows that came out of an old one; ``merged``: the further old
    rows that went into a new one; ``added`` and ``removed``: the rest."""

    same: dict[str, str]
    split: dict[str, tuple[str, ...]]
    merged: dict[str, tuple[str, ...]]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def forward(self) -> dict[str, tuple[str, ...]]:
        """The newer rows that an older one went on as."""
        found = {before: (after, *self.split.get(before, ())) for before, after in self.same.items()}
        return found | {each: (target,) for target, sources in self.merged.items() for each in sources}

    @property
    def back(self) -> dict[str, str]:
        """The older row that a newer one was; none for one that several were merged into."""
        found = {after: before for before, after in self.same.items() if after not in self.merged}
        return found | {each: before for before, listed in self.split.items() for each in listed}


def match_rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> Rows:
    """The rows of two tables (``tables["rows"]``) matched."""
    same: dict[str, str] = {}
    left, right = dict(old), dict(new)
    for take in (lambda row: _identity(row, 6), lambda row: _identity(row, 3)):
        found = _unique(take, right)
        for locator, key in _unique(take, left).items():
            other = next((each for each, another in found.items() if another == key), None)
            if other is not None and other in right:
                same[locator] = other
                del left[locator], right[other]
    pairs = sorted(
        ((_likeness(one, two), -abs(one["number"] - two["number"]), before, after)
         for before, one in left.items() for after, two in right.items()),
        key=lambda each: (-each[0], -each[1], each[2], each[3]),
    )  # fmt: skip
    for likeness, _, before, after in pairs:
        least = ALIKE if old[before]["table"] == new[after]["table"] else ACROSS
        if likeness >= least and before in left and after in right:
            same[before] = after
            del left[before], right[after]
    split = _further(old, new, same, right)
    merged = _further(new, old, {after: before for before, after in same.items()}, left)
    gone = {each for found in merged.values() for each in found}
    came = {each for found in split.values() for each in found}
    return Rows(
        {each: same[each] for each in old if each in same}, split, merged,
        tuple(each for each in right if each not in came), tuple(each for each in left if each not in gone),
    )  # fmt: skip


def _identity(row: Mapping[str, Any], count: int) -> tuple[Any, ...]:
    parts = (row["name"], row["titles"], row["table"], row["audience"], row["office"]["raw"], row["seat"])
    return tuple(parts[:count])


def _unique(key: Any, rows: Mapping[str, Any]) -> dict[str, Any]:
    """The rows that no other row has the key of."""
    keys = {locator: key(row) for locator, row in rows.items()}
    counted: dict[Any, int] = {}
    for each in keys.values():
        counted[each] = counted.get(each, 0) + 1
    return {locator: each for locator, each in keys.items() if counted[each] == 1}


def _likeness(one: Mapping[str, Any], two: Mapping[str, Any]) -> float:
    found = sum(weight * ratio(_text(one, part), _text(two, part)) for part, weight in _WEIGHTS.items())
    return found if one["table"] == two["table"] else found - 0.02


def _text(row: Mapping[str, Any], part: str) -> str:
    return str(row["office"]["unit"] or row["office"]["raw"]) if part == "office" else str(row[part] or "")


def ratio(one: str, two: str) -> float:
    """How alike two texts are, from 0 to 1."""
    return 1.0 if one == two else SequenceMatcher(None, one, two, autojunk=False).ratio()


def _further(
    old: Mapping[str, Any], new: Mapping[str, Any], same: Mapping[str, str], left: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """The rows left over in ``new`` by the row of ``old`` that they came out of: it gave up titles that they have, or they
    have its office and much of its name."""
    found: dict[str, tuple[str, ...]] = {}
    for after in left:
        row = new[after]
        best, score = "", 0.0
        for before, other in old.items():
            kept = new[same[before]] if before in same else None
            given_up = _titles(other) - (_titles(kept) if kept is not None else set())
            if row["table"] != other["table"] or kept is None:
                continue
            likeness = _likeness(other, row)
            if not (given_up & _titles(row) or (_text(row, "office") == _text(other, "office") and _reworked(other, kept))):
                continue
            if likeness >= RELATED and likeness > score:
                best, score = before, likeness
        if best:
            found[best] = (*found.get(best, ()), after)
    return found


def _reworked(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a row no longer says what it said: where nothing was taken from it nothing came out of it."""
    return any(before[part] != after[part] for part in ("name", "titles", "audience"))


def _titles(row: Mapping[str, Any]) -> set[str]:
    return {*row["reviews"], *row["recommends"]}


def match_clauses(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """New locator by old: the same text stands for the same clause wherever it stands, else the same locator does."""
    same: dict[str, str] = {}
    for take in (lambda each: each.digest, lambda each: (each.summary, each.actors)):
        wanted = {take(each): locator for locator, each in new.items() if take(each) and locator not in same.values()}
        counted: dict[Any, int] = {}
        for each in new.values():
            counted[take(each)] = counted.get(take(each), 0) + 1
        for locator, each in old.items():
            key = take(each)
            if locator in same or not key:
                continue
            if locator in new and locator not in same.values() and take(new[locator]) == key:
                same[locator] = locator
            elif wanted.get(key) and counted[key] == 1 and wanted[key] not in same.values():
                same[locator] = wanted[key]
    taken = set(same.values())
    for locator in old:
        if locator not in same and locator in new and locator not in taken:
            same[locator] = locator
    return same
