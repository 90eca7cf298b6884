"""The room's entry point: a notice's file → :class:`Notice`; a notice and last year's policy → :class:`Comparison`.

Part of :mod:`engine.notice`. Raises :class:`engine.errors.InvalidInput` where a file or folder cannot be read; whatever can be
read but looks wrong is a doubt of the notice.
"""

from __future__ import annotations

import os

from engine.diagnostics import Diagnostic
from engine.errors import InvalidInput
from engine.notice.assemble import assemble
from engine.notice.lastyear import LastYear, read_last_year
from engine.notice.matching import found_again, match
from engine.notice.model import Comparison, Notice
from engine.notice.plain import has_tables, plain_text
from engine.notice.reading import is_word, read_file, source_of
from engine.notice.source import Source
from engine.source.text import in_words, read_file_limited, whole
from engine.trace.files import NOTICE, lines_of

#: The least share of the registered words that last year's notice must have, and how many clauses are named that differ.
_LEAST_SHARE, _NAMED = 0.5, 12


def read_notice(path: str | os.PathLike[str], year: int, policy_folder: str | os.PathLike[str]) -> Notice:
    """The notice of ``year`` in a text or Word file, read beside last year's policy."""
    last = read_last_year(os.fspath(policy_folder))
    return assemble(read_file(os.fspath(path)), year, last)


def notice_lines(path: str, policy_folder: str) -> tuple[str, str]:
    """The name and the plain lines of the notice of the policy in ``policy_folder``, from a text or Word file; ``-`` for standard
    input, which is text as it stands. Raises :class:`InvalidInput`, also (E0929) for a Word file with more
    text than the ledger reads."""
    if is_word(path):
        lines = _plain(read_file(path), policy_folder)
        size = len(lines.encode("utf-8"))
        if size > NOTICE.bytes:
            told = {"name": path, "size": in_words(size), "limit": in_words(NOTICE.bytes)}
            raise InvalidInput([Diagnostic("E0929", whole(path), told)], {})
        return path, lines
    data, problems = read_file_limited(path, NOTICE)
    text, problems = (None, problems) if data is None else lines_of(path, data)
    if data is None or text is None:
        raise InvalidInput(problems, {})
    if path == "-" or not has_tables(text):
        return path, text
    try:
        return path, _plain(source_of(path, data), policy_folder, as_lines=True)
    except InvalidInput:
        return path, text  # whatever is wrong with the characters of a text is told where they are compared


def _plain(source: Source, policy_folder: str, as_lines: bool = False) -> str:
    """The lines of a notice with its tables told apart; ``as_lines``: its file is a text."""
    own = read_last_year(policy_folder)
    return plain_text(assemble(source, own.year, own), as_lines)


def compare(notice: Notice, policy_folder: str | os.PathLike[str], previous: str | os.PathLike[str] | None = None) -> Comparison:
    """What became of each clause and row of last year. ``previous``: the file of last year's notice, where it is at hand;
    statements are then cut anew to answer last year's, so that the passages of ``Comparison.notice`` may be others. Raises
    :class:`InvalidInput` (E0927) where that is not the text of the register."""
    last = read_last_year(os.fspath(policy_folder))
    before = assemble(read_file(os.fspath(previous)), last.year, last) if previous is not None else None
    if before is not None:
        _of_the_register(before, last, os.fspath(previous or ""))
    return match(notice, last, before)


def _of_the_register(before: Notice, last: LastYear, name: str) -> None:
    """E0927 where most of what the register pins does not stand in last year's notice: it is another text."""
    wanted = [each.locator for each in last.clauses if each.digest]
    found = found_again(before, last)
    if len(found) < _LEAST_SHARE * len(wanted):
        differing = tuple(locator for locator in wanted if locator not in found)
        told = {"name": name, "wanted": len(wanted), "found": len(found), "clauses": differing[:_NAMED]}
        raise InvalidInput([Diagnostic("E0927", whole(name), told)], {})
