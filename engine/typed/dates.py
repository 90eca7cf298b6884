"""Dates moved, years of dates, sums and differences. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable

from engine.resolved import nodes as r
from engine.syntax import nodes as n
from engine.typed import types as t
from engine.typed.context import ADDED, Context, mismatch
from engine.typed.nodes import Form, Typed

#: Units that move a date → what the core calls them.
SHIFT_UNITS = {"工作日": "working_day", "天": "day", "月": "month", "年": "year"}


class DateRules:
    """Part of the checker."""

    context: Context
    check: Callable[..., Typed]
    report: Callable[..., None]

    def date_form(self, node: n.Shifted | r.YearOf) -> Typed:
        """``D 前 n 单位`` and ``D.年度``."""
        if isinstance(node, r.YearOf):
            day = self.check(node.date, t.DATE)
            return Typed(Form.YEAR_OF, t.YEAR, (day,), span=node.span, text=f"{day.text}.年度")
        day = self.check(node.date, t.DATE)
        amount = self.check(node.amount)
        unit = (node.unit or "").removeprefix("个") or amount.type.unit
        if amount.type.kind != "quantity" or unit not in SHIFT_UNITS or amount.type.unit not in ("", unit):
            self.report("E0419", amount.span, units=tuple(SHIFT_UNITS))
            unit = "天"
        if unit in ("月", "年") and node.rounding is None:
            self.report("E0408", amount.span)
        word = "前" if node.direction == "before" else "后"
        detail = (node.direction, SHIFT_UNITS[unit], node.rounding or "last")
        shown = amount.text if amount.text.endswith(unit) else f"{amount.text} {unit}"
        return Typed(Form.SHIFT, t.DATE, (day, amount), detail, span=node.span, text=f"{day.text} {word} {shown}")

    def arithmetic(self, node: n.Binary | n.Minus, expected: t.Type | None) -> Typed:
        """Sums, differences and products; the result must fit into 64 bits."""
        if isinstance(node, n.Minus):
            operand = self.check(node.operand, expected)
            if operand.type.kind not in ("quantity", "any"):
                self.report("E0403", node.span, type=operand.type.describe())
            zero = Typed(Form.CONSTANT, operand.type, (), 0, (0, 0), node.span, "0")
            return self.result("-", zero, operand, operand.type, node)
        left, right = self.check(node.left), self.check(node.right)
        return self.result(node.operator, left, right, self.result_type(node, left, right), node)

    def result_type(self, node: n.Binary, left: Typed, right: Typed) -> t.Type:
        """The type of a sum, difference or product."""
        kinds = (left.type.kind, right.type.kind)
        years = right.type in (t.quantity(""), t.quantity("年"))
        if node.operator == "*" and kinds == ("quantity", "quantity") and "" in (left.type.unit, right.type.unit):
            return t.quantity(left.type.unit or right.type.unit)
        if node.operator in "+-" and kinds == ("year", "quantity") and years:
            return t.YEAR
        if node.operator == "-" and kinds == ("year", "year"):
            return t.quantity("年")
        if node.operator in "+-" and kinds == ("quantity", "quantity"):
            if left.type != right.type:
                mismatch(self.context, right, left.type, ADDED)
            return left.type
        if "any" in kinds:
            return t.ANY
        self.report("E0420", node.span, left=left.type.describe(), right=right.type.describe(), operator=node.operator)
        return t.ANY

    def result(self, operator: str, left: Typed, right: Typed, type_: t.Type, node: n.Binary | n.Minus) -> Typed:
        """The operation with the range of its results."""
        bounds = None
        if type_.kind == "quantity" and left.bounds is not None and right.bounds is not None:
            bounds = _combine(operator, left.bounds, right.bounds)
            if not t.INT_MIN <= bounds[0] <= bounds[1] <= t.INT_MAX:
                self.report("E0407", node.span)
                bounds = (0, 0)
        elif type_.kind == "quantity":
            bounds = (-10_000, 10_000)  # a difference of two years
        text = f"{left.text} {operator} {right.text}" if isinstance(node, n.Binary) else f"-{right.text}"
        return Typed(Form.ARITHMETIC, type_, (left, right), operator, bounds, node.span, text)


def _combine(operator: str, one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    if operator == "+":
        return one[0] + other[0], one[1] + other[1]
    if operator == "-":
        return one[0] - other[1], one[1] - other[0]
    products = [a * b for a in one for b in other]
    return min(products), max(products)
