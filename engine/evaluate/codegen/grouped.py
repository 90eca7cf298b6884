"""Statements in groups as source: shapes, the instances of every group, and the index over them. Part of
:mod:`engine.evaluate.codegen`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from engine.core.dispatch import Plan
from engine.evaluate.codegen.constants import literal
from engine.evaluate.codegen.shapes import Abstracted


class Shapes:
    """Numbers shapes as they are met. ``write(statement, abstracted, number)`` writes the functions of a new one and gives its
    entry in the index."""

    def __init__(self, write: Callable[[Any, Abstracted, int], str]) -> None:
        self.write = write
        self.entries: list[str] = []
        self._numbers: dict[object, int] = {}

    def instance(self, statement: Any, number: int) -> tuple[int, tuple[object, ...]]:
        """The number of a statement's shape, and what the statement puts in."""
        abstracted = Abstracted(statement, number)
        shape = self._numbers.get(abstracted.shape)
        if shape is None:
            shape = self._numbers[abstracted.shape] = len(self._numbers)
            self.entries.append(self.write(statement, abstracted, shape))
        return shape, tuple(abstracted.values)


def instances(groups: Plan, listed: Sequence[Any], shapes: Shapes) -> list[str]:
    """The instances of every group as source."""
    texts = []
    for group in groups.groups:
        found: defaultdict[int, list[str]] = defaultdict(list)
        for member in group.members:
            shape, values = shapes.instance(listed[member], member)
            found[shape].append(literal(values))
        parts = [f"({shape}, ({''.join([f'{one}, ' for one in each])})), " for shape, each in found.items()]
        texts.append(f"({''.join(parts)})")
    return texts


def index(name: str, shapes: Shapes, texts: Sequence[str], groups: Plan, sizes: tuple[int, int] = (0, 0)) -> str:
    """The source that makes an index and calls it ``name``."""
    words, free = _words(groups)
    return (
        f"{name} = Index(\n    ({''.join(shapes.entries)}),\n"
        f"    ({''.join([f'{text!r},{chr(10)}    ' for text in texts])}),\n"
        f"    ({''.join([f'{each}, ' for each in words])}),\n    {free!r},\n    {sizes!r},\n)\n"
    )


def _words(groups: Plan) -> tuple[list[str], tuple[tuple[int, ...], ...]]:
    """For each key fact the groups that each word leaves, as source; and those that ask nothing of it."""
    words: list[str] = []
    free: list[tuple[int, ...]] = []
    for key in groups.keys:
        left: defaultdict[object, list[int]] = defaultdict(list)
        unasked = []
        for number, group in enumerate(groups.groups):
            needed = dict(group.words).get(key)
            if needed is None:
                unasked.append(number)
            for word in needed or ():
                left[word].append(number)
        pairs = sorted((literal(word), literal(tuple(numbers))) for word, numbers in left.items())
        words.append("{" + "".join([f"{word}: {numbers}, " for word, numbers in pairs]) + "}")
        free.append(tuple(unasked))
    return words, tuple(free)
