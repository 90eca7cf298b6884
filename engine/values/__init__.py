"""Values that facts and expressions take, and why they may be unknown.

Below every stage that computes. Known values are plain Python: ``bool``, ``int`` (quantities, scaled by their unit's
scale; years), ``datetime.date``, ``str`` (enumeration words and texts), ``tuple`` (year spans ``(first, last)``;
lists of tuples). The rest lives here.
"""

from engine.values.partial import (
    ABSENT,
    CALENDAR,
    CONFLICT,
    GIVEN_UNKNOWN,
    JUDGEMENT,
    NOT_APPLICABLE,
    Interval,
    NotApplicable,
    Unknown,
    UnknownLabel,
)

__all__ = [
    "ABSENT",
    "CALENDAR",
    "CONFLICT",
    "GIVEN_UNKNOWN",
    "JUDGEMENT",
    "NOT_APPLICABLE",
    "Interval",
    "NotApplicable",
    "Unknown",
    "UnknownLabel",
]
