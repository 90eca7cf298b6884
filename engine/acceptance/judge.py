"""One changed policy held against the scenarios: noticed, proved to change nothing, or neither. Part of
:mod:`engine.acceptance`.

A scenario is run once under the policy as it is, keeping every question that is put to the evaluator for what it claims. Under a
mutant these questions are asked again, most likely scenarios first; a scenario whose answers are all the same decides the
same, so only the others are run, at once where its own decision changes. What no scenario notices is proved to change
nothing, or survives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import api
from engine.acceptance.runner import run
from engine.acceptance.scenarios import Scenario
from engine.acceptance.testing import read

if TYPE_CHECKING:
    from engine.mutation.public import Mutations

KILLED, EQUIVALENT, SURVIVED = "killed", "equivalent", "survived"
#: How many scenarios are named beside a survivor.
NEAR = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a mutant. ``by`` is the scenario that kills it; of a survivor ``near`` are the scenarios that come
    nearest, and ``example`` is an application that it decides otherwise, where one was found."""

    kind: str
    zh: str
    en: str
    clauses: tuple[str, ...]
    place: str
    fate: str
    by: str = ""
    near: tuple[str, ...] = ()
    example: dict[str, Any] | None = None


#: Claims that the decision, the rows and the entitlements settle, whatever they rest on.
_SETTLED = re.compile(
    r"结论为|对应评委会|没有对应的评委会|可享受|不享受|“[^”]*”的(评审工作时间|办公室)|登记有|没有一个条件|对“.*有勘误|《通知》"
)


