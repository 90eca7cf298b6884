"""The words of all forms in which a change is told. Part of :mod:`engine.impact`."""

from __future__ import annotations

from typing import Any

from engine.batch.formats import decision_word
from engine.impact.counted import UNREADABLE

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "改动的影响",
        "title_sweep": "数字与结论",
        "between": "{old} → {new}",
        "itself": "{old}，两边是同一份政策",
        "set": "{name}：{before} → {after}",
        "set_same": "{name}：{before}，现行的就是这个值",
        "rows": "共{rows:,}行[[，其中{bad:,}行按前一份政策就不能核对，未计入]]。",
        "same": "没有一行的结论改变。",
        "turned": "{count:,}行的结论改变，占{share}。",
        "turns": "结论的去向",
        "turn": "{before} → {after}",
        "stays": "{decision}不变",
        "group": "按{fact}",
        "unknown": "（未知）",
        "clauses": "由哪些条款引起",
        "examples": "例子（每种最多十行）",
        "row": "第{line}行",
        "more": "其余{count}项见表格文件。",
        "no_clause": "没有单独的条款",
        "refused": "后一份政策不认识{fact}“{value}”",
        "contradiction": "在后一份政策下各项互相矛盾",
        "clash": "后一份政策的例外互相冲突（{codes}）",
        "undecided": "按后一份政策核对不了（{codes}）",
        "refused_rows": "按前一份政策不能核对的行（前十行）：{listed}",
        "sweep": "{name}从{low}到{high}{unit}，符合的行数",
        "in_force": "现行",
        "value": "取值",
        "count": "行数",
        "share": "比例",
        "word": "名称",
        "before": "前",
        "after": "后",
        "clause": "条款",
        "says": "内容",
        "file": "文件",
        "line": "行",
        "key": "编号",
        "fact": "事实",
        "net": "净变化",
        "changed": "改变",
        "eligible": "符合",
        "admitted": "新符合",
        "excluded": "不再符合",
        "written": "已写入 {path}",
        "fold": "展开表格（{count}项）",
        "drawn": "图中只画改变最多的{count}项，表格是全的。",
        "lines": "图中只画符合的行数最多的{count}项，其余见 {file}。",
        "refused_head": "按前一份政策不能核对的行（前十行）",
        "codes": "原因",
        "of": "{count:,}（{share}）",
        "clause_of": "依据：{clause}",
        "steps": "变化最大的一步：由{before}到{after}{unit}，符合的减少{count:,}行。",
        "steps_up": "变化最大的一步：由{before}到{after}{unit}，符合的增加{count:,}行。",
        "flat": "在这个范围里，这个数字不改变任何一行的结论。",
        UNREADABLE: "后者不能核对",
    },
    "en": {
        "title": "What the change does",
        "title_sweep": "A figure and the decisions",
        "between": "{old} → {new}",
        "itself": "{old}, the same policy on both sides",
        "set": "{name}: {before} → {after}",
        "set_same": "{name}: {before}, which is the value in force",
        "rows": "{rows:,} rows[[, {bad:,} of them cannot be evaluated under the older policy either and are not counted]].",
        "same": "No row is decided otherwise.",
        "turned": "{count:,} rows are decided otherwise, {share} of all.",
        "turns": "Where decisions go",
        "turn": "{before} → {after}",
        "stays": "still {decision}",
        "group": "By {fact}",
        "unknown": "(unknown)",
        "clauses": "Clauses that make the difference",
        "examples": "Examples (up to ten rows of each kind)",
        "row": "line {line}",
        "more": "{count} more are in the tables written.",
        "no_clause": "no single clause",
        "refused": "the newer policy does not know {value} as {fact}",
        "contradiction": "facts contradict each other under the newer policy",
        "clash": "exceptions of the newer policy clash ({codes})",
        "undecided": "the newer policy cannot decide it ({codes})",
        "refused_rows": "Rows that the older policy cannot evaluate (the first ten): {listed}",
        "sweep": "{name} from {low} to {high} {unit}: rows that are eligible",
        "in_force": "in force",
        "value": "value",
        "count": "rows",
        "share": "share",
        "word": "name",
        "before": "before",
        "after": "after",
        "clause": "clause",
        "says": "says",
        "file": "file",
        "line": "line",
        "key": "key",
        "fact": "fact",
        "net": "net",
        "changed": "changed",
        "eligible": "eligible",
        "admitted": "newly eligible",
        "excluded": "no longer eligible",
        "written": "written to {path}",
        "fold": "The table ({count} entries)",
        "drawn": "Drawn are the {count} of which most rows turn; the table has all.",
        "lines": "Drawn are the {count} with most rows that are eligible; the others are in {file}.",
        "refused_head": "Rows that the older policy cannot evaluate (the first ten)",
        "codes": "why",
        "of": "{count:,} ({share})",
        "clause_of": "clause {clause}",
        "steps": "The largest step: from {before} to {after} {unit} {count:,} fewer rows are eligible.",
        "steps_up": "The largest step: from {before} to {after} {unit} {count:,} more rows are eligible.",
        "flat": "In this range the figure changes the decision of no row.",
        UNREADABLE: "cannot be evaluated",
    },
}


