"""Core statements → :mod:`~.formula`, definitions followed. Part of :mod:`engine.analysis`.

What is known of a case without looking at one: words, figures within their ranges, options of readings. Statements about
anything else become free variables (:class:`~.space.Space`), the same one wherever the same is said, and the opposite of one
is its opposite. Facts that are not filled in are not considered: a case here is one of which everything is known.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from engine.analysis.formula import Formula, both, either, literal, negated
from engine.analysis.space import Space, Variable
from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.values import NOT_APPLICABLE

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
#: Years listed one by one that a statement about each of them is spelled out for.
_LISTED = 8


class Term(NamedTuple):
    """A value: a known one (``variable`` −1), one for each value of a variable, a figure moved by ``offset``, or not known
    how (``variable`` −2). ``key`` is what it says."""

    key: Hashable
    variable: int = -2
    known: Any = None
    values: tuple[Any, ...] | None = None
    offset: int = 0


Scope = Mapping[str, Term]


class Encoder:
    """Statements of one subject."""

    def __init__(self, core: CorePolicy, space: Space) -> None:
        self.space = space
        self.definitions = {definition.name: definition for definition in core.definitions}
        self.parameters = dict(core.parameters)
        chosen = dict(core.chosen)
        self.readings = {
            name: tuple(sorted(options, key=lambda option, mine=chosen[name]: option[0] != mine))  # type: ignore[misc]
            for name, options in core.readings
        }
        self._called: dict[Hashable, Formula] = {}
        self._turned: dict[frozenset[Hashable], Hashable] = {}

    # ---- statements ---------------------------------------------------------------------------------------------

    def truth(self, node: c.Node, scope: Scope | None = None) -> Formula:
        """When a statement is true. Raises :class:`~.formula.TooLarge`."""
        scope = {} if scope is None else scope
        match node:
            case c.Constant(value):
                return bool(value)
            case c.Not(operand):
                return negated(self.truth(operand, scope))
            case c.And(operands):
                return both(self.truth(each, scope) for each in operands)
            case c.Or(operands):
                return either(self.truth(each, scope) for each in operands)
            case c.Call(name, arguments):
                terms = [self.term(each, scope) for each in arguments]
                key = name, *(each.key for each in terms)
                if key not in self._called:
                    definition = self.definitions[name]
                    inner = dict(zip(definition.parameters, terms, strict=True))
                    self._called[key] = self.truth(definition.body, inner)
                return self._called[key]
            case c.Choice():
                return self._choice(node, scope)
            case c.Quantifier(every, variable, years, body):
                listed = self._listed(years, scope)
                if listed is not None:
                    found = [self.truth(body, {**scope, variable: year}) for year in listed]
                    return both(found) if every else either(found)
        return self._atom(node, scope)

    def _atom(self, node: c.Node, scope: Scope) -> Formula:
        """A statement that no others make up."""
        match node:
            case c.Compare(op, left, right):
                return self._compared(op, left, right, scope)
            case c.Member(item, group):
                return self._member(item, group, scope)
            case c.Truth(value):
                return either(both((guard, self._stated(term))) for guard, term in self.cases(value, scope))
            case c.Applicable(value):
                return self._applicable(self.term(value, scope))
            case c.Covers(entries, values):
                key = self._key(node, scope)
                name = f"{self._name(entries)} 覆盖 （{'，'.join(self._name(each) for each in values)}）"
                return self._free(key, name, "covers")
        return self._free(self._key(node, scope))

    def _choice(self, node: c.Choice, scope: Scope) -> Formula:
        return either(both((guard, self.truth(value, scope))) for guard, value in self._branches(node, scope))

    def _branches(self, node: c.Choice, scope: Scope) -> Iterator[tuple[Formula, c.Node]]:
        """What a choice may be, with when it is."""
        refused = []
        for alternative in node.alternatives:
            condition = self.truth(alternative.condition, scope)
            refused.append(negated(condition))
            yield condition, alternative.value
        yield both(refused), node.base

    def _stated(self, term: Term) -> Formula:
        """A boolean value as a statement."""
        if term.variable == -1:
            return bool(term.known)
        if term.variable == -2 or term.values is None:
            return self._free(("stated", term.key))
        return self._split(term, lambda value: value if isinstance(value, bool) else None)

    def _applicable(self, term: Term) -> Formula:
        if term.variable >= 0:
            return True if term.values is None else self._split(term, lambda value: value is not NOT_APPLICABLE)
        return True if term.variable == -1 else self._free(("applies", term.key))

    def _compared(self, op: str, left: c.Node, right: c.Node, scope: Scope) -> Formula:
        if isinstance(right, c.Aggregate):
            left, right, op = right, left, _MIRRORED[op]
        rights = list(self.cases(right, scope))
        if isinstance(left, c.Aggregate):
            counted = [(guard, self._counted(op, left, term, scope)) for guard, term in rights]
            known = [both((guard, found)) for guard, found in counted if found is not None]
            if len(known) == len(counted):
                return either(known)
        return either(
            both((guard, other, self._compare(op, one, two))) for guard, one in self.cases(left, scope) for other, two in rights
        )

    def _compare(self, op: str, left: Term, right: Term) -> Formula:
        if left.variable == -1 and right.variable == -1:
            return _OPERATORS[op](left.known, right.known)
        if left.variable == -1:
            left, right, op = right, left, _MIRRORED[op]
        if right.variable == -1 and left.variable >= 0:
            if left.values is None:
                return self._figure(op, left, right.known)
            return self._split(left, lambda value: _holds(op, value, right.known))
        if left.variable == right.variable >= 0 and left.values is not None and right.values is not None:
            pairs = list(zip(left.values, right.values, strict=True))
            return self._bits(left.variable, [_holds(op, one, two) for one, two in pairs])
        if left.variable == right.variable >= 0 and left.values is None and right.values is None:
            return _OPERATORS[op](left.offset, right.offset)
        if left.variable >= 0 and left.values is not None and right.variable >= 0 and right.values is None:
            left, right, op = right, left, _MIRRORED[op]
        if left.variable >= 0 and left.values is None and _numbers(right):
            return self._each(op, left, right)
        return self._unlike(op, left, right)

    def _figure(self, op: str, term: Term, figure: Any) -> Formula:
        """A figure compared with a known one."""
        variable = self.space.variables[term.variable]
        figure = figure.toordinal() if isinstance(figure, date) else figure
        at, full = figure - term.offset - variable.low, self.space.full(term.variable)
        below, upto = _first(at, variable.size), _first(at + 1, variable.size)
        true = {
            "=": upto & ~below, "!=": full & ~(upto & ~below), "<": below, "<=": upto, ">": full & ~upto, ">=": full & ~below,
        }[op]  # fmt: skip
        return literal(term.variable, true, full & ~true)

    def _unlike(self, op: str, left: Term, right: Term) -> Formula:
        """A comparison of which nothing is known but that it is one of less, equal and greater, and what others then are."""
        pair = frozenset((left.key, right.key))
        if self._turned.setdefault(pair, left.key) != left.key:
            op = _MIRRORED[op]
        names = self._fact(left.key), self._fact(right.key)
        made = Variable("free", "\t".join(names) if all(names) else "", (-1, 0, 1), 0, 3)
        return self._bits(self.space.variable(("order", pair), made), [_OPERATORS[op](order, 0) for order in made.values or ()])

    def _fact(self, key: Hashable) -> str:
        """The name of the fact that a key says."""
        id = key[1] if isinstance(key, tuple) and len(key) == 2 and key[0] in ("fact", "Fact") else None
        return self.space.facts[id].name if id in self.space.facts else ""

    def _each(self, op: str, left: Term, right: Term) -> Formula:
        """A figure compared with what has one of few values, e.g. a reading: value by value."""
        assert right.values is not None
        return either(
            both((literal(right.variable, 1 << at, self.space.full(right.variable) & ~(1 << at)), self._figure(op, left, value)))
            for at, value in enumerate(right.values)
        )

    def _counted(self, op: str, count: c.Aggregate, right: Term, scope: Scope) -> Formula | None:
        """A count over years listed one by one compared with a figure; ``None`` where it cannot be spelled out."""
        years = self._listed(count.years, scope)
        if count.value is not None or count.condition is None or years is None:
            return None
        figure = right.variable >= 0 and right.values is None
        if not figure and not (right.variable == -1 and isinstance(right.known, int)):
            return None
        held = [self.truth(count.condition, {**scope, count.variable: year}) for year in years]
        found = []
        for number in range(len(years) + 1):
            fits = self._figure(_MIRRORED[op], right, number) if figure else _OPERATORS[op](number, right.known)
            found.append(both((fits, _at_least(number, held), negated(_at_least(number + 1, held)))))
        if figure and op in (">=", ">", "="):  # no more can be counted than there are years
            return both((either(found), self._figure("<" if op == ">" else "<=", right, len(years))))
        return either(found)

    def _listed(self, years: c.Node, scope: Scope) -> list[Term] | None:
        """The years of a list or of an interval of known length, where they are few."""
        if isinstance(years, c.YearList):
            return [self.term(year, scope) for year in years.years] if len(years.years) <= _LISTED else None
        if not isinstance(years, c.YearInterval):
            return None
        first, last = self.term(years.first, scope), self.term(years.last, scope)
        if first.variable < 0 or first.variable != last.variable or first.values is not None:
            return None
        base = next((each for each in (first, last) if not each.offset), None)
        if base is None or not 0 <= last.offset - first.offset < _LISTED:
            return None
        offsets = range(first.offset, last.offset + 1)
        return [self._moved("+" if at > 0 else "-", base, Term(("is", abs(at)), -1, abs(at))) if at else base for at in offsets]

    def _member(self, item: c.Node, group: c.Node, scope: Scope) -> Formula:
        words = self.term(group, scope)
        if words.variable != -1:
            return self._free(("member", self.term(item, scope).key, words.key))
        found = []
        for guard, term in self.cases(item, scope):
            if term.variable == -1:
                inside: Formula = term.known in words.known
            elif term.variable >= 0 and term.values is not None:
                inside = self._split(term, lambda value: None if value is NOT_APPLICABLE else value in words.known)
            elif term.variable >= 0:
                inside = either(self._figure("=", term, each) for each in words.known)
            else:
                inside = self._free(("member", term.key, words.key))
            found.append(both((guard, inside)))
        return either(found)

    def _split(self, term: Term, judge: Callable[[Any], bool | None]) -> Formula:
        assert term.values is not None
        return self._bits(term.variable, [judge(value) for value in term.values])

    def _bits(self, variable: int, judged: list[bool | None]) -> Formula:
        true = sum(1 << at for at, found in enumerate(judged) if found is True)
        false = sum(1 << at for at, found in enumerate(judged) if found is False)
        return literal(variable, true, false)

    def _free(self, key: Hashable, name: str = "", kind: str = "free") -> Formula:
        return literal(self.space.free(key, name, kind), 2, 1)

    # ---- values -------------------------------------------------------------------------------------------------

    def cases(self, node: c.Node, scope: Scope) -> Iterator[tuple[Formula, Term]]:
        """The values of an expression, each with when it has it."""
        if isinstance(node, c.Call) and not node.boolean:
            definition = self.definitions[node.name]
            terms = [self.term(each, scope) for each in node.arguments]
            yield from self.cases(definition.body, dict(zip(definition.parameters, terms, strict=True)))
        elif isinstance(node, c.Choice) and not node.boolean:
            for guard, value in self._branches(node, scope):
                for inner, term in self.cases(value, scope):
                    yield both((guard, inner)), term
        else:
            yield True, self.term(node, scope)

    def term(self, node: c.Node, scope: Scope) -> Term:
        """The value of an expression."""
        match node:
            case c.Constant(value):
                return Term(("is", value), -1, value)
            case c.Fact(id):
                return self._of(("fact", id), self.space.fact(id))
            case c.Field(record, year, field):
                key = self.term(year, scope).key
                return self._of(("field", record, field, key), self.space.field(record, field, key))
            case c.Variable(name):
                return scope[name] if name in scope else Term(("variable", name))
            case c.Parameter(name, None):
                return self._parameter(name)
            case c.Reading(name):
                options = self.readings[name]
                values = tuple(value for _, value in options)
                made = Variable("reading", name, tuple(option for option, _ in options), 0, len(options), 0)
                return self._of(("reading", name), self.space.variable(("reading", name), made), values)
            case c.Arithmetic(op, left, right) if op in ("+", "-"):
                return self._moved(op, self.term(left, scope), self.term(right, scope))
            case c.Default(value, fallback):
                return self._fallback(self.term(value, scope), self.term(fallback, scope))
        return Term(self._key(node, scope))

    def year(self, name: str) -> Term:
        """A definition's parameter that is a year: any year."""
        made = self.space.figure("year", name)
        assert made is not None
        return self._of(("year", name), self.space.variable(("year", name), made))

    def _of(self, key: Hashable, variable: int | None, values: tuple[Any, ...] | None = None) -> Term:
        if variable is None:
            return Term(key)
        return Term(key, variable, None, self.space.variables[variable].values if values is None else values)

    def _parameter(self, name: str) -> Term:
        values = tuple(dict.fromkeys(value for _, value in self.parameters[name]))
        if None in values:
            return Term(("parameter", name))
        if len(values) == 1:
            return Term(("is", values[0]), -1, values[0])
        made = Variable("parameter", name, values, 0, len(values), len(values) - 1)
        return self._of(("parameter", name), self.space.variable(("parameter", name), made))

    def _moved(self, op: str, left: Term, right: Term) -> Term:
        key = (op, left.key, right.key)
        if left.variable == -1 and right.variable == -1:
            found = left.known + right.known if op == "+" else left.known - right.known
            return Term(("is", found), -1, found)
        if op == "+" and left.variable == -1:
            left, right = right, left
        if left.variable >= 0 and left.values is None and right.variable == -1:
            return left._replace(key=key, offset=left.offset + (right.known if op == "+" else -right.known))
        return Term(key)

    @staticmethod
    def _fallback(value: Term, fallback: Term) -> Term:
        key = ("default", value.key, fallback.key)
        if value.variable >= 0 and value.values is None:
            return value
        if value.variable >= 0 and value.values is not None and fallback.variable == -1:
            values = tuple(fallback.known if each is NOT_APPLICABLE else each for each in value.values)
            return Term(key, value.variable, None, values)
        return Term(key)

    # ---- what is said -------------------------------------------------------------------------------------------

    def _key(self, node: Any, scope: Scope) -> Hashable:
        """What an expression says, blind to numbering and place."""
        if isinstance(node, c.Variable) and node.name in scope:
            return scope[node.name].key
        if isinstance(node, tuple):
            return tuple(self._key(each, scope) for each in node)
        slots = getattr(type(node), "__dataclass_fields__", None)
        if slots is None:
            return node
        names = [field.name for field in fields(node) if field.name not in ("atom", "span")]
        return (type(node).__name__, *(self._key(getattr(node, name), scope) for name in names))

    def _name(self, node: c.Node) -> str:
        if isinstance(node, c.Fact) and node.id in self.space.facts:
            return self.space.facts[node.id].name
        return str(node.value) if isinstance(node, c.Constant) else ""


def _numbers(term: Term) -> bool:
    """Whether a term has one of a few known figures or days."""
    known = term.values if term.variable >= 0 else None
    return known is not None and all(isinstance(each, int | date) and not isinstance(each, bool) for each in known)


def _at_least(number: int, held: list[Formula]) -> Formula:
    """That at least ``number`` of the statements hold."""
    if not 0 < number <= len(held):
        return number <= 0
    return either(both(some) for some in combinations(held, number))


def _first(count: int, size: int) -> int:
    """The bits of the first ``count`` values."""
    return (1 << max(0, min(count, size))) - 1


def _holds(op: str, value: Any, other: Any) -> bool | None:
    """A comparison of known values; nothing is said of what does not apply."""
    if value is NOT_APPLICABLE or other is NOT_APPLICABLE:
        return None
    return _OPERATORS[op](value, other)
