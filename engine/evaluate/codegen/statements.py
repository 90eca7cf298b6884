"""Statements as Python, in two modes. Part of :mod:`engine.evaluate.codegen`.

*judge* gives a truth and its reasons; *truth* gives the truth alone, which is all that a row needs until it is known to
be in scope. Atoms stand in :mod:`engine.evaluate.codegen.atoms`.
"""

from __future__ import annotations

from engine.core import nodes as n
from engine.evaluate.codegen import atoms, tables, values
from engine.evaluate.codegen.function import Function

#: Up to this many operands, reasons are joined in place where all operands are settled the usual way.
JOINED_IN_PLACE = 12
#: Up to this many exceptions, the case of exactly one true is written out.
WRITTEN_OUT = 8


def judge(function: Function, node: n.Node) -> tuple[str, str]:
    """Emit ``node`` and return the locals that hold its truth and its reasons."""
    match node:
        case n.Constant(value):
            return repr(bool(value)), "()"
        case n.Not(operand):
            truth, reasons = judge(function, operand)
            return negation(function, truth), reasons
        case n.And(operands):
            return _join(function, [judge(function, operand) for operand in operands], "conjunction")
        case n.Or(operands):
            return _join(function, [judge(function, operand) for operand in operands], "disjunction")
        case n.Quantifier():
            return _quantifier(function, node)
        case n.Choice():
            return _unpack(function, _choice(function, node, "judge"))
        case n.Call():
            return _unpack(function, enter(function, node, "judge"))
        case _:
            return atoms.judge(function, node)


def truth(function: Function, node: n.Node) -> str:
    """Emit ``node`` without reasons and return the local that holds its truth; the same question is asked once."""
    key = ("truth", function.module.keys.truth(node))
    found = function.shared.get(key)
    if found is None:
        found = function.shared[key] = _truth(function, node)
    return found


def _truth(function: Function, node: n.Node) -> str:
    match node:
        case n.Constant(value):
            return repr(bool(value))
        case n.Not(operand):
            return negation(function, truth(function, operand))
        case n.And(operands):
            return all_of(function, [truth(function, operand) for operand in operands])
        case n.Or(operands):
            return any_of(function, [truth(function, operand) for operand in operands])
        case n.Quantifier():
            return _quantifier(function, node)[0]
        case n.Choice():
            return _choice(function, node, "truth")
        case n.Call():
            return enter(function, node, "truth")
        case _:
            return function.assign("t", atoms.truth(function, node))


def negation(function: Function, operand: str) -> str:
    """Emit Kleene NOT."""
    return function.assign("t", f"None if {operand} is None else not {operand}")


def all_of(function: Function, operands: list[str]) -> str:
    """Emit Kleene AND of truths."""
    if not operands:
        return "True"
    refuted = " or ".join([f"{operand} is False" for operand in operands])
    return function.assign("t", f"False if {refuted} else True if {' and '.join(operands)} else None")


def any_of(function: Function, operands: list[str]) -> str:
    """Emit Kleene OR of truths."""
    if not operands:
        return "False"
    unsettled = " or ".join([f"{operand} is None" for operand in operands])
    return function.assign("t", f"True if {' or '.join(operands)} else None if {unsettled} else False")


def _join(function: Function, operands: list[tuple[str, str]], connective: str) -> tuple[str, str]:
    """Emit Kleene AND or OR of judged statements; the usual outcome, all operands alike, is written out."""
    truth, reasons = function.temporary("t"), function.temporary("r")
    pairs = "".join([f"({operand}, {why}), " for operand, why in operands])
    if not 0 < len(operands) <= JOINED_IN_PLACE:
        function.emit(f"{truth}, {reasons} = {connective}(({pairs}))")
        return truth, reasons
    usual, link = ("True", " and ") if connective == "conjunction" else ("False", " and ")
    tests = [operand if usual == "True" else f"{operand} is False" for operand, _ in operands]
    function.emit(f"if {link.join(tests)}:")
    function.emit(f"    {truth} = {usual}")
    function.emit(f"    {reasons} = {' + '.join([why for _, why in operands])}")
    function.emit("else:")
    function.emit(f"    {truth}, {reasons} = {connective}(({pairs}))")
    return truth, reasons


def _unpack(function: Function, judged: str) -> tuple[str, str]:
    truth, reasons = function.temporary("t"), function.temporary("r")
    function.emit(f"{truth}, {reasons} = {judged}")
    return truth, reasons


