"""A blank missing beside a keyword: ``且专业科目`` for ``且 专业科目``. Part of :mod:`engine.syntax`."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diagnostics.terms import Term
from engine.syntax.keywords import KeywordTable

_BEFORE, _AFTER, _BOTH = Term("前", "before"), Term("后", "after"), Term("前后", "around")
#: Longer words are not searched for keywords.
_LONGEST = 60


def glued(name: str, table: KeywordTable) -> Iterator[tuple[str, str]]:
    """Every keyword that ``name`` may have swallowed, with the text once the blanks are put in; the likeliest first.

    Only guesses: a name may well contain a keyword.
    """
    reserved = table.reserved()
    if name in reserved or len(name) > _LONGEST:
        return
    yield from ((word, f"{word} {name[len(word) :]}") for word in reserved if name.startswith(word))
    yield from ((word, f"{name[: -len(word)]} {word}") for word in reserved if name.endswith(word))
    for word in reserved:
        left, middle, right = name.partition(word)
        if middle and left and right:
            yield word, f"{left} {word} {right}"


def split_on_keyword(name: str, table: KeywordTable, known: set[str]) -> tuple[str, str] | None:
    """The keyword that ``name`` has surely swallowed: all that remains beside it is known."""
    for word, fixed in glued(name, table):
        if all(part == word or part in known for part in fixed.split(" ")):
            return word, fixed
    return None


def side(fixed: str, keyword: str) -> Term:
    """On which side of the keyword the blank was missing."""
    if fixed.startswith(f"{keyword} "):
        return _AFTER
    return _BEFORE if fixed.endswith(f" {keyword}") else _BOTH
