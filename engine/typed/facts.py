"""What the types of facts must agree with: ranges, units, assumed words, record fields. Part of :mod:`engine.typed`."""

from __future__ import annotations

from datetime import date

from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean
from engine.resolved.policy import ResolvedPolicy
from engine.resolved.symbols import FactSymbol
from engine.typed import types as t
from engine.typed.context import Context

#: Types whose values are made of parts: nothing that could be assumed of them can be written.
_NEVER_ASSUMED = ("years", "list", "records")


def check_facts(resolved: ResolvedPolicy, context: Context) -> None:
    """Check the vocabulary of every subject."""
    rows = frozenset(row.locator for table in resolved.tables.values() for row in table.rows)
    for subject in resolved.subjects.values():
        dates = [fact for fact in subject.facts if fact.reference_date]
        for fact in dates[1:]:
            context.report(Diagnostic("E0423", fact.places.get("基准日", fact.span), {"name": fact.name, "first": dates[0].name}))
        for fact in subject.facts:
            _check(fact, context, rows)
            for field in fact.fields:
                _check(field, context)
                if fact.missing_year == "none" and field.type not in ("integer", "quantity", "boolean"):
                    context.report(Diagnostic("E0424", field.span, {"name": field.name}))


def _check(fact: FactSymbol, context: Context, rows: frozenset[str] = frozenset()) -> None:
    if fact.type in ("integer", "quantity"):
        _check_figure(fact, context)
    if fact.absent == "assume":
        _check_assumed(fact, context, rows)


def _check_assumed(fact: FactSymbol, context: Context, rows: frozenset[str]) -> None:
    """What is assumed where a fact is left out; ``rows``: locators of the annex."""
    type_ = context.fact_type(fact)
    place = fact.places.get("未填", fact.span)
    if type_.kind in _NEVER_ASSUMED:
        context.report(Diagnostic("E0431", place, {"name": fact.name, "type": type_.describe()}))
    elif type_.kind == "word":
        words = context.words(fact.enumeration or "")
        if fact.assumed not in words:
            known = tuple(dict.fromkeys(words.values()))[:12]
            arguments = {"word": str(fact.assumed), "enumeration": fact.enumeration or "", "known": known}
            context.report(Diagnostic("E0406", place, arguments))
    elif not _fits(fact.assumed, type_, rows):
        context.report(Diagnostic("E0417", place, {"name": fact.name, "text": str(fact.assumed), "type": type_.describe()}))
    elif isinstance(fact.assumed, int) and fact.range is not None and not fact.range[0] <= fact.assumed <= fact.range[1]:
        low, high = fact.range
        context.report(Diagnostic("E0432", place, {"name": fact.name, "value": fact.assumed, "low": low, "high": high}))


def _fits(value: object, type_: t.Type, rows: frozenset[str]) -> bool:
    """Whether an assumed value is of the fact's type, as far as YAML can write it."""
    if type_.kind == "boolean":
        return isinstance(value, bool)
    if type_.kind in ("quantity", "year"):
        return isinstance(value, int) and not isinstance(value, bool)
    if type_.kind == "date":
        return isinstance(value, str) and _is_date(value)
    if type_.kind == "row":
        return value in rows
    return type_.kind == "any" or (isinstance(value, str) and not value.isspace() and value != "")


def _is_date(text: str) -> bool:
    """Whether a text is a day of the calendar in the one form of the files."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


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
