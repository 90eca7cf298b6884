"""Unknown, partly known and inapplicable values. Part of :mod:`engine.values`.

Truth is Kleene's: true, false, unknown. *Why* something is unknown is a set of labels carried along, never a further
truth value (``docs/language.md``, "Truth").
"""

from __future__ import annotations

from typing import NamedTuple

ABSENT = "absent"  # 缺: not given; JSON null, empty cell
GIVEN_UNKNOWN = "unknown"  # 不详: given as unknown
JUDGEMENT = "judgement"  # 待判断: left to a person
CALENDAR = "calendar"  # 无日历: the year's working days are not announced
CONFLICT = "conflict"  # 冲突: exceptions clash


class UnknownLabel(NamedTuple):
    """Why a value is unknown: one of the five kinds, and what is concerned.

    ``subject`` is a fact path (``continuing_education[2023].total_hours``), ``parameter:NAME``, a calendar year, or the
    name of the definition whose exceptions clash.
    """

    kind: str
    subject: str


class Unknown:
    """A value that is not known, with the labels that say why. Equal when the labels are equal."""

    __slots__ = ("labels",)

    def __init__(self, labels: frozenset[UnknownLabel]) -> None:
        self.labels = labels

    @classmethod
    def because(cls, kind: str, subject: str) -> Unknown:
        """An unknown with a single label."""
        return cls(frozenset((UnknownLabel(kind, subject),)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and other.labels == self.labels

    def __hash__(self) -> int:
        return hash(self.labels)

    def __repr__(self) -> str:
        return f"Unknown({', '.join(f'{kind}:{subject}' for kind, subject in sorted(self.labels))})"


class Interval:
    """A count or sum that may be only partly known: certainly ``low``, possibly ``high`` (both included).

    ``labels`` say what keeps the two apart (empty when equal); ``parts`` lists the counted elements for explanation:
    tuples ``(aggregate_atom, bindings, ((year, truth, value, reasons), ...))``.
    """

    __slots__ = ("high", "labels", "low", "parts")

    def __init__(self, low: int, high: int, labels: frozenset[UnknownLabel], parts: tuple = ()) -> None:
        self.low = low
        self.high = high
        self.labels = labels
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Interval) and (self.low, self.high, self.labels, self.parts) == (
            other.low,
            other.high,
            other.labels,
            other.parts,
        )

    def __hash__(self) -> int:
        return hash((self.low, self.high, self.labels))

    def __repr__(self) -> str:
        return f"Interval({self.low}, {self.high})"


class NotApplicable:
    """The one value of a fact that does not apply (不适用); only facts marked 可不适用 take it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"

    def __reduce__(self) -> str:
        """Copies and pickles are this same object: it is told by identity."""
        return "NOT_APPLICABLE"


NOT_APPLICABLE = NotApplicable()
