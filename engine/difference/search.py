"""Applications gone through one by one: whose decision turns, without a solver. Part of
:mod:`engine.difference`.

Facts are filled in as they are missed: those that route first, those that the change asks about last, so that at every
application that passes the edges of the change are tried. What both policies turn away is left. The count of applications is
the limit, never the clock; finding nobody proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from engine.core import nodes as n
from engine.core.walk import asked, walk
from engine.difference.candidates import Candidates, fact_of
from engine.difference.canonical import Canonical, Numbers, of_subject
from engine.difference.edition import Edition, Key
from engine.difference.judged import FIRST_WAYS, PASSED, REFUSED, Application, Pair, turned
from engine.evaluate.outcome import Outcome
from engine.symbolic.witness import shrunk
from engine.values import ABSENT

#: How many applications are gone through.
LIMIT = 1000
#: How many of these are kept for what differs little from somebody who was found.
AROUND = 100
#: How many are gone through where a solver is asked afterwards, and how many of these for the later ways alone.
FIRST, FURTHER = 400, 60


class Found(NamedTuple):
    """Somebody whose decision turned each way, where any was met, and how many applications were gone through."""

    by_way: dict[str, Application]
    looked: int


class Search:
    """``old`` is in the year of ``new``; ``pair`` asks the policies themselves. At most ``limit`` applications are gone
    through, and no more than ``further`` when nobody is left to be found but of the later ways."""

    def __init__(
        self, old: Edition, new: Edition, pair: Pair, limit: int, wanted: Collection[str] = FIRST_WAYS, further: int | None = None
    ) -> None:
        self.pair = pair
        self.wanted = wanted
        self.limit = limit
        self.further = limit if further is None else further
        self.looked = 0
        self.candidates = Candidates(old, new, pair.subject)
        self.names = {each["id"]: each["name"] for each in self.candidates.facts.values()}
        self.hot = hot(old, new, pair.subject)
        self._found: dict[str, Application] = {}
        self._shortest: dict[str, Application | None] = {}

    def run(self) -> Found:
        """Go through applications until somebody is found each way or the limit is reached."""
        start: Application = {}
        if self.candidates.subject["wording"] != "application":
            start["主体"] = self.pair.subject
        self._visit(start)
        return self._kept()

    def around(self, application: Application) -> Found:
        """Go on with what differs little from somebody who was found otherwise."""
        self._look_around(application)
        return self._kept()

    def _kept(self) -> Found:
        """Those who were found, with as few facts as will do, and those found around them."""
        while left := [way for way in self._found if way not in self._shortest]:
            self._shortest |= {way: shortest(self.pair, self._found[way], way) for way in left}
            for way in left:
                self._look_around(self._shortest[way])
        return Found({way: found for way, found in self._shortest.items() if found is not None}, self.looked)

    def _look_around(self, application: Application | None) -> None:
        """Go through what differs little from somebody who was found: two years of a record exchanged, one thing left out."""
        for other in beside(application) if application is not None else ():
            if len(self._found) == len(self.wanted) or self.looked == self.limit:
                return
            self.looked += 1
            self._note(other, self.pair.outcomes(other))

    def _note(self, application: Application, found: tuple[Outcome, Outcome] | None) -> None:
        for way in self.wanted if found is not None else ():
            if way not in self._found and turned(found, way):  # type: ignore[arg-type]
                self._found[way] = application

    def _visit(self, start: Application) -> None:
        waiting: list[Iterator[Application]] = [iter([start])]
        settled = [False]  # whether the first value that can be read is the only one tried
        since = 0  # how many had been gone through when the last of the first ways was found
        limit = self.limit - (AROUND if any(way not in FIRST_WAYS for way in self.wanted) else 0)
        while waiting and self.looked < limit and len(self._found) < len(self.wanted):
            if any(way in FIRST_WAYS and way not in self._found for way in self.wanted):
                since = self.looked
            elif self.looked - since >= self.further:
                break
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
            self._note(application, found)
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
            paths.append({_later(path, years) for path in labels(each)} if is_open else set())
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


def beside(application: Application) -> Iterator[Application]:
    """Applications that differ little from one."""
    for name, value in application.items():
        if isinstance(value, dict) and all(isinstance(each, dict) for each in value.values()):
            for one, two in combinations(value, 2):
                yield application | {name: value | {one: value[two], two: value[one]}}
    for name in application:
        if name != "主体":
            yield {key: each for key, each in application.items() if key != name}


def shortest(pair: Pair, application: Application, way: str) -> Application | None:
    """As few facts as will do; ``None`` where the interpreter does not confirm it."""
    found = shrunk(application, lambda less: pair.turns(less, way))
    return found if pair.turns(found, way, by_reference=True) else None


def labels(outcome: Outcome) -> set[str]:
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
__all__ = ["FIRST", "FURTHER", "LIMIT", "Found", "Key", "Search", "hot", "put", "shortest"]
