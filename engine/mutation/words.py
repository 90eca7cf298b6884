"""Nodes in a few words, for the list of mutants. Part of :mod:`engine.mutation`."""

from __future__ import annotations

from typing import Any

from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import walk
from engine.diagnostics import NOWHERE, Span

_LONG = 40
_SIGNS = {"=": "是", "!=": "不是", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}


class Words:
    """Says nodes of one policy by the texts of their atoms."""

    def __init__(self, core: CorePolicy) -> None:
        self.core = core

    def __call__(self, node: Any) -> str:
        """``node`` shortened to a line."""
        text = self._of(node)
        return text if len(text) <= _LONG else text[: _LONG - 1] + "…"

    def _of(self, node: Any) -> str:
        match node:
            case c.Call(name):
                return name
            case c.Not(operand):
                return f"非 {self._of(operand)}"
            case c.And(operands):
                return " 且 ".join(map(self._of, operands))
            case c.Or(operands):
                return f"（{' 或 '.join(map(self._of, operands))}）"
            case c.Constant(value):
                return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        atom = getattr(node, "atom", None)
        if atom is None or atom.number < 0:
            return type(node).__name__
        info = self.core.atoms[atom.number]
        left = info.left.text if info.left is not None else ""
        right = info.right.text if info.right is not None else ""
        sign = {"member": "属于", "covers": "覆盖"}.get(info.kind) or _SIGNS.get(info.operator, info.operator)
        return f"{left} {sign} {right}".strip() if left else info.text or info.kind

    def place(self, node: Any, otherwise: Span) -> tuple[Span, tuple[str, ...]]:
        """Where a node stands, and the clauses that its first atom with any cites."""
        span, clauses = NOWHERE, ()
        for each in walk(node):
            atom = getattr(each, "atom", None)
            if atom is not None:
                span = span if span.line else atom.span
                clauses = clauses or atom.clauses
        return (span if span.line else otherwise), clauses
