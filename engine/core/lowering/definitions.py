"""Definitions with exceptions, slots, categories and table rows → choices. Part of :mod:`engine.core.lowering`."""

from __future__ import annotations

from engine.core import nodes as c
from engine.core.lowering.book import Ground
from engine.core.lowering.expressions import Expressions
from engine.core.policy import Definition
from engine.typed.policy import TypedDefinition, TypedRuling


def lower_definition(typed: TypedDefinition, expressions: Expressions, ground: Ground) -> Definition:
    """A definition: its body, its exceptions around it, and around those one choice per authority whose slot is filled."""
    resolved = typed.resolved
    body = expressions.lower(typed.body, ground)
    boolean = typed.type.kind == "boolean"
    if typed.exceptions:
        alternatives = _alternatives(typed.exceptions, expressions, ground)
        rows = resolved.first_hit
        alternatives = guarded(alternatives[:rows]) + alternatives[rows:]
        atom = expressions.book.atom("choice", ground, resolved.span, text=resolved.name)
        body = c.Choice(resolved.name, body, alternatives, boolean, atom)
    for authority, fillings in typed.slots:
        if fillings:
            atom = expressions.book.atom("choice", ground, resolved.span, text=resolved.name)
            name = f"{resolved.name}·{authority}"
            body = c.Choice(name, body, _alternatives(fillings, expressions, ground), boolean, atom)
    parameters = tuple(name for name, _ in typed.parameters)
    return Definition(resolved.name, parameters, body, boolean, resolved.span)


def _alternatives(rulings: tuple[TypedRuling, ...], expressions: Expressions, ground: Ground) -> tuple[c.Alternative, ...]:
    found = []
    for ruling in rulings:
        assert ruling.value is not None
        inner = ground.cited(ruling.clauses, ruling.readings)
        condition, value = expressions.lower(ruling.condition, inner), expressions.lower(ruling.value, inner)
        found.append(c.Alternative(ruling.name, condition, value, inner.clauses, inner.readings, ruling.span))
    return tuple(found)


def guarded(alternatives: tuple[c.Alternative, ...]) -> tuple[c.Alternative, ...]:
    """Hit policy 先中: a row holds where no row above it does."""
    found: list[c.Alternative] = []
    refused = tuple(c.Not(row.condition) for row in alternatives)
    for index, row in enumerate(alternatives):
        condition = c.And((row.condition, *refused[:index])) if index else row.condition
        found.append(c.Alternative(row.name, condition, row.value, row.clauses, row.readings, row.span))
    return tuple(found)
