"""Rows that were looked through before: no value of theirs needs to be checked again. Part of :mod:`engine.columnar`.

Whoever hands over such rows vouches for ranges, for words, for years that stand once, and that what is called ``known``
is never null. Half of Kleene's cases then fall away on the way from policy to query.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.columnar.relation import Relation
from engine.columnar.scalar import Bounds, Scalar
from engine.columnar.translator import Scope, Translator
from engine.columnar.value import Judged
from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.evaluate.outcome import Bindings

#: The operations that a record by year is read with, until :mod:`~engine.columnar.bits` puts others in their place.
RECORDED, REGISTERED = "recorded", "registered"
#: The column that stands for what a judge has to say.
JUDGEMENT = "_judgement"


class Figure(NamedTuple):
    """Stands in the entries of a parameter for a value that is given when the query is run, within these bounds."""

    low: int
    high: int


class TrustedTranslator(Translator):
    """Translates for rows whose values are in order; ``known``: columns (``ID``, ``ID.FIELD`` of records) without nulls."""

    def __init__(self, policy: CorePolicy, subject: Mapping[str, Any], bindings: Bindings, known: frozenset[str]) -> None:
        super().__init__(policy, Relation(subject), bindings)
        self.without_null = known

    def given(self, column: str, kind: str, bounds: Bounds | None) -> Scalar:
        """The column as it is."""
        return self.pool.column(column, kind, bounds, known=column in self.without_null)

    def or_null(self, value: Any, type: str) -> Scalar:
        """A figure that is swept is any of its values."""
        return self.pool.figure((value.low, value.high)) if isinstance(value, Figure) else super().or_null(value, type)

    def recorded(self, record: str, year: Scalar, field: str, kind: str, bounds: Bounds | None) -> tuple[Scalar, Scalar]:
        """Both as operations of their own."""
        pool = self.pool
        listed = pool.column(record, "record[]", known=record in self.without_null)
        found = pool.call(RECORDED, kind, listed, year, value=field, bounds=bounds)
        registered = pool.call(REGISTERED, "boolean", listed, year, known=listed.known and year.known)
        return found, pool.all_of([pool.is_known(listed), pool.is_known(year), pool.negation(registered)])

    def atom(self, node: n.Node, scope: Scope) -> Judged:
        """What is left to a judge is a column that is always null, so that it can be told from what is missing."""
        if isinstance(node, n.Judgement):
            return Judged(self.pool.column(JUDGEMENT, "boolean"), ())
        return super().atom(node, scope)
