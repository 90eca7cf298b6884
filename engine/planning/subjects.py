"""The deadlines of one subject: every bound, under every option of the readings it uses, put together fact by fact.

Part of :mod:`engine.planning`. A fact of few words on which it depends whether a deadline applies (a committee's seat, a
unit's tier) splits the plan into cases while it is not known; what is the same in all cases is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod
from typing import Any, NamedTuple

from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy
from engine.core.uses import Index
from engine.evaluate.outcome import Bindings
from engine.evaluate.reference import Scope
from engine.planning.bounds import EARLIEST, LATEST, Bound, Situation, bounds
from engine.planning.workdays import nearest_working_day
from engine.values import Unknown

#: More cases than this are not told apart; more combinations of readings are tried one reading at a time.
_CASES = 16
_COMBINATIONS = 64

Options = dict[str, str]


class Asked(NamedTuple):
    """What the plan of a subject is made from, at one date. ``values``: reading → option → value; ``scope``: the row asked
    about; ``documents``: what tells the documents behind a comparison."""

    core: CorePolicy
    conditions: tuple[Condition, ...]
    vocabulary: Mapping[str, Any]
    facts: Mapping[str, Any]
    bindings: Bindings
    values: Mapping[str, Mapping[str, object]]
    chosen: Mapping[str, str]
    scope: Scope
    documents: Callable[[Condition, n.Compare], tuple[str, ...]]

    def situation(self, case: Mapping[str, Any], options: Options) -> Situation:
        """These facts and those of a case, under some options of the readings."""
        readings = {**self.bindings.readings, **{name: self.values[name][option] for name, option in options.items()}}
        dates = frozenset(fact["id"] for fact in self.vocabulary["facts"] if fact["type"] == "date")
        bindings = self.bindings._replace(readings=readings)
        return Situation(self.core, {**self.facts, **case}, bindings, dates, self.scope, self.documents)


def deadlines(asked: Asked, words: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """The deadlines of a subject as plain data, by case. ``words``: fact id → the values it may take.

    Raises :class:`~engine.errors.InvalidInput` (E0840) for working days of a year not announced.
    """
    index = Index(asked.core)
    readings = _readings(asked, index)
    cases = list(_cases(asked, index, words))
    by_case = [_of_case(asked, case, readings) for case in cases]
    found: list[dict[str, Any]] = []
    for place, entries in enumerate(by_case):
        for entry in entries:
            same = [case for case, others in zip(cases, by_case, strict=True) if entry in others]
            when = _common(same, cases)
            item = {"when": cases[place] if when is None else when, **entry}
            if item not in found:
                found.append(item)
    return found


def _readings(asked: Asked, index: Index) -> list[str]:
    """The readings that decide about these deadlines, in the order of the policy."""
    roots = [node for c in asked.conditions for node in (c.applies, c.requires) if node is not None]
    used = set(index.uses(roots).readings)
    return [name for name in asked.chosen if name in used]


def _cases(asked: Asked, index: Index, words: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """One assignment for every combination of the words that decide what applies and are not known."""
    used = index.uses(c.applies for c in asked.conditions if c.applies is not None).facts
    open_ = [id for id in used if id in words and isinstance(asked.facts.get(id), Unknown)]
    if prod(len(words[id]) for id in open_) > _CASES:
        open_ = []
    for values in product(*(words[id] for id in open_)):
        yield dict(zip(open_, values, strict=True))


def _common(same: list[dict[str, Any]], cases: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the cases in ``same`` share, if nothing but these cases shares it."""
    shared = {id: value for id, value in same[0].items() if all(case[id] == value for case in same)}
    matching = [case for case in cases if all(case[id] == value for id, value in shared.items())]
    return shared if len(matching) == len(same) else None


def _of_case(asked: Asked, case: dict[str, Any], readings: list[str]) -> list[dict[str, Any]]:
    """The deadlines of one case."""
    base = {name: asked.chosen[name] for name in readings}
    vectors = [base, *(options for options in _vectors(asked, readings, base) if options != base)]
    results = [(options, _bounds(asked, case, options)) for options in vectors]
    keys = dict.fromkeys((bound.fact, bound.direction) for _, found in results for bound in found)
    entries = [_entry(asked, key, base, results) for key in keys]
    order = [fact["id"] for fact in asked.vocabulary["facts"]]
    return sorted(entries, key=lambda entry: (order.index(entry["fact"]), entry["bound"]))


