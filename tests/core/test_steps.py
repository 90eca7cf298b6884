"""Definitions that multiply: refused when the policy is checked, however small each of them is."""

from __future__ import annotations

import time
from pathlib import Path

from engine.core.depth import MAX_STEPS
from tests.helpers import expect
from tests.language_page import pipeline


def doubling(count: int) -> str:
    """Definitions each of which uses the one before it twice."""
    rules = [f"定义 层{i}：层{i - 1} 且 层{i - 1}" for i in range(1, count)]
    return "\n".join(["定义 层0：甲 或 乙", *rules, ""])


def test_doubling_definitions_are_refused_at_once(tmp_path: Path) -> None:
    start = time.monotonic()
    made = pipeline(doubling(60), tmp_path)
    assert time.monotonic() - start < 30  # against blow-ups only; bench.limits measures
    told = expect(made.diagnostics, "E0503", underlines="层17", sources=made.sources)
    assert told.arguments == {"name": "层17", "limit": MAX_STEPS}


def test_a_few_are_not(tmp_path: Path) -> None:
    assert not pipeline(doubling(10), tmp_path).failed
