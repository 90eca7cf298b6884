"""YAML of the documents below and beside the notice → symbols. Part of :mod:`engine.resolved.documents`.

Only shapes are read here; whether a document may say what it says is asked in :mod:`engine.resolved.documents.joined`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.resolved.declarations.access import child, entries, optional, places, span, text, texts, value
from engine.resolved.document_symbols import Approval, CommitteeNotice, CountyPlan, LayerHead, RegisteredYears
from engine.source.nodes import Node
from engine.syntax.citations import normalise_locator
from engine.syntax.policy import SurfacePolicy

CONDITIONS = "registers/evaluation_conditions.yaml"
APPROVALS = "registers/committee_approvals.yaml"
EXEMPTIONS = "registers/hour_exemptions.yaml"


def with_all_expressions(policies: Sequence[SurfacePolicy]) -> SurfacePolicy:
    """The policy with the expressions of its layers too: a row may stand in an amendment."""
    expressions = {place: found for policy in policies for place, found in policy.expressions.items()}
    return replace(policies[0], expressions=expressions)


def roots(policy: SurfacePolicy, folder: str) -> Iterator[Node]:
    """The documents of one folder of a policy, in the order of their names."""
    for name in sorted(policy.source.documents):
        if name.startswith(folder + "/"):
            yield policy.source.documents[name].root


def root(policy: SurfacePolicy, file: str) -> Node | None:
    """One document of a policy."""
    found = policy.source.documents.get(file)
    return found.root if found is not None else None


def read_head(policy: SurfacePolicy) -> LayerHead:
    """``layer.yaml``."""
    head = root(policy, "layer.yaml")
    return LayerHead(
        text(head, "名称"),
        text(head, "层级"),
        text(head, "文号"),
        text(head, "生效日期"),
        text(head, "状态", "已核实"),
        policy.source.prefix,
    )


def read_notice(node: Node) -> CommitteeNotice:
    """A committee's own notice."""
    window = child(node, "受理起止")
    found = {f"受理起止·{key}": place for key, place in places(window).items()}
    return CommitteeNotice(
        normalise_locator(text(node, "行")),
        text(node, "文号"),
        text(node, "审核同意日期"),
        text(window, "起"),
        text(window, "止"),
        optional(node, "学时认定截止日"),
        optional(node, "任职年限计算截止日"),
        optional(node, "评价条件文号"),
        texts(child(node, "材料清单")),
        span(node, "行"),
        places(node) | found,
    )


def read_plan(node: Node) -> CountyPlan:
    """A county's own plan."""
    rows = tuple(normalise_locator(locator) for locator in texts(child(node, "持有")))
    listed = child(node, "持有")
    where = {f"持有·{row}": item.span for row, item in zip(rows, getattr(listed, "items", ()), strict=False)}
    return CountyPlan(text(node, "县"), text(node, "文号"), rows, text(node, "咨询"), span(node, "县"), places(node) | where)


def read_registered(node: Node | None) -> list[RegisteredYears]:
    """The register of 评价条件."""
    return [
        RegisteredYears(
            text(item, "系列"),
            optional(item, "专业"),
            text(item, "级别"),
            text(item, "文号"),
            text(item, "名称"),
            int(str(value(item, "规定年限") or 0)),
            text(item, "状态", "已核实"),
            text(item, "把握"),
            span(item, "规定年限"),
            places(item),
        )
        for item in entries(child(node, "评价条件"))
    ]


def read_approvals(node: Node | None) -> list[Approval]:
    """The register of committees' approvals."""
    return [
        Approval(
            normalise_locator(text(item, "行")),
            text(item, "文号"),
            text(child(item, "有效期"), "起"),
            text(child(item, "有效期"), "止"),
            texts(child(item, "下放")),
            span(item, "行"),
            {f"有效期·{key}": place for key, place in places(child(item, "有效期")).items()},
        )
        for item in entries(child(node, "核准备案"))
    ]
