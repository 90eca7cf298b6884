"""The room's entry point: a notice's file → :class:`Notice`; a notice and last year's policy → :class:`Comparison`.

Part of :mod:`engine.notice`. Raises :class:`engine.errors.InvalidInput` where a file or folder cannot be read; whatever can be
read but looks wrong is a doubt of the notice.
"""

from __future__ import annotations

import os

from engine.notice.assemble import assemble
from engine.notice.lastyear import read_last_year
from engine.notice.matching import match
from engine.notice.model import Comparison, Notice
from engine.notice.reading import read_file


def read_notice(path: str | os.PathLike[str], year: int, policy_folder: str | os.PathLike[str]) -> Notice:
    """The notice of ``year`` in a text or Word file, read beside last year's policy."""
    last = read_last_year(os.fspath(policy_folder))
    return assemble(read_file(os.fspath(path)), year, last)


def compare(
    notice: Notice, policy_folder: str | os.PathLike[str], previous: str | os.PathLike[str] | None = None
) -> Comparison:
    """What became of each clause and row of last year. ``previous``: the file of last year's notice, where it is at hand;
    statements are then cut anew to answer last year's, so that the passages of ``Comparison.notice`` may be others."""
    last = read_last_year(os.fspath(policy_folder))
    before = assemble(read_file(os.fspath(previous)), last.year, last) if previous is not None else None
    return match(notice, last, before)
