"""Records that programs of registers give for cases, and those of the evaluator that defines the language. Used by tests.

Cases are brought to the form in which a register has them (:func:`plain`): of what is not known only that it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.batch.spelled import Speller
from engine.batch.verdict import Record, Verdicts
from engine.columnar import database
from engine.columnar.program import CAREFUL, Program
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
                year: {name: one for name, one in entry.items() if not isinstance(one, Unknown)} if isinstance(entry, dict) else {}
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
    told = {id: (code, *masks) for id, code, *masks in base.execute(program.sql).fetchall()}
    further = (0,) * (len(program.masks) - program.told)
    found = {id: (*answer, *further) for id, answer in told.items()}
    left = [id for id, answer in told.items() if answer[0] == CAREFUL]
    if program.reasons and left:
        base.execute(f"CREATE TABLE open_cases AS SELECT * FROM {CASES} WHERE list_contains(?, _id)", [left])
        found |= {id: (code, *masks) for id, code, *masks in base.execute(program.reasons).fetchall()}
    return found


def records(
    core: CorePolicy, tables: Mapping[str, Any], name: str, bindings: Bindings, cases: Cases
) -> Iterator[tuple[Record | None, Record | None]]:
    """For every case the record of the reference, and that of the program: none where a row is refused, or is left to others.

    Raises :class:`engine.columnar.value.Unsupported`.
    """
    subject = tables["subjects"][name]
    program = compile_register(core, dict(tables), name, bindings, frozenset(), True, False, handed_on=("_id",), reasons=True)
    relation, verdicts, speller = Relation(subject), Verdicts(dict(tables)), Speller(dict(tables), program, "jsonl", "zh")
    unknown = Unknown.because(ABSENT, subject["reference_date"] or "reference_date")
    asked = [(plain(subject, facts), unknown if isinstance(on, Unknown) else on) for facts, on in cases]
    told = answers(program, [relation.row(str(number), facts, on) for number, (facts, on) in enumerate(asked)])
    for number, (facts, on) in enumerate(asked):
        outcome = reference.evaluate(core, name, facts, bindings._replace(on=on))
        wanted = None if outcome.incidents else verdicts.record(name, outcome, is_final(outcome))
        answer = told[str(number)]
        yield wanted, None if answer[0] == CAREFUL else speller.fields(answer)


def is_open(record: Record) -> bool:
    """Whether a record tells of anything open."""
    status = {each["status"] for each in record["entitlements"]}
    return bool(record["missing"] or record["open"] or record["possible_rows"] or status - {"granted"})
