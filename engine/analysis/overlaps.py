"""Rows of one table that take the same case. Part of :mod:`engine.analysis`; code W0504.

A table whose rows are all listed (命中 全取) may mean it, as where one row recommends and another reviews; otherwise an
applicant is sent to two committees. The witness is a case that both rows take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from engine.analysis import search, witness
from engine.analysis.context import Context
from engine.analysis.formula import Formula
from engine.analysis.search import Domains
from engine.analysis.space import Space
from engine.core.policy import Row, SubjectPolicy
from engine.diagnostics import Diagnostic, Label

#: Pairs of rows that are looked at.
MOST_PAIRS = 40_000

Scoped = tuple[Row, Formula, Domains]


def check_overlaps(context: Context) -> Iterable[Diagnostic]:
    """One warning for every two rows of a table that take one case."""
    for part in context.core.subjects:
        for table in dict.fromkeys(row.table for row in part.rows):
            yield from _of_table(context, part, table)


def _of_table(context: Context, part: SubjectPolicy, table: str) -> Iterator[Diagnostic]:
    space = context.encoder(part.name).space
    scopes = list(scoped(context, part, [row for row in part.rows if row.table == table]))
    for one, two in candidates(space, scopes, context):
        answer = context.ask(part.name, (one[1], two[1], *context.chosen(part.name)), one[0].locator, one[0].span)
        if answer.found is not None and witness.is_real(space, answer.found):
            arguments = {"row": one[0].locator, "other": two[0].locator, "case": witness.told(space, answer.found)}
            yield Diagnostic("W0504", two[0].span, arguments, (Label(one[0].span, "first"),))


def scoped(context: Context, part: SubjectPolicy, rows: list[Row]) -> Iterator[Scoped]:
    """Rows with their scopes and what these ask of single facts; rows that plainly take nobody left out."""
    space = context.encoder(part.name).space
    for row in rows:
        formula = context.truth(part.name, row.scope, row.locator, row.span)
        narrowed = search.narrowed(space, formula) if formula is not None else None
        if formula is not None and narrowed is not None:
            yield row, formula, narrowed


def candidates(space: Space, scopes: list[Scoped], context: Context) -> Iterator[tuple[Scoped, Scoped]]:
    """Pairs whose scopes agree on every single fact, found by the words of the fact that tells most rows apart."""
    numbers = {number for _, _, narrowed in scopes for number in narrowed}
    buckets = [_buckets(space, scopes, number) for number in sorted(numbers)] or [[list(range(len(scopes)))]]
    best = min(buckets, key=lambda found: sum(len(each) ** 2 for each in found))
    seen: set[tuple[int, int]] = set()
    for bucket in best:
        for one, two in combinations(bucket, 2):
            if (one, two) in seen:
                continue
            seen.add((one, two))
            if len(seen) > MOST_PAIRS:
                row = scopes[one][0]
                context.budget.skipped.setdefault(row.locator, row.span)
                return
            first, second = scopes[one][2], scopes[two][2]
            if all(domain & second.get(number, domain) for number, domain in first.items()):
                yield scopes[one], scopes[two]


def _buckets(space: Space, scopes: list[Scoped], number: int) -> list[list[int]]:
    """The rows that a fact leaves for each of its values."""
    variable = space.variables[number]
    if variable.values is None:
        return [list(range(len(scopes)))]
    domains = [narrowed.get(number, space.full(number)) for _, _, narrowed in scopes]
    return [[at for at, domain in enumerate(domains) if domain >> bit & 1] for bit in range(variable.size)]
