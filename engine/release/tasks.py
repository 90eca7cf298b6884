"""What scenarios still ask of a person before a policy can be released. Part of :mod:`engine.release`.

Beside :func:`api.list_todo`, which tells what the policy folder itself leaves open: folder and features → tasks of the same
form. Scenarios that do not hold, with what they claim and what is found; clauses and rows that lack a scenario of one side;
changes to the policy that no scenario notices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from engine import api
from engine.acceptance.judge import SURVIVED, Judged
from engine.acceptance.public import mutate_policy, run_features
from engine.acceptance.register import Clause
from engine.acceptance.runner import Ran
from engine.diagnostics import catalog
from engine.release.gate import Progress

#: The kind of these tasks.
KIND = "scenario"
#: An error of the ledger that scenarios mend: a clause or row without any.
_BARE = "E0808"
FAILED, UNSHOWN, UNNOTICED, FAULTY = "没有通过", "缺少场景", "没有发现", "写法"
_FEATURES = "features"
#: Faults of feature files, and that there are none.
_OF_FILES = ("E0870", "E0817")
_HOLDS = {
    "zh": "这个场景没有通过：对照新通知，场景写错的改场景，政策写错的改政策",
    "en": "this scenario does not hold: by the new notice put right the scenario, or the policy",
}
_LACKS = {
    (False, False): ("补写合格和不合格的场景各一个", "add a scenario that meets it and one that does not"),
    (False, True): ("补写一个合格的场景", "add a scenario that meets it"),
    (True, False): ("补写一个不合格的场景", "add a scenario that does not meet it"),
}
_NOTICES = (
    "政策这里改错了没有场景能发现：补写一个能发现的场景；邻近的场景列在后面",
    "no scenario notices this change to the policy: add one that does; scenarios near it are named",
)


def remaining(
    folder: str,
    features: str | None = None,
    notice: str | None = None,
    *,
    early: bool = False,
    mutants: bool = False,
    jobs: int = 2,
    clock: Callable[[], float],
    progress: Progress,
) -> tuple[api.Todo, tuple[api.Task, ...], int | None]:
    """All that the policy in ``folder`` still asks for, stage by stage as a release does: what the folder leaves open, all tasks,
    and how many of them are about scenarios (``None``: not run yet).

    Scenarios are run once nothing else is left, or ``early`` as soon as the policy can be run; ``mutants``: changes to the policy
    too, once all scenarios hold. ``notice`` as for :func:`api.list_todo`, the rest as for :func:`scenario_tasks`.
    """
    found = api.list_todo(folder, features, notice)
    bare = [task for task in found.tasks if task.kind == "error" and task.reason == _BARE]
    errors = len(found.tasks) - found.open - len(bare)
    if not found.runs or errors or (found.open and not early):
        return found, found.tasks, None
    ran = scenario_tasks(folder, features, clock=clock, progress=progress)
    if mutants and not ran and not bare:
        ran = mutant_tasks(folder, features, jobs=jobs, clock=clock, progress=progress)
    asked = {task.locator for task in ran if task.reason == UNSHOWN}
    kept = [task for task in found.tasks if task not in bare or task.locator not in asked]
    return found, (*kept, *ran), len(ran)


def scenario_tasks(
    folder: str, features: str | None = None, *, clock: Callable[[], float], progress: Progress
) -> tuple[api.Task, ...]:
    """The tasks that running the scenarios of the policy in ``folder`` leaves, in the order of the feature files.

    ``features`` as for :func:`engine.acceptance.public.run_features`. Raises :class:`api.InvalidPolicy` where the policy cannot
    be run.
    """
    try:
        tested = run_features(folder, features, clock=clock, progress=progress("scenarios"))
    except api.InvalidInput as problem:
        if any(each.code not in _OF_FILES for each in problem.diagnostics):
            raise
        return tuple(map(_faulty, problem.diagnostics))
    return (*map(_failed, tested.failures), *map(_unshown, tested.unshown))


def mutant_tasks(
    folder: str, features: str | None = None, *, jobs: int, clock: Callable[[], float], progress: Progress
) -> tuple[api.Task, ...]:
    """One task for each change to the policy that no scenario notices; all scenarios must hold."""
    found = mutate_policy(folder, features, jobs=jobs, clock=clock, progress=progress("mutants"))
    return tuple(unnoticed(found.of(SURVIVED)))


def _failed(ran: Ran) -> api.Task:
    scenario = ran.scenario
    place = api.Span(scenario.file, scenario.line, 1, scenario.line, 1)
    locator = next(iter(scenario.tags), "")
    evidence = {"quoted": ran.step, "found": ran.reason}
    return _asked(place, FAILED, locator, scenario.name, _HOLDS, evidence=evidence)


def _unshown(clause: Clause) -> api.Task:
    what = _LACKS[bool(clause.met), bool(clause.unmet or clause.open)]
    told = {"zh": what[0], "en": what[1]}
    edits = (f"{_FEATURES} {clause.locator}",)
    return _asked(_place(_FEATURES), UNSHOWN, clause.locator, f"{clause.locator} {clause.summary}", told, edits=edits)


def unnoticed(judged: Iterable[Judged]) -> Iterator[api.Task]:
    """One task for each change that survived."""
    for each in judged:
        file, _, line = each.place.rpartition(":")
        number = int(line)
        told = {"zh": f"{_NOTICES[0]}：{each.zh}", "en": f"{_NOTICES[1]}: {each.en}"}
        locator = next(iter(each.clauses), "")
        place = api.Span(file, number, 1, number, 1)
        yield _asked(place, UNNOTICED, locator, locator or file, told, scenarios=each.near, edits=(f"{_FEATURES} {each.place}",))


def _faulty(found: api.Diagnostic) -> api.Task:
    told = {lang: f"{catalog.message(found, lang)} {catalog.help_text(found, lang)}".strip() for lang in ("zh", "en")}
    return _asked(found.span, FAULTY, "", found.code, told)


def _asked(place: api.Span, reason: str, locator: str, subject: str, what: Mapping[str, str], **more: Any) -> api.Task:
    """A task about scenarios: somebody has to decide, at one place unless ``edits`` says otherwise."""
    edits = more.pop("edits", (f"{place.file}:{place.line}:{place.column}",))
    return api.Task(place, KIND, reason, locator, subject, what, decide=True, edits=edits, **more)


def _place(file: str) -> api.Span:
    return api.Span(file, 0, 0, 0, 0)
