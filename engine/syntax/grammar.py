"""The lark parser of a keyword language: ``policy.lark`` plus terminals made from its table. Part of :mod:`engine.syntax`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark

from engine.syntax.keywords import KeywordTable, keyword_table

#: Concepts whose terminal has another name than the concept in capitals.
_TERMINALS = {
    "define": "DEFINE",
    "count": "COUNT",
    "sum": "SUM",
    "classify_as": "CLASSIFY_AS",
    "each_row": "EACH_ROW",
}
#: Terminals that may begin with another terminal's word or sign and must be tried first.
_STRONG = {"ge", "le", "ne", "not_before", "not_after", "not_in", "last_of_month", "next_month", "fallback", "each_row"}


@cache
def parser(language: str, builder: Any) -> Lark:
    """A parser whose callbacks are the methods of ``builder``; one per language and builder."""
    table = keyword_table(language)
    return Lark(
        grammar_text(table),
        parser="lalr",
        lexer="contextual",
        start=["statements", "expression"],
        transformer=builder,
        keep_all_tokens=True,
        maybe_placeholders=True,
    )


def grammar_text(table: KeywordTable) -> str:
    """The grammar of a keyword language as lark text."""
    rules = (files("engine.syntax") / "policy.lark").read_text(encoding="utf-8")
    terminals = [
        _terminal(_TERMINALS.get(concept, concept.upper()), words, concept in _STRONG)
        for group in table.groups
        for concept, words in group.items()
    ]
    true = "TRUE" if "true" in table.operators else "EQ"
    reserved = "|".join(map(re.escape, table.reserved()))
    terminals += [
        f"boolean: {true} | FALSE",
        f"NAME.1: /(?!(?:{reserved})(?!\\w))[^\\W\\d]\\w*/",
        r"DATE.3: /\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{4}年\d{1,2}月\d{1,2}日/",
        r"NUMBER.2: /\d+(?:\.\d+)?/",
        r"STRING: /“[^”\n]*”|\"[^\"\n]*\"|「[^」\n]*」/",
        r"CITATION: /【[^】\n]*】/",
        r"COMMA: /[,、;]/",
        r"COMMENT: /#[^\n]*/",
        r"%ignore /[ \t\r\n\f]+/",
        "%ignore COMMENT",
    ]
    return rules + "\n" + "\n".join(terminals) + "\n"


def _terminal(name: str, words: list[str], strong: bool) -> str:
    patterns = [_pattern(word) for word in sorted(words, key=lambda word: (-len(word), word))]
    priority = 4 if strong or any(" " in word for word in words) else 3
    return f"{name}.{priority}: /{'|'.join(patterns)}/"


def _pattern(word: str) -> str:
    escaped = r"\s+".join(re.escape(part) for part in word.split(" "))
    return escaped + (r"(?!\w)" if re.match(r"\w", word[-1]) else "")
