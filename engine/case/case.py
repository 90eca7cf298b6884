"""The case: the typed facts of one application, each with its place and provenance. What :mod:`engine.case` makes.

Evaluators take :attr:`Case.facts`; explanations also ask where a fact comes from and what if it were different.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.case.completion import ASSUMED, GIVEN, complete, is_consistent
from engine.diagnostics import Span
from engine.values import ABSENT, NOT_APPLICABLE, Unknown


class Case:
    """An application as read; never changed once made.

    ``subject``: Chinese name. ``given``: every fact of the vocabulary as the file has it, by id: a value, ``Unknown``
    (absent, unknown, judgement) or ``NOT_APPLICABLE``; records as ``{year: {field: value}}``, without what was not given.
    ``facts``: the same with what follows and what is assumed filled in, as evaluators take it. ``provenance``: path
    (``ID`` or ``RECORD[YEAR].FIELD``) → ``given``, ``assumed``, ``derived`` or ``registered``; absent facts have none.
    ``spans``: path → place of what is given; ``stated``: paths that the file or a question gives. ``file`` and ``digest``
    (SHA-256 of its bytes, hexadecimal) name the input. ``on``: the date at which parameters are read, or ``Unknown``;
    ``given_on``: the reference date as the file gives it.
    """

    __slots__ = (
        "digest", "facts", "file", "given", "given_on", "on", "provenance", "spans", "stated", "subject", "vocabulary",
    )  # fmt: skip

    def __init__(
        self,
        vocabulary: dict[str, Any],
        given: dict[str, Any],
        spans: Mapping[str, Span],
        file: str,
        digest: str,
        on: date | None = None,
    ) -> None:
        """``vocabulary`` is the subject's entry in the tables; ``on`` takes the place of the reference date given."""
        reference = vocabulary["reference_date"]
        self.vocabulary = vocabulary
        self.subject: str = vocabulary["name"]
        self.spans = spans
        self.file = file
        self.digest = digest
        self.given_on: Any = given[reference] if reference else Unknown.because(ABSENT, "reference_date")
        self.on: Any = on or self.given_on
        replaced = {reference: on} if reference and on else {}
        self._settle(given | replaced, frozenset(spans) | frozenset(replaced), True)

    def _settle(self, given: dict[str, Any], stated: frozenset[str], assume: bool) -> None:
        """Take ``given``, of which ``stated`` paths stand in the file or a question, and complete it."""
        self.given = given
        self.stated = stated
        self.facts, added = complete(self.vocabulary, given, assume)
        self.provenance: dict[str, str] = dict.fromkeys(sorted(stated), GIVEN) | added
        reference = self.vocabulary["reference_date"]
        if reference:
            found = self.facts[reference]
            self.on = Unknown.because(ABSENT, reference) if found is NOT_APPLICABLE else found

    def _copy(self) -> Case:
        """As ``copy.copy``, whose module is not worth importing for this."""
        other = Case.__new__(Case)
        for name in Case.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def replace(self, path: str, value: Any) -> Case:
        """The case with the fact or field at ``path`` given as ``value``, and everything derived anew from it.

        For questions of what would be if; see :attr:`is_consistent`. Raises ``KeyError`` for a path without such a fact.
        """
        record, bracket, rest = path.partition("[")
        if record not in self.given:
            raise KeyError(path)
        if bracket:
            year, _, field = rest.partition("].")
            entries = self.given[record]
            records = dict(entries) if isinstance(entries, dict) else {}
            records[int(year)] = records.get(int(year), {}) | {field: value}
            value = dict(sorted(records.items()))
        other = self._copy()
        other._settle(self.given | {record: value}, self.stated | {path, record}, True)
        return other

    def without_assumed(self) -> Case:
        """The case with assumed facts left absent: a decision that differs on it is carried by an assumption."""
        other = self._copy()
        other._settle(self.given, self.stated, False)
        return other

    @property
    def assumed(self) -> tuple[str, ...]:
        """Paths of assumed facts."""
        return tuple(path for path, source in self.provenance.items() if source == ASSUMED)

    @property
    def is_consistent(self) -> bool:
        """Whether an application could state these facts; always so for a case that was read from a file."""
        return is_consistent(self.vocabulary, self.facts)
