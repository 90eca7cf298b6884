"""Random comparison of the two evaluators: used by the tests and by ``bench/equivalence.py``."""

from __future__ import annotations

from collections import Counter
from random import Random

from engine.evaluate.compiled import generate, load
from tests.generators import policies, reach

#: Cases per policy: making and compiling a policy costs more than evaluating a case.
CASES = 10


def compare(seed: int, count: int) -> tuple[int, Counter]:
    """Compare ``count`` policies with ``CASES`` cases each; the pairs compared and the cells reached.

    Raises ``AssertionError`` naming the seed of the first policy on which the evaluators differ.
    """
    reached: Counter = Counter()
    for number in range(seed, seed + count):
        compare_one(number, reached)
    return count * CASES, reached


def compare_one(seed: int, reached: Counter) -> None:
    """Compare the evaluators on the policy and the cases of one seed."""
    policy, cases = policies.pairs(Random(seed), CASES)
    compiled = load(generate(policy))
    for index, (facts, bindings) in enumerate(cases):
        expected = reach.evaluate(policy, policies.SUBJECT, facts, bindings, reached)
        actual = compiled.evaluate(policies.SUBJECT, facts, bindings)
        if not same(actual, expected):
            raise AssertionError(f"seed {seed}, case {index}: {actual} instead of {expected}")


def same(left: object, right: object) -> bool:
    """Equal, and of the same types all the way down: ``True`` is not ``1`` here."""
    if type(left) is not type(right):
        return False
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right
