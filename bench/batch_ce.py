"""Task CE on a Parquet file: ``policy batch --engine duckdb`` beside SQL written by hand for DuckDB.

``python -m bench.batch_ce [--rows N N …] [--rounds N] [--files DIR]``: each side in a process of its own, in turn, and their
answers compared. Printed are seconds by the clock and of processor, and the most memory that a process held:

* ``by hand`` and ``query``: from the file to columns in memory (eligible, committee, flag, what failed). The query looks besides
  whether each value is one that its fact may have (words, ranges, decimal places, a year twice) and names the clauses;
* ``hand → file`` and ``command``: from the file to a Parquet file, 7 plain columns by hand; the command writes whole records (15
  fields, 9 of them lists), keeps a journal of digests by which an interrupted run goes on, and counts for the summary.

Programs of the policy are kept from the first run on, as ``policy batch`` keeps them; starting Python and reading the policy
counts.

A file ``ce-N.parquet`` in ``DIR`` is taken as it is; others are drawn, or multiplied from a smaller one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ce.task import EMPLOYERS, LEVELS, MOUNTAIN, REGIONS, ROUTES, SERIES, generate
from bench.cold import ROOT, environment
from engine import api

POLICY = ROOT / "bench" / "ce" / "policy"
SIDES = ("by hand", "query", "hand → file", "command")
DRAWN = 100_000
THREADS = 2


def by_hand(path: str) -> str:
    """The task in SQL, as somebody who knows it would write it; routes are looked up in a table of all combinations."""
    every = (SERIES, LEVELS, EMPLOYERS, REGIONS)
    found: dict[tuple[str, ...], str] = {}
    for *asked, committee in ROUTES:
        choices = [[word] if word != "any" else words for word, words in zip(asked, every, strict=True)]
        for series in choices[0]:
            for level in choices[1]:
                for employer in choices[2]:
                    for region in choices[3]:
                        found.setdefault((series, level, employer, region), committee)
    rows = ",".join(f"('{a}','{b}','{c}','{d}',{int(k[1:])})" for (a, b, c, d), k in found.items())
    mountain = ",".join(f"'{county}'" for county in MOUNTAIN)
    return f"""
WITH lut(series, level, employer_type, region, k) AS (VALUES {rows}),
p AS (SELECT id, declared_year AS dy, required_years AS need, channel, series, level, employer_type, region,
  [r.year FOR r IN records IF r.year < 2019 OR (r.total >= 90 AND r.professional >= 60 AND r.public >= 18
   AND r.general_public >= 12)] AS ys FROM read_parquet('{path}'))
SELECT id, channel <> 'platform' AS fa,
  NOT (list_contains(ys, dy) AND list_contains(ys, (dy - 1)::SMALLINT)) AS fc,
  len([y FOR y IN ys IF y > dy - (greatest(need, 2) + 3) AND y <= dy]) < need AS fd,
  k IS NULL AS fe, coalesce(k, 0)::TINYINT AS k, p.region IN ({mountain}) AS sep
