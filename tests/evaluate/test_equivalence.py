"""The compiled evaluator gives the outcomes of the reference, whatever the policy and the case."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from engine.evaluate import reference
from engine.evaluate.compiled import generate, load
from tests.evaluate.equivalence import CASES, compare, compare_one, same
from tests.evaluate.mutations import MUTATIONS, Mutation
from tests.generators import policies, reach

#: Pairs of policy and case compared on every run; ``bench/equivalence.py`` compares 100,000.
PAIRS = 6_000
#: Policies within which every bug put in on purpose must show.
ENOUGH = 1500


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(policies.policies_with_a_case)
def test_both_evaluators_agree(pair) -> None:
    policy, [(facts, bindings)] = pair
    expected = reference.evaluate(policy, policies.SUBJECT, facts, bindings)
    assert same(load(generate(policy)).evaluate(policies.SUBJECT, facts, bindings), expected)


def test_random_pairs_agree_and_reach_everything() -> None:
    compared, reached = compare(0, PAIRS // CASES)
    assert compared == PAIRS
    unreached = sorted(cell for cell in reach.CELLS if not reached[cell])
    assert unreached == [], reach.table(reached)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_bug_in_the_compiler_is_found(mutation: Mutation, monkeypatch) -> None:
    mutation(monkeypatch)
    with pytest.raises(AssertionError, match="seed"):
        for seed in range(ENOUGH):
            compare_one(seed, Counter())


def test_generated_source_is_the_same_every_time() -> None:
    policy = policies.policy(Random(5))
    assert generate(policy) == generate(policy)
