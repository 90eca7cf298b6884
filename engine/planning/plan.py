"""The plan of a policy as plain data: ``plan``. Part of :mod:`engine.planning`; shape in ``schemas/deadlines.schema.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from engine.artifact.tables import Tables, bindings, calendar, reading_value
from engine.core.policy import Condition, CorePolicy
from engine.core.uses import Index
from engine.evaluate.operators import row_attributes
from engine.evaluate.reference import Scope
from engine.explain.committees import exists, standing
from engine.planning import known as k
from engine.planning.bounds import refuse_year
from engine.planning.origins import Origins
from engine.planning.row_deadlines import rows_asked
from engine.planning.rows import acceptance, counties, find_row, rounds, working_months
from engine.planning.stages import row_attributes_of, stage_starts, staged, within_life
from engine.planning.subjects import Asked, deadlines, iso
from engine.planning.words import word_id
from engine.planning.workdays import kind_of_day
from engine.values import Unknown
from engine.values.calendar import Calendar


class Wanted(NamedTuple):
    """What to plan: a subject (by default all with deadlines), rows (by default all), what is given, as text, and the date
    on which amendments are taken as they stand (by default all of them)."""

    subject: str | None = None
    rows: tuple[str, ...] = ()
    meeting: str | None = None
    given: tuple[str, ...] = ()
    on: date | None = None


class _Plan(NamedTuple):
    """The policy that is planned for. ``printed``: its rows before amendments; ``tables`` has them as amended."""

    tables: Tables
    core: CorePolicy
    printed: Mapping[str, Any]
    days: Calendar
    on: date | None
    by_meeting: bool


class _Part(NamedTuple):
    """A subject, what is given for it, the deadlines to solve, and the row they are planned for or asked of."""

    name: str
    given: Mapping[str, str]
    conditions: tuple[Condition, ...]
    row: str | None
    asked_of_row: bool = False


def plan(tables: Tables, core: CorePolicy, wanted: Wanted) -> dict[str, Any]:
    """All dates that the policy sets, solved under what is known.

    Raises :class:`~engine.errors.InvalidInput` for what cannot be read, and (E0840) for a date of a year whose working
    days are not announced.
    """
    days, printed = calendar(tables), tables["rows"]
    tables = tables | {"rows": {locator: standing(row, wanted.on or date.max) for locator, row in printed.items()}}
    whole = _Plan(tables, core, printed, days, wanted.on, wanted.meeting is not None)
    locators = [find_row(tables, each) for each in dict.fromkeys(wanted.rows)]
    parts = [_subject(whole, part) for part in _parts(whole, wanted, locators)]
    everything = locators or [locator for locator, row in printed.items() if exists(row, wanted.on)]
    listed = locators or wanted.subject is None
    return {
        "policy": {key: tables["policy"][key] for key in ("document_number", "title", "year", "issued_on", "digest")},
        "layers": [{key: layer[key] for key in ("name", "number", "since")} for layer in tables["layers"]],
        "on": iso(wanted.on),
        "subjects": [part for place, part in enumerate(parts) if part not in parts[:place]],
        "rounds": rounds(tables, everything, days, wanted.on) if listed else [],
        "working_months": working_months(tables, everything, wanted.on),
        "acceptance": acceptance(tables, everything, days) if listed else [],
        "counties": counties(tables, everything) if listed else [],
    }


def _parts(whole: _Plan, wanted: Wanted, locators: Sequence[str]) -> list[_Part]:
    """Every subject with its own deadlines, for each row named; then what is asked of rows."""
    tables = whole.tables
    own = {p.name: tuple(c for c in p.conditions if c.kind == "deadline" and not c.tables) for p in whole.core.subjects}
    chosen = k.choose_subjects(tables, wanted.subject, [name for name, found in own.items() if found])
    by_row = rows_asked(tables, whole.core, chosen if wanted.subject is not None else None, locators)
    subjects = [name for name in chosen if own[name] or not any(name == subject for subject, _, _ in by_row)]
    if locators and wanted.subject is None:
        about = _of_rows(tables, subjects, locators)
        subjects = about if about or not (wanted.meeting or wanted.given) else subjects
    names = list(dict.fromkeys([*subjects, *(subject for subject, _, _ in by_row)]))
    given = k.spread(tables, names, k.parse_given(wanted.given), wanted.meeting)
    rows: list[str | None] = [*locators] or [None]
    found = [_Part(name, given[name], own[name], row) for name in subjects for row in rows]
    return found + [_Part(name, given[name], conditions, row, True) for name, row, conditions in by_row]


def _of_rows(tables: Tables, subjects: Sequence[str], locators: Sequence[str]) -> list[str]:
    """The subjects that these rows say something of."""
    rows = [tables["rows"][locator] for locator in locators]
    return [name for name in subjects if any(k.facts_from_row(tables, tables["subjects"][name], row) for row in rows)]


def _subject(whole: _Plan, part: _Part) -> dict[str, Any]:
    """One subject's deadlines, with what is known of it."""
    tables, days = whole.tables, whole.days
    vocabulary = tables["subjects"][part.name]
    row = None if part.row is None else tables["rows"][part.row]
    about_row = row is not None and (part.asked_of_row or bool(k.facts_from_row(tables, vocabulary, row)))
    known = k.read_known(tables, part.name, part.given, row if about_row else None, days, whole.on, whole.by_meeting)
    _announced(known, days)
    outside = _outside(vocabulary, known, whole.printed[part.row] if about_row and part.row else None)
    return {
        "subject": part.name,
        "id": vocabulary["id"],
        "row": part.row if about_row else None,
        "asked_of_row": part.asked_of_row,
        "known": _known(whole, vocabulary, known),
        "outside_working_months": outside,
        "outside_year": _outside_year(whole, vocabulary, known, outside),
        "deadlines": [
            _named(tables, vocabulary, entry, days) | {"assumes": _assumes(whole.core, part, known, entry)}
            for entry in _solved(whole, part, known)
        ],
    }


