"""A 期限 must compare dates. Part of :mod:`engine.typed`."""

from __future__ import annotations

from engine.diagnostics import Diagnostic
from engine.typed.context import Context
from engine.typed.nodes import Form, Typed


def check_deadline(requires: Typed, context: Context) -> None:
    """Every comparison of a deadline's requirement must be between dates, and there must be one."""
    comparisons = [node for node in _walk(requires) if node.form is Form.COMPARE]
    if not comparisons:
        context.report(Diagnostic("E0422", requires.span, {}))
    for comparison in comparisons:
        if comparison.operands[0].type.kind != "date":
            context.report(Diagnostic("E0422", comparison.span, {}))


def _walk(node: Typed) -> list[Typed]:
    found, stack = [], [node]
    while stack:
        current = stack.pop()
        found.append(current)
        if current.form in (Form.AND, Form.OR, Form.NOT, Form.CITED, Form.QUANTIFIED, Form.CONDITIONAL):
            stack.extend(current.operands)
    return found
