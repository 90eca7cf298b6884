"""Comparisons, membership and coverage. Part of :mod:`engine.typed`."""

from __future__ import annotations

from collections.abc import Callable

from engine.resolved import nodes as r
from engine.syntax import nodes as n
from engine.typed import types as t
from engine.typed.context import COMPARED, Context, mismatch
from engine.typed.nodes import Form, Typed

#: Concept of the keyword table → operator of the core.
_OPERATORS = {
    "eq": "=",
    "ne": "!=",
    "ge": ">=",
    "le": "<=",
    "gt": ">",
    "lt": "<",
    "not_before": ">=",
    "not_after": "<=",
    "earlier": "<",
    "later": ">",
}
_TEMPORAL = {"not_before", "not_after", "earlier", "later"}


class ComparisonRules:
    """Part of the checker."""

    context: Context
    check: Callable[..., Typed]
    report: Callable[..., None]

    def comparison(self, node: n.Comparison) -> Typed:
        """``left op right`` of any operator."""
        if node.operator in ("in", "not_in"):
            found = self.membership(node)
            return found if node.operator == "in" else Typed(Form.NOT, t.BOOLEAN, (found,), span=node.span)
        if node.operator == "covers":
            return self.coverage(node)
        left, right = self.sides(node.left, node.right)
        operator = _OPERATORS[node.operator]
        if operator not in ("=", "!=") and not left.type.ordered:
            self.report("E0403", node.span, type=left.type.describe())
        elif node.operator in _TEMPORAL and left.type.kind not in ("date", "year", "any"):
            self.report("E0404", node.span, type=left.type.describe())
        elif left.type.kind in ("list", "years", "group"):
            self.report("E0403", node.span, type=left.type.describe())
        return Typed(Form.COMPARE, t.BOOLEAN, (left, right), operator, span=node.span)

    def sides(self, left: r.Expression, right: r.Expression) -> tuple[Typed, Typed]:
        """Both sides, the one that knows its type first."""
        if _waits(left) and not _waits(right):
            second = self.check(right)
            return self.against(left, second, is_left=True), second
        first = self.check(left)
        return first, self.against(right, first)

    def against(self, node: r.Expression, other: Typed, is_left: bool = False) -> Typed:
        """A side that must be of the other side's type; years and counts of years are told apart by unit."""
        found = self.check(node, other.type) if _waits(node) else self.check(node)
        if found.type != other.type:
            mismatch(self.context, found, other.type, COMPARED, is_left)
        return found

    def membership(self, node: n.Comparison) -> Typed:
        """``x 属于 （a，b）``, a group, or a span of years."""
        right = node.right
        if isinstance(right, n.Items):
            item = self.check(node.left)
            items = tuple(self.check(each, item.type) for each in right.items)
            group = Typed(Form.ITEMS, item.type, items, span=right.span)
        elif isinstance(right, r.Word | n.Number | n.Text):
            item = self.check(node.left)
            group = Typed(Form.ITEMS, item.type, (self.check(right, item.type),), span=right.span)
        else:
            item, group = self.sides_of_group(node.left, right)
        return Typed(Form.IN, t.BOOLEAN, (item, group), span=node.span)

    def sides_of_group(self, left: r.Expression, right: r.Expression) -> tuple[Typed, Typed]:
        """An item and a named group or span of years."""
        group = self.check(right)
        wanted = t.word(group.type.enumeration) if group.type.kind == "group" else t.YEAR
        if group.type.kind not in ("group", "years"):
            if group.type == t.ANY:
                return self.check(left), group
            self.report("E0416", group.span, type=group.type.describe())
            return self.check(left), group
        return self.check(left, wanted), group

    def coverage(self, node: n.Comparison) -> Typed:
        """``名单 覆盖 （a，b）``."""
        listed = self.check(node.left)
        if listed.type.kind != "list":
            self.report("E0403", node.span, type=listed.type.describe())
            return Typed(Form.CONSTANT, t.BOOLEAN, (), False, span=node.span)
        items: tuple[r.Expression, ...] = node.right.items if isinstance(node.right, n.Items) else (node.right,)
        if len(items) != len(listed.type.columns):
            self.report("E0418", node.right.span, wanted=len(listed.type.columns), given=len(items))
        values = tuple(self.check(item, t.word(column)) for item, column in zip(items, listed.type.columns, strict=False))
        return Typed(Form.COVERS, t.BOOLEAN, (listed, *values), span=node.span)


def _waits(node: r.Expression) -> bool:
    """Whether a side takes its type from the other: words, bare numbers, open variables."""
    if isinstance(node, r.Word | r.VariableReference):
        return True
    return isinstance(node, n.Number) and node.unit is None
