"""The public names of :mod:`engine.release`, for the command line and for callers of the library."""

from __future__ import annotations

from engine.bundle.manifest import Manifest
from engine.release.gate import Gate, examine
from engine.release.release import Released, release
from engine.release.tasks import remaining

__all__ = ["Gate", "Manifest", "Released", "examine", "release", "remaining"]
