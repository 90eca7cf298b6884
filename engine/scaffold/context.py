"""What every part of the plan needs: comparison, last year's files, new names of locators. Part of :mod:`engine.scaffold`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.diagnostics import Diagnostic
from engine.notice.model import ClauseMatch, Comparison, RowMatch, TableRow
from engine.resolved.declarations.access import child, entries, text
from engine.scaffold.notes import KEY
from engine.scaffold.renames import Renames
from engine.scaffold.sheet import Sheet, Value
from engine.source.discovery import SourcePolicy
from engine.source.nodes import MappingNode, ScalarNode
from engine.syntax.citations import normalise_locator
from engine.trace.passages import digest, fold_text
from engine.trace.scenarios import short

#: The prefix of rows' locators that may be left off.
ANNEX = "附件1·"
#: States of a clause whose words are those of last year.
_WORDS_STAY = ("same", "moved")


@dataclass(slots=True)
class Context:
    """``sheets`` are last year's YAML files, edited as the plan goes on; ``open`` gathers entries that belong to no item;
    ``counts`` what is told at the end; ``left_open``: items with entries that last year left unsettled; ``year_only``,
    ``figures_only`` and ``errata_only``: clauses of last year that are no items of their own
    (:mod:`engine.scaffold.accounted`); ``year_told``: whether the plan year has its item; ``kept``: rows of this
    year, each with a proposal for a doubtful cell that it is written by for now."""

    year: int
    last_year: int
    comparison: Comparison
    policy: SourcePolicy
    renames: Renames
    clauses: Mapping[str, ClauseMatch]
    rows: Mapping[str, tuple[RowMatch, str]]
    places: Mapping[int, str]
    sheets: dict[str, Sheet]
    open: list[dict[str, Value]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Diagnostic] = field(default_factory=list)
    left_open: dict[int, tuple[str, MappingNode]] = field(default_factory=dict)
    year_only: list[str] = field(default_factory=list)
    figures_only: list[str] = field(default_factory=list)
    errata_only: list[str] = field(default_factory=list)
    year_told: bool = False
    kept: set[tuple[str, str]] = field(default_factory=set)

    def root(self, file: str) -> MappingNode | None:
        """The top of a file, where there is such a file."""
        document = self.policy.documents.get(file)
        return document.root if document is not None and isinstance(document.root, MappingNode) else None

    def mark(self, file: str, item: MappingNode, *notes: dict[str, Value]) -> None:
        """Put entries of 核对 into an item."""
        if notes:
            self.left_open.pop(id(item), None)
            self.sheets[file].add(item, KEY, list(notes))

    def clause_of(self, locator: str) -> ClauseMatch | None:
        """What became of the clause that a locator of last year names."""
        return self.clauses.get(short(locator))

    def stays(self, locator: str) -> bool:
        """Whether the clause or row that a locator names reads as it did."""
        name = short(locator)
        if name in self.rows:
            match, _ = self.rows[name]
            return match.state in _WORDS_STAY and not match.changed
        return name in self.year_only or words_stay(self.clauses.get(name))


def words_stay(match: ClauseMatch | None) -> bool:
    """Whether a clause surely has the words of last year."""
    return match is not None and match.state in _WORDS_STAY and match.passage is not None and match.certainty >= 1


def pinned(passage: str) -> tuple[int, str]:
    """Length and digest of a passage, as the register keeps them."""
    folded = fold_text(passage)
    return len(folded), digest(folded)


def table_files(root: MappingNode | None) -> dict[str, str]:
    """The file of every table that ``notice.yaml`` names."""
    return {text(item, "名称"): text(item, "文件") for item in entries(child(root, "表"))}


def scalar_at(item: MappingNode, *keys: str) -> ScalarNode | None:
    """The scalar under a key, or under a key of what stands there."""
    node = item.get(keys[0])
    for key in keys[1:]:
        node = node.get(key) if isinstance(node, MappingNode) else None
    return node if isinstance(node, ScalarNode) else None


def row_locators(comparison: Comparison) -> dict[int, str]:
    """Each row of this year (by identity) → its locator: table and position, whatever number is printed."""
    return {id(row): f"{table.name}·{number}" for table in comparison.notice.tables for number, row in enumerate(table.rows, 1)}


def locator_of(row: TableRow, places: Mapping[int, str]) -> str:
    """The locator of a row of this year."""
    return places.get(id(row)) or normalise_locator(f"{row.table}·{row.number}")
