"""The entries of second tables, as columns of the slice whose rows they belong to. Part of :mod:`engine.batch`.

A row's entries are one JSON text, which the database reads like any other (:mod:`engine.batch.nested`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.batch import parquet
from engine.batch.arrived import column_of, whole_numbers
from engine.batch.joined import SecondTable
from engine.batch.key_cells import is_plain
from engine.batch.nested import Nested, fitting, sample, with_parts
from engine.batch.shapes import shape_of


class Attached:
    """Second tables, whose columns follow those of a table, from the place ``first`` on."""

    def __init__(
        self, base: Any, seconds: Sequence[SecondTable], subject: Mapping[str, Any], first: int, key: int | None
    ) -> None:
        self._base = base
        self._seconds = seconds
        self._facts = {fact["name"]: fact for fact in subject["facts"]}
        self._first = first
        self._key = key
        self._made: Nested | None = None

    def plain_keys(self) -> list[tuple[int, str]]:
        """``_id`` and key of the rows in ``arrived`` whose key can be looked up as it stands."""
        if self._key is None:
            return []
        fits = f"_plain AND {is_plain(f'c{self._key}')}"
        found: list[tuple[int, str]] = self._base.execute(f"SELECT _id, c{self._key} FROM arrived WHERE {fits}").fetchall()
        return found

    def attach(self, keys: Sequence[tuple[int, str]]) -> None:
        """Make the table ``attached``: that of the slice with the entries of its rows."""
        library = parquet.library("")
        joins, listed = "", []
        for at, second in enumerate(self._seconds):
            found = second.texts(keys)
            listed.append([entries for _, entries in found])
            columns = [whole_numbers(library, [id for id, _ in found])]
            columns.append(column_of(library, [entries.encode("utf-8", "replace") for entries in listed[-1]]))
            self._base.register(f"entries{at}", library.table(columns, ["_id", f"t{at}"]))
            joins += f" LEFT JOIN entries{at} USING (_id)"
        if self._made is None:
            self._made = self._nested(listed)
        cells = [f"{self._made.cells.get(self._first + at, f't{at}')} AS c{self._first + at}" for at in range(len(self._seconds))]
        tells = " OR ".join(["_tells", *(f"t{at} IS NOT NULL" for at in range(len(self._seconds)))])
        plain = " AND ".join(["_plain", f"({tells})", *self._made.sound])
        self._base.execute(
            "CREATE OR REPLACE TEMP TABLE attached AS "
            f"SELECT arrived.* EXCLUDE (_plain, _tells), {', '.join(cells)}, {plain} AS _plain FROM arrived{joins}"
        )
        for at in range(len(self._seconds)):
            self._base.unregister(f"entries{at}")

    def _nested(self, listed: Sequence[Sequence[str]]) -> Nested:
        """How the entries are read, by those of the first slice."""
        made = Nested({}, {}, ())
        for at, (second, texts) in enumerate(zip(self._seconds, listed, strict=True)):
            fact = self._facts[second.name]
            shape = shape_of(fact, sample(texts))
            if shape is not None:
                made = with_parts(made, self._first + at, fact, shape, f"t{at}", fitting(f"t{at}", shape))
        return made
