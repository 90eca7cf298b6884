"""What makes two expressions of two policies the same question: everything but the place where it is asked. Part of
:mod:`engine.symbolic`.

Used where something is left free: both sides must leave the same thing free, and different things never share a variable.
Definitions are spelled out, figures stand with their values, so that a key says all that the expression's value rests on.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args

from engine.core import nodes as n
from engine.symbolic.truth import Truth
from engine.symbolic.value import Value

if TYPE_CHECKING:
    from engine.symbolic.encoding import Encoding, Scope


class Canonical:
    """Makes the keys of one encoding's expressions."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding

    def key(self, node: Any, scope: Scope, own: tuple[str, ...] = ()) -> Any:
        """The key of ``node`` in ``scope``; ``own`` are variables that the expression binds itself."""
        match node:
            case n.Variable(name):
                return ("bound", name) if name in own or name not in scope.variables else of_value(scope.variables[name])
            case n.RowAttribute(name):
                return of_value(scope.row[name])
            case n.Parameter(name, year):
                return ("parameter", self.encoding.parameters[name], None if year is None else self.key(year, scope, own))
            case n.Reading(name):
                return of_value(self.encoding.reading(name))
            case n.Field(record, _, field):
                missing = self.encoding.missing[record, field]
                return ("field", record, field, missing, self.key(node.year, scope, own))
            case n.Call(name, arguments):
                definition = self.encoding.definitions[name]
                keys = tuple(self.key(argument, scope, own) for argument in arguments)
                inner = scope._replace(variables={})
                return ("call", definition.parameters, keys, self.key(definition.body, inner, definition.parameters))
            case n.Quantifier(_, variable) | n.Aggregate(variable):
                own = (*own, variable)
        return (
            type(node).__name__,
            *(self._part(getattr(node, each.name), scope, own) for each in fields(node) if each.name not in _PLACES),
        )

    def _part(self, part: Any, scope: Scope, own: tuple[str, ...]) -> Any:
        if isinstance(part, tuple):
            return tuple(self._part(each, scope, own) for each in part)
        return self.key(part, scope, own) if isinstance(part, _NODES) else (type(part).__name__, part)


_NODES = (*get_args(n.Node), n.Alternative)
_PLACES = frozenset({"atom", "span", "clauses", "readings"})


class Written:
    """A term told by how it is written. Holds the term, so that its number is given to no other."""

    __slots__ = ("term",)

    def __init__(self, term: Any) -> None:
        self.term = term

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Written) and bool(self.term.eq(other.term))

    def __hash__(self) -> int:
        return int(self.term.get_id())


def of_value(value: Value | Truth) -> Any:
    """The key of a value."""
    return (type(value).__name__, *(_of(part) for part in value[:-1]))


def _of(part: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(_of(each) for each in part)
    if part is None or isinstance(part, str | int | frozenset):
        return (type(part).__name__, part)
    return Written(part)
