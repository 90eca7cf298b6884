"""What a new year left to be confirmed (核对): rows, figures and clauses. Part of :mod:`engine.resolved.declarations`.

A decision that rests on one of them says so; nothing else depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.resolved.declarations.access import child, entries, text, texts
from engine.source.nodes import Document, MappingNode, Node
from engine.syntax.citations import normalise_locator

_OPEN = "待确认"


def read_reviews(documents: Mapping[str, Document]) -> tuple[tuple[str, str, str], ...]:
    """``(what it is about, columns, reason)`` of every open entry: a row's locator, a parameter's name, a clause's locator."""
    found = [(each, normalise_locator(text(each, "条款号"))) for each in _items(documents, "clauses.yaml", "条款")]
    found += [(each, text(each, "名称")) for each in _items(documents, "parameters.yaml", "参数")]
    for table in entries(child(_root(documents, "notice.yaml"), "表")):
        name = text(table, "名称")
        found += [(each, f"{name}·{text(each, '序号')}") for each in _items(documents, text(table, "文件"), name)]
    return tuple(
        (name, "、".join(texts(child(review, "栏"))), text(review, "事由"))
        for item, name in found
        for review in entries(item.get("核对"))
        if text(review, "确认") == _OPEN
    )


def _root(documents: Mapping[str, Document], file: str) -> Node | None:
    return documents[file].root if file in documents else None


def _items(documents: Mapping[str, Document], file: str, key: str) -> Iterator[MappingNode]:
    return entries(child(_root(documents, file), key))
