"""By which power of the number of rules a time grows."""

from __future__ import annotations

import math
from collections.abc import Sequence


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The slope of the straight line through the logarithms, by least squares: 0 does not grow, 1 grows as the rules do."""
    across, up = [math.log(size) for size in sizes], [math.log(spent) for spent in times]
    middle, level = sum(across) / len(across), sum(up) / len(up)
    spread = sum((x - middle) ** 2 for x in across)
    return sum((x - middle) * (y - level) for x, y in zip(across, up, strict=True)) / spread
