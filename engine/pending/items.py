"""Places of YAML files that say 待确认, and those that say who confirmed. Part of :mod:`engine.pending`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.diagnostics import Span
from engine.source.nodes import Document, MappingNode, Node, ScalarNode, SequenceNode

#: The word that leaves an item open.
OPEN = "待确认"
#: Keys under which a file says who confirmed an item.
CONFIRMED_BY = "确认"
#: What an item is called by, the first of these keys that it has; keys of an item that stands in a list come first.
_NAMES = ("编号", "位置", "条款号", "评委会名称", "名称", "序号", "文号", "日期")
#: What an item says it rests on.
_GROUNDS = ("依据", "理由", "出处", "缘由")


@dataclass(frozen=True, slots=True)
class Item:
    """``section`` is the heading it stands under (口径, 勘误 …), ``name`` what it is called there; ``key`` the entry that is
    open (确认, 状态 …) and ``span`` where its value stands; ``grounds`` what the file gives for it. ``by``: who confirmed, for
    items that are not open."""

    section: str
    name: str
    key: str
    grounds: str
    span: Span
    by: str = ""

    @property
    def label(self) -> str:
        """Section and name as one text."""
        return f"{self.section} {self.name}".strip()


def open_items(documents: Mapping[str, Document]) -> list[Item]:
    """Every place that says 待确认, in the order of the files."""
    return [
        _item(section, holder, key, value)
        for section, holder, key, value in _entries(documents)
        if value.text == OPEN
    ]


def confirmed_items(documents: Mapping[str, Document]) -> list[Item]:
    """Every item that names who confirmed it, in the order of the files."""
    return [
        _item(section, holder, key, value, value.text)
        for section, holder, key, value in _entries(documents)
        if key == CONFIRMED_BY and value.text not in (OPEN, "")
    ]


def _item(section: str, holder: MappingNode, key: str, value: ScalarNode, by: str = "") -> Item:
    name = next((text for text in map(_text(holder), _NAMES) if text), "")
    grounds = next((text for text in map(_text(holder), _GROUNDS) if text), "")
    return Item(section, name, key, grounds, value.span, by)


def _text(holder: MappingNode):  # type: ignore[no-untyped-def]
    def read(key: str) -> str:
        node = holder.get(key)
        return node.text if isinstance(node, ScalarNode) else ""

    return read


def _entries(documents: Mapping[str, Document]) -> Iterator[tuple[str, MappingNode, str, ScalarNode]]:
    """Every scalar entry: the heading at the top of its file, the mapping that holds it, its key and value."""
    for name in sorted(documents):
        root = documents[name].root
        if isinstance(root, MappingNode):
            for key, value in root.entries:
                if isinstance(value, ScalarNode):
                    yield "", root, key.text, value
                else:
                    yield from _below(key.text, value)


def _below(section: str, node: Node) -> Iterator[tuple[str, MappingNode, str, ScalarNode]]:
    if isinstance(node, SequenceNode):
        for item in node.items:
            yield from _below(section, item)
    elif isinstance(node, MappingNode):
        for key, value in node.entries:
            if isinstance(value, ScalarNode):
                yield section, node, key.text, value
            else:
                yield from _below(section, value)
