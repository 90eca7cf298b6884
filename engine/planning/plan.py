"""The plan of a policy as plain data: ``plan``. Part of :mod:`engine.planning`; shape in ``schemas/deadlines.schema.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from engine.artifact.tables import Tables, bindings, calendar, reading_value
from engine.core.policy import CorePolicy
from engine.planning import known as k
from engine.planning.bounds import refuse_year
from engine.planning.rows import find_row, rounds, working_months
from engine.planning.subjects import Asked, deadlines, iso
from engine.planning.workdays import kind_of_day
from engine.values import Unknown
from engine.values.calendar import Calendar


class Wanted(NamedTuple):
    """What to plan: a subject (by default all with deadlines), rows (by default all), and what is given, as text."""

    subject: str | None = None
    rows: tuple[str, ...] = ()
    meeting: str | None = None
    given: tuple[str, ...] = ()


def plan(tables: Tables, core: CorePolicy, wanted: Wanted) -> dict[str, Any]:
    """All dates that the policy sets, solved under what is known.

    Raises :class:`~engine.errors.InvalidInput` for what cannot be read, and (E0840) for a date of a year whose working
    days are not announced.
    """
    days = calendar(tables)
    conditions = {part.name: tuple(c for c in part.conditions if c.kind == "deadline" and not c.tables) for part in core.subjects}
    subjects = k.choose_subjects(tables, wanted.subject, [name for name, found in conditions.items() if found])
    locators = [find_row(tables, each) for each in dict.fromkeys(wanted.rows)]
    if locators and wanted.subject is None:
        subjects = _of_rows(tables, subjects, locators) or subjects
    given = k.spread(tables, subjects, k.parse_given(wanted.given), wanted.meeting)
    rows: list[str | None] = [*locators] or [None]
    parts = [
        _subject(tables, core, conditions[name], _Part(name, given[name], row), days)
        for name in subjects
        for row in rows
    ]
    everything = locators or list(tables["rows"])
    return {
        "policy": {key: tables["policy"][key] for key in ("document_number", "title", "year", "issued_on", "digest")},
        "subjects": [part for place, part in enumerate(parts) if part not in parts[:place]],
        "rounds": rounds(tables, everything, days) if locators or wanted.subject is None else [],
        "working_months": working_months(tables, everything),
    }


class _Part(NamedTuple):
    """A subject, what is given for it, and the row it is planned for."""

    name: str
    given: Mapping[str, str]
    row: str | None


def _of_rows(tables: Tables, subjects: Sequence[str], locators: Sequence[str]) -> list[str]:
    """The subjects that these rows say something of."""
    rows = [tables["rows"][locator] for locator in locators]
    return [name for name in subjects if any(k.facts_from_row(tables, tables["subjects"][name], row) for row in rows)]


def _subject(tables: Tables, core: CorePolicy, conditions: tuple, part: _Part, days: Calendar) -> dict[str, Any]:
    """One subject's deadlines, with what is known of it."""
    vocabulary = tables["subjects"][part.name]
    row = None if part.row is None else tables["rows"][part.row]
    about_row = row is not None and bool(k.facts_from_row(tables, vocabulary, row))
    known = k.read_known(tables, part.name, part.given, row if about_row else None, days)
    _announced(known, days)
    values = {
        name: {option["name"]: reading_value(tables, name, option["name"]) for option in reading["options"]}
        for name, reading in tables["readings"].items()
    }
    chosen = {name: reading["chosen"] for name, reading in tables["readings"].items()}
    asked = Asked(core, conditions, vocabulary, known.facts, bindings(tables, known.on), values, chosen)
    found = deadlines(asked, k.words_of(tables, vocabulary))
    return {
        "subject": part.name,
        "id": vocabulary["id"],
        "row": part.row if about_row else None,
        "known": _known(vocabulary, known, days),
        "outside_working_months": _outside(vocabulary, known, row if about_row else None),
        "deadlines": [_named(tables, vocabulary, entry, days) for entry in found],
    }


def _announced(known: k.Known, days: Calendar) -> None:
    """Refuse a date given in a year whose working days are not known: what follows from it could not be told."""
    for id, source in known.sources.items():
        value = known.facts.get(id)
        if source == "given" and isinstance(value, date) and value.year not in days.years:
            refuse_year(str(value.year), days)


def _known(vocabulary: Mapping[str, Any], known: k.Known, days: Calendar) -> list[dict[str, Any]]:
    """The facts known, in the order of the vocabulary."""
    found = []
    for fact in vocabulary["facts"]:
        value = known.facts.get(fact["id"])
        source = known.sources.get(fact["id"])
        if source is None or isinstance(value, Unknown):
            continue
        day = value if isinstance(value, date) else None
        found.append({
            "fact": fact["id"], "name": fact["name"], "source": source,
            "value": iso(day) if day else value if isinstance(value, str | bool | int) else str(value),
            "kind_of_day": kind_of_day(day, days) if day else None,
        })  # fmt: skip
    return found


def _outside(vocabulary: Mapping[str, Any], known: k.Known, row: Mapping[str, Any] | None) -> bool | None:
    """Whether the meeting lies outside the committee's working months; ``None`` where that is not asked."""
    meeting = known.facts.get(k.meeting_fact(vocabulary) or "")
    if row is None or not isinstance(meeting, date) or not row["finish_date"]:
        return None
    return not row["start_date"] <= meeting.isoformat() <= row["finish_date"]


def _named(tables: Tables, vocabulary: Mapping[str, Any], entry: dict[str, Any], days: Calendar) -> dict[str, Any]:
    """An entry with the names and codes that people read, and the kind of its day."""
    names = {fact["id"]: fact["name"] for fact in vocabulary["facts"]}
    codes = {name: reading["code"] for name, reading in tables["readings"].items()}
    dates = [entry["date"], entry["safe"], entry["strictest"], entry["advised"], *(a["date"] for a in entry["alternatives"])]
    return {
        **entry,
        "name": names[entry["fact"]],
        "when": {names[id]: value for id, value in entry["when"].items()},
        "kinds": {day: kind_of_day(date.fromisoformat(day), days) for day in dates if day is not None},
        "alternatives": [{**a, "reading": codes[a["reading"]], "name": a["reading"]} for a in entry["alternatives"]],
        "needs": [{"fact": id, "name": names[id]} for id in entry["needs"]],
    }
