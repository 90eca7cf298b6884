"""The notice itself, its clause register, and cases that no row takes. Part of :mod:`engine.resolved.declarations`."""

from __future__ import annotations

from engine.resolved.declarations.access import child, entries, span, text, texts, value
from engine.resolved.symbols import Clause, GapSymbol, Notice
from engine.source.nodes import Node
from engine.syntax.citations import normalise_locator

_ERRATUM = ("位置", "栏", "原文", "拟改", "依据", "把握", "状态")
#: Decisions in the words for applicants.
_DECISIONS = {"未发现不符合": "eligible", "不符合": "ineligible", "待补充": "incomplete", "不属受理范围": "not_applicable"}
_HELD = {"已收存": "held"}


def read_notice(root: Node) -> Notice:
    """``notice.yaml`` without its tables."""
    return Notice(
        text(root, "文号"),
        text(root, "标题"),
        text(root, "简称", "《通知》"),
        int(str(value(root, "年度") or 0)),
        text(root, "发文机关"),
        text(root, "成文日期"),
        text(root, "地区"),
        text(root, "层级", "市"),
        tuple(
            (text(item, "名称"), text(item, "文号"), _HELD.get(text(item, "状态"), "unresolved"), text(item, "条款"))
            for item in entries(child(root, "依据文件"))
        ),
        tuple(tuple(text(item, key) for key in _ERRATUM) for item in entries(child(root, "勘误"))),
        texts(child(root, "不作规定")),
        tuple(
            (_DECISIONS[text(item, "结论")], text(item, "内容"), normalise_locator(text(item, "条款")))
            for item in entries(child(root, "下一步"))
        ),
    )


def read_clauses(root: Node | None) -> list[Clause]:
    """The register of statements, ``clauses.yaml``."""
    return [
        Clause(normalise_locator(text(item, "条款号")), text(item, "类别"), text(item, "摘要"), span(item, "条款号"))
        for item in entries(child(root, "条款"))
    ]


def read_gaps(root: Node | None) -> list[GapSymbol]:
    """``gaps.yaml``."""
    return [
        GapSymbol(
            text(item, "编号"),
            text(item, "转办"),
            tuple(normalise_locator(locator) for locator in texts(child(item, "条款"))),
            span(item, "范围"),
            span(item, "编号"),
        )
        for item in entries(child(root, "缺口"))
    ]
