"""Which rows and clauses of two policies are the same one. Part of :mod:`engine.difference`.

Rows are told by name, titles, audience, office and by whom their scopes take, never by their number: numbers move whenever a
row is put in. Rows that read alike are the same; the rest are assigned so that all pairs together are as alike as can be
(:mod:`engine.difference.assignment`). A row that is left over came out of another one where it takes those whom that one gave
up, and went into another one where that one took over those whom it took.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.difference.assignment import best
from engine.difference.coverage import covered
from engine.difference.edition import Edition
from engine.difference.likeness import Likeness, called, office, plain

#: Rows less alike than this are two rows; rows of two tables have to be as alike as ``ACROSS``.
ALIKE, ACROSS = 0.5, 0.6
#: How alike scopes, or else audiences, have to be for rows of other names or offices to be the same.
AGREED = 0.5
#: How much of a row has to lie within another one that it came out of or went into.
WITHIN = 0.75


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


def match_rows(old: Edition, new: Edition) -> Rows:
    """The rows of two policies matched."""
    before, after = old.tables["rows"], new.tables["rows"]
    same: dict[str, str] = {}
    left, right = dict(before), dict(after)
    for count in (6, 3):
        found = {key: locator for locator, key in _unique(right, count).items()}
        for locator, key in _unique(left, count).items():
            if key in found:
                same[locator] = found[key]
                del left[locator], right[found[key]]
    split: dict[str, tuple[str, ...]] = {}
    merged: dict[str, tuple[str, ...]] = {}
    if left or right:
        likeness = Likeness(before, after, covered(old, new))
        for one, two in _assigned(list(left), list(right), likeness):
            same[one] = two
            del left[one], right[two]
        split = _parts(right, same, likeness.covers, (before, after))
        back = {two: one for one, two in same.items()}
        merged = _parts(left, back, likeness.covers[::-1], (after, before))
    parts = {each for found in (*split.values(), *merged.values()) for each in found}
    return Rows(
        {each: same[each] for each in before if each in same}, split, merged,
        tuple(each for each in right if each not in parts), tuple(each for each in left if each not in parts),
    )  # fmt: skip


def _unique(rows: Mapping[str, Any], count: int) -> dict[str, tuple[str, ...]]:
    """What rows say, of those that no other row says the same of."""
    keys = {locator: _identity(row)[:count] for locator, row in rows.items()}
    counted: dict[tuple[str, ...], int] = {}
    for each in keys.values():
        counted[each] = counted.get(each, 0) + 1
    return {locator: each for locator, each in keys.items() if counted[each] == 1}


def _identity(row: Mapping[str, Any]) -> tuple[str, ...]:
    parts = (called(row), row["titles"], row["table"], row["audience"], office(row), row["seat"])
    return tuple(plain(each) for each in parts)


def _assigned(left: list[str], right: list[str], likeness: Likeness) -> list[tuple[str, str]]:
    weights: dict[tuple[int, int], float] = {}
    for one, before in enumerate(left):
        for two, after in enumerate(right):
            total = likeness.total(before, after)
            across = likeness.rows[0][before]["table"] != likeness.rows[1][after]["table"]
            if total >= (ACROSS if across else ALIKE) and _agree(likeness, before, after):
                weights[one, two] = total
    return [(left[one], right[two]) for one, two in best(weights, len(left), len(right)).items()]


def _agree(likeness: Likeness, before: str, after: str) -> bool:
    """Whether two rows may be one under another name: they take much the same people; where that is not known they are for the
    same people, or are run by the same office under much the same name."""
    scope = likeness.part("scope", before, after)
    if scope is not None:
        return scope >= AGREED or (scope > 0 and _named_alike(likeness, before, after))
    audience = likeness.part("audience", before, after)
    return (audience or 0.0) >= AGREED or _named_alike(likeness, before, after)


def _named_alike(likeness: Likeness, before: str, after: str) -> bool:
    name = likeness.part("name", before, after) or 0.0
    return name >= 0.9 or (name >= AGREED and likeness.part("office", before, after) == 1.0)


def _parts(
    left: Iterable[str], same: Mapping[str, str], covers: tuple[Mapping[str, int], Mapping[str, int]],
    rows: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> dict[str, tuple[str, ...]]:  # fmt: skip
    """The rows ``left`` over on the second side, by the row of the first side that they came out of; ``same``: the row of the
    second side that each of the first went on as. Asked the other way round: the rows that went into another one."""
    found: dict[str, tuple[str, ...]] = {}
    for part in left:
        best_, most = "", 0.0
        for whole, kept in same.items():
            if _reworked(rows[0][whole], rows[1][kept]):
                shared = _given_up(part, whole, kept, covers, rows)
                best_, most = (whole, shared) if shared > most else (best_, most)
        if best_:
            found[best_] = (*found.get(best_, ()), part)
    return found


def _given_up(
    part: str, whole: str, kept: str, covers: tuple[Mapping[str, int], Mapping[str, int]],
    rows: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> float:  # fmt: skip
    """How much of ``part`` was within ``whole`` and is not with ``kept``, where that is enough; 0 otherwise. A scope that is not
    settled yet is still that of the whole, or empty; then the titles tell."""
    taken, source, rest = covers[1].get(part, 0), covers[0].get(whole, 0), covers[1].get(kept, 0)
    titles = _titles(rows[0][whole]) - _titles(rows[1][kept])
    if not taken or not source:
        own = _titles(rows[1][part])
        return len(titles & own) / len(own) if own and rows[0][whole]["table"] == rows[1][part]["table"] else 0.0
    if (taken & source).bit_count() < WITHIN * taken.bit_count():
        return 0.0
    if taken == source == rest:
        return 0.5
    shared = (taken & source & ~rest).bit_count() / taken.bit_count()
    return shared if shared >= AGREED else 0.0


def _reworked(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a row no longer says what it said: where nothing was taken from it nothing came out of it."""
    return any(plain(before[part]) != plain(after[part]) for part in ("name", "titles", "audience"))


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
