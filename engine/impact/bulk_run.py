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
from engine.columnar.trusted import Figure
from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.impact.bulk import Asked, BulkComparer
from engine.impact.bulk_sweep import BulkSweeper, Swept
from engine.impact.carried import carried
from engine.impact.compare import Comparer
from engine.impact.setting import applied
from engine.impact.slices import Carried, Programs, Sliced
from engine.impact.sweeping import Sweeper
from engine.impact.work import Job, answers

_NOTHING = Term("没有一行是规整的", "none of its rows is plainly in order")
_NO_COLUMNS = Term("有的栏只能逐行读", "some of its columns can only be read row by row")


class Makers(NamedTuple):
    """What makes programs of the policy before and of that after, with parameters and readings as in the tables given."""

    before: Callable[[Tables], Programs]
    after: Callable[[Tables], Programs]


class Work(NamedTuple):
    """What is asked: the job, the subject of the register, threads, the encoding of tables that are read row by row."""

    job: Job
    subject: str
    jobs: int
    encoding: str | None


def by_tables(
    work: Work, sources: Sequence[inputs.Source], makers: Makers, read: list[int], notes: list[Diagnostic]
) -> Iterator[Any]:
    """What is counted, part after part; ``read[0]`` is kept at the bytes read so far; ``notes``: the inputs that are decided row
    by row are added."""
    job, found = work.job, Carried()
    before, after = job.before[1], job.after[1]
    told = found if job.rows is None else carried(before, after, work.subject, job.rows)
    start = 0
    for source in sources:
        with contextlib.ExitStack() as stack:
            reason: Term | None = told if isinstance(told, Term) else None
            table = None
            if isinstance(told, Carried):
                table, reason = _opened(work, source, makers.before(before), stack)
            if isinstance(told, Carried) and table is not None:
                for answer, end in _asked(work, table, makers, told)():
                    read[0] = start + end
                    yield answer
            else:
                notes.append(problem("W0936", source.name, name=source.name, reason=reason))
                yield from answers(job, inputs.chunks([source], work.encoding, [0]), work.jobs)
        start += source.size
        read[0] = start


def _opened(
    work: Work, source: inputs.Source, programs: Programs, stack: contextlib.ExitStack
) -> tuple[Sliced | None, Term | None]:
    """The input as a table, closed by ``stack``, or why it cannot be one."""
    job = work.job
    policy = Artifact(*job.before)
    subject = policy.tables["subjects"][work.subject]
    scan: scanned.Scan = partial(scanned.stored, subject=subject, options=job.options)
    if not scanned.readable(source):
        streamed = Streamed(source, subject, job.options, work.encoding, (), 0)
        stack.callback(streamed.close)
        if streamed.empty:
            return None, _NOTHING
        scan = streamed.opened
    table = Sliced(source, policy, work.subject, job.options, work.jobs, programs, scan)
    stack.callback(table.close)
    return (table, None) if table.prepare() else (None, _NO_COLUMNS)


def _asked(work: Work, table: Sliced, makers: Makers, told: Carried) -> BulkComparer | BulkSweeper:
    """What asks the slices of a table."""
    job, worker = work.job, work.job.worker()
    before, after = job.before[1], job.after[1]
    if isinstance(worker, Sweeper):
        first, figures = job.settings[0], [each.value for each in job.settings]
        unset, open_ = (applied(after, [first._replace(value=value)]) for value in (None, Figure(min(figures), max(figures))))
        without, within = (makers.after(each)(work.subject, table.known, False) for each in (unset, open_))
        return BulkSweeper(table, Swept(without, within, told), job.settings, job.groups, worker)
    assert isinstance(worker, Comparer)
    sides = []
    for tables, make, how in ((before, makers.before, Carried()), (after, makers.after, told)):
        programs = make(tables)
        decision, whole = (programs(work.subject, table.known, each) for each in (False, True))
        sides.append(Asked(tables, decision, whole, how))
    return BulkComparer(table, sides, job.groups, worker)
