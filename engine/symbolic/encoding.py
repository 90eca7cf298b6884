"""A core policy over the variables of a subject: every statement as a pair of formulas. Part of :mod:`engine.symbolic`.

The walk follows :mod:`engine.evaluate.reference` node kind by node kind. Two encodings over the same :class:`Variables` speak
of the same application, so that their formulas can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.artifact.tables import Tables, bindings, reading_value
from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.symbolic import dates, logic, truth, value, years
from engine.symbolic.canonical import Canonical
from engine.symbolic.choices import choose_truth, choose_value
from engine.symbolic.logic import Formula, at_most, both, either, equal, negated
from engine.symbolic.truth import Truth
from engine.symbolic.value import UNKNOWN, Value, definite
from engine.symbolic.variables import Variables


class Scope(NamedTuple):
    """What names mean at a place: bound variables and the attributes of the routing row asked about, if any."""

    variables: Mapping[str, Value]
    row: Mapping[str, Value]
    place: str = ""

    def bind(self, name: str, bound: Value) -> Scope:
        """This scope with one more variable."""
        return self._replace(variables={**self.variables, name: bound})


EVERYWHERE = Scope({}, {})


class Encoding:
    """``core`` with the figures of ``tables`` over ``variables``.

    ``readings`` names the options taken, by reading; every other reading may be any of its options, the same one in all
    encodings over the same variables. ``None``: all as chosen in the tables.
    """

    def __init__(self, core: CorePolicy, tables: Tables, variables: Variables, readings: Mapping[str, str] | None = None) -> None:
        self.core = core
        self.tables = tables
        self.variables = variables
        self.fixed = {name: each["chosen"] for name, each in tables["readings"].items()} if readings is None else dict(readings)
        found = bindings(tables, None)
        self.parameters = found.parameters
        self.working_days = variables.working_days(tables["calendar"], found.calendar)
        self.definitions = {definition.name: definition for definition in core.definitions}
        self.missing = {
            (record, field): taken if missing_is_none else None
            for record, missing_is_none, fields in core.records
            for field, taken in fields
        }
        self.canonical = Canonical(self)
        self._truths: dict[Any, tuple[n.Node, Truth]] = {}
        self._called: dict[Any, Truth | Value] = {}

    # ---- statements -------------------------------------------------------------------------------------------------

    def truth(self, node: n.Node, scope: Scope = EVERYWHERE) -> Truth:
        """A statement as formulas."""
        key = (id(node), scope.place) if not scope.variables else None
        if key is not None and key in self._truths:
            return self._truths[key][1]
        found = self._truth(node, scope)
        if key is not None:
            self._truths[key] = (node, found)
        return found

    def _truth(self, node: n.Node, scope: Scope) -> Truth:
        match node:
            case n.Constant(fixed):
                return truth.known(bool(fixed))
            case n.Not(operand):
                return truth.negation(self.truth(operand, scope))
            case n.And(operands):
                return truth.conjunction([self.truth(operand, scope) for operand in operands])
            case n.Or(operands):
                return truth.disjunction([self.truth(operand, scope) for operand in operands])
            case n.Quantifier():
                return years.quantified(self, node, scope)
            case n.Choice():
                judged = [(self.truth(a.condition, scope), self.truth(a.value, scope)) for a in node.alternatives]
                return choose_truth(self.truth(node.base, scope), judged)
            case n.Call():
                found = self.called(node, scope)
                return found if isinstance(found, Truth) else as_truth(found)
            case n.Judgement():
                return truth.UNKNOWN
            case _:
                return self._atom(node, scope)

    def _atom(self, node: n.Node, scope: Scope) -> Truth:
        match node:
            case n.Compare(operator, left, right):
                return value.compare(operator, self.value(left, scope), self.value(right, scope))
            case n.Member(item, group):
                return value.member(self.value(item, scope), self.value(group, scope))
            case n.Covers(entries, values):
                asked = tuple(self.value(each, scope) for each in values)
                assert isinstance(entries, n.Fact)
                return self.variables.covers(entries.id, asked)
            case n.Truth(stated):
                return as_truth(self.value(stated, scope))
            case n.Applicable(stated):
                found = self.value(stated, scope)
                known = negated(found.unknown)
                return Truth(both(known, negated(found.inapplicable)), both(known, found.inapplicable), found.incident)
            case _:
                raise TypeError(f"not a statement: {type(node).__name__}")

    def called(self, call: n.Call, scope: Scope) -> Any:
        """A definition applied to arguments. What the arguments meet is met, asked for or not."""
        key = (call.name, scope.place)
        if not call.arguments and key in self._called:
            return self._called[key]
        definition = self.definitions[call.name]
        arguments = [self.value(argument, scope) for argument in call.arguments]
        met = either(*(argument.incident for argument in arguments))
        plain = (argument._replace(incident=False) for argument in arguments)
        inner = Scope(dict(zip(definition.parameters, plain, strict=True)), scope.row, scope.place)
        found = self.truth(definition.body, inner) if n.is_statement(definition.body) else self.value(definition.body, inner)
        found = found._replace(incident=either(found.incident, met))
        if not call.arguments:
            self._called[key] = found
        return found

    # ---- values -----------------------------------------------------------------------------------------------------

    def value(self, node: n.Node, scope: Scope = EVERYWHERE) -> Value:
        """An expression as terms."""
        match node:
            case n.Constant(fixed):
                return self.constant(fixed)
            case n.Call():
                found = self.called(node, scope)
                return as_value(found) if isinstance(found, Truth) else found
            case _ if n.is_statement(node):
                return as_value(self.truth(node, scope))
            case n.Fact(id):
                return self.variables.fact(id)
            case n.Field(record, year, field):
                return self.variables.field(record, field, self.value(year, scope), self.missing[record, field])
            case n.Variable(name):
                return scope.variables[name]
            case n.RowAttribute(name):
                return scope.row[name]
            case n.Parameter(name, year):
                return self.parameter(name, None if year is None else self.value(year, scope))
            case n.Reading(name):
                return self.reading(name)
            case n.Default(stated, fallback):
                found, other = self.value(stated, scope), self.value(fallback, scope)
                met = either(found.incident, both(found.inapplicable, other.incident))
                return value.pick(found.inapplicable, other, found._replace(inapplicable=False))._replace(incident=met)
            case _:
                return self._computed(node, scope)

    def constant(self, fixed: Any) -> Value:
        """A known value, or one that does not apply."""
        from engine.values import NOT_APPLICABLE

        return value.INAPPLICABLE if fixed is NOT_APPLICABLE else value.constant(fixed, self.variables.symbols)

    def _computed(self, node: n.Node, scope: Scope) -> Value:
        match node:
            case n.Arithmetic(operator, left, right):
                return value.arithmetic(operator, self.value(left, scope), self.value(right, scope))
            case n.DateShift():
                return self._shifted(node, scope)
            case n.WorkingDayShift(day, amount, direction):
                moved, by = self.value(day, scope), definite(self.value(amount, scope))
                if by.unknown is False and isinstance(by.parts[0], int):
                    return self.working_days.moved(moved, by.parts[0], direction)._replace(
                        incident=either(moved.incident, by.incident)
                    )
                return self._any_date(node, scope, moved, by)
            case n.YearOf(day):
                return self._year_of(node, self.value(day, scope), scope)
            case n.Aggregate():
                return years.aggregated(self, node, scope)
            case n.Tally():
                return years.tallied(self, node, scope)
            case n.Choice():
                judged = [(self.truth(a.condition, scope), self.value(a.value, scope)) for a in node.alternatives]
                return choose_value(self.value(node.base, scope), judged)
            case _:
                raise TypeError(f"not a value: {type(node).__name__}")

    def _shifted(self, node: n.DateShift, scope: Scope) -> Value:
        """A date moved by days, or by months and years where it lies in the window of the policy's year."""
        moved, by = self.value(node.date, scope), definite(self.value(node.amount, scope))
        if node.unit == "day":
            return dates.moved_days(moved, by)
        if by.unknown is not False or not isinstance(by.parts[0], int):
            return self._any_date(node, scope, moved, by)
        count = by.parts[0] * (12 if node.unit == "year" else 1)
        if moved.parts and isinstance(moved.parts[0], int):
            first = last = moved.parts[0]
        else:
            first, last = dates.of_years(*self.variables.window)
        table = dates.months_table(first, last, count, node.rounding)
        found = dates.looked_up(moved, table)
        nowhere = both(negated(moved.unknown), found.unknown)
        found = found._replace(incident=either(moved.incident, by.incident, nowhere))
        inside = either(moved.unknown, dates.within(moved, first, last))
        return value.pick(inside, found, self._any_date(node, scope, moved, by)) if inside is not True else found

    def _any_date(self, node: n.Node, scope: Scope, *rests: Value) -> Value:
        """A date that is not computed: any, but unknown where what it rests on is."""
        found = dates.any_date(self.variables.free, self.canonical.key(node, scope))
        self.variables.always += [at_most(dates.FIRST, found.parts[0]), at_most(found.parts[0], dates.LAST)]
        return found._replace(
            unknown=either(found.unknown, *(rest.unknown for rest in rests)),
            incident=either(found.incident, *(rest.incident for rest in rests)),
        )

    def _year_of(self, node: n.Node, day: Value, scope: Scope) -> Value:
        first, last = self.variables.window
        if not day.parts:
            return UNKNOWN._replace(incident=day.incident)
        found = dates.year_of(day.parts[0], first, last)
        start, end = dates.of_years(first, last)
        inside = dates.within(day, start, end)
        if inside is not True:
            other = self.variables.free(logic.NUMBER, self.canonical.key(node, scope))
            found = logic.chosen(inside, found, other, logic.NUMBER)
        return Value("number", day.unknown, False, (found, found), day.incident)

    # ---- figures and readings ---------------------------------------------------------------------------------------

    def parameter(self, name: str, year: Value | None) -> Value:
        """A parameter at the reference date, or at the end of ``year``."""
        entries = self.parameters[name]
        unknown: Formula
        met: Formula = False
        if year is None:
            on = self.variables.on()
            unknown, start = on.unknown, lambda day: day.toordinal()
        else:
            year = definite(year)
            outside = negated(both(at_most(1, year.parts[0]), at_most(year.parts[0], 9999))) if year.parts else False
            met = either(year.incident, both(negated(year.unknown), outside))
            on, unknown, start = year, either(year.unknown, outside), lambda day: day.year
        if len(entries) == 1 and entries[0][0] is None:
            return self._entry(entries[0][1])._replace(incident=met)
        found = UNKNOWN
        for since, fixed in entries:
            begun = True if since is None else at_most(start(since), on.parts[0]) if on.parts else False
            found = value.pick(begun, self._entry(fixed), found)
        return found._replace(unknown=either(unknown, found.unknown), incident=met)

    def _entry(self, fixed: Any) -> Value:
        return UNKNOWN if fixed is None else self.constant(fixed)

    def reading(self, name: str) -> Value:
        """The value of the option taken."""
        options = [each["name"] for each in self.tables["readings"][name]["options"]]
        if name in self.fixed or len(options) == 1:
            return self.constant(reading_value(self.tables, name, self.fixed.get(name, options[0])))
        number = self.variables.reading(name)
        found = self.constant(reading_value(self.tables, name, options[-1]))
        for at in range(len(options) - 2, -1, -1):
            found = value.pick(equal(number, at), self.constant(reading_value(self.tables, name, options[at])), found)
        return found


def as_truth(found: Value) -> Truth:
    """A boolean value standing as a statement."""
    if not found.parts:
        return Truth(False, False, found.incident)
    known = negated(found.unknown)
    return Truth(both(known, found.parts[0]), both(known, negated(found.parts[0])), found.incident)


def as_value(found: Truth) -> Value:
    """A statement standing as a value."""
    return Value("boolean", found.unknown, False, (found.true,), found.incident)