FROM p LEFT JOIN lut USING (series, level, employer_type, region) ORDER BY id"""


def _side(side: str, path: str, out: str) -> dict[str, Any]:
    """One side, in this process: seconds, and a digest of its answers where it has them in memory."""
    clock, processor = time.perf_counter(), time.process_time()
    answers = ""
    if side in ("by hand", "hand → file"):
        import duckdb

        base = duckdb.connect(config={"threads": THREADS})
        if side == "by hand":
            table = base.sql(by_hand(path)).to_arrow_table()
        else:
            base.execute(f"COPY ({by_hand(path)}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
    else:
        made = _ours(path, out, side == "command")
    spent = (time.perf_counter() - clock, time.process_time() - processor, _peak())
    if side == "by hand":
        answers = _digest(_of_hand(table))
    elif side == "query":
        answers = _digest(made())
    return {"wall": spent[0], "cpu": spent[1], "memory": spent[2], "answers": answers}


def _ours(path: str, out: str, whole: bool) -> Any:
    from engine.batch.columnar import ColumnarTable
    from engine.batch.decide import Decider
    from engine.batch.reading import Options
    from engine.batch.run import Request, run_batch
    from engine.batch.sources import source
    from engine.batch.spelled import Speller

    policy = api.load_policy(str(POLICY), cache=os.environ["POLICY_CACHE_DIR"])
    programs = api.columnar_programs(str(POLICY), (), policy.tables, cache=os.environ["POLICY_CACHE_DIR"])
    if whole:
        run_batch(policy.artifact, Request((path,), out, key="id", engine="duckdb", jobs=THREADS, force=True), None, programs)
        return None
    options = Options("申报", "id", (), "parquet", "zh", False)
    decider = Decider(policy.tables, policy.evaluator(), options)
    table = ColumnarTable(source(path), policy.tables, "申报", options, THREADS, programs, decider)
    assert table.prepare()
    parts = []
    for part in table.slices():
        table.answer(part)
        parts.append(table.told())
    speller = Speller(policy.tables, table.program, "jsonl", "zh")
    return lambda: _of_ours(parts, speller, policy.tables)


def _of_hand(table: Any) -> Any:
    for _, fa, fc, fd, fe, k, sep in zip(*(column.to_pylist() for column in table.columns), strict=True):
        failed = "".join(letter for letter, truth in (("a", fa), ("c", fc), ("d", fd), ("e", fe)) if truth)
        yield f"{not failed:d}|{k}|{sep:d}|{failed}"


def _of_ours(parts: list[Any], speller: Any, tables: Any) -> Any:
    from bench.ce.task import CONDITIONS

    said: dict[tuple[int, ...], str] = {}
    for part in parts:
        for answer in zip(*(column.to_pylist() for column in part.columns[1:]), strict=True):
            if answer not in said:
                fields = speller.fields(answer)
                failed = "".join(sorted([CONDITIONS[name] for name in fields["failed"]] + ["e"] * (not fields["rows"])))
                k = int(tables["rows"][fields["rows"][0]]["name"][1:]) if fields["rows"] else 0
                eligible = fields["decision"] == "eligible"
                said[answer] = f"{eligible:d}|{k}|{bool(fields['entitlements']):d}|{failed}"
            yield said[answer]


def _digest(answers: Any) -> str:
    import hashlib

    found = hashlib.sha256()
    for answer in answers:
        found.update(answer.encode() + b"\n")
    return found.hexdigest()


def _peak() -> float:
    """The most that this process held; ``ru_maxrss`` would count what its parent held before it began as well."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def register(folder: Path, rows: int) -> Path:
    """The file of so many applicants."""
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"ce-{rows}.parquet"
    if path.exists():
        return path
    if rows <= DRAWN:
        record = pa.struct([(name, pa.int16()) for name in ("year", "total", "professional", "public", "general_public")])
        texts = ("level", "series", "region", "employer_type", "channel")
        schema = pa.schema([
            ("id", pa.int32()), ("declared_year", pa.int16()), ("required_years", pa.int8()),
            *((name, pa.string()) for name in texts),
            ("self_evaluating", pa.bool_()), ("mountain_years", pa.float32()), ("records", pa.list_(record)),
        ])  # fmt: skip
        pq.write_table(pa.Table.from_pylist(list(generate(rows)), schema=schema), path)
        return path
    drawn = register(folder, DRAWN)
    times = -(-rows // DRAWN)
    columns = f"t.* REPLACE ((t.id + i * {DRAWN})::INTEGER AS id)"
    duckdb.connect(config={"threads": 1}).execute(
        f"COPY (SELECT {columns} FROM range({times}) r(i), read_parquet('{drawn}') t ORDER BY 1) TO '{path}' (FORMAT parquet)"
    )
    return path


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=SIDES)
    parser.add_argument("--side", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.side:
        print(json.dumps(_side(*wanted.side)))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.files or Path(scratch)
        around = environment(scratch)
        for rows in wanted.rows:
            path = register(folder, rows)
            best: dict[str, dict[str, Any]] = {}
            for _ in range(wanted.rounds):
                for side in wanted.sides:
                    command = [sys.executable, "-m", "bench.batch_ce", "--side", side, str(path), f"{scratch}/out.parquet"]
                    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=around).stdout)
                    if side not in best or told["cpu"] < best[side]["cpu"]:
                        best[side] = told
            _tell(rows, best)
    return 0


def _tell(rows: int, best: dict[str, dict[str, Any]]) -> None:
    answers = {told["answers"] for told in best.values() if told["answers"]}
    assert len(answers) < 2, "the answers differ"
    for side, told in best.items():
        beside = best.get("by hand" if side in SIDES[:2] else "hand → file", told)
        ratio, memory = beside["cpu"] / told["cpu"], told["memory"] / beside["memory"]
        print(
            f"{rows:>11,} rows  {side:12} {told['wall']:7.2f} s  {told['cpu']:7.2f} s of processor  {told['memory']:6.0f} MB"
            f"   speed × {ratio:.2f}  memory × {memory:.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
