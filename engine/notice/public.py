"""The room's entry point: a notice's file → :class:`Notice`; a notice and last year's policy → :class:`Comparison`.

Part of :mod:`engine.notice`. Raises :class:`engine.errors.InvalidInput` where a file or folder cannot be read; whatever can be
read but looks wrong is a doubt of the notice.
"""

from __future__ import annotations

import os

from engine.errors import InvalidInput
from engine.notice.assemble import assemble
from engine.notice.lastyear import read_last_year
from engine.notice.matching import match
from engine.notice.model import Comparison, Notice
from engine.notice.reading import read_file


def read_notice(path: str | os.PathLike[str], year: int, policy_folder: str | os.PathLike[str]) -> Notice:
    """The notice of ``year`` in a text or Word file, read beside last year's policy."""
    last = read_last_year(os.fspath(policy_folder))
    source, problems = read_file(os.fspath(path))
    if source is None:
        raise InvalidInput(problems, {})
    return assemble(source, year, last)


def compare(
    notice: Notice, policy_folder: str | os.PathLike[str], previous: str | os.PathLike[str] | None = None
) -> Comparison:
    """What became of each clause and row of last year. ``previous``: the file of last year's notice, where it is at hand;
    statements are then cut anew to answer last year's, so that the passages of ``Comparison.notice`` may be others."""
    last = read_last_year(os.fspath(policy_folder))
    before: Notice | None = None
    if previous is not None:
        source, problems = read_file(os.fspath(previous))
        if source is None:
            raise InvalidInput(problems, {})
        before = assemble(source, last.year, last)
    return match(notice, last, before)
