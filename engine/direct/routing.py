"""Routing rows worked out beforehand: every combination of the words that scopes read, and the rows in scope of each.

Part of :mod:`engine.direct`. Scopes become sets of combinations, kept as the bits of one number, so that connectives are bit
operations. Where scopes read anything but words, or too many of them, rows are asked one after the other instead.
"""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

from engine.core import nodes as n
from engine.core.policy import SubjectPolicy
from engine.core.walk import walk
from engine.direct.place import Module

#: Combinations that a table may have.
LARGEST = 50_000


class Routing(NamedTuple):
    """``places``: fact → word → what it adds to the number of a combination; ``found``: locators by kind of outcome;
    ``kinds``: the kind of every combination."""

    places: dict[str, dict[str, int]]
    found: tuple[tuple[str, ...], ...]
    kinds: bytes


def routing(module: Module, part: SubjectPolicy, facts: dict[str, dict[str, Any]]) -> Routing | None:
    """The table of a subject; ``None`` where there is none to be had."""
    read = _facts_read(module, [row.scope for row in part.rows])
    if not part.rows or read is None or any(facts[id]["type"] != "word" or facts[id]["may_not_apply"] for id in read):
        return None
    if any(id in relation["columns"] for relation in module.tables["subjects"][part.name]["relations"] for id in read):
        return None  # what is left out may follow from other facts
    words = {id: list(module.tables["enumerations"][facts[id]["enumeration"]]["words"]) for id in read}
    size = prod(map(len, words.values()))
    if size > LARGEST:
        return None
    places, step = {}, 1
    for id, listed in words.items():
        places[id] = {word: index * step for index, word in enumerate(listed)}
        step *= len(listed)
    space = _Space(module, places, size)
    columns = [f"{space.bits(row.scope):0{size}b}"[::-1] for row in part.rows]
    kinds: dict[tuple[str, ...], int] = {}
    numbers = [kinds.setdefault(column, len(kinds)) for column in zip(*columns, strict=True)]
    if len(kinds) > 256:
        return None
    found = tuple(tuple(row.locator for row, bit in zip(part.rows, kind, strict=True) if bit == "1") for kind in kinds)
    return Routing(places, found, bytes(numbers))


def _facts_read(module: Module, scopes: list[n.Node]) -> list[str] | None:
    """The facts that scopes read, definitions followed; ``None`` where a scope asks for more than words."""
    found: dict[str, None] = {}
    waiting, seen = list(scopes), set()
    while waiting:
        for node in walk(waiting.pop()):
            match node:
                case n.Compare("=" | "!=", n.Fact(), n.Constant()) | n.Compare("=" | "!=", n.Constant(), n.Fact()):
                    pass
                case n.Member(n.Fact(), n.Constant()) | n.And() | n.Or() | n.Not() | n.Constant():
                    pass
                case n.Fact(id):
                    found[id] = None
                case n.Call(name, ()):
                    if name not in seen:
                        seen.add(name)
                        waiting.append(module.definitions[name].body)
                case _:
                    return None
    return list(found)


class _Space:
    """The combinations for which a statement holds, as bits."""

    def __init__(self, module: Module, places: dict[str, dict[str, int]], size: int) -> None:
        self.module = module
        self.all = (1 << size) - 1
        self.words = {id: _bits_of_words(listed, size) for id, listed in places.items()}
        self._known: dict[int, int] = {}

    def bits(self, node: n.Node) -> int:
        """Worked out once for every node: rows share those of the rows above."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._bits(node)
        return known

    def _bits(self, node: n.Node) -> int:
        match node:
            case n.And(operands):
                found = self.all
                for operand in operands:
                    found &= self.bits(operand)
                return found
            case n.Or(operands):
                found = 0
                for operand in operands:
                    found |= self.bits(operand)
                return found
            case n.Not(operand):
                return self.all ^ self.bits(operand)
            case n.Compare(operator, left, right):
                fact, constant = (left, right) if isinstance(left, n.Fact) else (right, left)
                assert isinstance(fact, n.Fact)
                assert isinstance(constant, n.Constant)
                held = self.words[fact.id].get(str(constant.value), 0)
                return held if operator == "=" else self.all ^ held
            case n.Member(n.Fact() as item, n.Constant(frozenset() as words)):
                found = 0
                for word in words:
                    found |= self.words[item.id].get(word, 0)
                return found
            case n.Call(name):
                return self.bits(self.module.definitions[name].body)
            case n.Constant(value):
                return self.all if value else 0
            case _:
                raise TypeError(f"not a statement about words: {type(node).__name__}")


def _bits_of_words(places: dict[str, int], size: int) -> dict[str, int]:
    """The combinations that have each word of a fact."""
    step = next((place for place in places.values() if place), size)
    period = step * len(places)
    repeated = sum(1 << start for start in range(0, size, period))
    return {word: (((1 << step) - 1) << place) * repeated for word, place in places.items()}
