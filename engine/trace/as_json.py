"""The ledger as JSON data, under ``schemas/trace.schema.json``. Part of :mod:`engine.trace`."""

from __future__ import annotations

from typing import Any

from engine.diagnostics import Span
from engine.diagnostics.render import to_json
from engine.trace.carriers import Carrier
from engine.trace.layers import Carried
from engine.trace.ledger import Entry, Erratum, Layer, Ledger
from engine.trace.scenarios import Scenario, short

#: Version of the format.
FORMAT = 1


def as_json(ledger: Ledger, policy: str, digest: str, lang: str) -> dict[str, Any]:
    """``ledger`` as plain data; ``policy`` is the folder as the user named it, ``digest`` that of its files."""
    notice = ledger.resolved.notice
    return {
        "format": FORMAT,
        "policy": {
            "folder": policy, "digest": digest, "number": notice.number, "title": notice.title, "year": notice.year,
            "issuer": notice.issuer, "issued_on": notice.issued_on,
        },
        "totals": totals(ledger),
        "notice": _notice(ledger),
        "entries": [_entry(entry) for entry in ledger.entries],
        "orphans": [_carrier(each) for each in ledger.orphans],
        "layers": [_layer(each) for each in ledger.layers],
        "diagnostics": to_json(ledger.diagnostics, lang),
    }  # fmt: skip


def totals(ledger: Ledger) -> dict[str, int]:
    """How much of each kind there is."""
    entries = ledger.entries
    return {
        "entries": len(entries),
        "clauses": sum(entry.statement is not None for entry in entries),
        "rows": sum(entry.row is not None for entry in entries),
        "carried": ledger.carried,
        "by_rules": sum(entry.state == "rule" for entry in entries),
        "by_tables": sum(entry.state == "table" for entry in entries),
        "stated": sum(entry.state == "stated" for entry in entries),
        "failed": sum(entry.state == "failed" for entry in entries),
        "doubtful": sum(entry.doubtful for entry in entries),
        "orphans": len(ledger.orphans),
        "scenarios": len(ledger.scenarios),
        "cases": sum(scenario.runs for scenario in ledger.scenarios),
        "errors": sum(each.severity == "error" for each in ledger.diagnostics),
    }


def _notice(ledger: Ledger) -> dict[str, Any] | None:
    found = ledger.notice
    if found is None:
        return None
    return {
        "file": found.file, "sha256": found.digest, "passages": found.passages, "figures": found.figures,
        "unwritten": len(found.unwritten), "rows": found.rows, "cells": found.cells,
        "unwritten_figures": [
            {"name": each.name, "value": each.value, "locator": each.locator, "note": each.note} for each in found.unwritten
        ],
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    statement, passage = entry.statement, entry.passage
    return {
        "locator": entry.locator,
        "article": entry.article,
        "kind": entry.kind,
        "state": entry.state,
        "classes": statement.classes if statement is not None else "",
        "actors": list(statement.actors) if statement is not None else [],
        "summary": entry.summary,
        "carriage": statement.carriage if statement is not None else "表",
        "reason": statement.reason if statement is not None else "",
        "carriers": [_carrier(each) for each in entry.carriers],
        "scenarios": [_scenario(each) for each in entry.scenarios],
        "readings": [
            {"code": each.code, "name": each.name, "chosen": each.chosen, "confirmed": each.confirmed}
            for each in entry.readings
        ],
        "errata": [_erratum(each) for each in entry.errata],
        "beside": [_carried(each) for each in entry.beside],
        "digest": {"value": statement.digest, "length": statement.length} if statement is not None else None,
        "passage": None if passage is None else {
            "status": passage.status, "text": passage.text, "before": passage.before, "line": passage.span.line,
        },
    }  # fmt: skip


def _layer(layer: Layer) -> dict[str, Any]:
    head = layer.head
    return {
        "name": head.name if head is not None else None, "number": head.number if head is not None else None,
        "authority": head.authority if head is not None else None, "since": head.since if head is not None else None,
        "status": head.status if head is not None else None, "digest": layer.digest or None,
        "entries": [_entry(entry) for entry in layer.entries], "carried": [_carried(each) for each in layer.carried],
    }  # fmt: skip


def _carried(carried: Carried) -> dict[str, Any]:
    return {
        "kind": carried.kind, "name": carried.name, "number": carried.number, "locators": list(carried.locators),
        "since": carried.since or None, "before": carried.before or None, "after": carried.after or None,
        **_place(carried.span),
    }  # fmt: skip


def _carrier(carrier: Carrier) -> dict[str, Any]:
    return {
        "kind": carrier.kind, "name": carrier.name, "subject": carrier.subject, "clauses": list(map(short, carrier.clauses)),
        **_place(carrier.span),
    }  # fmt: skip


def _scenario(scenario: Scenario) -> dict[str, Any]:
    return {"name": scenario.name, "cases": scenario.runs, **_place(scenario.span)}


def _erratum(erratum: Erratum) -> dict[str, Any]:
    return {
        "column": erratum.column, "kind": erratum.kind, "raw": erratum.raw, "proposed": erratum.proposed,
        "status": erratum.status,
    }  # fmt: skip


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line}
