"""The ledger held against the notice's own text: codes E0811, E0812, E0816 and what annex and figures find.

Part of :mod:`engine.trace`. The text is read from a file of the user's; only what is shown of it leaves this module.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.diagnostics import Diagnostic, Span
from engine.resolved.declarations.access import child, entries, text
from engine.source.nodes import Document
from engine.trace.annex import PrintedRow, compare, table_lines
from engine.trace.figures import check_figures
from engine.trace.ledger import Entry, Ledger, NoticeText, Passage, read_errata
from engine.trace.passages import Folded, Wanted, find_all, fold_document, fold_text
from engine.trace.scenarios import short

#: Shorter pieces between passages are conjunctions and punctuation.
_WORTH_SAYING = 4
_PUNCTUATION = re.compile(r"[,，。;；:：!！?？、“”\"'《》()（）]+")
_NUMBERED = r"(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+[.、])"
#: A heading: numbered, with at most one short sentence behind it.
_HEADING = re.compile(rf"(?:{_NUMBERED}[^,，。;；]{{0,30}})+[。;；]?\Z")
_ENDS = tuple("。;；!！?？")


def compare_notice(ledger: Ledger, documents: Mapping[str, Document], file: str, raw: str) -> tuple[Ledger, list[Diagnostic]]:
    """The ledger with passages, and everything in which it and the text of the notice differ."""
    notice = fold_document(file, raw)
    statements = [entry.statement for entry in ledger.entries if entry.statement is not None]
    wanted = [Wanted(s.locator, s.length, s.digest) for s in statements if s.length is not None and s.digest]
    found = find_all(notice.text, wanted)
    annex = compare(ledger.resolved, documents, notice)
    gaps = _Gaps(notice, found, documents)
    diagnostics = list(annex.diagnostics)
    entries_, problems = _passages(ledger, notice, found, gaps, annex.printed)
    diagnostics += problems
    passages = {entry.locator: entry.passage for entry in entries_ if entry.passage is not None}

    def words(locator: str) -> str | None:
        passage = passages.get(locator)
        if passage is None or passage.status != "matched":
            return None
        return fold_text(passage.before + passage.text)

    errata = read_errata(documents)
    figures = check_figures(ledger.resolved, documents, notice.text, words, annex.printed, errata)
    diagnostics += figures.diagnostics
    diagnostics += gaps.unregistered()
    text_ = NoticeText(
        file, hashlib.sha256(raw.encode("utf-8")).hexdigest(), len(found), figures.found, figures.unwritten,
        annex.rows, annex.cells,
    )  # fmt: skip
    return replace(ledger, entries=tuple(entries_), notice=text_), diagnostics


def _passages(
    ledger: Ledger, notice: Folded, found: Mapping[str, tuple[int, int]], gaps: _Gaps, printed: Mapping[str, PrintedRow]
) -> tuple[list[Entry], list[Diagnostic]]:
    """Every entry with its passage; E0811 where the text reads otherwise, E0812 where there is none."""
    entries_: list[Entry] = []
    diagnostics: list[Diagnostic] = []
    end = 0
    for index, entry in enumerate(ledger.entries):
        if entry.row is not None:
            row = printed.get(entry.locator)
            entries_.append(replace(entry, passage=_row_passage(row, notice)))
            continue
        if entry.statement is None or not entry.statement.digest:
            entries_.append(entry)
            continue
        place = found.get(entry.locator)
        if place is not None:
            start, end = place
            at, text_ = notice.offsets[start], notice.excerpt(start, end)
            passage = Passage("matched", text_, gaps.before(start), at, notice.span(start, end))
        else:
            passage = gaps.instead(end, _missing_from(ledger.entries[index:], found))
            where = entry.statement.places.get("原文摘要值", entry.statement.span)
            now = passage.text
            code = "E0811" if passage.status == "stale" else "E0812"
            arguments = {"locator": entry.locator, "digest": entry.statement.digest, "length": entry.statement.length or 0}
            diagnostics.append(Diagnostic(code, where, arguments | ({"now": now} if code == "E0811" else {})))
        entries_.append(replace(entry, passage=passage))
    return entries_, diagnostics


def _missing_from(entries_: Sequence[Entry], found: Mapping[str, tuple[int, int]]) -> int:
    """How many statements in a row, from the first on, were not found."""
    statements = [entry.locator for entry in entries_ if entry.statement is not None]
    return next((number for number, locator in enumerate(statements) if locator in found), len(statements))


def _row_passage(row: PrintedRow | None, notice: Folded) -> Passage | None:
    if row is None:
        return None
    start = sum(len(line) + 1 for line in notice.raw.split("\n")[: row.span.line - 1])
    return Passage("matched", "　".join(row.cells.values()), "", start, row.span)


class _Gaps:
    """The stretches of the text that no statement claims."""

    def __init__(self, notice: Folded, found: Mapping[str, tuple[int, int]], documents: Mapping[str, Document]) -> None:
        self.notice = notice
        self.places = sorted(found.values())
        self.following = {start: locator for locator, (start, _) in found.items()}
        self.tables = table_lines(notice)
        root = documents["notice.yaml"].root if "notice.yaml" in documents else None
        #: The numbers of documents by the clause that relies on them: words that introduce a passage.
        self.leads: dict[str, list[str]] = {}
        for item in entries(child(root, "依据文件")):
            self.leads.setdefault(short(text(item, "条款")), []).append(fold_text(text(item, "文号")))
        self.claimed: set[int] = set()

    def instead(self, end: int, missing: int) -> Passage:
        """What stands where a passage that was not found should: behind the one before it, which ends at ``end``.

        ``missing`` statements in a row share what stands there: a sentence each, the first whatever is over.
        """
        stop = min((start for start, _ in self.places if start >= end), default=len(self.notice.text))
        pieces = [piece for piece in self._unclaimed(end, stop) if piece[0] not in self.claimed]
        pieces = pieces[: max(1, len(pieces) - missing + 1)]
        if not pieces:
            return Passage("missing", "", "", self.notice.offsets[end - 1] if end else 0, Span(self.notice.file))
        self.claimed.update(start for start, _ in pieces)
        start, finish = pieces[0][0], pieces[-1][1]
        text_ = self.notice.excerpt(start, finish)
        return Passage("stale", text_, "", self.notice.offsets[start], self.notice.span(start, finish))

    def before(self, start: int) -> str:
        """The words between the passage before ``start`` and this one that belong to none: headings, introductions."""
        end = max((finish for _, finish in self.places if finish <= start), default=0)
        kept = [(a, b) for a, b in self._pieces(end, start) if not self._in_table(a)]
        text_ = self.notice.excerpt(kept[0][0], kept[-1][1]) if kept else ""
        return text_ if len(_PUNCTUATION.sub("", text_)) > 0 else ""

    def unregistered(self) -> Iterator[Diagnostic]:
        """E0816: words of the notice that no statement registers."""
        end = 0
        for start, finish in [*self.places, (len(self.notice.text), 0)]:
            for a, b in self._unclaimed(end, start):
                if a not in self.claimed:
                    yield Diagnostic("E0816", self.notice.span(a, b), {"words": self.notice.excerpt(a, b)})
            end = max(end, finish)

    def _unclaimed(self, start: int, end: int) -> list[tuple[int, int]]:
        """The pieces of a stretch that some statement should register; not words that name a document relied on to
        introduce the passage behind them."""
        lead = [number for number in self.leads.get(self.following.get(end, ""), ()) if number]
        return [
            (a, b) for a, b in self._pieces(start, end)
            if self._says_something(a, b) and not any(number in self.notice.text[a:b] for number in lead)
        ]  # fmt: skip

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """A stretch cut at line ends and behind full stops."""
        offsets, raw = self.notice.offsets, self.notice.raw
        cuts = [start]
        for at in range(start, end):
            newline = at > start and "\n" in raw[offsets[at - 1] : offsets[at]]
            stopped = at > start and self.notice.text[at - 1] in _ENDS
            if newline or stopped:
                cuts.append(at)
        return [(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True) if b > a]

    def _says_something(self, start: int, end: int) -> bool:
        """Whether a piece is more than punctuation, a heading, or a line of layout such as the name of an annex."""
        piece = self.notice.text[start:end]
        if len(_PUNCTUATION.sub("", piece)) < _WORTH_SAYING or self._in_table(start) or _HEADING.match(piece):
            return False
        return not (self._fills_its_line(start, end) and not piece.endswith(_ENDS))

    def _in_table(self, start: int) -> bool:
        return self.notice.span(start, start + 1).line in self.tables

    def _fills_its_line(self, start: int, end: int) -> bool:
        first, last = self.notice.offsets[start], self.notice.offsets[end - 1]
        raw = self.notice.raw
        line_start = raw.rfind("\n", 0, first) + 1
        line_end = raw.find("\n", last)
        return not raw[line_start:first].strip() and not raw[last + 1 : len(raw) if line_end < 0 else line_end].strip()
