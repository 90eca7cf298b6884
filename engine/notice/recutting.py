"""Statements cut anew so that they answer last year's, where last year's text is at hand. Part of :mod:`engine.notice`.

A section is pieces between commas and stops. Of all ways to put neighbouring pieces together, that one is taken whose
statements are most like statements of last year; pieces that are like none stay together up to the full stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from engine.notice.flow import Flow, breaks
from engine.notice.model import Line, Notice, Passage
from engine.notice.statements import lettered
from engine.notice.wording import bare, likeness, pairs, words_only

#: What a statement costs in characters; a full stop inside one, a place inside one where words begin another; a cut elsewhere.
_STATEMENT, _STOP, _USUAL, _UNUSUAL = 1.5, 8.0, 2.0, 2.0
#: What a character of a statement like none is worth, how alike one must be to be worth more, what being the same adds.
_UNLIKE, _ALIKE, _EXACT = 0.22, 0.34, 5.0
_PIECES, _TOGETHER = 2_000, 10
_WHOLE = ("头", "引", "结", "落款", "附")


def recut(notice: Notice, texts: Mapping[str, str]) -> Notice:
    """The notice with its passages cut to answer ``texts``, last year's statements by locator."""
    told = {locator: pairs(words_only(text)) for locator, text in texts.items()}
    index: dict[str, list[str]] = {}
    for locator, own in told.items():
        for pair in own:
            index.setdefault(pair, []).append(locator)
    whose = {bare(text): locator for locator, text in texts.items()}
    lines = {line.number: line.text for line in notice.lines}
    passages: list[Passage] = []
    for section, held in groupby(notice.passages, key=lambda passage: passage.locator.rpartition(".")[0]):
        group = list(held)
        numbered = any(not p.locator.rpartition(".")[2].isdecimal() for p in group)
        if section in _WHOLE or section.startswith("附") or numbered or len(group) > _PIECES:
            passages += group
            continue
        flow = _flow(group, lines)
        ends = [0]
        for passage in group:
            ends.append(ends[-1] + len(passage.text))
        parts = _cut(flow, set(ends), told, index, whose.keys())
        labels = lettered([part.text for part in parts], section, lambda text: whose.get(bare(text), ""))
        passages += [Passage(f"{section}.{n}", part.text, part.numbers) for n, part in zip(labels, parts, strict=True)]
    where: dict[int, str] = {}
    for passage in passages:
        for number in passage.lines:
            where.setdefault(number, passage.locator)
    new = tuple(_line(line, where) for line in notice.lines)
    return replace(notice, passages=tuple(passages), lines=new)


def _line(line: Line, where: Mapping[int, str]) -> Line:
    return replace(line, where=where.get(line.number, line.where)) if line.use == "passage" else line


def _flow(group: Sequence[Passage], lines: Mapping[int, str]) -> Flow:
    """The words of a section with the line of each: passages follow one another on their lines."""
    text = "".join(passage.text for passage in group)
    numbers = sorted({number for passage in group for number in passage.lines})
    places: list[int] = []
    at = 0  # which line is being used up, and how far
    used = 0
    for character in text:
        if not character.isspace():
            here, step = at, used
            while here < len(numbers):
                found = lines[numbers[here]].find(character, step)
                if found >= 0:
                    at, used = here, found + 1
                    break
                here, step = here + 1, 0
        places.append(numbers[min(at, len(numbers) - 1)] if numbers else 0)
    return Flow(text, tuple(places))


def _cut(
    flow: Flow, usual: set[int], told: Mapping[str, Counter[str]], index: Mapping[str, Sequence[str]], whole: Collection[str]
) -> list[Flow]:
    """The best way to put pieces together. ``usual``: where statements end as far as words tell; ``whole``: last year's."""
    found = breaks(flow.text)
    bounds = sorted({0, *found, *usual})
    if len(bounds) > _PIECES:
        return [flow]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(bounds)):
        options = []
        for start in range(max(0, end - _TOGETHER), end):
            words = flow.text[bounds[start] : bounds[end]]
            inside = bounds[start + 1 : end]
            cost = sum(_STOP if found.get(at) else _USUAL if at in usual else 0 for at in inside)
            cost += _STATEMENT + (0 if bounds[end] in usual else _UNUSUAL)
            options.append((best[start][0] + _worth(words, told, index) + (_EXACT if bare(words) in whole else 0) - cost, start))
        best.append(max(options))
    cuts = [len(bounds) - 1]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    cuts.reverse()
    parts = (flow.part(bounds[a], bounds[b]) for a, b in pairwise(cuts))
    return [part for part in parts if words_only(part.text)]


def _worth(text: str, told: Mapping[str, Counter[str]], index: Mapping[str, Sequence[str]]) -> float:
    """What a statement is worth: its length, as far as it is like one of last year's."""
    own = pairs(words_only(text))
    near: Counter[str] = Counter()
    for pair in own:
        near.update(index.get(pair, ()))
    alike = max((likeness(own, told[locator]) for locator, _ in near.most_common(6)), default=0.0)
    return len(bare(text)) * (alike if alike >= _ALIKE else _UNLIKE)
