"""Why statements are open: the facts that are missing, the clauses of the comparisons that miss them. In :mod:`engine.columnar`.

The rules are those of :mod:`engine.evaluate.kleene` and :mod:`engine.evaluate.operators`: of an open connective the open operands
say why, of an open value whatever is unknown in it. ``Found`` maps what is told to a scalar that is never null: a truth, for the
fields of records the years as bits of one integer. It holds where the statement it was found for is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from engine.columnar import loops
from engine.columnar.rewriting import either
from engine.columnar.scalar import Bounds, Pool, Scalar
from engine.columnar.translator import Anything, Scope
from engine.columnar.trusted import TrustedTranslator
from engine.columnar.value import Entries, Group, Value, YearSpan, plain, settled
from engine.core import nodes as n
from engine.core.policy import Condition


class Missing(NamedTuple):
    """A fact or parameter that is not known; ``judged``: because a person has to judge."""

    subject: str
    judged: bool


class Yearly(NamedTuple):
    """A field of a record kept by year."""

    record: str
    field: str


class OpenClause(NamedTuple):
    """A clause under which a comparison is open."""

    clause: str


class Unsaid(NamedTuple):
    """Something is missing that has no bit."""


Key = Missing | Yearly | OpenClause | Unsaid
Found = Mapping[Key, Scalar]
#: Bits of years: the highest one is that of all years that have none of their own.
BITS: Bounds = (0, 2**63 - 1)


class Inside(NamedTuple):
    """A place, and why the parameters of the definition around it may be unknown."""

    scope: Scope
    labels: Mapping[str, Found]

    def bind(self, name: str, year: Scalar) -> Inside:
        """This place for one year of a loop over ``name``."""
        return Inside(self.scope.bind(name, plain(year)), {other: found for other, found in self.labels.items() if other != name})


class Reasons:
    """Finds why statements of one subject are open; ``reference``: the fact that dates an application, if there is one."""

    def __init__(self, translator: TrustedTranslator, reference: str | None) -> None:
        self.translator = translator
        self.pool: Pool = translator.pool
        self._reference = reference or "reference_date"
        self._known: dict[tuple[Any, ...], Found] = {}

    # ---- what is asked for ------------------------------------------------------------------------------------------

    def condition(self, condition: Condition, scope: Scope) -> Found:
        """Why a condition is open: what leaves open whether it applies, and each of its elements that is open."""
        inside, applies = Inside(scope, {}), dict[Key, Scalar]()
        if condition.applies is not None:
            truth = self.translator.truth(condition.applies, scope).truth
            applies |= labels(self.where(self.null(truth), self.statement(condition.applies, inside)))
        required = condition.requires
        if isinstance(required, n.Quantifier) and required.every:
            return self.any_of([applies, self.statement(required, inside)])
        return self.any_of([applies, self._open(required, inside)])

    def why(self, node: n.Node, scope: Scope) -> Found:
        """What is missing where a statement is open."""
        return labels(self.statement(node, Inside(scope, {})))

    # ---- joining ----------------------------------------------------------------------------------------------------

    def any_of(self, parts: Iterable[Found]) -> Found:
        """What is told by one of the parts."""
        listed: dict[Key, list[Scalar]] = {}
        for part in parts:
            for key, told in part.items():
                listed.setdefault(key, []).append(told)
        return {key: self._either(key, told) for key, told in listed.items()}

    def _either(self, key: Key, told: list[Scalar]) -> Scalar:
        if not isinstance(key, Yearly):
            return either(self.pool, told)
        first, *rest = dict.fromkeys(told)
        for other in rest:
            first = self.pool.call("bit_or", "integer", first, other, known=True, bounds=BITS)
        return first

    def where(self, condition: Scalar, found: Found) -> Found:
        """What is told, only where ``condition`` (never null) is true."""
        pool = self.pool
        if condition is pool.false:
            return {}
        none = pool.constant(0)
        made = {
            key: pool.case([(condition, told)], none) if isinstance(key, Yearly) else pool.all_of([condition, told])
            for key, told in found.items()
        }
        return {key: told for key, told in made.items() if told is not pool.false and told is not none}

    def null(self, scalar: Scalar) -> Scalar:
        """Whether a scalar is unknown, said of the columns that it rests on where that is plain."""
        if scalar.operation in ("compare", "not", "arithmetic"):
            return self.pool.any_of([self.null(operand) for operand in scalar.operands])
        if scalar.operation == "in":
            return self.null(scalar.operands[0])
        return self.pool.is_null(scalar)

    def _open(self, node: n.Node, inside: Inside) -> Found:
        """Why a statement is open, told only where it is."""
        return self.where(self.null(self._truth(node, inside)), self.statement(node, inside))

    def _truth(self, node: n.Node, inside: Inside) -> Scalar:
        return self.translator.truth(node, inside.scope).truth

    # ---- statements -------------------------------------------------------------------------------------------------

    def statement(self, node: n.Node, inside: Inside) -> Found:
        """Why a statement is open, where it is."""
        match node:
            case n.Constant():
                return {}
            case n.Not(operand):
                return self.statement(operand, inside)
            case n.And(operands) | n.Or(operands):
                return self.any_of(self._open(operand, inside) for operand in operands)
            case n.Quantifier():
                return self._quantifier(node, inside)
            case n.Choice():
                return self.any_of(self._live(node, inside, self._open))
            case n.Call():
                return self._called(node, inside, self.statement)
            case _:
                return self.any_of([self._clauses(node.atom), self._atom(node, inside)])  # type: ignore[union-attr]

    def _clauses(self, atom: n.Atom) -> Found:
        return {OpenClause(clause): self.pool.true for clause in atom.clauses}

    def _atom(self, node: n.Node, inside: Inside) -> Found:
        match node:
            case n.Compare(_, left, right) | n.Member(left, right):
                return self.any_of([self.value(left, inside), self.value(right, inside)])
            case n.Covers(entries, values):
                return self._covers(entries, values, inside)
            case n.Truth(value) | n.Applicable(value):
                return self.value(value, inside)
            case n.Judgement(question):
                return {Missing(question, True): self.pool.true}
            case _:
                raise self.translator.unsupported(type(node).__name__)

    def _covers(self, node: n.Node, values: tuple[n.Node, ...], inside: Inside) -> Found:
        """Of a list that is known: what is asked for, and its entries with gaps that may be what is asked for."""
        pool, translator = self.pool, self.translator
        entries = translator.value(node, inside.scope)
        if not isinstance(entries, Entries) or not isinstance(node, n.Fact):
            raise translator.unsupported("Covers")
        unlisted, entry = pool.is_null(entries.list), pool.variable(f"_e{inside.scope.loops}", "record")
        cells = [pool.call("field", "text", entry, value=each["id"]) for each in translator.relation.facts[node.id]["columns"]]
        asked = [translator.single(value, inside.scope).low for value in values]
        match = pool.all_of([pool.compare("=", cell, value) for cell, value in zip(cells, asked, strict=True)])
        gap = pool.all_of([pool.is_null(match), pool.any_of([pool.is_null(cell) for cell in cells])])
        gaps: Found = {Missing(node.id, False): self._met(entries.list, entry, gap)}
        own: Found = {self._missing(node.id): unlisted}
        found = self.any_of(self.value(value, inside) for value in values)
        return self.any_of([own, gaps, self.where(pool.negation(unlisted), found)])

    def _quantifier(self, node: n.Quantifier, inside: Inside) -> Found:
        years = loops.years(self.translator, node.years, inside.scope)
        why = self.any_of([self._clauses(node.atom), self._years(node.years, inside)])
        unknown = self.where(self.pool.negation(years.known), why)
        return self.any_of([unknown, self._over(years, node.variable, inside, lambda place: self._open(node.body, place))])

    def _over(self, years: loops.Years, variable: str, inside: Inside, of: Callable[[Inside], Found]) -> Found:
        """What is told of one of the years, where they are known."""
        if years.list is None:
            return self.where(years.known, self.any_of(of(inside.bind(variable, year)) for year in years.listed or ()))
        year = self.pool.variable(f"_y{inside.scope.loops}", "integer", years.bounds)
        found = of(inside.bind(variable, year))
        return self.where(years.known, {key: self._met(years.list, year, told) for key, told in found.items()})

    def _met(self, listed: Scalar, variable: Scalar, told: Scalar) -> Scalar:
        """What is told of one of the elements of a list."""
        pool = self.pool
        if variable.value not in told.free:
            return told
        each = pool.each(listed, variable, told)
        if told.type == "integer":
            return pool.call("some_bits", "integer", each, known=True, bounds=BITS)
        return pool.is_true(pool.call("contains", "boolean", each, pool.true))

    def _live(self, node: n.Choice, inside: Inside, of: Callable[[n.Node, Inside], Found]) -> Iterable[Found]:
        """Exceptions of which it is open whether they hold, and what is told of every value that may hold."""
        pool = self.pool
        conditions = [self._truth(each.condition, inside) for each in node.alternatives]
        for each, condition in zip(node.alternatives, conditions, strict=True):
            yield self.where(self.null(condition), self.statement(each.condition, inside))
            yield self.where(pool.may_be_true(condition), of(each.value, inside))
        certain = pool.any_of([pool.is_true(condition) for condition in conditions])
        yield self.where(pool.negation(certain), of(node.base, inside))

    # ---- values -----------------------------------------------------------------------------------------------------

    def value(self, node: n.Node, inside: Inside) -> Found:
        """Why a value is unknown, or known only in part; nothing where it is known."""
        match node:
            case n.Constant() | n.Reading():
                return {}
            case _ if n.is_statement(node):
                return labels(self._open(node, inside))
            case n.Fact(id):
                return {self._missing(id): self._unknown(self.translator.fact(id))}
            case n.Field():
                return self._field(node, inside)
            case n.Variable(name):
                return inside.labels.get(name, {})
            case n.RowAttribute(name):
                assert inside.scope.row is not None
                dated = isinstance(dict(inside.scope.row.attributes)[name], tuple)
                return self._on() if dated else {}
            case n.Parameter():
                return self._parameter(node, inside)
            case n.Default(value, fallback):
                return self._default(value, fallback, inside)
            case n.Call():
                return self._called(node, inside, self.value)
            case _:
                return self._computed(node, inside)

    def _computed(self, node: n.Node, inside: Inside) -> Found:
        pool, translator = self.pool, self.translator
        match node:
            case n.Arithmetic(_, left, right):
                found = self.any_of([self.value(left, inside), self.value(right, inside)])
                return self.where(self._unknown(translator.value(node, inside.scope)), found)
            case n.DateShift(day, amount):
                return self.any_of([self.value(day, inside), self.value(amount, inside)])
            case n.WorkingDayShift(day, amount):
                first, by = (translator.single(each, inside.scope) for each in (day, amount))
                given = pool.all_of([pool.is_known(first.low), pool.is_known(settled(pool, by))])
                unannounced = pool.all_of([given, self._unknown(translator.value(node, inside.scope))])
                return self.any_of([{Unsaid(): unannounced}, self.value(day, inside), self.value(amount, inside)])
            case n.YearOf(day):
                return self.value(day, inside)
            case n.Aggregate():
                years = loops.years(translator, node.years, inside.scope)
                of = lambda place: self._element(node.condition, node.value, node.bounds, place)  # noqa: E731
                return self.any_of([self._years(node.years, inside), self._over(years, node.variable, inside, of)])
            case n.Tally():
                return self.any_of(self._element(condition, worth, node.bounds, inside) for condition, worth in node.rows)
            case n.Choice():
                unknown = self._unknown(translator.value(node, inside.scope))
                return self.where(unknown, labels(self.any_of(self._live(node, inside, self.value))))
            case _:
                raise translator.unsupported(type(node).__name__)

    def _element(self, condition: n.Node | None, worth: n.Node | None, bounds: tuple[int, int], inside: Inside) -> Found:
        """Why it is open what one element adds to a count or sum."""
        open_ = {} if condition is None else labels(self._open(condition, inside))
        if worth is None:
            return open_
        one = loops.element(self.translator, condition, worth, bounds, inside.scope)
        differs = self.pool.is_true(self.pool.compare("!=", one.least, one.most))
        return self.where(differs, self.any_of([open_, self.value(worth, inside)]))

    def _unknown(self, value: Anything) -> Scalar:
        """Whether a value is unknown, or known only in part."""
        if isinstance(value, YearSpan):
            return self.null(value.first)
        if isinstance(value, Entries):
            return self.pool.all_of([self.pool.is_null(value.list), self.pool.negation(value.everything)])
        assert isinstance(value, Value)
        unknown = self.null(value.low)
        if not value.is_plain:
            unknown = self.pool.any_of([unknown, self.pool.is_true(self.pool.compare("!=", value.low, value.high))])
        return unknown if value.inapplicable is None else self.pool.all_of([self.pool.negation(value.inapplicable), unknown])

    def _missing(self, id: str) -> Missing:
        return Missing(id, bool(self.translator.relation.facts[id]["judge"]))

    def _field(self, node: n.Field, inside: Inside) -> Found:
        """The record as a whole, the year asked for, or the field in that year."""
        pool, translator = self.pool, self.translator
        year = settled(pool, translator.single(node.year, inside.scope))
        listed = pool.column(node.record, "record[]", known=node.record in translator.without_null)
        found = translator.value(node, inside.scope)
        assert isinstance(found, Value)
        asked = pool.all_of([pool.is_null(found.low), pool.is_known(listed), pool.is_known(year)])
        bit = pool.call("year_bit", "integer", year, known=True, bounds=BITS)
        own: Found = {self._missing(node.record): pool.is_null(listed)}
        yearly = self.where(asked, {Yearly(node.record, node.field): bit})
        return self.any_of([own, self.value(node.year, inside), yearly])

    def _on(self) -> Found:
        """Why the reference date is not known."""
        judged = bool(self.translator.relation.facts.get(self._reference, {}).get("judge"))
        return {Missing(self._reference, judged): self.pool.is_null(self.translator.on)}

    def _parameter(self, node: n.Parameter, inside: Inside) -> Found:
        """The date at which it is read, or the parameter where it is not set on that date."""
        pool, entries = self.pool, self.translator.bindings.parameters[node.name]
        found = self.translator.value(node, inside.scope)
        if isinstance(found, Group):
            set_ = pool.any_of([pool.is_true(condition) for condition, words in found.cases if words is not None])
        else:
            assert isinstance(found, Value)
            set_ = pool.is_known(found.low)
        unset = Missing(f"parameter:{node.name}", False)
        if len(entries) == 1 and entries[0][0] is None:
            return {unset: pool.negation(set_)}
        when = self._on() if node.year is None else self.value(node.year, inside)
        day = pool.is_known(self.translator.on)
        if node.year is not None:
            day = pool.is_known(settled(pool, self.translator.single(node.year, inside.scope)))
        return self.any_of([when, {unset: pool.all_of([day, pool.negation(set_)])}])

    def _default(self, node: n.Node, fallback: n.Node, inside: Inside) -> Found:
        found = self.translator.value(node, inside.scope)
        own = self.value(node, inside)
        if not isinstance(found, Value) or found.inapplicable is None:
            return own
        none = found.inapplicable
        return self.any_of([self.where(self.pool.negation(none), own), self.where(none, self.value(fallback, inside))])

    def _years(self, node: n.Node, inside: Inside) -> Found:
        """Why a range of years is unknown."""
        match node:
            case n.YearList(years):
                return self.any_of(self.value(year, inside) for year in years)
            case n.YearInterval(first, last):
                return self.any_of([self.value(first, inside), self.value(last, inside)])
            case _:
                return self.value(node, inside)

    # ---- definitions ------------------------------------------------------------------------------------------------

    def _called(self, node: n.Call, inside: Inside, of: Callable[[n.Node, Inside], Found]) -> Found:
        body, scope = self.translator.enter(node, inside.scope)
        given = {name: self.value(each, inside) for name, each in zip(scope.variables, node.arguments, strict=True)}
        told = tuple(tuple(found.items()) for found in given.values())
        row = scope.row.locator if scope.row else None
        key = (node.name, tuple(scope.variables.values()), told, row, scope.loops, of.__name__)
        if key not in self._known:
            self._known[key] = of(body, Inside(scope, given))
        return self._known[key]


def labels(found: Found) -> Found:
    """What is missing, without the clauses."""
    return {key: told for key, told in found.items() if not isinstance(key, OpenClause)}
