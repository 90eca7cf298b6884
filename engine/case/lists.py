"""Lists of entries with columns of words, such as the scope of a unit's own evaluation. Part of :mod:`engine.case`.

``[]`` is none, ``"全部"`` everything; within an entry, ``"全部"`` in a column stands for each of its words.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from engine.case import unknowns, words
from engine.case.keys import members_of
from engine.case.reading import Reader, Target, plain
from engine.source.json_nodes import JsonNode
from engine.values import ABSENT, Unknown

#: The value of a list that covers everything.
EVERYTHING = "*"

#: Most entries that a list may hold.
LONGEST = 500

_ALL = frozenset({"全部", "all"})


def read_list(reader: Reader, target: Target, node: JsonNode) -> tuple | str | None:
    """Tuples in the order of the columns, each once; ``EVERYTHING``; ``None`` after reporting."""
    if node.kind == "string" and plain(node.value) in _ALL:
        return EVERYTHING
    if node.kind != "array":
        return reader.refuse("E0629", target, node)
    if len(node.items) > LONGEST:
        return reader.refuse("E0640", target, node, length=len(node.items), most=LONGEST)
    before = len(reader.diagnostics)
    entries = [entry for item in node.items for entry in _read_entry(reader, target, item)]
    return None if len(reader.diagnostics) > before else tuple(dict.fromkeys(entries))


def _read_entry(reader: Reader, target: Target, node: JsonNode) -> list[tuple]:
    """The entries that one item stands for; empty after reporting."""
    columns = target.fact["columns"]
    if len(columns) == 1 and node.kind == "string":
        given = {columns[0]["id"]: _read_column(reader, target, columns[0], node)}
    elif node.kind != "object":
        reader.refuse("E0630", target, node, options=[column["name"] for column in columns])
        return []
    else:
        given = {
            column["id"]: _read_column(reader, target, column, value)
            for column, value in members_of(reader, target, node, columns)
        }
    missing = (Unknown.because(ABSENT, target.path),)
    return list(product(*(given.get(column["id"], missing) for column in columns)))


def _read_column(reader: Reader, target: Target, column: dict[str, Any], node: JsonNode) -> tuple:
    """The words that a column's value stands for."""
    if node.kind == "null":
        return (Unknown.because(ABSENT, target.path),)
    cell = target.column(column)
    if node.kind == "string" and words.find_word(words.words_of(reader, column), node.value) is None:
        if plain(node.value) in _ALL:
            return tuple(words.words_of(reader, column))
        unknown = unknowns.read_unknown(reader, cell, node)
        if unknown is not unknowns.ORDINARY:
            return (unknown,)
    return (words.read_word(reader, cell, node),)
