"""What is read from a notice, and how it compares with last year's policy. Part of :mod:`engine.notice`; plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What became of a clause or row of last year, or of one that is new.
State = Literal["same", "changed", "moved", "new", "gone", "merged", "split", "renamed"]
#: From which certainty on a clause that was not found is said to be gone.
SURELY_GONE = 0.9
#: What a line of the file belongs to.
Use = Literal["passage", "table", "around", "blank", "unread"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text file (``number`` from 1), or one paragraph or table row of a Word file in the order of the document.

    ``use`` tells what became of it and ``where`` the passage or table it went to.
    """

    number: int
    text: str
    use: Use
    where: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that looks misread or impossible. ``text`` as it stands, ``proposal`` what it may have been (empty where
    nothing can be proposed), ``reason_zh``/``reason_en`` why; ``line`` where it stands, ``where`` the passage or table cell."""

    line: int
    text: str
    proposal: str
    reason_zh: str
    reason_en: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as it stands (wrapped lines joined), the lines it comes from, and whether it was ``filled`` from a
    merged cell or 同上 above. ``doubts`` are also in :attr:`Notice.doubts`."""

    text: str
    lines: tuple[int, ...]
    filled: bool = False
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of an annex: ``number`` as printed (it is never used to match), cells by the field they mean: ``name`` (评委会名称),
    ``titles`` (所评资格名称), ``start``, ``finish`` (months as the policy writes them), ``office``, ``telephone``, ``scope``
    (申报对象 / 评审范围), ``series``, and other columns by their printed heading."""

    table: str
    number: str
    cells: dict[str, Cell]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the annex: ``name`` 表一, 表二 …, ``title`` as printed, ``columns`` printed headings in their order."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One statement of the notice: ``locator`` as in the ledger (五(一).2), ``text`` with its own numbering left off."""

    locator: str
    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, date or document number in a passage: ``text`` as printed, ``value`` in one form (``90``, ``2024-10-31``,
    ``丽人社函〔2024〕38号``), ``unit`` where there is one."""

    text: str
    value: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as read. ``head`` holds title, document number, addressee, issuer and date of issue where they were found."""

    file: str
    digest: str
    head: dict[str, str]
    lines: tuple[Line, ...]
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...]
    doubts: tuple[Doubt, ...]

    @property
    def unread(self) -> tuple[Line, ...]:
        """Lines that belong nowhere; never dropped."""
        return tuple(line for line in self.lines if line.use == "unread")


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure of a clause this year and last; ``old`` empty where it is new, ``new`` empty where it is gone."""

    old: str
    new: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """What became of a clause. ``last``: last year's locator (empty for a new one); ``passage``: this year's (``None`` where
    gone); ``certainty`` from 0 to 1 (1: the digest is the same); ``difference``: words as ``(" ", same) ("-", old) ("+", new)``
    where last year's text is at hand; ``figures``: those that differ from last year's policy or text."""

    state: State
    last: str
    passage: Passage | None
    certainty: float
    difference: tuple[tuple[str, str], ...] = ()
    figures: tuple[ChangedFigure, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether the clause was not found, but may stand there: the words that it had are not at hand."""
        return self.passage is None and self.certainty < SURELY_GONE


@dataclass(frozen=True, slots=True)
class RowMatch:
    """What became of a row. ``last``: last year's locators (表一·12; several where rows were merged, one for each part of a
    row that was split, empty for a new one); ``row``: this year's (``None`` where gone); ``changed``: the fields that differ."""

    state: State
    last: tuple[str, ...]
    row: TableRow | None
    certainty: float
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A notice beside last year's policy: each clause and row of last year and of this year once. ``differing``: clauses of
    last year whose words in last year's notice, where it was given, are not those of the register."""

    notice: Notice
    clauses: tuple[ClauseMatch, ...]
    rows: tuple[RowMatch, ...]
    differing: tuple[str, ...] = ()
