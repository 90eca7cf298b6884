"""The public names of :mod:`engine.acceptance`, for the command line and for callers of the library."""

from __future__ import annotations

from engine.acceptance.testing import Tested, run_features
from engine.acceptance.told import as_json, as_junit, as_text

__all__ = ["Tested", "as_json", "as_junit", "as_text", "run_features"]
