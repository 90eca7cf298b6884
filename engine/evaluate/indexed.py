"""Outcomes of policies with many statements: judged are those that can apply to a case, explained is what is asked for.

Light: imported by generated modules of large policies (:mod:`engine.evaluate.codegen.indexed`). Statements of one shape share
a function and differ by an *instance*, the tuple ``(number, name, constants…)``; instances are kept as text, group by group
(:mod:`engine.core.dispatch`), and read when a case first asks for their group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from engine.evaluate.assemble import verdict
from engine.evaluate.outcome import ConditionOutcome, EntitlementOutcome, Incident, Outcome, RowOutcome
from engine.values import NOT_APPLICABLE

#: Stands for a fact that is not known or not plain: it leaves aside nothing.
OPEN = object()
PLAIN = frozenset((bool, int, str, date))
#: How many combinations of words an index remembers.
REMEMBERED = 4_096
#: What instances are written with.
_NAMES = {"date": date, "NOT_APPLICABLE": NOT_APPLICABLE, "__builtins__": {"frozenset": frozenset}}

Instance = tuple[Any, ...]


class Shape(NamedTuple):
    """The functions of statements alike but for constants.

    ``status(env, row, instances, found)`` notes the standing of those that apply or may apply; ``judge(env, row, instance)``
    gives the outcome of one with all reasons. ``kind``: ``condition``, ``entitlement`` or ``row``.
    """

    kind: str
    status: Callable[[list, Any, Sequence[Instance], Findings], None]
    judge: Callable[[list, Any, Instance], Any]


class Findings:
    """What judging notes, in the order of the policy: ``(name, status)`` of conditions, ``(name, truth)`` of entitlements, rows,
    and the truths of conditions that count and are not met for certain."""

    __slots__ = ("asked", "barring", "granted", "rows")

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.granted: list[tuple[str, bool | None]] = []
        self.rows: list[RowOutcome] = []
        self.barring: list[bool | None] = []


class Index:
    """The statements of a subject, found by the words of its key facts.

    ``groups``: text of the instances of each group, by shape, ``((number of the shape, (instance, …)), …)``; ``words``: for
    each key fact the groups that a word leaves, those that ask nothing of the fact not named; ``free``: for each key fact the
    groups that ask nothing of it. ``sizes``: how many conditions and entitlements there are.
    """

    def __init__(
        self,
        shapes: Sequence[Shape],
        groups: Sequence[str],
        words: Sequence[dict[Any, tuple[int, ...]]],
        free: Sequence[tuple[int, ...]],
        sizes: tuple[int, int],
    ) -> None:
        self.shapes = shapes
        self.sizes = sizes
        self._texts = groups
        self._read: dict[int, list[tuple[int, int, Instance]]] = {}
        self._words = words
        self._free = free
        self._known: dict[tuple, tuple[tuple[Shape, tuple[Instance, ...]], ...]] = {}

    def possible(self, values: tuple) -> tuple[tuple[Shape, tuple[Instance, ...]], ...]:
        """The statements that can apply where the key facts have these values, in order, neighbours of a shape together."""
        known = self._known
        key = tuple([value if type(value) in PLAIN else OPEN for value in values])
        found = known.get(key)
        if found is None:
            if len(known) >= REMEMBERED:
                known.clear()
            found = known[key] = tuple(self._runs(self._left(key)))
        return found

    def _left(self, key: tuple) -> Iterable[int]:
        """The groups that the values of the key facts leave."""
        left: set[int] | None = None
        for value, words, free in zip(key, self._words, self._free, strict=True):
            if value is not OPEN:
                these = {*words.get(value, ()), *free}
                left = these if left is None else left & these
        return range(len(self._texts)) if left is None else left

    def _runs(self, groups: Iterable[int]) -> Iterator[tuple[Shape, tuple[Instance, ...]]]:
        members = sorted((member for group in groups for member in self._members(group)), key=itemgetter(0))
        for shape, run in groupby(members, key=itemgetter(1)):
            yield self.shapes[shape], tuple([instance for _, _, instance in run])

    def _members(self, group: int) -> list[tuple[int, int, Instance]]:
        """The statements of a group as ``(number, shape, instance)``."""
        if group not in self._read:
            parts = eval(self._texts[group], _NAMES)
            self._read[group] = [(one[0], shape, one) for shape, instances in parts for one in instances]
        return self._read[group]

    def all(self) -> Iterator[tuple[Shape, tuple[Instance, ...]]]:
        """Every statement, in order."""
        return iter(self.possible((OPEN,) * len(self._words)))


class IndexedOutcome:
    """An :class:`~engine.evaluate.outcome.Outcome` of which conditions and entitlements are explained when asked for.

    ``asked`` are the conditions that apply or may apply, ``granted`` the entitlements that are or may be granted, by name and
    with their standing; ``others`` counts the rest. ``conditions`` and ``entitlements`` are all of them, with reasons made from
    the values recorded when the case was judged. Equal to the plain outcome with the same content.
    """

    __slots__ = (
        "_conditions", "_entitlements", "_environment", "_index", "_values", "asked", "decision", "gaps", "granted", "incidents",
        "passes", "routing", "rows",
    )  # fmt: skip

    decision: str
    routing: bool | None
    passes: bool | None
    rows: tuple[RowOutcome, ...]
    gaps: tuple[tuple[str, bool | None], ...]
    incidents: tuple[Incident, ...]
    asked: Sequence[tuple[str, str]]
    granted: Sequence[tuple[str, bool | None]]

    def __init__(self, index: Index, environment: list, values: tuple, found: Findings) -> None:
        self._index = index
        self._environment = environment
        self._values = values
        self._conditions: tuple[ConditionOutcome, ...] | None = None
        self._entitlements: tuple[EntitlementOutcome, ...] | None = None
        self.asked = found.asked
        self.granted = found.granted
        self.rows = tuple(found.rows)

    @property
    def others(self) -> int:
        """How many conditions and entitlements do not apply."""
        return sum(self._index.sizes) - len(self.asked) - len(self.granted)

    @property
    def applying(self) -> tuple[ConditionOutcome, ...]:
        """The conditions of ``asked``, explained."""
        found = self._judged("condition", self._index.possible(self._values))
        return tuple([one for one in found if one.status != "not_required"])

    @property
    def promised(self) -> tuple[EntitlementOutcome, ...]:
        """The entitlements of ``granted``, explained."""
        found = self._judged("entitlement", self._index.possible(self._values))
        return tuple([one for one in found if one.truth is not False])

    @property
    def conditions(self) -> tuple[ConditionOutcome, ...]:
        """All conditions, explained."""
        if self._conditions is None:
            self._conditions = tuple(self._judged("condition", self._index.all()))
        return self._conditions

    @property
    def entitlements(self) -> tuple[EntitlementOutcome, ...]:
        """All entitlements, explained."""
        if self._entitlements is None:
            self._entitlements = tuple(self._judged("entitlement", self._index.all()))
        return self._entitlements

    def _judged(self, kind: str, runs: Iterable[tuple[Shape, tuple[Instance, ...]]]) -> Iterator[Any]:
        environment = self._environment
        for shape, instances in runs:
            if shape.kind == kind:
                for instance in instances:
                    yield shape.judge(environment, None, instance)

    def whole(self) -> Outcome:
        """Everything, as a plain outcome."""
        return Outcome(
            self.decision, self.routing, self.passes, self.conditions, self.entitlements, self.rows, self.gaps, self.incidents
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome | IndexedOutcome) and self.whole() == other.whole()

    __hash__ = None  # type: ignore[assignment]  # as the values of a case, which may be unknown

    def __repr__(self) -> str:
        return repr(self.whole())


def judged(
    index: Index, environment: list, values: tuple, routed: bool, blocking: frozenset[str], gaps: Callable[[], Iterable]
) -> IndexedOutcome:
    """The outcome of a subject whose statements are in ``index``; ``values`` are those of its key facts."""
    found = Findings()
    for shape, instances in index.possible(values):
        shape.status(environment, None, instances, found)
    outcome = IndexedOutcome(index, environment, values, found)
    outcome.decision, outcome.routing, outcome.passes = verdict(found.barring, outcome.rows, routed, blocking)
    outcome.gaps = tuple(gaps()) if outcome.routing is False else ()
    outcome.incidents = tuple(sorted(environment[0]))
    return outcome
