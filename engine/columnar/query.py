"""A subject's policy as one query over the input relation. The entrance to :mod:`engine.columnar` for one dialect.

:func:`compile_subject` gives a :class:`Query`: the tables it needs, the query, and what every column of its result says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlglot import exp

from engine.artifact.tables import Tables
from engine.columnar import layers
from engine.columnar.checks import Checks
from engine.columnar.duckdb_sql import Expression, Writer, column, name
from engine.columnar.outcome import Outcomes, named_list, outcomes
from engine.columnar.relation import ID, Column, Relation
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.times import CALENDAR, CalendarDay
from engine.columnar.translator import Translator
from engine.core.policy import CorePolicy
from engine.evaluate.outcome import Bindings

#: Names of the relation of applications and of the calendar table.
CASES, DAYS = "cases", "policy_calendar"


class Query(NamedTuple):
    """A query. ``columns``: of the relation it reads; ``days``: rows of the calendar table; ``outcomes``: what it computes;
    ``named``: name of a column of the result → scalar."""

    select: exp.Select
    columns: list[Column]
    days: list[CalendarDay]
    outcomes: Outcomes
    named: Mapping[str, Scalar]

    @property
    def needs_calendar(self) -> bool:
        """Whether the calendar table is read."""
        return any(table.name == DAYS for table in self.select.find_all(exp.Table))

    def sql(self) -> str:
        """The query as text; the same policy gives the same text."""
        return self.select.sql("duckdb", pretty=True)


def compile_subject(
    core: CorePolicy, tables: Tables, subject: str, bindings: Bindings, only: str | None = None
) -> Query:
    """The query of one subject, with parameters and readings as ``bindings`` has them; ``only`` ``decision`` or
    ``clauses``: nothing beyond the decision, beyond the clauses that failed.

    Raises :class:`engine.columnar.value.Unsupported` for what cannot be said in SQL.
    """
    relation = Relation(tables["subjects"][subject])
    translator = Translator(core, relation, bindings)
    found = outcomes(translator, core.subject(subject))
    named = {"routing": found.routing, "passes": found.passes, "incidents": found.incidents}
    if only != "decision":
        named |= found.summary
    if only is None:
        named |= _details(found)
    words = {name: enumeration["words"] for name, enumeration in tables["enumerations"].items()}
    checks = Checks(translator.pool, relation, words)
    wrong = checks.errors(layers.reachable([found.decision, *named.values()]))
    named = _decision(translator.pool, found, wrong) | named
    return Query(_select(named), relation.columns(), translator.calendar.rows(), found, named)


def _decision(pool: Pool, found: Outcomes, wrong: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The decision, and the facts whose values no application may have: where there are any, or something impossible was
    met, there is no decision."""
    met = pool.compare(">", pool.call("length", "integer", found.incidents, known=True), pool.constant(0))
    barred = pool.any_of([met if found.incidents.operands else pool.false, *wrong.values()])
    return {"decision": pool.case([(barred, pool.null("text"))], found.decision), "errors": named_list(pool, wrong)}


def _details(found: Outcomes) -> dict[str, Scalar]:
    """One column for each condition, entitlement, row, gap, and what is asked of each row."""
    named = {f"condition:{each.condition.name}": each.status for each in found.conditions}
    named |= {f"entitlement:{name}": truth for name, truth in found.entitlements}
    for row in found.rows:
        place = f"row:{row.row.locator}"
        named[place] = row.scope
        named |= {f"{place}:condition:{each.condition.name}": each.status for each in row.conditions}
        named |= {f"{place}:entitlement:{name}": truth for name, truth in row.entitlements}
    return named | {f"gap:{name}": truth for name, truth in found.gaps}


def _select(named: Mapping[str, Scalar]) -> exp.Select:
    plan = layers.plan(named.values())
    ctes, below = [], CASES
    if any(scalar.operation == "column" and scalar.value in CALENDAR for scalar in layers.reachable(named.values())):
        ctes = [_cte("_days", _days()), _cte("_cases", _select_from([exp.Star()], CASES, "_days"))]
        below = "_cases"
    for number, layer in enumerate(plan.layers, 1):
        writer = Writer({scalar: text for scalar, text in plan.names.items() if text not in layer})
        added = [_alias(writer.write(scalar), text) for text, scalar in layer.items()]
        ctes.append(_cte(f"_layer{number}", _select_from([exp.Star(), *added], below)))
        below = f"_layer{number}"
    writer = Writer(plan.names)
    results = [column(ID), *(_alias(writer.write(scalar), text) for text, scalar in named.items())]
    select = _select_from(results, below)
    if ctes:
        select.set("with_", exp.With(expressions=ctes))
    return select


def _cte(alias: str, select: exp.Select) -> exp.CTE:
    return exp.CTE(this=select, alias=exp.TableAlias(this=name(alias)))


def _alias(value: Expression, text: str) -> Expression:
    return exp.Alias(this=value, alias=name(text))


def _select_from(expressions: list[Expression], table: str, crossed: str | None = None) -> exp.Select:
    select = exp.Select(expressions=expressions)
    select.set("from_", exp.From(this=exp.Table(this=name(table))))
    if crossed is not None:
        select.set("joins", [exp.Join(this=exp.Table(this=name(crossed)), kind="CROSS")])
    return select


def _days() -> exp.Select:
    """The calendar table as lists over its days, in one row."""

    def listed(text: str) -> Expression:
        order = exp.Order(this=column(text), expressions=[exp.Ordered(this=column("day"))])
        return exp.ArrayAgg(this=order)

    only = exp.Filter(this=listed("day"), expression=exp.Where(this=column("working")))
    lists = {"_working_days": only, "_worked": listed("working"), "_days_before": listed("before"), "_runs": listed("run")}
    return _select_from([_alias(value, text) for text, value in lists.items()], DAYS)
