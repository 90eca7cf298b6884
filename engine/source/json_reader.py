"""Applications: JSON bytes → :class:`JsonNode`. Part of :mod:`engine.source`, on the ``policy eval`` path.

Not :mod:`json`: its decoder knows no places, recurses, makes floats, and lets duplicate keys and NaN pass. This reader
keeps its own stack, keeps numbers as they were written, and goes on after the mistakes people make when they write JSON
by hand (:mod:`engine.source.json_mistakes`), so that one run names them all. A byte order mark, which Windows Notepad
writes, is accepted: it changes nothing in JSON.
"""

from __future__ import annotations

import re
from typing import NoReturn

from engine.diagnostics import Diagnostic, Label
from engine.diagnostics.patterns import LazyPattern
from engine.source import json_mistakes as mistakes
from engine.source.json_nodes import ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, JsonNode
from engine.source.json_strings import scanstring
from engine.source.limits import APPLICATION, Limits
from engine.source.text import LineTable, decode, whole

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?([0-9]+))?(?![\w.+-])")
_WORDS = {"true": (BOOLEAN, True), "false": (BOOLEAN, False), "null": (NULL, None)}
_SURROGATE = LazyPattern("[\ud800-\udfff]")
_LARGEST_EXPONENT = 18


def read_json(file: str, data: bytes, limits: Limits = APPLICATION) -> tuple[JsonNode | None, list[Diagnostic]]:
    """The value that ``data`` holds, or every reason found why it is none. ``file`` is the name for messages."""
    text, diagnostics = decode(file, data, limits, allow_mark=True)
    if text is None:
        return None, diagnostics
    if not text.strip(" \t\r\n"):
        return None, [Diagnostic("E0160", whole(file), {"name": file})]
    reader = Reader(LineTable(file, text), limits)
    try:
        root = reader.document()
    except mistakes.Stop:
        root = None
    return (None, reader.diagnostics) if reader.diagnostics else (root, [])


class _Frame:
    """An object or array that is still open."""

    __slots__ = ("children", "close", "comma", "key", "kind", "seen", "start")

    def __init__(self, kind: str, start: int) -> None:
        self.kind = kind
        self.close = "}" if kind == OBJECT else "]"
        self.start = start
        self.children: list = []
        self.seen: dict[str, JsonNode] = {}
        self.key: JsonNode | None = None
        self.comma = -1


