"""A notice beside last year's policy: clauses and rows. Part of :mod:`engine.notice`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.notice.clause_matching import match_clauses, reads
from engine.notice.lastyear import LastYear
from engine.notice.model import ClauseMatch, Comparison, Doubt, Notice, Passage, RowMatch, TableRow
from engine.notice.recutting import recut
from engine.notice.row_matching import match_rows
from engine.notice.slips import slips
from engine.notice.wording import bare
from engine.trace.passages import Wanted, find_all, fold_text

#: Where something is in doubt nothing is certain.
_DOUBTED = 0.9
#: What was not found, and whose words are not at hand.
_NOT_FOUND = 0.5


def match(notice: Notice, last: LastYear, before: Notice | None) -> Comparison:
    """What became of everything. ``before``: last year's notice as read, where its file is at hand."""
    texts = _texts(before, last) if before is not None else {}
    if texts:
        notice = relocated(recut(notice, texts))
    years = (last.year, int(notice.head["year"]))
    clauses = match_clauses(notice.passages, last.clauses, texts, years, meant(notice))
    found = tuple(slips(clauses, texts, notice.lines))
    if found:
        notice = replace(notice, doubts=tuple(sorted((*notice.doubts, *found), key=lambda doubt: doubt.line)))
        clauses = match_clauses(notice.passages, last.clauses, texts, years, meant(notice))
    doubted = {doubt.where for doubt in notice.doubts}
    known = found_again(before, last) if before is not None else frozenset()
    told = tuple(_unless_known(_doubtful(each, doubted), known) for each in clauses)
    differing = tuple(each.locator for each in last.clauses if each.digest and each.locator not in known) if before else ()
    return Comparison(notice, told, tuple(_rows(notice, last)), differing)


def found_again(before: Notice, last: LastYear) -> frozenset[str]:
    """The clauses of the register whose words, by their digests, stand in last year's notice."""
    wanted = [Wanted(each.locator, each.length, each.digest) for each in last.clauses if each.digest]
    return frozenset(find_all(fold_text("".join(passage.text for passage in before.passages)), wanted))


def _unless_known(match_: ClauseMatch, known: frozenset[str]) -> ClauseMatch:
    """A clause whose words are not surely at hand is not said to be gone."""
    lost = match_.passage is None and match_.last not in known
    return replace(match_, certainty=min(match_.certainty, _NOT_FOUND)) if lost else match_


def _doubtful(match_: ClauseMatch, doubted: set[str]) -> ClauseMatch:
    doubtful = match_.passage is not None and match_.passage.locator in doubted
    return replace(match_, certainty=min(match_.certainty, _DOUBTED)) if doubtful else match_


def relocated(notice: Notice) -> Notice:
    """Doubts about running text with the locators that passages have now."""
    held: dict[int, list[Passage]] = {}
    for passage in notice.passages:
        for number in passage.lines:
            held.setdefault(number, []).append(passage)
    doubts = tuple(_relocated(doubt, held.get(doubt.line, ())) for doubt in notice.doubts)
    return replace(notice, doubts=doubts)


def _relocated(doubt: Doubt, passages: Sequence[Passage]) -> Doubt:
    """A doubt with the passage that holds its words, or, where a cut goes through them, most of them."""
    words = bare(doubt.text)
    if not passages or doubt.where.startswith("表") or doubt.where in ("again", "heading"):
        return doubt
    for size in range(len(words), max(2, len(words) // 2), -1):
        for start in range(len(words) - size + 1):
            for passage in passages:
                if words[start : start + size] in bare(passage.text):
                    return replace(doubt, where=passage.locator)
    return doubt


def meant(notice: Notice) -> list[str]:
    """The words of each passage with every proposal taken."""
    proposed: dict[str, list[Doubt]] = {}
    for doubt in notice.doubts:
        if doubt.proposal:
            proposed.setdefault(doubt.where, []).append(doubt)
    texts = []
    for passage in notice.passages:
        text = passage.text
        for doubt in proposed.get(passage.locator, ()):
            at, end = _core(doubt)
            core = doubt.text[at : len(doubt.text) - end]
            shown = doubt.text if doubt.text in text else doubt.text[max(0, at - 1) : len(doubt.text) - max(0, end - 1)]
            if core != doubt.proposal and shown in text:
                cut = doubt.text.find(shown)
                tail = len(doubt.text) - cut - len(shown)
                text = text.replace(shown, doubt.proposal[cut : len(doubt.proposal) - tail], 1)
        texts.append(text)
    return texts


def _core(doubt: Doubt) -> tuple[int, int]:
    """How many characters of a doubt's words and its proposal agree at the beginning and at the end."""
    text, proposal = doubt.text, doubt.proposal
    limit = min(len(text), len(proposal))
    start = next((at for at in range(limit) if text[at] != proposal[at]), limit)
    end = next((at for at in range(limit - start) if text[-1 - at] != proposal[-1 - at]), limit - start)
    return start, end


def _rows(notice: Notice, last: LastYear) -> list[RowMatch]:
    rows: list[TableRow] = [row for table in notice.tables for row in table.rows]
    telephones = {row.cells["telephone"].text for row in rows if "telephone" in row.cells}
    proposals = {
        (at, field): doubt.proposal
        for at, row in enumerate(rows) for field, cell in row.cells.items() for doubt in cell.doubts
        if doubt.proposal and (field != "telephone" or not cell.text.isdecimal() or doubt.proposal in telephones)
    }  # fmt: skip
    regions = (*dict.fromkeys(last.counties.values()), last.region)
    city = next((name for name in regions if name and notice.head.get("issuer", "").startswith(name)), "")
    return match_rows(rows, last.rows, city, proposals)


def _texts(before: Notice, last: LastYear) -> Mapping[str, str]:
    """Last year's words by locator of the ledger: found by digest, else by what the ledger tells of them."""
    texts: dict[str, str] = {}
    left = []
    for passage in before.passages:
        words = fold_text(passage.text)
        clause = next((c for c in last.clauses if c.locator not in texts and reads(words, c)), None)
        if clause is not None:
            texts[clause.locator] = passage.text
        else:
            left.append(passage)
    open_ = [clause for clause in last.clauses if clause.locator not in texts]
    told = match_clauses(left, open_, {}, (last.year, last.year), [passage.text for passage in left])
    return texts | {each.last: each.passage.text for each in told if each.last and each.passage is not None}
