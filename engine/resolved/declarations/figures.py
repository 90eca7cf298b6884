"""Parameters and readings. Part of :mod:`engine.resolved.declarations`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.resolved.declarations.access import child, entries, optional, places, scalars, span, text
from engine.resolved.symbols import Parameter, Reading
from engine.source.nodes import Node, ScalarNode, SequenceNode

_TYPES = {"年": "year", "日期": "date", "文本": "text", "布尔": "boolean", "整数": "integer", "词": "word", "": ""}
#: How an open parameter is written: a lower document may set it.
UNSET = "未定"


def read_parameters(root: Node | None) -> tuple[list[Parameter], list[Diagnostic]]:
    """The figures and dates of ``parameters.yaml``."""
    found: list[Parameter] = []
    diagnostics: list[Diagnostic] = []
    for item in entries(child(root, "参数")):
        values, spans, starts = _entries(child(item, "值"))
        diagnostics += check_order(text(item, "名称"), [start for start, _ in values], starts)
        unit = optional(item, "单位")
        bounds = [scalar.value for scalar in scalars(child(item, "取值范围"))]
        found.append(
            Parameter(
                text(item, "名称"),
                optional(item, "标识"),
                _TYPES[text(item, "类型")] or "quantity",
                unit,
                values,
                optional(item, "条款"),
                text(item, "说明"),
                status=text(item, "状态"),
                confidence=text(item, "把握"),
                range=(int(str(bounds[0])), int(str(bounds[1]))) if len(bounds) == 2 else None,
                span=span(item, "名称"),
                value_spans=spans,
                from_spans=starts,
                places=places(item),
            )
        )
    return found, diagnostics


def check_order(name: str, dates: Sequence[str | None], spans: Sequence[Span]) -> list[Diagnostic]:
    """A dated list goes from earlier to later; says which date comes too early."""
    for before, (start, place) in pairwise(zip(dates, spans, strict=True)):
        if (start or "") <= (before[0] or ""):
            return [Diagnostic("E0303", place, {"name": name, "date": start, "before": before[0]})]
    return []


def _entries(
    node: Node | None,
) -> tuple[tuple[tuple[str | None, object], ...], tuple[Span, ...], tuple[Span, ...]]:
    """A single value, or a dated list of them; with the places of values and of dates."""
    if isinstance(node, SequenceNode):
        listed = list(entries(node))
        return (
            tuple((optional(item, "自"), plain_value(child(item, "值"))) for item in listed),
            tuple(span(item, "值") for item in listed),
            tuple(span(item, "自") for item in listed),
        )
    return ((None, plain_value(node)),), (span(node),), (span(node),)


def plain_value(node: Node | None) -> object:
    """The value of a node; ``None`` where it is left open (未定)."""
    if not isinstance(node, ScalarNode) or node.value == UNSET:
        return None
    return node.value


def read_readings(root: Node | None) -> tuple[list[Reading], list[Diagnostic]]:
    """The ambiguities of ``readings.yaml``, each with the option taken."""
    found: list[Reading] = []
    diagnostics: list[Diagnostic] = []
    for item in entries(child(root, "口径")):
        options = tuple(
            (text(option, "名称"), plain_value(child(option, "值")), text(option, "说明"))
            for option in entries(child(item, "选项"))
        )
        reading = Reading(
            text(item, "编号"),
            text(item, "名称"),
            _TYPES[text(item, "类型")] or "word",
            text(item, "问题"),
            options,
            text(item, "采用"),
            text(item, "理由"),
            text(item, "把握"),
            text(item, "确认"),
            optional(item, "条款"),
            span(item, "名称"),
            {text(option, "名称"): span(option, "值") for option in entries(child(item, "选项"))} | places(item),
        )
        if reading.chosen not in {name for name, _, _ in options}:
            known = tuple(name for name, _, _ in options)
            meant = did_you_mean(reading.chosen, [name for name, _, _ in options])
            arguments = {"name": reading.chosen, "code": reading.code, "known": known}
            diagnostics.append(Diagnostic("E0304", span(item, "采用"), arguments | ({"meant": meant} if meant else {})))
        found.append(reading)
    return found, diagnostics
