"""Holds a result of SQL against the outcome of the evaluator that defines the language. Used by the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.columnar.query import compile_subject
from engine.columnar.relation import Relation
from engine.core.policy import CorePolicy
from engine.core.walk import of_policy
from engine.evaluate import reference
from engine.evaluate.outcome import Bindings, Outcome
from tests.columnar.engines import engine


def said(core: CorePolicy, subject: str, outcome: Outcome, named: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns ``named`` must say of an outcome."""
    found: dict[str, Any] = {
        "decision": None if outcome.incidents else outcome.decision, "errors": [], "routing": outcome.routing, "passes": outcome.passes,
        "incidents": sorted({f"{each.kind}({', '.join(each.names)})" for each in outcome.incidents}),
    }  # fmt: skip
    found |= dict(_asked("", outcome))
    found |= {f"row:{row.locator}": row.scope for row in outcome.rows}
    for row in outcome.rows:
        found |= dict(_asked(f"row:{row.locator}:", row))
    found |= {f"gap:{name}": truth for name, truth in outcome.gaps}
    found |= _summary(core, subject, outcome)
    return {name: found.get(name, _absent(name, outcome)) for name in named}


def _asked(place: str, asked: Any) -> Iterator[tuple[str, Any]]:
    yield from ((f"{place}condition:{each.name}", each.status) for each in asked.conditions)
    yield from ((f"{place}entitlement:{each.name}", each.truth) for each in asked.entitlements)


def _summary(core: CorePolicy, subject: str, outcome: Outcome) -> dict[str, Any]:
    """Clauses that failed (of conditions and of the comparisons in them), clauses still open, rows."""
    part = core.subject(subject)
    known = {condition.name: condition for condition in part.conditions}
    clauses = {node.atom.number: node.atom.clauses for node in of_policy(core) if hasattr(node, "atom")}
    asked = [*outcome.conditions, *(each for row in outcome.rows for each in row.conditions)]
    blocking = [each for each in asked if known[each.name].blocks]
    failed = {clause for each in blocking if each.status == "not_met" for clause in known[each.name].clauses}
    failed |= {
        clause
        for each in blocking
        if each.status == "not_met"
        for element in each.elements
        if element.truth is False
        for reason in element.reasons
        for clause in clauses[reason.atom]
    }
    missing = {clause for each in blocking if each.status == "undetermined" for clause in known[each.name].clauses}
    return {
        "failed": sorted(failed), "missing": sorted(missing),
        "rows": [row.locator for row in outcome.rows if row.scope], "rows_open": [r.locator for r in outcome.rows if r.scope is None],
    }  # fmt: skip


def _absent(name: str, outcome: Outcome) -> Any:
    """What stands in a column that the outcome does not speak of: rows out of scope, gaps that do not hold or are not asked."""
    if name.startswith("gap:"):
        return False if outcome.routing is False else None
    return False if name.count(":") == 1 else None


Cases = list[tuple[Mapping[str, Any], Any]]


def compared(
    core: CorePolicy, tables: Mapping[str, Any], subject: str, bindings: Bindings, cases: Cases,
    name: str = "duckdb", only: str | None = None,
) -> tuple[list[str], list[dict[str, Any]]]:  # fmt: skip
    """Every column in which the SQL of a database differs from the reference, for cases given as facts and reference date; and
    its rows."""
    asked = engine(name)
    query = compile_subject(core, dict(tables), subject, bindings, only, asked.dialect)
    relation = Relation(tables["subjects"][subject])
    rows = asked.run(query, [relation.row(str(number), facts, on) for number, (facts, on) in enumerate(cases)])
    found = []
    for (facts, on), got in zip(cases, rows, strict=True):
        wanted = said(core, subject, reference.evaluate(core, subject, facts, bindings._replace(on=on)), query.named)
        got |= {name: sorted(got[name]) for name in ("failed", "missing") if name in got}
        found += [
            f"case {got['_id']}, {name}: {got[name]} instead of {value}" for name, value in wanted.items() if got[name] != value
        ]
    return found, rows


def differences(
    core: CorePolicy, tables: Mapping[str, Any], subject: str, bindings: Bindings, cases: Cases,
    name: str = "duckdb", only: str | None = None,
) -> list[str]:  # fmt: skip
    """Every column that differs from the reference."""
    return compared(core, tables, subject, bindings, cases, name, only)[0]
