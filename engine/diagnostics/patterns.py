"""Regular expressions compiled when they are first used. In the lowest room, for all others.

``policy eval`` starts often and needs few of the patterns of the modules that it imports; compiling all of them would take
as long as evaluating.
"""

from __future__ import annotations

import re
from typing import Any


class LazyPattern:
    """Stands for ``re.compile(pattern, flags)``; its methods are the compiled pattern's."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._arguments = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        """A method of the compiled pattern, which is kept: the next use finds it at once."""
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)
        return found
