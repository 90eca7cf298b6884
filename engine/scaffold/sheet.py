"""A YAML text edited in place: every byte that need not change stays. Part of :mod:`engine.scaffold`.

Edits go by the places of the positioned tree (:mod:`engine.source.nodes`). Items of a list may be put in another order, left
out or joined by new ones; comments above an item go with it, those above one that is left out stay with its neighbour.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Union

from engine.diagnostics import Span
from engine.diagnostics.safe_text import FORBIDDEN_CLASS
from engine.source.nodes import Document, MappingNode, Node, ScalarNode, SequenceNode
from engine.source.text import LineTable

#: What a value may be: texts are quoted where YAML needs it.
Value = Union[str, int, Sequence["Value"], Mapping[str, "Value"]]
#: Texts that need no quotes in any YAML: they begin with a Chinese character.
_PLAIN = re.compile(r"[一-鿿《（][\w《》（）()、。·〔〕.-]*\Z")
_UNWRITABLE = re.compile(f"[{FORBIDDEN_CLASS}]")
_BLANKS = re.compile(r"\s+")


def scalar(value: str | int) -> str:
    """``value`` as a YAML scalar that may stand anywhere, also inside brackets."""
    if isinstance(value, int):
        return str(value)
    text = _UNWRITABLE.sub("", _BLANKS.sub(" ", value)).strip()
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)


def flow(value: Value) -> str:
    """``value`` on one line."""
    if isinstance(value, (str, int)):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old text that is put somewhere else, or (``text``) a new one."""

    start: int = 0
    end: int = 0
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """``pieces`` in place of the characters ``start`` to before ``end``."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    #: Whether stretches of the old text are put elsewhere, with the edits made in them.
    moves: bool = False


class Sheet:
    """The text of one file with the edits made to it so far."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text if text.endswith("\n") else text + "\n"
        self._lines = LineTable(file, self.text)
        self._edits: list[Edit] = []

    @property
    def touched(self) -> bool:
        """Whether anything changes."""
        return bool(self._edits)

    def offset(self, line: int, column: int) -> int:
        """The character at a place."""
        return self._lines.starts[line - 1] + column - 1

    def bounds(self, span: Span) -> tuple[int, int]:
        """First and last character (exclusive) of a place."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def replace(self, node: ScalarNode, value: str | int, quoted: bool = False) -> None:
        """Another value for a scalar; it keeps its quotes where it has some, or ``quoted`` asks for them."""
        wanted = quoted or (node.style in ("'", '"') and isinstance(value, str))
        start, end = self.bounds(node.span)
        tail = "\n" if node.style in ("|", ">") and self.text[start:end].endswith("\n") else ""
        plain = scalar(value)
        if wanted and not plain.startswith('"'):
            plain = json.dumps(str(value), ensure_ascii=False)
        self.put(start, end, plain + tail)

    def put(self, start: int, end: int, text: str) -> None:
        """``text`` in place of a stretch."""
        self._edits.append(Edit(start, end, (Piece(text=text),)))

    def arrange(self, start: int, end: int, pieces: Sequence[Piece]) -> None:
        """Stretches of the old text and new ones in place of a stretch."""
        self._edits.append(Edit(start, end, tuple(pieces), moves=True))

    def add(self, mapping: MappingNode, key: str, value: Value) -> None:
        """A further entry at the end of a mapping, in the layout of the mapping."""
        first = mapping.entries[0][0].span
        if self.text[self.offset(mapping.span.line, mapping.span.column)] == "{":
            at = self.end(mapping.entries[-1][1])
            self.put(at, at, f", {key}: {flow(value)}")
            return
        at = self.line_end(self.end_line(mapping))
        self.put(at, at, "\n" + entry(key, value, " " * (first.column - 1)).rstrip("\n"))

    def drop(self, mapping: MappingNode, key: str) -> bool:
        """Leave out an entry, which is not the first of its mapping; tells whether that could be done."""
        keys = mapping.keys()
        number = keys.index(key)
        if not number:
            return False
        before, value = mapping.entries[number - 1][1], mapping.entries[number][1]
        if self.text[self.offset(mapping.span.line, mapping.span.column)] == "{":
            self.put(self.end(before), self.end(value), "")
        else:
            self.put(self.line_end(mapping.entries[number][0].span.line - 1), self.line_end(self.end_line(value)), "")
        return True

    def end(self, node: Node) -> int:
        """Behind the last character of a value that stands inside brackets."""
        if isinstance(node, ScalarNode) or self.text[self.offset(node.span.line, node.span.column)] in "{[":
            return self.bounds(node.span)[1]
        return self.end(node.entries[-1][1] if isinstance(node, MappingNode) else node.items[-1])

    def line_end(self, line: int) -> int:
        """Where a line ends, its line feed not counted."""
        starts = self._lines.starts
        end = starts[line] if line < len(starts) else len(self.text)
        return end - len(self.text[starts[line - 1] : end]) + len(self.text[starts[line - 1] : end].rstrip("\r\n"))

    def end_line(self, node: Node) -> int:
        """The last line on which something of a node stands."""
        if isinstance(node, ScalarNode):
            block = node.style in ("|", ">") and node.span.end_column == 1
            return max(node.span.line, node.span.end_line - block)
        if self.text[self.offset(node.span.line, node.span.column)] in "{[":
            return node.span.end_line
        parts: list[Node] = list(node.items) if isinstance(node, SequenceNode) else [p for e in node.entries for p in e]
        return max((self.end_line(part) for part in parts), default=node.span.line)

    def items(self, sequence: SequenceNode, gone: Container[int] = ()) -> Items | None:
        """The items of a list as stretches that can be put in another order, without those whose numbers are ``gone``;
        ``None`` where the list is not written one item below the other."""
        found: dict[int, tuple[Piece, ...]] = {}
        waiting: list[Piece] = []
        first = end = above = 0
        for number, item in enumerate(sequence.items):
            start = self.offset(item.span.line, 1)
            if self.text[start : self.offset(item.span.line, item.span.column)].strip() != "-" or item.span.line <= above:
                return None
            lead = self.offset(above + 1, 1) if above else start
            first = first if above else start
            above = self.end_line(item)
            end = self._line_starts(above + 1)
            if lead < start and (number in gone or waiting):
                waiting.append(Piece(lead, start))
                lead = start
            if number not in gone:
                found[number] = (*waiting, Piece(lead, end))
                waiting = []
        return Items(first, end, found, tuple(waiting))

    def _line_starts(self, line: int) -> int:
        starts = self._lines.starts
        return starts[line - 1] if line <= len(starts) else len(self.text)

    def rendered(self, weaker: Sequence[tuple[int, int, str]] = ()) -> str:
        """The text with all edits; ``weaker`` ones (start, end, text) only where no other edit touches the stretch."""
        taken = sorted((each.start, each.end) for each in self._edits if each.end > each.start and not each.moves)
        free = []
        for start, end, text in weaker:
            at = bisect_right(taken, (start, len(self.text) + 1))
            if not any(a < end and start < b for a, b in taken[max(0, at - 1) : at + 1]):
                free.append(Edit(start, end, (Piece(text=text),)))
        return self._render(0, len(self.text), [*self._edits, *free])

    def _render(self, start: int, end: int, edits: Sequence[Edit]) -> str:
        inside = [each for each in edits if start <= each.start and each.end <= end]
        moving = [each for each in inside if each.moves]
        outer = [each for each in inside if each.moves or not any(m.start <= each.start and each.end <= m.end for m in moving)]
        inner = [each for each in inside if not each.moves]
        parts: list[str] = []
        at = start
        for each in sorted(outer, key=lambda one: (one.start, one.end)):
            parts.append(self.text[at : each.start])
            parts += [p.text if p.text is not None else self._render(p.start, p.end, inner) for p in each.pieces]
            at = each.end
        return "".join([*parts, self.text[at:end]])


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a list, from the character ``start`` to before ``end`` of the text: the ``pieces`` of each by its number,
    the comments above it in front; ``rest`` are comments above items left out at the end."""

    start: int
    end: int
    pieces: Mapping[int, tuple[Piece, ...]]
    rest: tuple[Piece, ...]


def entry(key: str, value: Value, indent: str) -> str:
    """``key: value`` in block layout: a list of mappings has one line for each."""
    if isinstance(value, (str, int)):
        return f"{indent}{key}: {scalar(value)}\n"
    if not isinstance(value, Mapping) and value and all(isinstance(each, Mapping) for each in value):
        return f"{indent}{key}:\n" + "".join(f"{indent}  - {flow(each)}\n" for each in value)
    return f"{indent}{key}: {flow(value)}\n"


def document_sheet(document: Document) -> Sheet:
    """The text of a document, ready to be edited."""
    return Sheet(document.file, document.text)
