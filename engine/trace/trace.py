"""The room's entry point: stages of a policy, its features and the notice's text → the ledger. Part of :mod:`engine.trace`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.diagnostics import Diagnostic
from engine.diagnostics.span import Span
from engine.source.nodes import Document
from engine.trace.checks import check, registered
from engine.trace.files import find_features, read_features_folder
from engine.trace.ledger import Ledger, build
from engine.trace.notice import compare_notice
from engine.trace.scenarios import read_features

#: The least share of the registered passages and rows that the notice's text must have to be taken for the notice.
_LEAST_SHARE = 0.1


def trace(
    stages: Mapping[str, Any], folder: str, features: str | None = None, notice: tuple[str, str] | None = None
) -> tuple[Ledger | None, list[Diagnostic], dict[str, str]]:
    """The ledger of the policy in ``folder`` whose ``stages`` (syntax to core) were reached, with all findings and the
    texts that they point into.

    ``features``: the folder of feature files, by default the one that belongs to the policy; ``notice``: the name and the
    plain lines of the notice's file (:mod:`engine.notice.plain`). The ledger is ``None`` where the text is another one
    altogether.
    """
    read = [surface.source for surface in stages["syntax"]]
    documents: Mapping[str, Document] = read[0].documents
    typed, core = stages["typed"], stages["core"]
    texts, diagnostics = _features(folder, features)
    sources = dict(texts)
    if notice is not None:
        sources[notice[0]] = notice[1]
    scenarios, problems = read_features(texts)
    diagnostics += problems
    ledger, carriers = build(typed, core, read, scenarios)
    complete = bool(texts) and not diagnostics  # what a file that was not read is about is not known
    diagnostics += check(ledger, carriers, core, complete)
    if notice is not None:
        ledger, problems = compare_notice(ledger, documents, *notice)
        diagnostics += problems
        wrong = _another_text(ledger, notice[0])
        if wrong is not None:
            return None, [wrong], sources
    diagnostics = _sorted(diagnostics)
    return ledger.settled(diagnostics), diagnostics, sources


def _another_text(ledger: Ledger, notice: str) -> Diagnostic | None:
    """E0818: hardly anything that is registered stands in the text, so what is missing is not worth a list."""
    assert ledger.notice is not None
    found = ledger.notice.passages + ledger.notice.rows
    wanted = sum(entry.row is not None or bool(entry.statement and entry.statement.digest) for entry in ledger.entries)
    if found >= _LEAST_SHARE * wanted:
        return None
    arguments = {"name": notice, "number": ledger.resolved.notice.number, "found": found, "wanted": wanted}
    return Diagnostic("E0818", Span(notice, 0, 0, 0, 0), arguments)


def check_register(stages: Mapping[str, Any]) -> list[Diagnostic]:
    """Where the register of a policy and its rules do not lead to each other; neither features nor the text are needed."""
    ledger, carriers = build(stages["typed"], stages["core"], [surface.source for surface in stages["syntax"]], ())
    return _sorted(registered(ledger, carriers))


def _sorted(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda each: (each.code, _order(each.span)))


def _features(folder: str, features: str | None) -> tuple[dict[str, str], list[Diagnostic]]:
    found = features if features is not None else find_features(folder)
    if found is None:
        return {}, [Diagnostic("E0817", Span(folder), {"name": folder})]
    return read_features_folder(found)


def _order(span: Span) -> tuple[str, int, int]:
    return span.file, span.line, span.column
