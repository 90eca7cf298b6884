"""A notice beside last year's policy: clauses and rows. Part of :mod:`engine.notice`."""

from __future__ import annotations

from engine.notice.clause_matching import bare_document, match_clauses, reads
from engine.notice.lastyear import LastYear
from engine.notice.model import Comparison, Notice
from engine.notice.recutting import recut
from engine.notice.row_matching import match_rows


def match(notice: Notice, last: LastYear, before: Notice | None) -> Comparison:
    """What became of everything. ``before``: last year's notice as read, where its file is at hand."""
    texts = _texts(before, last) if before is not None else {}
    if texts:
        notice = recut(notice, texts)
    year = _year(notice, last)
    clauses = match_clauses(notice.passages, last.clauses, texts, (last.year, year))
    rows = [row for table in notice.tables for row in table.rows]
    proposals = {
        (at, field): doubt.proposal
        for at, row in enumerate(rows) for field, cell in row.cells.items() for doubt in cell.doubts if doubt.proposal
    }  # fmt: skip
    issuer = notice.head.get("issuer", "")
    city = next((region for region in (*dict.fromkeys(last.counties.values()), last.region) if region and issuer.startswith(region)), "")
    matches = match_rows(rows, last.rows, city, proposals)
    return Comparison(notice, tuple(clauses), tuple(matches))


def _texts(before: Notice, last: LastYear) -> dict[str, str]:
    """Last year's words by locator of the ledger: found by digest, else by their place in the notice."""
    texts: dict[str, str] = {}
    folded = [(passage, bare_document(passage.text)) for passage in before.passages]
    left = []
    for passage, words in folded:
        clause = next((c for c in last.clauses if c.locator not in texts and reads(words, c)), None)
        if clause is not None:
            texts[clause.locator] = passage.text
        else:
            left.append(passage)
    known = {clause.locator for clause in last.clauses}
    texts |= {passage.locator: passage.text for passage in left if passage.locator in known and passage.locator not in texts}
    return texts


def _year(notice: Notice, last: LastYear) -> int:
    found = notice.head.get("year", "")
    return int(found) if found.isdecimal() else last.year + 1


