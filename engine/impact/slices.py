"""The tables of a register inside DuckDB, slice after slice, and queries over their rows. Part of :mod:`engine.impact`.

:mod:`engine.batch.columnar` finds the rows that are plainly in order and reads them; here they are kept as a table, so that
several programs (:mod:`engine.columnar.programs`) can be asked about them. All other rows are decided one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.artifact.store import Artifact
from engine.batch.asked import AskedTable
from engine.batch.decide import Decider
from engine.batch.planning import planned_plainly
from engine.batch.reading import Options
from engine.batch.scanned import Scan
from engine.batch.sources import Source
from engine.columnar.program import CAREFUL, FIGURE, Program, Programs
from engine.evaluate import compiled

#: The rows that are plainly in order, with a column for each of their facts.
ROWS = "decided"
#: Hands the rows on as they are; says nothing of any row.
_ALL = "SELECT *, 0 AS code FROM cases"
_NONE = "SELECT _id, _key, _combination, 0 AS code FROM cases LIMIT 0"


class Sliced(AskedTable):
    """A table whose sound rows are kept, in the table :data:`ROWS`, instead of decided. ``known``: its columns without nulls."""

    known: frozenset[str]

    def __init__(
        self, source: Source, policy: Artifact, subject: str, options: Options, threads: int, programs: Programs, scan: Scan
    ) -> None:
        """``policy``: that of the register; ``scan`` opens the table. Raises :class:`engine.errors.InvalidInput` for a file that
        cannot be read."""
        decider = Decider(policy.tables, compiled.load(policy.code).evaluate, options)

        def handing_on(subject: str, known: frozenset[str], whole: bool, shared: bool = True) -> Program:
            """In place of a program one that says nothing of the rows."""
            if whole:
                self.known = known
            program = programs(subject, self.known, False, shared)
            return program._replace(sql=_ALL if whole else _NONE, combined="", masks=(), days=(), reasons="", told=0)

        super().__init__(source, policy.tables, subject, options, threads, handing_on, decider, scan)


class Carried(NamedTuple):
    """How rows become those of the program's policy: the columns of :data:`ROWS` as it has them, and SQL that must be true of a
    row for that. As it stands: they are the same."""

    columns: str = "* EXCLUDE (code)"
    fits: str = "TRUE"


class Query:
    """A program over rows of a slice. ``name`` keeps its tables apart from those of others; ``varies``: what combinations have in
    common rests on a figure that is given when the query is run."""

    def __init__(self, base: Any, name: str, program: Program, carried: Carried) -> None:
        self._base = base
        self._name = name
        self._program = program
        self._carried = carried
        self.varies = FIGURE in program.combined
        self.columns = ["code", *(mask for mask, _ in program.masks)]
        if program.days:
            _calendar(base, f"calendar_{name}", program.days)

    def share(self) -> None:
        """Compute what the combinations of a slice have in common."""
        if self._program.combined:
            self._base.execute("CREATE OR REPLACE TEMP VIEW combinations AS SELECT * FROM words")
            self._base.execute(f"CREATE OR REPLACE TEMP TABLE shared_{self._name} AS {self._program.combined}")

    def run(self, rows: str, into: str) -> None:
        """What the program says of the rows of the relation ``rows``, as the table ``into``: row, combination, code, masks."""
        run, program = self._base.execute, self._program
        run("DROP TABLE IF EXISTS policy_calendar")
        if program.days:
            run(f"CREATE TEMP TABLE policy_calendar AS SELECT * FROM calendar_{self._name}")
        joined = f" JOIN shared_{self._name} USING (_combination)" if program.combined else ""
        fitting = f"SELECT {self._carried.columns} FROM {rows} WHERE {self._carried.fits}"
        run(f"CREATE OR REPLACE TEMP VIEW cases AS SELECT * FROM ({fitting}){joined}")
        with planned_plainly(self._base):
            run(f"CREATE OR REPLACE TEMP TABLE {into} AS {program.sql}")
        for mask, _ in program.masks[program.told :] if program.reasons else ():
            run(f"ALTER TABLE {into} ADD COLUMN {mask} BIGINT DEFAULT 0")
        if program.reasons and run(f"SELECT 1 FROM {into} WHERE code = {CAREFUL} LIMIT 1").fetchone():
            left = f"SELECT _id FROM {into} WHERE code = {CAREFUL}"
            run(f"CREATE OR REPLACE TEMP TABLE open_{self._name} AS SELECT * FROM cases WHERE _id IN ({left})")
            run(f"CREATE OR REPLACE TEMP VIEW open_cases AS SELECT * FROM open_{self._name}")
            with planned_plainly(self._base):
                run(f"CREATE OR REPLACE TEMP TABLE explained AS {program.reasons}")
            run(f"DELETE FROM {into} WHERE code = {CAREFUL}")
            run(f"INSERT INTO {into} BY NAME SELECT * FROM explained")


def _calendar(base: Any, name: str, days: Sequence[tuple[Any, ...]]) -> None:
    kinds = {"day": "DATE", "working": "BOOLEAN", "before": "BIGINT", "run": "BIGINT"}
    lists = ", ".join(f"unnest(CAST(? AS {kind}[])) AS {column}" for column, kind in kinds.items())
    base.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {lists}", [list(values) for values in zip(*days, strict=True)])
