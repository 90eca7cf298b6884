"""What the types of facts must agree with: ranges, units, assumed words, record fields. Part of :mod:`engine.typed`."""

from __future__ import annotations

from engine.diagnostics import Diagnostic
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import FactSymbol
from engine.typed import types as t
from engine.typed.context import Context


def check_facts(resolved: ResolvedPolicy, context: Context) -> None:
    """Check the vocabulary of every subject."""
    for subject in resolved.subjects.values():
        dates = [fact for fact in subject.facts if fact.reference_date]
        for fact in dates[1:]:
            context.report(Diagnostic("E0423", fact.span, {"name": fact.name, "first": dates[0].name}))
        for fact in subject.facts:
            _check(fact, context)
            for field in fact.fields:
                _check(field, context)
                if fact.missing_year == "none" and field.type not in ("integer", "quantity", "boolean"):
                    context.report(Diagnostic("E0424", field.span, {"name": field.name}))


def _check(fact: FactSymbol, context: Context) -> None:
    if fact.type in ("integer", "quantity"):
        if fact.range is None:
            context.report(Diagnostic("E0425", fact.span, {"name": fact.name}))
        elif fact.range[0] > fact.range[1]:
            context.report(Diagnostic("E0426", fact.span, {"low": fact.range[0], "high": fact.range[1]}))
        if fact.unit and fact.unit not in context.units:
            context.report(Diagnostic("E0320", fact.span, {"unit": fact.unit}))
        low, high = context.fact_bounds(fact) or (0, 0)
        if not t.INT_MIN <= low <= high <= t.INT_MAX and fact.range is not None and fact.range[0] <= fact.range[1]:
            context.report(Diagnostic("E0407", fact.span, {}))
    if fact.assumed is not None and fact.type == "word":
        words = context.words(fact.enumeration or "")
        if fact.assumed not in words:
            known = "、".join(dict.fromkeys(words.values()))
            context.report(
                Diagnostic(
                    "E0406", fact.span, {"word": fact.assumed, "enumeration": fact.enumeration or "", "known": known}
                )
            )
