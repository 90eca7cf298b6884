"""The vocabulary of a subject as plain data, for ``policy vocabulary``, and the words that describe it.

Part of :mod:`engine.case`; off the ``policy eval`` path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.case.quantities import written
from engine.diagnostics.terms import Term

#: What each type of fact is called.
TYPES = {
    "boolean": Term("是否", "yes or no"),
    "integer": Term("整数", "whole number"),
    "quantity": Term("数量", "quantity"),
    "year": Term("年份", "year"),
    "date": Term("日期", "date"),
    "word": Term("词", "word"),
    "text": Term("文本", "text"),
    "years": Term("起止年份", "first and last year"),
    "list": Term("名单", "list"),
    "records": Term("逐年记录", "records by year"),
    "row": Term("附件中的一项", "row of an annex"),
}


def vocabulary(tables: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """The facts of ``subject`` (Chinese name or English id) with types, units, ranges as they are written, words, notes.

    ``{name, id, note, facts: [{name, id, type, type_name: {zh, en}, unit, unit_id, range: [low, high] or None,
    words: [{name, id}], change, absent, assumed, may_not_apply, judge, note, example, columns, fields}]}``.
    Raises ``KeyError`` for an unknown subject.
    """
    entry = find_subject(tables, subject)
    facts = [_fact(tables, fact) for fact in entry["facts"]]
    return {"name": entry["name"], "id": entry["id"], "note": entry["note"], "facts": facts}


def find_subject(tables: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """A subject's entry by Chinese name or English id. Raises ``KeyError`` for an unknown one."""
    for entry in tables["subjects"].values():
        if subject in (entry["name"], entry["id"]):
            found: dict[str, Any] = entry
            return found
    raise KeyError(subject)


def _fact(tables: Mapping[str, Any], fact: dict[str, Any]) -> dict[str, Any]:
    scale = fact["scale"] or 0
    unit = fact["unit"]
    columns = [{"name": column["name"], "id": column["id"], "words": _words(tables, column)} for column in fact["columns"] or ()]
    return {
        "name": fact["name"],
        "id": fact["id"],
        "type": fact["type"],
        "type_name": TYPES[fact["type"]]._asdict(),
        "unit": unit,
        "unit_id": tables["units"].get(unit, {}).get("id", unit),
        "range": None if fact["range"] is None else [written(bound, scale) for bound in fact["range"]],
        "words": _words(tables, fact),
        "columns": columns,
        "fields": [_fact(tables, field) for field in fact["fields"] or ()],
        **{key: fact[key] for key in ("change", "absent", "assumed", "may_not_apply", "judge", "note", "example")},
    }


def _words(tables: Mapping[str, Any], fact: dict[str, Any]) -> list[dict[str, str | None]]:
    enumeration = fact["enumeration"]
    if not enumeration:
        return []
    words = tables["enumerations"][enumeration]["words"]
    return [{"name": word, "id": identifier} for word, identifier in words.items()]
