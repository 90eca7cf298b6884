"""Locators of last year put into this year's, wherever a text cites them. Part of :mod:`engine.scaffold`.

All at once, so that a locator that passes to another clause never carries citations with it. What is gone is cited as last
year's (``2023年通知原有今删·五(一).8``), which no clause of this year answers to: the check names every place that rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from engine.syntax.citations import GONE, LOST, normalise_locator, of_last_year

_MARKS = "、,，;；—–至"
_TAIL = re.compile(f"[{_MARKS}]")


class Renames:
    """Last year's locators and what they are called this year; ``None`` for what is gone, or was not found (``lost``)."""

    def __init__(
        self, last_year: int, names: Mapping[str, str | None], annex: str, tables: Sequence[str], lost: Container[str] = ()
    ) -> None:
        self.names = dict(names)
        self._lost = lost
        self._gone, self._not_found = f"{last_year}{GONE}", f"{last_year}{LOST}"
        clauses = sorted((name for name in self.names if "·" not in name), key=lambda name: (-len(name), name))
        alternatives = "|".join(_either_bracket(name) for name in clauses) or r"(?!)"
        self._clauses = re.compile(
            rf"(?<![.·(（\dA-Za-z一二三四五六七八九十])(?:{alternatives})(?![A-Za-z0-9.])"
            rf"(?:[{_MARKS}] ?\.\d+[a-z]?(?![A-Za-z0-9.]))*"
        )
        named = "|".join(map(re.escape, sorted(tables, key=len, reverse=True))) or r"(?!)"
        self._rows = re.compile(
            rf"(?:{re.escape(annex)})?(?P<table>{named})[·・•](?P<first>\d+)(?P<more>(?:[{_MARKS}]\d+(?![\d月日年.]))*)"
        )
        self._annex = annex

    def now(self, locator: str) -> str:
        """This year's name of a locator of last year."""
        short = normalise_locator(locator).removeprefix(self._annex)
        if short not in self.names:
            return locator
        return self.names[short] or (self._not_found if short in self._lost else self._gone) + short

    def gone(self, locator: str) -> bool:
        """Whether a locator of last year has no successor."""
        short = normalise_locator(locator).removeprefix(self._annex)
        return short in self.names and self.names[short] is None

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Every citation in ``text`` that is called otherwise now, as (start, end, what to write)."""
        for found in self._clauses.finditer(text):
            written = self._clause(found.group())
            if written is not None:
                yield found.start(), found.end(), written
        for found in self._rows.finditer(text):
            written = self._row(found)
            if written is not None:
                yield found.start(), found.end(), written

    def apply(self, text: str) -> str:
        """``text`` with every citation as it is called now."""
        for start, end, written in sorted(self.edits(text), reverse=True):
            text = text[:start] + written + text[end:]
        return text

    def _clause(self, written: str) -> str | None:
        """``五(二).13、.14`` with each of its parts renamed; ``None`` where nothing changes."""
        parts = _TAIL.split(written)
        marks = _TAIL.findall(written)
        first = normalise_locator(parts[0])
        article = first.rpartition(".")[0]
        old = [first, *(f"{article}{part.strip()}" for part in parts[1:])]
        new = [self.now(name) for name in old]
        if new == old:
            return None
        result, before = new[0], new[0].rpartition(".")[0]
        for mark, name in zip(marks, new[1:], strict=True):
            start, _, number = name.rpartition(".")
            result += mark + (f".{number}" if start == before else name)
            before = start
        return result.replace("(", "（").replace(")", "）") if "（" in written else result

    def _row(self, found: re.Match[str]) -> str | None:
        """``表一·24、26、27`` with each of its rows renamed; ``None`` where nothing changes."""
        table = found["table"]
        marks = _TAIL.findall(found["more"])
        old = [f"{table}·{found['first']}", *(f"{table}·{number}" for number in _TAIL.split(found["more"])[1:])]
        new = [self.now(name) for name in old]
        if new == old:
            return None
        prefix = self._annex if found.group().startswith(self._annex) else ""
        result, before = new[0] if of_last_year(new[0]) else prefix + new[0], new[0].rpartition("·")[0]
        for mark, name in zip(marks, new[1:], strict=True):
            start, _, number = name.rpartition("·")
            result += mark + (number if start == before else name)
            before = start
        return result


def _either_bracket(name: str) -> str:
    return re.escape(name).replace(r"\(", "[(（]").replace(r"\)", "[)）]")
