"""Rows whose work is over before the notice is issued. Part of :mod:`engine.analysis`; code W0503.

A month copied from last year, or read from the wrong column, shows itself when a committee would have finished before it was
told to begin.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.analysis.context import Context
from engine.diagnostics import Diagnostic


def check_windows(context: Context) -> Iterable[Diagnostic]:
    """One warning for every row that finishes before the notice's date."""
    issued = context.resolved.notice.issued_on
    for scoped in context.typed.rows:
        finish = scoped.row.finish_date
        if finish is not None and finish < issued:
            yield Diagnostic("W0503", scoped.row.span, {"row": scoped.row.locator, "finish": finish, "issued": issued})
