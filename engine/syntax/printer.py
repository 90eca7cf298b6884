"""Surface tree → text in the settled form. Part of :mod:`engine.syntax`.

``parse(print(tree)) == tree`` for every tree the parser can make. Comments live in the text, not in the tree: files are
tidied by :mod:`engine.syntax.formatter`, which keeps them.
"""

from __future__ import annotations

from functools import cache

from engine.syntax import nodes as n
from engine.syntax.keywords import KeywordTable, keyword_table

# Binding strength, loosest first; a looser operand is put in brackets.
_LOOSE, _OR, _AND, _NOT, _CITED, _COMPARISON, _SUM, _PRODUCT, _UNARY, _SHIFTED, _SETTLED, _POSTFIX = range(12)


def print_expression(node: n.Expression, language: str = "zh-CN") -> str:
    """An expression in the settled form, on one line."""
    return _printer(language).at(node, _LOOSE)


def print_statement(node: n.Statement, language: str = "zh-CN") -> str:
    """A statement in the settled form, one line a part."""
    return _printer(language).statement(node)


@cache
def _printer(language: str) -> Printer:
    return Printer(keyword_table(language))


class Printer:
    """Prints in one keyword language."""

    def __init__(self, table: KeywordTable) -> None:
        self.table = table
        chinese = table.language.startswith("zh")
        self.open, self.close, self.colon, self.comma = ("（", "）", "：", "，") if chinese else ("(", ")", ": ", ", ")

    def word(self, concept: str) -> str:
        """The settled word of a concept."""
        return (
            self.table.operators["true"][0]
            if concept == "true" and "true" in self.table.operators
            else (self.table.word(concept))
        )

    def at(self, node: n.Expression, strength: int) -> str:
        """``node`` where at least ``strength`` is wanted."""
        own, text = self.expression(node)
        return text if own >= strength else f"{self.open}{text}{self.close}"

    def joined(self, items: tuple[n.Expression, ...]) -> str:
        """Items in brackets."""
        return self.open + self.comma.join(self.at(item, _LOOSE) for item in items) + self.close

    def expression(self, node: n.Expression) -> tuple[int, str]:
        """The strength of a node and its text without outer brackets."""
        match node:
            case n.Conjunction(operands):
                return _AND, f" {self.word('and')} ".join(self.at(operand, _NOT) for operand in operands)
            case n.Disjunction(operands):
                return _OR, f" {self.word('or')} ".join(self.at(operand, _AND) for operand in operands)
            case n.Negation(operand):
                return _NOT, f"{self.word('not')} {self.at(operand, _NOT)}"
            case n.Cited(expression, citations):
                return _CITED, f"{self.at(expression, _COMPARISON)} {self.citations(citations)}"
            case n.Comparison(operator, left, right):
                return _COMPARISON, f"{self.at(left, _SUM)} {self.word(operator)} {self.at(right, _SUM)}"
            case n.ApplicableTest(operand):
                return _COMPARISON, f"{self.at(operand, _SUM)} {self.word('applies')}"
            case n.Quantified() | n.Conditional():
                return _LOOSE, self.binder(node)
            case _:
                return self.value(node)

    def value(self, node: n.Expression) -> tuple[int, str]:
        """Arithmetic and dates."""
        match node:
            case n.Binary("*", left, right):
                return _PRODUCT, f"{self.at(left, _PRODUCT)} * {self.at(right, _UNARY)}"
            case n.Binary(operator, left, right):
                return _SUM, f"{self.at(left, _SUM)} {operator} {self.at(right, _PRODUCT)}"
            case n.Minus(operand):
                return _UNARY, f"- {self.at(operand, _UNARY)}"
            case n.Shifted(date, direction, amount, unit, rounding):
                words = {None: "", "last": f" {self.word('last_of_month')}", "next": f" {self.word('next_month')}"}
                text = f"{self.at(date, _SHIFTED)} {self.word(direction)} {self.at(amount, _SETTLED)}"
                return _SHIFTED, text + (f" {unit}" if unit else "") + words[rounding]
            case n.Fallback(operand, fallback):
                text = f"{self.at(operand, _POSTFIX)} {self.word('fallback')} {self.at(fallback, _POSTFIX)}"
                return _SETTLED, text
            case _:
                return _POSTFIX, self.primary(node)

    def primary(self, node: n.Expression) -> str:
        """Literals, names and everything that brings its own brackets."""
        match node:
            case n.Number(text, unit):
                return text if unit is None else f"{text} {unit}"
            case n.Date(text) | n.Name(text):
                return text
            case n.Text(value):
                return f"“{value}”"
            case n.Boolean(value):
                return self.word("true" if value else "false")
            case n.Attribute(base, name):
                return f"{self.at(base, _POSTFIX)}.{name}"
            case n.Index(base, index):
                return f"{self.at(base, _POSTFIX)}[{self.at(index, _LOOSE)}]"
            case n.Apply(name, arguments):
                return name + self.joined(arguments)
            case n.Items(items):
                return self.joined(items)
            case n.Question(text):
                return f"{self.word('judgement')} “{text}”"
            case n.AggregatedTable(kind, table):
                return f"{self.word(kind)}{self.open}{table}{self.close}"
            case n.Aggregated():
                return self.aggregated(node)
        raise TypeError(type(node).__name__)

    def aggregated(self, node: n.Aggregated) -> str:
        """A count or sum over years."""
        filtered = f"{self.comma}{self.word('if')} {self.at(node.condition, _LOOSE)}" if node.condition else ""
        head = f"{node.variable} {self.word('of')} {self.range(node.range)}{filtered}"
        return f"{self.word(node.kind)}{self.open}{head}{self.colon}{self.at(node.body, _LOOSE)}{self.close}"

    def binder(self, node: n.Quantified | n.Conditional) -> str:
        """The two forms that reach as far right as they can."""
        if isinstance(node, n.Quantified):
            head = self.word("every" if node.every else "some")
            return f"{head} {node.variable} {self.word('of')} {self.range(node.range)}{self.colon}{self.at(node.body, _LOOSE)}"
        parts = zip(("if", "then", "otherwise"), (node.condition, node.then, node.otherwise), strict=True)
        return " ".join(f"{self.word(word)} {self.at(part, _LOOSE)}" for word, part in parts)

    def range(self, node: n.Expression) -> str:
        """A range of years."""
        if isinstance(node, n.Interval):
            return f"{self.word('from')} {self.at(node.first, _SUM)} {self.word('to')} {self.at(node.last, _SUM)}"
        return self.at(node, _SUM)

    def citations(self, citations: tuple[n.Citation, ...]) -> str:
        """Citations, each in brackets of its own."""
        reading = self.table.citation["reading"]
        return "".join(f"【{reading} {c.text}】" if c.kind == "reading" else f"【{c.text}】" for c in citations)

    # ---- statements ---------------------------------------------------------------------------------------------

    def statement(self, node: n.Statement) -> str:
        """A statement, one line a part."""
        match node:
            case n.Definition():
                parameters = self.open + self.comma.join(node.parameters) + self.close if node.parameters else ""
                head = f"{self.word('define')} {node.name}{parameters}{self.cited(node.citations)}"
                return f"{head}{self.colon.strip()}\n    {self.at(node.body, _LOOSE)}"
            case n.Exception_():
                target = f" {self.word('of')} {node.target}" if node.target else ""
                return f"{self.word('exception')} {node.name}{target}{self.colon}{self.ruling(node)}"
            case n.Fill():
                return f"{self.word('fill')} {node.target}{self.colon}{self.ruling(node)}"
            case n.Slot():
                head = f"{self.word('slot')} {node.authority} {self.word('of')} {node.target}"
                return head + self.cited(node.citations)
            case n.Classification():
                head = f"{self.word('classification')} {node.name}{self.cited(node.citations)}"
                lines = [f"{self.word('if')} {self.at(c, _LOOSE)} {self.word('classify_as')} {w}" for c, w in node.categories]
                return "\n    ".join([head, *lines, f"{self.word('remaining')} {node.remaining}"])
        return self.asked(node)

    def ruling(self, node: n.Exception_ | n.Fill) -> str:
        """``若 … 则 …``."""
        return f"{self.word('if')} {self.at(node.condition, _LOOSE)} {self.word('then')} {self.at(node.value, _LOOSE)}"

    def cited(self, citations: tuple[n.Citation, ...]) -> str:
        """Citations of a head, with the blank before them."""
        return f" {self.citations(citations)}" if citations else ""

    def asked(self, node: n.Condition | n.Entitlement) -> str:
        """A condition, deadline or entitlement."""
        kind = node.kind if isinstance(node, n.Condition) else "entitlement"
        lines = [f"{self.word(kind)} {node.name}{self.cited(node.citations)}", f"{self.word('subject')} {node.subject}"]
        if node.tables:
            lines.append(f"{self.word('each_row')} {self.comma.join(node.tables)}")
        if node.applies is not None:
            lines.append(f"{self.word('applies')} {self.at(node.applies, _LOOSE)}")
        message = f"“{self.template(node.message)}”" if node.message else ""
        if isinstance(node, n.Condition):
            lines.append(f"{self.word('requires')} {self.at(node.requires, _LOOSE)}")
            if node.consequence:
                lines.append(f"{self.word('otherwise')} {node.consequence} {message}".rstrip())
        elif message:
            lines.append(f"{self.word('grants')} {message}")
        return "\n    ".join(lines)

    def template(self, template: n.Template) -> str:
        """The inside of a message."""
        return "".join(
            part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{self.at(part, _LOOSE)}}}"
            for part in template.parts
        )
