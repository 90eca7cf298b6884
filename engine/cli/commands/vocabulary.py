"""``policy vocabulary``: what an application, or another subject's file, may state."""

from __future__ import annotations

from typing import Any

from engine import api
from engine.cli import output
from engine.cli.choosing import load_chosen
from engine.cli.command import Command, argument, command, format_option, policy_options
from engine.cli.commands.eval import complete_subject

_HELP = ("列出一个主体的事实：中文名、英文标识、类型、单位、取值和说明。",
         "List the facts of a subject: Chinese name, English id, type, unit, values, note.")  # fmt: skip
_SUBJECT = ("主体，如 申报；不写则为申报", "subject such as application, which is the default")
_LISTED = 40
_WORDS = {
    "zh": {"other": "其他主体：{}（policy vocabulary 主体）", "more": "……共 {} 个", "join": "、",
           "judge": "可填“待判断”，由{}判断"},
    "en": {"other": "Other subjects: {} (policy vocabulary SUBJECT)", "more": "… {} in all", "join": ", ",
           "judge": "may be left to {} (\"judgement\")"},
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    subject = argument(lang, "subject", ("主体", "SUBJECT"), _SUBJECT, shell_complete=complete_subject)
    return command(lang, "vocabulary", _HELP, [subject, format_option(lang, "text", "json"), *policy_options(lang)], _run)


def _run(lang: str, subject: str | None, format: str, policy: str | None, **values: tuple[str, ...]) -> int:
    loaded = load_chosen(policy, values["with"])
    found = api.vocabulary(loaded, loaded.subjects()[0] if subject is None else subject)
    if format == "json":
        output.write_json(found)
        return 0
    lines = [f"{found['name']}（{found['id']}）" if lang == "zh" else f"{found['id']} ({found['name']})", ""]
    lines += _table(found["facts"], lang)
    others = [name for name in loaded.subjects() if name != found["name"]]
    if others:
        lines += ["", _WORDS[lang]["other"].format(_WORDS[lang]["join"].join(others))]
    output.write("\n".join(lines) + "\n")
    return 0


def _table(facts: list[dict[str, Any]], lang: str) -> list[str]:
    """A line for each fact, aligned, its fields below it, indented."""
    rows = [row for fact in facts for row in _rows(fact, lang, "")]
    widths = [max(api.display_width(row[place]) for row in rows) for place in range(3)]
    return [
        "  ".join([*(api.padded(cell, width) for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip() for row in rows
    ]


def _rows(fact: dict[str, Any], lang: str, indent: str) -> list[tuple[str, str, str, str]]:
    names = (fact["name"], fact["id"]) if lang == "zh" else (fact["id"], fact["name"])
    rows = [(indent + names[0], names[1], fact["type_name"][lang], _remarks(fact, lang))]
    for inner in (*fact["columns"], *fact["fields"]):
        rows += _rows({"type_name": {"zh": "词", "en": "word"}, "fields": [], "columns": []} | inner, lang, indent + "  ")
    return rows


def _remarks(fact: dict[str, Any], lang: str) -> str:
    """Unit, range, words and note in one cell."""
    words = _WORDS[lang]
    parts = []
    unit = fact.get("unit" if lang == "zh" else "unit_id") or ""
    if fact.get("range"):
        parts.append("—".join(map(str, fact["range"])) + ("" if lang == "zh" or not unit else " ") + unit)
    elif unit:
        parts.append(unit)
    if fact.get("words"):
        named = [str((word["id"] or word["name"]) if lang == "en" else word["name"]) for word in fact["words"]]
        more = [words["more"].format(len(named))] if len(named) > _LISTED else []
        parts.append(words["join"].join([*named[:_LISTED], *more]))
    if fact.get("judge"):
        parts.append(words["judge"].format(fact["judge"]))
    if fact.get("note") and lang == "zh":
        parts.append(fact["note"].rstrip("。"))
    return ("；" if lang == "zh" else "; ").join(parts)
