"""Facts whose values repeat themselves, read once for each combination that a slice holds. Part of :mod:`engine.batch`.

What follows from related facts, or is assumed where they are left out, is found once for each combination of these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from engine.batch.apart import Apart, not_applicable
from engine.batch.coded import Coded
from engine.batch.facts import FactsReader
from engine.batch.followed import GIVEN, Followed, key_of
from engine.batch.glossary import KINDS, Glossary
from engine.batch.looked_up import LookedUp
from engine.batch.mapped import WORDS, Mapped, quoted

#: Combinations that are kept from slice to slice.
KEPT = 100_000
#: All combinations of the words met are made where they are at most so many times those met.
_FEW = 2


class Combinations:
    """The tables ``words`` (and ``bare``: the same without what is assumed) of a slice.

    ``settled``: the slice before had none that were not met before; for rows: ``names``, the columns for facts; ``joins``, what
    is joined beside ``words``; ``sound``, what must be true; ``number``, SQL for what words there are.
    """

    def __init__(
        self, base: Any, reader: FactsReader, subject: dict[str, Any], made: Mapped, known: frozenset[str], types: Sequence[Any],
        date_of: Callable[[str], str], shared: bool, counted: Sequence[str], looked_up: LookedUp, followed: Followed,
        asked: Collection[str], several: bool,
    ) -> None:  # fmt: skip
        """``date_of``: how the input's texts of dates are taken before they are read; not ``shared``: rows hardly share their
        words, so that only related facts are combined; ``counted``: facts by whose words rows are counted; ``looked_up``: what
        facts by themselves say beside; ``followed``: what follows from related facts; ``asked``: facts that the program asks of
        combinations; ``several``: more slices follow the first."""
        self._base = base
        self._several = several
        self._boolean = [type.id == "boolean" for type in types]
        self._plain = [type.id in ("varchar", "boolean") for type in types]
        self._count = 0
        self._reader = reader
        self._facts = {fact["id"]: fact for fact in subject["facts"]}
        self._known = known
        self._followed = followed
        self._related = list(self._reader.related)
        words = [id for id, fact in self._facts.items() if fact["type"] in WORDS]
        self._glossary = Glossary(base, self._reader, self._facts, known, date_of)
        truths = {id for id, place in made.words.items() if self._boolean[place] and self._glossary.plain_truths(id)}
        beside = truths - {*asked, *counted} if shared else words  # need not be looked up, or would find few rows alike
        self._columns = [id for id in words if id in self._related or id not in beside]
        self._words = {id: place for id, place in made.words.items() if id in self._columns}
        for id in self._words:
            self._glossary.begin(id)
        own = [self._facts[id] for id in (*words, *made.dates) if id not in self._columns]
        self._apart = Apart(base, self._glossary, own, made.words | made.dates, types, known, counted, looked_up)
        self._coded = Coded(self._cell)
        self.settled = False
        self.columns = words
        self.names = [f"w.{quoted(name)}" for name in self._named(self._columns)] + ["w._judgement", *self._apart.names]
        self.joins, self.sound = self._apart.joins, self._apart.sound
        self.number = f"w._combination{self._apart.number}"
        self.combination = self._apart.combination
        if self._related:
            self._begin_related()

    def counted(self, id: str, number: str) -> tuple[str, str]:
        """The words of a fact by which rows are counted, and what has to be joined, by the numbers of rows."""
        if id in self._columns:
            return f"w.{quoted(id)}", f" JOIN words w ON w._combination = {self.combination(number)}"
        return self._apart.counted(id, number)

    @property
    def following(self) -> list[str]:
        """The columns of related facts."""
        return self._named(self._related)

    def _named(self, ids: Sequence[str]) -> list[str]:
        found = []
        for id in ids:
            found += [id, f"{id}__na"] if self._facts[id]["may_not_apply"] else [id]
        return found

    def _begin_related(self) -> None:
        keys = ", ".join(f"k{at} VARCHAR" for at in range(len(self._related)))
        full, bare = (
            ", ".join(f"{head}{at} {KINDS[self._facts[id]['type']]}, {head}{at}n BOOLEAN" for at, id in enumerate(self._related))
            for head in "fb"
        )
        self._base.execute(f"CREATE TEMP TABLE related ({keys}, {full}, {bare}, has_bare BOOLEAN, sound BOOLEAN)")

    # ---- slice by slice -----------------------------------------------------------------------------------------------

    def fill(self) -> bool:
        """Make the tables of the slice; false where those of the slice before it do.

        While they are ``settled``, nobody looks for combinations before the rows are decided: :meth:`late` does afterwards.
        """
        self._apart.fill()
        if self.settled:
            return False
        found = self._more("slice")
        self.settled = not found or (self._several and self._completed())
        if found:
            self._several = True
            self._make()
        return bool(found)

    def _completed(self) -> bool:
        """Whether all combinations of the words met are there, being hardly more than those met."""
        run, places = self._base.execute, list(dict.fromkeys(self._words.values()))
        if not places:
            return False
        counts = ", ".join(f"(SELECT count(*) FROM (SELECT DISTINCT r{place} FROM raw))" for place in places)
        size = math.prod(run(f"SELECT {counts}").fetchone())
        if size > min(KEPT, _FEW * self._count):
            return False
        if size > self._count:
            run("ALTER TABLE raw RENAME TO met")
            each = ", ".join(f"(SELECT DISTINCT r{place} FROM met)" for place in places)
            run(f"CREATE TEMP TABLE raw AS SELECT row_number() OVER () AS _combination, * FROM {each}")
            run("DROP TABLE met")
            self._count = size
        return True

    def late(self, rows: str) -> int:
        """Add the combinations of ``rows``, those of the slice that found none. Gives 0 where there are no others than before; a
        negative number where the slice has to be gone through again, as those that it had before are gone."""
        found = self._more(rows)
        if found:
            self.settled = False
            self._make()
        return found

    @property
    def on(self) -> str:
        """How rows find their combination."""
        keys = [f"{key} = w._key{at}" for at, key in enumerate(self._coded.keys("c"))]
        left = [self._same(id, place) for id, place in self._words.items() if place in self._coded.left]
        return " AND ".join([*keys, *left]) or "TRUE"

    def _make(self) -> None:
        """The tables, of the combinations that there are."""
        run = self._base.execute
        for id, place in self._words.items():
            texts = run(f"SELECT DISTINCT CAST(r{place} AS VARCHAR) FROM raw WHERE r{place} IS NOT NULL").fetchall()
            self._glossary.read(id, (raw for (raw,) in texts))
        columns, sound, joins = [], ["TRUE"], ""
        for id in self._columns:
            fact = self._facts[id]
            absent = not_applicable(fact)
            if id not in self._words:
                columns.append(f"NULL::{KINDS[fact['type']]} AS {quoted(id)}")
                na = absent
            else:
                joins += f" LEFT JOIN read_{id} d_{id} ON CAST(r{self._words[id]} AS VARCHAR) = d_{id}.raw"
                columns.append(f"d_{id}.value AS {quoted(id)}")
                na = f"coalesce(d_{id}.na, {absent})"
                absent_is = "FALSE" if id in self._known and id not in self._related else f"r{self._words[id]} IS NULL"
                sound.append(f"coalesce(d_{id}.sound, {absent_is})")
            if fact["may_not_apply"]:
                columns.append(f"{na} AS {quoted(id + '__na')}")
            if id in self._related:
                unknown = f"coalesce(d_{id}.unknown, FALSE)" if id in self._words else "FALSE"
                columns.append(f"{unknown} AS {quoted(id + GIVEN)}")
        columns.append("NULL::BOOLEAN AS _judgement")
        self._coded.learn([(place, self._met(id), id not in self._known) for id, place in self._words.items()])
        columns += [f"{key} AS _key{at}" for at, key in enumerate(self._coded.keys("r"))]
        run(
            f"CREATE OR REPLACE TEMP TABLE read_words AS SELECT raw.*, {', '.join(columns)}, "
            f"{' AND '.join(sound)} AS _words_sound FROM raw{joins}"
        )
        if self._related:
            self._follow()
        else:
            run("CREATE OR REPLACE TEMP VIEW words AS SELECT *, FALSE AS _has_bare FROM read_words")

    def _met(self, id: str) -> list[str] | None:
        """The words of a fact that rows may have; none where it is a truth, as the file has it."""
        if self._boolean[self._words[id]]:
            return None
        return [word for (word,) in self._base.execute(f"SELECT raw FROM read_{id} WHERE sound").fetchall()]

    def _more(self, rows: str) -> int:
        """Add the combinations of the rows to those met before; how many they are. Where they are too many, only those of the
        slice are kept: -1."""
        run = self._base.execute
        places = list(dict.fromkeys(self._words.values()))
        cells = ", ".join(f"{self._cell(place, 'c')} AS r{place}" for place in places) or "1 AS one"
        same = " AND ".join(f"s.r{place} IS NOT DISTINCT FROM raw.r{place}" for place in places) or "TRUE"
        if self._count:
            fresh = f"SELECT * FROM (SELECT DISTINCT {cells} FROM {rows}) s WHERE NOT EXISTS (SELECT 1 FROM raw WHERE {same})"
            run(f"CREATE OR REPLACE TEMP TABLE fresh AS {fresh}")
            (count,) = run("SELECT count(*) FROM fresh").fetchone()
            if not count or self._count + count <= KEPT:
                run(f"INSERT INTO raw SELECT {self._count} + row_number() OVER (), * FROM fresh")
                self._count += count
                return int(count)
        distinct = f"SELECT DISTINCT {cells} FROM slice"
        run(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () AS _combination, * FROM ({distinct})")
        (self._count,) = run("SELECT count(*) FROM raw").fetchone()
        return -1

    def _same(self, id: str, place: int) -> str:
        """That a row has the value of its combination; a row without one that none is without finds no combination."""
        return f"{self._cell(place, 'c')} {'=' if id in self._known else 'IS NOT DISTINCT FROM'} w.r{place}"

    def _cell(self, place: int, head: str) -> str:
        return f"{head}{place}" if self._plain[place] else f"CAST({head}{place} AS VARCHAR)"

    def has_bare(self) -> bool:
        """Whether anything is assumed in this slice."""
        found = self._base.execute("SELECT count(*) FROM words WHERE _has_bare").fetchone()
        return bool(found[0])

    def _follow(self) -> None:
        """What follows from related facts, and what is assumed."""
        run = self._base.execute
        keys = [key_of(self._facts[id]) for id in self._related]
        same = " AND ".join(f"{key} IS NOT DISTINCT FROM f.k{at}" for at, key in enumerate(keys))
        fresh = run(
            f"SELECT DISTINCT {', '.join(keys)} FROM read_words WHERE _words_sound "
            f"AND NOT EXISTS (SELECT 1 FROM related f WHERE {same})"
        ).fetchall()
        if fresh:
            self._base.register("followed", self._followed.table(fresh))
            run("INSERT INTO related SELECT * FROM followed")
            self._base.unregister("followed")
        for name, head, kept in (("words", "f", ""), ("bare", "b", "WHERE f.has_bare")):
            replaced, wanted = [], []
            for at, id in enumerate(self._related):
                if head == "f" and id in self._known:
                    wanted.append(f"f.f{at} IS NOT NULL")
                replaced.append(f"f.{head}{at} AS {quoted(id)}")
                if self._facts[id]["may_not_apply"]:
                    replaced.append(f"f.{head}{at}n AS {quoted(id + '__na')}")
            sound = " AND ".join(["_words_sound", "coalesce(f.sound, FALSE)", *wanted])
            replaced.append(f"{sound} AS _words_sound")
            run(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT r.* REPLACE ({', '.join(replaced)}), "
                f"coalesce(f.has_bare, FALSE) AS _has_bare FROM read_words r LEFT JOIN related f ON {same} {kept}"
            )


def assumed(subject: Mapping[str, Any], related: Sequence[str]) -> frozenset[str]:
    """The related facts, where one of them may be assumed."""
    some = any(fact["absent"] == "assume" for fact in subject["facts"] if fact["id"] in related)
    return frozenset(related if some else ())
