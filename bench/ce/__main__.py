"""``python -m bench.ce``: one applicant after the other, by our functions and by programs written by hand, in one process.

Task CE (:mod:`bench.ce.task`): dictionaries in, answers out, input checked by ours and trusted by the others. Every applicant is
another one, and what each way answers is held against the oracle before anything is timed. CPU time; the ways take turns, and the
figure of each is the median of its rounds. A ratio is the oracle's time over the way's: above 1 is faster than the oracle.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.ce import task
from bench.ce.dictionary import oracle_by_dictionary
from engine import api

FOLDER = str(Path(__file__).parent / "policy")

Way = Callable[[task.Applicant], Any]


Names = dict[str, Any]


def answer(decision: str, rows: Iterable[str], failed: Iterable[str], granted: Iterable[str], names: Names) -> task.Answer:
    """What one of our answers says, in the words of the task."""
    first = next(iter(rows), None)
    rules = sorted(task.CONDITIONS[each] for each in failed)
    return {
        "eligible": decision == "eligible",
        "committee": None if first is None else names[first]["name"],
        "separate_list": "单列评审" in granted,
        "failed": rules if first is not None else [*rules, "e"],
    }


def from_verdict(found: Any, names: dict[str, Any]) -> task.Answer:
    return answer(found.decision, found.rows, found.failed, found.entitlements, names)


def from_findings(found: Any, names: dict[str, Any]) -> task.Answer:
    failed = [each.condition for each in found.conditions if each.status == "not_met"]
    granted = [each.entitlement for each in found.entitlements if each.granted]
    return answer(found.decision, [each.row for each in found.rows], failed, granted, names)


def from_told(found: Any, names: dict[str, Any]) -> task.Answer:
    failed = [each.condition for each in found.findings if each.status == "not_met"]
    rows = [each.row for each in found.rows]
    return answer(found.decision, rows, failed, [name for name, _ in found.entitlements], names)


def from_json(text: str, names: dict[str, Any]) -> task.Answer:
    decision, _, findings, granted, rows = json.loads(text)
    failed = [each[0] for each in findings if each[1] == "not_met"]
    return answer(decision, [each[0] for each in rows], failed, [name for name, _ in granted], names)


def ways(policy: api.Policy) -> dict[str, tuple[Way, Callable[[Any, dict[str, Any]], task.Answer]]]:
    """What is measured, with what makes its answers comparable."""
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    same: Callable[[Any, dict[str, Any]], task.Answer] = lambda found, names: found  # noqa: E731
    return {
        "oracle": (task.oracle, same),
        "oracle, routing by dictionary": (oracle_by_dictionary, same),
        "ours: decide": (policy.decide, from_verdict),
        "ours: findings": (policy.findings, from_findings),
        "ours: explain (Chinese)": (policy.explain, from_told),
        "ours: explain as JSON": (lambda applicant: encode(policy.explain(applicant)), from_json),
    }


def measure(applicants: list[task.Applicant], rounds: int) -> dict[str, float]:
    """Microseconds of CPU time per applicant, each way's median."""
    policy = api.load_policy(FOLDER)
    measured = ways(policy)
    names = policy.tables["rows"]
    for applicant in applicants:
        expected = task.oracle(applicant)
        for name, (way, comparable) in measured.items():
            found = comparable(way(applicant), names)
            if found != expected:
                raise SystemExit(f"{name} says {found} of applicant {applicant['id']}, not {expected}")
    spent: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds):
        for name, (way, _) in measured.items():
            started = time.process_time()
            for applicant in applicants:
                way(applicant)
            spent[name].append((time.process_time() - started) / len(applicants) * 1e6)
    return {name: statistics.median(found) for name, found in spent.items()}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applicants", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args(arguments)
    found = measure(list(task.generate(wanted.applicants)), wanted.rounds)
    base, other = found["oracle"], found["oracle, routing by dictionary"]
    print(f"{'':34}{'µs':>8}{'per s':>10}{'× oracle':>10}{'× dictionary':>14}")
    for name, spent in found.items():
        print(f"{name:34}{spent:8.2f}{1e6 / spent:10,.0f}{base / spent:10.2f}{other / spent:14.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
