"""Resolved expressions → typed expressions. Part of :mod:`engine.typed`.

Words and bare numbers take their type from what they are compared with (``expected``); a definition's parameter takes the
type of its first use. A mistake is reported once; the node then gets the type that was wanted, so that nothing follows from it.
"""

from __future__ import annotations

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.resolved import nodes as r
from engine.resolved.declarations.dates import read_date
from engine.syntax import nodes as n
from engine.syntax.printer import print_expression
from engine.typed import types as t
from engine.typed.comparisons import ComparisonRules
from engine.typed.context import QUANTITY_BOUNDS, YEAR_BOUNDS, Context, join, mismatch
from engine.typed.dates import DateRules
from engine.typed.literals import scaled, without_zeros
from engine.typed.nodes import Form, Typed
from engine.typed.ranges import RangeRules

_FACT = Term("事实或定义", "a fact or a definition")


class Checker(ComparisonRules, DateRules, RangeRules):
    """Types the expressions of one statement. ``variables``: name → type, ``None`` while still open."""

    def __init__(self, context: Context, variables: dict[str, t.Type | None] | None = None) -> None:
        self.context = context
        self.variables = variables if variables is not None else {}
        self.bounds_of: dict[str, tuple[int, int] | None] = {}

    def check(self, node: r.Expression, expected: t.Type | None = None, may_not_apply: bool = False) -> Typed:
        """The typed expression. ``expected`` is wanted where given; ``may_not_apply`` allows facts that may not apply."""
        typed = self.form(node, expected, may_not_apply)
        if expected is not None and typed.type != expected:
            mismatch(self.context, typed, expected)
            return Typed(typed.form, expected, typed.operands, typed.detail, typed.bounds, typed.span, typed.text)
        return typed

    def truth(self, node: r.Expression) -> Typed:
        """An expression that must be a statement."""
        return self.check(node, t.BOOLEAN)

    def report(self, code: str, span: Span, **arguments: object) -> None:
        """Report a mistake."""
        self.context.report(Diagnostic(code, span, arguments))

    def form(self, node: r.Expression, expected: t.Type | None, may_not_apply: bool) -> Typed:
        """Dispatch on the kind of node."""
        match node:
            case n.Conjunction() | n.Disjunction() | n.Negation() | n.ApplicableTest() | n.Question():
                return self.statement(node)
            case n.Cited(expression, citations, span):
                inner = self.form(expression, expected, may_not_apply)
                detail = self.citations(citations)
                return Typed(Form.CITED, inner.type, (inner,), detail, inner.bounds, span, inner.text)
            case n.Comparison():
                return self.comparison(node)
            case n.Fallback(operand, fallback, span):
                value = self.check(operand, expected, True)
                other = self.check(fallback, value.type)
                return Typed(Form.FALLBACK, value.type, (value, other), None, join(value.bounds, other.bounds), span, _text(node))
            case n.Conditional(condition, then, otherwise, span):
                return self.conditional(condition, then, otherwise, expected, span)
            case n.Quantified():
                return self.quantified(node)
            case n.Aggregated():
                return self.aggregated(node)
            case n.Binary() | n.Minus():
                return self.arithmetic(node, expected)
            case n.Shifted() | r.YearOf():
                return self.date_form(node)
            case _:
                return self.leaf(node, expected, may_not_apply)

    def statement(self, node: n.Conjunction | n.Disjunction | n.Negation | n.ApplicableTest | n.Question) -> Typed:
        """Connectives and tests: always statements, whatever is wanted."""
        match node:
            case n.Conjunction(operands, span):
                return Typed(Form.AND, t.BOOLEAN, tuple(self.truth(operand) for operand in operands), span=span)
            case n.Disjunction(operands, span):
                return Typed(Form.OR, t.BOOLEAN, tuple(self.truth(operand) for operand in operands), span=span)
            case n.Negation(operand, span):
                return Typed(Form.NOT, t.BOOLEAN, (self.truth(operand),), span=span)
            case n.ApplicableTest(operand, span):
                return Typed(Form.APPLICABLE, t.BOOLEAN, (self.check(operand, None, True),), span=span, text=_text(node))
            case n.Question(text, span):
                return Typed(Form.JUDGEMENT, t.BOOLEAN, (), text, span=span, text=text)

    def citations(self, citations: tuple[n.Citation, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Clause locators and reading names of citations."""
        clauses = tuple(citation.text for citation in citations if citation.kind == "clause")
        readings = tuple(
            self.context.codes.get(citation.text, citation.text) for citation in citations if citation.kind == "reading"
        )
        return clauses, readings

    # ---- leaves -------------------------------------------------------------------------------------------------

    def leaf(self, node: r.Expression, expected: t.Type | None, may_not_apply: bool) -> Typed:
        """Literals, words and references."""
        match node:
            case n.Boolean(value, span):
                return Typed(Form.CONSTANT, t.BOOLEAN, (), value, span=span, text=_text(node))
            case n.Text(value, span):
                return Typed(Form.CONSTANT, t.TEXT, (), value, span=span, text=f"“{value}”")
            case n.Number():
                return self.number(node, expected)
            case n.Date(text, span):
                day, problem = read_date(text, span)
                if problem is not None:
                    self.context.report(problem)
                return Typed(Form.CONSTANT, t.DATE, (), day, span=span, text=text)
            case r.Word(text, enumeration, span):
                return self.word(text, enumeration, expected, span)
            case n.Items() | n.Interval():
                self.report("E0412", node.span)
                return Typed(Form.CONSTANT, expected or t.ANY, (), None, span=node.span)
            case _:
                return self.reference(node, expected, may_not_apply)

    def number(self, node: n.Number, expected: t.Type | None) -> Typed:
        """A number: a year where one is wanted, else a quantity of its unit."""
        unit = (node.unit or "").removeprefix("个")
        if not unit and expected is not None and expected.kind == "year":
            return self.year(node)
        if not unit and expected is not None and expected.kind == "quantity" and expected.unit:
            unit = expected.unit
            self.report("E0427", node.span, text=node.text, unit=unit)
        value = scaled(node.text, self.context.scale(unit))
        if value is None and (meant := without_zeros(node.text)):
            self.report("E0430", node.span, text=node.text, meant=meant)
        elif value is None:
            self.report("E0405", node.span, text=node.text, unit=unit, places=self.context.scale(unit))
        elif value > t.INT_MAX:
            self.report("E0428", node.span, text=node.text, low=0, high=10**12)
        if value is None or value > t.INT_MAX:
            value = 0
        shown = node.text if not unit else f"{node.text} {unit}"
        return Typed(Form.CONSTANT, t.quantity(unit), (), value, (value, value), node.span, shown)

    def year(self, node: n.Number) -> Typed:
        """A number where a year is wanted."""
        low, high = YEAR_BOUNDS
        value = int(node.text) if node.text.isdecimal() and len(node.text) <= len(str(high)) else 0
        if not low <= value <= high:
            self.report("E0428", node.span, text=node.text, low=low, high=high)
        return Typed(Form.CONSTANT, t.YEAR, (), value, (value, value), node.span, node.text)

    def word(self, text: str, enumeration: str | None, expected: t.Type | None, span: Span) -> Typed:
        """A word of the enumeration that is wanted."""
        name = enumeration or (expected.enumeration if expected is not None and expected.kind == "word" else None)
        if expected is not None and expected.kind in ("text", "row") and text:
            return Typed(Form.CONSTANT, expected, (), text, span=span, text=text)
        if name is None:
            if text and expected != t.ANY:
                wanted = expected.describe() if expected is not None else _FACT
                self.report("E0413", span, word=text, wanted=wanted)
            return Typed(Form.CONSTANT, expected or t.ANY, (), text, span=span, text=text)
        words = self.context.words(name)
        if text not in words:
            meant = self.context.nearest(text, name)
            known = tuple(dict.fromkeys(words.values()))[:12]
            self.report("E0406", span, word=text, enumeration=name, known=known, **({"meant": meant} if meant else {}))
        return Typed(Form.CONSTANT, t.word(name), (), words.get(text, text), span=span, text=text)

    def reference(self, node: r.Expression, expected: t.Type | None, may_not_apply: bool) -> Typed:
        """Facts, fields, parameters, readings, variables, attributes, definitions, tables."""
        context = self.context
        match node:
            case r.FactReference(fact, span):
                if fact.may_not_apply and not may_not_apply:
                    self.report("E0409", span, name=fact.name)
                if fact.type == "records":
                    self.report("E0414", span, name=fact.name)
                    return Typed(Form.CONSTANT, expected or t.ANY, span=span, text=fact.name)
                return Typed(Form.FACT, context.fact_type(fact), (), fact, context.fact_bounds(fact), span, fact.name)
            case r.FieldReference(record, field, year, span):
                if field.may_not_apply and not may_not_apply:
                    self.report("E0409", span, name=field.name)
                operands = (self.check(year, t.YEAR),)
                text = f"{record.name}[{operands[0].text}].{field.name}"
                bounds = context.fact_bounds(field)
                return Typed(Form.FIELD, context.fact_type(field), operands, (record, field), bounds, span, text)
            case r.ParameterReference(parameter, year, span):
                typed = context.parameters[parameter.name]
                years = (self.check(year, t.YEAR),) if year is not None else ()
                bounds = context.parameter_bounds[parameter.name]
                return Typed(Form.PARAMETER, typed.type, years, parameter.name, bounds, span, parameter.name)
            case r.ReadingReference(reading, span):
                type_ = context.reading_types[reading.name]
                return Typed(Form.READING, type_, (), reading.name, QUANTITY_BOUNDS, span, reading.name)
            case r.RowReference(attribute, span):
                type_ = t.DATE if attribute in ("start", "finish") else t.TEXT
                return Typed(Form.ROW, type_, (), attribute, span=span, text=attribute)
            case r.VariableReference(name, span):
                return self.variable(name, expected, span)
            case r.DefinitionReference():
                return self.call(node)
            case r.TableReference(kind, name, span):
                return self.table(kind, name, span)
        raise TypeError(type(node).__name__)

    def variable(self, name: str, expected: t.Type | None, span: Span) -> Typed:
        """A bound name; its first use settles an open type, a year if nothing else is said."""
        type_ = self.variables.get(name)
        if type_ is None:
            type_ = expected or t.YEAR
            self.variables[name] = type_
        bounds = self.bounds_of.get(name, QUANTITY_BOUNDS if type_.kind == "quantity" else None)
        return Typed(Form.VARIABLE, type_, (), name, bounds, span, name)

    def call(self, node: r.DefinitionReference) -> Typed:
        """A definition applied; arguments must be of its parameters' types."""
        definition = self.context.definitions.get(node.name)
        if definition is None:
            return Typed(Form.CONSTANT, t.ANY, (), True, span=node.span, text=node.name)
        arguments = tuple(
            self.check(argument, type_) for argument, (_, type_) in zip(node.arguments, definition.parameters, strict=False)
        )
        for argument in arguments:
            if argument.type.kind == "quantity" and not _within(argument.bounds, QUANTITY_BOUNDS):
                self.report("E0407", argument.span)
        text = node.name + (f"（{'，'.join(a.text for a in arguments)}）" if arguments else "")
        return Typed(Form.CALL, definition.type, arguments, node.name, definition.bounds, node.span, text)

    def table(self, kind: str, name: str, span: Span) -> Typed:
        """A collecting table counted or summed up."""
        table = self.context.tables.get(name)
        if table is None:
            return Typed(Form.CONSTANT, t.quantity(""), (), 0, (0, 0), span)
        if kind == "count":
            return Typed(Form.TABLE, t.quantity(""), (), (kind, name), (0, len(table.rows)), span, name)
        if table.type is None or table.type.kind != "quantity" or any(row.value is None for row in table.rows):
            self.report("E0415", span, name=name)
        size = len(table.rows)
        bounds = (min(0, table.bounds[0] * size), max(0, table.bounds[1] * size))
        return Typed(Form.TABLE, table.type or t.quantity(""), (), (kind, name), bounds, span, name)

    def conditional(
        self, condition: r.Expression, then: r.Expression, otherwise: r.Expression, expected: t.Type | None, span: Span
    ) -> Typed:
        """Both branches must be of one type."""
        test = self.truth(condition)
        first = self.check(then, expected)
        second = self.check(otherwise, expected or first.type)
        bounds = join(first.bounds, second.bounds)
        return Typed(Form.CONDITIONAL, first.type, (test, first, second), None, bounds, span)


def _within(bounds: tuple[int, int] | None, limits: tuple[int, int]) -> bool:
    return bounds is not None and limits[0] <= bounds[0] and bounds[1] <= limits[1]


def _text(node: r.Expression) -> str:
    """How an expression is shown to people; names of bound nodes are their Chinese names."""
    try:
        return print_expression(node)  # type: ignore[arg-type]
    except TypeError:
        return ""
