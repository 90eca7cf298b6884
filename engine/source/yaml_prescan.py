"""Mistakes of an input method, found line by line before YAML is parsed. Part of :mod:`engine.source`.

A full-width colon or dash, or a colon without a space, makes YAML misread several lines and complain elsewhere. This
scan knows just enough block structure (mapping columns, block scalars, quotes, brackets) to be sure that a line stands
where a key must stand; doubtful lines are left to the parser and the schema check. Each finding carries its repair, so
that the repaired text can be parsed and further mistakes of the file be reported in the same run.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.diagnostics import Diagnostic
from engine.source.text import LineTable

_LINE_END = re.compile("\r\n|\r|\n")
_INDENT = re.compile("[ \t\u3000\xa0]*")
_DASHES = re.compile(r"(?:-(?: +|$))*")
_LOOKALIKE_DASH = re.compile("－[ \u3000]*|[–—−‐][ \u3000]+")
_LOOKALIKE_OPENER = re.compile("[｛［＃]")
_ASCII_KEY = re.compile(r"(?:[^\s#\"'\[\]{}|>&*!%@`,?][^#\"'\[{]*?|\"[^\"]*\"|'[^']*') *:(?=[ \t]|$)")
_LIKELY_KEY = re.compile(r"([^\W\d_](?:[^\W]|[（）()·、.-]){0,30}?)[ ]{0,8}(：|:)(?!//)(.*)")
_KEY_WITHIN = 200  # no key is longer; a bound keeps the search linear on a line of a million characters
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FLOW_TOKEN = re.compile(r"\"|'|[\[{]|[\]}]|(?:(?<=\s)|^)#.*")
_OPENERS_IN_A_ROW = re.compile(r"(?:[\[{][ \t\r\n]*){65}")
_HALF_WIDTH = {"－": "-", "–": "-", "—": "-", "−": "-", "‐": "-", "｛": "{", "［": "[", "＃": "#"}


class Repair(NamedTuple):
    """Replace ``length`` characters at ``offset`` by ``text`` (same length, or one longer)."""

    offset: int
    length: int
    text: str


class Prescan(NamedTuple):
    """What was found: diagnostics, repairs in order, and whether indentation can be trusted after them."""

    diagnostics: list[Diagnostic]
    repairs: list[Repair]
    trustworthy: bool


def dangerous_nesting(text: str) -> int | None:
    """Offset of the 65th of 65 brackets opened in a row (the C parser does not survive many), or ``None``."""
    found = _OPENERS_IN_A_ROW.search(text)
    return found.start() + len(found.group().rstrip()) - 1 if found else None


def prescan(table: LineTable) -> Prescan:
    """Look through the lines of one YAML file."""
    scanner = _Scanner(table)
    return scanner.run()


class _Scanner:
    def __init__(self, table: LineTable) -> None:
        self.table = table
        self.lines = _LINE_END.split(table.text)
        self.diagnostics: list[Diagnostic] = []
        self.repairs: list[Repair] = []
        self.trustworthy = True
        self.columns: list[int] = []  # columns at which open block mappings have their keys
        self.plain_above: int | None = None  # lines indented more than this continue a plain text
        self.block_above: int | None = None  # the same for a block text
        self.brackets = 0
        self.quote = ""

    def run(self) -> Prescan:
        for number, line in enumerate(self.lines):
            self.line(number, line)
        return Prescan(self.diagnostics, self.repairs, self.trustworthy)

    def line(self, number: int, line: str) -> None:
        indent_text = _run(_INDENT, line)
        indent, rest = len(indent_text), line[len(indent_text) :]
        if self.quote or self.brackets:
            self.follow(line)
            return
        if not rest:
            return
        if self.block_above is not None:
            if indent > self.block_above:
                return
            self.block_above = None
        if rest.startswith("#"):
            return
        if self.plain_above is not None and indent > self.plain_above:
            return
        self.plain_above = None
        if indent_text.strip(" "):
            self.bad_indent(number, indent_text)
        self.content(number, line, indent)

    def bad_indent(self, number: int, indent_text: str) -> None:
        start = self.table.starts[number]
        self.trustworthy = False
        self.diagnostics.append(Diagnostic("E0126", self.table.span(start, start + len(indent_text))))

    def content(self, number: int, line: str, indent: int) -> None:
        column = indent
        lookalike = _LOOKALIKE_DASH.match(line, indent)
        if lookalike and lookalike.end() < len(line):
            self.lookalike(number, indent, len(lookalike.group()) > 1)
            column = lookalike.end()
        column += len(_run(_DASHES, line, column))
        while self.columns and self.columns[-1] > indent:
            self.columns.pop()
        dashed = column > indent
        rest = line[column:]
        if _LOOKALIKE_OPENER.match(rest) and (rest[0] != "＃" or not dashed):
            self.lookalike(number, column, True)
            return
        parent = indent if dashed else (self.columns[-1] if self.columns else -1)
        key = _ASCII_KEY.match(rest, 0, _KEY_WITHIN)
        if key and "：" not in key.group():
            self.key(column)
            self.value(number, line, column + key.end(), column)
            return
        likely = _LIKELY_KEY.match(rest)
        if likely and self.must_be_key(number, column, dashed, likely):
            self.report_colon(number, column, likely)
            self.key(column)
            self.value(number, line, column + likely.end(2), column)
            return
        self.value(number, line, column, parent)

    def key(self, column: int) -> None:
        if not self.columns or self.columns[-1] < column:
            self.columns.append(column)

    def must_be_key(self, number: int, column: int, dashed: bool, likely: re.Match[str]) -> bool:
        if likely.group(2) == ":" and not _CHINESE.search(likely.group(1)):
            return False
        if not dashed and (column == 0 or column in self.columns):
            return True
        for line in self.lines[number + 1 :]:
            indent = len(_run(_INDENT, line))
            if indent == len(line) or line[indent] == "#" or indent > column:
                continue
            if indent < column or line.startswith("- ", indent):
                return False
            if _ASCII_KEY.match(line, indent, indent + _KEY_WITHIN):
                return True
            if not _LIKELY_KEY.match(line, indent):
                return False
        return False

    def report_colon(self, number: int, column: int, likely: re.Match[str]) -> None:
        at = self.table.starts[number] + column + likely.start(2)
        value = likely.group(3).strip()
        name = likely.group(1)
        corrected = f"{name}: {value}" if value else f"{name}:"
        code = "E0127" if likely.group(2) == "：" else "E0128"
        self.diagnostics.append(Diagnostic(code, self.table.span(at, at + 1), {"key": name, "line": corrected}))
        needs_space = likely.group(3)[:1] not in ("", " ")
        self.repairs.append(Repair(at, 1, ": " if needs_space else ":"))

    def lookalike(self, number: int, column: int, spaced: bool) -> None:
        at = self.table.starts[number] + column
        character = self.table.text[at]
        arguments = {"character": character, "half": _HALF_WIDTH[character]}
        self.diagnostics.append(Diagnostic("E0129", self.table.span(at, at + 1), arguments))
        self.repairs.append(Repair(at, 1, _HALF_WIDTH[character] if spaced else _HALF_WIDTH[character] + " "))
        if character in "｛［" or "\u3000" in self.table.text[at + 1 : at + 2]:
            self.trustworthy = False

    def value(self, number: int, line: str, start: int, owner: int) -> None:
        """Note what the value that begins after ``start`` means for the lines below it."""
        text = line[start:].strip()
        if not text or text.startswith("#"):
            return
        begin = line.index(text, start)
        if text[0] in "|>":
            self.block_above = owner
        elif text[0] in "\"'[{":
            self.follow(line[begin:])
        elif text[0] in "｛［":
            self.lookalike(number, begin, True)
        else:
            self.plain_above = owner

    def follow(self, text: str) -> None:
        """Keep track of quotes and brackets through ``text``."""
        at = 0
        while at < len(text):
            if self.quote:
                at = self.close_quote(text, at)
                continue
            found = _FLOW_TOKEN.search(text, at)
            if not found:
                return
            token = found.group()
            at = found.end()
            if token in "\"'":
                if not text[: found.start()].strip() or text[: found.start()].rstrip()[-1] in "[{,:":
                    self.quote = token
            elif token in "[{":
                self.brackets += 1
            elif token in "]}":
                self.brackets = max(0, self.brackets - 1)

    def close_quote(self, text: str, at: int) -> int:
        while at < len(text):
            if text[at] == "\\" and self.quote == '"':
                at += 2
            elif text[at] != self.quote:
                at += 1
            elif self.quote == "'" and text.startswith("''", at):
                at += 2
            else:
                self.quote = ""
                return at + 1
        return len(text)


def _run(pattern: re.Pattern[str], line: str, at: int = 0) -> str:
    """What a pattern that may be empty takes of a line."""
    found = pattern.match(line, at)
    return found.group() if found else ""
