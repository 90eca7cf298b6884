"""The long random comparison: at least 100,000 pairs of policy and case, reference against compiled.

``python -m bench.equivalence [--pairs N] [--seed N] [--processes N]`` prints how often every node kind came to every
truth value or class of value; it ends with 1 where the evaluators differ or a cell was not reached.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.evaluate.equivalence import CASES, compare
from tests.generators import reach

#: Policies that one task compares.
BATCH = 250


def main(arguments: list[str] | None = None) -> int:
    """Compare and print the table; 0 where all is equal and everything was reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=2)
    wanted = parser.parse_args(arguments)
    started = time.perf_counter()
    compared, reached = run(wanted.seed, wanted.pairs, wanted.processes)
    unreached = sorted(cell for cell in reach.CELLS if not reached[cell])
    print(reach.table(reached))
    print(f"{compared:,} pairs equal in {time.perf_counter() - started:.0f} s; cells unreached: {unreached or 'none'}")
    return 1 if unreached else 0


def run(seed: int, pairs: int, processes: int) -> tuple[int, Counter]:
    """Compare at least ``pairs`` pairs from ``seed`` on, in several processes."""
    policies = -(-pairs // CASES)
    reached: Counter = Counter()
    compared = 0
    with ProcessPoolExecutor(processes) as pool:
        tasks = [pool.submit(compare, seed + first, min(BATCH, policies - first)) for first in range(0, policies, BATCH)]
        for task in tasks:
            count, cells = task.result()
            compared += count
            reached.update(cells)
    return compared, reached


if __name__ == "__main__":
    sys.exit(main())
