"""What the types of facts must agree with: ranges, units, assumed words, record fields. Part of :mod:`engine.typed`."""

from __future__ import annotations

from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import FactSymbol
from engine.typed import types as t
from engine.typed.context import Context


def check_facts(resolved: ResolvedPolicy, context: Context) -> None:
    """Check the vocabulary of every subject."""
    for subject in resolved.subjects.values():
        dates = [fact for fact in subject.facts if fact.reference_date]
        for fact in dates[1:]:
            context.report(Diagnostic("E0423", fact.places.get("基准日", fact.span), {"name": fact.name, "first": dates[0].name}))
        for fact in subject.facts:
            _check(fact, context)
            for field in fact.fields:
                _check(field, context)
                if fact.missing_year == "none" and field.type not in ("integer", "quantity", "boolean"):
                    context.report(Diagnostic("E0424", field.span, {"name": field.name}))


def _check(fact: FactSymbol, context: Context) -> None:
    if fact.type in ("integer", "quantity"):
        _check_figure(fact, context)
    if fact.assumed is None:
        return
    type_ = context.fact_type(fact)
    place = fact.places.get("未填", fact.span)
    if type_.kind == "word":
        words = context.words(fact.enumeration or "")
        if fact.assumed not in words:
            known = tuple(dict.fromkeys(words.values()))[:12]
            arguments = {"word": fact.assumed, "enumeration": fact.enumeration or "", "known": known}
            context.report(Diagnostic("E0406", place, arguments))
    elif not _fits(fact.assumed, type_):
        context.report(Diagnostic("E0417", place, {"name": fact.name, "text": str(fact.assumed), "type": type_.describe()}))


def _fits(value: object, type_: t.Type) -> bool:
    """Whether an assumed value is of the fact's type, as far as YAML can write it."""
    if type_.kind == "boolean":
        return isinstance(value, bool)
    if type_.kind in ("quantity", "year"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def _check_figure(fact: FactSymbol, context: Context) -> None:
    place = fact.places.get("取值范围", fact.span)
    if fact.range is None:
        context.report(Diagnostic("E0425", fact.span, {"name": fact.name}))
    elif fact.range[0] > fact.range[1]:
        context.report(Diagnostic("E0426", place, {"low": fact.range[0], "high": fact.range[1]}))
    if fact.unit and fact.unit not in context.units:
        meant = did_you_mean(fact.unit, sorted(context.units))
        arguments = {"unit": fact.unit} | ({"meant": meant} if meant else {})
        context.report(Diagnostic("E0320", fact.places.get("单位", fact.span), arguments))
    low, high = context.fact_bounds(fact) or (0, 0)
    if low <= high and not t.INT_MIN <= low <= high <= t.INT_MAX and fact.range is not None:
        context.report(Diagnostic("E0407", place, {}))
