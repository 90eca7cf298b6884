"""Places of YAML files that say 待确认, and those that say who confirmed. Part of :mod:`engine.pending`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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


#: Under which key an item keeps what a new year brought (schemas/*: ``$defs/review``).
REVIEW = "核对"


@dataclass(frozen=True, slots=True)
class Item:
    """``section`` is the heading it stands under (口径, 勘误 …), ``name`` what it is called there; ``key`` the entry that is
    open (确认, 状态 …) and ``span`` where its value stands; ``grounds`` what the file gives for it. ``by``: who confirmed, for
    items that are not open. ``holder`` is the item of the file, ``review`` the entry of 核对 that is open or that is its
    evidence."""

    section: str
    name: str
    key: str
    grounds: str
    span: Span
    by: str = ""
    holder: MappingNode | None = field(default=None, compare=False, repr=False)
    review: MappingNode | None = field(default=None, compare=False, repr=False)

    @property
    def label(self) -> str:
        """Section and name as one text."""
        return f"{self.section} {self.name}".strip()


def open_items(documents: Mapping[str, Document]) -> list[Item]:
    """Every place that says 待确认, in the order of the files."""
    return [_item(place) for place in _places(documents) if place.value.text == OPEN]


def confirmed_items(documents: Mapping[str, Document]) -> list[Item]:
    """Every item that names who confirmed it, in the order of the files."""
    return [
        _item(place, place.value.text)
        for place in _places(documents)
        if place.key == CONFIRMED_BY and place.value.text not in (OPEN, "")
    ]


class _Place(NamedTuple):
    """A scalar entry: the heading at the top of its file, the mappings around it (outermost first), its key and value."""

    section: str
    around: tuple[MappingNode, ...]
    reviewing: bool
    key: str
    value: ScalarNode


def _item(place: _Place, by: str = "") -> Item:
    inner = place.around[-1]
    named = (text for holder in reversed(place.around) for text in map(_text(holder), _NAMES) if text)
    grounds = next((text for text in map(_text(inner), _GROUNDS) if text), "")
    holder = place.around[-2] if place.reviewing and len(place.around) > 1 else inner
    review = inner if place.reviewing else _evidence(inner)
    return Item(place.section, next(named, ""), place.key, grounds, place.value.span, by, holder, review)


def _evidence(holder: MappingNode) -> MappingNode | None:
    """The first entry of 核对 beside an open status."""
    listed = holder.get(REVIEW)
    first = listed.items[0] if isinstance(listed, SequenceNode) and listed.items else None
    return first if isinstance(first, MappingNode) else None


def _text(holder: MappingNode) -> Callable[[str], str]:
    def read(key: str) -> str:
        node = holder.get(key)
        return node.text if isinstance(node, ScalarNode) else ""

    return read


def _places(documents: Mapping[str, Document]) -> Iterator[_Place]:
    """Every scalar entry of every file."""
    for name in sorted(documents):
        root = documents[name].root
        if isinstance(root, MappingNode):
            for key, value in root.entries:
                if isinstance(value, ScalarNode):
                    yield _Place("", (root,), False, key.text, value)
                else:
                    yield from _below(key.text, value, (), key.text == REVIEW)


def _below(section: str, node: Node, around: tuple[MappingNode, ...], reviewing: bool) -> Iterator[_Place]:
    if isinstance(node, SequenceNode):
        for item in node.items:
            yield from _below(section, item, around, reviewing)
    elif isinstance(node, MappingNode):
        inside = (*around, node)
        for key, value in node.entries:
            if isinstance(value, ScalarNode):
                yield _Place(section, inside, reviewing, key.text, value)
            else:
                yield from _below(section, value, inside, reviewing or key.text == REVIEW)
