"""``policy mutate``: changed policies held against the scenarios. Part of :mod:`engine.acceptance`.

A scenario is run once under the policy as it is, keeping every question that its decision puts to the evaluator. Under a
mutant these questions are asked again; a scenario whose answers are all the same decides the same, so only the others are
run, those whose own outcome changes first. What no scenario notices is proved to change nothing, or survives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from typing import Any, NamedTuple

from engine import api
from engine.acceptance.runner import run
from engine.acceptance.scenarios import Scenario
from engine.acceptance.testing import read

KILLED, EQUIVALENT, SURVIVED = "killed", "equivalent", "survived"
#: How many scenarios are named beside a survivor.
NEAR = 3
#: Mutants handed to a process at once.
_CHUNK = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a mutant. ``by`` is the scenario that kills it, ``near`` those that come nearest to a survivor."""

    kind: str
    zh: str
    en: str
    clauses: tuple[str, ...]
    place: str
    fate: str
    by: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mutated:
    """All mutants of a policy, in its order, with what became of each."""

    folder: str
    judged: tuple[Judged, ...]
    seconds: float

    def of(self, fate: str) -> tuple[Judged, ...]:
        """The mutants that met one fate: killed, equivalent or survived."""
        return tuple(each for each in self.judged if each.fate == fate)

    @property
    def passed(self) -> bool:
        """Whether none survives."""
        return not self.of(SURVIVED)


#: Claims that the decision, the rows and the entitlements settle, whatever they rest on.
_SETTLED = re.compile(
    r"结论为|对应评委会|没有对应的评委会|可享受|不享受|是否享受|“[^”]*”的(评审工作时间|办公室)|登记有|没有一个条件|对“.*有勘误|《通知》"
)


class _Asked(NamedTuple):
    """A question that a decision put to the evaluator, and the answer under the policy as it is."""

    subject: str
    facts: Any
    bindings: Any
    outcome: Any


class _Known(NamedTuple):
    """A scenario and the questions of its decision; the first is the case itself."""

    scenario: Scenario
    asked: tuple[_Asked, ...]

    @property
    def settled(self) -> bool:
        """Whether all that it claims is settled by what is decided, whatever the decision rests on."""
        return all(_SETTLED.match(step.text) for step in self.scenario.steps if step.type == "then")

    @property
    def place(self) -> str:
        """Where it stands, and its name."""
        return f"{self.scenario.file}:{self.scenario.line} {self.scenario.name}"


