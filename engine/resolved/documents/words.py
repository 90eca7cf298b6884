"""The words by which an entry of a register says what it is about. Part of :mod:`engine.resolved.documents`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.diagnostics import Diagnostic
from engine.diagnostics.terms import Term
from engine.resolved.document_symbols import RegisteredYears
from engine.resolved.names import Names
from engine.resolved.references import unknown
from engine.resolved.symbols import Relation, Subject

_KINDS = {"系列": Term("系列", "series"), "专业": Term("专业", "specialty"), "级别": Term("级别", "level")}


def check_words(
    entry: RegisteredYears, names: Names, subjects: Mapping[str, Subject], report: Callable[[Diagnostic], None]
) -> None:
    """Series, specialty and level are known (E0325) and go together as the vocabulary's relations have them (E0356)."""
    said = {"系列": entry.series, "专业": entry.specialty, "级别": entry.level}
    given = {kind: word for kind, word in said.items() if word is not None}
    known = {kind: names.enumerations[kind].words if kind in names.enumerations else {} for kind in given}
    for kind, word in given.items():
        if word not in known[kind]:
            unknown("E0325", word, entry.places[kind], known[kind], names, report, enumeration=kind)
    if all(word in known[kind] for kind, word in given.items()):
        for kind in ("专业", "级别"):
            if kind in given:
                _check_pair(entry, kind, given[kind], subjects, report)


def _check_pair(
    entry: RegisteredYears, kind: str, word: str, subjects: Mapping[str, Subject], report: Callable[[Diagnostic], None]
) -> None:
    for subject in subjects.values():
        kinds = {fact.id: fact.enumeration or "" for fact in subject.facts if fact.type == "word"}
        for relation in subject.relations:
            pairs = _pairs(relation, [kinds.get(column, "") for column in relation.columns], kind)
            if pairs and (entry.series, word) not in pairs:
                others = tuple(dict.fromkeys(series for series, each in pairs if each == word))
                arguments = {"series": entry.series, "kind": _KINDS[kind], "word": word, "others": others}
                report(Diagnostic("E0356", entry.places[kind], arguments))
                return


def _pairs(relation: Relation, kinds: list[str], kind: str) -> list[tuple[str, str]]:
    """What a relation has under 系列 and under another kind of word, where it has both."""
    if "系列" not in kinds or kind not in kinds:
        return []
    series, other = kinds.index("系列"), kinds.index(kind)
    return [(row[series], row[other]) for row in relation.rows]
