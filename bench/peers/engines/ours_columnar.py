"""This project in the peers' comparison, a whole register at once: the query that ``policy batch --engine duckdb`` runs.

From the Parquet file to one row of answers an applicant, in memory; every value is checked as for a single application. The
command itself does more (whole records, a journal, a summary): ``python -m bench.batch_ce`` measures it. The policy and its query
come from their cache, as in every run of the command but the first.
"""

from __future__ import annotations

import os
from typing import Any

from bench.peers import ce
from bench.peers.engines.ours import _CONDITIONS, _FOLDER

NAME = "ours (DuckDB)"


def batch(path: str, threads: int) -> Any:
    """Decide the register; what is returned spells the answers out."""
    from engine import api
    from engine.batch.columnar import ColumnarTable
    from engine.batch.decide import Decider
    from engine.batch.reading import Options
    from engine.batch.sources import source
    from engine.batch.spelled import Speller

    cache = os.environ.get("POLICY_CACHE_DIR")
    policy = api.load_policy(_FOLDER, cache=cache)
    programs = api.columnar_programs(_FOLDER, (), policy.tables, cache=cache)
    options = Options("申报", "id", (), "parquet", "zh", False)
    decider = Decider(policy.tables, policy.evaluator(), options)
    table = ColumnarTable(source(path), policy.tables, "申报", options, threads, programs, decider)
    if not table.prepare():
        raise SystemExit("the register cannot be decided by DuckDB")
    parts = []
    for part in table.slices():
        table.answer(part)
        parts.append(table.told())
    speller = Speller(policy.tables, table.program, "jsonl", "zh")

    def told() -> list[str]:
        rows = [row for part in parts for row in zip(*(column.to_pylist() for column in part.columns[1:]), strict=True)]
        said = {row: _answer(speller.fields(row), policy.tables["rows"]) for row in set(rows)}
        return ce.summary([said[row] for row in rows])

    return told


def _answer(fields: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    failed = [_CONDITIONS[name] for name in fields["failed"]] + ["e"] * (not fields["rows"])
    committee = names[fields["rows"][0]]["name"] if fields["rows"] else None
    return ce.result(failed, committee, fields["entitlements"])
