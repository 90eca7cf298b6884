"""Errors of check, ledger and release among the tasks, each once. Part of :mod:`engine.scaffold`.

An error about an open item stands with that item; several places of one error are one task.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.diagnostics import Diagnostic, Span, catalog
from engine.scaffold.task import Task
from engine.scaffold.words import GONE_TASK, LAST_YEARS
from engine.syntax.citations import GONE, LOST
from engine.trace.scenarios import short

#: What is told of a clause or row that is gone: where it is still cited.
_CITED = "E0359"
_OVERLAP = "E0894"
_LAST_YEARS = re.compile(rf"\d{{4}}(?:{GONE}|{LOST})(?:表.·\d+|[^\s】、，；;,\"}}\]）]+)")
#: What an item that is still open says by itself: a new clause is carried by nothing and has no scenario.
_SAID = ("E0801", "E0808")


def with_findings(items: Sequence[Task], found: Iterable[Diagnostic]) -> list[Task]:
    """``items`` with the errors that are about them, and one task for everything else that was ``found``."""
    by_locator: dict[str, int] = {}
    for number, task in sorted(enumerate(items), key=lambda each: not each[1].subject.startswith(LAST_YEARS)):
        if task.locator:
            by_locator.setdefault(task.locator, number)
    tasks = list(items)
    others: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for each in _once(found):
        locator = _about(each)
        own = [by_locator[one] for one in locator if one in by_locator] if each.code in (_CITED, _OVERLAP, *_SAID) else []
        if own:
            tasks[own[0]] = _joined(tasks[own[0]], each)
        elif each.code == _CITED:
            others.setdefault((each.code, locator[0], ""), []).append(each)
        else:
            others.setdefault((each.code, catalog.message(each, "zh"), place_of(each.span)), []).append(each)
    return [*tasks, *map(_task, others.values())]


def cited(sources: Mapping[str, str]) -> Iterator[Diagnostic]:
    """E0359 for every place of the texts that cites what is gone: for a policy whose names cannot be looked up yet."""
    for file, text in sources.items():
        for number, line in enumerate(text.splitlines(), 1):
            for found in _LAST_YEARS.finditer("" if line.lstrip().startswith("#") else line):
                if not line[: found.start()].rstrip(' "').endswith("位置:"):
                    span = Span(file, number, found.start() + 1, number, found.end() + 1)
                    yield Diagnostic(_CITED, span, {"locator": found[0]})


def _once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each finding once: what the check tells the ledger tells again."""
    seen: dict[tuple[str, str, str], Diagnostic] = {}
    for each in found:
        seen.setdefault((each.code, place_of(each.span), catalog.message(each, "zh")), each)
    return list(seen.values())


def _about(found: Diagnostic) -> tuple[str, ...]:
    """The clauses or rows that a finding is about, the one to be edited first."""
    names = [found.arguments.get(key) for key in ("other", "row", "locator")]
    return tuple(short(each) for each in names if isinstance(each, str)) or ("",)


def _joined(task: Task, found: Diagnostic) -> Task:
    """A task with an error about it."""
    place = place_of(found.span)
    if found.code == _CITED:
        cited = [*task.evidence.get("cited", "").split("、"), _line(found.span)]
        evidence = {**task.evidence, "cited": "、".join(dict.fromkeys(filter(None, cited)))}
        return task._replace(evidence=evidence, edits=tuple(dict.fromkeys((*task.edits, place))))
    name, said = ("overlap" if found.code == _OVERLAP else "also"), catalog.message(found, "zh")
    if name == "overlap":
        task = task._replace(decide=True, edits=tuple(dict.fromkeys((*task.edits, place))))
    told = task.evidence.get(name)
    return task._replace(evidence={**task.evidence, name: f"{told}；{said}" if told else said})


def _task(found: Sequence[Diagnostic]) -> Task:
    """One task for an error, or for all places that cite one clause that is gone."""
    first = found[0]
    locator = _about(first)[-1]
    edits = tuple(place_of(each.span) for each in found)
    if first.code == _CITED:
        evidence = {"cited": "、".join(dict.fromkeys(_line(each.span) for each in found))}
        return Task(first.span, "error", first.code, locator, locator, GONE_TASK, (), (), evidence, (), True, edits)
    told = {lang: f"{catalog.message(first, lang)} {catalog.help_text(first, lang)}".strip() for lang in ("zh", "en")}
    return Task(first.span, "error", first.code, locator, first.code, told, (), (), {}, (), True, edits)


def place_of(span: Span) -> str:
    """A place as it is told: ``file:line:column``."""
    return f"{span.file}:{span.line}:{span.column}" if span.line else span.file


def _line(span: Span) -> str:
    return f"{span.file}:{span.line}" if span.line else span.file