def _quantifier(function: Function, node: n.Quantifier) -> tuple[str, str]:
    """Emit ``每个`` or ``存在``: the body is a function, called once per year."""
    span = values.years(function, node.years)
    body, local = over_years(function, "judge", node.body, node.variable)
    truth, reasons, judged = function.temporary("t"), function.temporary("r"), function.temporary("t")
    function.emit(f"if type({span}) is Unknown:")
    function.emit(f"    {truth} = None")
    function.emit(f"    {reasons} = ({atoms.unknown_range(function, node.atom, span)},)")
    function.emit("else:")
    function.emit(f"    {judged} = []")
    function.emit(f"    for {local} in {span}:")
    function.emit(f"        {judged}.append({body})")
    function.emit(f"    {truth}, {reasons} = {'conjunction' if node.every else 'disjunction'}({judged})")
    return truth, reasons


def over_years(function: Function, mode: str, node: n.Node, variable: str) -> tuple[str, str]:
    """A call that evaluates ``node`` for one year, and the local that must hold the year."""
    taken = set(function.variables.values())
    local = next(name for name in (f"v{index}" for index in range(len(taken) + 1)) if name not in taken)
    variables = {**function.variables, variable: local}
    kinds = {**function.kinds, local: "int"}
    name = function.use(function.module.helper(mode, node, variables, kinds, function.places))
    return f"{name}({function.passed(variables)})", local


def _choice(function: Function, node: n.Choice, mode: str) -> str:
    """Emit a statement with exceptions; ``mode`` ``judge`` gives the pair, ``truth`` the truth."""
    with_reasons = mode == "judge"
    context = f"{function.number(node.atom)}, {function.bindings()}, {function.slot('incidents')}"
    if tables.is_large(function, node):
        base = function.thunk("judge", node.base)
        found = f"choose_truth({node.name!r}, {base}, {tables.candidates(function, node, 'judge')}, {context})"
        return function.assign("t", found if with_reasons else f"{found}[0]")
    alternatives = node.alternatives
    judged = [judge(function, a.condition) if with_reasons else (truth(function, a.condition), "()") for a in alternatives]
    results = [
        f"with_conditions({reasons}, {function.call(mode, a.value)})" if with_reasons else function.call(mode, a.value)
        for a, (_, reasons) in zip(alternatives, judged, strict=True)
    ]
    lines = first_of([condition for condition, _ in judged], results, function.call(mode, node.base))
    candidates = "".join(
        f"({a.name!r}, ({condition}, {reasons}), {function.thunk('judge', a.value)}), "
        for a, (condition, reasons) in zip(alternatives, judged, strict=True)
    )
    base = function.thunk("judge", node.base)
    slow = f"choose_truth({node.name!r}, {base}, [{candidates}], {context})"
    return emit_choice(function, lines, slow if with_reasons else f"{slow}[0]")


def candidate(function: Function, node: n.Alternative, mode: str) -> str:
    """Emit the condition of a table's row and return an expression for the row as a candidate."""
    truth, reasons = judge(function, node.condition)
    return f"(c[1], ({truth}, {reasons}), {function.thunk(mode, node.value)})"


def first_of(conditions: list[str], results: list[str], base: str) -> list[tuple[str, str]]:
    """The plain cases of a choice as ``(test, result)``: no exception is true, or exactly one and the rest false."""
    refuted = [f"{condition} is False" for condition in conditions]
    cases = [(" and ".join(refuted) or "True", base)]
    if len(conditions) <= WRITTEN_OUT:
        for index, (condition, result) in enumerate(zip(conditions, results, strict=True)):
            cases.append((" and ".join([condition, *refuted[:index], *refuted[index + 1 :]]), result))
    return cases


def emit_choice(function: Function, cases: list[tuple[str, str]], slow: str) -> str:
    """Emit the plain cases, and ``slow`` for all others."""
    found = function.temporary("t")
    for index, (test, result) in enumerate(cases):
        function.emit(f"{'elif' if index else 'if'} {test}:")
        function.emit(f"    {found} = {result}")
    function.emit("else:")
    function.emit(f"    {found} = {slow}")
    return found


def enter(function: Function, node: n.Call, mode: str) -> str:
    """Emit a call of a definition; one without parameters that never asks for the row is answered once per case."""
    name = function.use(function.module.definition(node.name, mode))
    arguments = [values.value(function, argument) for argument in node.arguments]
    if arguments or node.name not in function.module.row_free:
        return function.assign("t", f"{name}({', '.join(['env', 'w', *arguments])})")
    memo = function.slot("memo", mode, node.name)
    index = function.slots[memo]
    found = function.assign("t", f"env[{index}]")
    function.emit(f"if {found} is UNSET:")
    function.emit(f"    {found} = env[{index}] = {name}(env, w)")
    return found
