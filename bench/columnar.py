"""``python -m bench.columnar [--rows N] [--threads N]``: how fast DuckDB decides a register under the shipped policy.

Drawn applications are read by the engine, held against the compiled evaluator one by one, then multiplied to ``N`` rows
inside the database. Printed are rows per second by the clock, and what the processor time alone would allow.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

from engine import api, pipeline
from engine.artifact.from_core import build_tables
from engine.artifact.tables import bindings
from engine.case.from_json import case_from_tree
from engine.columnar import database
from engine.columnar.query import CASES, compile_subject
from engine.columnar.relation import ID, Relation
from engine.evaluate.compiled import generate, load
from engine.generate.draw import KEY
from engine.generate.public import Register

DRAWN = 5_000
PARTS = ("decision", "clauses", None)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args(arguments)
    core, tables, subject, cases = policy_cases(DRAWN)
    relation = Relation(tables["subjects"][subject])
    rows = [relation.row(str(number), case.facts, case.on) for number, case in enumerate(cases)]
    base = database.connect()
    base.execute(f"SET threads = {wanted.threads}")
    for part in PARTS:
        query = compile_subject(core, tables, subject, bindings(tables, None), part)
        found = database.run(query, rows, base)
        if part == "decision":
            _hold(core, tables, subject, cases, [row["decision"] for row in found])
        times = -(-wanted.rows // len(rows))
        replaced = f'SELECT c.* REPLACE (c."{ID}" || \'-\' || i AS "{ID}") FROM "{CASES}" c, range({times}) r(i)'
        base.execute(f'CREATE OR REPLACE TABLE "{CASES}" AS {replaced}')
        clock, processor = time.perf_counter(), time.process_time()
        base.execute(f"CREATE OR REPLACE TEMP TABLE decided AS {query.sql()}")
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        count = times * len(rows)
        print(
            f"{part or 'everything':10} {len(query.named):4} columns  {count:,} rows  {count / clock:>9,.0f} rows/s"
            f"  ({wanted.threads * count / processor:,.0f} by processor time on {wanted.threads} of {os.cpu_count()} cores)"
        )
    return 0


def policy_cases(drawn: int):  # type: ignore[no-untyped-def]
    """The shipped policy's core, tables and subject of applications, and drawn applications as the engine reads them."""
    stages = pipeline.run(api.locate_policy(2023, ".").path, (), "core").stages
    core, tables = stages["core"], build_tables(stages["typed"], stages["core"], "")
    subject = next(name for name, entry in tables["subjects"].items() if entry["wording"] == "application")
    return core, tables, subject, [case for case in _cases(tables, subject, drawn) if case is not None]


def _cases(tables, subject, count):  # type: ignore[no-untyped-def]
    for line in Register(tables, subject, count, "columnar").lines("jsonl"):
        drawn = json.loads(line)
        drawn.pop(KEY, None)
        application = api.read_application(drawn)
        yield case_from_tree(application.root, tables, application.digest, subject, None)[0]


def _hold(core, tables, subject, cases, decisions) -> None:  # type: ignore[no-untyped-def]
    """The decisions are those of the compiled evaluator; an impossible case has none."""
    evaluate, base = load(generate(core)).evaluate, bindings(tables, None)
    for case, decision in zip(cases, decisions, strict=True):
        outcome = evaluate(subject, case.facts, base._replace(on=case.on))
        wanted = None if outcome.incidents else outcome.decision
        assert decision == wanted, (case.facts, decision, wanted)
    print(f"{len(cases):,} drawn applications decided as by the compiled evaluator")


if __name__ == "__main__":
    sys.exit(main())
