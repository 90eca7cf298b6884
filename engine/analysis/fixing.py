"""What ``policy check --fix`` may take out: definitions that nothing uses and entries that set nothing aside. Part of
:mod:`engine.analysis`.

Only what provably changes no decision: every change is made in a copy first, and kept where the copy has no more errors and
its conditions, entitlements, rows, gaps and remaining definitions are, node by node, what they were.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from engine.analysis.complementary import said
from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic, Span
from engine.syntax import nodes as n
from engine.syntax.policy import SurfacePolicy

#: How many changes are tried one at a time where they cannot all be made.
MOST_TRIES = 20


class Cut(NamedTuple):
    """Lines ``first`` to before ``end`` (from 1) of a file, to be taken out."""

    file: str
    first: int
    end: int


class Compiled(NamedTuple):
    """A policy as far as a change is judged: its core and how many errors stand."""

    core: CorePolicy
    errors: int


#: Compiles a folder; ``None`` where it cannot be.
Compile = Callable[[str], Compiled | None]


def fixes(folder: str, surface: SurfacePolicy, found: Sequence[Diagnostic], compiled: Compile) -> dict[str, tuple[str, str]]:
    """Files of ``folder`` that may be changed, with their texts before and after. Nothing is written to ``folder``."""
    texts = surface.source.sources
    cuts = [cut for diagnostic in found for cut in _cuts(diagnostic, surface)]
    before = compiled(folder) if cuts else None
    if before is None:
        return {}
    kept = cuts
    if not _holds(folder, texts, cuts, before, compiled):
        kept = []
        for cut in cuts[:MOST_TRIES]:
            if _holds(folder, texts, [*kept, cut], before, compiled):
                kept.append(cut)
    after = _applied(texts, kept)
    return {file: (texts[file], text) for file, text in after.items()}


def _holds(folder: str, texts: dict[str, str], cuts: list[Cut], before: Compiled, compiled: Compile) -> bool:
    """Whether the folder with ``cuts`` made decides every case as it does now."""
    with tempfile.TemporaryDirectory() as place:
        copy = os.path.join(place, os.path.basename(os.path.abspath(folder)))
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        for file, text in _applied(texts, cuts).items():
            with open(os.path.join(copy, file), "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
        after = compiled(copy)
    return after is not None and after.errors <= before.errors and _same(before.core, after.core)


def _same(before: CorePolicy, after: CorePolicy) -> bool:
    """Whether all that is asked is the same, node by node."""
    old = {definition.name: definition for definition in before.definitions}
    return (
        said(before.subjects) == said(after.subjects)
        and all(said(definition) == said(old.get(definition.name)) for definition in after.definitions)
        and (before.parameters, before.readings, before.chosen, before.records)
        == (after.parameters, after.readings, after.chosen, after.records)
    )


def _applied(texts: dict[str, str], cuts: Iterable[Cut]) -> dict[str, str]:
    """The texts of the files that ``cuts`` are made in."""
    lines: dict[str, list[str | None]] = {}
    for file, first, end in cuts:
        left = lines.setdefault(file, list(texts[file].splitlines(keepends=True)))
        left[first - 1 : end - 1] = [None] * (end - first)
    return {file: "".join(line for line in left if line is not None) for file, left in lines.items()}


def _cuts(diagnostic: Diagnostic, surface: SurfacePolicy) -> Iterator[Cut]:
    """What to take out for a finding."""
    span = diagnostic.span
    if diagnostic.code == "W0519" and span.file in surface.source.sources:
        own = surface.source.sources[span.file].splitlines()[span.line - 1]
        if own.lstrip().startswith("- "):
            yield Cut(span.file, span.line, max(span.end_line, span.line) + 1)
    if diagnostic.code == "W0502":
        yield from _definition(str(diagnostic.arguments["name"]), surface)


def _definition(name: str, surface: SurfacePolicy) -> Iterator[Cut]:
    """The lines of a definition with its exceptions; its blank lines too, its comments stay."""
    for rules in surface.rules:
        last: str | None = None
        for number, statement in enumerate(rules.statements):
            if isinstance(statement, n.Definition):
                last = statement.name
            elif not isinstance(statement, n.Exception_):
                last = None
            target = getattr(statement, "target", None) or last
            if target == name and isinstance(statement, n.Definition | n.Exception_ | n.Slot):
                following = rules.statements[number + 1].span.line if number + 1 < len(rules.statements) else 0
                yield _lines(surface.source.sources[rules.file], rules.file, statement.span, following)


def _lines(text: str, file: str, span: Span, following: int) -> Cut:
    """The lines of a statement and the blank ones after it."""
    lines = text.splitlines()
    end = span.end_line
    while end < len(lines) and (not following or end + 1 < following) and not lines[end].strip():
        end += 1
    return Cut(file, span.line, end + 1)
