"""Typed expressions → core nodes, one function a form. Part of :mod:`engine.core.lowering`.

Forms that are sugar: conditionals (a choice with one exception), membership in listed values, in spans of years,
equality of statements, counts over tables.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.core import nodes as c
from engine.core.lowering.book import AtomBook, Ground
from engine.typed.nodes import Form, Typed
from engine.typed.policy import TypedTable


class Expressions:
    """Lowers the expressions of one policy."""

    def __init__(self, book: AtomBook, tables: dict[str, TypedTable]) -> None:
        self.book = book
        self.tables = tables
        self.forms: dict[Form, Callable[[Typed, Ground], c.Node]] = {form: getattr(self, f"lower_{form.value}") for form in Form}

    def lower(self, node: Typed, ground: Ground) -> c.Node:
        """The core node of an expression; a boolean leaf becomes a statement."""
        found = self.forms[node.form](node, ground)
        if node.type.kind == "boolean" and isinstance(found, c.Fact | c.Field | c.Parameter | c.Reading | c.Variable | c.Default):
            return c.Truth(found, self.book.atom("truth", ground, node.span, node, text=node.text))
        return found

    def all(self, nodes: tuple[Typed, ...], ground: Ground) -> tuple[c.Node, ...]:
        """Each of several expressions."""
        return tuple(self.lower(node, ground) for node in nodes)

    # ---- leaves -------------------------------------------------------------------------------------------------

    def lower_constant(self, node: Typed, ground: Ground) -> c.Node:
        return c.Constant(node.detail)

    def lower_fact(self, node: Typed, ground: Ground) -> c.Node:
        return c.Fact(node.detail.id)

    def lower_field(self, node: Typed, ground: Ground) -> c.Node:
        record, field = node.detail
        return c.Field(record.id, self.lower(node.operands[0], ground), field.id)

    def lower_parameter(self, node: Typed, ground: Ground) -> c.Node:
        return c.Parameter(node.detail, self.lower(node.operands[0], ground) if node.operands else None)

    def lower_reading(self, node: Typed, ground: Ground) -> c.Node:
        return c.Reading(node.detail)

    def lower_variable(self, node: Typed, ground: Ground) -> c.Node:
        return c.Variable(node.detail)

    def lower_row(self, node: Typed, ground: Ground) -> c.Node:
        return c.RowAttribute(node.detail)

    # ---- values -------------------------------------------------------------------------------------------------

    def lower_call(self, node: Typed, ground: Ground) -> c.Node:
        return c.Call(node.detail, self.all(node.operands, ground), node.type.kind == "boolean")

    def lower_arithmetic(self, node: Typed, ground: Ground) -> c.Node:
        left, right = self.all(node.operands, ground)
        return c.Arithmetic(node.detail, left, right)

    def lower_shift(self, node: Typed, ground: Ground) -> c.Node:
        direction, unit, rounding = node.detail
        day, amount = self.all(node.operands, ground)
        if unit == "working_day":
            return c.WorkingDayShift(day, amount, direction)
        signed = c.Arithmetic("-", c.Constant(0), amount) if direction == "before" else amount
        return c.DateShift(day, signed, unit, rounding)

    def lower_year_of(self, node: Typed, ground: Ground) -> c.Node:
        return c.YearOf(self.lower(node.operands[0], ground))

    def lower_fallback(self, node: Typed, ground: Ground) -> c.Node:
        value = self.forms[node.operands[0].form](node.operands[0], ground)
        fallback = node.operands[1]
        return c.Default(value, self.forms[fallback.form](fallback, ground))

    def lower_items(self, node: Typed, ground: Ground) -> c.Node:
        return c.YearList(self.all(node.operands, ground))

    def lower_interval(self, node: Typed, ground: Ground) -> c.Node:
        first, last = self.all(node.operands, ground)
        return c.YearInterval(first, last)

    def lower_aggregated(self, node: Typed, ground: Ground) -> c.Node:
        kind, variable = node.detail
        years = self.lower(node.operands[0], ground)
        body = self.lower(node.operands[1], ground)
        if kind == "count":
            condition: c.Node | None = body
            value, bounds = None, (1, 1)
        else:
            condition = self.lower(node.operands[2], ground) if len(node.operands) > 2 else None
            value, bounds = body, node.operands[1].bounds or (0, 0)
        atom = self.book.atom("aggregate", ground, node.span, node.operands[0], operator=kind, text=node.text)
        return c.Aggregate(variable, years, condition, value, bounds, atom)

    def lower_table(self, node: Typed, ground: Ground) -> c.Node:
        kind, name = node.detail
        table = self.tables[name]
        rows = []
        for ruling in table.rows:
            inner = ground.cited(ruling.clauses, ruling.readings)
            value = self.lower(ruling.value, inner) if kind == "sum" and ruling.value is not None else None
            rows.append((self.lower(ruling.condition, inner), value))
        bounds = table.bounds if kind == "sum" else (1, 1)
        return c.Tally(tuple(rows), bounds, self.book.atom("tally", ground, node.span, operator=kind, text=name))

    # ---- statements ---------------------------------------------------------------------------------------------

    def lower_cited(self, node: Typed, ground: Ground) -> c.Node:
        return self.lower(node.operands[0], ground.cited(*node.detail))

    def lower_not(self, node: Typed, ground: Ground) -> c.Node:
        return c.Not(self.lower(node.operands[0], ground))

    def lower_and(self, node: Typed, ground: Ground) -> c.Node:
        return c.And(self.all(node.operands, ground))

    def lower_or(self, node: Typed, ground: Ground) -> c.Node:
        return c.Or(self.all(node.operands, ground))

    def lower_compare(self, node: Typed, ground: Ground) -> c.Node:
        left, right = node.operands
        if left.type.kind == "boolean":
            return self.equal_statements(node, ground)
        atom = self.book.atom("compare", ground, node.span, left, right, node.detail)
        return c.Compare(node.detail, self.lower(left, ground), self.lower(right, ground), atom)

    def equal_statements(self, node: Typed, ground: Ground) -> c.Node:
        """``a 是 b`` of statements: one of them a plain 是 or 否, or both true or both false."""
        left, right = node.operands
        for literal, other in ((right, left), (left, right)):
            if literal.form is Form.CONSTANT:
                wanted = bool(literal.detail) is (node.detail == "=")
                lowered = self.lower(other, ground)
                return lowered if wanted else c.Not(lowered)
        one, two = self.lower(left, ground), self.lower(right, ground)
        same = c.Or((c.And((one, two)), c.And((c.Not(one), c.Not(two)))))
        return same if node.detail == "=" else c.Not(same)

    def lower_in(self, node: Typed, ground: Ground) -> c.Node:
        item, group = node.operands
        if group.type.kind == "years" and group.form is not Form.ITEMS:
            atom = self.book.atom("compare", ground, node.span, item, None, "=", node.text)
            same = c.Compare("=", c.Variable("·年"), self.lower(item, ground), atom)
            of_range = self.book.atom("quantifier", ground, node.span, group)
            return c.Quantifier(False, "·年", self.lower(group, ground), same, of_range)
        if group.form is not Form.ITEMS:
            atom = self.book.atom("member", ground, node.span, item, group)
            return c.Member(self.lower(item, ground), self.lower(group, ground), atom)
        if all(each.form is Form.CONSTANT for each in group.operands):
            atom = self.book.atom("member", ground, node.span, item, group)
            return c.Member(self.lower(item, ground), c.Constant(frozenset(e.detail for e in group.operands)), atom)
        value = self.lower(item, ground)
        return c.Or(
            tuple(
                c.Compare("=", value, self.lower(each, ground), self.book.atom("compare", ground, node.span, item, each, "="))
                for each in group.operands
            )
        )

    def lower_covers(self, node: Typed, ground: Ground) -> c.Node:
        listed, *values = node.operands
        atom = self.book.atom("covers", ground, node.span, listed, text="、".join(value.text for value in values))
        return c.Covers(self.lower(listed, ground), self.all(tuple(values), ground), atom)

    def lower_applicable(self, node: Typed, ground: Ground) -> c.Node:
        operand = node.operands[0]
        atom = self.book.atom("applicable", ground, node.span, operand)
        return c.Applicable(self.forms[operand.form](operand, ground), atom)

    def lower_judgement(self, node: Typed, ground: Ground) -> c.Node:
        return c.Judgement(node.detail, self.book.atom("judgement", ground, node.span, text=node.detail))

    def lower_quantified(self, node: Typed, ground: Ground) -> c.Node:
        every, variable = node.detail
        years, body = self.all(node.operands, ground)
        return c.Quantifier(every, variable, years, body, self.book.atom("quantifier", ground, node.span, node.operands[0]))

    def lower_conditional(self, node: Typed, ground: Ground) -> c.Node:
        condition, then, otherwise = self.all(node.operands, ground)
        boolean = node.type.kind == "boolean"
        chosen = c.Alternative("", condition, then, ground.clauses, ground.readings, node.span)
        return c.Choice("", otherwise, (chosen,), boolean, self.book.atom("choice", ground, node.span))
