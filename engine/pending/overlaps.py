"""Rows that take one case and nobody has said that they may: what a release refuses. Part of :mod:`engine.pending`; code E0894.

An overlap of two rows (W0504) is meant only where ``checks.yaml`` gives the reason. Parts of a row that a new year has split
begin with one 范围; that they overlap is meant only where an entry names both of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.analysis.known import FILE, read_known
from engine.diagnostics import Diagnostic
from engine.pending.items import REVIEW
from engine.resolved.declarations.access import child, entries, text
from engine.source.nodes import Document, MappingNode, SequenceNode

_OVERLAP = "W0504"
#: The reason of an entry of 核对 that a part of a split row has, whether it is open or not.
_SPLIT = "拆分"


def undeclared(
    told: Iterable[Diagnostic], known: Sequence[tuple[Diagnostic, str]], documents: Mapping[str, Document]
) -> list[Diagnostic]:
    """E0894 for every two rows that overlap without a reason. ``told``: findings of the check; ``known``: those that
    ``checks.yaml`` sets aside; ``documents``: the files of the policy."""
    found = [each for each in told if each.code == _OVERLAP]
    split = split_rows(documents)
    both = [entry.names for entry in read_known([documents[FILE]] if FILE in documents else []) if entry.code == _OVERLAP]
    for each, _ in known:
        rows = frozenset((str(each.arguments.get("row")), str(each.arguments.get("other"))))
        if each.code == _OVERLAP and rows <= split.keys() and not any(rows <= names for names in both):
            found.append(each)
    return [Diagnostic("E0894", each.span, each.arguments, each.labels) for each in found]


def split_rows(documents: Mapping[str, Document]) -> dict[str, MappingNode]:
    """The rows that are parts of a split one, by locator."""
    return {
        locator: item
        for locator, item in _rows(documents)
        if any(text(review, "事由") == _SPLIT for review in entries(item.get(REVIEW)))
    }


def same_scope(documents: Mapping[str, Document]) -> dict[str, list[str]]:
    """Parts of split rows whose 范围 is still, word for word, that of other parts: locator → those parts."""
    by_scope: dict[str, list[str]] = {}
    for locator, item in split_rows(documents).items():
        by_scope.setdefault("".join(text(item, "范围").split()), []).append(locator)
    return {
        locator: [other for other in held if other != locator]
        for scope, held in by_scope.items() if scope and len(held) > 1
        for locator in held
    }  # fmt: skip


def _rows(documents: Mapping[str, Document]) -> Iterator[tuple[str, MappingNode]]:
    notice = documents.get("notice.yaml")
    for table in entries(child(notice.root if notice is not None else None, "表")):
        name, file = text(table, "名称"), text(table, "文件")
        listed = child(documents[file].root, name) if file in documents else None
        for item in listed.items if isinstance(listed, SequenceNode) else ():
            if isinstance(item, MappingNode):
                yield f"{name}·{text(item, '序号')}", item
