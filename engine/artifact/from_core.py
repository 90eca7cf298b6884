"""``(TypedPolicy, CorePolicy)`` → explanation tables (see :mod:`engine.artifact.tables`). Part of :mod:`engine.artifact`."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from engine import __version__
from engine.artifact.calendar_data import calendar_data
from engine.artifact.document_tables import (
    changes_table,
    exemptions_table,
    layers_table,
    life_table,
    notice_table,
    plans_table,
)
from engine.artifact.tables import FORMAT, Tables
from engine.artifact.vocabulary_tables import subject_table
from engine.core.policy import AtomInfo, Condition, CorePolicy, Entitlement, Side
from engine.core.uses import Index
from engine.core.walk import asked
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import TableRow
from engine.typed.figures import option_values
from engine.typed.policy import TypedCondition, TypedEntitlement, TypedPolicy
from engine.typed.types import Type


def build_tables(typed: TypedPolicy, core: CorePolicy, digest: str) -> Tables:
    """Everything that cases and explanations need. ``digest`` is that of the policy's files and layers."""
    resolved = typed.resolved
    calendar = calendar_data(resolved.calendar, resolved.notice.year)
    routed = {part.name for part in core.subjects if part.rows}
    items = _Items(typed, core)
    return {
        "format": FORMAT,
        "engine": __version__,
        "policy": _policy(resolved, digest, _digest(calendar)),
        "units": {unit.name: {"id": unit.id, "scale": unit.scale} for unit in resolved.units.values()},
        "enumerations": {e.name: {"id": e.id, "words": dict(e.words)} for e in resolved.enumerations.values()},
        "clauses": {locator: {"summary": k.summary, "kind": k.kind} for locator, k in resolved.clauses.items()},
        "parameters": _parameters(typed),
        "readings": _readings(resolved),
        "subjects": {s.name: subject_table(s, resolved, s.name in routed) for s in resolved.subjects.values()},
        "tables": {t.name: {"title": t.title, "clause": t.clause, "act": t.act} for t in resolved.tables.values()},
        "rows": {scoped.row.locator: _row(scoped.row) for scoped in resolved.rows},
        "gaps": {gap.name: {"text": gap.text, "clauses": list(gap.clauses)} for gap, _ in resolved.gaps},
        "errata": [
            dict(zip(("location", "column", "raw", "proposed", "evidence", "confidence", "status"), erratum, strict=True))
            for erratum in resolved.notice.errata
        ],
        "reviews": [dict(zip(("location", "columns", "reason"), each, strict=True)) for each in resolved.notice.reviews],
        "slots": [
            {
                "name": f"{d.resolved.name}·{slot.authority}",
                "definition": d.resolved.name,
                "authority": slot.authority,
                "clause": next((citation.text for citation in slot.citations if citation.kind == "clause"), None),
                "filled": bool(slot.fillings),
            }
            for d in typed.definitions
            for slot in d.resolved.slots
        ],
        "atoms": [_atom(info, resolved) for info in core.atoms],
        "conditions": {each.name: items.condition(each) for part in core.subjects for each in part.conditions},
        "entitlements": {each.name: items.asked(each) for part in core.subjects for each in part.entitlements},
        "records": {record: none for record, none, _ in core.records},
        "calendar": calendar,
        "layers": layers_table(resolved),
        "plans": plans_table(resolved),
        "exemptions": exemptions_table(resolved),
    }


def _digest(data: object) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _policy(resolved: ResolvedPolicy, digest: str, calendar_digest: str) -> dict[str, Any]:
    notice = resolved.notice
    return {
        "document_number": notice.number,
        "title": notice.title,
        "short_title": notice.short_title,
        "year": notice.year,
        "issuer": notice.issuer,
        "issued_on": notice.issued_on,
        "region": notice.region,
        "not_decided": list(notice.not_decided),
        "next_steps": [dict(zip(("decision", "text", "clause"), step, strict=True)) for step in notice.next_steps],
        "references": [
            dict(zip(("name", "number", "status", "clause"), reference, strict=True)) for reference in notice.references
        ],
        "digest": digest,
        "calendar_digest": calendar_digest,
    }


def _plain(value: object) -> object:
    """A value as the tables keep it."""
    if isinstance(value, frozenset | tuple):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _parameters(typed: TypedPolicy) -> dict[str, Any]:
    found = {}
    for name, parameter in typed.parameters.items():
        declared = typed.resolved.parameters[name]
        unit = parameter.type.unit
        found[name] = {
            "id": declared.id,
            "type": parameter.type.kind,
            "unit": unit,
            "scale": _scale(typed.resolved, unit),
            "clause": declared.clause,
            "entries": [[start, _plain(value)] for start, value in parameter.entries],
            "note": declared.note,
            "amended": [list(pair) for pair in declared.amended],
            "status": declared.status,
            "confidence": declared.confidence,
            "file": declared.span.file,
        }
    return found


