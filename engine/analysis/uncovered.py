"""Cases that no row takes and no gap explains. Part of :mod:`engine.analysis`; code W0505.

Whoever files such a case is told that this plan does not take it, and nothing more: neither why nor whom to ask. The witness
is one such case, under the readings that are chosen; once it has a row or a gap, the next is told.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.analysis import witness
from engine.analysis.context import Context
from engine.analysis.formula import Formula, negated
from engine.core.policy import SubjectPolicy
from engine.diagnostics import Diagnostic


def check_uncovered(context: Context) -> Iterable[Diagnostic]:
    """One warning for a subject with rows where some case finds neither a row nor a gap."""
    for part in context.core.subjects:
        if part.rows:
            yield from _of_subject(context, part)


def _of_subject(context: Context, part: SubjectPolicy) -> Iterable[Diagnostic]:
    last = part.rows[-1]
    refused: list[Formula] = []
    for name, node, place in (
        *((row.locator, row.scope, row.span) for row in part.rows),
        *((gap.name, gap.scope, gap.span) for gap in part.gaps),
    ):
        formula = context.truth(part.name, node, name, place)
        if formula is None:
            return
        refused.append(negated(formula))
    answer = context.ask(part.name, [*refused, *context.chosen(part.name)], part.name, last.span)
    space = context.encoder(part.name).space
    if answer.found is not None and witness.is_real(space, answer.found):
        place = context.resolved.tables[last.table].span
        yield Diagnostic("W0505", place, {"name": part.name, "case": witness.told(space, answer.found)})
