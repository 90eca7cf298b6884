"""Exceptions of definitions and rows of decision tables, against each other. Part of :mod:`engine.analysis`; codes W0509
(they clash) and W0510 (a row is never reached).

Nobody wins by order: where two exceptions hold and say different things the value is unknown, and every application that
meets both is stuck. In a table of which the first row that holds counts (命中 先中) order does decide, and a row whose cases
the rows above it take is dead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice

from engine.analysis import witness
from engine.analysis.context import Context
from engine.analysis.encode import Scope
from engine.analysis.formula import Formula, both, either, negated
from engine.core import nodes as c
from engine.core.policy import Definition
from engine.diagnostics import Diagnostic, Label

#: Pairs of exceptions of one definition that are looked at.
MOST_PAIRS = 20_000


def choices_of(context: Context, definition: Definition) -> Iterator[tuple[c.Choice, int]]:
    """The choices that make up a definition, the highest authority's first, with how many rows of each are a table's."""
    node = definition.body
    while isinstance(node, c.Choice) and node.name:
        own = node.name == definition.name
        yield node, context.definitions[definition.name].resolved.first_hit if own else 0
        node = node.base


def check_clashes(context: Context) -> Iterable[Diagnostic]:
    """One warning for every two exceptions of one definition that may hold together and say different things."""
    for definition in context.core.definitions:
        part = context.owner(definition)
        for choice, rows in choices_of(context, definition) if part is not None else ():
            assert part is not None
            yield from _clashes(context, part.name, definition, choice.alternatives[rows:])


def _clashes(
    context: Context, subject: str, definition: Definition, alternatives: tuple[c.Alternative, ...]
) -> Iterator[Diagnostic]:
    space = context.encoder(subject).space
    scope = context.scope(definition, subject)
    pairs = combinations(alternatives, 2)
    for one, two in islice(pairs, MOST_PAIRS):
        first = context.truth(subject, one.condition, one.name, one.span, scope)
        second = context.truth(subject, two.condition, two.name, two.span, scope)
        if first is None or second is None:
            continue
        answer = context.ask(subject, (first, second, _differ(context, subject, one, two, scope)), two.name, two.span)
        if answer.found is not None and witness.is_real(space, answer.found, free=1):
            arguments = {
                "name": definition.name,
                "one": one.name,
                "other": two.name,
                "case": witness.told(space, answer.found),
            }
            yield Diagnostic("W0509", two.span, arguments, (Label(one.span, "first"),))
    if next(pairs, None) is not None:
        context.budget.skipped.setdefault(definition.name, definition.span)


def _differ(context: Context, subject: str, one: c.Alternative, two: c.Alternative, scope: Scope) -> Formula:
    """When two exceptions say different things, as far as what they say is known."""
    encoder = context.encoder(subject)
    if c.is_statement(one.value) and c.is_statement(two.value):
        first, second = encoder.truth(one.value, scope), encoder.truth(two.value, scope)
        return either((both((first, negated(second))), both((negated(first), second))))
    return either(
        both((guard, other))
        for guard, left in encoder.cases(one.value, scope)
        for other, right in encoder.cases(two.value, scope)
        if left.variable == right.variable == -1 and left.known != right.known
    )


def check_shadowed(context: Context) -> Iterable[Diagnostic]:
    """One warning for every row of a first-hit table that the rows above it leave nothing to."""
    for definition in context.core.definitions:
        part = context.owner(definition)
        for choice, rows in choices_of(context, definition) if part is not None else ():
            assert part is not None
            yield from _shadowed(context, part.name, definition, choice.alternatives[:rows])


def _shadowed(context: Context, subject: str, definition: Definition, rows: tuple[c.Alternative, ...]) -> Iterator[Diagnostic]:
    scope = context.scope(definition, subject)
    above: list[Formula] = []
    for number, row in enumerate(rows, 1):
        own = row.condition.operands[0] if number > 1 and isinstance(row.condition, c.And) else row.condition
        formula = context.truth(subject, own, definition.name, row.span, scope)
        if formula is None:
            return
        if context.ask(subject, [formula, *above], definition.name, row.span).impossible:
            yield Diagnostic("W0510", row.span, {"name": definition.name, "number": number})
        above.append(negated(formula))
