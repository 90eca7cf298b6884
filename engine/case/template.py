"""A blank application file with notes, for ``policy template``. Part of :mod:`engine.case`; off the ``policy eval`` path.

JSON has no comments, so each note stands under the key ``_NAME`` before the fact it explains: the reader passes over
keys that begin with ``_``. Every value is ``null``, which is the same as leaving the fact out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.case.vocabulary import TYPES, find_subject, vocabulary

_LISTED_WORDS = 30

_INTRODUCTION = {
    "zh": "请将 null 改为实际情况后自查。不清楚的填“不详”，未填的按缺项处理。以“_”开头的键是说明，不参与判断，可以删去。",
    "en": 'Replace null by the facts. Write "unknown" where you do not know; whatever stays null counts as missing. '
    'Keys that begin with "_" are notes: they are ignored and may be deleted.',
}
_SUBJECT = {"zh": "主体", "en": "subject"}
_NOTES = {
    "zh": {
        "colon": "：", "separator": "、", "end": "。", "words": "可填：{}", "more": "等{}个，见 policy vocabulary",
        "unit": "单位{}",
        "range": "{}—{}", "boolean": "填 true 或 false，也可填“是”“否”", "date": "如 \"2023-06-12\"",
        "years": "起止年份都计在内", "list": "没有的填 []，全部的填“全部”", "row": "如“{}”",
        "may_not_apply": "不适用的填“不适用”",
        "judge": "须由{}判断的填“待判断”", "assume": "不填按“{}”", "not_applicable": "不填即为不适用", "example": "例：{}",
    },
    "en": {
        "colon": ": ", "separator": ", ", "end": ".", "words": "one of: {}", "more": "… {} in all, see policy vocabulary",
        "unit": "in {}", "range": "{} to {}", "boolean": "true or false", "date": "such as \"2023-06-12\"",
        "years": "both years are included", "list": "[] for none, \"all\" for all", "row": "such as \"{}\"",
        "may_not_apply": "\"not_applicable\" where it does not apply", "judge": "\"judgement\" where it is for {} to judge",
        "assume": "taken as \"{}\" when left out", "not_applicable": "left out, it does not apply", "example": "example: {}",
    },
}  # fmt: skip


def template(tables: Mapping[str, Any], subject: str, lang: str = "zh") -> str:
    """A blank file for ``subject`` (Chinese name or English id), names and notes in ``lang`` (``"zh"`` or ``"en"``).

    Raises ``KeyError`` for an unknown subject.
    """
    content = vocabulary(tables, subject)
    key = "name" if lang == "zh" else "id"
    year = _year(tables, subject)
    blank: dict[str, Any] = {"_说明" if lang == "zh" else "_note": _INTRODUCTION[lang], _SUBJECT[lang]: content[key]}
    for fact in content["facts"]:
        blank["_" + fact[key]] = _note(fact, lang, tables)
        blank[fact[key]] = _blank(fact, key, year)
    return json.dumps(blank, ensure_ascii=False, indent=2) + "\n"


def _year(tables: Mapping[str, Any], subject: str) -> int:
    """The year of the policy; records are laid out for it and the year before."""
    find_subject(tables, subject)
    return int(tables["policy"]["year"])


def _blank(fact: dict[str, Any], key: str, year: int) -> Any:
    """``null``, laid out where a fact has parts."""
    if fact["type"] == "years":
        return dict.fromkeys(("起", "止") if key == "name" else ("from", "to"))
    if fact["type"] == "records":
        return {str(each): dict.fromkeys(field[key] for field in fact["fields"]) for each in (year - 1, year)}
    return None


def _note(fact: dict[str, Any], lang: str, tables: Mapping[str, Any]) -> str:
    """What may be written for a fact, in one line."""
    say = _NOTES[lang]
    parts = [*_form(fact, lang, tables)]
    for inner in (*fact["columns"], *fact["fields"]):
        inner_form = say["separator"].join(_form(inner | {"type": inner.get("type", "word")}, lang, tables))
        parts.append(inner["name" if lang == "zh" else "id"] + (say["colon"] + inner_form if inner_form else ""))
    if fact["absent"] == "assume":
        parts.append(say["assume"].format(_word(fact, fact["assumed"], lang)))
    if fact["absent"] == "not_applicable":
        parts.append(say["not_applicable"])
    elif fact["may_not_apply"]:
        parts.append(say["may_not_apply"])
    if fact["judge"]:
        parts.append(say["judge"].format(fact["judge"]))
    if fact["note"] and lang == "zh":
        parts.append(fact["note"].rstrip("。"))
    if fact["example"] is not None:
        example = fact["example"]
        parts.append(say["example"].format(example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)))
    parts = parts or [TYPES[fact["type"]].in_language(lang)]
    return (say["end"] if lang == "zh" else "; ").join(parts) + say["end"]


def _form(fact: dict[str, Any], lang: str, tables: Mapping[str, Any]) -> list[str]:
    """Type, words, unit and range."""
    say = _NOTES[lang]
    parts: list[str] = []
    if fact["type"] == "row":
        parts.append(say["row"].format(next(iter(tables["rows"]), "")))
    elif fact["type"] in say:
        parts.append(say[fact["type"]])
    if fact["words"]:
        words = [_word(fact, word["name"], lang) for word in fact["words"]]
        more = [say["more"].format(len(words))] if len(words) > _LISTED_WORDS else []
        parts.append(say["words"].format(say["separator"].join(words[:_LISTED_WORDS])) + "".join(more))
    unit = (fact["unit"] if lang == "zh" else f" {fact['unit_id']}") if fact.get("unit") else ""
    if fact.get("range"):
        parts.append(say["range"].format(*fact["range"]) + unit)
    elif unit:
        parts.append(say["unit"].format(unit.strip()))
    return parts


def _word(fact: dict[str, Any], word: Any, lang: str) -> str:
    """A word in ``lang``, by its id where it has one."""
    ids = {entry["name"]: entry["id"] for entry in fact["words"]}
    return str((ids.get(word) or word) if lang == "en" else word)
