"""Subjects and their facts as plain data. Part of :mod:`engine.artifact`."""

from __future__ import annotations

from typing import Any

from engine.artifact.document_tables import fills_table
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import FactSymbol, Subject


def subject_table(subject: Subject, resolved: ResolvedPolicy, routed: bool) -> dict[str, Any]:
    """One subject; the fact of type 年 that moves with the year is its year."""
    facts = subject.facts
    return {
        "name": subject.name,
        "id": subject.id,
        "wording": subject.wording,
        "note": subject.note,
        "routed": routed,
        "reference_date": next((fact.id for fact in facts if fact.reference_date), None),
        "year": next((fact.id for fact in facts if fact.type == "year" and fact.yearly), None),
        "row_choice": next((fact.id for fact in facts if fact.type == "row"), None),
        "facts": [fact_table(fact, resolved) for fact in facts],
        "relations": [
            {"name": r.name, "columns": list(r.columns), "rows": [list(row) for row in r.rows]} for r in subject.relations
        ],
        "fills": fills_table(subject, resolved),
    }


def fact_table(fact: FactSymbol, resolved: ResolvedPolicy) -> dict[str, Any]:
    """One fact or field."""
    scale = resolved.units[fact.unit].scale if fact.unit and fact.unit in resolved.units else 0
    return {
        "name": fact.name,
        "id": fact.id,
        "type": fact.type,
        "unit": fact.unit or "",
        "scale": scale,
        "range": [bound * 10**scale for bound in fact.range] if fact.range is not None else None,
        "enumeration": fact.enumeration,
        "change": fact.change,
        "absent": fact.absent,
        "assumed": _assumed(fact, resolved),
        "may_not_apply": fact.may_not_apply,
        "judge": fact.judge,
        "yearly": fact.yearly,
        "note": fact.note,
        "example": fact.example,
        "columns": [{"name": name, "id": id_, "enumeration": words} for name, id_, words in fact.columns],
        "fields": [fact_table(field, resolved) for field in fact.fields],
        "missing_year": fact.missing_year,
        "past_fixed": fact.past_fixed,
        "contains": [{"whole": whole, "parts": list(parts)} for whole, parts in fact.contains],
    }


def _assumed(fact: FactSymbol, resolved: ResolvedPolicy) -> Any:
    """What is assumed where the fact is left out; a word may be registered by its English id."""
    listed = resolved.enumerations.get(fact.enumeration or "")
    if fact.type != "word" or listed is None or fact.assumed in listed.words:
        return fact.assumed
    return next((word for word, id_ in listed.words.items() if id_ is not None and id_ == fact.assumed), fact.assumed)
