"""Scopes and definitions as the documents below and beside the notice leave them. Part of :mod:`engine.resolved.documents`.

Called by :mod:`engine.resolved.from_surface` once all statements are bound. Everything becomes an ordinary expression of the
language, so that evaluators, letters and analyses need to know nothing of documents:

* an amended 范围 holds from its day on, the old one before; a row added or dropped is in scope from or until its day, and
  a gap tells of it on the other side;
* a county whose plan does not hold a county-seated row is taken out of that row's scope, and a gap says whom to ask;
* an approval that is over is a note of its row; so is a county that the power was handed down to;
* a recognised exception is an exception of the definition that its register names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.terms import Term
from engine.resolved.document_symbols import COUNTY_SEAT, Approval, CountyPlan, Documents, Exemption, RowLife
from engine.resolved.nodes import Expression, FactReference, VariableReference, Word
from engine.resolved.policy import Ruling, ScopedRow
from engine.resolved.statements import Statements
from engine.resolved.symbols import FactSymbol, GapSymbol, RoutingTable, TableRow
from engine.syntax import nodes as n
from engine.syntax.citations import normalise_locator
from engine.syntax.keywords import keyword_table
from engine.syntax.policy import SurfacePolicy


def weave(statements: Statements, documents: Documents, policies: Sequence[SurfacePolicy]) -> None:
    """Change the bound rows, gaps and definitions of ``statements``."""
    expressions = {place: found for policy in policies for place, found in policy.expressions.items()}
    rows = []
    for scoped in statements.rows:
        facts = _facts(statements, statements.declared.tables[scoped.row.table])
        scoped = _living(_amended(scoped, facts, expressions, statements), facts, statements)
        rows.append(_noted(_narrowed(scoped, facts, documents.plans, statements), facts, documents.approvals))
    statements.rows = rows
    for exemption in documents.exemptions:
        _exempt(statements, exemption)


def _facts(statements: Statements, table: RoutingTable) -> tuple[FactSymbol, ...]:
    subjects = statements.declared.subjects.values()
    return next((each.facts for each in subjects if table.subject in (each.name, each.id)), ())


def _day(facts: tuple[FactSymbol, ...]) -> FactSymbol | None:
    return next((fact for fact in facts if fact.reference_date), None)


def _county(facts: tuple[FactSymbol, ...]) -> FactSymbol | None:
    return next((fact for fact in facts if fact.type == "word" and fact.enumeration == "县"), None)


def _compare(operator: str, left: FactSymbol | VariableReference, right: Any, place: Span, number: str = "") -> Expression:
    """``left operator right``, resting on the document of that number; surface nodes hold bound ones from here on."""
    bound: Any = FactReference(left, place) if isinstance(left, FactSymbol) else left
    found = n.Comparison(operator, bound, right, place)
    if not number:
        return found
    return n.Cited(found, (n.Citation("clause", normalise_locator(number), place),), place)


def _both(place: Span, *parts: Any) -> Expression:
    return n.Conjunction(parts, place)


def _either(place: Span, *parts: Any) -> Expression:
    return n.Disjunction(parts, place)


# ---- amended scopes ---------------------------------------------------------------------------------------------


def _amended(
    scoped: ScopedRow, facts: tuple[FactSymbol, ...], expressions: dict[Span, n.Expression], statements: Statements
) -> ScopedRow:
    scope, day = scoped.scope, _day(facts)
    for change in scoped.row.changes:
        new = expressions.get(change.scope) if change.scope is not None else None
        if new is None or day is None:
            continue
        bound = statements.binder(keyword_table("zh-CN")).bind(new)
        since = n.Date(change.since, change.span)
        before = _compare("earlier", day, since, change.span, change.number)
        after = _compare("not_before", day, since, change.span, change.number)
        scope = _either(change.span, _both(change.span, before, scope), _both(change.span, after, bound))
    return replace(scoped, scope=scope)


def _living(scoped: ScopedRow, facts: tuple[FactSymbol, ...], statements: Statements) -> ScopedRow:
    """A row within the time that amendments give it; outside it a gap says by which document."""
    row, day, scope = scoped.row, _day(facts), scoped.scope
    from_on, until = ("not_before", "earlier"), ("earlier", "not_before")
    for life, operators, word in ((row.added, from_on, "增设"), (row.dropped, until, "删去")):
        if life is None or day is None:
            continue
        inside, outside = (_compare(each, day, n.Date(life.since, life.span), life.span, life.number) for each in operators)
        gap = GapSymbol(life.gap, _told(row, life, word), (normalise_locator(life.number),), life.span, life.span)
        if statements.declared.claim(gap.name, life.span, "gap"):
            statements.gaps.append((gap, _both(life.span, scope, outside)))
        scope = _both(life.span, scope, inside)
    return replace(scoped, scope=scope)


def _told(row: TableRow, life: RowLife, word: str) -> str:
    """What somebody is told whom the row takes no longer, or not yet."""
    day, office = date.fromisoformat(life.since), row.office.unit or row.office.raw
    where = office + (f"（{row.office.phone}）" if row.office.phone else "")
    ask = f"请向{where}咨询改由哪里受理" if life is row.dropped else f"请在这一天以后申报，或先向{where}咨询"
    return f"{row.locator}（{row.name or row.titles}）自{day.year}年{day.month}月{day.day}日起{word}。{ask}。"


# ---- county plans -----------------------------------------------------------------------------------------------


def _narrowed(
    scoped: ScopedRow, facts: tuple[FactSymbol, ...], plans: tuple[CountyPlan, ...], statements: Statements
) -> ScopedRow:
    county = _county(facts)
    if scoped.row.seat != COUNTY_SEAT or county is None:
        return scoped
    scope = scoped.scope
    for plan in plans:
        if scoped.row.locator in plan.rows:
            continue
        place = plan.places.get("持有", plan.span)
        word = Word(plan.county, None, place)
        scope = _both(place, scope, _compare("ne", county, word, place, plan.number))
        gap = _gap(plan, scoped.row, place)
        if statements.declared.claim(gap.name, place, "gap"):
            here = _compare("eq", county, word, place, plan.number)
            statements.gaps.append((gap, _both(place, scoped.scope, here)))
    return replace(scoped, scope=scope)


def _gap(plan: CountyPlan, row: TableRow, place: Span) -> GapSymbol:
    ask = plan.ask or f"请向{plan.county}人力社保部门咨询由哪个评委会受理"
    text = f"{plan.county}的计划（{plan.number}）没有设{row.locator}这个评委会。{ask.rstrip('。')}。"
    return GapSymbol(f"{plan.county}未设{row.locator}", text, (normalise_locator(plan.number),), place, place)


# ---- approvals --------------------------------------------------------------------------------------------------


def _noted(scoped: ScopedRow, facts: tuple[FactSymbol, ...], approvals: tuple[Approval, ...]) -> ScopedRow:
    notes = list(scoped.notes)
    day, county = _day(facts), _county(facts)
    for entry in approvals:
        if entry.row != scoped.row.locator:
            continue
        if day is not None:
            early = _compare("earlier", day, n.Date(entry.valid_from, entry.span), entry.span)
            late = _compare("later", day, n.Date(entry.valid_until, entry.span), entry.span)
            text = (
                f"评委会核准备案（{entry.number}）的有效期为{entry.valid_from}至{entry.valid_until}，"
                "申报日期不在其内；请先向评委会办公室核实"
            )
            notes.append((text, "referral", _either(entry.span, early, late), entry.span))
        for handed in entry.counties if county is not None else ():
            assert county is not None
            text = f"这一评审权已下放到{handed}（{entry.number}），请向当地人力社保部门申报"
            notes.append((text, "advice", _compare("eq", county, Word(handed, None, entry.span), entry.span), entry.span))
    return replace(scoped, notes=tuple(notes))


# ---- recognised exceptions --------------------------------------------------------------------------------------


def _exempt(statements: Statements, exemption: Exemption) -> None:
    """One year of one applicant as an exception of the definition that the register names."""
    target = statements.definitions.get(exemption.definition)
    if target is None or len(target.parameters) != 1:
        kind = Term("以年为形参的定义", "definition with a year as its parameter")
        found = {"name": exemption.definition, "kind": kind}
        statements.report(Diagnostic("E0347", exemption.span, found))
        return
    place = exemption.span
    fact = next(fact for fact in statements.names.facts.values() if fact.id == exemption.fact)
    citations = (n.Citation("clause", normalise_locator(exemption.basis), place),)
    whose = _compare("eq", fact, n.Text(exemption.who, place), place)
    year = VariableReference(target.parameters[0], place)
    which = _compare("eq", year, n.Number(str(exemption.year), None, place), place)
    ruling = Ruling(
        f"学时例外·{exemption.who}·{exemption.year}",
        _both(place, whose, which),
        n.Boolean(True, place),
        citations,
        place,
    )
    statements.definitions[target.name] = replace(target, exceptions=(*target.exceptions, ruling))
