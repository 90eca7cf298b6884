"""``.policy`` files in the one settled form, comments and the author's line breaks kept. Part of :mod:`engine.syntax`.

Works on tokens, not on the tree: keywords get their settled word, punctuation and blanks their settled form, every part of
a statement its own line and indentation. The result is parsed again and must mean the same. Expressions inside YAML are
left as they are.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from engine.diagnostics import Diagnostic
from engine.syntax.keywords import KeywordTable, keyword_table
from engine.syntax.parser import parse_policy
from engine.syntax.tokens import FormatToken, tokens

_PART_INDENT = 4
_EXCEPTION_INDENT = 2
_WIDE = {"(": "（", ")": "）", ":": "：", ",": "，", ";": "，"}
#: The parts of a statement that hold expressions, where the author's line breaks stay.
_WRITTEN = frozenset({"body", "applies", "requires", "if"})


def format_policy(text: str, file: str) -> tuple[str | None, list[Diagnostic]]:
    """The settled form of a rule file, or ``None`` and what is wrong with it: a file with mistakes is not touched.

    A second run changes nothing; comments stay; the statements are the same, blind to places.
    """
    text = text.replace("\r\n", "\n")
    statements, language, diagnostics = parse_policy(file, text)
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        return None, diagnostics
    table = keyword_table(language)
    found = _file(tokens(text, table), table)
    # A blank line above `# language: …` hides it; settled, it would be the first line and change every word's meaning.
    same = parse_policy(file, found)[:2] == (statements, language)
    return (found if same else text), []


@dataclass
class _Statement:
    """A statement's tokens, and the comments on lines of their own before and (last) after it."""

    before: list[FormatToken]
    inner: list[FormatToken] = field(default_factory=list)
    after: list[FormatToken] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The concept that begins the statement."""
        return self.inner[0].concept

    @property
    def indent(self) -> int:
        """Exceptions without a target stand under the definition they belong to."""
        targeted = len(self.inner) > 2 and self.inner[2].concept == "of"
        return _EXCEPTION_INDENT if self.kind == "exception" and not targeted else 0


def _file(found: list[FormatToken], table: KeywordTable) -> str:
    """All statements with their comments, one blank line between them."""
    statements, rest = _statements(found, table)
    lines: list[str] = []
    for index, statement in enumerate(statements):
        joined = statement.indent > 0 and index > 0 and statements[index - 1].kind in ("define", "exception")
        if lines and not joined:
            lines.append("")
        lines += _comments(statement.before, statement.indent, not joined, statement.inner[0].breaks)
        lines += _Layout(statement, table).lines()
        lines += [" " * _PART_INDENT + comment.text for comment in statement.after]
    if lines and rest:
        lines.append("")
    lines += _comments(rest, 0, True, 1)
    return "".join(f"{line}\n" for line in lines)


def _comments(comments: list[FormatToken], indent: int, paragraphs: bool, following: int) -> list[str]:
    """Comments on lines of their own; a blank line between paragraphs stays where ``paragraphs`` are kept."""
    lines: list[str] = []
    for comment in comments:
        if lines and paragraphs and comment.breaks > 1:
            lines.append("")
        lines.append(" " * indent + comment.text)
    if lines and paragraphs and following > 1:
        lines.append("")
    return lines


def _statements(found: list[FormatToken], table: KeywordTable) -> tuple[list[_Statement], list[FormatToken]]:
    """Tokens cut into statements; comments that no statement follows come second."""
    statements: list[_Statement] = []
    pending: list[FormatToken] = []
    for token in found:
        if token.kind == "comment":
            pending.append(token)
        elif token.concept in table.statements:
            _close(statements, pending, token)
            statements.append(_Statement(pending, [token]))
            pending = []
        else:
            statements[-1].inner += [*pending, token]
            pending = []
    _close(statements, pending, None)
    return statements, pending


def _close(statements: list[_Statement], pending: list[FormatToken], following: FormatToken | None) -> None:
    """Give the last statement the comments that stand on its last line or hang right under it."""
    if not statements:
        return
    last = statements[-1]
    if pending and pending[0].breaks == 0:
        last.inner.append(pending.pop(0))
    if following is not None and following.concept == "exception":
        return  # what stands above an exception speaks of it
    apart = next((i for i, comment in enumerate(pending) if comment.breaks > 1), len(pending))
    if apart < len(pending) or following is None or following.breaks > 1:
        last.after += pending[:apart]
        del pending[:apart]


class _Layout:
    """The lines of one statement."""

    def __init__(self, statement: _Statement, table: KeywordTable) -> None:
        self.statement = statement
        self.kind = statement.kind
        self.chinese = table.language.startswith("zh")
        self.hanging = self.chinese and self.kind not in ("exception", "fill")
        self.done: list[str] = []
        self.line = " " * statement.indent
        #: Tokens written so far, without comments.
        self.code: list[FormatToken] = []
        self.after_comment = False
        #: Where a continuation line begins, per open bracket; the first one is the part itself.
        self.columns = [_PART_INDENT + statement.indent]
        #: Conditionals still waiting for their 否则, per open bracket.
        self.waiting = [0]
        self.part = "head"

    def lines(self) -> list[str]:
        """Lay out every token."""
        inner = self.statement.inner
        following: list[FormatToken | None] = [None] * len(inner)  # the next token that is no comment
        for index in range(len(inner) - 2, -1, -1):
            following[index] = following[index + 1] if inner[index + 1].kind == "comment" else inner[index + 1]
        for index, token in enumerate(inner):
            if token.kind == "comment":
                self.comment(token, following[index])
                continue
            if self.begins_part(token):
                self.begin(token)
            elif self.after_comment or (self.code and self.breaks(token)):
                self.wrap(token)
            elif self.code:
                self.line += self.gap(token)
            self.put(token, inner[index + 1 : index + 2])
        return [*self.done, self.line]

    def comment(self, token: FormatToken, following: FormatToken | None) -> None:
        """A comment on the line of what it follows, or on its own at the indentation of what comes next."""
        if token.breaks == 0:
            self.line += f"  {token.text}"
        else:
            own = following is not None and self.begins_part(following)
            self.done.append(self.line)
            self.line = " " * (_PART_INDENT if own else self.columns[-1]) + token.text
        self.after_comment = True

    # ---- parts --------------------------------------------------------------------------------------------------

    def begins_part(self, token: FormatToken) -> bool:
        """Whether a token begins a part of the statement, which has a line of its own."""
        if len(self.columns) > 1:
            return False
        if self.kind == "define":
            return self.part == "head" and bool(self.code) and self.code[-1].text == ":"
        if self.kind == "classification":
            return token.concept == "remaining" or (token.concept == "if" and self.part in ("head", "classify_as"))
        if token.concept == "applies":
            return self.part in ("subject", "each_row")
        if token.concept == "otherwise":
            return self.part == "requires" and self.waiting[0] == 0
        return token.concept in ("subject", "each_row", "requires", "grants")

    def begin(self, token: FormatToken) -> None:
        """Begin a part on a new line."""
        self.done.append(self.line)
        self.line = " " * _PART_INDENT
        self.after_comment = False
        if self.kind == "define":
            self.part = "body"
        else:
            self.part = token.concept
            self.columns = [_PART_INDENT + _width(token.text) + 1]

    # ---- lines --------------------------------------------------------------------------------------------------

    def breaks(self, token: FormatToken) -> bool:
        """Whether the author's line break before a token stays: inside expressions only."""
        last = self.code[-1]
        return (
            token.breaks > 0
            and self.part in _WRITTEN
            and last.concept != self.part
            and not (last.text == ":" and self.kind in ("exception", "fill") and len(self.columns) == 1)
        )

    def wrap(self, token: FormatToken) -> None:
        """Go on in a new line."""
        self.done.append(self.line)
        self.after_comment = False
        column = self.columns[-1]
        if self.hanging and token.concept in ("and", "or"):
            column -= _width(token.text) + 1
        elif token.text in (")", "]"):
            column -= _PART_INDENT
        self.line = " " * max(column, 0)

    def put(self, token: FormatToken, following: list[FormatToken]) -> None:
        """Write a token and keep count of brackets and conditionals."""
        self.line += _WIDE.get(token.text, token.text) if self.chinese and token.kind == "punctuation" else token.text
        self.code.append(token)
        if token.text in ("(", "["):
            indent = len(self.line) - len(self.line.lstrip()) + _PART_INDENT
            ends_line = following and following[0].breaks > 0 and following[0].kind != "comment"
            self.columns.append(indent if ends_line and self.part in _WRITTEN else _width(self.line))
            self.waiting.append(0)
        elif token.text in (")", "]"):
            self.columns.pop()
            self.waiting.pop()
        elif token.text == ":" and self.kind in ("exception", "fill"):
            self.part = "body"
        elif token.concept == "classify_as" and len(self.columns) == 1:
            self.part = "classify_as"
        elif token.concept == "if":
            self.waiting[-1] += 1
        elif token.concept == "otherwise" and self.waiting[-1]:
            self.waiting[-1] -= 1

    # ---- blanks -------------------------------------------------------------------------------------------------

    def gap(self, token: FormatToken) -> str:
        """What stands between the last token and the next on one line."""
        last = self.code[-1]
        if token.kind == "punctuation" and token.text in ")],;:、.[":
            return ""
        if last.kind == "punctuation" and last.text in "([.、":
            return ""
        if last.kind == "punctuation" and last.text in ",;:":
            return "" if self.chinese else " "
        if token.text == "(" and (last.kind == "name" or last.concept in ("count", "sum")):
            return ""
        if last.kind == token.kind == "citation" or self.signed(last):
            return ""
        return " "

    def signed(self, last: FormatToken) -> bool:
        """Whether the last token is a minus that belongs to what follows."""
        if last.text != "-":
            return False
        before = self.code[-2]
        return before.kind == "keyword" or (before.kind == "punctuation" and before.text not in ")]")


def _width(text: str) -> int:
    """Columns that a text takes where Chinese characters are twice as wide as Latin ones."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
