"""Atomic statements as Python: comparisons and their kin, with the reason each one is. Part of
:mod:`engine.evaluate.codegen`.
"""

from __future__ import annotations

from engine.core import nodes as n
from engine.evaluate.codegen import values
from engine.evaluate.codegen.function import Function

#: How generated code writes the comparison of plain values.
SYMBOLS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def judge(function: Function, node: n.Node) -> tuple[str, str]:
    """Emit an atom and return the locals that hold its truth and its reasons."""
    left, right, (test, plain), slow = _sides(function, node)
    truth = function.temporary("t")
    labels, parts = "NO_LABELS", "()"
    if test == "":
        function.emit(f"{truth} = {plain}")
    elif test is None:
        labels = function.temporary("t")
        function.emit(f"{truth}, {labels} = {slow}")
    else:
        labels, parts = function.temporary("t"), function.temporary("t")
        function.emit(f"if {test}:")
        function.emit(f"    {truth} = {plain}")
        function.emit(f"    {labels} = NO_LABELS")
        function.emit(f"    {parts} = ()")
        function.emit("else:")
        function.emit(f"    {truth}, {labels} = {slow}")
        function.emit(f"    {parts} = parts_of({left}, {right})")
    return truth, function.assign("r", f"({reason(function, node.atom, truth, left, right, labels, parts)},)")  # type: ignore[union-attr]


def truth(function: Function, node: n.Node) -> str:
    """An expression for the truth of an atom."""
    left, _, (test, plain), slow = _sides(function, node)
    if test == "":
        return plain
    slow = f"{slow}[0]"
    if isinstance(node, n.Compare | n.Member):
        slow = f"None if type({left}) is Unknown else {slow}"
    return slow if test is None else f"{plain} if {test} else {slow}"


def _sides(function: Function, node: n.Node) -> tuple[str, str, tuple[str | None, str], str]:
    """``(left, right, (test, truth where the test holds), (truth, labels) otherwise)``; test as in ``same_plain_type``."""
    match node:
        case n.Compare(operator, left_node, right_node):
            left, right = values.value(function, left_node), values.value(function, right_node)
            test = values.same_plain_type(function, left, right)
            return left, right, (test, f"{left} {SYMBOLS[operator]} {right}"), f"compare({operator!r}, {left}, {right})"
        case n.Member(item, group):
            left, right = values.value(function, item), values.value(function, group)
            plain = f"type({left}) in PLAIN"
            if not isinstance(group, n.Constant):
                plain += f" and type({right}) is frozenset"
            return left, right, (plain, f"{left} in {right}"), f"member({left}, {right})"
        case n.Covers(entries, columns):
            left = values.value(function, entries)
            right = function.assign("t", f"({''.join([values.value(function, column) + ', ' for column in columns])})")
            return left, right, (None, ""), f"covers({left}, {right})"
        case n.Truth(value):
            left = values.value(function, value)
            return left, "None", (f"type({left}) is bool", left), f"truth_of({left})"
        case n.Applicable(value):
            left = values.value(function, value)
            return left, "None", (f"type({left}) in PLAIN", "True"), f"applicable({left})"
        case n.Judgement(question):
            left = function.module.constant_expression(f"Unknown.because(JUDGEMENT, {question!r})")
            return left, "None", (None, ""), f"(None, {left}.labels)"
        case _:
            raise TypeError(f"not a statement: {type(node).__name__}")


def reason(function: Function, atom: n.Atom, truth: str, left: str, right: str, labels: str, parts: str) -> str:
    """An expression that makes an atom's reason."""
    return f"new(Reason, ({function.number(atom)}, {function.bindings()}, {truth}, {left}, {right}, {labels}, {parts}))"


def unknown_range(function: Function, atom: n.Atom, span: str) -> str:
    """The reason of a quantifier whose range is unknown."""
    return reason(function, atom, "None", "None", "None", f"{span}.labels", "()")
