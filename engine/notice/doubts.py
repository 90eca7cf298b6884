"""What looks misread or impossible in a text, with a proposal where there is one. Part of :mod:`engine.notice`.

Nothing is put right here or elsewhere: a doubt stands beside the text. :mod:`engine.notice.doubtful_rows` asks about rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.notice.characters import Words
from engine.notice.figures import digits, is_date
from engine.notice.lastyear import LastYear
from engine.notice.wording import bare

_LETTER = re.compile(
    r"(?<![A-Za-z\d])(?=[\dOolI]{0,20}\d)[\dOolI]{0,20}[OolI][\dOolI]{0,20}(?![A-Za-z])|(?<![A-Za-z])[OolI]{1,2}(?=月|日|年|个|学时|号)"
)
_ANNEX = re.compile(r"附件\s*(?P<n>[lIOo])(?!\w)")
_DASH = re.compile(r"(?<=\d)一(?=\d)")
_DATE = re.compile(r"(?:(?P<y>[\dOolI]{4})年)?(?P<m>[\dOolI]{1,2})月(?P<d>[\dOolI]{1,2})日")
_PLAN = re.compile(r"(?P<y>[\dOolI]{4})年(?:度|全年)")
_LISTED = re.compile(r"[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4}){2,}")
_PLACE = re.compile(r"(?:^|(?<=[、，,(（和及]))(?P<p>[\u4e00-\u9fff]{2,6}?(?:自治县|市|县|区))(?=[\u4e00-\u9fff、，,)）]|$)")
_NO_PLACE = re.compile(
    r"(?:开发|园|社|城|新|校|地|景|街|山|库|灾|辖|片|功能|集聚|各县)(?:市|县|区)?$|^[市各本全外跨属县设]|市本级|县级"
)
_VERBS = re.compile("[报送向由经按照到将对把先并我在为是不有以]")
_OPEN, _CLOSE = "（(《“〔【", "）)》”〕】"


class Odd(NamedTuple):
    """A doubt about a stretch of a text: offsets, what may have been meant (empty where unknown), why."""

    start: int
    end: int
    proposal: str
    zh: str
    en: str


class Asker:
    """Asks about texts of one notice: it knows last year's policy, the year, the city and the notice's own words."""

    def __init__(self, last: LastYear, year: int, issuer: str, own: Counter[str], issued: str) -> None:
        self._told: dict[str, list[Odd]] = {}
        self.last, self.year, self.issued = last, year, issued
        self.words = Words(last.words, own)
        city = next((region for region in set(last.counties.values()) if issuer.startswith(region)), "")
        self.city = city or (last.region if last.region and last.region[:2] in issuer else "")
        inside = [name for name, region in last.counties.items() if region == self.city]
        #: Counties of the city of the notice; none where last year's policy does not know that city.
        self.counties = inside if len(inside) >= 3 else []

    def about(self, text: str) -> list[Odd]:
        """Everything odd about a text, in its order; cells say the same again and again."""
        if text not in self._told:
            self._told[text] = self._about(text)
        return self._told[text]

    def _about(self, text: str) -> list[Odd]:
        plain = unicodedata.normalize("NFKC", text)
        if len(plain) != len(text):
            plain = text
        found = [*_letters(plain), *self._dates(plain), *self._characters(plain), *self._places(plain), *_brackets(plain)]
        return sorted(found, key=lambda odd: odd.start)

    def _characters(self, plain: str) -> Iterator[Odd]:
        for at, other in self.words.confused(plain):
            zh, en = "字形相近，疑为误识", "looks like another character and makes no known word"
            yield Odd(at, at + 1, other, zh, en)

    def _dates(self, plain: str) -> Iterator[Odd]:
        for match in _DATE.finditer(plain):
            year, month, day = (int(digits(part)) if part else None for part in (match["y"], match["m"], match["d"]))
            if not is_date(f"{year or self.year:04d}-{month or 0:02d}-{day or 0:02d}"):
                yield Odd(match.start(), match.end(), "", "没有这一天", "there is no such day")
            elif year is not None and year not in (self.year, self.year + 1):
                yield Odd(match.start("y"), match.end("y"), "", "不是本年度，也不是下一年", "neither this year nor the next")
        for match in _PLAN.finditer(plain):
            if int(digits(match["y"])) != self.year:
                zh, en = f"年度不是{self.year}年", f"the year is not {self.year}"
                yield Odd(match.start("y"), match.end("y"), str(self.year), zh, en)

    def _places(self, plain: str) -> Iterator[Odd]:
        if not self.counties:
            return
        for match in _PLACE.finditer(plain):
            name = match["p"]
            known = name.endswith((self.city, *self.counties, *self.last.counties.values()))
            if known or len(name) > 4 or _NO_PLACE.search(name) or _VERBS.search(name):
                continue
            zh, en = f"不是{self.city}的县（市、区）", "no county of this city"
            yield Odd(match.start(), match.end(), self._nearest(name), zh, en)
        short = {_short(name): name for name in self.counties}
        for match in _LISTED.finditer(plain):
            names = [(m.start(), m[0]) for m in re.finditer(r"[^、]+", match[0])]
            inside = [next((s for s in short if name.endswith(s) or name.startswith(s)), "") for _, name in names]
            if sum(bool(each) for each in inside) < max(3, len(names) // 2):
                continue
            missing = [each for each in short if each not in inside]
            for (at, name), known in zip(names, inside, strict=True):
                if not known:
                    if at == 0 and len(name) > 2:
                        at, name = len(name) - 2, name[-2:]
                    near = next((s for s in missing if set(s) & set(name)), missing[0] if len(missing) == 1 else "")
                    zh, en = f"不是{self.city}的县（市、区）", "no county of this city"
                    yield Odd(match.start() + at, match.start() + at + len(name), near, zh, en)

    def _nearest(self, name: str) -> str:
        """The county that shares most characters with a name, if one shares any but its last."""
        scored = [
            (sum(a == b for a, b in zip(name[:-1], each, strict=False)), each[-1] == name[-1], each) for each in self.counties
        ]
        shared, _, best = max(scored, default=(0, False, ""))
        return best if shared else ""


def _short(name: str) -> str:
    return re.sub(r"(?:自治县|市|县|区)$", "", name)[:2]


def _letters(plain: str) -> Iterator[Odd]:
    """Letters that stand for figures, 一 that stands for a dash, figures of both widths in one number."""
    for match in (*_LETTER.finditer(plain), *_ANNEX.finditer(plain)):
        start, end = (match.start("n"), match.end("n")) if "n" in match.groupdict() else match.span()
        zh, en = "数字里有字母", "letters among figures"
        yield Odd(start, end, digits(plain[start:end]), zh, en)
    for match in _DASH.finditer(plain):
        yield Odd(match.start(), match.end(), "-", "“一”疑为连接号", "this character may be a dash")


def _brackets(plain: str) -> Iterator[Odd]:
    """A bracket that is opened and not closed, or the other way round."""
    for opened, closed in zip(_OPEN, _CLOSE, strict=True):
        if opened in "(（":
            continue
        if plain.count(opened) != plain.count(closed):
            at = plain.find(opened) if opened in plain else plain.find(closed)
            yield Odd(at, at + 1, "", "括号、引号不成对", "brackets or quotation marks do not pair")
    rounds = plain.replace("（", "(").replace("）", ")")
    if rounds.count("(") != rounds.count(")"):
        at = rounds.find("(") if "(" in rounds else rounds.find(")")
        yield Odd(at, at + 1, "", "括号、引号不成对", "brackets or quotation marks do not pair")


def misprints(text: str, known: Iterable[tuple[str, str]]) -> Iterator[Odd]:
    """Words that last year's policy registers as misprints or doubtful names."""
    words = bare(text)
    for raw, proposal in known:
        if raw and raw in words:
            zh, en = "上年度勘误登记过这一处", "last year's errata register these words"
            yield Odd(0, len(text), proposal, zh, en)
