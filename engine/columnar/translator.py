"""Core expressions as scalars. Part of :mod:`engine.columnar`; the meaning is that of :mod:`engine.evaluate.reference`.

Definitions are translated once for each list of arguments; :class:`~engine.columnar.scalar.Pool` shares the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.columnar import choices, dated, loops, times
from engine.columnar.checks import kept
from engine.columnar.relation import KINDS, ON, Relation
from engine.columnar.scalar import SMALL, Bounds, Pool, Scalar, TooLarge
from engine.columnar.value import (
    CONSTRUCTS,
    Entries,
    Group,
    Judged,
    Unsupported,
    Value,
    YearSpan,
    joined,
    plain,
)
from engine.core import nodes as n
from engine.core.policy import CorePolicy, Row
from engine.diagnostics import NOWHERE, Span
from engine.evaluate.outcome import Bindings

Anything = Value | YearSpan | Group | Entries


class Scope(NamedTuple):
    """What names mean at a place: variables and parameters of definitions, the row asked about, loops around it."""

    variables: Mapping[str, Anything]
    row: Row | None
    loops: int = 0

    def bind(self, name: str, value: Anything) -> Scope:
        """This scope inside a loop over ``name``."""
        return Scope({**self.variables, name: value}, self.row, self.loops + 1)


class Translator:
    """Translates the expressions of one policy, with parameters and readings as ``bindings`` has them.

    ``bindings.on`` is not used: the reference date is a column.
    """

    def __init__(self, policy: CorePolicy, relation: Relation, bindings: Bindings) -> None:
        self.pool = Pool()
        self.relation = relation
        self.bindings = bindings
        self.definitions = {definition.name: definition for definition in policy.definitions}
        self.missing = {
            (record, field): value if missing_is_none else None
            for record, missing_is_none, fields in policy.records
            for field, value in fields
        }
        self.calendar = times.CalendarData(bindings.calendar)
        self.on = self.pool.column(ON, "date")
        self.span: Span = NOWHERE
        self._calls: dict[tuple, Any] = {}

    def unsupported(self, construct: str) -> Unsupported:
        """The refusal of a construct (a kind of node) at the place translated now."""
        return Unsupported("E0970", {"construct": CONSTRUCTS.get(construct, construct)}, self.span)

    def at(self, span: Span) -> None:
        """Note the place translated now, for refusals."""
        if span is not NOWHERE:
            self.span = span

    # ---- statements ---------------------------------------------------------------------------------------------

    def truth(self, node: n.Node, scope: Scope) -> Judged:
        """A statement."""
        pool = self.pool
        match node:
            case n.Constant(value):
                return Judged(pool.constant(bool(value)), ())
            case n.Not(operand):
                truth, sites = self.truth(operand, scope)
                return Judged(pool.negation(truth), sites)
            case n.And(operands) | n.Or(operands):
                judged = [self.truth(operand, scope) for operand in operands]
                join = pool.all_of if isinstance(node, n.And) else pool.any_of
                return Judged(join([each.truth for each in judged]), joined(*(each.sites for each in judged)))
            case n.Quantifier():
                return loops.quantifier(self, node, scope)
            case n.Choice():
                found = choices.choose(self, node, scope)
                assert isinstance(found, Value)
                return Judged(found.low, found.sites)
            case n.Call():
                return self._called(node, scope)
            case _:
                self.at(node.atom.span)  # type: ignore[union-attr]
                return self.atom(node, scope)

    def atom(self, node: n.Node, scope: Scope) -> Judged:
        """An atomic statement."""
        pool = self.pool
        match node:
            case n.Compare(operator, left_node, right_node):
                left, right = self.single(left_node, scope), self.single(right_node, scope)
                return Judged(self.compared(operator, left, right), joined(left.sites, right.sites))
            case n.Member(item_node, group):
                return self.member(self.single(item_node, scope), self.group(group, scope))
            case n.Covers(entries, values):
                return self.covers(entries, [self.single(value, scope) for value in values], scope)
            case n.Truth(value):
                found = self.single(value, scope)
                return Judged(found.low, found.sites)
            case n.Applicable(value):
                return self.applicable(value, scope)
            case n.Judgement():
                return Judged(pool.null("boolean"), ())
            case _:
                raise self.unsupported(type(node).__name__)

    def applicable(self, node: n.Node, scope: Scope) -> Judged:
        """Whether a value applies: unknown where it is."""
        pool, found = self.pool, self.value(node, scope)
        if not isinstance(found, Value):
            raise self.unsupported("Applicable")
        none = found.inapplicable if found.inapplicable is not None else pool.false
        known = pool.case([(pool.is_known(found.low), pool.true)], pool.null("boolean"))
        return Judged(pool.case([(none, pool.false)], known), found.sites)

    def compared(self, operator: str, left: Value, right: Value) -> Scalar:
        """A comparison; counts and sums decide where every value they admit agrees."""
        pool = self.pool
        if left.is_plain and right.is_plain:
            return pool.compare(operator, left.low, right.low)
        if operator in ("<", "<="):
            return self.compared({"<": ">", "<=": ">="}[operator], right, left)
        unknown = pool.null("boolean")
        if operator in (">", ">="):
            certain = pool.compare(operator, left.low, right.high)
            impossible = pool.compare({">": "<=", ">=": "<"}[operator], left.high, right.low)
            return pool.case([(certain, pool.true), (impossible, pool.false)], unknown)
        ends = (left.low, left.high, right.low, right.high)
        same = pool.all_of([pool.compare("=", one, other) for one, other in itertools.pairwise(ends)])
        apart = [pool.compare("<", left.high, right.low), pool.compare("<", right.high, left.low)]
        truth = pool.case([(same, pool.true), (pool.any_of(apart), pool.false)], unknown)
        return truth if operator == "=" else pool.negation(truth)

    def member(self, item: Value, group: Group) -> Judged:
        """Whether a value is in a set; a count or sum decides where all it may be agrees."""
        arms = [
            (condition, self.pool.null("boolean") if words is None else self._inside(item, words))
            for condition, words in group.cases
        ]
        return Judged(self.pool.case(arms, self.pool.null("boolean")), joined(item.sites, group.sites))

    def _inside(self, item: Value, words: frozenset) -> Scalar:
        pool = self.pool
        if item.is_plain:
            return pool.member(item.low, sorted(words))
        one, zero = pool.constant(1), pool.constant(0)
        found = []
        for word in sorted(words):
            within = [pool.compare("<=", item.low, pool.constant(word)), pool.compare(">=", item.high, pool.constant(word))]
            found.append(pool.case([(pool.all_of(within), one)], zero))
        inside = pool.total(found)
        none = pool.compare("=", inside, zero)
        every = pool.compare(">", inside, pool.arithmetic("-", item.high, item.low))
        decided = pool.case([(none, pool.false), (every, pool.true)], pool.null("boolean"))
        return pool.case([(pool.is_known(item.low), decided)], pool.null("boolean"))

    def covers(self, node: n.Node, values: list[Value], scope: Scope) -> Judged:
        """Kleene OR over the entries of a list of Kleene AND over their columns."""
        entries = self.value(node, scope)
        if not isinstance(entries, Entries) or not isinstance(node, n.Fact):
            raise self.unsupported("Covers")
        pool = self.pool
        names = [column["id"] for column in self.relation.facts[node.id]["columns"]]
        entry = pool.variable(f"_e{scope.loops}", "record")
        same = [
            pool.compare("=", pool.call("field", "text", entry, value=name), value.low)
            for name, value in zip(names, values, strict=True)
        ]
        listed = loops.some(pool, pool.each(entries.list, entry, pool.all_of(same)))
        truth = pool.case([(entries.everything, pool.true)], listed)
        return Judged(truth, joined(*(value.sites for value in values)))

    # ---- values -------------------------------------------------------------------------------------------------

    def single(self, node: n.Node, scope: Scope) -> Value:
        """A value that always applies."""
        found = self.value(node, scope)
        if not isinstance(found, Value) or found.inapplicable is not None:
            raise self.unsupported(type(node).__name__)
        return found

    def value(self, node: n.Node, scope: Scope) -> Anything:
        """An expression; a statement that stands as a value gives its truth."""
        match node:
            case n.Constant(value):
                return self.known(value)
            case _ if n.is_statement(node):
                truth, sites = self.truth(node, scope)
                return plain(truth, sites)
            case n.Fact(id):
                return self.fact(id)
            case n.Field():
                return loops.field(self, node, scope)
            case n.Variable(name):
                return scope.variables[name]
            case n.RowAttribute(name):
                return dated.attribute(self, name, scope)
            case n.Parameter(name, year):
                return dated.parameter(self, name, year, scope)
            case n.Reading(name):
                return self.known(self.bindings.readings[name])
            case n.Default():
                return self.default(node, scope)
            case n.Call():
                return self._called(node, scope)
            case _:
                return self.computed(node, scope)

    def computed(self, node: n.Node, scope: Scope) -> Anything:
        """An operation on values."""
        match node:
            case n.Arithmetic(operator, left, right):
                return self.arithmetic(operator, self.single(left, scope), self.single(right, scope))
            case n.DateShift(day, amount, unit, rounding):
                return times.shifted(self, self.single(day, scope), self.single(amount, scope), unit, rounding)
            case n.WorkingDayShift(day, amount, direction):
                return times.working_day(self, self.single(day, scope), self.single(amount, scope), direction)
            case n.YearOf(day):
                found = self.single(day, scope)
                return plain(self.pool.call("year", "integer", found.low, bounds=(1, 9999), known=found.low.known), found.sites)
            case n.Aggregate():
                return loops.aggregate(self, node, scope)
            case n.Tally():
                return loops.tally(self, node, scope)
            case n.Choice():
                return choices.choose(self, node, scope)
            case _:
                raise self.unsupported(type(node).__name__)

    @staticmethod
    def kind(fact: Mapping[str, Any]) -> str:
        """The type of the column of a plain fact or field."""
        return KINDS[fact["type"]]

    def known(self, value: Any) -> Anything:
        """A value that is settled before any application is seen."""
        if isinstance(value, frozenset):
            return Group(((self.pool.true, value),), ())
        if isinstance(value, tuple):
            raise self.unsupported("Constant")
        return plain(self.pool.constant(value))

    def fact(self, id: str) -> Anything:
        """The columns of a fact."""
        pool, fact = self.pool, self.relation.facts[id]
        bounds = self.relation.bounds(fact)
        if fact["may_not_apply"] and fact["type"] in ("years", "list", "records"):
            raise self.unsupported("Fact")
        match fact["type"]:
            case "years":
                first, last = (self.given(f"{id}__{end}", "integer", bounds) for end in ("first", "last"))
                return YearSpan(first, last, ())
            case "list":
                return Entries(pool.column(id, "record[]"), pool.column(f"{id}__all", "boolean", known=True))
            case "records":
                raise self.unsupported("Fact")
            case kind:
                column = self.given(id, KINDS[kind], bounds)
                none = pool.column(f"{id}__na", "boolean", known=True) if fact["may_not_apply"] else None
                return Value(column, column, none, ())

    def given(self, column: str, kind: str, bounds: Bounds | None) -> Scalar:
        """A column of the input relation, as far as its value is one that the fact may have."""
        return kept(self.pool, self.pool.column(column, kind, SMALL if bounds else None), bounds)

    def recorded(self, record: str, year: Scalar, field: str, kind: str, bounds: Bounds | None) -> tuple[Scalar, Scalar]:
        """The field of a year's record, and whether the record is known and has none of that year (never null)."""
        return loops.recorded(self.pool, record, year, field, kind, bounds)

    def or_null(self, value: Any, type: str) -> Scalar:
        """A value that is settled, where there is none an unknown of ``type``."""
        return self.pool.null(type) if value is None else self.pool.constant(value)

    def group(self, node: n.Node, scope: Scope) -> Group:
        """A set of words."""
        found = self.value(node, scope)
        if not isinstance(found, Group):
            raise self.unsupported("Member")
        return found

    def default(self, node: n.Default, scope: Scope) -> Value:
        """A value, or the fallback where it does not apply."""
        found, other = self.value(node.value, scope), self.single(node.fallback, scope)
        if not isinstance(found, Value):
            raise self.unsupported("Default")
        if found.inapplicable is None:
            return found
        none, pool = found.inapplicable, self.pool
        low = pool.case([(none, other.low)], found.low)
        high = low if found.is_plain and other.is_plain else pool.case([(none, other.high)], found.high)
        return Value(low, high, None, joined(found.sites, times.guarded(pool, none, other.sites)))

    def arithmetic(self, operator: str, left: Value, right: Value) -> Value:
        """``+ - *``, on counts and sums the interval of all possible results."""
        pool, sites = self.pool, joined(left.sites, right.sites)
        try:
            if left.is_plain and right.is_plain:
                return plain(pool.arithmetic(operator, left.low, right.low), sites)
            if operator == "*":
                ends = [pool.arithmetic("*", one, other) for one in left[:2] for other in right[:2]]
                low = high = ends[0]
                for end in ends[1:]:
                    low, high = pool.least(low, end), pool.greatest(high, end)
                return Value(low, high, None, sites)
            least, most = (right.low, right.high) if operator == "+" else (right.high, right.low)
            return Value(pool.arithmetic(operator, left.low, least), pool.arithmetic(operator, left.high, most), None, sites)
        except TooLarge:
            raise Unsupported("E0971", {}, self.span) from None

    # ---- definitions --------------------------------------------------------------------------------------------

    def enter(self, call: n.Call, scope: Scope) -> tuple[n.Node, Scope]:
        """The body of a definition and the scope in which its parameters stand for the arguments."""
        definition = self.definitions[call.name]
        values = (self.value(argument, scope) for argument in call.arguments)
        return definition.body, Scope(dict(zip(definition.parameters, values, strict=True)), scope.row, scope.loops)

    def _called(self, call: n.Call, scope: Scope) -> Any:
        """A definition applied to arguments."""
        body, inside = self.enter(call, scope)
        values = tuple(inside.variables.values())
        key = (call.name, values, scope.row.locator if scope.row else None, scope.loops)
        if key not in self._calls:
            self.at(self.definitions[call.name].span)
            translate = self.truth if call.boolean else self.value
            self._calls[key] = translate(body, inside)
        found = self._calls[key]
        arguments = joined(*(value.sites for value in values))
        return found._replace(sites=joined(found.sites, arguments)) if arguments else found
