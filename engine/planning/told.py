"""Mistakes in what was given, told where it was given: at ``--meeting`` or ``--given``. Part of :mod:`engine.planning`.

Given values are read as the JSON text of an application; nobody who typed an option has seen that text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.diagnostics import Diagnostic, Span
from engine.errors import InvalidApplication

#: The names under which messages show what was given.
SHOWN, BY_MEETING = "--given", "--meeting"


def refusal(problems: Sequence[Diagnostic], stated: Mapping[str, str], meeting: str | None) -> InvalidApplication:
    """The exception for ``problems`` in the JSON text of ``stated``; ``meeting`` is the name of the fact that ``--meeting`` gave.

    Every fact stands on a line of its own in that text, behind the line of the opening brace.
    """
    places: list[Span] = []
    given: list[str] = []
    for name, value in stated.items():
        if name == meeting:
            places.append(Span(BY_MEETING, 1, 1, 1, len(value) + 1))
        else:
            given.append(f"{name}={value}")
            places.append(Span(SHOWN, len(given), len(name) + 2, len(given), len(given[-1]) + 1))

    def told(span: Span) -> Span:
        inside = span.file == SHOWN and 2 <= span.line < len(places) + 2
        return places[span.line - 2] if inside else span

    moved = [
        each._replace(span=told(each.span), labels=tuple(label._replace(span=told(label.span)) for label in each.labels))
        for each in problems
    ]
    sources = {SHOWN: "\n".join(given)} | ({BY_MEETING: stated[meeting]} if meeting is not None else {})
    return InvalidApplication(moved, sources)