def decision(name: str, lang: str) -> str:
    """A decision in words."""
    return WORDS[lang][UNREADABLE] if name == UNREADABLE else decision_word(name, lang).replace("_", " ")


def share(count: int, total: int) -> str:
    """A part of all in per cent."""
    return f"{100 * count / total:.1f}%" if total else "0%"


def all_of(data: dict[str, Any], lang: str) -> str:
    """How many rows there are, and how many of them are not counted."""
    head, _, rest = WORDS[lang]["rows"].partition("[[")
    optional, _, tail = rest.partition("]]")
    return (head + (optional if data["bad"] else "") + tail).format(rows=data["rows"], bad=data["bad"])


def between(data: dict[str, Any], lang: str) -> str:
    """Which policies are compared, or which one is asked: by their numbers, and by year or folder where these are the same."""
    sides = data["from"], data["to"]
    names = [str(side["number"] or side["policy"]) for side in sides]
    if "turns" in data and not data["settings"] and sides[0]["digest"] == sides[1]["digest"]:
        return WORDS[lang]["itself"].format(old=names[0])
    if sides[0]["policy"] == sides[1]["policy"]:
        return names[0]
    if names[0] == names[1]:
        apart = "year" if sides[0]["year"] != sides[1]["year"] else "policy"
        left, right = ("（", "）") if lang == "zh" else (" (", ")")
        names = [f"{name}{left}{side[apart]}{right}" for name, side in zip(names, sides, strict=True)]
    return WORDS[lang]["between"].format(old=names[0], new=names[1])


def setting(each: dict[str, Any], lang: str) -> str:
    """What was set to what."""
    before, after = each["before"], each["after"]
    if lang == "en" and each["unit"]:
        before, after = before.removesuffix(each["unit"]), f"{after.removesuffix(each['unit'])} {unit(each, lang)}"
    if each["before"] == each["after"]:
        return WORDS[lang]["set_same"].format(name=named(each, lang), before=after)
    return WORDS[lang]["set"].format(name=named(each, lang), before=before, after=after)


def named(about: dict[str, Any], lang: str) -> str:
    """The name of a parameter or reading."""
    return str(about["name"] if lang == "zh" else about["id"])


def unit(about: dict[str, Any], lang: str) -> str:
    """The unit of a parameter, empty where it has none."""
    return str(about["unit"] if lang == "zh" else about["unit_id"].replace("_", " "))


def swept(data: dict[str, Any], lang: str) -> str:
    """Which figure was tried, from where to where."""
    about, values = data["parameter"], data["values"]
    found = WORDS[lang]["sweep"].format(
        name=named(about, lang), low=values[0]["value"], high=values[-1]["value"], unit=unit(about, lang)
    )
    return found.replace(" :", ":")