class _Asked(NamedTuple):
    """A question that a decision put to the evaluator, and the answer under the policy as it is."""

    subject: str
    facts: Any
    bindings: Any
    outcome: Any


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A scenario and the questions of its decision; the first is the case itself.

    ``settled``: all that it claims is settled by what is decided, whatever that rests on. ``text``: its steps. ``live``: the
    statements that ask or give something in its case.
    """

    scenario: Scenario
    asked: tuple[_Asked, ...]
    settled: bool
    text: str
    live: frozenset[Any]

    @property
    def place(self) -> str:
        """Where it stands, and its name."""
        return f"{self.scenario.file}:{self.scenario.line} {self.scenario.name}"


def chosen(mutations: Mutations, words: str | None) -> list[int]:
    """Numbers of the mutants whose place, clauses or words contain ``words``."""
    return [
        number
        for number, each in enumerate(mutations.mutants)
        if words is None or any(words in text for text in (each.span.file, each.zh, each.kind, *each.clauses))
    ]


class Judge:
    """Judges the mutants of one policy by its scenarios."""

    def __init__(self, folder: str, features: str | None, mutations: Mutations | None = None) -> None:
        """``mutations``: those of the policy, where they are at hand."""
        self.policy = api.load_policy(folder)
        self.mutations = mutations or api.mutations_of(folder)
        self.base = self.policy.evaluator()
        scenarios, _ = read(folder, features, self.policy, None)
        self.known = [self._watched(scenario) for scenario in scenarios]
        self._killers: dict[Any, list[_Known]] = {}
        self._naming: dict[str, frozenset[int]] = {}

    def _watched(self, scenario: Scenario) -> _Known:
        asked: list[_Asked] = []

        def evaluate(subject: str, facts: Any, bindings: Any) -> Any:
            outcome = self.base(subject, facts, bindings)
            asked.append(_Asked(subject, facts, bindings, outcome))
            return outcome

        ran = run(scenario, self.policy.changed(self.policy.tables, evaluate))
        if not ran.passed:
            place = api.Span(scenario.file, scenario.line, 1, scenario.line, 1)
            raise api.InvalidInput([api.Diagnostic("E0872", place, {"name": scenario.name})], {})
        settled = all(_SETTLED.match(step.text) for step in scenario.steps if step.type == "then")
        text = " ".join([step.text + " ".join(cell for row in step.table or () for cell in row) for step in scenario.steps])
        return _Known(scenario, tuple(asked), settled, text, _live(asked[0].outcome) if asked else frozenset())

    def judge(self, number: int) -> Judged:
        """What becomes of one mutant."""
        mutant = self.mutations.mutants[number]
        place = f"{mutant.span.file}:{mutant.span.line}"
        told = (mutant.kind, mutant.zh, mutant.en, mutant.clauses, place)
        tables, evaluate, patched, core = self.mutations.changed(mutant, self.base)
        policy = self.policy.changed(tables, evaluate)
        order = self._ordered(mutant)
        near: list[_Known] = []
        done: set[int] = set()
        for known in self._tried(mutant, order, tables, patched, near):
            if id(known) in done:
                continue
            done.add(id(known))
            if not run(known.scenario, policy).passed:
                for statement in mutant.statements:
                    self._killers.setdefault(statement, []).insert(0, known)
                return Judged(*told, KILLED, known.place)
        if self.mutations.equivalent(mutant, core):
            return Judged(*told, EQUIVALENT)
        under = [known for known in order if set(mutant.clauses) & set(known.scenario.tags)]
        places = tuple(dict.fromkeys(known.place for known in [*near, *under]))
        return Judged(*told, SURVIVED, near=places[:NEAR], example=self.mutations.witness(mutant, core))

    def _ordered(self, mutant: Any) -> list[_Known]:
        """The scenarios, those first that killed a neighbour, stand under its clauses, where what is changed asks or gives
        something, or that name the words it is about."""
        clauses, statements = set(mutant.clauses), mutant.statements
        killers = {id(known) for statement in statements for known in self._killers.get(statement, ())}
        named = self._named(mutant)

        def rank(known: _Known) -> tuple[bool, int, int]:
            under, live = not clauses.isdisjoint(known.scenario.tags), not statements.isdisjoint(known.live)
            return id(known) not in killers, -(under + live), -named[id(known)]

        return sorted(self.known, key=rank)

    def _named(self, mutant: Any) -> Counter[int]:
        """How many words that a mutant is about each scenario names, by its identity."""
        for word in mutant.words:
            if word not in self._naming:
                self._naming[word] = frozenset(id(known) for known in self.known if word in known.text)
        return Counter(known for word in mutant.words for known in self._naming[word])

    def _tried(self, mutant: Any, order: list[_Known], tables: Any, patched: Any, near: list[_Known]) -> Iterator[_Known]:
        """The scenarios that may notice a mutant: first those that decide otherwise, as they are found, then those where
        only what the decision rests on changes, at last those where it changes in an answer beside the decision.

        What changes no rule may be told without any question: what names most of its words comes before all. Scenarios of
        which the first questions are answered otherwise are added to ``near``.
        """
        answer = self._answering(mutant, tables, patched)
        if patched is None:
            yield from self._naming_most(mutant, order)
        rests: list[_Known] = []
        beside: list[_Known] = []
        for known in order:
            if not known.asked:
                continue
            before = known.asked[0].outcome
            after = answer(known.asked[0])
            if after is None and not (mutant.kind == "months" and self._listed(mutant, before)):
                beside.append(known)
                continue
            near.append(known)
            if after is not None and not _same(before, after):
                yield known
            elif mutant.tables is not None or not known.settled:
                rests.append(known)
        yield from rests
        for known in beside:
            if mutant.tables is not None or (not known.settled and any(answer(each) is not None for each in known.asked[1:])):
                yield known

    def _naming_most(self, mutant: Any, order: list[_Known]) -> list[_Known]:
        """The scenarios that name most of the words of a mutant, if more than one."""
        named = self._named(mutant)
        most = max(named.values(), default=0)
        return [known for known in order if named[id(known)] == most] if most > 1 else []

    def _answering(self, mutant: Any, tables: Any, patched: Any) -> Callable[[_Asked], Any]:
        """What a question is answered under the mutant; ``None`` where that is as before."""
        if patched is not None:
            return lambda asked: patched.after(*asked) if patched.differs(*asked) else None
        values = self.mutations.values(tables)

        def answer(asked: _Asked) -> Any:
            found = self.base(asked.subject, asked.facts, asked.bindings._replace(**values))
            return found if found != asked.outcome else None

        return answer

    def _listed(self, mutant: Any, outcome: Any) -> bool:
        return any(("row", row.locator) in mutant.statements for row in outcome.rows)


def _same(before: Any, after: Any) -> bool:
    """Whether two outcomes decide the same: what they rest on left aside."""
    return bool(_decided(before) == _decided(after))


def _decided(outcome: Any) -> tuple[Any, ...]:
    return (
        outcome.decision,
        _asked_of(outcome.conditions),
        [each.truth for each in outcome.entitlements],
        [(row.locator, row.scope, _asked_of(row.conditions), [each.truth for each in row.entitlements]) for row in outcome.rows],
        outcome.gaps,
    )


def _asked_of(conditions: Any) -> list[tuple[str, str]]:
    """The conditions that ask something, with what came of them."""
    return [(each.name, each.status) for each in conditions if each.status != "not_required"]


def _live(outcome: Any) -> frozenset[Any]:
    """The statements that ask or give something."""
    found = {("row", row.locator) for row in outcome.rows}
    for part in (outcome, *outcome.rows):
        found |= {("condition", name) for name, _ in _asked_of(part.conditions)}
        found |= {("entitlement", each.name) for each in part.entitlements if each.truth is not False}
    return frozenset(found)
