"""The definition of the language: a plain walk over the core tree. Takes ``(CorePolicy, facts, Bindings)``.

Slow and obvious on purpose; ``compiled`` and every back end must give the same :class:`Outcome`. Statements evaluate to
``(truth, reasons)``, everything else to a value that may be ``Unknown`` or an ``Interval``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy, Entitlement, Message, Row
from engine.evaluate import assemble, choice, kleene, temporal
from engine.evaluate import operators as ops
from engine.evaluate.kleene import Judged
from engine.evaluate.outcome import (
    Bindings,
    ConditionOutcome,
    Element,
    EntitlementOutcome,
    Facts,
    Incident,
    Outcome,
    Reason,
    RowOutcome,
)
from engine.values import ABSENT, JUDGEMENT, NOT_APPLICABLE, Interval, Unknown


class Scope(NamedTuple):
    """What names mean at a place: bound variables and the routing row, if one is asked about."""

    variables: dict[str, Any]
    row: dict[str, Any]

    def bind(self, name: str, value: Any) -> Scope:
        """This scope with one more variable."""
        return Scope({**self.variables, name: value}, self.row)

    @property
    def bindings(self) -> tuple:
        """The bound variables as ``(name, value)``, sorted by name."""
        return tuple(sorted(self.variables.items())) if self.variables else ()


def evaluate(policy: CorePolicy, subject: str, facts: Facts, bindings: Bindings) -> Outcome:
    """Evaluate one case of ``subject``. Raises ``KeyError`` for a subject the policy does not know."""
    return Evaluator(policy, facts, bindings).outcome(subject)


class Evaluator:
    """One evaluation: the policy, the facts and the bindings, plus the incidents met on the way."""

    def __init__(self, policy: CorePolicy, facts: Facts, bindings: Bindings) -> None:
        self.policy = policy
        self.facts = facts
        self.bindings = bindings
        self.definitions = {definition.name: definition for definition in policy.definitions}
        self.missing = {
            (record, field): value if missing_is_none else None
            for record, missing_is_none, fields in policy.records
            for field, value in fields
        }
        self.incidents: set[Incident] = set()
        #: What definitions without parameters come to, asked of the case itself: the same wherever they are named.
        self.settled: dict[str, Any] = {}

    # ---- conditions, rows, the outcome ----------------------------------------------------------------------

    def outcome(self, subject: str) -> Outcome:
        """Everything that is asked of ``subject``, and the decision."""
        part = self.policy.subject(subject)
        everywhere = Scope({}, {})
        conditions = tuple(self.condition(c, everywhere) for c in part.conditions if not c.tables)
        entitlements = tuple(self.entitlement(e, everywhere) for e in part.entitlements if not e.tables)
        judged = ((row, *self.truth(row.scope, everywhere)) for row in part.rows)
        rows = tuple(
            self.row(row, scope, reasons, part.conditions, part.entitlements)
            for row, scope, reasons in judged
            if scope is not False
        )
        blocking = frozenset(condition.name for condition in part.conditions if condition.blocks)

        def gaps() -> list[tuple[str, bool | None]]:
            found = [(gap.name, self.truth(gap.scope, everywhere)[0]) for gap in part.gaps]
            return [(name, truth) for name, truth in found if truth is not False]

        return assemble.decide(conditions, entitlements, rows, bool(part.rows), blocking, gaps, self.incidents)

    def row(
        self,
        row: Row,
        truth: bool | None,
        reasons: tuple[Reason, ...],
        conditions: tuple[Condition, ...],
        entitlements: tuple[Entitlement, ...],
    ) -> RowOutcome:
        """A row in scope, or possibly so, with what is asked of it."""
        scope = Scope({}, ops.row_attributes(row.attributes, self.bindings.row_years, self.bindings.on))
        return RowOutcome(
            row.locator,
            truth,
            reasons,
            tuple(self.condition(c, scope) for c in conditions if row.table in c.tables),
            tuple(self.entitlement(e, scope) for e in entitlements if row.table in e.tables),
        )

    def condition(self, condition: Condition, scope: Scope) -> ConditionOutcome:
        """Judge a condition; nothing is required where it does not apply."""
        applies = (True, ()) if condition.applies is None else self.truth(condition.applies, scope)
        elements = self.elements(condition, scope) if applies[0] is not False else ()
        return assemble.condition_outcome(condition.name, applies, elements)

    def elements(self, condition: Condition, scope: Scope) -> tuple[Element, ...]:
        """The requirement element by element of its outermost 每个."""
        requires = condition.requires
        if not (isinstance(requires, n.Quantifier) and requires.every):
            return (self.element(requires, condition.message, scope, ()),)
        years = self.years(requires.years, scope)
        if isinstance(years, Unknown):
            return (Element((), None, (self.reason(requires.atom, scope, None, None, None, years.labels),), ()),)
        variable = requires.variable
        return tuple(
            self.element(requires.body, condition.message, scope.bind(variable, year), ((variable, year),)) for year in years
        )

    def element(self, node: n.Node, message: Message | None, scope: Scope, bindings: tuple) -> Element:
        """One element, with the values its message needs where it fails."""
        truth, reasons = self.truth(node, scope)
        return Element(bindings, truth, reasons, self.arguments(message, scope) if truth is False else ())

    def arguments(self, message: Message | None, scope: Scope) -> tuple:
        """The values of a message's expressions."""
        if message is None:
            return ()
        return tuple(self.argument(part, scope) for part in message.parts if not isinstance(part, str))

    def argument(self, node: n.Node, scope: Scope) -> Any:
        """The value of one expression of a message: a truth or a settled value."""
        return self.truth(node, scope)[0] if n.is_statement(node) else ops.settled(self.value(node, scope))

    def entitlement(self, entitlement: Entitlement, scope: Scope) -> EntitlementOutcome:
        """Judge an entitlement; it never changes the decision."""
        truth, reasons = self.truth(entitlement.applies, scope)
        arguments = self.arguments(entitlement.message, scope) if truth else ()
        return EntitlementOutcome(entitlement.name, truth, reasons, arguments)

    # ---- statements -----------------------------------------------------------------------------------------

    def truth(self, node: n.Node, scope: Scope) -> Judged:
        """Judge a statement: ``(truth, reasons)``."""
        match node:
            case n.Compare() | n.Member():
                return self.atom(node, scope)
            case n.And(operands):
                return kleene.conjunction([self.truth(operand, scope) for operand in operands])
            case n.Or(operands):
                return kleene.disjunction([self.truth(operand, scope) for operand in operands])
            case n.Not(operand):
                return kleene.negation(self.truth(operand, scope))
            case n.Constant(value):
                return bool(value), ()
            case n.Quantifier():
                return self.quantifier(node, scope)
            case n.Choice():
                candidates: list[choice.Candidate] = [
                    (a.name, self.truth(a.condition, scope), partial(self.truth, a.value, scope)) for a in node.alternatives
                ]
                base = lambda: self.truth(node.base, scope)  # noqa: E731
                number = node.atom.number
                return choice.choose_truth(node.name, base, candidates, number, scope.bindings, self.incidents)
            case n.Call():
                return self.called(node, scope, self.truth)
            case _:
                return self.atom(node, scope)

    def atom(self, node: n.Node, scope: Scope) -> Judged:
        """Judge an atom, which is its own reason."""
        left: Any
        right: Any = None
        match node:
            case n.Compare(operator, left_node, right_node):
                left, right = self.value(left_node, scope), self.value(right_node, scope)
                truth, labels = ops.compare(operator, left, right)
            case n.Member(item, group):
                left, right = self.value(item, scope), self.value(group, scope)
                truth, labels = ops.member(left, right)
            case n.Covers(entries, values):
                left, right = self.value(entries, scope), tuple(self.value(value, scope) for value in values)
                truth, labels = ops.covers(left, right)
            case n.Truth(value):
                left = self.value(value, scope)
                truth, labels = (None, left.labels) if isinstance(left, Unknown) else (left, ops.NO_LABELS)
            case n.Applicable(value):
                left = self.value(value, scope)
                unknown = isinstance(left, Unknown)
                truth, labels = (None, left.labels) if unknown else (left is not NOT_APPLICABLE, ops.NO_LABELS)
            case n.Judgement(question):
                left = Unknown.because(JUDGEMENT, question)
                truth, labels = None, left.labels
            case _:
                raise TypeError(f"not a statement: {type(node).__name__}")
        return truth, (self.reason(node.atom, scope, truth, left, right, labels),)

    def reason(self, atom: n.Atom, scope: Scope, truth: bool | None, left: Any, right: Any, labels: frozenset) -> Reason:
        """An atom as it was met in ``scope``."""
        parts = left.parts if isinstance(left, Interval) else ()
        if isinstance(right, Interval):
            parts += right.parts
        return Reason(atom.number, scope.bindings, truth, left, right, labels, parts)

    def quantifier(self, node: n.Quantifier, scope: Scope) -> Judged:
        """``每个`` or ``存在`` over years, not over the records that happen to be present."""
        years = self.years(node.years, scope)
        if isinstance(years, Unknown):
            return None, (self.reason(node.atom, scope, None, None, None, years.labels),)
        judged = [self.truth(node.body, scope.bind(node.variable, year)) for year in years]
        return kleene.conjunction(judged) if node.every else kleene.disjunction(judged)

    # ---- values ---------------------------------------------------------------------------------------------

    def value(self, node: n.Node, scope: Scope) -> Any:
        """Evaluate an expression; a statement that stands as a value gives its truth, with labels where that is open."""
        match node:
            case n.Constant(value):
                return value
            case n.Fact(id):
                return self.facts[id] if id in self.facts else Unknown.because(ABSENT, id)
            case n.Field(record, year, field):
                entries = self.facts.get(record, {})
                return ops.field_value(record, entries, self.value(year, scope), field, self.missing[record, field])
            case n.Variable(name):
                return scope.variables[name]
            case n.RowAttribute(name):
                return scope.row[name]
            case n.Parameter(name, year):
                on = self.bindings.on if year is None else temporal.year_end(self.value(year, scope), self.incidents)
                return ops.parameter_value(self.bindings, name, on)
            case n.Reading(name):
                return self.bindings.readings[name]
            case n.Default(value, fallback):
                found = self.value(value, scope)
                return self.value(fallback, scope) if found is NOT_APPLICABLE else found
            case _ if n.is_statement(node):
                truth, reasons = self.truth(node, scope)
                return Unknown(kleene.labels_of_reasons(reasons)) if truth is None else truth
            case n.Call():
                return self.called(node, scope, self.value)
            case _:
                return self.computed(node, scope)

    def computed(self, node: n.Node, scope: Scope) -> Any:
        """Evaluate an operation on values."""
        match node:
            case n.Arithmetic(operator, left, right):
                return ops.arithmetic(operator, self.value(left, scope), self.value(right, scope))
            case n.DateShift(day, amount, unit, rounding):
                moved, by = self.value(day, scope), self.value(amount, scope)
                return temporal.shifted(moved, by, unit, rounding, self.incidents)
            case n.WorkingDayShift(day, amount, direction):
                moved, by = self.value(day, scope), self.value(amount, scope)
                return temporal.working_day(moved, by, direction, self.bindings.calendar)
            case n.YearOf(day):
                found = self.value(day, scope)
                return found if isinstance(found, Unknown) else found.year
            case n.Aggregate():
                return self.aggregate(node, scope)
            case n.Tally():
                elements = [self.counted(index, condition, value, scope) for index, (condition, value) in enumerate(node.rows)]
                return ops.aggregate(elements, node.bounds, node.atom.number, scope.bindings)
            case n.Choice():
                candidates: list[choice.Candidate] = [
                    (a.name, self.truth(a.condition, scope), partial(self.value, a.value, scope)) for a in node.alternatives
                ]
                return choice.choose_value(node.name, lambda: self.value(node.base, scope), candidates, self.incidents)
            case _:
                raise TypeError(f"not a value: {type(node).__name__}")

    def aggregate(self, node: n.Aggregate, scope: Scope) -> Any:
        """Count or sum over years; unknown when the range is."""
        years = self.years(node.years, scope)
        if isinstance(years, Unknown):
            return years
        elements = [self.counted(year, node.condition, node.value, scope.bind(node.variable, year)) for year in years]
        return ops.aggregate(elements, node.bounds, node.atom.number, scope.bindings)

    def counted(self, key: int, condition: n.Node | None, value: n.Node | None, scope: Scope) -> tuple:
        """One element: ``(key, truth, value, reasons, labels)``."""
        truth, reasons = (True, ()) if condition is None else self.truth(condition, scope)
        worth = 1 if value is None else self.value(value, scope)
        labels = ops.labels_of(worth) | (kleene.labels_of_reasons(reasons) if truth is None else ops.NO_LABELS)
        return key, truth, worth, reasons, labels

    def years(self, node: n.Node, scope: Scope) -> tuple[int, ...] | Unknown:
        """The years of a range in ascending order, each once."""
        match node:
            case n.YearList(nodes):
                return temporal.years_listed([self.value(year, scope) for year in nodes])
            case n.YearInterval(first, last):
                return temporal.years_between(self.value(first, scope), self.value(last, scope), self.incidents)
            case _:
                return temporal.years_of(self.value(node, scope), self.incidents)

    def called(self, call: n.Call, scope: Scope, ask: Callable[[n.Node, Scope], Any]) -> Any:
        """What a definition comes to."""
        if call.arguments or scope.row:
            return ask(*self.enter(call, scope))
        if call.name not in self.settled:
            self.settled[call.name] = ask(*self.enter(call, scope))
        return self.settled[call.name]

    def enter(self, call: n.Call, scope: Scope) -> tuple[n.Node, Scope]:
        """The body of a definition and the scope in which its parameters stand for the arguments."""
        definition = self.definitions[call.name]
        values = (self.value(argument, scope) for argument in call.arguments)
        return definition.body, Scope(dict(zip(definition.parameters, values, strict=True)), scope.row)
