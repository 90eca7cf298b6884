"""Figures that parts and wholes do not leave room for. Part of :mod:`engine.analysis`; codes W0514 and W0521.

The vocabulary says which figures are parts of which (包含). What is asked of the parts may then be impossible within the whole,
or already say what is asked of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.analysis.context import Context
from engine.analysis.encode import Scope
from engine.analysis.formula import Formula, negated
from engine.core import nodes as c
from engine.core.walk import children
from engine.diagnostics import Diagnostic, Label


def check_sums(context: Context) -> Iterable[Diagnostic]:
    """One warning for figures that no case can have together, or of which one follows from the others."""
    for definition in context.core.definitions:
        part = context.owner(definition)
        if part is not None:
            scope = context.scope(definition, part.name)
            yield from _below(context, part.name, definition.name, definition.body, scope)
    for part in context.core.subjects:
        for condition in part.conditions:
            yield from _below(context, part.name, condition.name, condition.requires, {})


def _below(context: Context, subject: str, name: str, root: c.Node, scope: Scope) -> Iterator[Diagnostic]:
    stack: list[c.Node | c.Alternative] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, c.And):
            yield from _together(context, subject, name, node, scope)
        stack += children(node)


def _together(context: Context, subject: str, name: str, node: c.And, scope: Scope) -> Iterator[Diagnostic]:
    """The figures of one year that are asked for side by side."""
    by_year: dict[tuple[str, str], list[c.Compare]] = {}
    for operand in node.operands:
        if isinstance(operand, c.Compare) and isinstance(operand.left, c.Field):
            by_year.setdefault((operand.left.record, repr(operand.left.year)), []).append(operand)
    for (record, _), asked in by_year.items():
        fields = {each.left.field for each in asked if isinstance(each.left, c.Field)}
        if len(fields) > 1 and any(fields & {whole, *parts} for whole, parts in _contained(context, subject, record)):
            yield from _judged(context, subject, name, asked, scope)


def _contained(context: Context, subject: str, record: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    facts = context.encoder(subject).space.facts
    return facts[record].contains if record in facts else ()


def _judged(context: Context, subject: str, name: str, asked: list[c.Compare], scope: Scope) -> Iterator[Diagnostic]:
    formulas: list[Formula] = []
    for each in asked:
        found = context.truth(subject, each, name, each.atom.span, scope)
        if found is None:
            return
        formulas.append(found)
    last = asked[-1].atom.span
    if context.ask(subject, formulas, name, last).impossible:
        yield Diagnostic("W0514", last, {"name": name}, (Label(asked[0].atom.span, "first"),))
        return
    for at, each in enumerate(asked):
        others = [formula for other, formula in enumerate(formulas) if other != at]
        if context.ask(subject, [*others, negated(formulas[at])], name, each.atom.span).impossible:
            yield Diagnostic("W0521", each.atom.span, {"name": name})
