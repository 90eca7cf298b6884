"""Holds a result of SQL against the outcome of the evaluator that defines the language. Used by the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.columnar import database
from engine.columnar.query import compile_subject
from engine.columnar.relation import Relation
from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.outcome import Bindings, Outcome


def said(outcome: Outcome, named: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns ``named`` must say of an outcome."""
    found: dict[str, Any] = {
        "decision": outcome.decision, "routing": outcome.routing, "passes": outcome.passes,
        "incidents": sorted({f"{each.kind}({', '.join(each.names)})" for each in outcome.incidents}),
    }  # fmt: skip
    found |= dict(_asked("", outcome))
    found |= {f"row:{row.locator}": row.scope for row in outcome.rows}
    for row in outcome.rows:
        found |= dict(_asked(f"row:{row.locator}:", row))
    found |= {f"gap:{name}": truth for name, truth in outcome.gaps}
    return {name: found.get(name, _absent(name, outcome)) for name in named}


def _asked(place: str, asked: Any) -> Iterator[tuple[str, Any]]:
    yield from ((f"{place}condition:{each.name}", each.status) for each in asked.conditions)
    yield from ((f"{place}entitlement:{each.name}", each.truth) for each in asked.entitlements)


def _absent(name: str, outcome: Outcome) -> Any:
    """What stands in a column that the outcome does not speak of: rows out of scope, gaps that do not hold or are not asked."""
    if name.startswith("gap:"):
        return False if outcome.routing is False else None
    return False if name.count(":") == 1 else None


def differences(
    core: CorePolicy, tables: Mapping[str, Any], subject: str, bindings: Bindings, cases: list[tuple[Mapping[str, Any], Any]]
) -> list[str]:
    """Every column that differs from the reference, for cases given as facts and reference date."""
    query = compile_subject(core, dict(tables), subject, bindings)
    relation = Relation(tables["subjects"][subject])
    rows = [relation.row(str(number), facts, on) for number, (facts, on) in enumerate(cases)]
    found = []
    for (facts, on), got in zip(cases, database.run(query, rows), strict=True):
        wanted = said(reference.evaluate(core, subject, facts, bindings._replace(on=on)), query.named)
        found += [
            f"case {got['_id']}, {name}: {got[name]} instead of {value}" for name, value in wanted.items() if got[name] != value
        ]
    return found
