"""``ResolvedPolicy`` → ``TypedPolicy``. Part of :mod:`engine.typed`.

Definitions are typed callees first; a cycle among them is an error, for the language has no recursion.
"""

from __future__ import annotations

from engine.diagnostics import Diagnostic
from engine.resolved.policy import Condition, Definition, ResolvedPolicy, Ruling, Template
from engine.resolved.symbols import Parameter
from engine.typed import figures
from engine.typed import types as t
from engine.typed.checker import Checker
from engine.typed.context import Context, join
from engine.typed.deadlines import check_deadline
from engine.typed.facts import check_facts
from engine.typed.nodes import Typed
from engine.typed.order import dependency_order
from engine.typed.policy import (
    TypedCondition,
    TypedDefinition,
    TypedEntitlement,
    TypedPolicy,
    TypedRow,
    TypedRuling,
    TypedTable,
)


def translate(resolved: ResolvedPolicy) -> tuple[TypedPolicy | None, list[Diagnostic]]:
    """Type everything; all mistakes are collected, and nothing is returned while an error stands."""
    diagnostics: list[Diagnostic] = []
    context = _context(resolved, diagnostics)
    check_facts(resolved, context)
    for name in dependency_order({**resolved.definitions, **resolved.collect_tables}, diagnostics.append):
        if name in resolved.definitions:
            context.definitions[name] = _definition(resolved.definitions[name], context)
        else:
            context.tables[name] = _table(name, resolved.collect_tables[name].rows, context)
    typed = TypedPolicy(
        resolved,
        context.parameters,
        context.reading_types,
        tuple(context.definitions.values()),
        context.tables,
        tuple(_condition(condition, context) for condition in resolved.conditions),
        tuple(
            TypedEntitlement(e, Checker(context).truth(e.applies), _template(e.message, context)) for e in resolved.entitlements
        ),
        tuple(
            TypedRow(
                scoped.row,
                Checker(context).truth(scoped.scope),
                tuple(
                    (text, kind, Checker(context).truth(when) if when is not None else None, place)
                    for text, kind, when, place in scoped.notes
                ),
            )
            for scoped in resolved.rows
        ),
        tuple((gap, Checker(context).truth(scope)) for gap, scope in resolved.gaps),
    )
    failed = any(diagnostic.severity == "error" for diagnostic in diagnostics)
    return (None if failed else typed), _once(diagnostics)


def _once(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Each diagnostic once: definitions used in several places are typed once, their words may be asked for twice."""
    seen = set()
    found = []
    for diagnostic in diagnostics:
        key = (diagnostic.code, diagnostic.span, str(diagnostic.arguments))
        if key not in seen:
            seen.add(key)
            found.append(diagnostic)
    return found


def _context(resolved: ResolvedPolicy, diagnostics: list[Diagnostic]) -> Context:
    report = diagnostics.append
    parameters = {
        name: figures.type_parameter(parameter, resolved.units, report) for name, parameter in resolved.parameters.items()
    }
    option_words = {
        f"口径.{reading.name}": tuple(option for option, _, _ in reading.options) for reading in resolved.readings.values()
    }
    for definition in resolved.definitions.values():
        if definition.words:
            option_words[definition.name] = definition.words
    for reading in resolved.readings.values():
        figures.option_values(reading, report)

    def bounds(parameter: Parameter) -> tuple[int, int] | None:
        return figures.bounds(parameters[parameter.name], parameter, resolved.units)

    return Context(
        resolved.units,
        resolved.enumerations,
        resolved.readings,
        {reading.code: name for name, reading in resolved.readings.items()},
        parameters,
        {name: bounds(parameter) for name, parameter in resolved.parameters.items()},
        {name: figures.reading_type(reading) for name, reading in resolved.readings.items()},
        option_words,
        report,
    )


def _rulings(rulings: tuple[Ruling, ...], checker: Checker, type_: t.Type | None) -> tuple[TypedRuling, ...]:
    found = []
    for ruling in rulings:
        clauses, readings = checker.citations(ruling.citations)
        condition = checker.truth(ruling.condition)
        value = checker.check(ruling.value, type_) if ruling.value is not None else None
        found.append(TypedRuling(ruling.name, condition, value, clauses, readings, ruling.span))
    return tuple(found)


def _definition(definition: Definition, context: Context) -> TypedDefinition:
    """A definition with the types that its parameters and its value turn out to have."""
    checker = Checker(context, dict.fromkeys(definition.parameters))
    body = checker.check(definition.body)
    exceptions = _rulings(definition.exceptions, checker, body.type)
    slots = tuple((slot.authority, _rulings(slot.fillings, checker, body.type)) for slot in definition.slots)
    bounds = body.bounds
    for ruling in (*exceptions, *(ruling for _, fillings in slots for ruling in fillings)):
        bounds = join(bounds, ruling.value.bounds if ruling.value is not None else None)
    parameters = tuple((name, checker.variables.get(name) or t.YEAR) for name in definition.parameters)
    return TypedDefinition(definition, body.type, parameters, body, exceptions, slots, bounds)


def _table(name: str, rows: tuple[Ruling, ...], context: Context) -> TypedTable:
    checker = Checker(context)
    found: list[TypedRuling] = []
    type_: t.Type | None = None
    bounds: tuple[int, int] = (1, 1)
    for ruling in rows:
        typed = _rulings((ruling,), checker, type_)[0]
        if typed.value is not None:
            bounds = typed.value.bounds or (0, 0) if type_ is None else join(bounds, typed.value.bounds) or bounds
            type_ = typed.value.type
        found.append(typed)
    return TypedTable(name, tuple(found), type_, bounds)


def _condition(condition: Condition, context: Context) -> TypedCondition:
    checker = Checker(context)
    applies = checker.truth(condition.applies) if condition.applies is not None else None
    requires = checker.truth(condition.requires)
    if condition.kind == "deadline":
        check_deadline(requires, context)
    return TypedCondition(condition, applies, requires, _template(condition.message, context, requires))


def _template(template: Template | None, context: Context, requires: Typed | None = None) -> tuple[str | Typed, ...] | None:
    if template is None:
        return None
    checker = Checker(context)
    if requires is not None and isinstance(requires.detail, tuple) and len(requires.detail) == 2:
        checker.variables[requires.detail[1]] = t.YEAR
    return tuple(part if isinstance(part, str) else checker.check(part, None, True) for part in template.parts)
