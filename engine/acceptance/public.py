"""The public names of :mod:`engine.acceptance`, for the command line and for callers of the library."""

from __future__ import annotations

from engine.acceptance.mutated_told import as_json as mutated_as_json
from engine.acceptance.mutated_told import as_text as mutated_as_text
from engine.acceptance.mutating import Mutated, mutate_policy
from engine.acceptance.testing import Tested, run_features
from engine.acceptance.told import as_json, as_junit, as_text

__all__ = [
    "Mutated", "Tested", "as_json", "as_junit", "as_text", "mutate_policy", "mutated_as_json", "mutated_as_text", "run_features",
]  # fmt: skip
