"""The inputs of a run by DuckDB: tables in bulk, all others row by row, and why. Part of :mod:`engine.impact`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from engine.artifact.store import Artifact
from engine.artifact.tables import Tables
from engine.batch import scanned
from engine.batch import sources as inputs
from engine.batch.rows import problem
from engine.batch.streamed import Streamed
from engine.columnar.program import Programs
from engine.columnar.trusted import Figure
from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.impact.bulk import Asked, BulkComparer
from engine.impact.bulk_sweep import BulkSweeper, Swept
from engine.impact.carried import carried
from engine.impact.compare import Comparer
from engine.impact.setting import applied
from engine.impact.slices import Carried, Sliced
from engine.impact.sweeping import Sweeper
from engine.impact.work import Job, answers

_NOTHING = Term("没有一行是规整的", "none of its rows is plainly in order")
_NO_COLUMNS = Term("有的栏只能逐行读", "some of its columns can only be read row by row")


#: Makes the programs of a policy with parameters and readings as in the tables given.
Maker = Callable[[Tables], Programs]


class Makers(NamedTuple):
    """What makes programs of the policy before and of that after."""

    before: Maker
    after: Maker


class Work(NamedTuple):
    """What is asked: the job, the subject of the register, threads, the encoding of tables that are read row by row."""

    job: Job
    subject: str
    jobs: int
    encoding: str | None


def by_tables(
    work: Work, sources: Sequence[inputs.Source], makers: Makers, read: list[int], notes: list[Diagnostic]
) -> Iterator[Any]:
    """What is counted, part after part; ``read[0]`` is kept at the bytes read so far; to ``notes`` the inputs are added that are
    decided row by row."""
    asking = _Asking(work, makers)
    start = 0
    for source in sources:
        with contextlib.ExitStack() as stack:
            table, reason = asking.opened(source, stack)
            if table is None:
                notes.append(problem("W0936", "", name=source.name, reason=reason))
                yield from answers(work.job, inputs.chunks([source], work.encoding, [0]), work.jobs)
            else:
                for answer, end in asking.of(table)():
                    read[0] = start + end
                    yield answer
        start += source.size
        read[0] = start


class _Asking:
    """Asks tables, each policy's programs being made once."""

    def __init__(self, work: Work, makers: Makers) -> None:
        job = work.job
        before, after = job.before[1], job.after[1]
        self._work = work
        self._carried = Carried() if job.rows is None else carried(before, after, work.subject, job.rows)
        self._before = makers.before(before)
        if job.settings:
            figures = [each.value for each in job.settings]
            values = None, Figure(min(figures), max(figures))
            self._after = [makers.after(applied(after, [job.settings[0]._replace(value=value)])) for value in values]
        else:
            self._after = [makers.after(after)]

    def opened(self, source: inputs.Source, stack: contextlib.ExitStack) -> tuple[Sliced | None, Term | None]:
        """The input as a table, closed by ``stack``, or why it cannot be one."""
        if isinstance(self._carried, Term):
            return None, self._carried
        work, job = self._work, self._work.job
        policy = Artifact(*job.before)
        subject = policy.tables["subjects"][work.subject]
        scan: scanned.Scan = partial(scanned.stored, subject=subject, options=job.options)
        if not scanned.readable(source):
            streamed = Streamed(source, subject, job.options, work.encoding, (), 0)
            stack.callback(streamed.close)
            if streamed.empty:
                return None, _NOTHING
            scan = streamed.opened
        table = Sliced(source, policy, work.subject, job.options, work.jobs, self._before, scan)
        stack.callback(table.close)
        return (table, None) if table.prepare() else (None, _NO_COLUMNS)

    def of(self, table: Sliced) -> BulkComparer | BulkSweeper:
        """What asks the slices of a table that was opened."""
        subject, job, worker = self._work.subject, self._work.job, self._work.job.worker()
        assert isinstance(self._carried, Carried)
        if isinstance(worker, Sweeper):
            without, within = (programs(subject, table.known, False, table.shared) for programs in self._after)
            return BulkSweeper(table, Swept(without, within, self._carried), job.settings, job.groups, worker)
        assert isinstance(worker, Comparer)
        (later,) = self._after
        before = self._side(job.before[1], self._before, table, Carried())
        return BulkComparer(table, [before, self._side(job.after[1], later, table, self._carried)], job.groups, worker)

    def _side(self, tables: Tables, programs: Programs, table: Sliced, how: Carried) -> Asked:
        decision, whole = (programs(self._work.subject, table.known, each, table.shared) for each in (False, True))
        return Asked(tables, decision, whole, how)
