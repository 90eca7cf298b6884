"""What is declared and never read. Part of :mod:`engine.analysis`; codes W0502, W0516 and W0517.

A definition left over from last year, or one whose name is misspelt where it should be used, changes nothing and is easily
taken for a rule that is in force; so is a figure. A fact that nothing reads is asked of applicants for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.analysis.context import Context
from engine.core.walk import of_subject
from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.resolved.symbols import FactSymbol, Subject

_PARAMETER = Term("参数", "parameter")
_READING = Term("口径", "reading")


def check_unused_definitions(context: Context) -> Iterable[Diagnostic]:
    """One warning for every definition that no condition, entitlement, row or gap reaches."""
    used = set(context.used.definitions)
    for definition in context.core.definitions:
        if definition.name not in used:
            yield Diagnostic("W0502", definition.span, {"name": definition.name})


def check_unused_figures(context: Context) -> Iterable[Diagnostic]:
    """One warning for every parameter and reading that nothing in force reads.

    Groups of words may wait for their use, and a reading with one option leaves nothing to choose.
    """
    used = context.used
    for parameter in context.resolved.parameters.values():
        if parameter.name not in used.parameters and parameter.type != "group":
            yield Diagnostic("W0516", parameter.span, {"kind": _PARAMETER, "name": parameter.name})
    for reading in context.resolved.readings.values():
        if reading.name not in used.readings and len(reading.options) > 1:
            yield Diagnostic("W0516", reading.span, {"kind": _READING, "name": reading.name})


def check_unused_facts(context: Context) -> Iterable[Diagnostic]:
    """One warning for every fact that neither a statement nor anything else reads."""
    for part in context.core.subjects:
        subject = context.resolved.subjects[part.name]
        used = set(context.index.uses(of_subject(part)).facts)
        for fact in subject.facts:
            if fact.id not in used and not _needed(fact, subject):
                yield Diagnostic("W0517", fact.span, {"name": fact.name, "subject": subject.name})


def _needed(fact: FactSymbol, subject: Subject) -> bool:
    """Facts that serve otherwise: to tell cases apart, to date them, to choose a policy or a row, to agree with others."""
    tied = any(fact.id in relation.columns for relation in subject.relations)
    year = next((each.id for each in subject.facts if each.type == "year"), None)
    return fact.type in ("text", "row") or fact.reference_date or fact.id == year or tied
