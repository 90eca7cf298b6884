"""Conditions, entitlements, rows and the outcome of a subject as Python. Part of :mod:`engine.evaluate.codegen`.

Rows are judged in two steps: one function asks for the truth of all scopes, sharing what they have in common; reasons
and the conditions of a row are made only for the few rows that are left.
"""

from __future__ import annotations

from engine.core import nodes as n
from engine.core.policy import Condition, Entitlement, Message, Row, SubjectPolicy
from engine.evaluate.codegen import atoms, statements, values
from engine.evaluate.codegen.constants import literal
from engine.evaluate.codegen.function import Function
from engine.evaluate.codegen.module import Module


def subject(module: Module, part: SubjectPolicy, number: int) -> str:
    """Write the functions of a subject and return the source of the one that evaluates it."""
    conditions = [(c, statement(module, c, f"condition{number}_{i}")) for i, c in enumerate(part.conditions)]
    entitlements = [(e, statement(module, e, f"entitlement{number}_{i}")) for i, e in enumerate(part.entitlements)]
    rows(module, part, f"rows{number}", conditions, entitlements)
    gaps(module, part, f"gaps{number}")
    module.finish()
    everywhere = [name for c, name in conditions if not c.tables]
    granted = [name for e, name in entitlements if not e.tables]
    blocking = module.constant(frozenset(c.name for c in part.conditions if c.blocks))
    environment = module.environment([*everywhere, *granted, f"rows{number}", f"gaps{number}"])
    return (
        f"def subject{number}(facts, bindings):\n"
        f"    get = facts.get\n"
        f"    env = [{environment}]\n"
        f"    conditions = ({calls(everywhere, 'None')})\n"
        f"    entitlements = ({calls(granted, 'None')})\n"
        f"    rows = rows{number}(env, None)\n"
        f"    gaps = partial(gaps{number}, env, None)\n"
        f"    return decide(conditions, entitlements, rows, {bool(part.rows)}, {blocking}, gaps, env[0])\n"
    )


def calls(names: list[str], row: str) -> str:
    """Calls of functions, each with a comma, for a tuple."""
    return "".join([f"{name}(env, {row}), " for name in names])


def statement(module: Module, node: Condition | Entitlement, name: str) -> str:
    """Write the function of a condition or an entitlement; its name."""
    function = module.function(name, {}, {})
    if isinstance(node, Condition):
        condition(function, node, repr(node.name))
    else:
        entitlement(function, node, repr(node.name))
    return name


def condition(function: Function, node: Condition, name: str) -> None:
    """Write the body of a condition's function; ``name`` is an expression."""
    applies, reasons = ("True", "()") if node.applies is None else statements.judge(function, node.applies)
    if node.applies is not None:
        function.emit(f"if {applies} is False:")
        function.emit(f"    return condition_outcome({name}, (False, {reasons}), ())")
    found = elements(function, node)
    function.emit(f"return condition_outcome({name}, ({applies}, {reasons}), {found})")


def elements(function: Function, node: Condition) -> str:
    """Emit the elements of a condition: one per year of an outermost 每个, else one."""
    requires = node.requires
    if not (isinstance(requires, n.Quantifier) and requires.every):
        return f"({element(function, requires, node.message)},)"
    span = values.years(function, requires.years)
    module = function.module
    variables = {requires.variable: "v0"}
    body = module.function(f"{function.name}_element", variables, {"v0": "int"}, function.places)
    body.emit(f"return {element(body, requires.body, node.message)}")
    function.use(body.name)
    found = function.temporary("t")
    function.emit(f"if type({span}) is Unknown:")
    function.emit(f"    {found} = [Element((), None, ({atoms.unknown_range(function, requires.atom, span)},), ())]")
    function.emit("else:")
    function.emit(f"    {found} = []")
    function.emit(f"    for year in {span}:")
    function.emit(f"        {found}.append({body.name}({function.passed({requires.variable: 'year'})}))")
    return f"tuple({found})"


def element(function: Function, node: n.Node, message: Message | None) -> str:
    """Emit the judgement of one element and return an expression that makes it."""
    truth, reasons = statements.judge(function, node)
    said = _said(function, message)
    arguments = said if said == "()" else f"{said} if {truth} is False else ()"
    return f"new(Element, ({function.bindings()}, {truth}, {reasons}, {arguments}))"


def _said(function: Function, message: Message | None) -> str:
    """A tuple of the values of a message, evaluated where it is reached."""
    nodes = [part for part in message.parts if not isinstance(part, str)] if message else []
    return f"({''.join([argument(function, node) + ', ' for node in nodes])})"


def argument(function: Function, node: n.Node) -> str:
    """The value of one expression of a message: a truth or a settled value."""
    if n.is_statement(node):
        return function.call("truth", node)
    return f"settled({function.call('value', node)})"


def entitlement(function: Function, node: Entitlement, name: str) -> None:
    """Write the body of an entitlement's function; ``name`` is an expression."""
    truth, reasons = statements.judge(function, node.applies)
    arguments = f"{_said(function, node.message)} if {truth} else ()"
    function.emit(f"return new(EntitlementOutcome, ({name}, {truth}, {reasons}, {arguments}))")


def rows(
    module: Module,
    part: SubjectPolicy,
    name: str,
    conditions: list[tuple[Condition, str]],
    entitlements: list[tuple[Entitlement, str]],
) -> None:
    """Write the function that gives the rows in scope, or possibly so."""
    function = module.function(name, {}, {})
    truths = [statements.truth(function, row.scope) for row in part.rows]
    function.emit("found = []")
    for row, truth in zip(part.rows, truths, strict=True):
        asked = [called for c, called in conditions if row.table in c.tables]
        granted = [called for e, called in entitlements if row.table in e.tables]
        for called in [*asked, *granted]:
            function.use(called)
        function.emit(f"if {truth} is not False:")
        function.emit(f"    w = {_attributes(function, row)}")
        function.emit(f"    reasons = {function.call('judge', row.scope)}[1]")
        outcome = f"{row.locator!r}, {truth}, reasons, ({calls(asked, 'w')}), ({calls(granted, 'w')})"
        function.emit(f"    found.append(new(RowOutcome, ({outcome})))")
    function.emit("return tuple(found)")


def _attributes(function: Function, row: Row) -> str:
    """A row's attributes; made once where its dates need not be moved and no amendment changes them."""
    text = literal(row.attributes)
    bound = function.slot("bindings")
    moved = f"row_attributes({function.module.constant_expression(text)}, {bound}.row_years, {bound}.on)"
    if any(isinstance(value, tuple) for _, value in row.attributes):
        return moved
    still = function.module.constant_expression(f"dict({text})")
    return f"{moved} if {bound}.row_years else {still}"


def gaps(module: Module, part: SubjectPolicy, name: str) -> None:
    """Write the function that names the gaps that hold or may hold."""
    function = module.function(name, {}, {})
    truths = [statements.truth(function, gap.scope) for gap in part.gaps]
    pairs = "".join([f"({gap.name!r}, {truth}), " for gap, truth in zip(part.gaps, truths, strict=True)])
    function.emit(f"return [pair for pair in ({pairs}) if pair[1] is not False]")
