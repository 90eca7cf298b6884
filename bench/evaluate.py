"""Evaluations per second with findings, reference and compiled side by side in one run.

``python -m bench.evaluate [--seconds N]`` measures a synthetic policy the size of a yearly notice; :func:`measure` takes any
other core policy with its cases.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench import synthetic
from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.compiled import compile_source, generate, load
from engine.evaluate.outcome import Bindings


def rate(evaluate: Callable[[Any], object], cases: Sequence[Any], seconds: float) -> float:
    """How many cases ``evaluate`` does in a second: the best of three runs, each of a third of ``seconds``."""
    best = 0.0
    for _ in range(3):
        done, started = 0, time.perf_counter()
        while (spent := time.perf_counter() - started) < seconds / 3:
            for case in cases:
                evaluate(case)
            done += len(cases)
        best = max(best, done / spent)
    return best


def measure(policy: CorePolicy, subject: str, cases: Sequence[Any], bindings: Bindings, seconds: float) -> float:
    """Measure both evaluators on one policy, print, and return the ratio."""
    started = time.perf_counter()
    source = generate(policy)
    generated = time.perf_counter()
    code = compile_source(source)
    compiled_at = time.perf_counter()
    compiled = load(code)
    for case in cases:
        assert compiled.evaluate(subject, case, bindings) == reference.evaluate(policy, subject, case, bindings)
    slow = rate(lambda case: reference.evaluate(policy, subject, case, bindings), cases, seconds)
    fast = rate(lambda case: compiled.evaluate(subject, case, bindings), cases, seconds)
    print(f"generate  {generated - started:8.3f} s   {len(source):,} characters")
    print(f"compile   {compiled_at - generated:8.3f} s")
    print(f"reference {slow:8,.0f} evaluations/s   1.0")
    print(f"compiled  {fast:8,.0f} evaluations/s   {fast / slow:.1f}")
    return fast / slow


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    wanted = parser.parse_args(arguments)
    measure(synthetic.policy(), synthetic.SUBJECT, synthetic.cases(), synthetic.bindings(), wanted.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
