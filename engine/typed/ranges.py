"""Quantifiers, counts and sums over years. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable

from engine.resolved import nodes as r
from engine.syntax import nodes as n
from engine.typed import types as t
from engine.typed.context import Context
from engine.typed.nodes import Form, Typed

#: The most years that any range can hold.
MOST_YEARS = 10_000


class RangeRules:
    """Part of the checker."""

    context: Context
    variables: dict[str, t.Type | None]
    check: Callable[..., Typed]
    truth: Callable[..., Typed]
    report: Callable[..., None]

    def years(self, node: r.Expression) -> Typed:
        """A range: years listed, an interval, or something of type 年段."""
        if isinstance(node, n.Items):
            return Typed(Form.ITEMS, t.YEARS, tuple(self.check(item, t.YEAR) for item in node.items), span=node.span)
        if isinstance(node, n.Interval):
            ends = (self.check(node.first, t.YEAR), self.check(node.last, t.YEAR))
            return Typed(Form.INTERVAL, t.YEARS, ends, span=node.span, text=f"{ends[0].text}—{ends[1].text}")
        found = self.check(node)
        if found.type.kind == "year":
            return Typed(Form.ITEMS, t.YEARS, (found,), span=found.span, text=found.text)
        if found.type.kind not in ("years", "any"):
            self.report("E0421", found.span, type=found.type.describe())
        return found

    def quantified(self, node: n.Quantified) -> Typed:
        """``每个``/``存在``."""
        years = self.years(node.range)
        body = self.within(node.variable, lambda: self.truth(node.body))
        return Typed(Form.QUANTIFIED, t.BOOLEAN, (years, body), (node.every, node.variable), span=node.span)

    def aggregated(self, node: n.Aggregated) -> Typed:
        """``计数``/``合计``: a count of years has the unit 年."""
        years = self.years(node.range)
        text = f"{'计数' if node.kind == 'count' else '合计'}（{years.text}）"
        if node.kind == "count":
            body = self.within(node.variable, lambda: self.truth(node.body))
            detail = (node.kind, node.variable)
            return Typed(Form.AGGREGATED, t.quantity("年"), (years, body), detail, (0, MOST_YEARS), node.span, text)
        condition = self.within(node.variable, lambda: self.truth(node.condition)) if node.condition else None
        body = self.within(node.variable, lambda: self.check(node.body))
        if body.type.kind not in ("quantity", "any"):
            self.report("E0415", body.span, name=body.text)
            return Typed(Form.CONSTANT, t.ANY, span=node.span, text=text)
        low, high = body.bounds or (0, 0)
        bounds = (min(0, low) * MOST_YEARS, max(0, high) * MOST_YEARS)
        if not t.INT_MIN <= bounds[0] <= bounds[1] <= t.INT_MAX:
            self.report("E0407", node.span)
        operands = (years, body) if condition is None else (years, body, condition)
        return Typed(Form.AGGREGATED, body.type, operands, (node.kind, node.variable), bounds, node.span, text)

    def within(self, variable: str, body: Callable[[], Typed]) -> Typed:
        """Check a body in which ``variable`` is a year."""
        before = self.variables.get(variable)
        self.variables[variable] = t.YEAR
        found = body()
        self.variables[variable] = before
        return found
