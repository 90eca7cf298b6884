"""Last year's policy as far as a notice is held against it: clauses, rows, places, words. Part of :mod:`engine.notice`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.errors import InvalidPolicy
from engine.notice.headings import fields_of
from engine.notice.offices import part_office
from engine.notice.wording import bare, pairs
from engine.resolved.declarations.access import child, entries, text, value
from engine.source.discovery import read_folder
from engine.source.nodes import Document, MappingNode, Node, ScalarNode, SequenceNode
from engine.trace.annex import raw_cell

#: What a row's raw text and what was read of it are called.
_NUMBER, _READ = "序号", ("单位", "电话")
#: Keys of rows that are no column of the notice.
_OWN = frozenset({"驻地", "范围", "备注", "条件", "说明", "另见", "核对"})


@dataclass(frozen=True, slots=True)
class LastClause:
    """A clause of the ledger: ``figures`` are values and units of the parameters that it is carried by,
    ``leads`` the numbers of documents that the notice names to introduce it."""

    locator: str
    summary: str
    length: int
    digest: str
    leads: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LastRow:
    """A row of a table: cells by field as :func:`engine.notice.headings.fields_of` names them, raw; ``read`` what the
    policy took over where the raw text is in doubt."""

    locator: str
    table: str
    cells: Mapping[str, str]
    read: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LastYear:
    """The policy of last year. ``words``: the pairs of characters in all its texts; ``misprints`` what its errata quote."""

    year: int
    issuer: str
    region: str
    clauses: tuple[LastClause, ...]
    rows: tuple[LastRow, ...]
    counties: Mapping[str, str]
    misprints: Mapping[str, str]
    words: Counter[str] = field(repr=False)


def read_last_year(folder: str) -> LastYear:
    """Last year's policy from its folder; raises :class:`engine.errors.InvalidPolicy` where it cannot be read."""
    policy, diagnostics = read_folder(folder)
    if policy is None:
        raise InvalidPolicy(diagnostics, {})
    documents = policy.documents
    notice = documents["notice.yaml"].root if "notice.yaml" in documents else None
    return LastYear(
        int(text(notice, "年度") or 0),
        text(notice, "发文机关"),
        text(notice, "地区"),
        tuple(_clauses(documents, notice)),
        tuple(_rows(documents, notice)),
        {text(each, "名称"): text(each, "地区") for each in entries(child(_root(documents, "regions.yaml"), "县"))},
        {
            bare(text(each, "原文")): text(each, "拟改")
            for each in entries(child(notice, "勘误"))
            if text(each, "类别") in ("文字", "疑义") and text(each, "状态") == "待确认" and text(each, "栏").endswith("电话")
        },
        _words(documents),
    )  # fmt: skip


def _root(documents: Mapping[str, Document], name: str) -> Node | None:
    return documents[name].root if name in documents else None


def _clauses(documents: Mapping[str, Document], notice: Node | None) -> Iterator[LastClause]:
    figures: dict[str, list[tuple[str, str]]] = {}
    for each in entries(child(_root(documents, "parameters.yaml"), "参数")):
        if text(each, "条款") and text(each, "原文") != "未写" and text(each, "类型") not in ("文本", "布尔"):
            kind = {"日期": "日期", "年": "年度"}.get(text(each, "类型"), "")
            figures.setdefault(text(each, "条款"), []).append((text(each, "值"), text(each, "单位") or kind))
    leads: dict[str, list[str]] = {}
    for each in entries(child(notice, "依据文件")):
        if text(each, "文号"):
            leads.setdefault(text(each, "条款"), []).append(bare(text(each, "文号")))
    for each in entries(child(_root(documents, "clauses.yaml"), "条款")):
        length = value(each, "原文字数")
        locator = text(each, "条款号")
        yield LastClause(
            locator, text(each, "摘要"), length if isinstance(length, int) else 0, text(each, "原文摘要值"),
            tuple(leads.get(locator, ())), tuple(figures.get(locator, ())),
        )  # fmt: skip


def _rows(documents: Mapping[str, Document], notice: Node | None) -> Iterator[LastRow]:
    for declared in entries(child(notice, "表")):
        name = text(declared, "名称")
        for item in entries(child(_root(documents, text(declared, "文件")), name)):
            yield _row(name, item)


def _row(table: str, item: MappingNode) -> LastRow:
    columns = [key.text for key, _ in item.entries if key.text not in _OWN]
    cells: dict[str, str] = {}
    read: dict[str, str] = {}
    for key, column in zip(fields_of(columns), columns, strict=True):
        raw = raw_cell(item, column)
        if key == "office":
            cells["office"], telephone = part_office(raw)
            if telephone:
                cells["telephone"] = telephone
            read |= {
                own: text(item.get(column), said) for own, said in zip(("office", "telephone"), _READ, strict=True)
                if text(item.get(column), said)
            }  # fmt: skip
        else:
            cells[key] = raw
    return LastRow(f"{table}·{text(item, _NUMBER)}", table, cells, read)


def _words(documents: Mapping[str, Document]) -> Counter[str]:
    words: Counter[str] = Counter()
    for document in documents.values():
        for said in _texts(document.root):
            words.update(pairs(bare(said)))
    return words


def _texts(node: Node | None) -> Iterator[str]:
    if isinstance(node, ScalarNode):
        yield node.text
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _texts(item)
    elif isinstance(node, MappingNode):
        for key, item in node.entries:
            yield key.text
            yield from _texts(item)
