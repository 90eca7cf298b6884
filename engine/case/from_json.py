"""An application file to a :class:`Case`: ``read_case``. The translator of :mod:`engine.case`.

All mistakes of a file are reported together, in the order of the text; one mistake is enough for there to be no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.case import completion, relations, unknowns
from engine.case.case import Case
from engine.case.keys import Once, by_name, is_note
from engine.case.reading import Enough, Reader, Target, options, plain, shortened, shown
from engine.case.values import read_value
from engine.diagnostics import Diagnostic
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.source.hashing import sha256
from engine.source.json_nodes import JsonNode
from engine.source.json_reader import read_json
from engine.source.limits import APPLICATION, Limits

#: Keys that name the subject of a file.
SUBJECT_KEYS = ("主体", "subject")


def read_case(
    file: str,
    data: bytes,
    tables: Mapping[str, Any],
    subject: str | None = None,
    on: date | None = None,
    limits: Limits = APPLICATION,
) -> tuple[Case | None, list[Diagnostic]]:
    """Read the application ``data`` against the policy's ``tables``.

    ``file`` is the name to print; ``subject`` (Chinese name or English id) the one to read, by default the file's own,
    by default applications; ``on`` the date to evaluate at in place of the reference date. Raises ``KeyError`` for a
    ``subject`` that the tables do not have.
    """
    root, diagnostics = read_json(file, data, limits)
    if root is None:
        return None, diagnostics
    return case_from_tree(root, tables, sha256(data).hexdigest(), subject, on, limits.diagnostics)


def case_from_tree(
    root: JsonNode,
    tables: Mapping[str, Any],
    digest: str,
    subject: str | None = None,
    on: date | None = None,
    most: int = APPLICATION.diagnostics,
) -> tuple[Case | None, list[Diagnostic]]:
    """As :func:`read_case`, for a tree that has been read already (one of several in a file); ``most`` diagnostics."""
    reader = Reader(tables, {}, most)
    try:
        given = _read(reader, root, subject)
    except Enough:
        given = None
    if given is None or reader.diagnostics:
        return None, in_order(reader.diagnostics)
    return Case(reader.subject, given, reader.spans, root.span.file, digest, on), []


def _read(reader: Reader, root: JsonNode, wanted: str | None) -> dict[str, Any] | None:
    """Find the subject and read its facts; ``None`` where no facts could be looked for."""
    if root.kind != "object":
        reader.report("E0601", root.span, text=shown(root))
        return None
    vocabulary = _subject(reader, root, wanted)
    if vocabulary is None:
        return None
    reader.subject = vocabulary
    given = _facts(reader, root)
    _agree(reader, given)
    return given


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """In the order of the text."""
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.span.line, diagnostic.span.column, diagnostic.code))


def _subject(reader: Reader, root: JsonNode, wanted: str | None) -> dict[str, Any] | None:
    """The subject that the file names, or the wanted one, or that of applications; ``None`` after reporting."""
    subjects = list(reader.tables["subjects"].values())
    named = by_name(subjects)
    default = next((subject for subject in subjects if subject["wording"] == "application"), subjects[0])
    expected = named[wanted] if wanted is not None else None
    once, found = Once(reader), None
    for key, node in root.entries:
        if key.value not in SUBJECT_KEYS or node.kind == "null" or not once.take(Term(*SUBJECT_KEYS), key):
            continue
        found = named.get(plain(node.value)) if node.kind == "string" else None
        if found is None:
            suggestion = did_you_mean(node.value, named) if node.kind == "string" else None
            known = options((subject["name"], subject["id"]) for subject in subjects)
            reader.report("E0602", node.span, text=shown(node), suggestion=suggestion, options=known)
            return None
        if expected is not None and found is not expected:
            reader.report("E0603", node.span, text=shown(node), expected=Term(expected["name"], expected["id"]))
            return None
    return expected or found or default


def _facts(reader: Reader, root: JsonNode) -> dict[str, Any]:
    """Every fact of the subject by id, as given or absent; mistakes are reported."""
    entries = reader.subject["facts"]
    given = {fact["id"]: unknowns.when_absent(fact, fact["id"]) for fact in entries}
    named, once = by_name(entries), Once(reader)
    for key, node in root.entries:
        if key.value in SUBJECT_KEYS or is_note(key.value):
            continue
        fact = named.get(key.value) or named.get(plain(key.value))
        if fact is None:
            _unknown_fact(reader, key)
        elif once.take(Term(fact["name"], fact["id"]), key) and node.kind != "null":
            reader.spans[fact["id"]] = node.span
            value = read_value(reader, Target.of(fact), node)
            if value is not None:
                given[fact["id"]] = value
    return given


def _unknown_fact(reader: Reader, key: JsonNode) -> None:
    """A key that is no fact of this subject: perhaps of another one, a field, or misspelt."""
    subject = Term(reader.subject["name"], reader.subject["id"])
    text = shortened(key.value)
    for other in reader.tables["subjects"].values():
        if plain(key.value) in by_name(other["facts"]):
            reader.report("E0605", key.span, text=text, subject=subject, other=Term(other["name"], other["id"]))
            return
    owners = (fact for fact in reader.subject["facts"] if plain(key.value) in by_name(fact["fields"] or []))
    owner = next((Term(fact["name"], fact["id"]) for fact in owners), None)
    suggestion = None if owner else did_you_mean(key.value, by_name(reader.subject["facts"]))
    reader.report("E0604", key.span, text=text, subject=subject, suggestion=suggestion, owner=owner)


def _agree(reader: Reader, given: dict[str, Any]) -> None:
    """Report related facts that contradict each other, as given or by what follows from them."""
    facts = completion.complete(reader.subject, given, assume=False).facts
    found = relations.contradictions(reader.subject["relations"], facts)
    relations.report(reader, found, facts)
