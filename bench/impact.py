"""``policy impact`` row by row and in bulk, side by side in one run: seconds of processor, and that both say the same.

``python -m bench.impact [--policy DIR] [--rows N] [--swept N]`` makes a synthetic Parquet register of ``--rows`` and asks what
another figure would do to it, by both engines; then it tries sixty values of the figure, by both engines on ``--swept`` rows and
by DuckDB alone on all of them. DuckDB is asked twice: the first time its programs are made, then they are kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench.cold import ROOT
from engine import api

SET = "参数.年度总学时=100"
SWEEP = "参数.年度总学时=60..119"


def asked(policy: str, register: str, cache: str, engine: str, **what: Any) -> tuple[dict[str, Any], float, float]:
    """What is said, seconds by the clock and seconds of processor."""
    clock, processor = time.perf_counter(), time.process_time()
    found = api.impact_of(policy, None, api.ImpactRequest((register,), engine=engine, **what), cache=cache)
    assert found.notes == (), [each.arguments for each in found.notes]
    return found.data, time.perf_counter() - clock, time.process_time() - processor


def compared(ask: Callable[[str], tuple[dict[str, Any], float, float]], rows: int, what: str) -> bool:
    """Ask both engines and print; gives whether they say the same."""
    _, _, first = ask("duckdb")
    bulk, bulk_clock, bulk_spent = ask("duckdb")
    plain, plain_clock, plain_spent = ask("python")
    same = bulk == plain
    print(f"{rows:>9,} rows  {what}")
    print(f"{'':>9}  python {plain_spent:8.1f} s of processor {plain_clock:8.1f} s {rows / plain_spent:>10,.0f} rows/s")
    print(f"{'':>9}  duckdb {bulk_spent:8.1f} s of processor {bulk_clock:8.1f} s {rows / bulk_spent:>10,.0f} rows/s", end="")
    print(f"  ({first:.1f} s the first time)")
    print(f"{'':>9}  {plain_spent / bulk_spent:.1f} times as fast; both say {'the same' if same else 'NOT the same'}")
    return same


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 where the engines differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policy", default=str(ROOT / "policies" / "2023"))
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--swept", type=int, default=5_000)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as cache:
        policy = api.load_policy(wanted.policy, cache=cache)
        registers = {}
        for rows in (wanted.rows, wanted.swept):
            registers[rows] = f"{cache}/{rows}.parquet"
            with open(registers[rows], "wb") as out:
                api.Register(policy.tables, policy.subjects()[0], rows, "impact", 0.0).write("parquet", out)

        def ask(rows: int, **what: Any) -> Callable[[str], tuple[dict[str, Any], float, float]]:
            return lambda engine: asked(wanted.policy, registers[rows], cache, engine, **what)

        same = compared(ask(wanted.rows, settings=(SET,)), wanted.rows, SET)
        same = compared(ask(wanted.swept, sweep=SWEEP), wanted.swept, SWEEP) and same
        _, clock, spent = ask(wanted.rows, sweep=SWEEP)("duckdb")
        print(f"{wanted.rows:>9,} rows  {SWEEP}\n{'':>9}  duckdb {spent:8.1f} s of processor {clock:8.1f} s")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
