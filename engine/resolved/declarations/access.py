"""Small readers over positioned YAML. Part of :mod:`engine.resolved.declarations`."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diagnostics import Span
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode


def entries(node: Node | None) -> Iterator[MappingNode]:
    """The mappings of a sequence; nothing where there is no sequence."""
    if isinstance(node, SequenceNode):
        yield from (item for item in node.items if isinstance(item, MappingNode))


def child(node: Node | None, key: str) -> Node | None:
    """The value under a key, or ``None``."""
    return node.get(key) if isinstance(node, MappingNode) else None


def text(node: Node | None, key: str, default: str = "") -> str:
    """The text under a key."""
    found = child(node, key)
    return found.text if isinstance(found, ScalarNode) and found.value is not None else default


def optional(node: Node | None, key: str) -> str | None:
    """The text under a key, or ``None``."""
    return text(node, key) or None


def value(node: Node | None, key: str) -> object:
    """The plain value under a key."""
    found = child(node, key)
    return found.value if isinstance(found, ScalarNode) else None


def flag(node: Node | None, key: str) -> bool:
    """Whether a key is there and true."""
    return value(node, key) is True


def scalars(node: Node | None) -> list[ScalarNode]:
    """The scalars of a sequence, or a single scalar as one."""
    if isinstance(node, ScalarNode):
        return [] if node.value is None else [node]
    return [item for item in node.items if isinstance(item, ScalarNode)] if isinstance(node, SequenceNode) else []


def texts(node: Node | None) -> tuple[str, ...]:
    """The texts of a sequence, or a single text as one."""
    return tuple(item.text for item in scalars(node))


def places(node: Node | None) -> dict[str, Span]:
    """Where the value of every key of a mapping stands."""
    return {key.text: entry.span for key, entry in node.entries} if isinstance(node, MappingNode) else {}


def span(node: Node | None, key: str | None = None) -> Span:
    """The place of a node or of the value under one of its keys."""
    found = child(node, key) if key is not None else node
    found = found if found is not None else node
    return found.span if found is not None else Span("")
