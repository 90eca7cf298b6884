"""The documents below, beside and above a notice as plain data. Part of :mod:`engine.artifact`."""

from __future__ import annotations

from typing import Any

from engine.resolved.document_symbols import COUNTY_SEAT, CommitteeNotice, RegisteredYears, RowLife
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import FactSymbol, Subject, TableRow

#: The fact that the register of 评价条件 fills: its column and the vocabulary have the same name.
REGISTERED = "规定年限"


def layers_table(resolved: ResolvedPolicy) -> list[dict[str, Any]]:
    """The documents laid over the policy, in the order in which they were named."""
    return [
        {
            "name": each.name,
            "authority": each.authority,
            "number": each.number,
            "since": each.since,
            "status": each.status,
            "folder": each.folder,
        }
        for each in resolved.documents.layers
    ]


def plans_table(resolved: ResolvedPolicy) -> list[dict[str, Any]]:
    """The counties' plans, each with the county-seated rows that it does not hold."""
    seated = [scoped.row.locator for scoped in resolved.rows if scoped.row.seat == COUNTY_SEAT]
    return [
        {"county": plan.county, "number": plan.number, "without": [row for row in seated if row not in plan.rows]}
        for plan in resolved.documents.plans
    ]


def exemptions_table(resolved: ResolvedPolicy) -> list[dict[str, Any]]:
    """The recognised exceptions."""
    return [
        {
            "fact": each.fact,
            "definition": each.definition,
            "who": each.who,
            "year": each.year,
            "basis": each.basis,
            "clause": each.clause,
            "confirmed": each.confirmed,
            "confirmed_on": each.confirmed_on,
        }
        for each in resolved.documents.exemptions
    ]


def fills_table(subject: Subject, resolved: ResolvedPolicy) -> list[dict[str, Any]]:
    """What registers fill in for a subject where nothing was stated."""
    filled = next((fact for fact in subject.facts if fact.name == REGISTERED), None)
    columns = [_fact_of(subject, enumeration) for enumeration in ("系列", "专业", "级别")]
    if filled is None or None in columns or not resolved.documents.registered:
        return []
    rows = [_entry(entry) for entry in resolved.documents.registered]
    return [{"fact": filled.id, "columns": [fact.id for fact in columns if fact is not None], "rows": rows}]


def _fact_of(subject: Subject, enumeration: str) -> FactSymbol | None:
    return next((fact for fact in subject.facts if fact.type == "word" and fact.enumeration == enumeration), None)


def _entry(entry: RegisteredYears) -> dict[str, Any]:
    return {
        "words": [entry.series, entry.specialty, entry.level],
        "value": entry.years,
        "number": entry.number,
        "title": entry.title,
        "status": entry.status,
        "confidence": entry.confidence,
    }


def notice_table(notice: CommitteeNotice | None) -> dict[str, Any] | None:
    """A committee's own notice."""
    if notice is None:
        return None
    return {
        "number": notice.number,
        "approved_on": notice.approved_on,
        "accepts_from": notice.accepts_from,
        "accepts_until": notice.accepts_until,
        "hours_until": notice.hours_until,
        "tenure_until": notice.tenure_until,
        "conditions": notice.conditions,
        "materials": list(notice.materials),
    }


def life_table(life: RowLife | None) -> dict[str, str] | None:
    """From when an amendment makes a row, or takes it out."""
    return {"since": life.since, "number": life.number, "gap": life.gap} if life is not None else None


def changes_table(row: TableRow) -> list[dict[str, Any]]:
    """What amendments make of a row's cells, in order of their days."""
    return [
        {"since": c.since, "number": c.number, "column": c.column, "before": c.before, "after": c.after, "date": c.date}
        for c in row.changes
    ]
