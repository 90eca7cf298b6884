"""Routing rows as people need them: who receives the application, when, where, and what the row itself asks.

Part of :mod:`engine.explain`. The working time of a row is the committee's, never a period for handing in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.diagnostics.patterns import LazyPattern
from engine.evaluate.outcome import RowOutcome
from engine.explain.comparisons import comparison, readings_of
from engine.explain.findings import entitlement, finding, reading_codes
from engine.explain.inquiry import Inquiry
from engine.explain.words import Text, text

#: White space beside a Chinese character or its punctuation; between Latin words and numbers it stays.
_LAYOUT = LazyPattern(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef])")

#: Up to so many rows that may take a case are worth naming one by one.
FEW = 4

Committee = dict[str, Any]
#: Columns of a row that amendments change, as the tables call them.
_CELLS = {"启动时间": "start", "完成时间": "finish"}
_OFFICE = {"单位": "unit", "电话": "phone"}


def committee(inquiry: Inquiry, outcome: RowOutcome) -> Committee:
    """A row in scope, or possibly in scope, with its findings and entitlements."""
    reasons = outcome.reasons
    inquiry.governed = bool(inquiry.tables["rows"][outcome.locator].get("notice"))
    found = {
        **row_reference(inquiry, outcome.locator),
        "scope": "true" if outcome.scope else "possible",
        "because": [comparison(inquiry, reason, outcome.scope) for reason in reasons],
        "readings": sorted(reading_codes(inquiry, readings_of(inquiry, reasons))),
        "findings": [finding(inquiry, condition, outcome.locator) for condition in outcome.conditions],
        "entitlements": [
            shown for given in outcome.entitlements if (shown := entitlement(inquiry, given, outcome.locator))
        ],
        "see_also": [
            brief(inquiry, other) for other in inquiry.tables["rows"][outcome.locator]["see_also"]
            if other in inquiry.tables["rows"] and exists(inquiry.tables["rows"][other], inquiry.case.on)
        ],
    }  # fmt: skip
    inquiry.governed = False
    return found


def row_reference(inquiry: Inquiry, locator: str) -> dict[str, Any]:
    """A row as it stands on the reference date: name, titles, working time, office, the committee's own notice."""
    row = standing(inquiry.tables["rows"][locator], inquiry.case.on)
    return {
        "locator": locator,
        "table": row["table"],
        "number": row["number"],
        "name": cell(row["name"]),
        "act": act(inquiry, row),
        "through": "committee" if inquiry.tables["tables"][row["table"]]["act"] == "review" else "office",
        "titles": row["titles"],
        "reviews": list(row["reviews"]),
        "recommends": list(row["recommends"]),
        "working_time": working_time(row),
        "start_date": row["start_date"],
        "finish_date": row["finish_date"],
        "office": {
            "unit": cell(row["office"]["unit"] or row["office"]["raw"]),
            "phone": row["office"]["phone"],
            "raw": row["office"]["raw"],
        },
        "audience": row["audience"],
        "seat": row["seat"],
        "clause": row["clause"],
        "notice": row.get("notice"),
    }


def standing(row: dict[str, Any], on: Any) -> dict[str, Any]:
    """A row with the amendments that hold on a date; as the notice has it where the date is unknown."""
    for change in row.get("changes", ()):
        if not isinstance(on, date) or date.fromisoformat(change["since"]) > on:
            continue
        column, after = change["column"], change["after"]
        if column in _CELLS:
            row = row | {_CELLS[column]: after, _CELLS[column] + "_date": change["date"]}
        elif column in _OFFICE:
            row = row | {"office": row["office"] | {_OFFICE[column]: after}}
    return row


def exists(row: dict[str, Any], on: Any) -> bool:
    """Whether amendments leave the row there on a date; yes where the date is unknown."""
    if not isinstance(on, date):
        return True
    added, dropped = row.get("added"), row.get("dropped")
    begun = added is None or date.fromisoformat(added["since"]) <= on
    return begun and not (dropped is not None and date.fromisoformat(dropped["since"]) <= on)


def brief(inquiry: Inquiry, locator: str) -> dict[str, Any]:
    """A row by locator, name and table only."""
    row = inquiry.tables["rows"][locator]
    return {"locator": locator, "name": cell(row["name"]), "table": row["table"], "number": row["number"]}


def cell(text: str) -> str:
    """A cell without the spaces and line ends that its layout left between Chinese characters."""
    return _LAYOUT.sub("", text.strip())


def act(inquiry: Inquiry, row: dict[str, Any]) -> str:
    """``review``, ``recommend`` or ``initial``: what the row does for the title applied for."""
    facts = inquiry.case.facts
    asked = [facts.get(id) for kind in ("职称", "级别") if (id := inquiry.fact_with_enumeration(kind))]
    for word in asked:
        if isinstance(word, str) and word in row["reviews"]:
            break
        if isinstance(word, str) and word in row["recommends"]:
            return "recommend"
    return str(inquiry.tables["tables"][row["table"]]["act"])


def working_time(row: dict[str, Any]) -> Text | None:
    """``2023年8月至10月``; the raw cells where a date cannot be read from them."""
    start, finish = row["start_date"], row["finish_date"]
    cells = cell(row["finish"] or "")
    if not finish or "、" in cells:
        return text("as_printed", cells=cells) if cells else None
    last = date.fromisoformat(finish)
    if not row["start"] or not start:
        return text("until_month", year=last.year, month=last.month)
    first = date.fromisoformat(start)
    key = "months" if first.year == last.year else "months_over"
    return text(key, year=first.year, first=first.month, last=last.month, last_year=last.year)
