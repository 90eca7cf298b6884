"""Units, enumerations, series, regions and the facts of each subject. Part of :mod:`engine.resolved.declarations`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.diagnostics import Span
from engine.resolved.declarations.access import (
    child,
    entries,
    flag,
    optional,
    places,
    scalars,
    span,
    text,
    texts,
    value,
)
from engine.resolved.symbols import Enumeration, FactSymbol, Parameter, Relation, Subject, Unit
from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, to_plain

#: Units that every policy has.
BUILT_IN_UNITS = (Unit("年", "years", 0), Unit("月", "months", 0), Unit("天", "days", 0), Unit("工作日", "working_days", 0))
TYPES = {
    "布尔": "boolean",
    "整数": "integer",
    "数量": "quantity",
    "年": "year",
    "日期": "date",
    "枚举": "word",
    "文本": "text",
    "年段": "years",
    "名单": "list",
    "逐年记录": "records",
    "行号": "row",
}
_CHANGES = {"不可变": "fixed", "只增": "increase", "可改": "free"}


def read_units(root: Node | None) -> tuple[Unit, ...]:
    """The built-in units and those of ``units.yaml``."""
    declared = tuple(
        Unit(text(item, "名称"), text(item, "标识"), int(str(value(item, "小数位") or 0)))
        for item in entries(child(root, "单位"))
    )
    return BUILT_IN_UNITS + declared


def _words(node: Node | None) -> dict[str, str | None]:
    """Words from a list of plain names or of mappings with an id."""
    words: dict[str, str | None] = {}
    if isinstance(node, SequenceNode):
        for item in node.items:
            if isinstance(item, MappingNode):
                words[text(item, "名称")] = optional(item, "标识")
            elif isinstance(item, ScalarNode):
                words[item.text] = None
    return words


def read_enumerations(root: Node | None) -> tuple[list[Enumeration], list[Parameter]]:
    """The enumerations of ``enumerations.yaml`` with their groups."""
    found, groups = [], []
    for item in entries(child(root, "枚举")):
        found.append(Enumeration(text(item, "名称"), text(item, "标识"), _words(child(item, "取值"))))
        groups += _groups(child(item, "组"), found[-1].name)
    return found, groups


def read_series(root: Node | None) -> tuple[list[Enumeration], list[Parameter], dict[str, tuple[tuple[str, ...], ...]]]:
    """The enumerations 系列, 专业, 职称, 级别, their groups, and the two relations of ``series.yaml``."""
    titles: dict[str, str | None] = {}
    specialties: dict[str, str | None] = {}
    title_rows, specialty_rows = [], []
    names: dict[str, str | None] = {}
    for item in entries(child(root, "系列")):
        series = text(item, "名称")
        names[series] = optional(item, "标识")
        by_level = child(item, "职称")
        if isinstance(by_level, MappingNode):
            for level, listed in by_level.entries:
                for title, id_ in _words(listed).items():
                    titles[title] = titles.get(title) or id_
                    title_rows.append((series, title, level.text))
        for specialty, id_ in _words(child(item, "专业")).items():
            specialties[specialty] = specialties.get(specialty) or id_
            specialty_rows.append((series, specialty))
    enumerations = [
        Enumeration("系列", "series", names),
        Enumeration("专业", "specialty", specialties),
        Enumeration("职称", "title", titles),
        Enumeration("级别", "level", _words(child(root, "级别"))),
    ]
    groups = _groups(child(root, "级别组"), "级别") + _groups(child(root, "专业组"), "专业")
    return enumerations, groups, {"series.职称": tuple(title_rows), "series.专业": tuple(specialty_rows)}


def _groups(node: Node | None, enumeration: str) -> list[Parameter]:
    """Undated groups: a name and its words."""
    if not isinstance(node, MappingNode):
        return []
    return [
        Parameter(
            key.text,
            None,
            "group",
            None,
            ((None, texts(listed)),),
            None,
            enumeration=enumeration,
            span=key.span,
            value_spans=tuple(item.span for item in scalars(listed)),
        )
        for key, listed in node.entries
    ]


def read_regions(root: Node | None) -> tuple[Enumeration, list[Parameter]]:
    """The enumeration 县 and its dated groups."""
    groups = []
    for item in entries(child(root, "组")):
        versions = list(entries(child(item, "版本")))
        groups.append(
            Parameter(
                text(item, "名称"),
                optional(item, "标识"),
                "group",
                None,
                tuple((text(version, "自"), texts(child(version, "值"))) for version in versions),
                optional(item, "条款"),
                text(item, "出处"),
                "县",
                span=span(item, "名称"),
                value_spans=tuple(place.span for version in versions for place in scalars(child(version, "值"))),
                from_spans=tuple(span(version, "自") for version in versions),
                places=places(item),
            )
        )
    return Enumeration("县", "county", _words(child(root, "县"))), groups


def read_subject(root: Node, relations: Mapping[str, tuple[tuple[str, ...], ...]]) -> Subject:
    """The vocabulary of one 主体."""
    facts = tuple(read_fact(item) for item in entries(child(root, "事实")))
    ids = {fact.name: fact.id for fact in facts}
    return Subject(
        text(root, "主体"),
        text(root, "标识"),
        "procedure" if text(root, "判定用语") == "程序" else "application",
        text(root, "说明"),
        facts,
        tuple(
            Relation(
                text(item, "名称"),
                tuple(ids.get(name, name) for name in texts(child(item, "列"))),
                relations.get(text(item, "来源"), ()),
                tuple(scalar.span for scalar in scalars(child(item, "列"))),
            )
            for item in entries(child(root, "关系"))
        ),
        span(root, "主体"),
    )


def read_fact(item: MappingNode) -> FactSymbol:
    """One fact, or one field of a record by year."""
    absent, assumed = _absence(child(item, "未填"))
    bounds = [scalar.value for scalar in scalars(child(item, "取值范围"))]
    fields = tuple(read_fact(field) for field in entries(child(item, "字段")))
    ids = {field.name: field.id for field in fields}
    return FactSymbol(
        name=text(item, "名称"),
        id=text(item, "标识"),
        type=TYPES[text(item, "类型")],
        unit=optional(item, "单位"),
        range=(int(str(bounds[0])), int(str(bounds[1]))) if len(bounds) == 2 else None,
        enumeration=optional(item, "枚举"),
        change=_CHANGES[text(item, "变动", "可改")],
        absent=absent,
        assumed=assumed,
        may_not_apply=flag(item, "可不适用") or absent == "not_applicable",
        judge=optional(item, "判断"),
        reference_date=flag(item, "基准日"),
        yearly=text(item, "逐年") == "递增",
        note=text(item, "说明"),
        example=to_plain(example) if (example := child(item, "示例")) is not None else None,
        columns=tuple((text(c, "名称"), text(c, "标识"), text(c, "枚举")) for c in entries(child(item, "列"))),
        fields=fields,
        missing_year="none" if text(item, "缺年") == "视为无" else "unknown",
        past_fixed=text(item, "往年") == "不可变",
        contains=tuple(
            (ids.get(text(c, "总"), text(c, "总")), tuple(ids.get(name, name) for name in texts(child(c, "分"))))
            for c in entries(child(item, "包含"))
        ),
        span=span(item, "名称"),
        places=places(item) | _contained(item),
    )


def _contained(item: MappingNode) -> dict[str, Span]:
    """Where each name under 包含 stands."""
    listed = [name for entry in entries(child(item, "包含")) for key in ("总", "分") for name in scalars(child(entry, key))]
    return {f"包含·{name.text}": name.span for name in listed}


def _absence(node: Node | None) -> tuple[str, object]:
    """What leaving a fact out means."""
    if isinstance(node, MappingNode):
        assumed = node.get("假定")
        return "assume", to_plain(assumed) if assumed is not None else None
    if isinstance(node, ScalarNode) and node.text == "视为不适用":
        return "not_applicable", None
    return "unknown", None