def _vectors(asked: Asked, readings: list[str], base: Options) -> Iterator[Options]:
    """All combinations of permitted options; one reading at a time where there are too many."""
    if prod(len(asked.values[name]) for name in readings) <= _COMBINATIONS:
        for options in product(*(asked.values[name] for name in readings)):
            yield dict(zip(readings, options, strict=True))
        return
    for name in readings:
        for option in asked.values[name]:
            yield {**base, name: option}


def _bounds(asked: Asked, case: dict[str, Any], options: Options) -> list[Bound]:
    situation = asked.situation(case, options)
    return [bound for condition in asked.conditions for bound in bounds(condition, situation)]


def _entry(asked: Asked, key: tuple[str, str], base: Options, results: list[tuple[Options, list[Bound]]]) -> dict[str, Any]:
    """One fact's deadline: the date under the chosen readings, the strictest of all, and what each reading would make it."""
    fact, direction = key
    own = [(options, [b for b in found if (b.fact, b.direction) == key]) for options, found in results]
    chosen, everything = own[0][1], [bound for _, found in own for bound in found]
    binding = any(bound.blocks for bound in everything)
    day = strictest([b for b in chosen if b.blocks or not binding], direction)
    open_ = tuple(dict.fromkeys(id for bound in everything for id in bound.needs))
    safest = None if open_ else strictest(everything, direction)  # nothing is safe before all is known
    firm = strictest([b for b in everything if b.blocks or not binding], direction)
    advised = strictest([b for b in chosen if not b.blocks], direction) if binding else None
    others = [
        {"reading": name, "option": option, "date": iso(found), "advised": advice}
        for options, bounds_ in own[1:]
        for name, option in [_only_change(base, options)]
        for advice, usual in ((False, day), (True, advised))
        if name and (found := strictest([b for b in bounds_ if (b.blocks or not binding) is not advice], direction)) != usual
    ]
    return {
        "fact": fact,
        "bound": direction,
        "binding": binding,
        "date": iso(day),
        "strictest": iso(safest),
        "safe": iso(nearest_working_day(safest, direction == LATEST, asked.bindings.calendar)),
        "advised": iso(advised),
        "alternatives": [other for other in others if other["date"] is not None],
        "clauses": list(dict.fromkeys(clause for bound in everything for clause in bound.clauses)),
        "rules": list(dict.fromkeys(bound.condition for bound in everything)),
        "needs": list(open_),
        "documents": _documents(everything),
        **_kept(asked.facts.get(fact), day, firm, safest, advised, direction),
    }


def _documents(found: Sequence[Bound]) -> dict[str, list[str]]:
    """The documents behind each day; none where the notice alone gives the same day."""
    by_day: dict[str, list[tuple[str, ...]]] = {}
    for bound in found:
        if bound.day is not None:
            by_day.setdefault(bound.day.isoformat(), []).append(bound.documents)
    return {
        day: list(dict.fromkeys(number for numbers in behind for number in numbers))
        for day, behind in by_day.items() if all(behind)
    }  # fmt: skip


def _only_change(base: Options, options: Options) -> tuple[str, str]:
    """The one reading in which ``options`` differ from ``base``; empty where several do."""
    changed = [(name, option) for name, option in options.items() if base[name] != option]
    return changed[0] if len(changed) == 1 else ("", "")


def _kept(
    given: Any, day: date | None, firm: date | None, safest: date | None, advised: date | None, direction: str
) -> dict[str, Any]:
    """The date given for the fact, and whether it keeps the bound; ``firm`` is that of all readings, without what is only
    advised; ``advised`` is the advice by the readings chosen."""
    if not isinstance(given, date):
        return {"given": None, "status": None}
    sign = 1 if direction == LATEST else -1

    def within(limit: date) -> bool:
        return (given - limit).days * sign <= 0

    if day is not None and not within(day):
        return {"given": iso(given), "status": "broken"}
    if day is None or safest is None:
        return {"given": iso(given), "status": "open"}
    if within(safest):
        return {"given": iso(given), "status": "kept"}
    if firm is not None and not within(firm):
        return {"given": iso(given), "status": "kept_by_chosen_reading"}
    return {"given": iso(given), "status": "kept" if advised is not None and within(advised) else "kept_against_advice"}


def strictest(found: Sequence[Bound], direction: str) -> date | None:
    """The earliest of latest dates, the latest of earliest ones."""
    days = [bound.day for bound in found if bound.day is not None]
    if not days:
        return None
    return max(days) if direction == EARLIEST else min(days)


def iso(day: date | None) -> str | None:
    """A date as ISO text."""
    return None if day is None else day.isoformat()
