"""What programs may ask of this room; :mod:`engine.api` hands these names on. Part of :mod:`engine.sampling`."""

from __future__ import annotations

from engine.sampling.result import sample as draw_sample
from engine.sampling.result import verify as verify_sample

__all__ = ["draw_sample", "verify_sample"]
