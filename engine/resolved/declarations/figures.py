"""Parameters and readings. Part of :mod:`engine.resolved.declarations`."""

from __future__ import annotations

from engine.diagnostics import Diagnostic, Span
from engine.resolved.declarations.access import child, entries, optional, scalars, span, text
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
        values, spans = _entries(child(item, "值"))
        dates = [start for start, _ in values]
        if dates != sorted(dates, key=lambda start: start or "") or len(set(dates)) != len(dates):
            diagnostics.append(Diagnostic("E0303", span(item, "值"), {"name": text(item, "名称")}))
        unit = optional(item, "单位")
        bounds = [scalar.value for scalar in scalars(child(item, "取值范围"))]
        found.append(
            Parameter(
                text(item, "名称"), optional(item, "标识"), _TYPES[text(item, "类型")] or "quantity", unit, values,
                optional(item, "条款"), text(item, "说明"),
                range=(int(str(bounds[0])), int(str(bounds[1]))) if len(bounds) == 2 else None,
                span=span(item, "名称"), value_spans=spans,
            )
        )
    return found, diagnostics


def _entries(node: Node | None) -> tuple[tuple[tuple[str | None, object], ...], tuple[Span, ...]]:
    """A single value, or a dated list of them."""
    if isinstance(node, SequenceNode):
        listed = list(entries(node))
        return (
            tuple((optional(item, "自"), _value(child(item, "值"))) for item in listed),
            tuple(span(item, "值") for item in listed),
        )
    return ((None, _value(node)),), (span(node),)


def _value(node: Node | None) -> object:
    if not isinstance(node, ScalarNode) or node.value == UNSET:
        return None
    return node.value


def read_readings(root: Node | None) -> tuple[list[Reading], list[Diagnostic]]:
    """The ambiguities of ``readings.yaml``, each with the option taken."""
    found: list[Reading] = []
    diagnostics: list[Diagnostic] = []
    for item in entries(child(root, "口径")):
        options = tuple(
            (text(option, "名称"), _value(child(option, "值")), text(option, "说明"))
            for option in entries(child(item, "选项"))
        )
        reading = Reading(
            text(item, "编号"), text(item, "名称"), _TYPES[text(item, "类型")] or "word", text(item, "问题"), options,
            text(item, "采用"), text(item, "理由"), text(item, "把握"), text(item, "确认"), optional(item, "条款"),
            span(item, "名称"),
        )
        if reading.chosen not in {name for name, _, _ in options}:
            known = "、".join(name for name, _, _ in options)
            diagnostics.append(
                Diagnostic("E0304", span(item, "采用"), {"name": reading.chosen, "code": reading.code, "known": known})
            )
        found.append(reading)
    return found, diagnostics
