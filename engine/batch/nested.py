"""Columns of texts that hold facts with parts, as SQL: JSON to structs and lists. Part of :mod:`engine.batch`.

Which texts are read is said by their shape (:mod:`engine.batch.shapes`); a row with any other is not sound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.batch.mapped import ListType, nothing, text
from engine.batch.plan import NESTED, Column
from engine.batch.shapes import EVERYTHING, LOOKED_AT, Shape, read_as, shape_of
from engine.batch.texts import plain_object

#: Bytes of a longer text than which nothing is read here.
LONGEST = 8_000
_EVERYTHING = ", ".join(map(text, EVERYTHING))


class Nested(NamedTuple):
    """``cells``: the place of a column → SQL of its value; ``everything``: the place of a list → the name of a column that
    says whether it covers everything, and its SQL; ``sound``: what must hold."""

    cells: dict[int, str]
    everything: dict[int, tuple[str, str]]
    sound: tuple[str, ...]

    def types(self, found: Sequence[Any]) -> list[Any]:
        """The types of the columns, of which the database says these."""
        return [
            ListType(type.children, self.everything[place][0]) if place in self.everything and type.id == "list" else type
            for place, type in enumerate(found)
        ]


def nested(subject: Mapping[str, Any], columns: Sequence[Column], texts: Callable[[int], Sequence[str]]) -> Nested:
    """How columns of texts are read; ``texts`` gives the first cells of a column."""
    facts = {fact["name"]: fact for fact in subject["facts"]}
    made = Nested({}, {}, ())
    for column in columns:
        if column.type in NESTED and len(column.path) == 1:
            fact = facts[column.path[0]]
            shape = shape_of(fact, sample(texts(column.place)))
            if shape is not None:
                cell = f"c{column.place}"
                made = with_parts(made, column.place, fact, shape, cell, fitting(cell, shape))
    return made


def fitting(cell: str, shape: Shape) -> str:
    """SQL of whether a text fits a shape."""
    return f"(strlen({cell}) <= {LONGEST} AND regexp_full_match({cell}, {text(shape.pattern)}))"


def with_parts(made: Nested, place: int, fact: Mapping[str, Any], shape: Shape, cell: str, fits: str) -> Nested:
    """One column more: SQL of its texts, and of whether one fits the shape."""
    value = read_as(f"CASE WHEN {fits} THEN {cell} END", shape.type)
    sound = f"coalesce({cell} IN ({nothing(fact)}), TRUE) OR coalesce({value} IS NOT NULL, FALSE)"
    everything = dict(made.everything)
    if fact["type"] == "list":
        everything[place] = (f"a{place}", f"coalesce({cell} IN ({_EVERYTHING}), FALSE)")
        sound += f" OR {everything[place][1]}"
    return Nested({**made.cells, place: value}, everything, (*made.sound, f"({sound})"))


def sample(texts: Sequence[str]) -> list[Any]:
    """What the first cells hold that are JSON without doubt."""
    cells = (cell.encode("utf-8", "replace") for cell in texts[:LOOKED_AT] if cell[:1] in ("{", "["))
    found = (plain_object(b'{"":' + cell + b"}") for cell in cells)
    return [each[""] for each in found if each is not None]
