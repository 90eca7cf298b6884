"""Clashes and impossible ranges met while evaluating: told as diagnostics, never turned into a decision.

Part of :mod:`engine.explain`.
"""

from __future__ import annotations

from engine.diagnostics import Diagnostic, Span
from engine.evaluate.outcome import Outcome

CODES = {"clash": "E0701", "reversed_range": "E0702", "out_of_range": "E0703"}
#: The arguments of a code's message, in the order of the incident's names.
ARGUMENTS = {
    "clash": ("definition", "first", "second"),
    "reversed_range": ("first", "last"),
    "out_of_range": ("date",),
}


def diagnostics(outcome: Outcome, file: str) -> list[Diagnostic]:
    """One diagnostic per incident, placed at the application as a whole."""
    place = Span(file or "-")
    return [
        Diagnostic(CODES[one.kind], place, dict(zip(ARGUMENTS[one.kind], one.names, strict=False))) for one in outcome.incidents
    ]
