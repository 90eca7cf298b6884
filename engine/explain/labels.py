"""What facts, fields, parameters and sides of a comparison are called, in both languages. Part of :mod:`engine.explain`.

Chinese names are the policy's; English ones are made of its English ids.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.diagnostics.safe_text import safe
from engine.explain.figures import Figure, figure
from engine.explain.inquiry import Inquiry
from engine.explain.paths import field_path, split, value_at
from engine.explain.words import WORDS, Text, text, words_of


def path_label(inquiry: Inquiry, path: str) -> Text:
    """``2023年度总学时`` for ``continuing_education[2023].total_hours``; the fact's name for a plain path."""
    if path.startswith("parameter:"):
        return parameter_label(inquiry, path.removeprefix("parameter:"))
    parts = split(path)
    if parts is None:
        fact = inquiry.facts.get(path)
        return name_of(fact) if fact else {"zh": safe(path), "en": safe(path)}
    record, year, field = parts
    known = inquiry.fields.get((record, field))
    return text("of_year", year=year, name=name_of(known) if known else {"zh": field, "en": field})


def name_of(named: dict[str, Any]) -> Text:
    """The two names of a fact, field or parameter of the tables."""
    return {"zh": named["name"], "en": words_of(named["id"] or named["name"])}


def parameter_label(inquiry: Inquiry, name: str) -> Text:
    """The names of a parameter."""
    parameter = inquiry.tables["parameters"].get(name)
    return {"zh": name, "en": words_of(parameter["id"] or name) if parameter else name}


def side_path(inquiry: Inquiry, side: dict[str, Any], bindings: tuple) -> str | None:
    """The path of the fact or field that a side of a comparison is, if it is one and its year is known."""
    if side["kind"] == "fact":
        return str(side["fact"])
    if side["kind"] != "field":
        return None
    year = side_year(inquiry, side.get("year"), dict(bindings))
    return None if year is None else field_path(side["record"], year, side["field"])


def side_year(inquiry: Inquiry, year: dict[str, Any] | None, bindings: dict[str, Any]) -> int | None:
    """The year at which a side reads a record, from the bound variables or the facts."""
    if not year:
        return None
    if "variable" in year:
        value = bindings.get(year["variable"])
    elif "fact" in year:
        value = inquiry.case.facts.get(year["fact"])
        value = value + year.get("offset", 0) if isinstance(value, int) else None
    else:
        value = year.get("constant")
    return value if isinstance(value, int) else None


def side_label(inquiry: Inquiry, side: dict[str, Any], bindings: tuple) -> Text:
    """What a side is called; the expression's own text where nothing better is known."""
    path = side_path(inquiry, side, bindings)
    if path is not None:
        return path_label(inquiry, path)
    if side["kind"] == "field":
        known = inquiry.fields.get((side["record"], side["field"]))
        if known:
            return name_of(known)
    if side["kind"] == "parameter":
        return parameter_label(inquiry, side["parameter"])
    if side["kind"] == "row":
        own = str(side["text"])
        if inquiry.governed and own in ("start", "finish"):
            return text("accepts_" + own)
        return text("row_" + own) if "row_" + own in WORDS["zh"] else {"zh": own, "en": own}
    own = str(side.get("text") or "")
    return {"zh": own, "en": own}


def side_like(inquiry: Inquiry, side: dict[str, Any]) -> dict[str, Any]:
    """What tells how a side's values are written: the fact or field it is, else the side itself."""
    if side["kind"] == "fact":
        return inquiry.facts.get(side["fact"], side)
    if side["kind"] == "field":
        return inquiry.fields.get((side["record"], side["field"]), side)
    return side


def fact_use(inquiry: Inquiry, path: str) -> dict[str, Any]:
    """A fact as it was used: path, name, value and where the value came from."""
    told = inquiry.told.get(path)
    if told is not None:
        return told
    parts = split(path)
    like = inquiry.facts.get(path) if parts is None else inquiry.fields.get((parts[0], parts[2]))
    used = figure(value_at(inquiry.case.facts, path), like or {}, inquiry.tables)
    told = {"path": path, "name": path_label(inquiry, path), **used, "provenance": provenance(inquiry, path)}
    inquiry.told[path] = told
    return told


def provenance(inquiry: Inquiry, path: str) -> str:
    """``given`` (as a value, unknown or inapplicable), ``assumed``, ``derived`` (from other facts), ``registered`` or
    ``absent``."""
    return str(inquiry.case.provenance.get(path, "absent"))


def parameter_use(inquiry: Inquiry, name: str) -> dict[str, Any]:
    """A parameter as it stood on the reference date: name, value, clause."""
    told = inquiry.told.get("parameter:" + name)
    if told is not None:
        return told
    parameter = inquiry.tables["parameters"][name]
    on = inquiry.case.on
    entries = inquiry.base.parameters[name]
    if len(entries) == 1 and entries[0][0] is None:
        value = entries[0][1]
    else:
        value = next((v for start, v in reversed(entries) if start is None or _not_after(start, on)), None)
    used: Figure = figure(value, parameter, inquiry.tables)
    clause = parameter.get("clause")
    told = {"name": parameter_label(inquiry, name), "id": parameter["id"], **used, "clause": clause}
    inquiry.told["parameter:" + name] = told
    return told


def _not_after(start: date, on: Any) -> bool:
    return isinstance(on, date) and start <= on
