"""Rows a second of ``policy batch`` with one and two processes, and the memory that it takes.

``python -m bench.batch [--policy DIR] [--rows N N …]`` makes a synthetic register of each size and runs the command on it as a
process of its own. Memory is that of the largest of its processes; it should not
grow with the register.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.cold import ROOT, policy_command

_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(spent.ru_maxrss, spent.ru_utime + spent.ru_stime)
"""


def run(*arguments: str) -> tuple[float, float, float]:
    """Seconds, seconds of processor and megabytes of one command."""
    started = time.perf_counter()
    command = [sys.executable, "-c", _PEAK, *policy_command(*arguments)]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    memory, processor = found.stdout.split()
    return time.perf_counter() - started, float(processor), int(memory) / 1024


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policy", default=str(ROOT / "policies" / "2023"))
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["POLICY_CACHE_DIR"] = f"{folder}/cache"
        run("generate", "1", "--seed", "warm", "--policy", wanted.policy, "-o", f"{folder}/warm.jsonl")
        for rows in wanted.rows:
            register, out = f"{folder}/{rows}.jsonl", f"{folder}/out.jsonl"
            spent, _, _ = run("generate", str(rows), "--seed", "bench", "--policy", wanted.policy, "-o", register)
            print(f"{rows:>9,} rows  {Path(register).stat().st_size / 2**20:7.1f} MB  generate {rows / spent:9,.0f} rows/s")
            for jobs in wanted.jobs:
                spent, processor, peak = run(
                    "batch", register, "--key", "_编号", "-o", out, "--jobs", str(jobs), "--force", "--policy", wanted.policy
                )
                each = processor / rows * 1e6
                print(f"{'':>9}  jobs {jobs}: {rows / spent:9,.0f} rows/s  {each:6.0f} µs of processor a row  {peak:5.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
