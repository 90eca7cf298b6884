"""A blank missing beside a keyword: ``且专业科目`` for ``且 专业科目``. Part of :mod:`engine.syntax`."""

from __future__ import annotations

import re

from engine.syntax.keywords import KeywordTable


def missing_space(name: str, table: KeywordTable) -> tuple[str, str] | None:
    """The keyword that ``name`` begins or ends with, and the text with the blank put in; ``None`` if there is none.

    Only a guess: a name may well contain a keyword. Ask it where the name is known to be wrong.
    """
    for word in table.reserved():
        if name != word and name.startswith(word) and re.match(r"\w", name[len(word) :]):
            return word, f"{word} {name[len(word):]}"
    for word in table.reserved():
        if name != word and name.endswith(word):
            return word, f"{name[: -len(word)]} {word}"
    return None


def split_on_keyword(name: str, table: KeywordTable, known: set[str]) -> tuple[str, str] | None:
    """Like :func:`missing_space`, but sure: what remains of ``name`` beside the keyword is a known name."""
    for word in table.reserved():
        if name.startswith(word) and name[len(word) :] in known:
            return word, f"{word} {name[len(word):]}"
        if name.endswith(word) and name[: -len(word)] in known:
            return word, f"{name[: -len(word)]} {word}"
        left, middle, right = name.partition(word)
        if middle and left in known and right in known:
            return word, f"{left} {word} {right}"
    return None
