"""A rule file as tokens that keep comments and line breaks, for the formatter. Part of :mod:`engine.syntax`.

Keywords come out in their settled word, punctuation folded to ASCII; quoted texts and comments keep their characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.syntax.citations import normalise_locator
from engine.syntax.keywords import KeywordTable
from engine.syntax.width import fold_code

_FIXED = (
    ("comment", r"[#＃][^\n]*"),
    ("string", r"“[^”\n]*”|\"[^\"\n]*\"|「[^」\n]*」"),
    ("citation", r"【[^】\n]*】"),
    ("date", r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{4}年\d{1,2}月\d{1,2}日"),
    ("number", r"\d+(?:\.\d+)?"),
    ("name", r"[^\W\d]\w*"),
    ("punctuation", r"[()\[\]:,、;.+\-*]"),
    ("break", r"\n"),
    ("blank", r"[^\S\n]+"),
)


@dataclass(frozen=True, slots=True)
class FormatToken:
    """``kind`` as in ``_FIXED`` or ``keyword``; ``concept`` of a keyword; ``breaks``: line breaks before it."""

    kind: str
    text: str
    concept: str
    breaks: int


def tokens(text: str, table: KeywordTable) -> list[FormatToken]:
    """The tokens of a file without syntax errors."""
    concepts = {word: concept for group in table.groups for concept, words in group.items() for word in words}
    spaced = [word for word in concepts if " " in word or not re.match(r"\w", word)]
    phrases = "|".join(
        r"\s+".join(map(re.escape, word.split(" "))) + (r"(?!\w)" if re.match(r"\w", word[-1]) else "")
        for word in sorted(spaced, key=len, reverse=True)
    )
    fixed = [f"(?P<{kind}>{pattern})" for kind, pattern in _FIXED]
    pattern = re.compile("|".join([*fixed[:5], f"(?P<keyword>{phrases})", *fixed[5:]]))
    return list(_read(fold_code(text), pattern, concepts, table))


def _read(code: str, pattern: re.Pattern[str], concepts: dict[str, str], table: KeywordTable) -> Iterator[FormatToken]:
    breaks = 0
    for match in pattern.finditer(code):
        kind, text, concept = match.lastgroup or "", match[0], ""
        if kind == "break":
            breaks += 1
        if kind in ("break", "blank"):
            continue
        if kind == "keyword":
            text = re.sub(r"\s+", " ", text)
        if text in concepts and kind in ("keyword", "name"):
            kind, concept = "keyword", concepts[text]
            text = table.word(concept)
        elif kind == "citation":
            text = _settled_citation(text, table)
        yield FormatToken(kind, _tidy(kind, text), concept, breaks)
        breaks = 0


def _tidy(kind: str, text: str) -> str:
    """Texts in “…” where they can be, comments with a blank after their sign, dates with two digits."""
    if kind == "string":
        inner = text[1:-1]
        return f"“{inner}”" if "”" not in inner else text
    if kind == "comment":
        rest = text[1:].strip()
        return "#" + (rest if rest.startswith(("#", "!")) else f" {rest}" if rest else "")
    if kind == "date" and "-" in text:
        year, month, day = text.split("-")
        return f"{year}-{month:0>2}-{day:0>2}"
    return text


def _settled_citation(text: str, table: KeywordTable) -> str:
    """``【口径A1，五（一）.2】`` as ``【口径 A1、五(一).2】``."""
    reading = table.citation["reading"]
    parts = [part.strip() for part in re.split("[、,;，；]", text[1:-1]) if part.strip()]
    settled = [
        f"{reading} {part[len(reading) :].strip()}" if part.startswith(reading) else normalise_locator(part) for part in parts
    ]
    return f"【{'、'.join(settled)}】"
