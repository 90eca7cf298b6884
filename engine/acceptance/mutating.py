"""``policy mutate``: every changed policy judged, by several processes. Part of :mod:`engine.acceptance`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context

from engine import api
from engine.acceptance.judge import SURVIVED, Judge, Judged, chosen

#: Mutants handed to a process at once.
_CHUNK = 12


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
    mutations = api.mutations_of(folder)
    numbers = chosen(mutations, words)
    if not numbers:
        raise api.InvalidInput([api.Diagnostic("E0873", api.Span("", 0, 0, 0, 0), {"words": words or ""})], {})
    judge = Judge(folder, features, mutations)
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
