"""Figures, dates and numbers of documents in a text, as printed and in one form. Part of :mod:`engine.notice`.

Arabic and Chinese numerals, full width or not; a letter that a scan took for a figure counts as the figure it stands for,
and :mod:`engine.notice.doubts` asks about it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from engine.notice.model import Figure
from engine.notice.wording import number_of

_D = r"[\dOolI]"
_CN = "零〇一二两三四五六七八九十百千"
_UNIT = (
    r"(?:个)?(?:工作日|学时|月|季度|年度|环节|方向|方面|领域|步骤|类别|小时|县)|"
    r"周年|个|年|次|名|人|分|天|日|周|时|类|项|家|倍|级|篇|元|万元|学分"
)
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,8}?[〔\[［(（【]\s*(?:[\dOolI]\s*){4}[〕\]］)）】]\s*(?:第\s*)?(?:[\dOolI]\s*)+号")
#: Words before the number of a document that are no part of it.
_BEFORE = re.compile(r"^(?:.*[件知照据按和与及的依经以])?")
_TELEPHONE = re.compile(r"(?<!\d)(?:0\d{2,3}\s*[-—–]\s*\d{7,8}|\d{7,8})(?!\d)")
_ENCLOSURE = re.compile(r"附件\s*[\dOolI]+(?:\s*[-—–一]\s*[\dOolI]+)?")
_DATE = re.compile(rf"(?:(?P<y>{_D}{{4}})\s*年\s*)?(?P<m>{_D}{{1,2}})\s*月\s*(?P<d>{_D}{{1,2}})\s*日")
_CHINESE_DATE = re.compile(rf"(?P<y>[{_CN}○]{{4}})年(?P<m>[{_CN}]{{1,3}})月(?P<d>[{_CN}]{{1,3}})日")
_YEAR = re.compile(rf"(?<!{_D}){_D}{{4}}\s*年度?")
_PERCENT = re.compile(rf"(?<![\dOolI]){_D}{{1,12}}(?:\.\d+)?\s*[%％]|百分之(?:{_D}+(?:\.\d+)?|[{_CN}]+)")
_COUNT = re.compile(rf"(?<![第\dA-Za-z.\-]){_D}{{1,18}}(?!\d)(?:\.\d+)?\s*(?P<u>{_UNIT})?")
_CHINESE_COUNT = re.compile(rf"(?<![第统逐某同唯之{_CN}])(?P<n>[{_CN}]{{1,12}})(?P<u>{_UNIT})(?!级|律|致|旦)")
_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
#: Stretches whose figures are names: titles in book marks.
_NAMES = re.compile(r"《[^》]*》")


def digits(text: str) -> str:
    """Figures as ASCII figures, letters taken for figures too, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(_LETTERS)


def find_figures(text: str, year: int, lines: Sequence[int] = ()) -> tuple[Figure, ...]:
    """The figures of a text in their order. ``lines``: the line of each character, where it is known."""
    plain = unicodedata.normalize("NFKC", text)
    plain = plain if len(plain) == len(text) else text
    taken = bytearray(len(plain))
    found: list[_Found] = []
    for each in _candidates(plain, year):
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            found.append(each)
    line = lines[0] if lines else 0
    return tuple(
        Figure(text[each.start : each.end].strip(), each.value, each.unit, lines[each.start] if each.start < len(lines) else line)
        for each in sorted(found) if each.value
    )  # fmt: skip


class _Found(NamedTuple):
    """A stretch of a text with its value; without one where its figures are part of a name."""

    start: int
    end: int
    value: str
    unit: str


def _candidates(plain: str, year: int) -> Iterator[_Found]:
    """Everything that may be a figure; of two that overlap the first counts."""
    for match in _DOCUMENT.finditer(plain):
        before = _BEFORE.match(match[0])
        begin = match.start() + (before.end() if before else 0)
        yield _Found(begin, match.end(), _document(plain[begin : match.end()]), "文号")
    for match in _TELEPHONE.finditer(plain):
        yield _Found(match.start(), match.end(), digits(match[0]), "电话")
    for match in _ENCLOSURE.finditer(plain):
        yield _Found(match.start(), match.end(), digits(match[0]).replace("一", "-"), "附件")
    for match in _NAMES.finditer(plain):
        yield _Found(match.start(), match.end(), "", "")
    for match in (*_CHINESE_DATE.finditer(plain), *_DATE.finditer(plain)):
        yield _Found(match.start(), match.end(), _date(match, year), "日期")
    for match in _PERCENT.finditer(plain):
        number = match[0].removeprefix("百分之").rstrip("%％ ")
        value = number_of(number)
        yield _Found(match.start(), match.end(), digits(number) if value is None else str(value), "%")
    for match in _YEAR.finditer(plain):
        yield _Found(match.start(), match.end(), digits(match[0])[:4], "年度" if match[0].endswith("度") else "年")
    for match in (*_COUNT.finditer(plain), *_CHINESE_COUNT.finditer(plain)):
        number = match[0][: -len(match["u"])] if match["u"] else match[0]
        if any(c.isdigit() or c in _CN for c in match[0]) and (match["u"] or "." in number):
            value = number_of(digits(number))
            said, unit = digits(number) if value is None else str(value), match["u"] or ""
            yield _Found(match.start(), match.end(), said, unit.removeprefix("个") or unit)


def _document(text: str) -> str:
    words = digits(text)
    return re.sub(r"[〔\[(【](\d{4})[〕\])】]", r"〔\1〕", words)


def _date(match: re.Match[str], year: int) -> str:
    parts = [number_of(digits(part)) if part else None for part in (match["y"], match["m"], match["d"])]
    return f"{parts[0] or year:04d}-{parts[1] or 0:02d}-{parts[2] or 0:02d}"


def is_date(value: str) -> bool:
    """Whether a date in ISO form exists."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def months(text: str, year: int) -> list[str]:
    """The months a cell names, as ``2024-07``; those of days too (7月1日 is in July)."""
    plain = digits(text)
    return [
        f"{int(m['y'] or year):04d}-{int(m['m']):02d}"
        for m in re.finditer(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月", plain) if 1 <= int(m["m"]) <= 12
    ]  # fmt: skip


def window(start: str, finish: str, year: int) -> tuple[str, str]:
    """First and last month of a row from its two cells (each may be a range); empty where none is printed."""
    begins, ends = months(start, year), months(finish, year)
    first = begins[0] if begins else ends[0] if re.search("[—–~～至]|-", finish) and len(ends) > 1 else ""
    return first, ends[-1] if ends else ""
