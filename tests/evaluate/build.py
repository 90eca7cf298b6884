"""Short ways to write core policies by hand, and to ask one statement or value of an evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from engine.core import nodes as n
from engine.core.policy import (
    Condition,
    CorePolicy,
    Definition,
    Entitlement,
    Gap,
    Message,
    Row,
    SubjectPolicy,
)
from engine.evaluate.outcome import Bindings, Element, Outcome
from engine.values import Unknown, UnknownLabel
from engine.values.calendar import Calendar

SUBJECT = "申报"
RECORDS = (
    ("hours", False, (("total", 0), ("done", False))),
    ("lenient", True, (("total", 0), ("done", False))),
)

#: National Day 2023: 29 September to 6 October off, 7 and 8 October made up.
CALENDAR = Calendar(
    {
        2023: (
            frozenset({date(2023, 9, 29), *(date(2023, 10, day) for day in range(2, 7))}),
            frozenset({date(2023, 10, 7), date(2023, 10, 8)}),
        )
    }
)

_numbers = count(1)


def atom() -> n.Atom:
    return n.Atom(next(_numbers))


def fact(name: str) -> n.Node:
    return n.Fact(name)


def constant(value: Any) -> n.Node:
    return n.Constant(value)


def is_true(name: str) -> n.Node:
    """A boolean fact as a statement."""
    return n.Truth(n.Fact(name), atom())


def compare(left: n.Node, operator: str, right: Any) -> n.Node:
    return n.Compare(operator, left, right if hasattr(right, "__dataclass_fields__") else n.Constant(right), atom())


def policy(
    *conditions: Condition,
    rows: tuple[Row, ...] = (),
    gaps: tuple[Gap, ...] = (),
    entitlements: tuple[Entitlement, ...] = (),
    definitions: tuple[Definition, ...] = (),
) -> CorePolicy:
    part = SubjectPolicy(SUBJECT, conditions, entitlements, rows, gaps)
    return CorePolicy(definitions, (part,), (), (), (), RECORDS)


def condition(
    requires: n.Node,
    applies: n.Node | None = None,
    *,
    name: str = "条件",
    tables: tuple[str, ...] = (),
    consequence: str = "ineligible",
    message: Message | None = None,
) -> Condition:
    return Condition(name, SUBJECT, "condition", tables, applies, requires, consequence, message, (), ())


def bindings(
    parameters: Mapping[str, tuple] | None = None,
    readings: Mapping[str, Any] | None = None,
    on: Any = date(2023, 6, 1),
    row_years: int = 0,
) -> Bindings:
    return Bindings(parameters or {}, readings or {}, CALENDAR, on, row_years)


def outcome_of(evaluate: Any, asked: CorePolicy, facts: Mapping[str, Any], given: Bindings | None = None) -> Outcome:
    return evaluate(asked, SUBJECT, facts, given or bindings())


def element_of(
    evaluate: Any,
    statement: n.Node,
    facts: Mapping[str, Any],
    given: Bindings | None = None,
    definitions: tuple[Definition, ...] = (),
) -> Element:
    """The one element of a condition that requires ``statement``."""
    outcome = outcome_of(evaluate, policy(condition(statement), definitions=definitions), facts, given)
    (element,) = outcome.conditions[0].elements
    return element


def truth_of(evaluate: Any, statement: n.Node, facts: Mapping[str, Any], given: Bindings | None = None) -> bool | None:
    return outcome_of(evaluate, policy(condition(statement)), facts, given).conditions[0].requires


def value_of(
    evaluate: Any,
    node: n.Node,
    facts: Mapping[str, Any],
    given: Bindings | None = None,
    definitions: tuple[Definition, ...] = (),
) -> Any:
    """The value of an expression, read from the reason of a comparison with it."""
    asked = n.Applicable(node, atom())
    return element_of(evaluate, asked, facts, given, definitions).reasons[0].left


def labels_of(element: Element) -> set[tuple[str, str]]:
    """Why an element is unknown, as ``(kind, subject)``."""
    return {tuple(label) for reason in element.reasons for label in reason.labels}


def unknown(*pairs: tuple[str, str]) -> Unknown:
    return Unknown(frozenset(UnknownLabel(*pair) for pair in pairs))
