"""What is known when a plan is made: dates given, what a row says of its committee, and what is assumed from it.

Part of :mod:`engine.planning`. Given values are read like an application (:mod:`engine.case`), so dates that do not exist,
words that are not in the vocabulary and the like are refused in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, NoReturn

from engine.artifact.tables import Tables
from engine.case.from_mapping import case_from_mapping
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.diagnostics.terms import Term
from engine.errors import InvalidInput
from engine.planning.origins import ROW_DATES, amending
from engine.planning.told import SHOWN, refusal
from engine.planning.workdays import nearest_working_day
from engine.resolved.names import ROW_ATTRIBUTES
from engine.values import Unknown
from engine.values.calendar import Calendar

#: What vocabularies call the day of a meeting, in whichever subject.
MEETING = "meeting_date"


class Known(NamedTuple):
    """The facts of a subject, where each known one comes from (``given``, ``row`` or ``assumed``), and the documents beside
    the notice on which an assumed one rests."""

    facts: Mapping[str, Any]
    on: Any
    sources: Mapping[str, str]
    documents: Mapping[str, Sequence[str]]


def refuse(code: str, **arguments: object) -> NoReturn:
    """Raise the diagnostic ``code`` about what was asked."""
    raise InvalidInput([Diagnostic(code, Span("", 0, 0, 0, 0), arguments)], {})


def parse_given(pairs: Sequence[str]) -> dict[str, str]:
    """``名称=值`` texts as a mapping. Raises :class:`InvalidInput` (E0841, E0843)."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            refuse("E0841", value=pair)
        if name in found:
            refuse("E0843", name=name)
        found[name] = value
    return found


def choose_subjects(tables: Tables, wanted: str | None, with_deadlines: Sequence[str]) -> list[str]:
    """The subjects to plan for: the one wanted, by name or id, else all that have deadlines."""
    if wanted is None:
        return list(with_deadlines)
    subjects = tables["subjects"]
    for name, table in subjects.items():
        if wanted in (name, table["id"]):
            return [name]
    words = [word for name, table in subjects.items() for word in (name, table["id"])]
    known = tuple(Term(name, table["id"]) for name, table in subjects.items())
    refuse("E0903", name=wanted, known=known, suggestion=did_you_mean(wanted, words))


def spread(tables: Tables, subjects: Sequence[str], given: Mapping[str, str], meeting: str | None) -> dict[str, dict[str, str]]:
    """What is given for each subject, by the facts' Chinese names. Raises :class:`InvalidInput` (E0842–E0844)."""
    found: dict[str, dict[str, str]] = {name: {} for name in subjects}
    facts = [(subject, fact["name"], fact["id"]) for subject in subjects for fact in tables["subjects"][subject]["facts"]]
    for name, value in given.items():
        owners = [(subject, words[0]) for subject, *words in facts if name in words]
        if not owners:
            names = [word for _, *words in facts for word in words]
            refuse("E0842", name=name, suggestion=did_you_mean(name, names), subjects=tuple(subjects))
        for subject, fact_name in owners:
            if fact_name in found[subject]:
                refuse("E0843", name=name)
            found[subject][fact_name] = value
    if meeting is not None:
        _add_meeting(tables, found, meeting)
    return found


def _add_meeting(tables: Tables, found: dict[str, dict[str, str]], meeting: str) -> None:
    """The meeting is the fact that vocabularies call ``meeting_date``."""
    holders = [name for name in found if meeting_fact(tables["subjects"][name])]
    if not holders:
        refuse("E0844", subjects=tuple(found))
    for subject in holders:
        table = tables["subjects"][subject]
        name = next(fact["name"] for fact in table["facts"] if fact["id"] == meeting_fact(table))
        if name in found[subject]:
            refuse("E0843", name=name)
        found[subject][name] = meeting


def meeting_fact(subject: Mapping[str, Any]) -> str | None:
    """The id of the fact that says when the subject's meeting is held, if it has one."""
    return next((MEETING for fact in subject["facts"] if fact["id"] == MEETING and fact["type"] == "date"), None)


def words_of(tables: Tables, subject: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Fact id → the values it may take, of the facts that take few."""
    found: dict[str, list[Any]] = {}
    for fact in subject["facts"]:
        if fact["type"] == "boolean":
            found[fact["id"]] = [True, False]
        elif fact["type"] == "word" and fact["enumeration"] in tables["enumerations"]:
            found[fact["id"]] = list(tables["enumerations"][fact["enumeration"]]["words"])
    return found


def facts_from_row(tables: Tables, subject: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, str]:
    """Facts of the subject that bear the name of an attribute of rows, where exactly one of their words says the same."""
    words = words_of(tables, subject)
    found = {}
    for fact in subject["facts"]:
        said = row.get(ROW_ATTRIBUTES.get(fact["name"], ""))
        matching = [word for word in words.get(fact["id"], ()) if isinstance(word, str) and said and said in word]
        if len(matching) == 1:
            found[fact["name"]] = matching[0]
    return found


def read_known(
    tables: Tables,
    name: str,
    given: Mapping[str, str],
    row: dict[str, Any] | None,
    calendar: Calendar,
    on: date | None = None,
    by_meeting: bool = False,
) -> Known:
    """The facts of a subject from what is given (with ``by_meeting`` its meeting in an option of its own) and its committee's
    row as it stands ``on`` a day. Raises :class:`~engine.errors.InvalidApplication`."""
    subject = tables["subjects"][name]
    from_row = facts_from_row(tables, subject, row) if row is not None else {}
    stated = {**given, **from_row, **given}
    case, problems = case_from_mapping(stated, tables, name, file=SHOWN)
    if case is None:
        meant = meeting_fact(subject) if by_meeting else None
        raise refusal(problems, stated, next((fact["name"] for fact in subject["facts"] if fact["id"] == meant), None))
    ids = {fact["name"]: fact["id"] for fact in subject["facts"]}
    sources = {ids[each]: "row" for each in from_row} | {ids[each]: "given" for each in given}
    facts, reference = dict(case.facts), case.on
    documents: dict[str, Sequence[str]] = {}
    meeting = meeting_fact(subject)
    stands = row is not None and row["dropped"] is None  # of a row that is dropped no meeting is assumed
    if meeting and from_row and row is not None and stands and isinstance(facts[meeting], Unknown) and row["finish_date"]:
        facts[meeting] = reference = nearest_working_day(date.fromisoformat(row["finish_date"]), True, calendar)
        sources[meeting] = "assumed"
        documents[meeting] = amending(row, ROW_DATES["finish"], on)[-1:]
    return Known(facts, reference, sources, documents)
