"""Statements that never say anything. Part of :mod:`engine.analysis`; codes W0506, W0507 and W0508.

What applies to nobody, what nobody can meet, and what everybody meets changes no decision that was meant to be changed: most
often a word is missing, a figure or a comparison is turned round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.analysis.context import Context
from engine.analysis.formula import Formula, negated
from engine.analysis.rulings import choices_of
from engine.core import nodes as c
from engine.core.policy import Condition, Definition, Entitlement, SubjectPolicy
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term

_RULE = Term("规则", "rule")
_ROW = Term("行", "row")
_GAP = Term("缺口", "gap")
_EXCEPTION = Term("例外", "exception")
_NOTE = Term("备注", "note")


def check_firing(context: Context) -> Iterable[Diagnostic]:
    """One warning for every statement that applies to nobody, that nobody can meet, or that everybody meets."""
    places = context.statements
    for part in context.core.subjects:
        for row in part.rows:
            yield from _never(context, part, row.scope, row.locator, _place(context, row.locator, row.span), _ROW)
        for gap in part.gaps:
            yield from _never(context, part, gap.scope, gap.name, gap.span, _GAP)
        for item in part.statements:
            typed = places.get(item.name)
            applies = typed.applies.span if typed is not None and typed.applies is not None else item.span
            requires = getattr(typed, "requires", None)
            yield from _statement(context, part, item, applies, requires.span if requires is not None else item.span)
    for definition in context.core.definitions:
        yield from _exceptions(context, definition)


def _place(context: Context, locator: str, span: Span) -> Span:
    """Where the scope of a row is written."""
    found = next((each.row.scope for each in context.typed.rows if each.row.locator == locator), span)
    return found if found.file else span


def _never(context: Context, part: SubjectPolicy, node: c.Node, name: str, place: Span, kind: Term) -> Iterator[Diagnostic]:
    formula = context.truth(part.name, node, name, place)
    if formula is not None and context.ask(part.name, [formula], name, place).impossible:
        yield Diagnostic("W0506", place, {"kind": kind, "name": name})


def _statement(
    context: Context, part: SubjectPolicy, item: Condition | Entitlement, applies: Span, requires: Span
) -> Iterator[Diagnostic]:
    """A condition or entitlement, or a row's note."""
    given = [] if item.applies is None else [context.truth(part.name, item.applies, item.name, applies)]
    wanted = context.truth(part.name, item.requires, item.name, requires) if isinstance(item, Condition) else True
    if wanted is None or None in given:
        return
    known: list[Formula] = [each for each in given if each is not None]

    def impossible(*more: Formula) -> bool:
        return context.ask(part.name, [*known, *more], item.name, item.span).impossible

    if known and impossible():
        yield Diagnostic("W0506", applies, {"kind": _RULE, "name": item.name})
    elif not isinstance(item, Condition):
        return
    elif item.kind == "note":
        if impossible(negated(wanted)):
            yield Diagnostic("W0506", item.span, {"kind": _NOTE, "name": item.name})
    elif impossible(wanted):
        yield Diagnostic("W0507", requires, {"name": item.name})
    elif impossible(negated(wanted)):
        yield Diagnostic("W0508", requires, {"name": item.name})


def _exceptions(context: Context, definition: Definition) -> Iterator[Diagnostic]:
    """The exceptions of a definition; rows of a table of which the first that holds counts have a check of their own."""
    part = context.owner(definition)
    for choice, rows in choices_of(context, definition) if part is not None else ():
        assert part is not None
        scope = context.scope(definition, part.name)
        for each in choice.alternatives[rows:]:
            formula = context.truth(part.name, each.condition, each.name, each.span, scope)
            if formula is not None and context.ask(part.name, [formula], each.name, each.span).impossible:
                yield Diagnostic("W0506", each.span, {"kind": _EXCEPTION, "name": each.name})
