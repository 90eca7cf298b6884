"""The inputs of a run by DuckDB: tables in bulk, all others row by row, and why. Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from engine.artifact.store import Artifact
from engine.artifact.tables import Tables
from engine.batch import scanned
from engine.batch import sources as inputs
from engine.batch.rows import problem
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

_NO_TABLE = Term("这种文件不能由数据库自己读", "the database does not read such files by itself")
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
        reason: Term | None = told if isinstance(told, Term) else None
        table = None
        if isinstance(told, Carried):
            table, reason = _opened(work, source, makers.before(before))
        if table is None:
            notes.append(problem("W0936", source.name, name=source.name, reason=reason))
            for answer in answers(job, inputs.chunks([source], work.encoding, [0]), work.jobs):
                yield answer
        elif isinstance(told, Carried):
            for answer, end in _asked(work, table, makers, told)():
                read[0] = start + end
                yield answer
            table.close()
        start += source.size
        read[0] = start


def _opened(work: Work, source: inputs.Source, programs: Programs) -> tuple[Sliced | None, Term | None]:
    """The table that the database reads, or why it cannot."""
    if source.kind not in scanned.KINDS:
        return None, _NO_TABLE
    policy = Artifact(*work.job.before)
    table = Sliced(source, policy, work.subject, work.job.options, work.jobs, programs)
    if table.prepare():
        return table, None
    table.close()
    return None, _NO_COLUMNS


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
