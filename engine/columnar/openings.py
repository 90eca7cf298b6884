"""What a record says of a row of which something is open, as truths. Part of :mod:`engine.columnar`.

:mod:`engine.columnar.reasons` finds why statements are open; here that is put together as :mod:`engine.batch.verdict` and
:func:`engine.explain.unknowns.open_labels` do it: of conditions and of the choice of rows, for rows that may take the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.columnar.outcome import Asked, Outcomes
from engine.columnar.program import YEARS
from engine.columnar.reasons import Found, Missing, OpenClause, Reasons, Unsaid, Yearly
from engine.columnar.rewriting import either
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.translator import Scope
from engine.core import nodes as n
from engine.core.policy import SubjectPolicy

Entry = tuple[str, str, str | None]
#: What the mask of a field of records by year says, bit by bit; of a year that has no bit nothing can be said.
BEYOND: Entry = ("unsaid", "", None)


class Openings(NamedTuple):
    """``entries``: what is said → truth; ``years``: the field of a record → years as bits; ``unsaid``: whether more is missing
    than can be said."""

    entries: dict[Entry, Scalar]
    years: dict[Yearly, Scalar]
    unsaid: Scalar


def alike(found: Outcomes) -> dict[str, tuple[str, ...]]:
    """Entitlements that several rows grant, all under the same statement, with these rows."""
    truths: dict[str, dict[Scalar, None]] = {}
    rows: dict[str, list[str]] = {}
    for row in found.rows:
        for name, truth in row.granted:
            truths.setdefault(name, {})[truth] = None
            rows.setdefault(name, []).append(row.row.locator)
    return {name: tuple(listed) for name, listed in rows.items() if len(listed) > 1 and len(truths[name]) == 1}


def given(
    pool: Pool, found: Outcomes, same: Mapping[str, Sequence[str]]
) -> Iterator[tuple[tuple[str, str, str | None], Scalar, Scalar]]:
    """Every entitlement: what its groups end in, its name and row; where it is asked about (never null); its truth.

    Those of ``same`` rows are said once, where one of the rows takes the application or may take it.
    """
    for name, truth in found.entitlements:
        yield ("", name, None), pool.true, truth
    reached: dict[str, list[Scalar]] = {}
    for row in found.rows:
        for name, truth in row.granted:
            if name in same:
                reached.setdefault(name, []).append(pool.may_be_true(row.scope))
            else:
                yield ("", name, row.row.locator), pool.may_be_true(row.scope), truth
    truths = {name: truth for row in found.rows for name, truth in row.granted}
    for name, rows in reached.items():
        yield ("_alike", name, None), pool.any_of(rows), truths[name]


def openings(
    pool: Pool,
    reasons: Reasons,
    part: SubjectPolicy,
    found: Outcomes,
    same: Mapping[str, Sequence[str]],
    notes: set[str],
    blocks: set[str],
) -> Openings:
    """Everything that a record says beyond that of a row of which nothing is open.

    ``same``: as :func:`alike` finds them; ``notes``: conditions that ask for nothing of the case; ``blocks``: those that count.
    """
    told = _Openings(pool, reasons, found, notes, blocks)
    rows = {row.row.locator: row.row for row in found.rows}
    applies = {each.name: each.applies for each in part.entitlements}
    for (after, name, locator), reached, truth in given(pool, found, same):
        row = rows.get(same[name][0] if name in same else locator or "")
        told.entitlement((after, name, locator), applies[name], Scope({}, row), pool.all_of([reached, pool.is_null(truth)]))
    return told.made()


def years_of(field: Yearly) -> tuple[Entry, ...]:
    """What the bits of a field's years say."""
    years = range(YEARS[0], YEARS[1] + 1)
    return (*(("missing", f"{field.record}[{year}].{field.field}", None) for year in years), BEYOND)


class _Openings:
    def __init__(self, pool: Pool, reasons: Reasons, found: Outcomes, notes: set[str], blocks: set[str]) -> None:
        self.pool = pool
        self.reasons = reasons
        self.found = found
        self.notes = notes
        self.blocks = blocks
        self.entries: dict[Entry, list[Scalar]] = {}

    def made(self) -> Openings:
        """All of it."""
        pool, told = self.pool, self.reasons.any_of(self._told())
        for key, truth in told.items():
            if isinstance(key, Missing):
                self._say(("missing", key.subject, None), truth)
            elif isinstance(key, OpenClause):
                self._say(("open_clause", key.clause, None), truth)
        joined = {entry: either(pool, truths) for entry, truths in self.entries.items()}
        years = {key: bits for key, bits in told.items() if isinstance(key, Yearly)}
        kept = {entry: truth for entry, truth in joined.items() if truth is not pool.false}
        return Openings(kept, years, told.get(Unsaid(), pool.false))

    def _say(self, entry: Entry, truth: Scalar) -> None:
        self.entries.setdefault(entry, []).append(truth)

    def _told(self) -> Iterator[Found]:
        """What is missing for conditions and routing, and the clauses under which they are open."""
        pool, everywhere = self.pool, Scope({}, None)
        for each in [one for one in self.found.conditions if one.condition.name not in self.notes]:
            yield self._asked(each, everywhere, pool.true, "open")
        for row in self.found.rows:
            open_, reached, inside = self.reasons.null(row.scope), pool.may_be_true(row.scope), Scope({}, row.row)
            self._say(("possible", row.row.locator, None), open_)
            yield self.reasons.where(open_, self.reasons.why(row.row.scope, everywhere))
            for each in row.conditions:
                yield self._asked(each, inside, reached, "open_in_rows")

    def _asked(self, asked: Asked, scope: Scope, reached: Scalar, group: str) -> Found:
        condition = asked.condition
        open_ = self.pool.all_of([reached, self.pool.is_null(asked.holds)])
        if open_ is self.pool.false:
            return {}
        told = self.reasons.condition(condition, scope)
        if condition.name in self.blocks:
            self._say((group, condition.name, None), open_)
            told = self.reasons.any_of([told, dict.fromkeys(map(OpenClause, condition.clauses), self.pool.true)])
        else:
            told = {key: truth for key, truth in told.items() if not isinstance(key, OpenClause)}
        return self.reasons.where(open_, told)

    def entitlement(self, called: tuple[str, str, str | None], applies: n.Node, scope: Scope, open_: Scalar) -> None:
        """An entitlement, where it is open: it awaits a judge where nothing else is missing."""
        pool, (after, name, row) = self.pool, called
        if open_ is pool.false:
            return
        told = self.reasons.why(applies, scope)
        kept = [(key, truth) for key, truth in told.items() if not (isinstance(key, Missing) and key.judged)]
        others = pool.any_of([self._some(key, truth) for key, truth in kept])
        self._say((f"undetermined{after}", name, row), pool.all_of([open_, others]))
        self._say((f"awaiting{after}", name, row), pool.all_of([open_, pool.negation(others)]))

    def _some(self, key: object, told: Scalar) -> Scalar:
        return self.pool.compare("!=", told, self.pool.constant(0)) if isinstance(key, Yearly) else told
