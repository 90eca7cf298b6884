"""The best assignment of rows to rows: every row at most once, so that all pairs together are as alike as can be. Part of
:mod:`engine.difference`.

The Hungarian method (shortest augmenting paths). Taking the likeliest pair first would give a row away that another one needs.
"""

from __future__ import annotations

from collections.abc import Mapping

#: More than any weight.
_NEVER = 1e9


def best(weights: Mapping[tuple[int, int], float], rows: int, columns: int) -> dict[int, int]:
    """Columns by row, so that the sum of the weights is greatest; only pairs that have a weight above 0 are made."""
    size = max(rows, columns)
    if not size or not weights:
        return {}
    cost = [[-max(weights.get((row, column), 0.0), 0.0) for column in range(size)] for row in range(size)]
    of_row, of_column = [0.0] * (size + 1), [0.0] * (size + 1)
    taken = [0] * (size + 1)
    for row in range(1, size + 1):
        taken[0] = row
        _augment(cost, of_row, of_column, taken, size)
    found = {taken[column] - 1: column - 1 for column in range(1, size + 1)}
    return {row: column for row, column in sorted(found.items()) if weights.get((row, column), 0.0) > 0}


def _augment(cost: list[list[float]], of_row: list[float], of_column: list[float], taken: list[int], size: int) -> None:
    """Give the row in ``taken[0]`` a column, moving others where that costs less."""
    column = 0
    least, before, seen = [_NEVER] * (size + 1), [0] * (size + 1), [False] * (size + 1)
    while taken[column]:
        seen[column] = True
        row, step, nearest = taken[column], _NEVER, 0
        for each in range(1, size + 1):
            if seen[each]:
                continue
            rest = cost[row - 1][each - 1] - of_row[row] - of_column[each]
            if rest < least[each]:
                least[each], before[each] = rest, column
            if least[each] < step:
                step, nearest = least[each], each
        for each in range(size + 1):
            if seen[each]:
                of_row[taken[each]] += step
                of_column[each] -= step
            else:
                least[each] -= step
        column = nearest
    while column:
        taken[column] = taken[before[column]]
        column = before[column]
