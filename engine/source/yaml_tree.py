"""YAML events to positioned nodes, refusing what a policy file must not hold. Part of :mod:`engine.source`.

Nodes are built straight from the event stream: the library's own composer recurses (the C one crashes on deep
nesting) and expands aliases. Refused here, each with its place: aliases and anchors (E0120), merge keys (E0121),
tags (E0122), duplicate keys (E0123), nesting (E0124), further documents (E0125), keys that are no text (E0130),
too many values (E0136).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from engine.diagnostics import Diagnostic, Label, Span
from engine.source.limits import Limits
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.source.scalar_positions import positions
from engine.source.text import LineTable

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Frame:
    """A collection that is still open. ``key`` is the key that waits for its value (``None`` for a refused one)."""

    __slots__ = ("awaits_value", "children", "flow", "is_mapping", "key", "start", "taken")

    def __init__(self, is_mapping: bool, start: int, flow: bool) -> None:
        self.is_mapping = is_mapping
        self.start = start
        self.flow = flow
        self.children: list = []
        self.taken: dict[str, ScalarNode] = {}
        self.awaits_value = False
        self.key: ScalarNode | None = None


class _Stop(Exception):
    """The file was refused at a point after which nothing sensible can be read."""


class TreeBuilder:
    """Builds one tree; :attr:`diagnostics` holds what was refused on the way."""

    def __init__(self, table: LineTable, limits: Limits) -> None:
        self.table = table
        self.limits = limits
        self.diagnostics: list[Diagnostic] = []
        self.root: Node | None = None
        self.frames: list[_Frame] = []
        self.values = 0
        self.documents = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        """Consume ``events``; library errors pass through to the caller. ``None`` if there was no document."""
        try:
            for event in events:
                self.take(event)
        except _Stop:
            return None
        return self.root

    def report(self, code: str, span: Span, arguments: dict | None = None, labels: tuple[Label, ...] = ()) -> None:
        self.diagnostics.append(Diagnostic(code, span, arguments or {}, labels))
        if len(self.diagnostics) >= self.limits.diagnostics:
            raise _Stop

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.check_properties(event)
            self.attach(self.scalar(event))
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self.check_properties(event)
            self.open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.close(event)
        elif isinstance(event, yaml.AliasEvent):
            start, end = _start(event), _end(event)
            self.report("E0120", self.table.span(start, end), {"name": self.table.text[start:end]})
            self.attach(ScalarNode(None, "", "", self.table.span(start, end)))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                start = _start(event)
                self.report("E0125", self.table.span(start, start + 3))
                raise _Stop

    def check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        at = _start(event)
        for _ in range(2):
            found = _PROPERTY.match(self.table.text, at)
            if not found or (event.anchor is None and event.tag is None):
                return
            code = "E0120" if found.group().startswith("&") else "E0122"
            self.report(code, self.table.span(at, found.end()), {"name": found.group()})
            at = found.end()
            while self.table.text[at : at + 1] in (" ", "\n"):
                at += 1

    def count(self, start: int) -> None:
        self.values += 1
        if self.values > self.limits.values:
            self.report("E0136", self.table.span(start, start + 1), {"limit": self.limits.values})
            raise _Stop

    def scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        start, end = _start(event), _end(event)
        self.count(start)
        style = event.style if event.style in ("'", '"', "|", ">") else ""
        if style in ("|", ">"):
            end = start + len(self.table.text[start:end].rstrip())
        span = self.table.span(start, end)
        text = event.value
        value: str | int | bool | None = text
        if style == "" and event.tag is None:
            value = self.plain_value(text, span)
        return ScalarNode(value, text, style, span, positions(self.table, start, end, text, style))

    def plain_value(self, text: str, span: Span) -> str | int | bool | None:
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if not _INTEGER.match(text):
            return text
        if len(text) > self.limits.digits:
            self.report("E0132", span, {"digits": len(text.lstrip("-")), "limit": self.limits.digits})
            return 0
        return int(text)

    def open(self, event: yaml.CollectionStartEvent) -> None:
        start = _start(event)
        self.count(start)
        if len(self.frames) >= self.limits.depth:
            self.report("E0124", self.table.span(start, start + 1), {"limit": self.limits.depth})
            raise _Stop
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.frames.append(_Frame(is_mapping, start, bool(event.flow_style)))

    def close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.frames.pop()
        span = self.table.span(frame.start, _end(event) if frame.flow else frame.start)
        if not frame.flow and frame.children:
            last = frame.children[-1]
            span = span.to((last[1] if frame.is_mapping else last).span)
        children = tuple(frame.children)
        self.attach(MappingNode(children, span) if frame.is_mapping else SequenceNode(children, span))

    def attach(self, node: Node) -> None:
        if not self.frames:
            self.root = node
            return
        frame = self.frames[-1]
        if not frame.is_mapping:
            frame.children.append(node)
        elif not frame.awaits_value:
            frame.key = self.accept_key(frame, node)
            frame.awaits_value = True
        else:
            frame.awaits_value = False
            if frame.key is not None:
                frame.children.append((frame.key, node))

    def accept_key(self, frame: _Frame, node: Node) -> ScalarNode | None:
        if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
            word = node.text if isinstance(node, ScalarNode) else None
            self.report("E0130", node.span, {"key": word})
            return None
        if node.text == "<<" and node.style == "":
            self.report("E0121", node.span)
            return None
        earlier = frame.taken.setdefault(node.text, node)
        if earlier is not node:
            arguments = {"key": node.text, "line": earlier.span.line}
            self.report("E0123", node.span, arguments, (Label(earlier.span, "first"),))
            return None
        return node


def _start(event: yaml.Event) -> int:
    """Offset of an event's first character. Events of a text that was parsed always have marks."""
    assert event.start_mark is not None
    return event.start_mark.index


def _end(event: yaml.Event) -> int:
    """Offset behind an event's last character."""
    assert event.end_mark is not None
    return event.end_mark.index
