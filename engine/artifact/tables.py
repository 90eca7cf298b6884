"""The explanation tables: everything that reading a case and explaining an outcome need, as plain data.

Made by :mod:`engine.artifact.from_core`, stored with :mod:`marshal`, used by :mod:`engine.case` and :mod:`engine.explain`.
Only dict, list, str, int, bool and None occur; dates are ISO text, quantities scaled integers. Shape::

    format: int                     engine: str (version)
    policy: {document_number, title, short_title, year, issuer, issued_on, region, not_decided: [str],
             next_steps: [{decision, text, clause}],
             references: [{name, number, status: held|unresolved, clause}], digest, calendar_digest}
    units: {NAME: {id, scale}}      scale = number of decimal places
    enumerations: {NAME: {id, words: {WORD: ENGLISH_ID or None}}}        words in order
    clauses: {LOCATOR: {summary, kind}}
    parameters: {NAME: {id, type, unit, scale, clause, entries: [[FROM or None, VALUE or None]], note,
                        amended: [[FROM, DOCUMENT]], status, confidence, file}}
    readings: {NAME: {code, question, type, options: [{name, value, note}], chosen, reason, confidence, confirmed, clause}}
    subjects: {NAME: SUBJECT}       tables: {TABLE: {title, clause, act: review|recommend|initial}}
    rows: {LOCATOR: ROW}            gaps: {NAME: {text, clauses}}
    errata: [{location, column, raw, proposed, evidence, confidence, status}]
    reviews: [{location, columns, reason}]     what a new year left to be confirmed: a row, a parameter, a clause
    slots: [{name, definition, authority, clause, filled}]
    atoms: [ATOM, …]                index = Atom.number
    conditions: {NAME: CONDITION}   entitlements: {NAME: CONDITION without consequence}
    records: {ID: missing_year_means_none}
    calendar: {YEAR as str: [[ISO days off on weekdays], [ISO working days on weekends]]}
    layers: [{name, authority, number, since, status, folder}]     folder stands before the names of its files
    plans: [{county, number, without: [LOCATOR]}]
    exemptions: [{fact: FACT_ID, definition, who, year, basis, clause or None, confirmed, confirmed_on or None}]

    SUBJECT  {name, id, wording: application|procedure, reference_date: FACT_ID or None, year: FACT_ID or None,
              row_choice: FACT_ID or None, routed: bool, facts: [FACT], relations: [{name, columns: [FACT_ID], rows: [[WORD]]}],
              note, fills: [{fact: FACT_ID, columns: [FACT_ID],
              rows: [{words: [WORD or None], value, number, title, status, confidence}]}]}
    FACT     {name, id, type: boolean|integer|quantity|year|date|word|text|years|list|records|row, unit, scale,
              range: [LOW, HIGH] or None (scaled), enumeration, change: fixed|increase|free,
              absent: unknown|not_applicable|assume, assumed: VALUE or None, may_not_apply: bool, judge: str or None,
              yearly: bool, note, example, columns: [{name, id, enumeration}], fields: [FACT],
              missing_year: unknown|none, past_fixed: bool, contains: [{whole: FIELD_ID, parts: [FIELD_ID]}]}
    ROW      {table, number, name, titles, reviews: [TITLE], recommends: [TITLE], start, finish (raw cells or None),
              start_date, finish_date (ISO or None), office: {raw, unit, phone or None}, audience, seat or None,
              see_also: [LOCATOR], clause,
              notice: {number, approved_on, accepts_from, accepts_until, hours_until, tenure_until, conditions,
              materials} or None,
              changes: [{since, number, column, before, after, date: ISO or None}],
              added: {since, number, gap: GAP} or None, dropped: likewise}
    ATOM     {kind: compare|member|covers|truth|applicable|judgement|quantifier|aggregate|tally|choice, operator,
              clauses: [LOCATOR], readings: [NAME], left: SIDE or None, right: SIDE or None, text, file, line, column}
    SIDE     {kind: fact|field|parameter|reading|constant|aggregate|variable|row|group|expression, text, type, unit, scale,
              fact: FACT_ID, record, field, year: {variable: NAME} | {fact: ID, offset: INT} | {constant: YEAR} | None,
              parameter, reading, group, facts: [FACT_ID], parameters: [NAME]}      absent keys do not apply
    CONDITION {subject, kind: condition|deadline|note, consequence: ineligible|breach|void|referral|advice, blocks: bool,
              tables: [TABLE], clauses, readings, message: [str or {type, unit, scale}], facts: [FACT_ID],
              parameters: [NAME], all_readings: [NAME], atoms: [int], file, line, column}

Paths of facts: ``ID``, or ``RECORD[YEAR].FIELD`` for a field of a record by year.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.evaluate.outcome import Bindings
from engine.values.calendar import Calendar

Tables = dict[str, Any]

FORMAT = 4


def calendar(tables: Tables) -> Calendar:
    """The calendar of working days that the tables carry."""
    return Calendar(
        {
            int(year): (frozenset(map(date.fromisoformat, off)), frozenset(map(date.fromisoformat, made_up)))
            for year, (off, made_up) in tables["calendar"].items()
        }
    )


def bindings(tables: Tables, on: Any, readings: dict[str, str] | None = None, row_years: int = 0) -> Bindings:
    """Bindings for one evaluation at the reference date ``on`` (a date or ``Unknown``).

    ``readings`` names options to take instead of the chosen ones, by reading name. Raises ``KeyError`` for an unknown one.
    """
    chosen = {name: reading["chosen"] for name, reading in tables["readings"].items()} | (readings or {})
    values = {name: reading_value(tables, name, option) for name, option in chosen.items()}
    parameters = {name: _entries(parameter) for name, parameter in tables["parameters"].items()}
    return Bindings(parameters, values, calendar(tables), on, row_years)


def reading_value(tables: Tables, name: str, option: str) -> Any:
    """The value that the reading ``name`` takes under one of its options. Raises ``KeyError`` for an unknown reading,
    ``StopIteration`` for an unknown option."""
    reading = tables["readings"][name]
    return next(_value(o["value"], reading["type"]) for o in reading["options"] if o["name"] == option)


def _entries(parameter: dict[str, Any]) -> tuple:
    return tuple(
        (None if start is None else date.fromisoformat(start), _value(value, parameter["type"]))
        for start, value in parameter["entries"]
    )


def _value(value: Any, type_: str) -> Any:
    if value is None:
        return None
    if type_ == "date":
        return date.fromisoformat(value)
    return frozenset(value) if type_ == "group" else value
