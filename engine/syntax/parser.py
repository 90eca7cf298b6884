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

from lark import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.exceptions import UnexpectedEOF

from engine.diagnostics import Diagnostic, Span
from engine.syntax import nodes as n
from engine.syntax.builder import Builder
from engine.syntax.citations import Locate
from engine.syntax.grammar import parser
from engine.syntax.keywords import KeywordTable, keyword_table, language_of, languages
from engine.syntax.spacing import missing_space
from engine.syntax.templates import read_template
from engine.syntax.tree import depth
from engine.syntax.width import fold_code

#: How deep expressions may nest. Chains of 且 and 或 do not count: they are one node.
MAX_DEPTH = 64
_BUILDER = Builder()
#: Messages hold expressions that are parsed while their statement is being built.
_INNER_BUILDER = Builder()
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
        known = "、".join(languages())
        return [], "zh-CN", [Diagnostic("E0207", locate(start, end), {"language": language, "known": known})]
    table = keyword_table(language)
    code = fold_code(text)
    statements: list[n.Statement] = []
    diagnostics: list[Diagnostic] = []
    for first, last in _pieces(code, table, locate, diagnostics):
        found = _parse(code[first:last], "statements", table, _moved(locate, first), diagnostics)
        statements += found or []
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
    code: str, table: KeywordTable, locate: Locate, diagnostics: list[Diagnostic]
) -> Iterator[tuple[int, int]]:
    """Start and end of every statement; anything before the first one must be blank or comment."""
    words = sorted((w for words in table.statements.values() for w in words), key=len, reverse=True)
    starts = [m.start(1) for m in re.finditer(rf"^[ \t]*({'|'.join(map(re.escape, words))})(?!\w)", code, re.MULTILINE)]
    head = re.sub(r"#[^\n]*", lambda m: " " * len(m[0]), code[: starts[0] if starts else len(code)])
    if head.strip():
        at = len(head) - len(head.lstrip())
        line_end = code.find("\n", at)
        end = min(len(head), line_end if line_end >= 0 else len(code))
        text = code[at:end].rstrip()
        glued = next((w for w in words if text.startswith(w)), None)
        arguments = {"text": text[:40], "known": "、".join(w[0] for w in table.statements.values())}
        if glued:
            glued_text = {"name": text.split()[0], "keyword": glued, "fixed": f"{glued} {text.split()[0][len(glued):]}"}
            diagnostics.append(Diagnostic("E0202", locate(at, at + len(text.split()[0])), glued_text))
        else:
            diagnostics.append(Diagnostic("E0210", locate(at, at + len(text)), arguments))
    yield from zip(starts, [*starts[1:], len(code)], strict=True)


def _parse(code: str, start: str, table: KeywordTable, locate: Locate, diagnostics: list[Diagnostic]) -> Any:
    """Parse one piece; ``None`` when it has an error."""
    too_deep = _bracket_too_deep(code)
    if too_deep is not None:
        diagnostics.append(Diagnostic("E0204", locate(too_deep, too_deep + 1), {"limit": MAX_DEPTH}))
        return None
    before = len(diagnostics)
    with _LOCK:
        builder = _BUILDER if start == "statements" else _INNER_BUILDER
        builder.begin(locate, diagnostics.append, table)
        builder.template = lambda token: read_template(token, locate, table.language, diagnostics, parse_expression)
        try:
            found: Any = parser(table.language, builder).parse(code, start=start)
        except UnexpectedInput as error:
            diagnostics.append(_explain(error, code, table, locate))
            return None
    if len(diagnostics) > before:
        return None
    for node in found if isinstance(found, list) else [found]:
        if depth(node, MAX_DEPTH) > MAX_DEPTH:
            diagnostics.append(Diagnostic("E0204", _first_character(node.span), {"limit": MAX_DEPTH}))
            return None
    return found


def _first_character(span: Span) -> Span:
    return Span(span.file, span.line, span.column, span.line, span.column + 1)


def _bracket_too_deep(code: str) -> int | None:
    level = 0
    for match in re.finditer(r"“[^”\n]*”|\"[^\"\n]*\"|#[^\n]*|【[^】\n]*】|[\[(]|[\])]", code):
        if match[0] in ("(", "["):
            level += 1
            if level > MAX_DEPTH:
                return match.start()
        elif match[0] in (")", "]"):
            level -= 1
    return None


def _explain(error: UnexpectedInput, code: str, table: KeywordTable, locate: Locate) -> Diagnostic:
    """A parse error in the officer's words."""
    if isinstance(error, UnexpectedCharacters):
        return _explain_character(error, code, locate)
    token = error.token if isinstance(error, UnexpectedToken) else None
    if token is None or token.type == "$END" or isinstance(error, UnexpectedEOF):
        end = len(code.rstrip())
        expected = _expected(error, table)
        return Diagnostic("E0213", locate(max(end - 1, 0), max(end, 1)), {"expected": expected})
    start, end = token.start_pos or 0, token.end_pos or 0
    for name, at in _names_around(error, code, start, end):
        glued = None if name in table.reserved() else missing_space(name, table)
        if glued:
            return Diagnostic("E0202", locate(at, at + len(name)), {"name": name, "keyword": glued[0], "fixed": glued[1]})
    return Diagnostic("E0201", locate(start, end), {"text": str(token), "expected": _expected(error, table)})


def _explain_character(error: UnexpectedCharacters, code: str, locate: Locate) -> Diagnostic:
    at = error.pos_in_stream or 0
    char = code[at]
    if char in "“\"「【":
        line_end = code.find("\n", at)
        end = len(code) if line_end < 0 else line_end
        return Diagnostic("E0203", locate(at, end), {"text": char, "closing": dict(zip("“\"「【", "”\"」】", strict=True))[char]})
    return Diagnostic("E0205", locate(at, at + 1), {"text": char})


def _names_around(error: UnexpectedInput, code: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The unexpected word and the word before it: either may have swallowed a keyword."""
    yield code[start:end], start
    before = re.search(r"([^\W\d]\w*)\s*$", code[:start])
    if before:
        yield before[1], before.start(1)


def _expected(error: Any, table: KeywordTable) -> str:
    """What could stand there, as keywords of the file's language; names and values in words."""
    names = getattr(error, "accepts", None) or getattr(error, "expected", None) or ()
    concepts = {concept.upper(): words[0] for group in table.groups for concept, words in group.items()}
    signs = {"COLON": "：", "LPAR": "（", "RPAR": "）", "RSQB": "]", "LSQB": "[", "COMMA": "，", "CITATION": "【…】"}
    words = [concepts.get(name) or signs.get(name) for name in sorted(names)]
    shown = [word for word in words if word]
    return "、".join(f"“{word}”" for word in shown[:8])

