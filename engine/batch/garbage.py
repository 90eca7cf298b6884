"""How often processes that decide rows look for garbage. Part of :mod:`engine.batch`."""

from __future__ import annotations

import gc

#: New objects between two looks: rows are none while they are decided, and looking at them took half of the time.
_BETWEEN = 100_000


def look_seldom() -> None:
    """From now on look seldom, and never at what was loaded so far."""
    gc.freeze()
    gc.set_threshold(_BETWEEN)
