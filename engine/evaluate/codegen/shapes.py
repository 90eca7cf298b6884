"""Statements alike but for constants: what they have in common, and what each puts in. Part of
:mod:`engine.evaluate.codegen`.

A policy of thousands of rules says few things in many places. Rules of one shape share one generated function; the constants
and the numbers of atoms of each rule are its *instance*. The shape tells which constants are equal, so that a function written
for one rule may share what is equal there.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from engine.core import nodes as n
from engine.core.policy import Condition, Entitlement, Message, Row
from engine.evaluate.codegen.keys import said

#: Constants that may differ between statements of one shape; truths may not, they decide what is written.
VARIED = (int, str, date, frozenset)

Statement = Condition | Entitlement | Row | n.Alternative


class Abstracted:
    """A statement taken apart. ``shape`` is equal for statements that share a function; ``values`` are what it puts in;
    ``places`` say where: identity of a constant or an atom → index in the instance."""

    def __init__(self, statement: Statement, number: int) -> None:
        self.values: list[Any] = [number, name_of(statement)]
        self.places: dict[int, int] = {}
        self._indexes: dict[tuple[Any, ...], int] = {}
        self.shape = (type(statement).__name__, *self._parts(statement))

    def _parts(self, statement: Statement) -> tuple[object, ...]:
        match statement:
            case Condition():
                applies = None if statement.applies is None else self._visit(statement.applies)
                return statement.blocks, applies, self._visit(statement.requires), self._message(statement.message)
            case Entitlement():
                return self._visit(statement.applies), self._message(statement.message)
            case n.Alternative():
                return self._visit(statement.condition), self._visit(statement.value)
            case _:
                attributes = statement.attributes
                dated = any(isinstance(value, tuple) for _, value in attributes)
                return statement.table, dated, self._put(id(attributes), "row", attributes), self._visit(statement.scope)

    def _message(self, message: Message | None) -> object:
        return message and tuple([self._visit(part) for part in message.parts if not isinstance(part, str)])

    def _visit(self, part: Any) -> object:
        """What a part of a statement looks like."""
        kind = type(part)
        if kind is n.Atom:
            return self._put(id(part), "atom", part.number)
        if kind is n.Constant:
            varied = type(part.value)
            return ("constant", varied.__name__, self._put(id(part), varied.__name__, part.value)) if varied in VARIED else part
        if kind is tuple:
            return tuple([self._visit(item) for item in part])
        if dataclasses.is_dataclass(part):
            return (kind.__name__, *[self._visit(getattr(part, name)) for name in said(kind)])  # type: ignore[arg-type]  # as in keys
        return kind.__name__, part

    def _put(self, place: int, kind: str, value: Any) -> int:
        """The index at which the instance holds a value; equal ones of a kind are held once."""
        index = self._indexes.get((kind, value))
        if index is None:
            index = self._indexes[kind, value] = len(self.values)
            self.values.append(value)
        self.places[place] = index
        return index


def name_of(statement: Statement) -> str:
    """What outcomes call a statement."""
    return statement.locator if isinstance(statement, Row) else statement.name
