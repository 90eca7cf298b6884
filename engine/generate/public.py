"""What programs may ask of this room; :mod:`engine.api` hands these names on. Part of :mod:`engine.generate`."""

from __future__ import annotations

from engine.generate.writing import KINDS as REGISTER_KINDS
from engine.generate.writing import Register

__all__ = ["REGISTER_KINDS", "Register"]
