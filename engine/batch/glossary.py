"""What the texts of a table's columns say, each read once: a table for each fact. Part of :mod:`engine.batch`.

Every text goes through the reader of applications when it is first met; rows find what it says by the text
(:mod:`engine.batch.combinations`, :mod:`engine.batch.apart`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.batch.facts import FactsReader
from engine.batch.plan import TRUTHS
from engine.case.reading import Target
from engine.values import NOT_APPLICABLE, Unknown

#: The database's types for facts whose texts are read here.
KINDS = {"word": "VARCHAR", "row": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE"}


class Glossary:
    """The tables ``read_FACT`` of a connection: ``raw``, the text; ``number``, counted from 1; ``value``; ``na``, whether it says
    that the fact does not apply; ``unknown``, that it is not known; ``sound``, whether it can be taken as it is."""

    def __init__(
        self, base: Any, reader: FactsReader, facts: dict[str, Any], known: frozenset[str], date_of: Callable[[str], str]
    ) -> None:
        """``known``: facts that every row has; ``date_of``: how the input's texts of dates are taken before they are read."""
        self._base = base
        self._reader = reader
        self._facts = facts
        self._known = known
        self._date_of = date_of
        self._met: dict[str, set[str]] = {}

    def begin(self, id: str) -> None:
        """Make the table of a fact."""
        kind = KINDS[self._facts[id]["type"]]
        columns = f"raw VARCHAR, number BIGINT, value {kind}, na BOOLEAN, unknown BOOLEAN, sound BOOLEAN"
        self._base.execute(f"CREATE TEMP TABLE read_{id} ({columns})")
        self._met[id] = set()

    def read(self, id: str, texts: Iterable[str]) -> bool:
        """Read the texts of a fact that were not met before; whether there are any."""
        fact, met = self._facts[id], self._met[id]
        fresh = sorted(set(texts) - met)
        if not fresh:
            return False
        target = Target.of(fact)
        rows = [(raw, number, *self._said(id, fact, target, raw)) for number, raw in enumerate(fresh, len(met) + 1)]
        met.update(fresh)
        kinds = ("VARCHAR", "BIGINT", KINDS[fact["type"]], "BOOLEAN", "BOOLEAN", "BOOLEAN")
        lists = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in kinds)
        self._base.execute(f"INSERT INTO read_{id} SELECT {lists}", [list(values) for values in zip(*rows, strict=True)])
        return True

    def plain_truths(self, id: str) -> bool:
        """Whether truths are what they are, of a fact whose column holds truths."""
        fact = self._facts[id]
        target = Target.of(fact)
        said = [self._said(id, fact, target, raw) for raw in ("true", "false")]
        return said == [(truth, False, False, True) for truth in (True, False)]

    def _said(self, id: str, fact: dict[str, Any], target: Target, raw: str) -> tuple[Any, bool, bool, bool]:
        """What a text says: the columns after its number."""
        related = id in self._reader.related
        if raw == "":  # as if it were not there
            return None, fact["absent"] == "not_applicable", False, id not in self._known or related
        value: Any = TRUTHS.get(raw.strip().lower(), raw) if fact["type"] == "boolean" else raw
        if fact["type"] == "date":
            value = self._date_of(raw)
        found = self._reader.value(id, target, value)
        na, unknown = found is NOT_APPLICABLE, isinstance(found, Unknown)
        sound = found is not None
        if unknown:  # without a value: of a fact that a judge decides it is told whether he is asked
            sound = id not in self._known and (not fact["judge"] or found == self._reader.absent[id])
        given = unknown and found != self._reader.absent[id]
        return None if na or unknown or not sound else found, na, given, sound
