"""Expressions of YAML files with names bound: scopes of rows, gaps, decision tables. Part of :mod:`engine.resolved`.

They are written in Chinese keywords whatever the rule files are in. What is bound is added to the :class:`Statements` given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import Diagnostic
from engine.resolved.declarations.access import child, entries, span, text, texts
from engine.resolved.declarations.notice import read_gaps
from engine.resolved.nodes import Expression
from engine.resolved.policy import CollectTable, Definition, Ruling, ScopedRow
from engine.resolved.references import check_clause
from engine.source.nodes import Node
from engine.syntax import nodes as n
from engine.syntax.citations import normalise_locator
from engine.syntax.keywords import keyword_table
from engine.syntax.policy import SurfacePolicy

if TYPE_CHECKING:
    from engine.resolved.statements import Statements

_CHINESE = keyword_table("zh-CN")


def routing(of: Statements, policy: SurfacePolicy) -> None:
    """Bind the scopes and notes of rows, and the gaps."""
    binder = of.binder(_CHINESE)
    for table in of.declared.tables.values():
        for row in table.rows:
            scope = policy.expressions.get(row.scope)
            if scope is None:
                continue
            notes = tuple(
                (content, kind, binder.bind(policy.expressions[when]) if when and when in policy.expressions else None, place)
                for content, kind, when, place in row.notes
            )
            of.rows.append(ScopedRow(row, binder.bind(scope), notes))
            for other in row.see_also:
                check_clause(other, row.span, of.names, of.report)
    document = policy.source.documents.get("gaps.yaml")
    if document is None:
        return
    for gap in read_gaps(document.root):
        for locator in gap.clauses:
            check_clause(locator, gap.span, of.names, of.report)
        scope = policy.expressions.get(gap.scope)
        if scope is not None and of.declared.claim(gap.name, gap.span, "gap"):
            of.gaps.append((gap, binder.bind(scope)))


def decision_table(of: Statements, root: Node, policy: SurfacePolicy) -> None:
    """Bind a decision table: one that collects stands by itself, any other is a definition."""
    name, hit = text(root, "决策表"), text(root, "命中")
    parameters = texts(child(root, "形参")) if hit != "全取" else ()
    table_citations = _citations(of, root)
    rulings = []
    for number, row in enumerate(entries(child(root, "行")), 1):
        condition = _expression(of, policy, row, "若", *parameters)
        value = _expression(of, policy, row, "则", *parameters) if child(row, "则") is not None else None
        if condition is not None:
            citations = _citations(of, row) or table_citations
            rulings.append(Ruling(f"{name}·{number}", condition, value, citations, span(row, "若")))
    place = span(root, "决策表")
    if hit == "全取":
        of.collect_tables[name] = CollectTable(name, tuple(rulings), place)
        return
    base = _expression(of, policy, root, "其余", *parameters)
    if base is None:
        of.report(Diagnostic("E0333", place, {"name": name}))
        return
    of.definitions.setdefault(
        name,
        Definition(
            name, "table", parameters, table_citations, base, tuple(rulings),
            first_hit=len(rulings) if hit == "先中" else 0, span=place,
        ),
    )  # fmt: skip


def _expression(of: Statements, policy: SurfacePolicy, node: Node | None, key: str, *locals_: str) -> Expression | None:
    found = policy.expressions.get(span(node, key))
    return of.binder(_CHINESE).inside(*locals_).bind(found) if found is not None else None


def _citations(of: Statements, node: Node) -> tuple[n.Citation, ...]:
    clauses = [n.Citation("clause", normalise_locator(t), span(node, "条款")) for t in texts(child(node, "条款"))]
    readings = [n.Citation("reading", t, span(node, "口径")) for t in texts(child(node, "口径"))]
    of.binder(_CHINESE).citations(tuple(clauses + readings))
    return tuple(clauses + readings)
