"""What looks misread in the rows of an annex, held against last year's rows and one another. Part of :mod:`engine.notice`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from engine.notice.characters import look_alike
from engine.notice.doubts import Asker, Odd, misprints
from engine.notice.figures import digits, months, window
from engine.notice.lastyear import LastYear
from engine.notice.offices import telephone_digits
from engine.notice.wording import bare, substitution, words_only

_TEXTS = ("name", "titles", "scope", "office", "series")
_SHORTEST = 4
#: An office that bears the name of a county or town.
_SEATED = re.compile(r"(?![市各])[\u4e00-\u9fff]{2,6}?[市县区](?=\w)")
_YEAR = re.compile(r"\d{4}年")


class RowAsker:
    """Asks about cells: it knows the cells of last year by field, and which office has which telephone."""

    def __init__(self, asker: Asker, last: LastYear) -> None:
        self.asker, self.last = asker, last
        self.texts: dict[str, set[str]] = {field: set() for field in _TEXTS}
        self.unpointed: dict[str, dict[str, str]] = {field: {} for field in _TEXTS}
        self.offices: dict[str, set[str]] = defaultdict(set)
        self.holders: dict[str, str] = {}
        for row in last.rows:
            for field in _TEXTS:
                if row.cells.get(field):
                    self.texts[field].add(bare(row.cells[field]))
                    self.unpointed[field][words_only(row.cells[field])] = row.cells[field]
            office = row.read.get("office", row.cells.get("office", ""))
            telephone = telephone_digits(row.cells.get("telephone", ""))
            if office and telephone:
                self.offices[bare(office)].add(telephone)
                self.offices[bare(row.cells.get("office", office))].add(telephone)
                self.holders[telephone] = office
        self.by_length: dict[tuple[str, int], list[str]] = defaultdict(list)
        for field, texts in self.texts.items():
            for text in texts:
                self.by_length[field, len(text)].append(text)
        prefixes: dict[str, Counter[str]] = defaultdict(Counter)
        for telephone, office in self.holders.items():
            county = next((name for name in asker.counties if bare(office).startswith(name)), "")
            prefixes[county][telephone[:3]] += 1
        #: First figures of telephones that only one county's offices have.
        self.prefixes = {
            prefix: county for county, found in prefixes.items() if county
            for prefix in found if not any(prefix in other for name, other in prefixes.items() if name != county)
        }  # fmt: skip

    def about(self, cells: Mapping[str, str]) -> Iterator[tuple[str, Odd]]:
        """Doubts about the cells of one row, each with its field."""
        for field, text in cells.items():
            if not text:
                continue
            for odd in self.asker.about(text):
                yield field, odd
            if field in _TEXTS:
                yield from ((field, odd) for odd in self._text(field, text))
        for field in ("office", "telephone"):
            if cells.get(field):
                yield from ((field, odd) for odd in misprints(cells[field], self.last.misprints.items()))
        yield from self._telephone(cells)
        yield from self._window(cells)

    def _text(self, field: str, text: str) -> Iterator[Odd]:
        """A text that is last year's but for one character or its punctuation."""
        plain = bare(text)
        if plain in self.texts[field] or len(plain) < _SHORTEST:
            return
        before = self.unpointed[field].get(words_only(text))
        if before is not None and len(bare(before)) != len(plain):
            yield Odd(0, len(text), before, "与上年度只差标点", "differs from last year in punctuation only")
            return
        for other in self.by_length[field, len(plain)]:
            at = substitution(plain, other)
            if at is None:
                continue
            around = (plain[at - 1 : at + 1] if at else "", plain[at : at + 2])
            known = sum(self.last.words[pair] > 0 for pair in around if len(pair) == 2)
            if look_alike(plain[at], other[at]) or not known:
                zh, en = "与上年度只差一个字", "differs from last year in one character"
                yield Odd(0, len(text), other, zh, en)
                return

    def _telephone(self, cells: Mapping[str, str]) -> Iterator[tuple[str, Odd]]:
        raw = cells.get("telephone", "")
        number, office = digits(telephone_digits(raw)), bare(cells.get("office", ""))
        if not number.isdecimal() or len(number) < 7:
            return
        known = self.offices.get(office, set())
        near = next((each for each in sorted(known) if substitution(number, each) is not None), None)
        if near is not None and number not in known:
            zh, en = "同一单位上年度的电话只差一位", "the same office's number of last year differs in one figure"
            yield "telephone", Odd(0, len(raw), near, zh, en)
        holder = self.holders.get(number)
        county = self.prefixes.get(number[:3])
        if holder and bare(holder) != office and substitution(bare(holder), office) is not None:
            zh, en = f"上年度这个电话的单位是{holder}", f"last year this telephone belonged to {holder}"
            yield "office", Odd(0, len(cells["office"]), holder, zh, en)
        elif county and not office.startswith(county) and _SEATED.match(office):
            zh, en = f"电话是{county}的号段", f"the telephone is one of {county}"
            yield "office", Odd(0, len(cells["office"]), county, zh, en)

    def _window(self, cells: Mapping[str, str]) -> Iterator[tuple[str, Odd]]:
        start, finish = cells.get("start", ""), cells.get("finish", "")
        first, final = window(start, finish, self.asker.year)
        whole = months(finish, self.asker.year)
        if first and final and final < first:
            yield "finish", Odd(0, len(finish), "", "完成在启动之前", "it finishes before it starts")
        for field, text in (("start", start), ("finish", finish)):
            said = months(text, self.asker.year)
            if said and _YEAR.search(digits(text)) and self.asker.issued and min(said) < self.asker.issued[:7]:
                zh, en = "早于成文日期，疑为上年度遗留", "before the notice was issued: perhaps left from last year"
                yield field, Odd(0, len(text), "", zh, en)
            for match in re.finditer(r"(\d{1,2})月", digits(text)):
                if not 1 <= int(match[1]) <= 12:
                    yield field, Odd(0, len(text), "", "没有这个月", "there is no such month")
        if len(whole) > 2 and whole != sorted(whole):
            yield "finish", Odd(0, len(finish), "", "月份次序有误", "the months are out of order")


def _beside(number: str) -> Iterator[str]:
    """All numbers that differ from one in a single figure."""
    for at, figure in enumerate(number):
        yield from (number[:at] + other + number[at + 1 :] for other in "0123456789" if other != figure)


def conflicting(rows: Sequence[Mapping[str, str]], known: Mapping[str, set[str]]) -> Iterator[tuple[int, str, str]]:
    """Rows whose telephone differs in one figure from another one of the same office, position, number, the other.
    ``known``: the telephones of each office last year; those are not asked about."""
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    for cells in rows:
        number = digits(telephone_digits(cells.get("telephone", "")))
        if cells.get("office") and number.isdecimal():
            numbers[bare(cells["office"])][number] += 1
    for at, cells in enumerate(rows):
        number = digits(telephone_digits(cells.get("telephone", "")))
        found = numbers.get(bare(cells.get("office", "")), Counter())
        if not number or len(found) < 2 or number in known.get(bare(cells.get("office", "")), ()):
            continue
        near = [other for other in _beside(number) if found[other] >= max(1, found[number])]
        if near:
            yield at, number, near[0]
