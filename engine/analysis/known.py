"""Findings that an officer has looked at and wants no longer: ``checks.yaml``. Part of :mod:`engine.analysis`; codes W0519
and E0511.

Every entry names a code, what the finding is about, and the reason, which the schema asks for. One that sets nothing aside is
told: what it was written for has been put right, or its names have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.resolved.declarations.access import child, entries, span, text, texts
from engine.source.nodes import Document

FILE = "checks.yaml"


class Known(NamedTuple):
    """An entry of ``不再提示``."""

    code: str
    names: frozenset[str]
    reason: str
    span: Span
    code_span: Span

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether this is about ``diagnostic``: its code, and everything named is named by it."""
        return diagnostic.code == self.code and self.names <= names_of(diagnostic)


class Sorted(NamedTuple):
    """Findings told, and those set aside, each with the reason."""

    told: list[Diagnostic]
    known: list[tuple[Diagnostic, str]]


def names_of(diagnostic: Diagnostic) -> frozenset[str]:
    """What a finding is about: the rows, statements, facts and figures that it names."""
    found: set[str] = set()
    for value in diagnostic.arguments.values():
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, tuple):
            found.update(each for each in value if isinstance(each, str))
    return frozenset(found)


def read_known(documents: Iterable[Document]) -> list[Known]:
    """The entries of all ``checks.yaml``."""
    return [
        Known(text(item, "代码"), frozenset(texts(child(item, "位置"))), text(item, "理由"), span(item), span(item, "代码"))
        for document in documents
        for item in entries(child(document.root, "不再提示"))
    ]


def sort_out(found: Sequence[Diagnostic], known: Sequence[Known], codes: Sequence[str], unsure: frozenset[str]) -> Sorted:
    """``found`` without what is known. ``codes``: those that may be set aside; ``unsure``: those not fully looked into."""
    told: list[Diagnostic] = []
    aside: list[tuple[Diagnostic, str]] = []
    used: set[Span] = set()
    by_code: dict[str, list[Known]] = {}
    for entry in known:
        by_code.setdefault(entry.code, []).append(entry)
    for diagnostic in found:
        matching = [entry for entry in by_code.get(diagnostic.code, ()) if entry.covers(diagnostic)]
        used.update(entry.span for entry in matching)
        if matching:
            aside.append((diagnostic, matching[0].reason))
        else:
            told.append(diagnostic)
    for entry in known:
        if entry.code not in codes:
            meant = did_you_mean(entry.code, codes)
            told.append(Diagnostic("E0511", entry.code_span, {"code": entry.code, "suggestion": meant}))
        elif entry.span not in used and entry.code not in unsure:
            told.append(Diagnostic("W0519", entry.span, {"code": entry.code, "names": tuple(sorted(entry.names))}))
    return Sorted(told, aside)
