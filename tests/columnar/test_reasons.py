"""Records of rows of which something is open: what the second query says of random policies and cases is what the reference says.

Cases are those of :mod:`tests.generators.world`, brought to the form in which a register has them: what is not known is not given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import pytest

from engine.batch.spelled import Speller
from engine.batch.verdict import Record, Verdicts
from engine.columnar import database, loops, openings, reasons
from engine.columnar.program import CAREFUL, Program
from engine.columnar.reasons import Missing, Reasons
from engine.columnar.register import compile_register
from engine.columnar.relation import Relation
from engine.columnar.scalar import Pool
from engine.columnar.value import Unsupported
from engine.core.policy import CorePolicy
from engine.core.walk import of_policy
from engine.evaluate import reference
from engine.evaluate.outcome import Bindings
from engine.explain.finality import is_final
from engine.values import ABSENT, JUDGEMENT, Unknown
from tests.columnar.test_random import TOO_LARGE, cited, random_tables
from tests.generators import policies, world

POLICIES, CASES, BATCH = 160, 24, 20
SUBJECT = policies.SUBJECT
#: Facts of the world that a judge decides where they are not given.
JUDGED = ("b0", "n1", "opt_w")


def register_tables(policy: CorePolicy, bindings: Bindings) -> dict[str, Any]:
    """The tables of a random policy, with all that records and their spelling need."""
    made = random_tables(bindings)
    for fact in made["subjects"][SUBJECT]["facts"]:
        fact["judge"] = "评委会" if fact["id"] in JUDGED else None
    part = policy.subject(SUBJECT)
    made["conditions"] = {
        each.name: {"kind": "note" if not each.blocks and number % 2 else each.kind, "blocks": each.blocks, "clauses": each.clauses}
        for number, each in enumerate(part.conditions)
    }
    made["rows"] = {row.locator: {} for row in part.rows}
    made["clauses"] = {f"第{number}条": {} for number in range(4, 0, -1)}
    made["atoms"] = {node.atom.number: {"clauses": node.atom.clauses} for node in of_policy(policy) if hasattr(node, "atom")}
    return made


def plain(tables: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The case as a register has it: of what is unknown only that it is."""
    found = {}
    for fact in tables["subjects"][SUBJECT]["facts"]:
        id = fact["id"]
        value = facts.get(id)
        if value is None or isinstance(value, Unknown):
            value = Unknown.because(JUDGEMENT if fact["judge"] else ABSENT, id)
        elif fact["type"] == "records":
            value = {year: entry if isinstance(entry, dict) else {} for year, entry in value.items()}
            value = {year: {name: one for name, one in entry.items() if not isinstance(one, Unknown)} for year, entry in value.items()}
        elif fact["type"] == "list" and value != "*":
            gap = Unknown.because(ABSENT, id)
            value = tuple(tuple(gap if isinstance(word, Unknown) else word for word in entry) for entry in value)
        found[id] = value
    return found


def answers(program: Program, rows: list[dict[str, Any]]) -> dict[str, tuple[int, ...]]:
    """The code and all masks of every row, by its id; the second query asked of what the first leaves."""
    base = database.connect()
    base.execute("CREATE TABLE policy_calendar (day DATE, working BOOLEAN, before BIGINT, run BIGINT)")
    if program.days:
        base.executemany("INSERT INTO policy_calendar VALUES (?, ?, ?, ?)", [list(day) for day in program.days])
    columns = [database.Column(*column) for column in program.columns]
    database._create(base, "cases", columns)
    database._insert(base, "cases", columns, [[row.get(column.name) for column in columns] for row in rows])
    told = {str(id): (code, *masks) for id, code, *masks in base.execute(program.sql).fetchall()}
    further = (0,) * (len(program.masks) - program.told)
    found = {id: (*answer, *further) for id, answer in told.items()}
    if program.reasons:
        base.execute(f"CREATE TABLE open_cases AS SELECT * FROM cases WHERE _id IN ({_listed(told)})")
        found |= {str(id): (code, *masks) for id, code, *masks in base.execute(program.reasons).fetchall()}
    return found


def _listed(told: Mapping[str, tuple[int, ...]]) -> str:
    return ", ".join(f"'{id}'" for id, (code, *_) in told.items() if code == CAREFUL) or "''"


def records(seed: int, cases: int = CASES) -> Iterator[tuple[Record | None, Record | None]]:
    """For every case of a random policy the record of the reference, and that of the program: none where there is none."""
    random = Random(seed)
    policy, bindings = cited(policies.policy(random)), world.bindings(random)
    tables = register_tables(policy, bindings)
    try:
        program = compile_register(policy, tables, SUBJECT, bindings, frozenset(), True, False, handed_on=("_id",), reasons=True)
    except Unsupported as refusal:
        if refusal.code != TOO_LARGE:
            raise
        return
    relation, verdicts = Relation(tables["subjects"][SUBJECT]), Verdicts(tables)
    speller = Speller(tables, program, "jsonl", "zh")
    asked = {}
    for number in range(cases):
        on = world.bindings(random).on
        asked[str(number)] = plain(tables, world.facts(random)), Unknown.because(ABSENT, "reference_date") if isinstance(on, Unknown) else on
    told = answers(program, [relation.row(id, facts, on) for id, (facts, on) in asked.items()])
    assert told.keys() == asked.keys()
    for id, (facts, on) in asked.items():
        outcome = reference.evaluate(policy, SUBJECT, facts, bindings._replace(on=on))
        wanted = None if outcome.incidents else verdicts.record(SUBJECT, outcome, is_final(outcome))
        yield wanted, None if told[id][0] == CAREFUL else speller.fields(told[id])


def compare(seed: int) -> tuple[int, int]:
    """How many open cases the program answered as the reference did, of how many; an answer that is another one is a mistake."""
    said = asked = 0
    for wanted, found in records(seed):
        assert found is None or found == wanted, f"seed {seed}"
        if wanted is not None and (wanted["missing"] or wanted["open"] or wanted["possible_rows"]):
            asked += 1
            said += found is not None
    return said, asked


@pytest.mark.parametrize("start", range(0, POLICIES, BATCH))
def test_open_rows_are_told_as_the_reference_tells_them(start: int) -> None:
    counts = [compare(seed) for seed in range(start, start + BATCH)]
    said, asked = (sum(each) for each in zip(*counts, strict=True))
    assert asked > 100
    assert said > 0.8 * asked, "hardly anything was compared"


# ---- the comparison itself finds mistakes -------------------------------------------------------------------------------


MISTAKES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "all operands say why": (Reasons, "null", lambda self, scalar: self.pool.true),
    "a year is not said": (openings, "years_of", lambda field: (*openings.years_of.__wrapped__(field)[1:], openings.BEYOND)),
    "clauses of comparisons are lost": (reasons, "OpenClause", lambda clause: Missing("", False)),
    "years are one year": (Reasons, "_met", lambda self, listed, variable, told: self.pool.false if told.type == "boolean" else told),
    "exceptions are lost": (Reasons, "_live", lambda self, node, inside, of: [of(node.base, inside)]),
    "arguments are lost": (Reasons, "_called", lambda self, node, inside, of: {}),
    "a judge is anybody": (Reasons, "_missing", lambda self, id: Missing(id, False)),
    "what adds nothing is missing too": (
        loops, "element", lambda translator, condition, worth, bounds, scope: _apart(translator.pool),
    ),
}  # fmt: skip


def _apart(pool: Pool) -> loops.Counted:
    return loops.Counted(pool.constant(0), pool.constant(1), ())
