"""A policy folder taken through the pipeline into an edition: its core, tables, register and printed texts. Part of
:mod:`engine.difference`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine import pipeline
from engine.diagnostics import Span
from engine.difference.edition import Edition, Key
from engine.errors import InvalidPolicy
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.syntax import nodes as s
from engine.syntax.policy import SurfacePolicy
from engine.syntax.printer import print_expression, print_statement
from engine.trace.register import read_register


def read_edition(path: str, layers: Sequence[str]) -> tuple[Edition, tuple[str, ...]]:
    """The edition and the digests of the bytes that it was made from. Raises :class:`engine.errors.InvalidPolicy`."""
    artifact, result = pipeline.build(path, layers)
    if artifact is None:
        raise InvalidPolicy(result.diagnostics, result.sources)
    surfaces: list[SurfacePolicy] = result.stages["syntax"]
    resolved = result.stages["typed"].resolved
    texts: dict[Key, str] = {}
    expressions: dict[Span, s.Expression] = {}
    for surface in surfaces:
        expressions.update(surface.expressions)
        for file in surface.rules:
            last = ""
            for statement in file.statements:
                last = _note(texts, statement, last)
        for name, document in surface.source.documents.items():
            if name.startswith("tables/"):
                texts["definition", _title(document.root)] = "\n".join(_plain(document.root))
    printed = {_place(span): print_expression(each) for span, each in expressions.items()}
    notes = {}
    for scoped in resolved.rows:
        texts["row", scoped.row.locator] = printed.get(_place(scoped.row.scope), scoped.row.scope_text)
        notes[scoped.row.locator] = tuple(text for text, *_ in scoped.row.notes)
    for gap, _ in resolved.gaps:
        texts["gap", gap.name] = printed.get(_place(gap.scope), "")
    clauses = tuple(each for surface in surfaces for each in read_register(surface.source.documents, surface.source.prefix))
    edition = Edition(
        path, result.stages["core"], artifact.tables, clauses, texts, notes, tuple(resolved.calendar), artifact.code
    )
    return edition, pipeline.digests(result)


def _place(span: Span) -> tuple[str, int, int]:
    return span.file, span.line, span.column


def _note(texts: dict[Key, str], statement: s.Statement, last: str) -> str:
    """Add the text of a statement; what belongs to a definition stands with it, one without a name of its own with that
    before it. Gives the name of the definition that stands before the next."""
    text = print_statement(statement)
    kind, name = "definition", last
    match statement:
        case s.Condition():
            kind, name = "condition", statement.name
        case s.Entitlement():
            kind, name = "entitlement", statement.name
        case s.Definition() | s.Classification():
            name = last = statement.name
        case s.Exception_() | s.Fill() | s.Slot():
            name = (statement.target or last).split("·")[0]
    before = texts.get((kind, name))
    texts[kind, name] = text if before is None else f"{before}\n{text}"
    return last


def _title(root: Node) -> str:
    name = root.get("决策表") if isinstance(root, MappingNode) else None
    return name.text if isinstance(name, ScalarNode) else ""


def _plain(node: Node, depth: int = 0) -> Iterator[str]:
    """A table of decisions as lines."""
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            if isinstance(value, ScalarNode):
                yield f"{'  ' * depth}{key.text}: {value.text}"
            else:
                yield f"{'  ' * depth}{key.text}:"
                yield from _plain(value, depth + 1)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _plain(item, depth + 1)
    else:
        yield f"{'  ' * depth}{node.text}"
