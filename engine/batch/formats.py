"""A record as a line of the output. Part of :mod:`engine.batch`.

A Parquet file is made at the end from the lines of JSON (:mod:`engine.batch.parquet`), so that an interrupted run can go on.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from typing import Any

from engine.artifact.tables import Tables
from engine.batch.titles import gap_titles, titles
from engine.batch.verdict import FIELDS
from engine.explain.words import say

#: Kinds of output by the end of the file's name.
KINDS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
#: Between the words of one cell.
SEPARATOR = "；"
_MARK = "\ufeff"
_HEADINGS = {
    "zh": ("编号", "文件", "行号", "主体", "结论", "是否确定", "评委会", "可能的评委会", "不符合的条件", "不符合的条款",
           "待定的条件", "待定的条款", "缺少的事实", "倾斜", "须另行咨询", "错误"),
    "en": FIELDS,
}  # fmt: skip
_STATUS = {
    "zh": {"granted": "", "undetermined": "（待定）", "awaiting_judgement": "（待判断）"},
    "en": {"granted": "", "undetermined": " (undetermined)", "awaiting_judgement": " (awaiting judgement)"},
}
_TRUTH = {"zh": ("否", "是"), "en": ("false", "true")}
_ERROR = {"zh": "未能核对", "en": "error"}
#: The words of decisions in tables for people; in English the ids stand.
_PROCEDURES = {"compliant": "procedure_eligible", "breach": "procedure_ineligible"}


def kind_of(path: str) -> str | None:
    """The kind of output that a file's name asks for."""
    return KINDS.get(os.path.splitext(path)[1].lower())


def json_line(record: dict[str, Any]) -> bytes:
    """A record as a line of JSON."""
    return (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "backslashreplace")


def csv_head(lang: str) -> bytes:
    """The first line of a table, with the mark that tells a spreadsheet it is UTF-8."""
    return (_MARK + _row(_HEADINGS[lang])).encode("utf-8")


def csv_line(lang: str, tables: Tables | None = None) -> Callable[[dict[str, Any]], bytes]:
    """Writes records as lines of a table for spreadsheets, in which no cell is a formula; in Chinese with the words of ``tables``
    for facts and gaps."""
    title = titles(tables) if tables is not None and lang == "zh" else None
    gaps = gap_titles(tables) if tables is not None and lang == "zh" else {}

    def line(record: dict[str, Any]) -> bytes:
        if title is not None and record["missing"]:
            record = record | {"missing": [title(path, record["subject"]) for path in record["missing"]]}
        if gaps and record["referrals"]:
            record = record | {"referrals": [gaps.get(name, name) for name in record["referrals"]]}
        return _row([_cell(name, record[name], lang) for name in FIELDS]).encode("utf-8", "backslashreplace")

    return line


def decision_word(decision: str, lang: str) -> str:
    """A decision in a table: in Chinese in words, in English its id."""
    if decision == "error":
        return _ERROR[lang]
    return decision if lang == "en" else say(lang, _PROCEDURES.get(decision, "decision_" + decision))


def _cell(name: str, value: Any, lang: str) -> str:
    if name == "decision":
        return decision_word(value, lang)
    if name == "final":
        return _TRUTH[lang][value]
    if name == "entitlements":
        words = (f"{one['entitlement']}{'@' + one['row'] if one['row'] else ''}{_STATUS[lang][one['status']]}" for one in value)
        return SEPARATOR.join(words)
    return _inert(SEPARATOR.join(value) if isinstance(value, list) else "" if value is None else str(value))


def _inert(text: str) -> str:
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text


def _row(cells: Any) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(cells)
    return stream.getvalue()
