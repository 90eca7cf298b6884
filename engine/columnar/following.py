"""What follows from related facts, is registered, or is assumed where a fact is left out, as SQL. Part of :mod:`engine.columnar`.

As :mod:`engine.case.completion` does it, in the same order, but once for each combination of the words that it rests on: a
chain of common table expressions, each of which fills in what one relation leaves one value of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.case.unknowns import assumed_value
from engine.columnar.cells import quoted, text

_FIRST = "_combinations"


def default_of(fact: Mapping[str, Any]) -> str | None:
    """SQL of what is assumed where a fact is left out, if anything is."""
    assumed = assumed_value(fact)
    if assumed is None:
        return None
    if isinstance(assumed, bool):
        return "TRUE" if assumed else "FALSE"
    if isinstance(assumed, date):
        return f"DATE '{assumed.isoformat()}'"
    return str(assumed) if isinstance(assumed, int) else text(str(assumed))


class Following:
    """The chain of one subject. ``keys``: facts that it rests on; ``filled``: facts that a register fills in."""

    def __init__(self, subject: Mapping[str, Any]) -> None:
        self._facts = {fact["id"]: fact for fact in subject["facts"]}
        self._relations: Sequence[Mapping[str, Any]] = subject["relations"]
        self._fills: Sequence[Mapping[str, Any]] = subject.get("fills", ())
        related = [id for relation in self._relations for id in relation["columns"]]
        self.keys = list(dict.fromkeys([*related, *(id for fill in self._fills for id in fill["columns"])]))
        self.filled = [fill["fact"] for fill in self._fills]
        self._assumed = [id for id in self.keys if default_of(self._facts[id]) is not None]
        self._last = _FIRST

    def tables(self) -> Iterator[tuple[str, Sequence[str], Iterator[str]]]:
        """Tables that the chain reads: name, columns, rows as SQL."""
        for number, relation in enumerate(self._relations, 1):
            rows = (f"({', '.join(map(text, row))})" for row in relation["rows"])
            yield f"policy_relation_{number}", relation["columns"], rows
        for number, fill in enumerate(self._fills, 1):
            yield f"policy_register_{number}", [*fill["columns"], "_value", "_rank"], self._fill_rows(fill)

    @staticmethod
    def _fill_rows(fill: Mapping[str, Any]) -> Iterator[str]:
        for place, row in enumerate(fill["rows"]):
            told = sum(word is not None for word in row["words"])
            words = ["CAST(NULL AS VARCHAR)" if word is None else text(word) for word in row["words"]]
            yield f"({', '.join([*words, str(row['value']), str(told * len(fill['rows']) - place)])})"

    def marks(self, id: str) -> list[str]:
        """Columns beside a key that the chain reads: whether it does not apply, whether it is given as unknown."""
        fact = self._facts[id]
        found = [f"{id}__na"] if fact["may_not_apply"] else []
        return found + ([f"{id}__given"] if id in self._assumed else [])

    def chain(self, rows: str) -> tuple[list[tuple[str, str]], str]:
        """The common table expressions over ``rows``, and the last of them, which has ``KEY__was`` for every key and mark."""
        names = [column for id in self.keys for column in (id, *self.marks(id))]
        listed = ", ".join(map(quoted, names))
        was = ", ".join(f"{quoted(name)} AS {quoted(f'{name}__was')}" for name in names)
        distinct = f"SELECT DISTINCT {listed} FROM {rows}"
        made = [(_FIRST, f'SELECT row_number() OVER () AS "_n", *, {was} FROM ({distinct})')]
        self._last = _FIRST
        self._derive(made)
        self._register(made, 1)
        if self._assumed:
            replaced = ", ".join(f"{self._with_default(id)} AS {quoted(id)}" for id in self._assumed)
            self._add(made, "_assumed", f"SELECT * REPLACE ({replaced}) FROM {self._last}")
            self._derive(made)
        self._register(made, 2)
        return made, self._last

    def joined(self, row: str, combination: str) -> str:
        """SQL of whether a row has a combination."""
        names = [column for id in self.keys for column in (id, *self.marks(id))]
        return " AND ".join(f"{row}.{quoted(name)} IS NOT DISTINCT FROM {combination}.{quoted(f'{name}__was')}" for name in names)

    def _add(self, made: list[tuple[str, str]], name: str, sql: str) -> None:
        self._last = f"{name}_{len(made)}"
        made.append((self._last, sql))

    def _with_default(self, id: str) -> str:
        given = " OR ".join(map(quoted, self.marks(id)))
        return f"CASE WHEN {quoted(id)} IS NULL AND NOT ({given}) THEN {default_of(self._facts[id])} ELSE {quoted(id)} END"

    def _derive(self, made: list[tuple[str, str]]) -> None:
        """As often as may be needed: each round but the last fills in a fact, and one at least is known before."""
        rounds = 1 if len(self._relations) == 1 else len({id for each in self._relations for id in each["columns"]}) - 1
        for _ in range(rounds):
            for number, relation in enumerate(self._relations, 1):
                self._add(made, "_follows", self._followed(relation["columns"], f"policy_relation_{number}"))

    def _followed(self, columns: Sequence[str], table: str) -> str:
        """The last step with the facts filled in of which the rows of a relation leave one value."""
        known = [f"k.{quoted(id)} IS NOT NULL" for id in columns]
        known += [f"k.{quoted(f'{id}__na')}" for id in columns if self._facts[id]["may_not_apply"]]
        fits = " AND ".join(f"(k.{quoted(id)} IS NULL OR k.{quoted(id)} = r.{quoted(id)})" for id in columns)
        left = ", ".join(
            f"CASE WHEN min(r.{quoted(id)}) = max(r.{quoted(id)}) THEN min(r.{quoted(id)}) END AS {quoted(id)}" for id in columns
        )
        replaced = ", ".join(f"{self._completed(id)} AS {quoted(id)}" for id in columns)
        return (
            f'SELECT p.* REPLACE ({replaced}) FROM {self._last} p LEFT JOIN (SELECT k."_n", {left} FROM {self._last} k '
            f'JOIN {table} r ON {fits} WHERE {" OR ".join(known)} GROUP BY k."_n") f USING ("_n")'
        )

    def _completed(self, id: str) -> str:
        found = f"coalesce(p.{quoted(id)}, f.{quoted(id)})"
        return f"CASE WHEN NOT p.{quoted(f'{id}__na')} THEN {found} END" if self._facts[id]["may_not_apply"] else found

    def _register(self, made: list[tuple[str, str]], time: int) -> None:
        """What registers have for the words as they are now: columns ``FACT__registered1`` and, in the end, ``…2``."""
        for number, fill in enumerate(self._fills, 1):
            fits = [f"(r.{quoted(id)} IS NULL OR r.{quoted(id)} = k.{quoted(id)})" for id in fill["columns"]]
            for place, id in enumerate(fill["columns"]):
                if any(row["words"][place] for row in fill["rows"]):
                    none = f" OR k.{quoted(f'{id}__na')}" if self._facts[id]["may_not_apply"] else ""
                    fits.append(f"(k.{quoted(id)} IS NOT NULL{none})")
            found = f'SELECT k."_n", arg_max(r."_value", r."_rank") AS found FROM {self._last} k JOIN policy_register_{number} r'
            named = quoted(f"{fill['fact']}__registered{time}")
            sql = (
                f"SELECT p.*, f.found AS {named} FROM {self._last} p "
                f'LEFT JOIN ({found} ON {" AND ".join(fits)} GROUP BY k."_n") f USING ("_n")'
            )
            self._add(made, "_registered", sql)