class Reader:
    """Reads one text; :attr:`diagnostics` fills up on the way. ``at`` is the offset of the next character."""

    def __init__(self, table: LineTable, limits: Limits) -> None:
        self.table = table
        self.text = table.text
        self.limits = limits
        self.diagnostics: list[Diagnostic] = []
        self.at = 0
        self.values = 0
        self.frames: list[_Frame] = []

    def report(self, code: str, start: int, end: int, arguments: dict | None = None, labels: tuple[Label, ...] = ()) -> None:
        """Note a mistake; raises :class:`mistakes.Stop` when there are enough."""
        self.diagnostics.append(Diagnostic(code, self.table.span(start, end), arguments or {}, labels))
        if len(self.diagnostics) >= self.limits.diagnostics:
            raise mistakes.Stop

    def stop(self, code: str, start: int, end: int, arguments: dict | None = None) -> NoReturn:
        """Note a mistake after which nothing sensible can be read."""
        self.report(code, start, end, arguments)
        raise mistakes.Stop

    def node(self, kind: str, value: object, start: int) -> JsonNode:
        """A node that ends where the reader stands."""
        self.values += 1
        if self.values > self.limits.values:
            self.stop("E0136", start, start + 1, {"limit": self.limits.values})
        return JsonNode(kind, value, start, self.at, self.table)

    def peek(self) -> str:
        """Skip white space (and, complaining, comments); the next character, ``""`` at the end, full-width forms as
        their ASCII counterparts (complaining too)."""
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        character = self.text[self.at : self.at + 1]
        if character in mistakes.NEEDS_A_LOOK:
            return mistakes.look(self)
        return character

    def document(self) -> JsonNode:
        """The whole text as one value."""
        node: JsonNode | None = self.value(self.peek())
        while self.frames:
            node = self.step(self.frames[-1])
        if self.peek():
            self.stop("E0174", self.at, self.at + 1)
        assert node is not None  # the last step closed the outermost collection
        return node

    def step(self, frame: _Frame) -> JsonNode | None:
        """Read one member, item or closing bracket of ``frame``; the finished collection when it closes."""
        character = self.peek()
        if character == frame.close:
            return self.finish(frame)
        if not character:
            mistakes.unclosed(self, frame.kind, frame.start)
        if character == "," and (frame.comma >= 0 or not frame.children):
            mistakes.extra_comma(self, self.at)
            self.at += 1
            return None
        if character == ",":
            frame.comma = self.at
            self.at += 1
            return None
        if frame.children and frame.comma < 0:
            mistakes.missing_comma(self, frame.kind, character)
        frame.comma = -1
        self.member(frame) if frame.kind == OBJECT else self.keep(frame, self.value(character))
        return None

    def finish(self, frame: _Frame) -> JsonNode:
        """Close ``frame`` and hand it to the collection it stands in."""
        if frame.comma >= 0:
            mistakes.extra_comma(self, frame.comma)
        self.at += 1
        self.frames.pop()
        node = self.node(frame.kind, frame.children, frame.start)
        if self.frames:
            self.keep(self.frames[-1], node)
        return node

    def member(self, frame: _Frame) -> None:
        """``"name": value`` of an object; the value may open a further collection."""
        key = self.key()
        if self.peek() == ":":
            self.at += 1
        else:
            mistakes.missing_colon(self, key)
        earlier = frame.seen.setdefault(key.value, key)
        if earlier is not key:
            label = Label(earlier.span, "first")
            self.report("E0162", key.start, key.end, {"key": key.value, "line": earlier.span.line}, (label,))
        frame.key = key
        self.keep(frame, self.value(self.peek()))

    def key(self) -> JsonNode:
        if self.peek() == '"' and self.text[self.at] == '"':
            return self.string()
        return mistakes.key_without_quotes(self)

    def keep(self, frame: _Frame, node: JsonNode | None) -> None:
        """Add a finished value; ``None`` means that a collection was opened and will arrive later."""
        if node is not None:
            frame.children.append((frame.key, node) if frame.kind == OBJECT else node)

    def value(self, character: str) -> JsonNode | None:
        """The value that begins here, or ``None`` after opening a collection."""
        start = self.at
        if character == '"' and self.text[start] == '"':
            return self.string()
        if character == "{" or character == "[":
            if len(self.frames) >= self.limits.depth:
                self.stop("E0165", start, start + 1, {"limit": self.limits.depth})
            self.frames.append(_Frame(OBJECT if character == "{" else ARRAY, start))
            self.at += 1
            return None
        found = _NUMBER.match(self.text, start)
        if found:
            return self.number(found)
        for word, (kind, value) in _WORDS.items():
            if self.text.startswith(word, start) and not self.text[start + len(word) : start + len(word) + 1].isalnum():
                self.at = start + len(word)
                return self.node(kind, value, start)
        return mistakes.no_value(self, character)

    def number(self, found: re.Match[str]) -> JsonNode:
        start, self.at = found.span()
        exponent = found.group(1)
        if self.at - start > self.limits.digits or (exponent and int(exponent) > _LARGEST_EXPONENT):
            arguments = {"number": self.text[start : self.at][:60], "limit": self.limits.digits}
            self.report("E0163", start, self.at, arguments)
            return self.node(NUMBER, "0", start)
        return self.node(NUMBER, found.group(), start)

    def string(self) -> JsonNode:
        start = self.at
        try:
            value, self.at = scanstring(self.text, start + 1, True)
        except ValueError as error:
            value, self.at = mistakes.bad_string(self, start, error)
        if len(value) > self.limits.text:
            arguments = {"length": len(value), "limit": self.limits.text}
            self.report("E0175", start, min(self.at, start + 20), arguments)
            value = value[: self.limits.text]
        elif _SURROGATE.search(value):
            mistakes.lone_surrogates(self, start)
            value = _SURROGATE.sub("�", value)
        return self.node(STRING, value, start)