def _scale(resolved: ResolvedPolicy, unit: str) -> int:
    return resolved.units[unit].scale if unit in resolved.units else 0


def _readings(resolved: ResolvedPolicy) -> dict[str, Any]:
    found = {}
    for name, reading in resolved.readings.items():
        values = dict(option_values(reading, lambda diagnostic: None))
        found[name] = {
            "code": reading.code,
            "question": reading.question,
            "type": reading.type,
            "options": [{"name": o, "value": values[o], "note": note} for o, _, note in reading.options],
            "chosen": reading.chosen,
            "reason": reading.reason,
            "confidence": reading.confidence,
            "confirmed": reading.confirmed,
            "clause": reading.clause,
        }
    return found


def _row(row: TableRow) -> dict[str, Any]:
    return {
        "table": row.table,
        "number": row.number,
        "name": row.name,
        "titles": row.titles,
        "reviews": list(row.reviews),
        "recommends": list(row.recommends),
        "start": row.start,
        "finish": row.finish,
        "start_date": row.start_date,
        "finish_date": row.finish_date,
        "office": {"raw": row.office.raw, "unit": row.office.unit, "phone": row.office.phone},
        "audience": row.audience,
        "seat": row.seat,
        "see_also": list(row.see_also),
        "clause": f"附件1·{row.locator}",
        "notice": notice_table(row.notice),
        "changes": changes_table(row),
        "added": life_table(row.added),
        "dropped": life_table(row.dropped),
    }


def _atom(info: AtomInfo, resolved: ResolvedPolicy) -> dict[str, Any]:
    return {
        "kind": info.kind,
        "operator": info.operator,
        "clauses": list(info.clauses),
        "readings": list(info.readings),
        "left": _side(info.left, resolved),
        "right": _side(info.right, resolved),
        "text": info.text,
        "file": info.span.file,
        "line": info.span.line,
        "column": info.span.column,
    }


def _side(side: Side | None, resolved: ResolvedPolicy) -> dict[str, Any] | None:
    if side is None:
        return None
    found: dict[str, Any] = {
        "kind": side.kind,
        "text": side.text,
        "type": side.type,
        "unit": side.unit,
        "scale": _scale(resolved, side.unit),
        "facts": list(side.facts),
        "parameters": list(side.parameters),
    }
    if side.kind == "field" and isinstance(side.reference, tuple):
        found["record"], found["field"] = side.reference
        found["year"] = _year(side.year)
    elif side.kind in ("fact", "parameter", "reading", "group") and side.reference is not None:
        found[side.kind] = side.reference
    return found


def _year(year: tuple | None) -> dict[str, Any] | None:
    if year is None:
        return None
    if year[0] == "fact":
        return {"fact": year[1], "offset": year[2]}
    return {year[0]: year[1]}


class _Items:
    """Conditions and entitlements as the tables keep them."""

    def __init__(self, typed: TypedPolicy, core: CorePolicy) -> None:
        self.core = core
        self.index = Index(core)
        stated: tuple[TypedCondition | TypedEntitlement, ...] = (*typed.conditions, *typed.entitlements)
        self.messages = {item.resolved.name: self._message(item, typed) for item in stated}

    def _message(self, item: TypedCondition | TypedEntitlement, typed: TypedPolicy) -> list[Any]:
        """Texts and the types of the values between them."""
        return [part if isinstance(part, str) else _type(part.type, typed.resolved) for part in item.message or ()]

    def condition(self, item: Condition) -> dict[str, Any]:
        return self.asked(item) | {"kind": item.kind, "consequence": item.consequence, "blocks": item.blocks}

    def asked(self, item: Condition | Entitlement) -> dict[str, Any]:
        """What conditions and entitlements have in common."""
        uses = self.index.uses(asked(item))
        cited = (name for number in uses.atoms for name in self.core.atoms[number].readings)
        return {
            "subject": item.subject,
            "tables": list(item.tables),
            "clauses": list(item.clauses),
            "readings": list(item.readings),
            "message": self._said(item),
            "facts": list(uses.facts),
            "parameters": list(uses.parameters),
            "all_readings": list(dict.fromkeys((*item.readings, *uses.readings, *cited))),
            "atoms": list(uses.atoms),
            "file": item.span.file,
            "line": item.span.line,
            "column": item.span.column,
        }

    def _said(self, item: Condition | Entitlement) -> list[Any]:
        """Stated messages; the notes of rows are plain text."""
        if item.name in self.messages or item.message is None:
            return self.messages.get(item.name, [])
        return list(item.message.parts)


def _type(type_: Type, resolved: ResolvedPolicy) -> dict[str, Any]:
    return {"type": type_.kind, "unit": type_.unit, "scale": _scale(resolved, type_.unit)}
