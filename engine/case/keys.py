"""Finding what a key of the file means: by Chinese name or English id, each once. Part of :mod:`engine.case`.

Keys that start with ``_`` are notes for people and ``$schema`` is the editor's: both are passed over at every level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.case.reading import Reader, Target, options, plain, shortened
from engine.diagnostics import Label
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.source.json_nodes import JsonNode

Named = Mapping[str, dict[str, Any]]


def by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Entries of the vocabulary under both of their names."""
    return {entry[key]: entry for key in ("id", "name") for entry in entries}


def is_note(key: str) -> bool:
    """Whether a key is not meant for the engine."""
    return key.startswith("_") or key == "$schema"


class Once:
    """The entries already met in one object; a second one under its other name is reported."""

    __slots__ = ("first", "reader")

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.first: dict[str, JsonNode] = {}

    def take(self, name: Term, key: JsonNode) -> bool:
        """Whether this is the first time; reports otherwise."""
        earlier = self.first.setdefault(name.en, key)
        if earlier is not key:
            label = Label(earlier.span, "first")
            self.reader.report("E0606", key.span, (label,), name=name, text=shortened(key.value))
        return earlier is key


def members_of(
    reader: Reader, target: Target, node: JsonNode, entries: list[dict[str, Any]], ignored: frozenset[str] = frozenset()
) -> Iterator[tuple[dict[str, Any], JsonNode]]:
    """``(entry, value)`` for the members of an object, whose keys name ``entries`` or are ``ignored``; reports others."""
    named, once = by_name(entries), Once(reader)
    for key, value in node.entries:
        if is_note(key.value) or key.value in ignored:
            continue
        entry = named.get(key.value) or named.get(plain(key.value))
        if entry is None:
            unknown_column(reader, target, key, named)
        elif once.take(Term(entry["name"], entry["id"]), key):
            yield entry, value


def unknown_column(reader: Reader, target: Target, key: JsonNode, named: Named) -> None:
    """A key that is none of the columns or fields of ``target``."""
    known = {entry["name"]: entry["id"] for entry in named.values()}
    reader.refuse("E0607", target, key, options=options(known.items()), suggestion=did_you_mean(key.value, named))
