"""A notice's file as blocks in the order of the document: what every reader of files gives. Part of :mod:`engine.notice`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell of a Word table: its text, and whether it ``continues`` the merged cell above it."""

    text: str
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a text, a paragraph of a Word file, or (with ``cells``) a row of a Word table.

    ``cells`` are as many as the table has columns, a cell merged across several standing in each. ``table`` counts the
    tables of the file; ``heading`` marks rows that Word repeats on every page; ``paragraph`` tells that the line is a whole
    paragraph, not one of several that a hard line break parted.
    """

    number: int
    text: str
    cells: tuple[Piece, ...] | None = None
    table: int = 0
    heading: bool = False
    paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its blocks and the digest of its bytes."""

    file: str
    digest: str
    blocks: tuple[Block, ...]
