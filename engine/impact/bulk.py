"""A table's rows decided under two policies in bulk, slice after slice. Part of :mod:`engine.impact`.

Both policies' queries say how each row is decided; of the rows that turn they are asked why as well. What they leave to the
Python engine (rows that are not plainly in order, exceptions that clash, reasons that no query names) is decided by
:mod:`engine.impact.compare` and counted with the rest, so that no count says which way a row went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.artifact.tables import Tables
from engine.batch.mapped import quoted
from engine.batch.spelled import Speller
from engine.columnar.program import CAREFUL, CODES, Program
from engine.diagnostics.safe_text import safe
from engine.impact.compare import WORD, Compared, Comparer, count, refuse, responsible, show
from engine.impact.counted import SHOWN, Counted, Turned, add, empty, turn
from engine.impact.slices import ROWS, Carried, Query, Sliced


class Asked(NamedTuple):
    """The programs of one policy: the decision alone, and with everything that explains it."""

    tables: Tables
    decision: Program
    whole: Program
    carried: Carried


class BulkComparer:
    """Compares a table's slices. ``groups``: ids of the facts by which rows are counted; ``rows``: decides rows one by one."""

    def __init__(self, table: Sliced, sides: Sequence[Asked], groups: Sequence[str], rows: Comparer) -> None:
        self._table = table
        self._base = table.base
        self._groups = groups
        self._rows = rows
        self._decisions = [Query(table.base, f"d{at}", side.decision, side.carried) for at, side in enumerate(sides)]
        self._whole = [Query(table.base, f"w{at}", side.whole, side.carried) for at, side in enumerate(sides)]
        self._spellers = [Speller(side.tables, side.whole, "jsonl", "zh") for side in sides]
        self._full: dict[str, int] = {}

    def __call__(self) -> Iterator[tuple[Counted, int]]:
        """Slice by slice what is counted, and the bytes of the input up to its end."""
        return self._table.each(self._slice)

    def _slice(self) -> Counted:
        self._explained: dict[int, tuple[str, tuple[str, ...]]] = {}
        run = self._base.execute
        for query in (*self._decisions, *self._whole):
            query.share()
        for at, query in enumerate(self._decisions):
            query.run(ROWS, f"decided_{at}")
        run(
            "CREATE OR REPLACE TEMP TABLE paired AS SELECT _id, b.code AS b, a.code AS a FROM decided_0 b JOIN decided_1 a "
            f"USING (_id) WHERE b.code <> {CAREFUL} AND a.code <> {CAREFUL}"
        )
        run("CREATE OR REPLACE TEMP TABLE careful AS SELECT _id FROM slice ANTI JOIN paired USING (_id)")
        run(f"CREATE OR REPLACE TEMP TABLE turned AS SELECT * FROM paired WHERE {_differs()}")
        counted = empty(self._rows.changed)
        first: dict[str, list[int]] = {}
        left = self._reasons(counted, first)
        if left:
            run("INSERT INTO careful SELECT unnest(?::BIGINT[])", [left])
        rows = self._count(counted)
        return self._one_by_one(counted, first, rows)

    # ---- what the queries say -------------------------------------------------------------------------------------------

    def _reasons(self, counted: Counted, first: dict[str, list[int]]) -> list[int]:
        """Count the clauses of the rows that turned, and note the ``first`` rows of each turn; gives the rows whose reasons the
        queries do not tell."""
        for at, query in enumerate(self._whole):
            query.run(f"{ROWS} SEMI JOIN turned USING (_id)", f"told_{at}")
        columns = [f"t{at}.{name} AS {name}_{at}" for at, query in enumerate(self._whole) for name in query.columns]
        found = self._base.execute(
            f"SELECT {', '.join(columns)}, list(_id) FROM told_0 t0 JOIN told_1 t1 USING (_id) GROUP BY ALL"
        ).fetchall()
        left: list[int] = []
        middle = len(self._whole[0].columns)
        for *answer, ids in found:
            sides = zip(self._spellers, (answer[:middle], answer[middle:]), strict=True)
            fields = [told for speller, said in sides if (told := speller.fields(tuple(said))) is not None]
            if len(fields) < len(self._spellers):
                left += ids
                continue
            name = turn(CODES[answer[0]][0], CODES[answer[middle]][0])
            clauses = responsible(fields)
            add(counted.clauses.setdefault(name, {}), dict.fromkeys(clauses, len(ids)))
            if counted.changed is not None:
                self._explained.update(dict.fromkeys(ids, (name, tuple(clauses))))
            if self._full.get(name, 0) < SHOWN:
                first[name] = sorted([*first.get(name, ()), *ids])[:SHOWN]
        return left

    def _count(self, counted: Counted) -> int:
        """Count the rows that the queries settled, in all and by word; gives their number."""
        run = self._base.execute
        settled = "SELECT * FROM paired ANTI JOIN careful USING (_id)"
        run(f"CREATE OR REPLACE TEMP VIEW sure AS SELECT p.b, p.a, r.* FROM ({settled}) p JOIN {ROWS} r USING (_id)")
        rows = 0
        for before, after, many in run("SELECT b, a, count(*) FROM sure GROUP BY ALL").fetchall():
            add(counted.turns, {_turn(before, after): many})
            rows += many
        for id in self._groups:
            group = counted.groups.setdefault(id, {}) if rows else {}
            for word, before, after, many in run(f"SELECT {quoted(id)}, b, a, count(*) FROM sure GROUP BY ALL").fetchall():
                add(group, {f"{_word(word)}\t{_turn(before, after)}": many})
        return rows

    # ---- what the queries leave open ------------------------------------------------------------------------------------

    def _one_by_one(self, counted: Counted, first: Mapping[str, list[int]], rows: int) -> Counted:
        """Decide and count the rows that are left; show them and the first rows of each turn, in the rows' order."""
        examples = {id for ids in first.values() for id in ids}
        self._base.execute("CREATE OR REPLACE TEMP TABLE looked_at AS SELECT _id FROM careful")
        if examples:
            self._base.execute("INSERT INTO looked_at SELECT unnest(?::BIGINT[])", [sorted(examples)])
        bad, changed = 0, self._changed() if counted.changed is not None else {}
        for chunk, ids in self._table.rows("looked_at"):
            for id, (head, found) in zip(ids, self._rows.each(chunk), strict=True):
                if id in examples:
                    if isinstance(found, Compared):
                        show(counted, head, found)
                    continue
                rows += 1
                if isinstance(found, Compared):
                    count(counted, head, found)
                    if counted.changed:
                        changed[id] = counted.changed.pop()
                else:
                    bad += 1
                    refuse(counted, head, found)
        for name, shown in counted.shown.items():
            self._full[name] = self._full.get(name, 0) + len(shown)
        if counted.changed is not None:
            counted.changed.extend(changed[id] for id in sorted(changed))
        return counted._replace(rows=rows, bad=bad)

    def _changed(self) -> dict[int, Turned]:
        """The rows of which the queries say why they turned, by their ``_id``."""
        listed = ", ".join(["_id", "CAST(_key AS VARCHAR)", self._table.line, *map(quoted, self._groups)])
        found = self._base.execute(f"SELECT {listed} FROM {ROWS} SEMI JOIN turned USING (_id) ANTI JOIN careful USING (_id)")
        return {
            id: Turned(key, self._table.file, line, tuple(map(_word, words)), *self._explained[id], ())
            for id, key, line, *words in found.fetchall()
        }


def _word(word: str | None) -> str:
    return "" if word is None else safe(word, WORD)


def _turn(before: int, after: int) -> str:
    return turn(CODES[before][0], CODES[after][0])


def _differs() -> str:
    """SQL: that the codes ``b`` and ``a`` are of different decisions."""
    same: dict[str, list[int]] = {}
    for code, (decision, _) in enumerate(CODES):
        same.setdefault(decision, []).append(code)
    listed = (f"(b IN ({', '.join(map(str, codes))}) AND a IN ({', '.join(map(str, codes))}))" for codes in same.values())
    return f"NOT ({' OR '.join(listed)})"