def _solved(whole: _Plan, part: _Part, known: k.Known) -> list[dict[str, Any]]:
    """The deadlines at the reference date, or over all stages of the year where that is not known."""
    tables, core = whole.tables, whole.core
    vocabulary, index = tables["subjects"][part.name], Index(core)
    words = k.words_of(tables, vocabulary)
    values = {
        name: {option["name"]: reading_value(tables, name, option["name"]) for option in reading["options"]}
        for name, reading in tables["readings"].items()
    }
    chosen = {name: reading["chosen"] for name, reading in tables["readings"].items()}
    attributes = row_attributes_of(core, part.row) if part.asked_of_row else {}
    row = whole.printed[part.row] if part.asked_of_row and part.row else None

    def at(on: Any) -> Asked:
        scope = Scope({}, row_attributes(tuple(attributes.items()), 0, on))
        documents = Origins(tables, core, index, row, on).of
        bound = bindings(tables, on)
        return Asked(core, part.conditions, vocabulary, known.facts, bound, values, chosen, scope, documents)

    on = whole.on or known.on
    asked = at(on)
    starts = [] if isinstance(on, date) else stage_starts(asked, attributes)
    if starts:
        found = staged(at, starts, words, vocabulary["reference_date"])
    else:
        found = [{**entry, "earlier": []} for entry in deadlines(asked, words)]
    return found if row is None else [within_life(entry, row, vocabulary["reference_date"], whole.days) for entry in found]


def _announced(known: k.Known, days: Calendar) -> None:
    """Refuse a date given in a year whose working days are not known: what follows from it could not be told."""
    for id, source in known.sources.items():
        value = known.facts.get(id)
        if source == "given" and isinstance(value, date) and value.year not in days.years:
            refuse_year(str(value.year), days)


def _known(whole: _Plan, vocabulary: Mapping[str, Any], known: k.Known) -> list[dict[str, Any]]:
    """The facts known, in the order of the vocabulary."""
    found = []
    for fact in vocabulary["facts"]:
        value = known.facts.get(fact["id"])
        source = known.sources.get(fact["id"])
        if source is None or isinstance(value, Unknown):
            continue
        day = value if isinstance(value, date) else None
        found.append({
            "fact": fact["id"], "name": fact["name"], "source": source, "word": word_id(whole.tables, fact, value),
            "value": iso(day) if day else value if isinstance(value, str | bool | int) else str(value),
            "kind_of_day": kind_of_day(day, whole.days) if day else None, "documents": list(known.documents.get(fact["id"], ())),
        })  # fmt: skip
    return found


def _outside(vocabulary: Mapping[str, Any], known: k.Known, row: dict[str, Any] | None) -> bool | None:
    """Whether the meeting lies outside the committee's working months, as they stand on its day; ``None`` where that is not
    asked. ``row`` is the row before amendments."""
    meeting = known.facts.get(k.meeting_fact(vocabulary) or "")
    if row is None or not isinstance(meeting, date) or not row["finish_date"]:
        return None
    row = standing(row, meeting)
    return not row["start_date"] <= meeting.isoformat() <= row["finish_date"]


def _outside_year(whole: _Plan, vocabulary: Mapping[str, Any], known: k.Known, outside: bool | None) -> bool | None:
    """Whether the meeting lies in another year than the policy's, and not within the working months of its row either;
    ``None`` where no meeting is known."""
    meeting = known.facts.get(k.meeting_fact(vocabulary) or "")
    if not isinstance(meeting, date):
        return None
    return outside is not False and meeting.year != whole.tables["policy"]["year"]


def _assumes(core: CorePolicy, part: _Part, known: k.Known, entry: Mapping[str, Any]) -> list[str]:
    """The facts assumed on which a deadline rests."""
    rules = [c for c in part.conditions if c.name in entry["rules"]]
    read = Index(core).uses(node for c in rules for node in (c.applies, c.requires) if node is not None).facts
    return [id for id, source in known.sources.items() if source == "assumed" and id in read and id != entry["fact"]]


def _named(tables: Tables, vocabulary: Mapping[str, Any], entry: dict[str, Any], days: Calendar) -> dict[str, Any]:
    """An entry with the names and codes that people read, and the kind of its day."""
    facts = {fact["id"]: fact for fact in vocabulary["facts"]}
    names = {id: fact["name"] for id, fact in facts.items()}
    codes = {name: reading["code"] for name, reading in tables["readings"].items()}
    dates = [entry["date"], entry["safe"], entry["strictest"], entry["advised"]]
    dates += [each["date"] for each in (*entry["alternatives"], *entry["earlier"])]
    documents = entry["documents"]
    if entry["strictest"] in documents:  # the safe day is the working day beside it
        documents = {**documents, entry["safe"]: documents[entry["strictest"]]}
    return {
        **entry,
        "documents": {day: numbers for day, numbers in documents.items() if day in dates},
        "earlier": [{**each, "name": names.get(each["reference"] or "")} for each in entry["earlier"]],
        "name": names[entry["fact"]],
        "when": {names[id]: value for id, value in entry["when"].items()},
        "when_ids": {id: word_id(tables, facts[id], value) or value for id, value in entry["when"].items()},
        "kinds": {day: kind_of_day(date.fromisoformat(day), days) for day in dates if day is not None},
        "alternatives": [{**a, "reading": codes[a["reading"]], "name": a["reading"]} for a in entry["alternatives"]],
        "needs": [{"fact": id, "name": names[id]} for id in entry["needs"]],
    }
