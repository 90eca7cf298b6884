"""A table of counts for a terminal, every figure under its heading. Part of :mod:`engine.acceptance`."""

from __future__ import annotations

from collections.abc import Sequence

from engine import api


def head(names: Sequence[str], last: str) -> str:
    """The headings: those of the counts, then that of what is counted."""
    return "  ".join([*(" " * (width(name) - api.display_width(name)) + name for name in names), last])


def row(names: Sequence[str], counts: Sequence[int], said: str) -> str:
    """One line of counts under ``names``, then what was counted."""
    return "  ".join([*(f"{count:>{width(name)}}" for name, count in zip(names, counts, strict=True)), said])


def width(name: str) -> int:
    """The columns of the terminal that a heading and the counts under it take."""
    return max(4, api.display_width(name))
