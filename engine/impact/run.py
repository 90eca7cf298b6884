"""A register under two policies, or under every value of a figure. The driver of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.artifact.store import Artifact
from engine.artifact.tables import Tables
from engine.batch import sources as inputs
from engine.batch.reading import Options, default_subject
from engine.batch.rows import problem
from engine.batch.run import Progress
from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean
from engine.errors import InvalidInput
from engine.impact.as_tables import ChangedTable
from engine.impact.counted import Counted, Values, added, added_values, empty, no_values
from engine.impact.setting import Replaced, Sweep, applied, check_once, replaced, setting, sweep
from engine.impact.work import Job, answers

if TYPE_CHECKING:
    from engine.impact.bulk_run import Makers

#: By which enumerations rows are counted, where nothing else is asked.
GROUPS = ("县", "系列", "级别", "单位性质")
_GROUPED = ("word", "text", "row")


class Policies(NamedTuple):
    """The two policies. ``rows``: locators of the second by those of the first; ``None`` where both are the same policy."""

    before: Artifact
    after: Artifact
    names: tuple[str, str]
    rows: Mapping[str, str] | None


class Request(NamedTuple):
    """What is asked. ``settings``, ``sweep``: as on the command line; ``groups``: names of facts to count by; ``engine``:
    ``python`` or ``duckdb``; ``year``: rows that state another one cannot be decided and are not counted."""

    inputs: tuple[str, ...]
    settings: tuple[str, ...] = ()
    sweep: str | None = None
    groups: tuple[str, ...] = ()
    subject: str | None = None
    key: str | None = None
    ignored: tuple[str, ...] = ()
    encoding: str | None = None
    jobs: int = 1
    engine: str = "python"
    year: int | None = None


class Impact(NamedTuple):
    """What a change does. ``settings``: what was set; ``facts``: those that rows are counted by; one of ``counted``
    and ``swept`` (the values tried, and what came of each) is there; ``tables``: of both policies; ``notes``: what else is to be
    told."""

    names: tuple[str, str]
    tables: tuple[Tables, Tables]
    subject: str
    facts: tuple[Mapping[str, Any], ...]
    settings: tuple[Replaced, ...]
    counted: Counted | None
    swept: tuple[Sweep, Values] | None
    notes: tuple[Diagnostic, ...] = ()


def run_impact(
    policies: Policies, request: Request, progress: Progress | None = None, makers: Makers | None = None,
    changed: ChangedTable | None = None,
) -> Impact:  # fmt: skip
    """Decide every row of the inputs both ways; ``makers``: make the programs of the engine ``duckdb``; ``changed`` is given
    every row that turns. Raises :class:`InvalidInput`.
    """
    before = policies.before.tables
    name = request.subject or default_subject(before)
    subject = before["subjects"][name]
    settings = tuple(setting(policies.after.tables, each) for each in request.settings)
    after = applied(policies.after.tables, settings)
    swept = None if request.sweep is None else sweep(after, request.sweep)
    check_once([*settings, *(swept.settings[:1] if swept else ())])
    facts = _facts(subject, request.groups)
    sources = [inputs.source(each) for each in request.inputs]
    inputs.check(sources, subject, request.key, request.ignored, request.encoding)
    job = Job(
        before=(policies.before.code, before), after=(policies.after.code, after),
        options=Options(request.subject, request.key, request.ignored, "jsonl", "zh", len(sources) > 1, request.year),
        groups=tuple(each["id"] for each in facts), rows=None if policies.rows is None else dict(policies.rows),
        settings=swept.settings if swept else (), changed=changed is not None,
    )  # fmt: skip
    told = tuple(replaced(policies.after.tables, after, each) for each in settings)
    found = Impact(policies.names, (before, after), name, facts, told, None, None)
    notes: list[Diagnostic] = []
    results = _results(job, sources, request, progress, makers, notes)
    if swept is None:
        counted = empty()
        if changed is not None:
            changed.begin([each["name"] for each in facts])
        for each in results:
            counted = added(counted, each)
            if changed is not None:
                changed.add(each.changed)
        return found._replace(counted=counted, notes=tuple(notes))
    values = no_values(len(swept.settings))
    for each in results:
        values = added_values(values, each)
    return found._replace(swept=(swept, values), notes=tuple(notes))


def _results(
    job: Job, sources: Sequence[inputs.Source], request: Request, progress: Progress | None, makers: Makers | None,
    notes: list[Diagnostic],
) -> Iterator[Any]:  # fmt: skip
    """What is counted, part after part; ``notes``: what else is to be told is added."""
    read, total, rows = [0], sum(each.size for each in sources), 0
    if makers is None:
        found = answers(job, inputs.chunks(sources, request.encoding, read), request.jobs)
    else:
        from engine.impact.bulk_run import Work, by_tables

        name = request.subject or default_subject(job.before[1])
        found = by_tables(Work(job, name, request.jobs, request.encoding), sources, makers, read, notes)
    for answer in found:
        rows += answer.rows
        if progress is not None:
            progress(rows, read[0], total)
        yield answer


def _facts(subject: Mapping[str, Any], names: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """The facts to count by. Raises :class:`InvalidInput` (E0934)."""
    facts = [fact for fact in subject["facts"] if fact["type"] in _GROUPED]
    if not names:
        first = (next((fact for fact in facts if fact["enumeration"] == each), None) for each in GROUPS)
        return tuple(fact for fact in first if fact is not None)
    found = []
    for name in dict.fromkeys(names):
        fact = next((each for each in facts if name in (each["name"], each["id"])), None)
        if fact is None:
            known = tuple(each["name"] for each in facts)
            raise InvalidInput([problem("E0934", "", name=name, known=known, suggestion=did_you_mean(name, known))], {})
        found.append(fact)
    return tuple(found)
