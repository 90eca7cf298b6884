"""What is counted of a register: by decision, county, series, row, clause and code. Part of :mod:`engine.batch`.

Counts of chunks are added up, so the summary is the same however the work was shared out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.artifact.tables import Tables

#: The enumerations by whose words rows are counted, under the names of the summary.
GROUPS = {"county": "县", "series": "系列"}
#: What counts as a group where the fact is not known.
UNKNOWN = ""

Counts = dict[str, dict[str, int]]
#: Fields of a record by the words in whose lists records are counted, and the groups.
LISTED = {
    "rows": "row", "failed_clauses": "failed", "open_clauses": "open", "missing": "missing", "referrals": "referral",
    "errors": "error",
}  # fmt: skip


class Tally:
    """Counts the records of a chunk. ``data``: ``{group: {name: count}}``; groups by a word name ``WORD\\tDECISION``."""

    def __init__(self, tables: Tables) -> None:
        self.data: Counts = {}
        self._facts = {
            (name, group): fact["id"]
            for name, subject in tables["subjects"].items()
            for group, enumeration in GROUPS.items()
            for fact in reversed(subject["facts"])
            if fact["type"] == "word" and fact["enumeration"] == enumeration
        }

    def count(self, record: Mapping[str, Any], facts: Mapping[str, Any] | None) -> None:
        """One record more; ``facts`` are those it was decided by, if it was."""
        decision = record["decision"]
        self._add("decision", decision)
        for group in GROUPS:
            id = self._facts.get((record["subject"], group))
            word = facts.get(id) if facts is not None and id is not None else None
            self._add(group, f"{word if isinstance(word, str) else UNKNOWN}\t{decision}")
        for field, group in LISTED.items():
            for word in record[field]:
                self._add(group, word)

    def column(self, subject: str, group: str) -> str | None:
        """The id of the fact by whose words the rows of a subject are counted in a group."""
        return self._facts.get((subject, group))

    def decided(self, decision: str, count: int) -> None:
        """So many records of a decision; groups by a word are told with :meth:`grouped`."""
        self._add("decision", decision, count)

    def listed(self, field: str, words: Iterable[str], count: int) -> None:
        """So many records with these words in a field."""
        for word in words:
            self._add(LISTED[field], word, count)

    def grouped(self, group: str, word: str | None, decision: str, count: int) -> None:
        """So many records of a decision with the same word."""
        self._add(group, f"{UNKNOWN if word is None else word}\t{decision}", count)

    def _add(self, group: str, name: str, count: int = 1) -> None:
        counts = self.data.setdefault(group, {})
        counts[name] = counts.get(name, 0) + count


def add(total: Counts, more: Counts) -> None:
    """Add the counts of a chunk to those before it."""
    for group, counts in more.items():
        into = total.setdefault(group, {})
        for name, count in counts.items():
            into[name] = into.get(name, 0) + count
