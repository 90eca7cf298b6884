"""What became of each clause of last year's ledger. Part of :mod:`engine.notice`.

The digest tells what is the same. For the rest the texts are compared where last year's is at hand; else the ledger's summaries,
figures, lengths and locators, and then nothing is certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from engine.notice.figures import find_figures
from engine.notice.lastyear import LastClause
from engine.notice.model import ChangedFigure, ClauseMatch, Passage
from engine.notice.wording import bare, likeness, pairs, words_only
from engine.trace.passages import Wanted, find_all, fold_text

#: How alike two texts must be for one to be the other; less where only a summary is at hand, which has words of its own.
_ALIKE, _ALIKE_SUMMARY = 0.32, 0.3
#: How alike a passage beside a known one must be to the clause beside that, and how far this is carried on.
_BESIDE, _ROUNDS = 0.24, 6
#: What is told of anything but the same digest.
_SURE, _LIKELY, _MEANT = 0.97, 0.8, 0.9
#: What stands on the first page of a document in red, above the head of the notice.
_LETTERHEAD = re.compile(r"^[\u4e00-\u9fff]{4,40}(?:文件|公告)$")
#: How many characters may introduce a statement.
_INTRODUCED = 300
#: What is compared: a figure, or a character that is no blank.
_TOKEN = re.compile(r"\d+|\S")
#: Longer texts are not compared character by character.
_COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class _Pair:
    score: float
    passage: int
    clause: int


def match_clauses(
    passages: Sequence[Passage], clauses: Sequence[LastClause], texts: Mapping[str, str], years: tuple[int, int],
    meant: Sequence[str],
) -> list[ClauseMatch]:  # fmt: skip
    """Each passage and each clause once. ``texts``: last year's words by locator, as far as they are at hand;
    ``years``: last year and this one, for dates that are printed without; ``meant``: the words of each passage as what is
    doubted in them would have it; where that is last year's text the clause is the same, if not for certain."""
    as_read, passages = passages, [replace(passage, text=text) for passage, text in zip(passages, meant, strict=True)]
    same = _same(passages, clauses)
    taken = set(same.values())
    left = [at for at in range(len(passages)) if at not in same]
    open_ = [at for at in range(len(clauses)) if at not in taken]
    scored = _scores(passages, clauses, left, open_, texts, years)
    alike: dict[int, _Pair] = {}
    used: set[int] = set()
    for pair in scored:
        if pair.passage not in alike and pair.clause not in used:
            alike[pair.passage] = pair
            used.add(pair.clause)
    between = _between(passages, clauses, {**same, **{at: pair.clause for at, pair in alike.items()}}, texts, years)
    alike |= between
    used |= {pair.clause for pair in between.values()}
    nearest: dict[int, float] = {}
    for pair in scored:
        nearest[pair.passage] = max(pair.score, nearest.get(pair.passage, 0.0))
    matches = []
    for at, passage in enumerate(passages):
        if at in same:
            clause = clauses[same[at]]
            matches.append(ClauseMatch("same" if clause.locator == passage.locator else "moved", clause.locator, passage, 1.0))
        elif at in alike:
            matches.append(_changed(passage, clauses[alike[at].clause], alike[at].score, texts, years))
        else:
            found = tuple(ChangedFigure("", f.value, f.unit, f.line) for f in find_figures(passage.text, years[1]))
            matches.append(ClauseMatch("new", "", passage, round(min(_SURE, 1 - nearest.get(at, 0.0)), 2), figures=found))
    matches += [
        ClauseMatch("gone", clause.locator, None, _SURE if clause.locator in texts else _LIKELY)
        for at, clause in enumerate(clauses) if at not in taken and at not in used
    ]  # fmt: skip
    read = {passage.locator: passage for passage in as_read}
    return [m if m.passage is None else _as_read(m, read[m.passage.locator]) for m in matches]


def _as_read(match: ClauseMatch, passage: Passage) -> ClauseMatch:
    """The match with the passage as it stands; not certain where that is not what was compared."""
    changed = match.passage is not None and match.passage.text != passage.text
    return replace(match, passage=passage, certainty=min(match.certainty, _MEANT) if changed else match.certainty)


