"""``policy test``: the scenarios of a policy run and held against its register. Part of :mod:`engine.acceptance`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import api
from engine.acceptance.lint import faults
from engine.acceptance.register import Clause, clauses
from engine.acceptance.runner import Ran, run
from engine.acceptance.scenarios import Scenario, scenarios


@dataclass(frozen=True, slots=True)
class Tested:
    """What a run found. ``clauses`` in the register's order; ``chosen``: only some scenarios were run, so that the
    register is not held against them; ``seconds``: how long they took; ``coverage`` by clause where it was asked for
    (see :mod:`engine.mutation.coverage`)."""

    folder: str
    features: str
    ran: tuple[Ran, ...]
    clauses: tuple[Clause, ...]
    chosen: bool
    seconds: float
    coverage: dict[str, dict[str, list[Any]]] | None = None

    @property
    def failures(self) -> tuple[Ran, ...]:
        """The scenarios that do not hold."""
        return tuple(each for each in self.ran if not each.passed)

    @property
    def unshown(self) -> tuple[Clause, ...]:
        """The clauses that lack a scenario they pass or one they fail; none where only some scenarios were run."""
        return () if self.chosen else tuple(clause for clause in self.clauses if not clause.shown)

    @property
    def passed(self) -> bool:
        """Whether every scenario holds and every clause that can be checked is shown from both sides."""
        return not self.failures and not self.unshown


def read(folder: str, features: str | None, policy: api.Policy, words: str | None) -> tuple[list[Scenario], str]:
    """The scenarios of a policy, those in which ``words`` occur, and their folder. Raises :class:`api.InvalidInput` where
    a feature file is faulty, or nothing is chosen."""
    texts, place = api.features_of(folder, features)
    locators = {*policy.tables["clauses"], *policy.tables["rows"]}
    wrong = [
        api.Diagnostic("E0870", api.Span(file, fault.line, 1, fault.line, 1), {"fault": api.Term(fault.zh, fault.en)})
        for file, text in texts.items()
        for fault in faults(text, locators)
    ]
    if wrong:
        raise api.InvalidInput(wrong, texts)
    found = [scenario for file, text in texts.items() for scenario in scenarios(text, file, place)]
    chosen = [scenario for scenario in found if words is None or scenario.matches(words)]
    if not chosen:
        raise api.InvalidInput([api.Diagnostic("E0871", api.Span("", 0, 0, 0, 0), {"words": words or ""})], {})
    return chosen, place


def run_features(
    folder: str,
    features: str | None = None,
    words: str | None = None,
    coverage: bool = False,
    *,
    clock: Callable[[], float],
    progress: Callable[[int, int], None] | None = None,
) -> Tested:
    """Run the scenarios of the policy in ``folder``.

    ``features``: the folder of feature files, by default that in or beside the policy; ``words``: only scenarios whose file,
    name or tags contain them; ``coverage``: also tell which atoms and conditions are seen both ways; ``progress`` is told how
    many of how many are done; ``clock`` gives seconds. Raises :class:`api.InvalidInput`.
    """
    policy = api.load_policy(folder)
    chosen, place = read(folder, features, policy, words)
    started = clock()
    ran = []
    seen = api.coverage_of(folder) if coverage else None
    asked = policy if seen is None else policy.changed(policy.tables, _watched(policy.evaluator(), seen.see))
    for number, scenario in enumerate(chosen, 1):
        ran.append(run(scenario, asked))
        if progress is not None:
            progress(number, len(chosen))
    seconds = clock() - started
    traced = api.trace_policy(folder, features=place)
    covered = seen.clauses() if seen is not None else None
    return Tested(folder, place, tuple(ran), tuple(clauses(traced, policy, ran)), words is not None, seconds, covered)


def _watched(evaluate: Any, see: Callable[[str, Any, Any], None]) -> Callable[[str, Any, Any], Any]:
    """An evaluator that shows each case, once, to ``see``; what explanations ask beyond it covers nothing."""
    seen: set[int] = set()
    kept: list[Any] = []  # so that no identity is used again

    def watched(subject: str, facts: Any, bindings: Any) -> Any:
        if id(bindings.parameters) not in seen:
            seen.add(id(bindings.parameters))
            kept.append(bindings.parameters)
            see(subject, facts, bindings)
        return evaluate(subject, facts, bindings)

    return watched


def by_file(ran: tuple[Ran, ...]) -> Mapping[str, list[Ran]]:
    """Runs by feature file."""
    found: dict[str, list[Ran]] = {}
    for each in ran:
        found.setdefault(each.scenario.file, []).append(each)
    return found
