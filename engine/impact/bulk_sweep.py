"""A table's rows decided under every value of one figure in bulk, slice after slice. Part of :mod:`engine.impact`.

First the policy is asked without the figure: a decision that is settled then holds for every value. Of the other rows it is asked
value by value, by one query that reads the figure from a variable. What the queries leave to the Python engine is decided by
:mod:`engine.impact.sweeping`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.batch.mapped import quoted
from engine.columnar.program import CAREFUL, CODES, FIGURE, Program
from engine.diagnostics.safe_text import safe
from engine.impact.compare import WORD
from engine.impact.counted import Values, count_value, count_word, no_values
from engine.impact.setting import Setting
from engine.impact.slices import ROWS, Carried, Query, Sliced
from engine.impact.sweeping import Sweeper

_FINAL = ", ".join(str(code) for code, (_, final) in enumerate(CODES) if final)


class Swept(NamedTuple):
    """The programs of the policy swept: without the figure, and with it as a variable."""

    without: Program
    within: Program
    carried: Carried


class BulkSweeper:
    """Sweeps a table's slices. ``groups``: ids of the facts by which rows are counted; ``rows``: decides rows one by one."""

    def __init__(self, table: Sliced, asked: Swept, settings: Sequence[Setting], groups: Sequence[str], rows: Sweeper) -> None:
        self._table = table
        self._base = table.base
        self._settings = settings
        self._groups = groups
        self._rows = rows
        self._without = Query(table.base, "without", asked.without, asked.carried)
        self._within = Query(table.base, "within", asked.within, asked.carried)

    def __call__(self) -> Iterator[tuple[Values, int]]:
        """Slice by slice what is counted, and the bytes of the input up to its end."""
        return self._table.each(self._slice)

    def _slice(self) -> Values:
        run, counted = self._base.execute, no_values(len(self._settings))
        self._without.share()
        self._without.run(ROWS, "unset")
        run("CREATE OR REPLACE TEMP TABLE careful AS SELECT _id FROM slice ANTI JOIN unset USING (_id)")
        columns = ", ".join(["_id", *dict.fromkeys(map(quoted, self._groups))])
        run(f"CREATE OR REPLACE TEMP TABLE grouped AS SELECT {columns} FROM {ROWS}")
        rows = self._count(counted, "unset", f"code IN ({_FINAL})", range(len(self._settings)))
        run(
            f"CREATE OR REPLACE TEMP TABLE unsettled AS SELECT * FROM {ROWS} "
            f"SEMI JOIN (SELECT _id FROM unset WHERE code NOT IN ({_FINAL})) USING (_id)"
        )
        (more,) = run("SELECT count(*) FROM unsettled").fetchone()
        left: dict[int, list[int]] = {}
        for place, each in enumerate(self._settings if more else ()):
            run(f"SET VARIABLE {FIGURE} = {int(each.value)}::BIGINT")
            if self._within.varies or not place:
                self._within.share()
            self._within.run("unsettled", "tried")
            self._count(counted, "tried", f"code <> {CAREFUL}", [place])
            for (id,) in run(f"SELECT _id FROM tried WHERE code = {CAREFUL}").fetchall():
                left.setdefault(id, []).append(place)
        return self._one_by_one(counted, rows + more, left)

    def _count(self, counted: Values, said: str, which: str, places: Sequence[int]) -> int:
        """Count the rows of which a query settled the decision; gives their number."""
        run, rows = self._base.execute, 0
        for code, many in run(f"SELECT code, count(*) FROM {said} WHERE {which} GROUP BY ALL").fetchall():
            rows += many
            for place in places:
                count_value(counted, place, CODES[code][0], (), many)
        for id in self._groups:
            grouped = f"SELECT {quoted(id)}, code, count(*) FROM {said} JOIN grouped USING (_id) WHERE {which} GROUP BY ALL"
            for word, code, many in run(grouped).fetchall():
                for place in places:
                    count_word(counted, place, id, "" if word is None else safe(word, WORD), CODES[code][0], many)
        return rows

    def _one_by_one(self, counted: Values, rows: int, left: dict[int, list[int]]) -> Values:
        """Decide and count the rows that are left: those of ``left`` under some values, the others under all."""
        self._base.execute("INSERT INTO careful SELECT unnest(?::BIGINT[])", [list(left)])
        bad = 0
        for chunk, ids in self._table.rows("careful"):
            for id, found in zip(ids, self._rows.each(chunk), strict=True):
                rows += id not in left
                if isinstance(found, list):
                    bad += 1
                    continue
                words, decisions = found
                for place in left.get(id, range(len(decisions))):
                    count_value(counted, place, decisions[place], words)
        return counted._replace(rows=rows, bad=bad)
