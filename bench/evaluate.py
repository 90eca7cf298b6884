"""Evaluations per second with findings, reference and compiled side by side in one run.

``python -m bench.evaluate [--seconds N] [--policy DIR CASE…]`` measures a synthetic policy the size of a yearly notice, and a
policy folder on application files (with all the evaluations that explaining them takes).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import synthetic
from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.compiled import compile_source, generate, load
from engine.evaluate.outcome import Bindings

Asked = tuple[str, Any, Bindings]


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


def asked_by(folder: str, files: Sequence[str]) -> tuple[CorePolicy, list[Asked]]:
    """The core policy of a folder, and every evaluation that deciding and explaining the files asks for."""
    from engine import api, pipeline

    core: CorePolicy = pipeline.run(folder, (), "core").stages["core"]
    asked: list[Asked] = []

    def note(subject: str, facts: Any, bindings: Bindings) -> Any:
        asked.append((subject, facts, bindings))
        return reference.evaluate(core, subject, facts, bindings)

    policy = api.load_policy(folder)
    policy._reference = note
    for file in files:
        policy.evaluate(Path(file).read_bytes(), file=file, reference=True)
    return core, asked


def measure(policy: CorePolicy, cases: Sequence[Asked], seconds: float) -> float:
    """Measure both evaluators on one policy, print, and return the ratio."""
    started = time.perf_counter()
    source = generate(policy)
    generated = time.perf_counter()
    code = compile_source(source)
    compiled_at = time.perf_counter()
    compiled = load(code)
    for case in cases:
        assert compiled.evaluate(*case) == reference.evaluate(policy, *case)
    slow = rate(lambda case: reference.evaluate(policy, *case), cases, seconds)
    fast = rate(lambda case: compiled.evaluate(*case), cases, seconds)
    print(f"generate  {generated - started:8.3f} s   {len(source):,} characters")
    print(f"compile   {compiled_at - generated:8.3f} s")
    print(f"reference {slow:8,.0f} evaluations/s   1.0")
    print(f"compiled  {fast:8,.0f} evaluations/s   {fast / slow:.1f}")
    return fast / slow


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--policy", nargs="+", metavar=("DIR", "CASE"))
    wanted = parser.parse_args(arguments)
    print("synthetic policy")
    given = synthetic.bindings()
    measure(synthetic.policy(), [(synthetic.SUBJECT, case, given) for case in synthetic.cases()], wanted.seconds)
    if wanted.policy:
        folder, *files = wanted.policy
        print(folder)
        measure(*asked_by(folder, files), wanted.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
