"""What follows from related facts, and what is assumed where some are left out, found once for each combination of them.

Part of :mod:`engine.batch`, for :mod:`engine.batch.combinations`. Tables that take turns share one :class:`Followed`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.batch import packed, parquet
from engine.batch.facts import FactsReader
from engine.batch.mapped import quoted
from engine.values import GIVEN_UNKNOWN, NOT_APPLICABLE, Unknown

#: Ends the name of the column that says that a fact is given as unknown.
GIVEN = "__unknown"
#: Stand for what does not apply and for what is given as unknown, where values are keys.
_NONE, _UNKNOWN = "\x01", "\x02"

Key = tuple[str | None, ...]


class Followed:
    """The related facts of a subject by what is given of them."""

    def __init__(self, reader: FactsReader, subject: Mapping[str, Any]) -> None:
        facts = {fact["id"]: fact for fact in subject["facts"]}
        self._reader = reader
        self._facts = [facts[id] for id in reader.related]
        self._met: dict[Key, list[Any]] = {}
        self._lock = threading.Lock()

    def table(self, keys: Sequence[Key]) -> Any:
        """Combinations, their full and their bare values, each with whether it does not apply, whether they have bare ones,
        whether they are sound: a table of Arrow's."""
        with self._lock:  # one thread finds what the other would
            for key in keys:
                if key not in self._met:
                    self._met[key] = self._found(key)
            rows = [(*key, *self._met[key]) for key in keys]
        arrow = parquet.library("")
        text, truth = packed.packed(arrow.string()), arrow.bool_()
        kinds = [text] * len(self._facts) + [text, truth] * (2 * len(self._facts)) + [truth, truth]
        columns = [packed.column(values, kind) for values, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
        return arrow.Table.from_arrays(columns, names=[f"c{at}" for at in range(len(columns))])

    def _found(self, key: Key) -> list[Any]:
        given: dict[str, Any] = dict(self._reader.absent)
        for fact, value in zip(self._facts, key, strict=True):
            if value is not None:
                given[fact["id"]] = _value(fact, value)
        read = self._reader.complete(given)
        if read is None:
            return [None, False] * (2 * len(self._facts)) + [False, False]
        cells: list[Any] = []
        for facts in (read.facts, read.facts if read.bare is None else read.bare):
            for fact in self._facts:
                value = facts[fact["id"]]
                known = not isinstance(value, Unknown) and value is not NOT_APPLICABLE
                cells += [str(value) if known else None, value is NOT_APPLICABLE]
        return [*cells, read.bare is not None, True]


def key_of(fact: Mapping[str, Any]) -> str:
    """SQL of a related fact as part of a combination."""
    id = fact["id"]
    none = f"WHEN {quoted(id + '__na')} THEN '{_NONE}' " if fact["may_not_apply"] else ""
    return f"CASE {none}WHEN {quoted(id + GIVEN)} THEN '{_UNKNOWN}' ELSE CAST({quoted(id)} AS VARCHAR) END"


def _value(fact: Mapping[str, Any], value: str) -> Any:
    if value in (_NONE, _UNKNOWN):
        return NOT_APPLICABLE if value == _NONE else Unknown.because(GIVEN_UNKNOWN, fact["id"])
    if fact["type"] == "boolean":
        return value == "true"
    return date.fromisoformat(value) if fact["type"] == "date" else value
