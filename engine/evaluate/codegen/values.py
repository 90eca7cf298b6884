"""Expressions as Python: each node becomes a local. Part of :mod:`engine.evaluate.codegen`.

Where both sides are plain known values, the operation stands in the generated line; everything unknown, partly known or
inapplicable goes through :mod:`engine.evaluate.operators`, as in the reference evaluator.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.core import nodes as n
from engine.evaluate.codegen import statements, tables
from engine.evaluate.codegen.function import Function

#: Types whose comparison and arithmetic need no care, and how generated code names them.
PLAIN = {bool: "bool", int: "int", str: "str", date: "date"}

#: Values that are cheaper to name again than to keep in a local or to put into a function of their own.
ATOMIC = (n.Constant, n.Fact, n.Variable, n.Reading)


def value(function: Function, node: n.Node) -> str:
    """Emit the evaluation of ``node`` and return the local (or literal) that holds the value."""
    key = ("value", function.module.keys.value(node))
    found = function.shared.get(key)
    if found is None:
        found = function.shared[key] = EMITTERS[type(node)](function, node)
    return found


def same_plain_type(function: Function, left: str, right: str) -> str | None:
    """The test that both operands are of one plain type: ``""`` where that is certain, ``None`` where it is excluded."""
    known, other = function.kinds.get(left), function.kinds.get(right)
    if known and other:
        return "" if known == other else None
    if known or other:
        return f"type({right if known else left}) is {known or other}"
    return f"type({left}) is type({right}) and type({left}) in PLAIN"


def _constant(function: Function, node: n.Constant) -> str:
    text = function.given(node) or function.module.constant(node.value)
    kind = PLAIN.get(type(node.value))
    if kind:
        function.kinds[text] = kind
    return text


def _fact(function: Function, node: n.Fact) -> str:
    return function.slot("fact", node.id)


def _field(function: Function, node: n.Field) -> str:
    record = function.slot("record", node.record)
    year = value(function, node.year)
    key = ("entry", (record, year))
    entry = function.shared.get(key)
    if entry is None:
        entry = function.assign("t", f"{record}.get({year}) if type({record}) is dict else None")
        function.shared[key] = entry
    missing = function.module.constant(function.module.missing[node.record, node.field])
    found = function.assign("t", f"{entry}.get({node.field!r}) if type({entry}) is dict else None")
    function.emit(f"if {found} is None:")
    function.emit(f"    {found} = field_value({node.record!r}, {record}, {year}, {node.field!r}, {missing})")
    return found


def _variable(function: Function, node: n.Variable) -> str:
    return function.variables[node.name]


def _row_attribute(function: Function, node: n.RowAttribute) -> str:
    return function.assign("t", f"w[{node.name!r}]")


def _parameter(function: Function, node: n.Parameter) -> str:
    if node.year is None:
        return function.slot("parameter", node.name)
    on = f"year_end({value(function, node.year)}, {function.slot('incidents')})"
    return function.assign("t", f"parameter_value({function.slot('bindings')}, {node.name!r}, {on})")


def _reading(function: Function, node: n.Reading) -> str:
    return function.slot("reading", node.name)


def _arithmetic(function: Function, node: n.Arithmetic) -> str:
    left, right = value(function, node.left), value(function, node.right)
    kinds = function.kinds.get(left), function.kinds.get(right)
    tests = [f"type({side}) is int" for side, kind in zip((left, right), kinds, strict=True) if kind != "int"]
    quick = f"{left} {node.operator} {right}"
    if not tests:
        found = function.assign("t", quick)
        function.kinds[found] = "int"
        return found
    slow = f"arithmetic({node.operator!r}, {left}, {right})"
    return function.assign("t", f"{quick} if {' and '.join(tests)} else {slow}")


def _date_shift(function: Function, node: n.DateShift) -> str:
    day, amount = value(function, node.date), value(function, node.amount)
    incidents = function.slot("incidents")
    return function.assign("t", f"shifted({day}, {amount}, {node.unit!r}, {node.rounding!r}, {incidents})")


def _working_day_shift(function: Function, node: n.WorkingDayShift) -> str:
    day, amount = value(function, node.date), value(function, node.amount)
    calendar = function.slot("calendar")
    return function.assign("t", f"working_day({day}, {amount}, {node.direction!r}, {calendar})")


def _year_of(function: Function, node: n.YearOf) -> str:
    day = value(function, node.date)
    return function.assign("t", f"{day} if type({day}) is Unknown else {day}.year")


def _default(function: Function, node: n.Default) -> str:
    found = value(function, node.value)
    return function.assign("t", f"{_lazily(function, node.fallback)} if {found} is NOT_APPLICABLE else {found}")


def _lazily(function: Function, node: n.Node) -> str:
    """An expression that evaluates ``node`` only where it is reached."""
    return value(function, node) if isinstance(node, ATOMIC) else function.call("value", node)


def _statement(function: Function, node: n.Node) -> str:
    truth, reasons = statements.judge(function, node)
    return function.assign("t", f"Unknown(labels_of_reasons({reasons})) if {truth} is None else {truth}")


def _choice(function: Function, node: n.Choice) -> str:
    if node.boolean:
        return _statement(function, node)
    if tables.is_large(function, node):
        base, found = function.thunk("value", node.base), tables.candidates(function, node, "value")
        return function.assign("t", f"choose_value({node.name!r}, {base}, {found}, {function.slot('incidents')})")
    alternatives = node.alternatives
    judged = [statements.judge(function, alternative.condition) for alternative in alternatives]
    truths = [truth for truth, _ in judged]
    lines = statements.first_of(truths, [_lazily(function, a.value) for a in alternatives], _lazily(function, node.base))
    candidates = "".join(
        f"({a.name!r}, ({truth}, {reasons}), {function.thunk('value', a.value)}), "
        for a, (truth, reasons) in zip(alternatives, judged, strict=True)
    )
    base = function.thunk("value", node.base)
    slow = f"choose_value({node.name!r}, {base}, [{candidates}], {function.slot('incidents')})"
    return statements.emit_choice(function, lines, slow)


def _call(function: Function, node: n.Call) -> str:
    return _statement(function, node) if node.boolean else statements.enter(function, node, "value")


def years(function: Function, node: n.Node) -> str:
    """Emit the years of a range as a tuple, or ``Unknown``."""
    incidents = function.slot("incidents")
    if isinstance(node, n.YearList):
        return function.assign("t", f"years_listed([{', '.join([value(function, year) for year in node.years])}])")
    if isinstance(node, n.YearInterval):
        first, last = value(function, node.first), value(function, node.last)
        return function.assign("t", f"years_between({first}, {last}, {incidents})")
    return function.assign("t", f"years_of({value(function, node)}, {incidents})")


def _aggregate(function: Function, node: n.Aggregate) -> str:
    span = years(function, node.years)
    counted, local = statements.over_years(function, "counted", node, node.variable)
    elements, found = function.temporary("t"), function.temporary("t")
    function.emit(f"if type({span}) is Unknown:")
    function.emit(f"    {found} = {span}")
    function.emit("else:")
    function.emit(f"    {elements} = []")
    function.emit(f"    for {local} in {span}:")
    function.emit(f"        {elements}.append({counted})")
    function.emit(f"    {found} = {_sum(function, elements, node)}")
    return found


def _tally(function: Function, node: n.Tally) -> str:
    elements = [counted(function, str(index), *row) for index, row in enumerate(node.rows)]
    return function.assign("t", _sum(function, f"[{', '.join(elements)}]", node))


def _sum(function: Function, elements: str, node: n.Aggregate | n.Tally) -> str:
    low, high = node.bounds
    return f"aggregate({elements}, ({low!r}, {high!r}), {function.number(node.atom)}, {function.bindings()})"


def counted(function: Function, key: str, condition: n.Node | None, worth: n.Node | None) -> str:
    """Emit one element of a count or sum: ``(key, truth, value, reasons, labels)``."""
    truth, reasons = ("True", "()") if condition is None else statements.judge(function, condition)
    amount = "1" if worth is None else value(function, worth)
    labels = f"labels_of({amount}) | (labels_of_reasons({reasons}) if {truth} is None else NO_LABELS)"
    quick = f"{truth} is not None and type({amount}) is int"
    return function.assign("t", f"({key}, {truth}, {amount}, {reasons}, NO_LABELS if {quick} else {labels})")


EMITTERS: dict[type, Callable[[Function, Any], str]] = {
    n.Constant: _constant,
    n.Fact: _fact,
    n.Field: _field,
    n.Variable: _variable,
    n.RowAttribute: _row_attribute,
    n.Parameter: _parameter,
    n.Reading: _reading,
    n.Arithmetic: _arithmetic,
    n.DateShift: _date_shift,
    n.WorkingDayShift: _working_day_shift,
    n.YearOf: _year_of,
    n.Default: _default,
    n.Aggregate: _aggregate,
    n.Tally: _tally,
    n.Choice: _choice,
    n.Call: _call,
    **dict.fromkeys(
        (n.Compare, n.Member, n.Covers, n.Truth, n.Applicable, n.Judgement, n.Not, n.And, n.Or, n.Quantifier), _statement
    ),
}
