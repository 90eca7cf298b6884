"""The scenarios of the shipped policy see every condition met and not met, every comparison true and false."""

from __future__ import annotations

from time import perf_counter

from engine.acceptance.testing import run_features
from tests.features import POLICY


def test_every_condition_and_comparison_is_seen_both_ways() -> None:
    tested = run_features(str(POLICY), coverage=True, clock=perf_counter)
    assert tested.coverage is not None
    seen = {
        (clause, *entry[:-2]): entry[-2:]
        for clause, parts in tested.coverage.items()
        for entry in (*parts["conditions"], *parts["atoms"])
    }
    assert len(seen) > len(tested.coverage) > 65
    assert [name for name, sides in seen.items() if tuple(sides) != (True, True)] == []
