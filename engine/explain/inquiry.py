"""One case under examination: the tables, the case, the evaluator, and how often it has been asked.

Everything in :mod:`engine.explain` that re-evaluates (remedies, earliest year, flips, ranking) asks through here, so that
bindings are built once and the number of evaluations stays bounded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.artifact.tables import Tables, bindings, reading_value
from engine.evaluate.outcome import Bindings, Outcome

Evaluate = Callable[[str, Any, Bindings], Outcome]


class Inquiry:
    """The question asked and its context. ``first`` is the outcome of the case as it was handed in."""

    __slots__ = (
        "base", "case", "evaluate", "facts", "fields", "first", "governed", "notes", "order", "spent", "subject", "tables",
        "told",
    )  # fmt: skip

    def __init__(self, tables: Tables, case: Any, evaluate: Evaluate) -> None:
        self.tables = tables
        self.case = case
        self.evaluate = evaluate
        self.subject: dict[str, Any] = tables["subjects"][case.subject]
        self.facts: dict[str, dict[str, Any]] = {fact["id"]: fact for fact in self.subject["facts"]}
        self.fields = {(fact["id"], field["id"]): field for fact in self.subject["facts"] for field in fact.get("fields") or ()}
        #: Conditions that are notes beside a row (备注): said with the row, asking for nothing.
        self.notes = frozenset(name for name, known in tables["conditions"].items() if known["kind"] == "note")
        self.order = {id: number for number, id in enumerate(self.facts)}
        self.base = bindings(tables, case.on)
        #: What has been said of facts and parameters before, by path or name; the same data serves every finding.
        self.told: dict[str, dict[str, Any]] = {}
        #: While a row is explained whose dates are those of its committee's own notice.
        self.governed = False
        self.spent = 0
        self.first = self.ask(case)

    def ask(self, case: Any, row_years: int = 0, readings: dict[str, str] | None = None) -> Outcome:
        """Evaluate ``case``, with the dates of rows moved by ``row_years`` and other options of readings taken."""
        self.spent += 1
        around = self.base._replace(on=case.on, row_years=row_years)
        if readings:
            other = {name: reading_value(self.tables, name, option) for name, option in readings.items()}
            around = around._replace(readings={**self.base.readings, **other})
        return self.evaluate(case.subject, case.facts, around)

    def without(self, parameter: str) -> Outcome:
        """Evaluate the case as if ``parameter`` had no value: the same outcome again where it was not read."""
        self.spent += 1
        unset = {**self.base.parameters, parameter: ((None, None),)}
        return self.evaluate(self.case.subject, self.case.facts, self.base._replace(parameters=unset))

    def fact_with_enumeration(self, enumeration: str) -> str | None:
        """The id of the subject's fact whose words come from ``enumeration`` (系列, 专业, 职称, 级别, 县)."""
        for fact in self.subject["facts"]:
            if fact["type"] == "word" and fact.get("enumeration") == enumeration:
                return str(fact["id"])
        return None

    def year(self) -> int | None:
        """The year of application: the value of the subject's year fact where it is known."""
        value = self.case.facts.get(self.subject["year"]) if self.subject["year"] else None
        return value if isinstance(value, int) else None