class Judge:
    """Judges the mutants of one policy by its scenarios."""

    def __init__(self, folder: str, features: str | None) -> None:
        self.policy = api.load_policy(folder)
        self.mutations = api.mutations_of(folder)
        self.base = self.policy.evaluator()
        chosen, _ = read(folder, features, self.policy, None)
        self.known = [self._watched(scenario) for scenario in chosen]

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
        return _Known(scenario, tuple(asked))

    def chosen(self, words: str | None) -> list[int]:
        """Numbers of the mutants whose place, clauses or words contain ``words``."""
        return [
            number
            for number, each in enumerate(self.mutations.mutants)
            if words is None or any(words in text for text in (each.span.file, each.zh, each.kind, *each.clauses))
        ]

    def judge(self, number: int) -> Judged:
        """What becomes of one mutant."""
        mutant = self.mutations.mutants[number]
        tables, evaluate, patched, core = self.mutations.changed(mutant, self.base)
        policy = self.policy.changed(tables, evaluate)
        differs = self._differing(tables, patched)
        place = f"{mutant.span.file}:{mutant.span.line}"
        told = (mutant.kind, mutant.zh, mutant.en, mutant.clauses, place)
        first = self._changed(mutant, differs, evaluate, tables)
        for known in first:
            if not run(known.scenario, policy).passed:
                return Judged(*told, KILLED, known.place)
        if self.mutations.equivalent(mutant, core):
            return Judged(*told, EQUIVALENT)
        done = set(map(id, first))
        for known in self.known:
            if id(known) in done or not self._asks(mutant, known, differs):
                continue
            if not run(known.scenario, policy).passed:
                return Judged(*told, KILLED, known.place)
        return Judged(*told, SURVIVED, near=self._near(mutant, first))

    def _differing(self, tables: Any, patched: Any) -> Callable[[_Asked], bool]:
        """Tells whether a question has another answer under the mutant."""
        if patched is not None:
            return lambda asked: patched.differs(*asked)
        values = self.mutations.values(tables)
        return lambda asked: (
            self.base(asked.subject, asked.facts, asked.bindings._replace(**values)) != asked.outcome
        )

    def _changed(self, mutant: Any, differs: Callable[[_Asked], bool], evaluate: Any, tables: Any) -> list[_Known]:
        """The scenarios whose own outcome changes: first those that decide otherwise, of them those under its clauses."""
        found: list[tuple[bool, bool, int, _Known]] = []
        values = self.mutations.values(tables) if mutant.core is None else {}
        for known in self.known:
            if not known.asked:
                continue
            subject, facts, bindings, before = known.asked[0]
            if not differs(known.asked[0]) and not (mutant.kind == "months" and self._listed(mutant, before)):
                continue
            after = evaluate(subject, facts, bindings._replace(**values))
            same = _same(before, after)
            if same and mutant.tables is None and known.settled:
                continue
            under = bool(set(mutant.clauses) & set(known.scenario.tags))
            found.append((same, not under, len(found), known))
        return [each[-1] for each in sorted(found, key=lambda each: each[:-1])]

    def _listed(self, mutant: Any, outcome: Any) -> bool:
        return any(("row", row.locator) in mutant.statements for row in outcome.rows)

    def _asks(self, mutant: Any, known: _Known, differs: Callable[[_Asked], bool]) -> bool:
        """Whether a scenario may see a change that its own outcome does not show."""
        if mutant.tables is not None or not known.asked:
            return mutant.tables is not None
        return not known.settled and any(map(differs, known.asked[1:]))

    def _near(self, mutant: Any, first: Sequence[_Known]) -> tuple[str, ...]:
        under = [known for known in self.known if set(mutant.clauses) & set(known.scenario.tags)]
        return tuple(dict.fromkeys(known.place for known in [*first, *under]))[:NEAR]


def _same(before: Any, after: Any) -> bool:
    """Whether two outcomes decide the same: what they rest on left aside."""
    return bool(_decided(before) == _decided(after))


def _decided(outcome: Any) -> tuple[Any, ...]:
    return (
        outcome.decision,
        [each.status for each in outcome.conditions],
        [each.truth for each in outcome.entitlements],
        [(row.locator, row.scope, [each.status for each in row.conditions]) for row in outcome.rows],
        outcome.gaps,
    )


def mutate_policy(
    folder: str,
    features: str | None = None,
    words: str | None = None,
    *,
    jobs: int,
    clock: Callable[[], float],
    progress: Callable[[int, int], None] | None = None,
) -> Mutated:
    """Judge the mutants of the policy in ``folder`` by its scenarios.

    ``words``: only mutants whose file, clause, kind or description contain them; ``jobs``: processes at work; the rest as for
    :func:`engine.acceptance.testing.run_features`. Raises :class:`api.InvalidInput`, also where a scenario does not hold under
    the policy as it is.
    """
    started = clock()
    judge = Judge(folder, features)
    numbers = judge.chosen(words)
    if not numbers:
        raise api.InvalidInput([api.Diagnostic("E0873", api.Span("", 0, 0, 0, 0), {"words": words or ""})], {})
    judged: list[Judged] = []
    for found in _judged(judge, numbers, jobs, folder, features):
        judged.append(found)
        if progress is not None:
            progress(len(judged), len(numbers))
    return Mutated(folder, tuple(judged), clock() - started)


def _judged(judge: Judge, numbers: list[int], jobs: int, folder: str, features: str | None) -> Iterator[Judged]:
    if jobs <= 1 or len(numbers) <= _CHUNK:
        yield from map(judge.judge, numbers)
        return
    _JUDGES[:] = [judge]  # where processes are forked they have it already
    context = get_context("fork" if "fork" in get_all_start_methods() else None)
    with ProcessPoolExecutor(jobs, context, initializer=_prepare, initargs=(folder, features)) as pool:
        yield from pool.map(_judge, numbers, chunksize=_CHUNK)


#: The judge of this process.
_JUDGES: list[Judge] = []


def _prepare(folder: str, features: str | None) -> None:
    """Make ready a process."""
    if not _JUDGES:
        _JUDGES.append(Judge(folder, features))


def _judge(number: int) -> Judged:
    return _JUDGES[0].judge(number)
