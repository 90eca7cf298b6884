"""Applications gone through one by one: who is newly admitted or excluded, without a solver. Part of
:mod:`engine.difference`.

Facts are filled in as they are missed: those that route first, those that the change asks about last, so that at every
application that passes the edges of the change are tried. What both policies turn away is left. The count of applications is
the limit, never the clock; finding nobody proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.core import nodes as n
from engine.core.walk import asked, walk
from engine.difference.candidates import Candidates, fact_of
from engine.difference.canonical import Canonical, Numbers, of_subject
from engine.difference.edition import Edition, Key
from engine.difference.judged import PASSED, REFUSED, Application, Pair, turned
from engine.evaluate.outcome import Outcome
from engine.symbolic.witness import shrunk
from engine.values import ABSENT

#: How many applications are gone through.
LIMIT = 1000
#: How many are gone through where a solver is asked afterwards.
FIRST = 400


class Found(NamedTuple):
    """Somebody newly admitted and newly excluded, if any was met, and how many applications were gone through."""

    admitted: Application | None
    excluded: Application | None
    looked: int


class Search:
    """``old`` is in the year of ``new``; ``pair`` asks the policies themselves."""

    def __init__(
        self, old: Edition, new: Edition, pair: Pair, limit: int, wanted: frozenset[bool] = frozenset({True, False})
    ) -> None:
        self.pair = pair
        self.wanted = wanted
        self.limit = limit
        self.looked = 0
        self.candidates = Candidates(old, new, pair.subject)
        self.names = {each["id"]: each["name"] for each in self.candidates.facts.values()}
        self.hot = hot(old, new, pair.subject)
        self._found: dict[bool, Application] = {}

    def run(self) -> Found:
        """Go through applications until somebody is found each way or the limit is reached."""
        start: Application = {}
        if self.candidates.subject["wording"] != "application":
            start["主体"] = self.pair.subject
        self._visit(start)
        kept = {admitted: shortest(self.pair, found, admitted) for admitted, found in self._found.items()}
        return Found(kept.get(True), kept.get(False), self.looked)

    def _visit(self, start: Application) -> None:
        waiting: list[Iterator[Application]] = [iter([start])]
        settled = [False]  # whether the first value that can be read is the only one tried
        while waiting and self.looked < self.limit and len(self._found) < len(self.wanted):
            application = next(waiting[-1], None)
            if application is None:
                waiting.pop()
                settled.pop()
                continue
            self.looked += 1
            found = self.pair.outcomes(application)
            if found is None:
                continue
            if settled[-1]:
                waiting[-1] = iter(())
            for admitted in self.wanted:
                if admitted not in self._found and turned(found, admitted):
                    self._found[admitted] = application
            if len(waiting) < _DEEPEST and (missed := self._missed(found)) is not None:
                decisive, path = missed
                waiting.append(self._filled(application, path))
                settled.append(not decisive and self.candidates.is_figure(path))

    def _missed(self, found: tuple[Outcome, Outcome]) -> tuple[bool, str] | None:
        """The fact to fill in next, and whether the two may differ over it: one that the change asks about, or that only one of
        them misses. ``None`` where neither decision, or nothing but both refusing, can come of it."""
        if all(each.decision in REFUSED for each in found):
            return None
        paths: list[set[str]] = []
        for each, years in zip(found, (self.pair.years, 0), strict=True):
            is_open = each.decision not in REFUSED and each.decision != PASSED
            paths.append({_later(path, years) for path in _labels(each)} if is_open else set())
        known = [path for path in paths[0] | paths[1] if path.partition("[")[0] in self.names]
        one_sided = paths[0] ^ paths[1]
        order = sorted((path in one_sided or _plain(path) in self.hot, self._place(path), path) for path in known)
        return (order[0][0], order[0][2]) if order else None

    def _place(self, path: str) -> int:
        return list(self.names).index(path.partition("[")[0])

    def _filled(self, application: Application, path: str) -> Iterator[Application]:
        for value in self.candidates.of(path):
            yield put(application, path, value, self.candidates.facts)


#: How many facts an application gets at most.
_DEEPEST = 80


def put(application: Application, path: str, value: Any, facts: Mapping[str, Any]) -> Application:
    """``application`` with something at a path."""
    record, _, rest = path.partition("[")
    fact = facts[record]
    if not rest:
        return application | {fact["name"]: value}
    year, _, field = rest.partition("].")
    name = next(each["name"] for each in fact["fields"] if each["id"] == field)
    records = application.get(fact["name"]) or {}
    entry = records.get(year, {}) | {name: value}
    return application | {fact["name"]: dict(sorted((records | {year: entry}).items()))}


def shortest(pair: Pair, application: Application, admitted: bool) -> Application | None:
    """As few facts as will do; ``None`` where the interpreter does not confirm it."""
    found = shrunk(application, lambda less: pair.turns(less, admitted))
    return found if pair.turns(found, admitted, by_reference=True) else None


def _labels(outcome: Outcome) -> set[str]:
    """The paths of facts that keep a decision open: those of the routing until some row takes the case."""
    found: set[str] = set()
    if outcome.routing is None:
        for row in outcome.rows:
            found |= {path for reason in row.reasons for path in _absent(reason.labels)}
    if found:
        return found
    conditions = list(outcome.conditions)
    for row in outcome.rows:
        if row.scope is not False:
            conditions += row.conditions
    for each in conditions:
        if each.status == "undetermined":
            reasons = [*each.applies_reasons, *(reason for element in each.elements for reason in element.reasons)]
            found |= {path for reason in reasons for path in _absent(reason.labels)}
    if not found:
        for row in outcome.rows:
            found |= {path for reason in row.reasons for path in _absent(reason.labels)}
    return found


def _absent(labels: Any) -> Iterator[str]:
    return (label.subject for label in labels if label.kind == ABSENT)


def _later(path: str, years: int) -> str:
    """A path of the older policy in the year of the newer one."""
    record, bracket, rest = path.partition("[")
    year, _, field = rest.partition("].")
    return f"{record}[{int(year) + years}].{field}" if years and bracket and year.isdigit() else path


def _plain(path: str) -> str:
    """A path without its year."""
    record, _, rest = path.partition("[")
    return f"{record}.{rest.rpartition('].')[2]}" if rest else record


def hot(old: Edition, new: Edition, subject: str) -> set[str]:
    """The facts that a change asks about: those of atoms that only one of the two policies has."""
    numbers = Numbers()
    sides = [_atoms(edition, Canonical(edition, numbers), subject) for edition in (old, new)]
    found: set[str] = set()
    for one, two in (sides, reversed(sides)):
        for number, facts in one.items():
            if number not in two:
                found |= facts
    return found


def _atoms(edition: Edition, canonical: Canonical, subject: str) -> dict[int, set[str]]:
    """The facts of every atom of a subject, by the atom's full number."""
    found: dict[int, set[str]] = {}
    part = next((each for each in edition.core.subjects if each.name == subject), None)
    roots: list[tuple[n.Node, tuple[str, ...]]] = []
    for (kind, _), item in (of_subject(part) if part is not None else {}).items():
        roots += [(each, ()) for each in (asked(item) if kind in ("condition", "entitlement") else [item.scope])]
    roots += [(each.body, each.parameters) for each in edition.core.definitions]
    for root, bound in roots:
        for node, around in _bound(root, bound):
            if isinstance(node, n.Compare | n.Member | n.Covers | n.Truth | n.Applicable):
                inside = list(walk(node))
                if any(isinstance(each, n.Aggregate | n.Call | n.Choice) for each in inside):
                    continue  # what it rests on is asked about where it stands itself
                facts = {path for each in inside if (path := fact_of(each)) is not None}  # type: ignore[arg-type]
                found.setdefault(canonical.number(node, True, around), set()).update(facts)
    return found


def _bound(node: Any, bound: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every node with the variables bound around it."""
    from engine.core.walk import children

    waiting = [(node, bound)]
    while waiting:
        each, around = waiting.pop()
        yield each, around
        inner = (*around, each.variable) if isinstance(each, n.Quantifier | n.Aggregate) else around
        for child in children(each):
            own = inner if not isinstance(each, n.Quantifier | n.Aggregate) or child is not each.years else around
            waiting.append((child, own))


Visit = Callable[[Application], None]
__all__ = ["FIRST", "LIMIT", "Found", "Key", "Search", "hot", "put", "shortest"]
