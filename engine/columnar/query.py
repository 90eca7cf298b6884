"""A subject's policy as one query over the input relation. The entrance to :mod:`engine.columnar`, for every dialect.

:func:`compile_subject` gives a :class:`Query`: the tables it needs, the query, and what every column of its result says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlglot import exp

from engine.artifact.tables import Tables
from engine.columnar import layers
from engine.columnar.checks import Checks
from engine.columnar.duckdb_sql import DUCKDB
from engine.columnar.outcome import Outcomes, named_list, outcomes
from engine.columnar.relation import CASES, DAYS, ID, Column, Relation
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.times import CALENDAR, CalendarDay
from engine.columnar.translator import Translator
from engine.columnar.value import Unsupported
from engine.columnar.writing import Dialect, Writer, alias, name, select_from, table
from engine.core.policy import CorePolicy
from engine.diagnostics import NOWHERE
from engine.evaluate.outcome import Bindings

__all__ = ["CASES", "DAYS", "Query", "compile_subject"]


class Query(NamedTuple):
    """A query of ``dialect``. ``columns``: of the relation it reads; ``days``: rows of the calendar table; ``outcomes``: what
    it computes; ``named``: name of a column of the result → scalar."""

    select: exp.Select
    columns: list[Column]
    days: list[CalendarDay]
    outcomes: Outcomes
    named: Mapping[str, Scalar]
    dialect: Dialect

    @property
    def needs_calendar(self) -> bool:
        """Whether the calendar table is read."""
        return any(table.name == DAYS for table in self.select.find_all(exp.Table))

    def sql(self) -> str:
        """The query as text; the same policy gives the same text."""
        return self.dialect.text(self.select)


def compile_subject(
    core: CorePolicy, tables: Tables, subject: str, bindings: Bindings, only: str | None = None, dialect: Dialect = DUCKDB,
    checked: bool = False,
) -> Query:  # fmt: skip
    """The query of one subject, with parameters and readings as ``bindings`` has them; ``only`` ``decision`` or
    ``clauses``: nothing beyond the decision, beyond the clauses that failed; ``checked``: all facts, also those that it does not
    read.

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
    checks = Checks(translator.pool, relation, words, tables["subjects"][subject]["relations"])
    some = only == "decision" and not checked
    wrong = checks.errors(layers.reachable([found.decision, *named.values()]) if some else None)
    named = _decision(translator.pool, found, wrong) | named
    _fit(named, found, dialect)
    return Query(_select(named, dialect), relation.columns(), translator.calendar.rows(), found, named, dialect)


def _fit(named: Mapping[str, Scalar], found: Outcomes, dialect: Dialect) -> None:
    """Refuse names that the database would cut off, at the place of what they name."""
    places = {f"condition:{each.condition.name}": each.condition.span for each in found.conditions}
    for row in found.rows:
        places |= {f"row:{row.row.locator}": row.row.span}
        places |= {f"row:{row.row.locator}:condition:{each.condition.name}": each.condition.span for each in row.conditions}
    for text in named:
        if dialect.longest is not None and len(text.encode("utf-8")) > dialect.longest:
            arguments = {"name": text, "database": dialect.title, "longest": dialect.longest}
            raise Unsupported("E0973", arguments, places.get(text, NOWHERE))


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


def _select(named: Mapping[str, Scalar], dialect: Dialect) -> exp.Select:
    plan = layers.plan(named.values())
    ctes, below = [], CASES
    if any(scalar.operation == "column" and scalar.value in CALENDAR for scalar in layers.reachable(named.values())):
        both = select_from([exp.Star()], table(CASES), table("_days"))
        ctes, below = [_cte("_days", dialect.days()), _cte("_cases", both)], "_cases"
    for number, layer in enumerate(plan.layers, 1):
        writer = Writer(dialect, {scalar: text for scalar, text in plan.names.items() if text not in layer})
        added = [alias(writer.write(scalar), text) for text, scalar in layer.items()]
        ctes.append(_cte(f"_layer{number}", dialect.layer(select_from([exp.Star(), *added], dialect.source(below)))))
        below = f"_layer{number}"
    writer = Writer(dialect, plan.names)
    results = [dialect.column(ID), *(alias(writer.write(scalar), text) for text, scalar in named.items())]
    select = select_from(results, dialect.source(below))
    if ctes:
        select.set("with_", exp.With(expressions=ctes))
    return select


def _cte(called: str, select: exp.Select) -> exp.CTE:
    return exp.CTE(this=select, alias=exp.TableAlias(this=name(called)))
