"""What must hold of facts for a statement to count: the equality conditions in it. Part of :mod:`engine.core`.

``needed(node)`` names facts with words: where such a fact is given and is none of its words, the node is false, whatever else
is known (``且``, ``或``, ``非``, membership, exceptions and definitions are followed). Evaluators use it to leave aside what
cannot apply (:mod:`engine.core.dispatch`); what may tell an incident is never left aside (``quiet``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from engine.core import nodes as c
from engine.core.policy import Definition
from engine.core.walk import walk

#: Fact id → the values of which it must be one; ``None``: the wanted truth cannot come about at all.
Needs = dict[str, frozenset] | None
#: Variables of definitions and what stands for them.
Bound = Mapping[str, c.Node]

#: The types of values that are compared by ``==`` alone.
PLAIN = (bool, int, str, date)
#: How many definitions deep calls are followed.
FOLLOWED = 8
#: Kinds of nodes whose evaluation may tell an incident.
_LOUD = (c.DateShift, c.YearInterval)


class Guards:
    """Answers for the expressions of one policy."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._definitions = {definition.name: definition for definition in definitions}
        self._loud: set[str] = set()
        for definition in self._definitions.values():  # callees stand before callers
            if not self.quiet(definition.body):
                self._loud.add(definition.name)

    def quiet(self, *roots: c.Node | None) -> bool:
        """Whether evaluating ``roots`` can never tell an incident: no clash, no reversed range, no date out of range."""
        return not any(self._is_loud(node) for node in walk(*roots))

    def _is_loud(self, node: c.Node | c.Alternative) -> bool:
        match node:
            case c.Call(name):
                return name in self._loud
            case c.Choice(_, _, alternatives):
                return len(alternatives) > 1
            case c.Parameter(_, year):
                return year is not None
            case c.Quantifier(_, _, years) | c.Aggregate(_, years):
                return not isinstance(years, c.YearList)
            case _:
                return isinstance(node, _LOUD)

    def needed(self, node: c.Node | None) -> dict[str, frozenset]:
        """The facts that keep ``node`` from being true, and the words that do not; none where nothing can be said."""
        if node is None or not self.quiet(node):
            return {}
        return self._needed(node, True, {}, FOLLOWED) or {}

    def _needed(self, node: c.Node, truth: bool, bound: Bound, depth: int) -> Needs:
        """What must hold for ``node`` to be possibly ``truth``."""
        match node:
            case c.Constant(value):
                return {} if bool(value) is truth else None
            case c.Not(operand):
                return self._needed(operand, not truth, bound, depth)
            case c.And(operands) | c.Or(operands):
                found = [self._needed(operand, truth, bound, depth) for operand in operands]
                return all_of(found) if isinstance(node, c.And) is truth else any_of(found)
            case c.Compare(operator, left, right) if operator == ("=" if truth else "!="):
                return _equal(_stands(left, bound), _stands(right, bound))
            case c.Member(item, c.Constant(frozenset() as words)) if truth:
                return _one_of(_stands(item, bound), words)
            case c.Choice(_, base, alternatives, True):
                return any_of(
                    [self._needed(base, truth, bound, depth)]
                    + [
                        all_of([self._needed(a.condition, True, bound, depth), self._needed(a.value, truth, bound, depth)])
                        for a in alternatives
                    ]
                )
            case c.Call(name, arguments) if depth:
                definition = self._definitions[name]
                given = [_stands(argument, bound) for argument in arguments]
                inside = dict(zip(definition.parameters, given, strict=True))
                return self._needed(definition.body, truth, inside, depth - 1)
            case _:
                return {}


def _stands(node: c.Node, bound: Bound) -> c.Node:
    """What a variable stands for; of a fact with a fallback, the fact: where it is a plain value, that is the value."""
    if isinstance(node, c.Variable):
        return bound.get(node.name, node)
    return node.value if isinstance(node, c.Default) else node


def _equal(left: c.Node, right: c.Node) -> Needs:
    if isinstance(left, c.Constant):
        left, right = right, left
    return _one_of(left, frozenset((right.value,))) if isinstance(right, c.Constant) else {}


def _one_of(item: c.Node, words: frozenset) -> Needs:
    if isinstance(item, c.Fact) and all(isinstance(word, PLAIN) for word in words):
        return {item.id: words}
    return {}


def all_of(found: Iterable[Needs]) -> Needs:
    """What is needed where every part must come about."""
    joined: dict[str, frozenset] = {}
    for needs in found:
        if needs is None:
            return None
        for fact, words in needs.items():
            joined[fact] = joined[fact] & words if fact in joined else words
    return joined


def any_of(found: Iterable[Needs]) -> Needs:
    """What is needed where one part that can come about is enough."""
    possible = [needs for needs in found if needs is not None]
    if not possible:
        return None
    first, *others = possible
    return {
        fact: words.union(*(other[fact] for other in others))
        for fact, words in first.items()
        if all(fact in other for other in others)
    }
