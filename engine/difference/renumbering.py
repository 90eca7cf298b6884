"""What only bears another number: rows and clauses that moved when others were put in or taken out, and whatever names them. Part
of :mod:`engine.difference`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.difference.edition import Edition
from engine.difference.matching import Rows, match_clauses


class Renumbering:
    """Newer numbers of older rows and clauses. ``clauses``: newer locator by older of those that are the same."""

    def __init__(self, rows: Rows, clauses: Mapping[str, str]) -> None:
        self.clauses = clauses
        self.rows = {before: after[0] for before, after in rows.forward.items()}
        changed = {before: after for before, after in (*clauses.items(), *self.rows.items()) if before != after}
        texts = sorted(changed, key=len, reverse=True)
        known = [("" if each in self.rows else r"(?<!\w)") + re.escape(each) + r"(?![0-9A-Za-z])" for each in texts]
        self._changed = changed
        self._pattern = re.compile("|".join(known)) if known else None

    def text(self, text: str) -> str:
        """An older text with the newer numbers."""
        return text if self._pattern is None else self._pattern.sub(lambda found: self._changed[found[0]], text)

    def texts(self, texts: Iterable[str]) -> list[str]:
        """Older texts with the newer numbers."""
        return [self.text(each) for each in texts]


def renumbering(old: Edition, new: Edition, rows: Rows) -> Renumbering:
    """Of two policies whose rows are matched."""
    before, after = ({each.locator: each for each in side.clauses} for side in (old, new))
    return Renumbering(rows, match_clauses(before, after))


def series(locator: str) -> str:
    """What a locator is numbered in: the table of a row, the article of a clause."""
    return _PARTS.fullmatch(locator)[1] if _PARTS.fullmatch(locator) else locator  # type: ignore[index]


_PARTS = re.compile(r"(.*[·.])(\d+)")


class Run(NamedTuple):
    """Numbers one after the other that moved by the same."""

    first: tuple[str, str]
    last: tuple[str, str]


def runs(pairs: Iterable[tuple[str, str]]) -> list[Run]:
    """Pairs of an older and a newer locator, those that moved together taken together."""
    found: list[Run] = []
    for before, after in pairs:
        if found and all(_follows(one, two) for one, two in zip(found[-1].last, (before, after), strict=True)):
            found[-1] = Run(found[-1].first, (before, after))
        else:
            found.append(Run((before, after), (before, after)))
    return found


def _follows(one: str, two: str) -> bool:
    left, right = _PARTS.fullmatch(one), _PARTS.fullmatch(two)
    return bool(left and right and left[1] == right[1] and int(left[2]) + 1 == int(right[2]))


def shown(run: Run) -> tuple[str, str]:
    """A run as it was, and as it is: ``五(二).7—12``."""
    if run.first == run.last:
        return run.first
    ends = (_PARTS.fullmatch(each) for each in run.last)
    older, newer = (f"{first}—{end[2]}" for first, end in zip(run.first, ends, strict=True) if end)
    return older, newer
