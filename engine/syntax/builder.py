"""Builds surface nodes while lark reduces, so that no lark tree is ever made. Part of :mod:`engine.syntax`.

Every method is named after a rule of ``policy.lark`` and gets the rule's children: tokens and finished nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lark import Token, Transformer

from engine.diagnostics import Diagnostic, Span
from engine.syntax import nodes as n
from engine.syntax.citations import Locate, read_citation
from engine.syntax.keywords import KeywordTable

_ROUNDING = {"LAST_OF_MONTH": "last", "NEXT_MONTH": "next"}

#: What a rule gets: tokens and finished nodes. Named, since the rule ``list`` hides the built-in inside the class.
Children = list[Any]
Tokens = list[Token]


class Builder(Transformer):  # type: ignore[type-arg]
    """Callbacks for the grammar. ``begin`` sets where places and diagnostics of the next parse go."""

    def __init__(self) -> None:
        super().__init__()
        self.begin(lambda start, end: Span(""), lambda d: None, None)

    def begin(self, locate: Locate, report: Callable[[Diagnostic], None], table: KeywordTable | None) -> None:
        """Prepare for one parse."""
        self.locate = locate
        self.report = report
        self.table = table
        self.template: Callable[[Token], n.Template] = lambda token: n.Template((token[1:-1],))

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Afterwards all is as it was: messages hold expressions that are parsed while their statement is being built."""
        before = self.locate, self.report, self.table, self.template
        try:
            yield
        finally:
            self.locate, self.report, self.table, self.template = before

    # ---- places -------------------------------------------------------------------------------------------------

    def span(self, children: Children) -> Span:
        """From the first to the last child that is there."""
        present = [child for child in children if child is not None and child != []]
        return _span_of(self, present[0]).to(_span_of(self, present[-1]))

    def at(self, token: Token) -> Span:
        """The place of a token."""
        return self.locate(token.start_pos or 0, token.end_pos or 0)

    # ---- expressions --------------------------------------------------------------------------------------------

    def number(self, c: Children) -> n.Number:
        return n.Number(str(c[0]), str(c[1]) if len(c) > 1 else None, self.span(c))

    def date(self, c: Children) -> n.Date:
        return n.Date(_iso(str(c[0])), self.span(c))

    def text(self, c: Children) -> n.Text:
        return n.Text(str(c[0])[1:-1], self.span(c))

    def boolean(self, c: Children) -> n.Boolean:
        assert self.table is not None
        token = c[0]
        if token.type == "EQ" and str(token) != self.table.word("eq"):
            self.report(Diagnostic("E0201", self.at(token), {"text": str(token)}))
        return n.Boolean(token.type != "FALSE", self.at(token))

    def name(self, c: Children) -> n.Name:
        return n.Name(str(c[0]), self.span(c))

    def attribute(self, c: Children) -> n.Attribute:
        return n.Attribute(c[0], str(c[2]), self.span(c))

    def index(self, c: Children) -> n.Index:
        return n.Index(c[0], c[2], self.span(c))

    def apply(self, c: Children) -> n.Apply:
        return n.Apply(str(c[0]), tuple(_nodes(c[1:])), self.span(c))

    def group(self, c: Children) -> n.Expression:
        return c[1]  # type: ignore[no-any-return]

    def list(self, c: Children) -> n.Items:
        return n.Items(tuple(_nodes(c)), self.span(c))

    def interval(self, c: Children) -> n.Interval:
        return n.Interval(c[1], c[3], self.span(c))

    def negation(self, c: Children) -> n.Negation:
        return n.Negation(c[1], self.span(c))

    def conjunction(self, c: Children) -> n.Conjunction:
        return n.Conjunction(_flat(_nodes(c), n.Conjunction), self.span(c))

    def disjunction(self, c: Children) -> n.Disjunction:
        return n.Disjunction(_flat(_nodes(c), n.Disjunction), self.span(c))

    def cited(self, c: Children) -> n.Cited:
        citations = self.citations(c[1:])
        if isinstance(c[0], n.Cited):
            return n.Cited(c[0].expression, c[0].citations + citations, self.span(c))
        return n.Cited(c[0], citations, self.span(c))

    def comparison(self, c: Children) -> n.Comparison:
        return n.Comparison(c[1].type.lower(), c[0], c[2], self.span(c))

    def applicable(self, c: Children) -> n.ApplicableTest:
        return n.ApplicableTest(c[0], self.span(c))

    def arithmetic(self, c: Children) -> n.Binary:
        return n.Binary(str(c[1]), c[0], c[2], self.span(c))

    def minus(self, c: Children) -> n.Minus:
        return n.Minus(c[1], self.span(c))

    def shifted(self, c: Children) -> n.Shifted:
        unit = str(c[3]) if c[3] is not None else None
        rounding = _ROUNDING[c[4].type] if c[4] is not None else None
        return n.Shifted(c[0], "before" if c[1].type == "BEFORE" else "after", c[2], unit, rounding, self.span(c))

    def fallback(self, c: Children) -> n.Fallback:
        return n.Fallback(c[0], c[2], self.span(c))

    def judgement(self, c: Children) -> n.Question:
        return n.Question(str(c[1])[1:-1], self.span(c))

    def quantified(self, c: Children) -> n.Quantified:
        return n.Quantified(c[0].type == "EVERY", str(c[1]), self.at(c[1]), c[3], c[5], self.span(c))

    def conditional(self, c: Children) -> n.Conditional:
        return n.Conditional(c[1], c[3], c[5], self.span(c))

    def aggregated_table(self, c: Children) -> Children:
        return c

    def aggregated_years(self, c: Children) -> Children:
        return c

    def aggregate(self, c: Children) -> n.Aggregated | n.AggregatedTable:
        kind = "count" if c[0].type == "COUNT" else "sum"
        inner = c[2]
        if len(inner) == 1:
            return n.AggregatedTable(kind, str(inner[0]), self.span(c))
        condition = inner[5]
        if condition is not None and kind == "count":
            self.report(Diagnostic("E0211", condition.span, {}))
        return n.Aggregated(kind, str(inner[0]), inner[2], condition, inner[7], self.span(c))

    # ---- parts of statements ------------------------------------------------------------------------------------

    def citations(self, tokens: Children) -> tuple[n.Citation, ...]:
        """All citations among ``tokens``, in order."""
        assert self.table is not None
        found: list[n.Citation] = []
        for token in tokens:
            if isinstance(token, Token) and token.type == "CITATION":
                start = token.start_pos or 0
                found += read_citation(str(token), start, self.table, self.locate, self.report)
        return tuple(found)

    def parameters(self, c: Children) -> Tokens:
        return _names(c)

    def subject(self, c: Children) -> Token:
        return c[1]  # type: ignore[no-any-return]

    def rows(self, c: Children) -> Tokens:
        return _names(c)

    def applies(self, c: Children) -> n.Expression:
        return c[1]  # type: ignore[no-any-return]

    requires = applies

    def otherwise(self, c: Children) -> Children:
        return c

    def grants(self, c: Children) -> n.Template:
        return self.template(c[1])

    def category(self, c: Children) -> tuple[n.Expression, str, Span]:
        return c[1], str(c[3]), self.span(c)

    def remaining(self, c: Children) -> tuple[None, str, Span]:
        return None, str(c[1]), self.span(c)

    # ---- statements ---------------------------------------------------------------------------------------------

    def statements(self, c: Children) -> Children:
        return c

    def definition(self, c: Children) -> n.Definition:
        parameters = tuple(str(token) for part in c if isinstance(part, list) for token in part)
        return n.Definition(str(c[1]), parameters, self.citations(c[2:]), c[-1], self.at(c[1]), self.span(c))

    def exception(self, c: Children) -> n.Exception_:
        target = c[3]
        return n.Exception_(
            str(c[1]),
            str(target) if target is not None else None,
            c[6],
            c[8],
            self.at(c[1]),
            self.at(target if target is not None else c[1]),
            self.span(c),
        )

    def fill(self, c: Children) -> n.Fill:
        return n.Fill(str(c[1]), c[4], c[6], self.at(c[1]), self.span(c))

    def slot(self, c: Children) -> n.Slot:
        return n.Slot(str(c[1]), str(c[3]), self.citations(c[4:]), self.at(c[1]), self.at(c[3]), self.span(c))

    def condition(self, c: Children) -> n.Condition:
        subject, rows, applies, requires, otherwise = c[-5:]
        consequence = otherwise[1] if otherwise else None
        message = self.template(otherwise[2]) if otherwise and len(otherwise) > 2 else None
        present = [part for part in c if part is not None]
        span = _span_of(self, present[0]).to(self.span(otherwise) if otherwise else _span_of(self, requires))
        return n.Condition(
            c[0].type.lower(),
            str(c[1]),
            self.citations(c[2:-5]),
            str(subject),
            _texts(rows),
            applies,
            requires,
            str(consequence) if consequence else None,
            message,
            self.at(c[1]),
            self.at(subject),
            self.at(consequence) if consequence else self.at(c[1]),
            self.places(rows),
            span,
        )

    def entitlement(self, c: Children) -> n.Entitlement:
        subject, rows, applies, message = c[-4:]
        last = message if message is not None else applies
        return n.Entitlement(
            str(c[1]),
            self.citations(c[2:-4]),
            str(subject),
            _texts(rows),
            applies,
            message,
            self.at(c[1]),
            self.at(subject),
            self.places(rows),
            self.at(c[0]).to(_span_of(self, last)),
        )

    def classification(self, c: Children) -> n.Classification:
        categories = tuple((part[0], part[1]) for part in c if isinstance(part, tuple) and part[0] is not None)
        remaining = c[-1]
        return n.Classification(
            str(c[1]), self.citations(c[2:]), categories, remaining[1], self.at(c[1]), self.at(c[0]).to(remaining[2])
        )

    def places(self, tokens: Tokens | None) -> tuple[Span, ...]:
        """The places of a list of names."""
        return tuple(self.at(token) for token in tokens or ())


def _span_of(builder: Builder, child: Any) -> Span:
    if isinstance(child, Token):
        return builder.at(child)
    if isinstance(child, list):
        return builder.span(child)
    if isinstance(child, tuple) and not hasattr(child, "span"):
        return child[2]  # type: ignore[no-any-return]
    return child.span  # type: ignore[no-any-return]


def _nodes(children: list[Any]) -> list[Any]:
    return [child for child in children if child is not None and not isinstance(child, Token)]


def _names(children: list[Any]) -> list[Token]:
    return [child for child in children if isinstance(child, Token) and child.type == "NAME"]


def _texts(tokens: list[Token] | None) -> tuple[str, ...]:
    return tuple(str(token) for token in tokens or ())


def _flat(operands: list[Any], kind: Any) -> tuple[Any, ...]:
    """Operands with same-kind groups joined: ``a 且 （b 且 c）`` is one conjunction of three."""
    return tuple(part for operand in operands for part in (operand.operands if isinstance(operand, kind) else (operand,)))


def _iso(text: str) -> str:
    year, month, day = text.replace("年", "-").replace("月", "-").rstrip("日").split("-")
    return f"{year}-{month:0>2}-{day:0>2}"
