"""What a random run reaches: every node kind with every truth value or class of value, counted while the reference walks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.evaluate.outcome import Bindings, Facts, Outcome
from engine.evaluate.reference import Evaluator, Scope
from engine.values import NOT_APPLICABLE, Interval, Unknown

Cell = tuple[str, str]

TRUTHS = {True: "true", False: "false", None: "unknown"}
ALL = ("true", "false", "unknown")

EVERY = ("known", "unknown", "settled interval", "open interval")

#: What each kind can come to at all.
REACHABLE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Compare", "Member", "Covers", "Truth", "Applicable", "Not", "And", "Or"), ALL),
    **dict.fromkeys(("Quantifier every", "Quantifier some", "Choice of truth", "Call of truth"), ALL),
    "Constant of truth": ("true", "false"),
    "Judgement": ("unknown",),
    "Constant": ("known",),
    "Reading": ("known",),
    "Fact": ("known", "unknown", "inapplicable"),
    "RowAttribute": ("known", "inapplicable"),
    **dict.fromkeys(("Field", "Parameter", "DateShift", "WorkingDayShift", "YearOf"), ("known", "unknown")),
    **dict.fromkeys(("YearList", "YearInterval", "years of a value"), ("known", "unknown")),
    **dict.fromkeys(("Variable", "Arithmetic", "Default", "Choice", "Call"), EVERY),
    "Aggregate": ("settled interval", "open interval", "unknown"),
    "Tally": ("settled interval", "open interval"),
}
CELLS = frozenset((kind, value) for kind, values in REACHABLE.items() for value in values)


def class_of(value: Any) -> str:
    """The class of a value."""
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, Interval):
        return "settled interval" if value.low == value.high else "open interval"
    return "inapplicable" if value is NOT_APPLICABLE else "known"


class Recorder(Evaluator):
    """The reference evaluator, which also counts what it reaches."""

    def __init__(self, policy: CorePolicy, facts: Facts, bindings: Bindings, reached: Counter[Cell]) -> None:
        super().__init__(policy, facts, bindings)
        self.reached = reached

    def truth(self, node: n.Node, scope: Scope) -> Any:
        found = super().truth(node, scope)
        kind = type(node).__name__
        if isinstance(node, n.Choice | n.Call | n.Constant):
            kind += " of truth"
        elif isinstance(node, n.Quantifier):
            kind += " every" if node.every else " some"
        self.reached[kind, TRUTHS[found[0]]] += 1
        return found

    def value(self, node: n.Node, scope: Scope) -> Any:
        found = super().value(node, scope)
        if not n.is_statement(node) or isinstance(node, n.Constant):
            self.reached[type(node).__name__, class_of(found)] += 1
        return found

    def years(self, node: n.Node, scope: Scope) -> Any:
        found = super().years(node, scope)
        kind = type(node).__name__ if isinstance(node, n.YearList | n.YearInterval) else "years of a value"
        self.reached[kind, class_of(found)] += 1
        return found


def evaluate(policy: CorePolicy, subject: str, facts: Facts, bindings: Bindings, reached: Counter[Cell]) -> Outcome:
    """As :func:`engine.evaluate.reference.evaluate`, counting into ``reached``."""
    return Recorder(policy, facts, bindings, reached).outcome(subject)


def table(reached: Counter[Cell]) -> str:
    """The counts, a line for each kind."""
    lines = []
    for kind, values in REACHABLE.items():
        lines.append(f"{kind:18} " + "  ".join(f"{value} {reached[kind, value]:,}" for value in values))
    return "\n".join(lines)
