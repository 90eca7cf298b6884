"""Whether a file is a notice of this city and of this year at all, before a folder is written from it. Part of
:mod:`engine.scaffold`."""

from __future__ import annotations

import re
import unicodedata

from engine.diagnostics import Diagnostic
from engine.notice.model import Comparison
from engine.source.text import whole

#: The least share of last year's clauses and rows that a notice must have; another city's has far more.
_LEAST = 0.1
_YEAR = re.compile(r"(20[0-9]{2})\s*(?:年|[〕\]])")


def another_text(comparison: Comparison, name: str) -> list[Diagnostic]:
    """E0946 where hardly a clause or row of last year is to be found: whatever the file is, it is no such notice."""
    clauses = {match.last: match.passage is not None for match in comparison.clauses if match.last}
    rows = {last: match.row is not None for match in comparison.rows for last in match.last}
    found, wanted = sum(clauses.values()) + sum(rows.values()), len(clauses) + len(rows)
    if found >= _LEAST * wanted:
        return []
    return [Diagnostic("E0946", whole(name), {"name": name, "found": found, "wanted": wanted})]


def of_another_year(comparison: Comparison, name: str, year: int) -> list[Diagnostic]:
    """W0947 where title and document number name years, and this is none of them."""
    head = comparison.notice.head
    printed = [head[each] for each in ("title", "number") if each in head]
    years = {int(found) for text in printed for found in _YEAR.findall(unicodedata.normalize("NFKC", text))}
    if not years or year in years:
        return []
    return [Diagnostic("W0947", whole(name), {"name": name, "year": year, "printed": tuple(map(str, sorted(years)))})]
