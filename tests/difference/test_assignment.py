"""The best assignment, against all that there are."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest

from engine.difference.assignment import best


def test_the_likeliest_pair_first_would_be_worse() -> None:
    weights = {(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8}
    assert best(weights, 2, 2) == {0: 1, 1: 0}


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (1, 3), (3, 1), (4, 4), (5, 3), (3, 5)])
def test_no_assignment_is_better(rows: int, columns: int) -> None:
    for seed in range(20):
        random = Random(f"{rows} {columns} {seed}")
        weights = {(one, two): random.random() for one in range(rows) for two in range(columns) if random.random() < 0.7}
        found = best(weights, rows, columns)
        assert len(set(found.values())) == len(found)
        size = max(rows, columns)
        most = max(sum(weights.get(pair, 0.0) for pair in enumerate(each)) for each in permutations(range(size)))
        assert sum(weights[pair] for pair in found.items()) == pytest.approx(most)
