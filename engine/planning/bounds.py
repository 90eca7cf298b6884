"""One comparison of dates, solved for one fact: backwards from an event, or forwards from what was done.

Part of :mod:`engine.planning`; asks the reference evaluator, so a bound is what the language itself says it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, NoReturn

from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy
from engine.diagnostics import Diagnostic, Span
from engine.errors import InvalidInput
from engine.evaluate.outcome import Bindings
from engine.evaluate.reference import Evaluator, Scope
from engine.values import CALENDAR, Unknown
from engine.values.calendar import Calendar

LATEST = "latest"
EARLIEST = "earliest"
_DAY = timedelta(days=1)
#: How far from the date known an unknown one is looked for.
_SEARCH_DAYS = 800
_MIRRORED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}
_ANYWHERE = Scope({}, {})


class Bound(NamedTuple):
    """What one condition asks of a date fact: ``day`` is the last (``latest``) or first (``earliest``) that keeps it.

    ``day`` is ``None`` where facts are missing: their ids are ``needs``. ``blocks``: whether missing it stands against
    the procedure, or is only advised against. ``clauses`` are those of the comparison, else of the condition;
    ``documents`` the numbers of documents beside the notice on which the day rests.
    """

    fact: str
    direction: str
    day: date | None
    needs: tuple[str, ...]
    blocks: bool
    condition: str
    clauses: tuple[str, ...]
    documents: tuple[str, ...] = ()


class Situation(NamedTuple):
    """What a plan is made under: the policy, the facts, the bindings, the ids of facts that are dates, the row asked
    about (``scope``), and what tells the documents behind a comparison."""

    core: CorePolicy
    facts: Mapping[str, Any]
    bindings: Bindings
    dates: frozenset[str]
    scope: Scope = _ANYWHERE
    documents: Callable[[Condition, n.Compare], tuple[str, ...]] = lambda condition, compare: ()

    def evaluator(self, **changes: Any) -> Evaluator:
        """An evaluator of these facts, some of them changed."""
        return Evaluator(self.core, {**self.facts, **changes}, self.bindings)


def bounds(condition: Condition, situation: Situation) -> list[Bound]:
    """All that ``condition`` asks of date facts; nothing where it does not apply.

    Raises :class:`InvalidInput` (E0840) where working days of a year not announced would have to be counted.
    """
    evaluator = situation.evaluator()
    if condition.applies is not None and evaluator.truth(condition.applies, situation.scope)[0] is False:
        return []
    found: list[Bound] = []
    for compare in _comparisons(condition.requires, evaluator):
        found += _solve(compare, condition, situation)
    return found


def _comparisons(node: n.Node, evaluator: Evaluator) -> Iterator[n.Compare]:
    """The comparisons that must all hold. Alternatives (或) leave a choice and bound nothing by themselves."""
    if isinstance(node, n.And):
        for operand in node.operands:
            yield from _comparisons(operand, evaluator)
    elif isinstance(node, n.Call) and not node.arguments:
        yield from _comparisons(evaluator.definitions[node.name].body, evaluator)
    elif isinstance(node, n.Compare):
        yield node


def _solve(compare: n.Compare, condition: Condition, situation: Situation) -> Iterator[Bound]:
    """Both ways of reading a comparison: for the fact on one side, and for facts within the other."""
    sides = ((compare.left, compare.operator, compare.right),
             (compare.right, _MIRRORED.get(compare.operator, ""), compare.left))  # fmt: skip
    clauses, documents = compare.atom.clauses or condition.clauses, situation.documents(condition, compare)
    for fact, operator, other in sides:
        if not isinstance(fact, n.Fact) or fact.id not in situation.dates or operator not in _MIRRORED:
            continue
        direction = LATEST if operator in ("<=", "<") else EARLIEST
        day, needs = _backwards(other, operator, situation)
        if day is not None or needs:  # else the other side is not applicable: a row that prints no month
            yield Bound(fact.id, direction, day, needs, condition.blocks, condition.name, clauses, documents)
        known = situation.facts.get(fact.id)
        if day is None and isinstance(known, date) and len(needs) == 1 and needs[0] in situation.dates:
            other_way = EARLIEST if direction == LATEST else LATEST
            found = _forwards(compare, needs[0], known, other_way, situation)
            if found is not None:
                yield Bound(needs[0], other_way, found, (), condition.blocks, condition.name, clauses, documents)


def _backwards(other: n.Node, operator: str, situation: Situation) -> tuple[date | None, tuple[str, ...]]:
    """The date that ``fact operator other`` allows at most (or at least); else the facts that are missing for it."""
    value = situation.evaluator().value(other, situation.scope)
    if isinstance(value, date):
        return value + {"<": -_DAY, ">": _DAY}.get(operator, timedelta()), ()
    _refuse_calendar(value, situation)
    labels = value.labels if isinstance(value, Unknown) else ()
    return None, tuple(name for name in sorted({label.subject for label in labels}) if name in situation.facts)


def _forwards(compare: n.Compare, fact: str, start: date, direction: str, situation: Situation) -> date | None:
    """The first (or last) date of ``fact`` that keeps ``compare``, looked for day by day from ``start``."""
    step = _DAY if direction == EARLIEST else -_DAY
    day = start
    while _holds(compare, fact, day, situation):  # the edge lies further back
        if abs(day - start).days >= _SEARCH_DAYS:
            return None
        day -= step
    for _ in range(2 * _SEARCH_DAYS):
        day += step
        if _holds(compare, fact, day, situation):
            return day
    return None


def _holds(compare: n.Compare, fact: str, day: date, situation: Situation) -> bool:
    evaluator = situation.evaluator(**{fact: day})
    truth = evaluator.truth(compare, situation.scope)[0]
    if truth is None:
        for side in (compare.left, compare.right):
            _refuse_calendar(evaluator.value(side, situation.scope), situation)
    return truth is True


def _refuse_calendar(value: Any, situation: Situation) -> None:
    years = sorted(label.subject for label in getattr(value, "labels", ()) if label.kind == CALENDAR)
    if years:
        refuse_year(years[0], situation.bindings.calendar)


def refuse_year(year: str, calendar: Calendar) -> NoReturn:
    """Raise E0840 for a year whose working days are not known."""
    known = sorted(calendar.years)
    arguments = {"year": year, "first": known[0] if known else None, "last": known[-1] if known else None}
    raise InvalidInput([Diagnostic("E0840", Span("", 0, 0, 0, 0), arguments)], {})
