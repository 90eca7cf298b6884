"""Dates as written in a policy, ``YYYY-MM-DD``. Part of :mod:`engine.resolved.declarations`."""

from __future__ import annotations

import calendar
import re
from datetime import date

from engine.diagnostics import Diagnostic, Span

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def read_date(text: str, span: Span) -> tuple[date | None, Diagnostic | None]:
    """The date, or why it is none (E0410: not written as a date, E0411: no such day)."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None, Diagnostic("E0410", span, {"text": text})
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day), None
    except ValueError:
        arguments: dict[str, object] = {"year": year, "month": month, "day": day}
        if 1 <= month <= 12 and year >= 1:
            arguments["last"] = calendar.monthrange(year, month)[1]
        return None, Diagnostic("E0411", span, arguments)
