"""A bar on standard error while a command works; nothing where that is no terminal. Part of :mod:`engine.cli`."""

from __future__ import annotations

import sys

_WIDTH = 30


class Progress:
    """Told how many of how many are done."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._last = -1

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Draw the bar anew where a per cent has passed."""
        part = 100 * done // total if total else 100
        if not self._shown or part == self._last:
            return
        self._last = part
        full = _WIDTH * part // 100
        sys.stderr.write(f"\r[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{total} {note}\x1b[K")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown and self._last >= 0:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Stage(Progress):
    """A bar that says which stage it is about, and goes at the end."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Draw the bar, and take it away at the end."""
        super().__call__(done, total, note or self.name)
        if done == total:
            self.clear()
