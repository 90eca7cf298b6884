"""Statements with the figures they rest on: Python statements for the findings. Part of :mod:`engine.direct`.

As in the evaluators, every operand is looked at, and the figures of a result are those of the operands that settle it. A
statement becomes a local with its truth, and an expression for its figures that is evaluated where they are asked for.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from engine.core import nodes as n
from engine.core.walk import walk
from engine.direct.expressions import Expressions
from engine.direct.forms import FALSE, TRUE, UNKNOWN, is_atomic, record_of
from engine.direct.place import NotCovered, Place
from engine.evaluate.codegen.constants import literal


class Judged(NamedTuple):
    """A truth (a local or constant), the figures where it is true and where it is false, as Python expressions of tuples."""

    truth: str
    if_true: str
    if_false: str


class Body:
    """Lines of a function under way."""

    def __init__(self, expressions: Expressions, indent: int = 2) -> None:
        self.expressions = expressions
        self.module = expressions.module
        self.lines: list[str] = []
        self.indent = indent
        #: Locals that hold the bindings of figures, by the variables that are bound.
        self.bound: dict[tuple[tuple[str, str], ...], str] = {}

    def bindings(self, at: Place) -> str:
        """The bound variables of a figure."""
        return self.bound.get(at.variables) or bindings(at)

    def bind(self, at: Place) -> None:
        """Make the bindings of a place once, for all that is said there."""
        self.bound[at.variables] = self.assign(bindings(at))

    def emit(self, line: str) -> None:
        """Add a line at the present depth."""
        self.lines.append("    " * self.indent + line)

    def local(self, prefix: str = "t") -> str:
        """A local used nowhere else."""
        return self.module.name(prefix) + "_"

    def assign(self, text: str) -> str:
        """A local that holds what ``text`` gives; ``text`` itself where it is as good."""
        if is_atomic(text) or text in (TRUE, FALSE) or is_word(text):
            return text
        local = self.local()
        self.emit(f"{local} = {text}")
        return local


def bindings(at: Place) -> str:
    """The bound variables of a figure."""
    return "(" + "".join([f"({name!r}, {value}), " for name, value in sorted(at.variables)]) + ")"


def judge(body: Body, node: n.Node, at: Place) -> Judged:
    """Emit what a statement comes to."""
    match node:
        case n.Constant(value):
            return Judged(TRUE if value else FALSE, "()", "()")
        case n.Not(operand):
            found = judge(body, operand, at)
            return Judged(body.assign(f"not {found.truth}"), found.if_false, found.if_true)
        case n.And(operands):
            return _joined(body, [judge(body, operand, at) for operand in operands], True)
        case n.Or(operands):
            return _joined(body, [judge(body, operand, at) for operand in operands], False)
        case n.Choice():
            return _choice(body, node, at)
        case n.Call():
            return _call(body, node, at)
        case n.Quantifier():
            return _quantifier(body, node, at)
        case _:
            return _atom(body, node, at)


def _joined(body: Body, operands: list[Judged], conjunction: bool) -> Judged:
    """Operands of a connective: all of them where it came out the idle way, else those that settled it."""
    if not operands:
        return Judged(str(conjunction), "()", "()")
    truth = body.assign((" and " if conjunction else " or ").join([each.truth for each in operands]))
    if conjunction:
        some = _some([(f"not {each.truth}", each.if_false) for each in operands])
        return Judged(truth, _together([each.if_true for each in operands]), some)
    some = _some([(each.truth, each.if_true) for each in operands])
    return Judged(truth, some, _together([each.if_false for each in operands]))


def _together(figures: list[str]) -> str:
    """Several expressions of tuples in a row; displays are merged into one."""
    displays = [each for each in figures if each != "()"]
    if all(each.startswith("(§") for each in displays):
        return "(§" + "".join([each[2:-1] for each in displays]) + ")" if displays else "()"
    return "(" + " + ".join(displays) + ")"


def _some(pairs: list[tuple[str, str]]) -> str:
    """The figures of those operands whose condition holds."""
    return "(" + " + ".join([f"({figures} if {condition} else ())" for condition, figures in pairs]) + ")"


def display(figures: str) -> str:
    """Figures as plain Python: displays are marked while they can still be merged."""
    return figures.replace("(§", "(")


def either(found: Judged) -> str:
    """The figures of a statement, whatever it came to."""
    if found.if_true == found.if_false or found.truth in (TRUE, FALSE):
        return display(found.if_false if found.truth == FALSE else found.if_true)
    return f"{display(found.if_true)} if {found.truth} else {display(found.if_false)}"


def _atom(body: Body, node: n.Node, at: Place) -> Judged:
    """An atom, which is its own figure."""
    expressions = body.expressions
    left, right, counted = "None", "None", "()"
    match node:
        case n.Compare(operator, left_node, right_node):
            left, first = valued(body, left_node, at)
            right, second = valued(body, right_node, at)
            text = expressions.compared(operator, left, right)
            counted = _counted(first, second)
        case n.Member(item, group):
            left, first = valued(body, item, at)
            right, counted = expressions.value(group, at), _counted(first, [])
            right = body.assign(right)
            text = f"{left} in {right}"
        case n.Covers(entries, values):
            left = body.assign(expressions.value(entries, at))
            right = body.assign("(" + "".join([expressions.value(value, at) + ", " for value in values]) + ")")
            text = f"covers({left}, {right})"
        case n.Truth(value):
            left = text = body.assign(expressions.value(value, at))
        case n.Applicable(value):
            left = body.assign(expressions.value(value, at))
            text = f"{left} is not NOT_APPLICABLE"
        case _:
            body.emit(UNKNOWN)
            text = TRUE
    truth = body.assign(text)
    atom = node.atom.number  # type: ignore[union-attr]
    lefts = {TRUE: left, FALSE: left}
    if isinstance(node, n.Compare) and node.operator in ("=", "!=") and counted == "()" and is_word(right):
        lefts[TRUE if node.operator == "=" else FALSE] = right  # both sides are the same word
    figures = [f"(§({atom}, {body.bindings(at)}, {value}, {lefts[value]}, {right}, {counted}), )" for value in (TRUE, FALSE)]
    return Judged(truth, *figures)


def is_word(text: str) -> bool:
    """Whether an expression is a text constant."""
    return text[:1] in ("'", '"') and isinstance(ast.parse(text, mode="eval").body, ast.Constant)


def valued(body: Body, node: n.Node, at: Place) -> tuple[str, list[str]]:
    """Emit a value that is compared; with it, what the counts in it went through."""
    expressions = body.expressions
    match node:
        case n.Aggregate() if not (node.value is not None and expressions.module.may_tell(node.value)):
            years = body.assign(expressions.years(node.years, at))
            local, counted = body.local("y"), body.local("n")
            inner = at.also(node.variable, local)
            held = TRUE if node.condition is None else expressions.truth(node.condition, inner)
            body.emit(f"{counted} = []")
            body.emit(f"for {local} in {years}:")
            body.emit(f"    if {held}:")
            body.emit(f"        {counted}.append({local})")
            value = f"len({counted})"
            if node.value is not None:
                value = f"sum([{expressions.value(node.value, inner)} for {local} in {counted}])"
            ends = f"{years}[0], {years}[-1]"
            if not _never_empty(node.years):
                both = body.assign(f"ends({years})")
                ends = f"{both}[0], {both}[1]"
            return body.assign(value), [f"({ends}, tuple({counted}))"]
        case n.Arithmetic(operator, left_node, right_node):
            left, first = valued(body, left_node, at)
            right, second = valued(body, right_node, at)
            if not first and not second:
                return body.assign(expressions.value(node, at)), []
            return body.assign(f"{left} {operator} {right}"), first + second
        case _:
            if any(isinstance(part, n.Aggregate | n.Tally) for part in _followed(expressions, node)):
                raise NotCovered("counts within other values")
            return body.assign(expressions.value(node, at)), []


def _never_empty(node: n.Node) -> bool:
    return isinstance(node, n.YearInterval) or (isinstance(node, n.YearList) and bool(node.years))


def _followed(expressions: Expressions, node: n.Node) -> list[n.Node]:
    """Everything below a value, definitions followed; of statements within it nothing is told."""
    found = []
    for part in walk(node):
        found.append(part)
        if isinstance(part, n.Call):
            found += _followed(expressions, expressions.module.definitions[part.name].body)
    return found  # type: ignore[return-value]


def _counted(first: list[str], second: list[str]) -> str:
    parts = [*first, *second]
    return f"({', '.join(parts)},)" if parts else "()"


def _choice(body: Body, node: n.Choice, at: Place) -> Judged:
    """A boolean base with exceptions: figures of the conditions that hold, then of the values."""
    if len(node.alternatives) == 1:
        return _single_choice(body, node, at)
    truth, why, figures = body.local(), body.local("c"), body.local("f")
    conditions = [judge(body, a.condition, at) for a in node.alternatives]
    body.emit(f"{truth} = None")
    body.emit(f"{why} = {figures} = ()")
    for condition, alternative in zip(conditions, node.alternatives, strict=True):
        body.emit(f"if {condition.truth}:")
        body.indent += 1
        value = judge(body, alternative.value, at)
        body.emit(f"if {truth} is {'not '}{value.truth} and {truth} is not None:")
        body.emit(f"    {UNKNOWN}")
        body.emit(f"{truth} = {value.truth}")
        body.emit(f"{why} = {why} + {display(condition.if_true)}")
        body.emit(f"{figures} = {figures} + ({either(value)})")
        body.indent -= 1
    body.emit(f"if {truth} is None:")
    body.indent += 1
    base = judge(body, node.base, at)
    body.emit(f"{truth} = {base.truth}")
    body.emit(f"{figures} = {either(base)}")
    body.indent -= 1
    return Judged(truth, f"({why} + {figures})", f"({why} + {figures})")


def _single_choice(body: Body, node: n.Choice, at: Place) -> Judged:
    """A boolean base with one exception."""
    truth, figures = body.local(), body.local("f")
    only = node.alternatives[0]
    condition = judge(body, only.condition, at)
    body.emit(f"if {condition.truth}:")
    body.indent += 1
    value = judge(body, only.value, at)
    body.emit(f"{truth} = {value.truth}")
    told = either(value)
    body.emit(f"{figures} = {display(condition.if_true)}" + ("" if told == "()" else f" + ({told})"))
    body.indent -= 1
    body.emit("else:")
    body.indent += 1
    base = judge(body, node.base, at)
    body.emit(f"{truth} = {base.truth}")
    body.emit(f"{figures} = {either(base)}")
    body.indent -= 1
    return Judged(truth, figures, figures)


def _call(body: Body, node: n.Call, at: Place) -> Judged:
    """A definition: of a year, by a function of its own; else written out."""
    expressions = body.expressions
    arguments = [body.assign(expressions.value(argument, at)) for argument in node.arguments]
    record = record_of(expressions.module, node.name)
    if record is not None and at.entry is None:
        truth, figures = body.local(), body.local("f")
        function = expressions.judges_year(node.name, record)
        entries, _ = expressions.recorded(record)
        body.emit(f"{truth}, {figures} = {function}({arguments[0]}, {entries}.get({arguments[0]}))")
        return Judged(truth, figures, figures)
    definition = expressions.module.definitions[node.name]
    return judge(body, definition.body, at.bind(definition.parameters, tuple(arguments)))


def _quantifier(body: Body, node: n.Quantifier, at: Place) -> Judged:
    """``每个`` and ``存在`` within a statement: the figures of the years that settle it, or of all."""
    years = body.assign(body.expressions.years(node.years, at))
    truth, held, failed = body.local(), body.local("h"), body.local("f")
    local = body.local("y")
    body.emit(f"{truth} = {node.every}")
    body.emit(f"{held} = {failed} = ()")
    body.emit(f"for {local} in {years}:")
    body.indent += 1
    inner = judge(body, node.body, at.also(node.variable, local))
    body.emit(f"if {inner.truth}:")
    body.emit(f"    {held} = {held} + {display(inner.if_true)}")
    body.emit("else:")
    body.emit(f"    {failed} = {failed} + {display(inner.if_false)}")
    body.emit(f"if {inner.truth} is not {node.every}:")
    body.emit(f"    {truth} = {not node.every}")
    body.indent -= 1
    return Judged(truth, held, failed)


def year_function(expressions: Expressions, definition_name: str, record: str, name: str) -> str:
    """The function that judges a definition of a year by the entry of that year: ``(year, entry or None)``."""
    module = expressions.module
    definition = module.definitions[definition_name]
    known = [id for each, id in module.missing if each == record]
    locals_ = {id: f"e{index}_" for index, id in enumerate(known)}
    body = Body(expressions, 1)
    body.emit("if entry is None:")
    absent = [module.missing[record, id] for id in known]
    body.emit(f"    entry = {literal(tuple(absent))}" if None not in absent else f"    {UNKNOWN}")
    body.emit(f"{', '.join(locals_.values())}, = entry")
    at = Place((), (record, "year", tuple(locals_.items()))).bind(definition.parameters, ("year",))
    body.bind(at)
    found = judge(body, definition.body, at)
    body.emit(f"return {found.truth}, {either(found)}")
    return "\n".join([f"def {name}(year, entry):", *body.lines]) + "\n"
