"""Surface expressions → resolved expressions: every name bound or reported. Part of :mod:`engine.resolved`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.resolved import nodes as r
from engine.resolved.names import ROW_ATTRIBUTES, Names
from engine.resolved.references import check_clause
from engine.resolved.symbols import FactSymbol
from engine.syntax import nodes as n
from engine.syntax.keywords import KeywordTable
from engine.syntax.printer import print_expression
from engine.syntax.spacing import side, split_on_keyword

_DEFINITION = Term("定义", "a definition")
_TABLE = Term("全取的决策表", "a collecting table")
_VALUE = Term("一个值（全取的决策表只能放在计数、合计里）", "one value (a collecting table stands in count and sum only)")


class Binder:
    """Binds the names of one statement or YAML expression.

    ``locals`` are the names bound so far: a definition's parameters and quantified years.
    """

    def __init__(self, names: Names, table: KeywordTable, report: Callable[[Diagnostic], None], rows: bool = False) -> None:
        self.names = names
        self.table = table
        self.report = report
        self.rows = rows
        self.facts: Mapping[str, FactSymbol] = names.facts
        self.locals: frozenset[str] = frozenset()

    def inside(self, *variables: str) -> Binder:
        """A binder with more local names."""
        inner = Binder(self.names, self.table, self.report, self.rows)
        inner.locals = self.locals | set(variables)
        inner.facts = self.facts
        return inner

    def of_subject(self, facts: Mapping[str, FactSymbol]) -> Binder:
        """A binder that takes a subject's own facts where several subjects have one of the same name."""
        self.facts = {**self.names.facts, **facts}
        return self

    def bind(self, node: n.Expression) -> r.Expression:
        """The expression with its names bound; unknown names are reported and left as words."""
        match node:
            case n.Name(name, span):
                return self.name(name, span)
            case n.Attribute() | n.Index():
                return self.path(node)
            case n.Apply(name, arguments, span):
                return self.apply(name, arguments, span)
            case n.Quantified():
                self.check_variable(node.variable, node.variable_span)
                body = self.inside(node.variable).bind(node.body)
                return _with(node, range=self.bind(node.range), body=body)
            case n.Aggregated():
                self.check_variable(node.variable, node.span)
                inner = self.inside(node.variable)
                condition = inner.bind(node.condition) if node.condition is not None else None
                return _with(node, range=self.bind(node.range), condition=condition, body=inner.bind(node.body))
            case n.AggregatedTable(kind, table, span):
                if table not in self.names.collect_tables:
                    self.unknown(table, _name_in(span, table), self.names.collect_tables, _TABLE)
                return r.TableReference(kind, table, span)
            case n.Number(_, unit, span):
                self.check_unit(node.text, unit, span)
                return node
            case n.Shifted():
                self.check_unit("", node.unit, node.span)
                return self.rebuild(node)
            case n.Cited():
                self.citations(node.citations)
                return _with(node, expression=self.bind(node.expression))
            case _:
                return self.rebuild(node)

    def rebuild(self, node: Any) -> Any:
        """The same kind of node with its parts bound."""
        changes: dict[str, Any] = {}
        for field in fields(node):
            value = getattr(node, field.name)
            if is_dataclass(value):
                changes[field.name] = self.bind(value)  # type: ignore[arg-type]
            elif isinstance(value, tuple) and value and all(is_dataclass(part) for part in value):
                changes[field.name] = tuple(self.bind(part) for part in value)
        return replace(node, **changes) if changes else node

    # ---- names --------------------------------------------------------------------------------------------------

    def name(self, name: str, span: Span) -> r.Expression:
        """A single word: variable, definition, fact, group or word of an enumeration, in this order."""
        names = self.names
        if name in self.locals:
            return r.VariableReference(name, span)
        if name in names.definitions:
            if names.definitions[name]:
                self.report(Diagnostic("E0319", span, {"name": name, "wanted": names.definitions[name], "given": 0}))
            return r.DefinitionReference(name, (), span)
        if name in self.facts:
            return r.FactReference(self.facts[name], span)
        if name in names.groups:
            return r.ParameterReference(names.groups[name], None, span)
        if name in names.collect_tables:
            self.report(Diagnostic("E0335", span, {"name": name, "kind": names.kind_of(name), "wanted": _VALUE}))
        elif name not in names.words:
            self.unknown(name, span)
        return r.Word(name, None, span)

    def apply(self, name: str, arguments: tuple[n.Expression, ...], span: Span) -> r.Expression:
        """A definition with arguments."""
        bound = tuple(self.bind(argument) for argument in arguments)
        wanted = self.names.definitions.get(name)
        if wanted is None:
            place = Span(span.file, span.line, span.column, span.line, span.column + len(name))
            self.unknown(name, place, self.names.definitions, _DEFINITION)
        elif wanted != len(arguments):
            self.report(Diagnostic("E0319", span, {"name": name, "wanted": wanted, "given": len(arguments)}))
        return r.DefinitionReference(name, bound, span)

    def path(self, node: n.Attribute | n.Index) -> r.Expression:
        """``参数.X``, ``参数.X[年]``, ``口径.X``, ``本行.X``, ``记录[年].字段``, ``日期.年度``."""
        match node:
            case n.Index(n.Attribute(n.Name(space), name, _), index, span) if space == self.table.namespaces["parameter"]:
                return self.parameter(name, self.bind(index), span)
            case n.Attribute(n.Name(space), name, span) if space == self.table.namespaces["parameter"]:
                return self.parameter(name, None, span)
            case n.Attribute(n.Name(space), name, span) if space == self.table.namespaces["reading"]:
                return self.reading(name, span)
            case n.Attribute(n.Name(space), name, span) if space == self.table.namespaces["row"]:
                return self.row(name, span)
            case n.Attribute(n.Index(n.Name(record), year, _), field, span) if record in self.facts:
                return self.field(self.facts[record], field, self.bind(year), span)
            case n.Attribute(base, name, span) if name == self.table.namespaces["year_of"]:
                return r.YearOf(self.bind(base), span)
            case n.Attribute(n.Index(n.Name(record, where), _, _), _, _) | n.Index(n.Name(record, where), _, _):
                if record in self.facts:
                    self.report(Diagnostic("E0329", node.span, {"text": print_expression(node, self.table.language)}))
                else:
                    self.unknown(record, where)
            case n.Attribute(n.Name(space, where), _, _) if space not in self.facts:
                self.unknown(space, where, {*self.table.namespaces.values(), *self.facts})
            case _:
                shown = print_expression(node, self.table.language)
                self.report(Diagnostic("E0329", node.span, {"text": shown}))
        return r.Word("", None, node.span)

    def parameter(self, name: str, year: r.Expression | None, span: Span) -> r.Expression:
        """A parameter by Chinese name or English id."""
        found = self.names.parameters.get(name)
        if found is None:
            self.unknown_in("parameter", name, span, self.names.parameters)
            return r.Word(name, None, span)
        return r.ParameterReference(found, year, span)

    def reading(self, name: str, span: Span) -> r.Expression:
        """A reading by name."""
        found = self.names.readings.get(name)
        if found is None:
            self.unknown_in("reading", name, span, self.names.readings)
            return r.Word(name, None, span)
        return r.ReadingReference(found, span)

    def row(self, name: str, span: Span) -> r.Expression:
        """An attribute of the routing row; only where a statement is asked of rows."""
        if not self.rows:
            self.report(Diagnostic("E0330", span, {"name": name}))
        elif name not in ROW_ATTRIBUTES:
            self.unknown_in("row", name, span, ROW_ATTRIBUTES)
        return r.RowReference(ROW_ATTRIBUTES.get(name, "table"), span)

    def field(self, record: FactSymbol, field: str, year: r.Expression, span: Span) -> r.Expression:
        """A field of a record by year."""
        for symbol in record.fields:
            if field in (symbol.name, symbol.id):
                return r.FieldReference(record, symbol, year, span)
        start = span.end_column - len(field)
        self.unknown(
            field,
            Span(span.file, span.end_line, start, span.end_line, span.end_column),
            [symbol.name for symbol in record.fields],
        )
        return r.Word(field, None, span)

    # ---- checks -------------------------------------------------------------------------------------------------

    def unknown(self, name: str, span: Span, candidates: Any = None, wanted: Term | None = None) -> None:
        """Report a name that nothing is known by; a swallowed keyword, or a name of another kind, is told as such."""
        kind = self.names.kind_of(name)
        if wanted is not None and kind is not None:
            self.report(Diagnostic("E0335", span, {"name": name, "kind": kind, "wanted": wanted}))
            return
        glued = split_on_keyword(name, self.table, self.names.everything() | self.locals)
        if glued:
            self.swallowed(name, span, *glued)
            return
        meant = self.names.qualified(name, self.table.namespaces) or self.names.nearest(
            name, candidates if candidates is not None else self.names.everything() | self.locals
        )
        self.report(Diagnostic("E0301", span, {"name": name, "meant": meant} if meant else {"name": name}))

    def swallowed(self, name: str, span: Span, keyword: str, fixed: str) -> None:
        """Report a name that holds a keyword without its blank."""
        arguments = {"name": name, "keyword": keyword, "side": side(fixed, keyword), "fixed": fixed}
        self.report(Diagnostic("E0202", span, arguments))

    def unknown_in(self, space: str, name: str, span: Span, candidates: Any) -> None:
        """Report an unknown parameter, reading or attribute of a row, underlining the name alone."""
        place = Span(span.file, span.end_line, span.end_column - len(name), span.end_line, span.end_column)
        if span.line == span.end_line:
            offset = span.column + len(self.table.namespaces[space]) + 1
            place = Span(span.file, span.line, offset, span.line, offset + len(name))
        arguments: dict[str, object] = {"space": self.table.namespaces[space], "name": name}
        meant = self.names.nearest(name, candidates)
        self.report(Diagnostic("E0309", place, arguments | ({"meant": meant} if meant else {})))

    def check_variable(self, name: str, span: Span) -> None:
        """A bound year must not hide another name."""
        if name in self.locals or name in self.names.facts or name in self.names.definitions:
            self.report(Diagnostic("E0324", span, {"name": name}))

    def check_unit(self, number: str, unit: str | None, span: Span) -> None:
        """A unit must be registered; a letter that looks like a digit is told as such."""
        if unit is None or unit.removeprefix("个") in self.names.units:
            return
        if number and re.match(r"[OoIlSB]+\d*", unit):
            written = number + unit
            guess = written.translate(str.maketrans("OoIlSB", "001158"))
            letter = unit[0]
            self.report(Diagnostic("E0331", span, {"text": written, "letter": letter, "meant": guess}))
            return
        glued = split_on_keyword(unit, self.table, self.names.everything() | set(self.names.units) | self.locals)
        start = span.end_column - len(unit)
        place = Span(span.file, span.end_line, start, span.end_line, span.end_column) if number else span
        if glued:
            self.swallowed(unit, place, *glued)
            return
        meant = self.names.nearest(unit, self.names.units)
        self.report(Diagnostic("E0320", place, {"unit": unit, "meant": meant} if meant else {"unit": unit}))

    def citations(self, citations: tuple[n.Citation, ...]) -> None:
        """Every clause and reading that is cited must exist."""
        for citation in citations:
            if citation.kind == "reading":
                if citation.text not in self.names.codes and citation.text not in self.names.readings:
                    known = tuple(self.names.codes)[:12]
                    self.report(Diagnostic("E0311", citation.span, {"code": citation.text, "known": known}))
            else:
                check_clause(citation.text, citation.span, self.names, self.report)


def _with(node: Any, **parts: Any) -> Any:
    """The same kind of node with other parts: bound ones, which the surface's types do not know."""
    return replace(node, **parts)


def _name_in(span: Span, name: str) -> Span:
    """The name in ``计数（name）``: just before the closing bracket."""
    return Span(span.file, span.end_line, span.end_column - 1 - len(name), span.end_line, span.end_column - 1)
