"""All that is asked of a subject, as scalars: what :class:`engine.evaluate.outcome.Outcome` says, column by column.

Part of :mod:`engine.columnar`; the rules are those of :mod:`engine.evaluate.assemble`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from engine.columnar import loops
from engine.columnar.grounds import Found, Grounds
from engine.columnar.scalar import Pool, Scalar
from engine.columnar.translator import Scope, Translator
from engine.columnar.value import Judged, Sites, guarded, joined
from engine.core import nodes as n
from engine.core.policy import Condition, Entitlement, Message, Row, SubjectPolicy

#: Gives, for a row's locator and the statement whether it takes a case, that statement or what stands for it.
StandIn = Callable[[str, Scalar], Scalar]
DECISIONS = ("eligible", "ineligible", "incomplete", "not_applicable")


class Asked(NamedTuple):
    """A condition: its status as text, its truth as a whole, the clauses on which it failed where it did."""

    condition: Condition
    status: Scalar
    holds: Scalar
    failed: Found


class RowAsked(NamedTuple):
    """A row: its scope, what is asked of it, what it grants; ``granted``: the same as if it were in scope."""

    row: Row
    scope: Scalar
    conditions: tuple[Asked, ...]
    entitlements: tuple[tuple[str, Scalar], ...]
    granted: tuple[tuple[str, Scalar], ...]


class Outcomes(NamedTuple):
    """Everything that is known of each application. ``incidents``: a list of texts, those of ``sites`` that are told;
    ``failed``: clause → whether a condition or comparison under it failed."""

    decision: Scalar
    routing: Scalar
    passes: Scalar
    incidents: Scalar
    conditions: tuple[Asked, ...]
    entitlements: tuple[tuple[str, Scalar], ...]
    rows: tuple[RowAsked, ...]
    gaps: tuple[tuple[str, Scalar], ...]
    summary: Mapping[str, Scalar]
    failed: Mapping[str, Scalar]
    sites: Sites


def outcomes(translator: Translator, part: SubjectPolicy, stand_in: StandIn = lambda locator, scope: scope) -> Outcomes:
    """Translate all that is asked of a subject; ``stand_in``: what stands for whether a row takes a case."""
    return _Asking(translator, stand_in).outcomes(part)


def named_list(pool: Pool, listed: Mapping[str, Scalar]) -> Scalar:
    """The list of the names whose scalar is true."""
    texts = [pool.case([(condition, pool.constant(name))], pool.null("text")) for name, condition in listed.items()]
    kept = [text for text in texts if text.operation != "null"]
    return pool.call("present", "text[]", *kept, known=True) if kept else pool.call("listed", "text[]", known=True)


class _Asking:
    def __init__(self, translator: Translator, stand_in: StandIn) -> None:
        self.translator = translator
        self.stand_in = stand_in
        self.pool: Pool = translator.pool
        self.sites: Sites = ()
        self.grounds = Grounds(translator)

    def outcomes(self, part: SubjectPolicy) -> Outcomes:
        """The outcome as :func:`engine.evaluate.assemble.decide` puts it together."""
        pool, everywhere = self.pool, Scope({}, None)
        conditions = tuple(self._condition(c, everywhere, pool.true) for c in part.conditions if not c.tables)
        entitlements = tuple(self._entitlement(e, everywhere, pool.true) for e in part.entitlements if not e.tables)
        rows = tuple(self._row(row, part) for row in part.rows)
        routing = pool.any_of([row.scope for row in rows]) if rows else pool.true
        blocking = frozenset(condition.name for condition in part.conditions if condition.blocks)
        passes = pool.all_of([each.holds for each in conditions if each.condition.name in blocking])
        if rows:
            admitted = [
                pool.all_of([row.scope, *(each.holds for each in row.conditions if each.condition.name in blocking)])
                for row in rows
            ]
            passes = pool.all_of([passes, pool.any_of(admitted)])
        decision = pool.case(
            [
                (pool.is_false(routing), pool.constant("not_applicable")),
                (pool.is_false(passes), pool.constant("ineligible")),
                (pool.is_null(passes), pool.constant("incomplete")),
            ],
            pool.constant("eligible"),
        )
        gaps = tuple((gap.name, self._gap(gap.scope, pool.is_false(routing))) for gap in part.gaps)
        failed = self._failed(conditions, rows)
        summary = self._summary(conditions, rows, failed)
        return Outcomes(
            decision, routing, passes, self._incidents(), conditions, entitlements, rows, gaps, summary, failed, self.sites
        )

    def _reached(self, conditions: tuple[Asked, ...], rows: tuple[RowAsked, ...]) -> list[tuple[Asked, Scalar]]:
        """All conditions, with where (never null) each is asked."""
        asked = [(each, self.pool.true) for each in conditions]
        return asked + [(each, self.pool.may_be_true(row.scope)) for row in rows for each in row.conditions]

    def _failed(self, conditions: tuple[Asked, ...], rows: tuple[RowAsked, ...]) -> Mapping[str, Scalar]:
        return self.grounds.any_of(self.grounds.where(reached, each.failed) for each, reached in self._reached(conditions, rows))

    def _summary(
        self, conditions: tuple[Asked, ...], rows: tuple[RowAsked, ...], failed: Mapping[str, Scalar]
    ) -> dict[str, Scalar]:
        """Lists for people: the clauses that failed, those still open, the rows that take or may take the application."""
        pool = self.pool
        missing = self.grounds.any_of(
            self.grounds.where(pool.all_of([reached, pool.is_null(each.holds)]), dict.fromkeys(each.condition.clauses, pool.true))
            for each, reached in self._reached(conditions, rows)
            if each.condition.blocks
        )
        return {
            "failed": named_list(pool, failed),
            "missing": named_list(pool, missing),
            "rows": named_list(pool, {row.row.locator: pool.is_true(row.scope) for row in rows}),
            "rows_open": named_list(pool, {row.row.locator: pool.is_null(row.scope) for row in rows}),
        }

    def _row(self, row: Row, part: SubjectPolicy) -> RowAsked:
        self.translator.at(row.span)
        scope, sites = self.translator.truth(row.scope, Scope({}, None))
        self.sites = joined(self.sites, sites)
        scope = self.stand_in(row.locator, scope)
        reached, inside = self.pool.may_be_true(scope), Scope({}, row)
        conditions = [self._condition(c, inside, reached) for c in part.conditions if row.table in c.tables]
        granted = [self._entitlement(e, inside, reached) for e in part.entitlements if row.table in e.tables]
        return RowAsked(
            row,
            scope,
            tuple(each._replace(status=self._where(reached, each.status)) for each in conditions),
            tuple((name, self._where(reached, truth)) for name, truth in granted),
            tuple(granted),
        )

    def _where(self, reached: Scalar, said: Scalar) -> Scalar:
        """What is said of a row, nothing where it is not in scope."""
        return self.pool.case([(reached, said)], self.pool.null(said.type))

    def _gap(self, node: n.Node, asked: Scalar) -> Scalar:
        truth, sites = self.translator.truth(node, Scope({}, None))
        self.sites = joined(self.sites, guarded(self.pool, asked, sites))
        return self._where(asked, truth)

    def _condition(self, condition: Condition, scope: Scope, reached: Scalar) -> Asked:
        """A condition; ``reached`` (never null): where it is asked at all."""
        pool, translator = self.pool, self.translator
        translator.at(condition.span)
        applies = Judged(pool.true, ())
        if condition.applies is not None:
            applies = translator.truth(condition.applies, scope)
        requires = self._requires(condition, scope)
        asked = guarded(pool, pool.may_be_true(applies.truth), requires.sites)
        self.sites = joined(self.sites, guarded(pool, reached, joined(applies.sites, asked)))
        status = pool.case(
            [
                (pool.is_false(applies.truth), pool.constant("not_required")),
                (pool.is_true(requires.truth), pool.constant("met")),
                (
                    pool.all_of([pool.is_true(applies.truth), pool.is_false(requires.truth)]),
                    pool.constant("not_met"),
                ),
            ],
            pool.constant("undetermined"),
        )
        holds = pool.any_of([pool.negation(applies.truth), requires.truth])
        own = dict.fromkeys(condition.clauses, pool.true)
        grounds = self.grounds.any_of([own, self.grounds.of(condition.requires, scope, False)])
        failed = self.grounds.where(pool.all_of([pool.is_true(applies.truth), pool.is_false(requires.truth)]), grounds)
        return Asked(condition, status, holds, failed if condition.blocks else {})

    def _requires(self, condition: Condition, scope: Scope) -> Judged:
        """The requirement, with what its message may meet where an element fails."""
        node = condition.requires

        def element(node: n.Node, inside: Scope) -> Judged:
            truth, sites = self.translator.truth(node, inside)
            said = guarded(self.pool, self.pool.is_false(truth), self._said(condition.message, inside))
            return Judged(truth, joined(sites, said))

        if isinstance(node, n.Quantifier) and node.every:
            years = loops.years(self.translator, node.years, scope)
            truth, sites = loops.over(self.translator, years, node, scope, lambda inside: element(node.body, inside))
            return Judged(truth, joined(years.sites, sites))
        return element(node, scope)

    def _said(self, message: Message | None, scope: Scope) -> Sites:
        parts: Iterator[n.Node] = (part for part in message.parts if not isinstance(part, str)) if message else iter(())
        return joined(*(self.translator.value(part, scope).sites for part in parts))

    def _entitlement(self, entitlement: Entitlement, scope: Scope, reached: Scalar) -> tuple[str, Scalar]:
        self.translator.at(entitlement.span)
        truth, sites = self.translator.truth(entitlement.applies, scope)
        said = guarded(self.pool, self.pool.is_true(truth), self._said(entitlement.message, scope))
        self.sites = joined(self.sites, guarded(self.pool, reached, joined(sites, said)))
        return entitlement.name, truth

    def _incidents(self) -> Scalar:
        """All incidents met, each once, in order."""
        pool = self.pool
        texts = [site for site in self.sites if site.type == "text"]
        lists = [site for site in self.sites if site.type == "text[]"]
        if not self.sites:
            return pool.call("listed", "text[]", known=True)
        return pool.call("incidents", "text[]", pool.call("listed", "text[]", *texts, known=True), *lists, known=True)
