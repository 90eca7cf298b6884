"""Text → surface tree, with diagnostics. Part of :mod:`engine.syntax`.

A file is cut at the words that begin statements, and each piece is parsed on its own: a mistake costs one statement, and
all mistakes of a file are reported together. Nesting is measured before parsing, so that no later stage can overflow.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from lark import UnexpectedInput

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.syntax import nodes as n
from engine.syntax.builder import Builder
from engine.syntax.citations import Locate
from engine.syntax.grammar import parser
from engine.syntax.keywords import KeywordTable, keyword_table, language_of, languages
from engine.syntax.problems import Attempt, bracket_below, end_of, explain
from engine.syntax.spacing import side
from engine.syntax.templates import read_template
from engine.syntax.tree import node_below
from engine.syntax.width import fold_code

#: How deep expressions may nest. Chains of 且 and 或 do not count: they are one node.
MAX_DEPTH = 64
#: The most characters of one statement or expression, and the most mistakes that are told of one file.
MAX_LENGTH = 100_000
MAX_DIAGNOSTICS = 50
_BUILDER = Builder()
_LOCK = threading.RLock()


class Lines:
    """Offsets of a text as lines and columns, both counted in characters from 1."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.starts = [0] + [match.end() for match in re.finditer("\n", text)]

    def __call__(self, start: int, end: int) -> Span:
        """The place from one offset up to, not including, another."""
        return Span(self.file, *self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def parse_policy(file: str, text: str) -> tuple[list[n.Statement], str, list[Diagnostic]]:
    """The statements of a ``.policy`` file, its language, and what is wrong with it."""
    language, start, end = language_of(text)
    locate = Lines(file, text)
    if language not in languages():
        known = tuple(languages())
        return [], "zh-CN", [Diagnostic("E0207", locate(start, end), {"language": language, "known": known})]
    table = keyword_table(language)
    code = fold_code(text)
    statements: list[n.Statement] = []
    diagnostics: list[Diagnostic] = []
    for first, last in _pieces(code, text, table, locate, diagnostics):
        found = _parse(code[first:last], "statements", table, _moved(locate, first), diagnostics)
        statements += found or []
        if len(diagnostics) >= MAX_DIAGNOSTICS:
            break
    return statements, language, diagnostics


def parse_expression(text: str, locate: Locate, language: str = "zh-CN") -> tuple[n.Expression | None, list[Diagnostic]]:
    """One expression, e.g. a scope inside YAML; ``locate`` gives places of offsets into ``text``."""
    diagnostics: list[Diagnostic] = []
    if not text.strip():
        return None, [Diagnostic("E0212", locate(0, len(text)), {})]
    found = _parse(fold_code(text), "expression", keyword_table(language), locate, diagnostics)
    return found, diagnostics


def _moved(locate: Locate, by: int) -> Locate:
    return lambda start, end: locate(start + by, end + by)


def _pieces(
    code: str, written: str, table: KeywordTable, locate: Locate, diagnostics: list[Diagnostic]
) -> Iterator[tuple[int, int]]:
    """Start and end of every statement; anything before the first one must be blank or comment."""
    words = sorted((w for words in table.statements.values() for w in words), key=len, reverse=True)
    starts = [m.start(1) for m in re.finditer(rf"^[ \t]*({'|'.join(map(re.escape, words))})(?!\w)", code, re.MULTILINE)]
    head = re.sub(r"#[^\n]*", lambda m: " " * len(m[0]), code[: starts[0] if starts else len(code)])
    if head.strip():
        diagnostics.append(_before_first(head, written, words, table, locate))
    if starts:
        yield from zip(starts, [*starts[1:], len(code)], strict=True)


def _before_first(head: str, written: str, words: list[str], table: KeywordTable, locate: Locate) -> Diagnostic:
    """Text before the first statement: a keyword that lacks its blank, or something that is no statement."""
    at = len(head) - len(head.lstrip())
    text = head[at:].split("\n", 1)[0].rstrip()
    first = re.split(r"[\s（(：:【]", text, maxsplit=1)[0]
    keyword = next((word for word in words if first.startswith(word)), None)
    if keyword and first != keyword:
        fixed = f"{keyword} {first[len(keyword) :]}"
        arguments = {"name": first, "keyword": keyword, "side": side(fixed, keyword), "fixed": fixed}
        return Diagnostic("E0202", locate(at, at + len(first)), arguments)
    known = [word for listed in table.statements.values() for word in listed]
    arguments = {"text": written[at : at + len(text)][:40], "known": tuple(words[0] for words in table.statements.values())}
    meant = did_you_mean(first, known)
    return Diagnostic("E0210", locate(at, at + len(text)), arguments | ({"meant": meant} if meant else {}))


def _parse(code: str, start: str, table: KeywordTable, locate: Locate, diagnostics: list[Diagnostic]) -> Any:
    """Parse one piece; ``None`` when it has an error."""
    too_deep = bracket_below(code, MAX_DEPTH)
    if too_deep is not None:
        diagnostics.append(Diagnostic("E0204", locate(too_deep, too_deep + 1), {"limit": MAX_DEPTH}))
        return None
    if end_of(code) > MAX_LENGTH:
        diagnostics.append(Diagnostic("E0215", locate(0, 1), {"length": len(code), "limit": MAX_LENGTH}))
        return None
    before = len(diagnostics)
    with _LOCK, _BUILDER.kept():
        builder = _BUILDER
        builder.begin(locate, diagnostics.append, table)
        builder.template = lambda token: read_template(token, locate, table.language, diagnostics, parse_expression)
        try:
            found: Any = parser(table.language, builder).parse(code, start=start)
        except UnexpectedInput as error:
            diagnostics.append(explain(error, code, table, locate, _attempt(start, table, builder)))
            return None
    if len(diagnostics) > before:
        return None
    for node in found if isinstance(found, list) else [found]:
        deep = node_below(node, MAX_DEPTH)
        if deep is not None:
            diagnostics.append(Diagnostic("E0204", _first_character(deep.span), {"limit": MAX_DEPTH}))
            return None
    return found


def _attempt(start: str, table: KeywordTable, builder: Builder) -> Attempt:
    """Parses a repaired text for nothing but the offset of its first error."""

    def reached(code: str) -> int | None:
        builder.begin(lambda first, last: Span(""), lambda diagnostic: None, table)
        try:
            parser(table.language, builder).parse(code, start=start)
        except UnexpectedInput as error:
            token = getattr(error, "token", None)
            if token is not None and token.type == "$END":
                return len(code)
            return error.pos_in_stream or 0
        return None

    return reached


def _first_character(span: Span) -> Span:
    return Span(span.file, span.line, span.column, span.line, span.column + 1)
