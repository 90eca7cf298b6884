"""Records that programs of registers give for cases, and those of the evaluator that defines the language. Used by tests.

Cases are brought to the form in which a register has them (:func:`plain`): of what is not known only that it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.batch.spelled import Speller
from engine.batch.verdict import Record, Verdicts
from engine.columnar import database
from engine.columnar.program import CAREFUL, OWN, Program
from engine.columnar.register import compile_register
from engine.columnar.relation import CASES, DAYS, Column, Relation
from engine.columnar.script import DAY_COLUMNS
from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.outcome import Bindings
from engine.explain.finality import is_final
from engine.values import ABSENT, JUDGEMENT, Unknown

#: Facts and reference date of each case.
Cases = Sequence[tuple[Mapping[str, Any], Any]]


def plain(subject: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a case as a register has them."""
    found = {}
    for fact in subject["facts"]:
        id, value = fact["id"], facts.get(fact["id"])
        if value is None or isinstance(value, Unknown):
            value = Unknown.because(JUDGEMENT if fact["judge"] else ABSENT, id)
        elif fact["type"] == "records":
            value = {
                year: {name: one for name, one in entry.items() if not isinstance(one, Unknown)}
                if isinstance(entry, dict)
                else {}
                for year, entry in value.items()
            }
        elif fact["type"] == "list" and value != "*":
            gap = Unknown.because(ABSENT, id)
            value = tuple(tuple(gap if isinstance(word, Unknown) else word for word in entry) for entry in value)
        found[id] = value
    return found


def answers(program: Program, rows: list[dict[str, Any]]) -> dict[str, tuple[int, ...]]:
    """The code and all masks of every row, by its id; the second query asked of what the first leaves."""
    base = database.connect()
    database._create(base, DAYS, DAY_COLUMNS)
    database._insert(base, DAYS, DAY_COLUMNS, program.days)
    columns = [Column(*column) for column in program.columns]
    database._create(base, CASES, columns)
    database._insert(base, CASES, columns, [[row.get(column.name) for column in columns] for row in rows])
    if program.looked_up or program.combined:
        look_up(base, program)
    told = {id: (code, *masks) for id, code, *masks in base.execute(program.sql).fetchall()}
    further = (0,) * (len(program.masks) - program.told)
    found = {id: (*answer, *further) for id, answer in told.items()}
    left = [id for id, answer in told.items() if answer[0] == CAREFUL]
    if program.reasons and left:
        base.execute(f"CREATE TABLE open_cases AS SELECT * FROM {CASES} WHERE list_contains(?, _id)", [left])
        found |= {id: (code, *masks) for id, code, *masks in base.execute(program.reasons).fetchall()}
    return found


def look_up(base: Any, program: Program) -> None:
    """Give the cases the columns of lanes, as :mod:`engine.batch.looked_up` does it for each text, here for each case."""
    base.execute(f"CREATE VIEW combinations AS SELECT *, _id AS _combination FROM {CASES}")
    parts: dict[str, list[str]] = {}
    joins = ""
    for number, (_, columns, sql) in enumerate(program.looked_up):
        joins += f" JOIN ({sql}) l{number} ON l{number}._combination = c._id"
        for column in columns:
            parts.setdefault(f"{OWN}{column}", []).append(f"l{number}.{column}")
    listed = [f"{' & '.join(some)} AS {column}" for column, some in parts.items()]
    if program.combined:
        joins += f" JOIN ({program.combined}) r ON r._combination = c._id"
        listed.append("r.* EXCLUDE (_combination)")
    base.execute(f"CREATE TABLE with_lanes AS SELECT {', '.join(['c.*', *listed])} FROM {CASES} c{joins}")
    base.execute("DROP VIEW combinations")
    base.execute(f"DROP TABLE {CASES}")
    base.execute(f"ALTER TABLE with_lanes RENAME TO {CASES}")


def records(
    core: CorePolicy, tables: Mapping[str, Any], name: str, bindings: Bindings, cases: Cases, by_word: bool = True
) -> Iterator[tuple[Record | None, Record | None]]:
    """For every case the record of the reference, and that of the programs: none where a row is refused, or is left to others.
    ``by_word``: a program that looks up what words say must answer as the one that does not.

    Raises :class:`engine.columnar.value.Unsupported`.
    """
    subject = tables["subjects"][name]
    relation, verdicts = Relation(subject), Verdicts(dict(tables))
    unknown = Unknown.because(ABSENT, subject["reference_date"] or "reference_date")
    asked = [(plain(subject, facts), unknown if isinstance(on, Unknown) else on) for facts, on in cases]
    rows = [relation.row(str(number), facts, on) for number, (facts, on) in enumerate(asked)]
    given = []
    for looking_up in (False, True) if by_word else (False,):
        program = compile_register(
            core, dict(tables), name, bindings, frozenset(), True, False, handed_on=("_id",), reasons=True, by_word=looking_up
        )
        speller, told = Speller(dict(tables), program, "jsonl", "zh"), answers(program, rows)
        given.append([None if told[row["_id"]][0] == CAREFUL else speller.fields(told[row["_id"]]) for row in rows])
    assert given[0] == given[-1]
    for (facts, on), found in zip(asked, given[0], strict=True):
        outcome = reference.evaluate(core, name, facts, bindings._replace(on=on))
        wanted = None if outcome.incidents else verdicts.record(name, outcome, is_final(outcome))
        yield wanted, found


def is_open(record: Record) -> bool:
    """Whether a record tells of anything open."""
    status = {each["status"] for each in record["entitlements"]}
    return bool(record["missing"] or record["open"] or record["possible_rows"] or status - {"granted"})