def _same(passages: Sequence[Passage], clauses: Sequence[LastClause]) -> dict[int, int]:
    """Passages that read as a clause did: by digest, punctuation at the end and a known introduction left aside."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    by_locator = {clause.locator: at for at, clause in enumerate(clauses)}
    for at, passage in enumerate(passages):
        folded = fold_text(passage.text)
        own = by_locator.get(passage.locator)
        order = [own, *range(len(clauses))] if own is not None else range(len(clauses))
        for number in order:
            if number not in taken and reads(folded, clauses[number]):
                found[at] = number
                taken.add(number)
                break
    return found


def reads(folded: str, clause: LastClause) -> bool:
    """Whether a folded text is a clause of last year, word for word."""
    spare = len(folded) - clause.length
    if not clause.digest or not 0 <= spare <= _INTRODUCED:
        return False
    if spare > 3 and not clause.leads and not clause.locator.startswith("头"):
        return False
    place = find_all(folded, [Wanted(clause.locator, clause.length, clause.digest)]).get(clause.locator)
    if place is None:
        return False
    before, after = folded[: place[0]], folded[place[1] :]
    introduced = all(lead in before for lead in clause.leads) and bool(clause.leads)
    headed = clause.locator.startswith("头") and _LETTERHEAD.match(before) is not None
    return not words_only(after) and (not words_only(before) or introduced or headed)


def _scores(
    passages: Sequence[Passage], clauses: Sequence[LastClause], left: Sequence[int], open_: Sequence[int],
    texts: Mapping[str, str], years: tuple[int, int],
) -> list[_Pair]:  # fmt: skip
    """Pairs that are alike enough, best first."""
    told = {at: pairs(words_only(texts.get(clauses[at].locator, clauses[at].summary))) for at in open_}
    index: dict[str, set[int]] = {}
    for at, own in told.items():
        for pair in own:
            index.setdefault(pair, set()).add(at)
    placed = {clauses[at].locator: at for at in open_}
    result = []
    for at in left:
        words = pairs(words_only(passages[at].text))
        near: Counter[int] = Counter()
        for pair in words:
            near.update(index.get(pair, ()))
        own_locator = placed.get(passages[at].locator)
        for number in {*(n for n, _ in near.most_common(12)), *([own_locator] if own_locator is not None else [])}:
            clause = clauses[number]
            here = clause.locator == passages[at].locator
            if clause.locator in texts:
                score = likeness(words, told[number]) + 0.06 * here + 0.03 * _close(clause.locator, passages[at].locator)
                enough = _ALIKE
            else:
                score = _by_summary(passages[at], clause, words, told[number], years)
                enough = _ALIKE_SUMMARY
            if score >= enough:
                result.append(_Pair(min(score, _SURE), at, number))
    return sorted(result, key=lambda pair: (-pair.score, pair.passage, pair.clause))


def _between(
    passages: Sequence[Passage], clauses: Sequence[LastClause], paired: Mapping[int, int], texts: Mapping[str, str],
    years: tuple[int, int],
) -> dict[int, _Pair]:  # fmt: skip
    """Passages beside one that is known, against the clauses beside its own: there less likeness is enough."""
    known = dict(paired)
    taken = set(known.values())
    found: dict[int, _Pair] = {}
    told = {c.locator: pairs(words_only(texts.get(c.locator, c.summary))) for c in clauses}
    old = {c.locator: {(f.value, f.unit) for f in find_figures(texts.get(c.locator, ""), years[0])} for c in clauses}
    for _ in range(_ROUNDS):
        options = []
        for at, passage in enumerate(passages):
            if at in known:
                continue
            near: Counter[int] = Counter()
            for step in (-2, -1, 1, 2):
                if at + step in known:
                    beside = known[at + step]
                    near.update(n for n in (beside - step, beside - step // abs(step)) if 0 <= n < len(clauses))
            words = pairs(words_only(passage.text))
            figures = {(f.value, f.unit) for f in find_figures(passage.text, years[1])}
            own = next((n for n, c in enumerate(clauses) if c.locator == passage.locator and _fixed(c.locator)), None)
            for number in {*near, *([own] if own is not None else [])} - taken:
                locator = clauses[number].locator
                units = {unit for _, unit in figures} & {unit for _, unit in old[locator]}
                score = likeness(words, told[locator]) + 0.05 * min(near[number], 4)
                score += 0.08 * bool(figures & old[locator]) + 0.06 * bool(units) + 0.3 * (number == own)
                if score >= _BESIDE:
                    options.append(_Pair(round(min(score, 0.6), 2), at, number))
        if not options:
            break
        for pair in sorted(options, key=lambda each: (-each.score, each.passage, each.clause)):
            if pair.passage not in known and pair.clause not in taken:
                found[pair.passage] = pair
                known[pair.passage] = pair.clause
                taken.add(pair.clause)
    return found


def _fixed(locator: str) -> bool:
    """Whether a statement is known by its place alone: head, introduction, close, enclosures, signature, titles of annexes."""
    return locator.startswith(("头", "引", "结", "落款", "附"))


def _by_summary(passage: Passage, clause: LastClause, words: Counter[str], told: Counter[str], years: tuple[int, int]) -> float:
    """How likely a passage is the clause that a summary tells, at most 0.9."""
    shared = sum(min(count, words[pair]) for pair, count in told.items()) / max(1, sum(told.values()))
    length = len(bare(passage.text))
    size = min(length, clause.length) / max(length, clause.length, 1) if clause.length else 0.5
    found = find_figures(passage.text, years[1])
    units = {figure.unit for figure in found}
    figures = 1.0 if clause.figures and all(u in units or v in {f.value for f in found} for v, u in clause.figures) else 0.0
    here = clause.locator == passage.locator
    near = _close(clause.locator, passage.locator)
    score = 0.5 * shared + 0.14 * here + 0.06 * near + 0.12 * size + 0.18 * (figures if clause.figures else 0.4)
    return min(0.9, score) if shared > 0.05 or here else 0.0


def _close(one: str, other: str) -> bool:
    """Whether two locators are of one section."""
    return one.rpartition(".")[0] == other.rpartition(".")[0]


def _changed(passage: Passage, clause: LastClause, score: float, texts: Mapping[str, str], years: tuple[int, int]) -> ClauseMatch:
    before = texts.get(clause.locator)
    if before is None:
        changed = _figures([(v, u) for v, u in clause.figures], passage, years, partial=True)
        return ClauseMatch("changed", clause.locator, passage, round(min(score, _LIKELY), 2), figures=changed)
    if bare(before) == bare(passage.text):
        return ClauseMatch("same" if clause.locator == passage.locator else "moved", clause.locator, passage, _SURE)
    old = [(figure.value, figure.unit) for figure in find_figures(before, years[0])]
    return ClauseMatch(
        "changed", clause.locator, passage, round(score, 2), difference(before, passage.text), _figures(old, passage, years)
    )


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What was struck out and what was put in, in order; blanks and the width of signs left aside, a figure as a whole."""
    if len(before) > _COMPARED or len(after) > _COMPARED:
        return (("-", before), ("+", after))
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    told: list[tuple[str, str]] = []
    codes = SequenceMatcher(None, [*map(bare, old)], [*map(bare, new)], autojunk=False).get_opcodes()
    for kind, a, b, c, d in codes:
        if kind == "equal":
            told.append((" ", "".join(old[a:b])))
        else:
            told += [("-", "".join(old[a:b]))] if b > a else []
            told += [("+", "".join(new[c:d]))] if d > c else []
    return tuple(told)


def _figures(
    old: Sequence[tuple[str, str]], passage: Passage, years: tuple[int, int], partial: bool = False
) -> tuple[ChangedFigure, ...]:
    """Figures that differ; those of one unit answer one another in order. ``partial``: not all of last year's are known."""
    here = list(find_figures(passage.text, years[1], (passage.lines or (0,)) * len(passage.text)))
    left = list(old)
    for figure in list(here):
        if (figure.value, figure.unit) in left:
            left.remove((figure.value, figure.unit))
            here.remove(figure)
        elif partial and (loose := next((each for each in left if each[0] == figure.value), None)):
            left.remove(loose)
            here.remove(figure)
    changed = []
    for figure in here:
        answer = next((each for each in left if each[1] == figure.unit or (partial and figure.unit in each[1])), None)
        if answer is None and partial:
            continue
        if answer is not None:
            left.remove(answer)
        changed.append(ChangedFigure(answer[0] if answer else "", figure.value, figure.unit, figure.line))
    return (*changed, *(ChangedFigure(value, "", unit, 0) for value, unit in left if not partial))
