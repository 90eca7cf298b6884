"""The columnar engine: a table's rows decided by DuckDB, slice after slice. Part of :mod:`engine.batch`.

What the table is to the database, :mod:`engine.batch.scanned` says. Sound rows (:mod:`engine.batch.mapped`) are decided by
the policy's query (:mod:`engine.columnar.register`); all others go the way of the Python engine. Both write the same records
(:mod:`engine.batch.answered`), so that no byte of the output says which way a row went.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.artifact.tables import Tables
from engine.batch import from_sheets
from engine.batch.answered import Answers, concatenated, in_order
from engine.batch.combinations import Combinations, assumed
from engine.batch.decide import Decider
from engine.batch.engines import Engine, Here
from engine.batch.facts import FactsReader
from engine.batch.followed import Followed
from engine.batch.key_cells import KeyCell, key_cell, numbered
from engine.batch.keys import LENGTH
from engine.batch.looked_up import LookedUp
from engine.batch.mapped import WORDS, Mapped, mapped, quoted
from engine.batch.plan import date_of, plan_of
from engine.batch.planning import planned_plainly
from engine.batch.reading import Options
from engine.batch.rows import Chunk, Result
from engine.batch.sampled import share_words, without_nulls
from engine.batch.scanned import Scan, Slice, stored
from engine.batch.sources import JSON, Source
from engine.batch.spelled import ASSUMED, Speller
from engine.batch.tally import GROUPS, Tally
from engine.batch.wording import Wording
from engine.columnar.program import CAREFUL, Program, Programs
from engine.diagnostics.safe_text import safe

#: Rows by which it is found out which columns have no nulls, and whether rows share their words.
SAMPLE = 20_000
#: Slices whose rows are decided together where the records go into parcels and rows share their words.
PACKED = 4
#: The cases of a slice whose rows do not share their words.
_HELD = "held_cases"


class FoundOut(NamedTuple):
    """What is found out of a table before it is decided: how its columns are read, what rows are called, which columns have no
    nulls; the program, and the one without what is assumed, where that can be. ``shared``: rows share their words, and most
    are asked about once; what is asked again, without what is assumed, is put together first and looked up word by word."""

    map: Mapped
    key: KeyCell
    known: frozenset[str]
    shared: bool
    program: Program
    bare: Program | None


class ColumnarTable:
    """One table that DuckDB reads: its slices in order. ``changed``: whether the table ``words`` has with the slice."""

    def __init__(
        self,
        source: Source,
        tables: Tables,
        subject: str,
        options: Options,
        threads: int,
        programs: Programs,
        decider: Decider,
        scan: Scan = stored,
        others: Engine | None = None,
        like: ColumnarTable | None = None,
    ) -> None:
        """``scan`` opens the table; ``others`` decides rows that no query answers, by default this process does; ``like``: a
        table on the same input under the same policy, which is prepared: this one shares what it finds out, reads and spells.

        Raises :class:`engine.errors.InvalidInput` for a file that cannot be read.
        """
        self._source = source
        self._tables = tables
        self._subject = tables["subjects"][subject]
        self._options = options
        self.programs = programs
        self._like = like
        self.reader: FactsReader = FactsReader(tables, self._subject) if like is None else like.reader
        self.followed: Followed = Followed(self.reader, self._subject) if like is None else like.followed
        self._others: Engine = Here(decider) if others is None else others
        self._file = safe(source.name, LENGTH)
        library = from_sheets.package(".duckdb", source.name)
        self._base = library.connect(config={"threads": threads, "temp_directory": "", "preserve_insertion_order": True})
        self._library = library
        with self._reading(0):
            self._table = scan(source, self._base)
        self._header, self._types = self._table.header, self._table.types
        self._plan, _ = plan_of(self._header, self._subject, options.key, options.ignored, source.name)
        self.found_out: FoundOut | None = None
        self._told = ""
        self._count = 0
        self._kept: Any = None
        self.changed = False

    @contextlib.contextmanager
    def _reading(self, row: int) -> Iterator[None]:
        """Tells what goes wrong while the file is read as damage of the file; mistakes of a query are none."""
        library = self._library
        try:
            yield
        except library.OutOfMemoryException as error:
            raise MemoryError from error
        except (library.BinderException, library.ParserException, library.CatalogException, library.DataError):
            raise
        except library.Error as error:
            raise from_sheets.damaged(self._source.name, error, row) from error

    def close(self) -> None:
        """Let go of the database and what it holds."""
        self._base.close()

    @property
    def takes_turns(self) -> bool:
        """Whether another table on the same input should decide every second slice, asked when the table is prepared. Where rows
        share their words, what is done beside the query is little: two tables were slower, and held more."""
        return self._table.several and not self.shared

    def use(self, threads: int) -> None:
        """Let the database use so many threads."""
        self._base.execute(f"SET threads = {threads:d}")

    def interrupt(self) -> None:
        """Let a query that another thread runs end with an error."""
        self._base.interrupt()

    # ---- once ---------------------------------------------------------------------------------------------------------

    def prepare(self) -> bool:
        """Make the queries; false where rows of this table have to be read one by one."""
        with self._reading(0):
            return self._prepare()

    def _prepare(self) -> bool:
        found = self._found_out() if self._like is None else self._like.found_out
        if found is None:
            return False
        self.found_out = found
        self._map, self._key, known, self.shared, self.program, self._bare = found
        if self.shared and self._options.format == "parquet":
            self._table.times = PACKED
        dates = str if self._source.kind in JSON else date_of
        tally = Tally(self._tables)
        counted = [id for group in GROUPS if (id := tally.column(self._subject["name"], group)) is not None]
        self._looked_up = LookedUp(self._base, self.program, self._bare)
        self._words = Combinations(
            self._base, self.reader, self._subject, self._map, known, self._types, dates, self.shared, counted, self._looked_up,
            self.followed, self.program.shared, self._table.several,
        )  # fmt: skip
        options = self._options
        if self._like is None:
            speller = Speller(self._tables, self.program, options.format, options.lang)
            self.wording: Wording = Wording(self.program, speller)
        else:
            self.wording = self._like.wording
        self._answers = Answers(self._base, self._tables, self.program, options, self._file, self._table.line, self.wording)
        self._begin_days()
        return True

    def _found_out(self) -> FoundOut | None:
        """By which queries the table is decided; ``None`` where its rows have to be read one by one."""
        found, key = self._mapped(frozenset()), self._called()
        kinds = {fact["id"]: fact["type"] for fact in self._subject["facts"]}
        if found is None or key is None or any(kinds[id] not in WORDS for id in self.reader.related):
            return None
        sample = f"({self._table.sample(SAMPLE)})"
        known = without_nulls(self._base, sample, self._subject, self._plan, found)
        exact = self._mapped(known)
        assert exact is not None
        name, guessed = self._subject["name"], assumed(self._subject, self.reader.related)
        shared = not guessed and share_words(self._base, sample, exact)
        program = self.programs(name, known, True, shared)
        bare = self.programs(name, known - guessed, False, False) if guessed else None
        return FoundOut(exact, key, known, shared, program, bare)

    def _mapped(self, known: frozenset[str]) -> Mapped | None:
        return mapped(self._subject, self._tables, self._plan.columns, self._types, known, self._table.proven)

    def _called(self) -> KeyCell | None:
        """What rows are called; ``None`` where that has to be read row by row."""
        if self._options.key is None:
            return numbered(self._table.number, self._file if self._options.several else None)
        place = self._plan.key
        return key_cell(place, None if place is None else self._types[place].id)

    def _begin_days(self) -> None:
        """The calendar table, where the query reads it."""
        days = self.program.days or (self._bare.days if self._bare is not None else ())
        self._base.execute("CREATE TEMP TABLE policy_calendar (day DATE, working BOOLEAN, before BIGINT, run BIGINT)")
        if days:
            columns = [list(values) for values in zip(*days, strict=True)]
            kinds = ("DATE", "BOOLEAN", "BIGINT", "BIGINT")
            lists = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in kinds)
            self._base.execute(f"INSERT INTO policy_calendar SELECT {lists}", columns)

    # ---- slice by slice -------------------------------------------------------------------------------------------------

    def slices(self) -> Iterator[Slice]:
        """The slices of the table, in order; each has to be decided, or passed over, before the next is asked for."""
        return self._table.slices()

    def decide(self, number: int, part: Slice) -> Result:
        """One slice, as chunk ``number`` of the run."""
        with self._reading(part.first):
            return self._decide(number, part)

    def _decide(self, number: int, part: Slice) -> Result:
        rows = self.answer(part)
        return self._answers.result(number, rows, self._count, self._words, self._one_by_one)

    def answer(self, part: Slice) -> int:
        """Let the query answer a slice, into the table ``told``: row, key, code and masks. Gives the number of rows."""
        run = self._base.execute
        run(f"CREATE OR REPLACE TEMP VIEW slice AS {part.sql}")
        rows = part.rows
        if rows is None:
            (rows,) = run("SELECT count(*) FROM slice").fetchone()  # type: ignore[misc]
        self.changed = changed = self._answer(int(rows))
        decided = self._with_reasons()
        code = "d.code"
        joined = ""
        if self._bare is not None and self._words.has_bare():
            self._without_assumed(self._bare, changed)
            differs = f"u.code IS NOT NULL AND u.code <> d.code AND d.code <> {CAREFUL}"
            code = f"CASE WHEN {differs} THEN d.code + {ASSUMED} ELSE d.code END"
            joined = " LEFT JOIN undisguised u USING (_id)"
        masks = "".join(f", d.{name}" for name in self._answers.names[1 : self._count])
        if self._told:
            run(f"DROP {self._told} told")
        self._told = "TABLE" if joined else "VIEW"
        run(
            f"CREATE OR REPLACE TEMP {self._told} told AS SELECT d._id, d._key, d._combination, {code} AS code{masks} "
            f"FROM {decided} d{joined}"
        )
        return int(rows)

    def _without_assumed(self, program: Program, changed: bool) -> None:
        """The program over the rows of which something is assumed, without that, into the table ``undisguised``."""
        words = self._words
        self._combine(program, "bare", changed)
        gone, others = self._looked_up.without_assumed()
        columns = [f"b.{quoted(name)}" for name in words.following]
        own = f"b._combination = {words.combination('h._combination')} AND b._has_bare AND b._words_sound"
        joined = ""
        if program.combined:
            joined = " JOIN shared_bare s ON s._combination = b._combination"
            columns.append("s.* EXCLUDE (_combination)")
        left_out = ", ".join([*map(quoted, words.following), *self._of_combinations(), *gone])
        listed = ", ".join([f"h.* EXCLUDE ({left_out})", *columns, *(f"h.{each}" for each in others)])
        found = f"SELECT {listed} FROM {_HELD} h JOIN bare b ON {own}{joined}"
        self._held("few_cases", found, "cases")
        with planned_plainly(self._base):
            self._base.execute(f"CREATE OR REPLACE TEMP TABLE undisguised AS {program.sql}")

    def _of_combinations(self) -> list[str]:
        """The columns that rows have from ``shared_words``."""
        if not self.program.combined:
            return []
        found = self._base.execute("SELECT * EXCLUDE (_combination) FROM shared_words LIMIT 0").description
        return [column for column, *_ in found]

    def _combine(self, program: Program, words: str, changed: bool) -> None:
        """What a program asks once for each combination, into the table ``shared_WORDS``."""
        if program.combined and changed:
            self._base.execute(f"CREATE OR REPLACE TEMP VIEW combinations AS SELECT * FROM {words}")
            self._base.execute(f"CREATE OR REPLACE TEMP TABLE shared_{words} AS {program.combined}")

    def _answer(self, count: int) -> bool:
        """The program over the sound rows of the slice, into the table ``decided``; whether the combinations changed."""
        run, words = self._base.execute, self._words
        changed = words.fill()
        self._run("slice", changed)
        if words.settled and run("SELECT count(*) FROM decided").fetchone() < (count,):
            run("CREATE OR REPLACE TEMP VIEW left_over AS SELECT * FROM slice ANTI JOIN decided USING (_id)")
            found = words.late("left_over")
            if found:
                changed = True
                self._run("slice" if found < 0 else "left_over", True)
        return changed

    def _with_reasons(self) -> str:
        """The second query over rows of which something is open, if there are any; the relation of the answers to all rows."""
        run, program = self._base.execute, self.program
        self._count = len(self._answers.names)
        if not program.reasons:
            return "decided"
        left = f"FROM decided WHERE code = {CAREFUL}"
        if run(f"SELECT _id {left} LIMIT 1").fetchone() is None:
            self._count = 1 + program.told
            return "decided"
        cases = f"({self._cases('slice')})" if self.shared else _HELD
        self._held("few_open_cases", f"SELECT * FROM {cases} SEMI JOIN (SELECT _id {left}) USING (_id)", "open_cases")
        with planned_plainly(self._base):
            run(f"CREATE OR REPLACE TEMP TABLE explained AS {program.reasons}")
        none = "".join(f", 0 AS {name}" for name, _ in program.masks[program.told :])
        told = f"SELECT *{none} FROM decided WHERE code <> {CAREFUL} UNION ALL SELECT * FROM explained"
        run(f"CREATE OR REPLACE TEMP VIEW all_decided AS {told}")
        return "all_decided"

    def told(self) -> Any:
        """What the query said of the rows of the slice, in their order, as an Arrow table: row, code and masks, without those at
        the end that are 0 in every row."""
        return in_order(self._base, f"SELECT _id, {', '.join(self._answers.names[: self._count])} FROM told")

    def _run(self, rows: str, changed: bool) -> None:
        """The program over the sound rows among ``rows``, into the table ``decided``: those of the slice, or what is left over,
        which is added."""
        more = rows != "slice"
        self._combine(self.program, "words", changed)
        found = self._cases(rows)
        if more or not self.shared:
            self._held("few_cases" if more else _HELD, found, "cases")
        else:
            self._base.execute(f"CREATE OR REPLACE TEMP VIEW cases AS {found}")
        if more and not self.shared:
            self._base.execute(f"INSERT INTO {_HELD} SELECT * FROM few_cases")
        with planned_plainly(self._base) if more or not self.shared else contextlib.nullcontext():
            self._keep(more)

    def _cases(self, rows: str) -> str:
        """The sound rows among ``rows``, with the columns of the program and what the tables of words say now."""
        shared, combined = "", []
        if self.program.combined:
            shared, combined = " JOIN shared_words s USING (_combination)", ["s.* EXCLUDE (_combination)"]
        given = [f"{sql} AS {quoted(name)}" for name, sql in self._map.given.items()]
        of_words = self._words
        sound = " AND ".join(["_words_sound", *self._table.sound, *self._map.sound, *of_words.sound, *self._key.sound])
        reference = self._subject["reference_date"]
        on = f"{quoted(reference)}" if reference else "NULL::DATE"
        columns = ", ".join([*of_words.names, *combined, *given])
        return (
            f"SELECT *, {on} AS _on FROM ("
            f"SELECT _id, {self._key.sql} AS _key, {of_words.number} AS _combination, {columns} FROM {rows} "
            f"JOIN words w ON {of_words.on}{of_words.joins}{shared} WHERE {sound})"
        )

    def _held(self, table: str, found: str, view: str) -> None:
        """Rows put together before they are asked about by the name ``view``: a query costs nearly as much for scattered rows as
        for all of them."""
        self._base.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {found}")
        self._base.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {table}")

    def _keep(self, more: bool) -> None:
        """What the program says of ``cases``, as the table ``decided``, or added to it. Where only answers are kept, it is as the
        database hands them out, which is quicker than a table of its own."""
        base, sql = self._base, self.program.sql
        if not more and self._kept is not None:
            base.unregister("decided")
            self._kept = None
        if self.shared:
            table = base.sql(sql).to_arrow_table()
            self._kept = concatenated([self._kept, table]) if more else table
            base.register("decided", self._kept)
        else:
            base.execute(f"INSERT INTO decided {sql}" if more else f"CREATE OR REPLACE TEMP TABLE decided AS {sql}")

    def _one_by_one(self) -> Iterator[tuple[list[tuple[int, bytes]], Result]]:
        """The rows that the query did not answer, as the Python engine decides them: their lines, each after its ``_id``."""
        waiting: deque[list[int]] = deque()

        def chunks() -> Iterator[Chunk]:
            for chunk in self._table.chunks("slice ANTI JOIN answered USING (_id)"):
                waiting.append([self._table.id(row) for row in chunk.rows])
                yield chunk

        for result in self._others.results(chunks()):
            yield list(zip(waiting.popleft(), bytes(result.records).splitlines(keepends=True), strict=True)), result
