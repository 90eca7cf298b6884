"""Sections into statements, numbered as the ledger numbers them. Part of :mod:`engine.notice`.

What last year's ledger knows by length and digest is cut out exactly. The rest is cut at full stops and semicolons, and at a
comma where a statement of its own begins: other words in a notice say *and*, these say *also*. Where last year's text is at
hand, :mod:`engine.notice.recutting` cuts again so that statements answer those of last year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from engine.notice.flow import Flow, breaks
from engine.notice.lastyear import LastClause
from engine.notice.model import Passage
from engine.notice.structure import Section
from engine.trace.passages import Wanted, digest, find_all, fold_document, fold_text

#: How a statement of its own begins behind a comma.
_ALSO = re.compile(
    r"(?:其中|同时|并(?:同时|及时|将|按|把)|但|否则|违反的|不得|不允许|严禁|禁止|任何|对(?!应)|公需|专业科目|"
    r"一般公需|相关|确保|推[广行]|利用|依托|由评委会|年度|两年|经整改)"
)
_COUNTED = re.compile(r"[\d０-９OolI一二三四五六七八九十百]{1,8}\s*(?:个?工作日|学时|个月|年|次|日前|分)")
#: What sets bounds to the figure before it.
_LIMIT = re.compile("最多|最少|最高|最低|不超过|但不|以上|以下")
#: Words that name a document to introduce the statement behind them; what stands between two statements and says nothing.
_LEAD = re.compile(r"^(?:按照|根据|依照|依据|按|遵照).*(?:号|》).*[，,]$")
_SEAM = re.compile(r"^[\s，。；、,;.和及与以及]{0,3}$")
#: Longer sections than this are not searched for the digests of the ledger, which are tried at every place.
_SEARCHED = 6_000


def statements(sections: Sequence[Section], clauses: Sequence[LastClause]) -> list[Passage]:
    """The passages of all sections, in order."""
    passages: list[Passage] = []
    counts: dict[str, int] = {}
    for section in sections:
        parts = list(_parts(section, clauses))
        passages += _numbered(section, parts, counts, clauses)
    return passages


def _parts(section: Section, clauses: Sequence[LastClause]) -> Iterator[Flow]:
    flow = section.flow
    if section.whole:
        yield flow
        return
    known = known_ranges(flow, [clause for clause in clauses if clause.digest])
    bounds = {0, len(flow.text), *(at for at, _ in section.items)}
    bounds |= {at for pair in known for at in pair}
    for start, end in gaps(known, len(flow.text)):
        bounds |= set(default_bounds(flow.text, start, end))
    kept = sorted(at for at in bounds if not any(a < at < b for a, b in known))
    begins = {a for a, _ in known}
    lead: int | None = None
    for start, end in pairwise(kept):
        part = flow.part(start if lead is None else lead, end)
        if end in begins and start not in begins and len(part.text) < 400 and _LEAD.search(part.text):
            lead = start if lead is None else lead
            continue
        lead = None
        if _SEAM.sub("", part.text):
            yield part


def gaps(known: Sequence[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    """The stretches between ranges."""
    at = 0
    for start, stop in sorted(known):
        if start > at:
            yield at, start
        at = max(at, stop)
    if at < end:
        yield at, end


def known_ranges(flow: Flow, clauses: Sequence[LastClause]) -> list[tuple[int, int]]:
    """Where statements of last year stand word for word."""
    folded = fold_document("", flow.text)
    if not folded.text or len(folded.text) > _SEARCHED:
        return []
    fitting = [Wanted(c.locator, c.length, c.digest) for c in clauses if 0 < c.length <= len(folded.text)]
    found = find_all(folded.text, fitting)
    ranges: list[tuple[int, int]] = []
    for start, end in sorted(found.values()):
        place = (folded.offsets[start], folded.offsets[end - 1] + 1)
        if not ranges or place[0] >= ranges[-1][1]:
            ranges.append(place)
    return ranges


def default_bounds(text: str, start: int, end: int) -> list[int]:
    """Where statements end between two places, as far as words tell."""
    found = breaks(text[start:end])
    bounds: list[int] = []
    begun = 0
    for at in sorted(found):
        after, before = text[start + at : end], text[start + begun : start + at]
        counted = bool(_COUNTED.search(before)) and bool(_COUNTED.search(re.split("[，。；]", after, maxsplit=1)[0]))
        also = bool(_ALSO.match(after)) and not before.endswith(("的，", "的,"))
        counted = counted and not _LIMIT.match(after)
        if found[at] or (after and (also or counted or after[0] in "（(")):
            bounds.append(start + at)
            begun = at
    return bounds


def lettered(texts: Sequence[str], locator: str, named: Callable[[str], str]) -> list[str]:
    """Numbers for the statements of a section. Two that last year's ledger counts as 7a and 7b, parts of one sentence, stay so;
    ``named`` gives the locator that a text had."""
    labels: list[str] = []
    number = 0
    for text in texts:
        section, _, own = named(text).rpartition(".")
        letter = own[-1:] if section == locator and own[:-1].isdecimal() and own[-1:].isalpha() else ""
        goes_on = letter > "a" and bool(labels) and labels[-1][-1:] == chr(ord(letter) - 1)
        number += not goes_on
        labels.append(f"{number}{letter if letter == 'a' or goes_on else ''}")
    return labels


def _numbered(
    section: Section, parts: Iterable[Flow], counts: dict[str, int], clauses: Sequence[LastClause]
) -> Iterator[Passage]:
    """Locators: the number printed where all is in numbered items, else the place in the order of the section."""
    items = sorted(section.items)
    items = items if items and items[0][0] == 0 else []  # words before the first item: the order counts for all of them
    taken: dict[str, int] = {}
    held = list(parts)
    offset = 0
    labels: list[str] = []
    for part in held:
        offset = section.flow.text.find(part.text, offset)
        label = next((name for at, name in reversed(items) if at <= offset), "")
        labels.append(label)
        taken[label] = taken.get(label, 0) + 1
        offset += len(part.text)
    seen: dict[str, int] = {}
    if not items and not counts.get(section.locator):
        for part, label in zip(held, lettered([p.text for p in held], section.locator, _named(clauses)), strict=True):
            yield Passage(f"{section.locator}.{label}", part.text, part.numbers)
        counts[section.locator] = len(held)
        return
    for part, label in zip(held, labels, strict=True):
        if label:
            seen[label] = seen.get(label, 0) + 1
            own = label + (_letter(seen[label]) if taken[label] > 1 else "")
        else:
            counts[section.locator] = counts.get(section.locator, 0) + 1
            own = str(counts[section.locator])
        yield Passage(f"{section.locator}.{own}", part.text, part.numbers)


def _named(clauses: Sequence[LastClause]) -> Callable[[str], str]:
    """What gives the locator of last year for a text that stands word for word in the ledger under a letter."""
    known = {clause.digest: clause.locator for clause in clauses if clause.locator[-1:].isalpha()}

    def named(text: str) -> str:
        folded = fold_text(text)
        return known.get(digest(folded)) or known.get(digest(folded.rstrip("。；;，,"))) or ""

    return named


def _letter(number: int) -> str:
    return chr(ord("a") + number - 1) if number <= 26 else f"·{number}"
