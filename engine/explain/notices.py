"""What must be said beside the findings: referrals, advice, warnings, and the rows nearest to a case that no row takes.

Part of :mod:`engine.explain`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.explain.changes import applied
from engine.explain.committees import row_reference
from engine.explain.findings import Finding
from engine.explain.flips import is_confirmed, used_readings
from engine.explain.inquiry import Inquiry
from engine.explain.labels import fact_use
from engine.explain.words import WORDS, Text, text
from engine.values import GIVEN_UNKNOWN, NOT_APPLICABLE, Unknown

#: The status of an erratum that nobody has settled yet, in the notice's own file.
PENDING = "待确认"
#: Rows shown beside a case that no row takes.
NEAREST = 4


def referrals(inquiry: Inquiry, findings: list[Finding]) -> list[dict[str, Any]]:
    """What somebody else has to answer: failed conditions that refer on, and gaps of the notice."""
    found = [
        {"source": one["condition"], "text": said, "clauses": one["clauses"], "row": one["row"], "certain": True}
        for one, said in _said(findings, "referral")
    ]
    found += _notes(inquiry, "referral")
    for name, truth in inquiry.first.gaps:
        gap = inquiry.tables["gaps"][name]
        words = {"zh": gap["text"], "en": gap["text"]}
        found.append({"source": name, "text": words, "clauses": list(gap["clauses"]), "row": None, "certain": bool(truth)})
    return found


def advice(inquiry: Inquiry, findings: list[Finding]) -> list[dict[str, Any]]:
    """What to mind, without effect on the decision."""
    return [
        {"source": one["condition"], "text": said, "clauses": one["clauses"], "row": one["row"], "certain": True}
        for one, said in _said(findings, "advice")
    ] + _notes(inquiry, "advice")


def _notes(inquiry: Inquiry, consequence: str) -> list[dict[str, Any]]:
    """The notes of the rows in scope: certain where they surely hold, shown too where they may."""
    found = []
    for condition in inquiry.first.applying:
        known = inquiry.tables["conditions"][condition.name]
        if condition.name not in inquiry.notes or known["consequence"] != consequence or condition.applies is not True:
            continue
        if condition.status == "met":
            continue
        words = "".join(part for part in known["message"] if isinstance(part, str))
        row = condition.name.partition(" ")[0]
        found.append({
            "source": condition.name, "text": {"zh": words, "en": words}, "clauses": list(known["clauses"]),
            "row": row if row in inquiry.tables["rows"] else None, "certain": condition.status == "not_met",
        })  # fmt: skip
    return found


def _said(findings: list[Finding], consequence: str) -> list[tuple[Finding, Text]]:
    return [
        (one, element["message"] or element["comparisons"][0]["text"])
        for one in findings
        if one["consequence"] == consequence and one["status"] == "not_met"
        for element in one["elements"]
        if element["status"] == "not_met" and (element["message"] or element["comparisons"])
    ]


def warnings(inquiry: Inquiry, locators: list[str], findings: list[Finding]) -> list[dict[str, Any]]:
    """A date that is doubted, errata and unconfirmed readings touched, what a new year left open, facts assumed, slots that
    nobody has filled."""
    return [
        *_doubtful(inquiry),
        *_errata(inquiry, locators),
        *_reviews(inquiry, locators, findings),
        *_unconfirmed(inquiry),
        *_assumed(inquiry),
        *_slots(inquiry),
    ]


def _doubtful(inquiry: Inquiry) -> list[dict[str, Any]]:
    """A reference date before the year that the case is about: parameters and amendments are chosen by it, and it is often a
    slip. One after that year is none: rounds go on into the next."""
    ids = inquiry.subject["reference_date"], inquiry.subject["year"]
    day, year = (inquiry.case.facts.get(id or "") for id in ids)
    if not isinstance(day, date) or not isinstance(year, int) or day.year >= year:
        return []
    when, about = (fact_use(inquiry, str(id)) for id in ids)
    words = text("warn_early", name=when["name"], value=when["text"], about=about["name"], year=about["text"])
    return [{"kind": "doubt", "concerns": when["path"], "text": words}]


def _errata(inquiry: Inquiry, locators: list[str]) -> list[dict[str, Any]]:
    found = []
    for entry in inquiry.tables["errata"]:
        if entry["location"] not in locators or entry["status"] != PENDING or _is_layout(entry):
            continue
        key = "warn_erratum" if entry["proposed"] else "warn_doubt"
        words = text(key, **{name: entry[name] for name in ("location", "column", "raw", "proposed", "evidence", "status")})
        found.append({"kind": "erratum", "concerns": entry["location"], "text": words})
    return found


def _reviews(inquiry: Inquiry, locators: list[str], findings: list[Finding]) -> list[dict[str, Any]]:
    """Rows, figures and clauses that the decision rests on and that nobody has confirmed for this year."""
    asked = [one for one in findings if one["status"] != "not_required"]
    conditions = inquiry.tables["conditions"]
    touched = set(locators) | {clause for one in asked for clause in one["clauses"]}
    touched |= {name for one in asked for name in conditions[one["condition"]]["parameters"]}
    return [
        {"kind": "review", "concerns": entry["location"], "text": text("warn_review", **entry)}
        for entry in inquiry.tables.get("reviews", ())
        if entry["location"] in touched
    ]


def _is_layout(entry: dict[str, Any]) -> bool:
    """A difference of white space alone, which misleads nobody."""
    return bool(entry["proposed"]) and "".join(entry["raw"].split()) == "".join(entry["proposed"].split())


def _unconfirmed(inquiry: Inquiry) -> list[dict[str, Any]]:
    readings = inquiry.tables["readings"]
    return [
        {
            "kind": "reading",
            "concerns": readings[name]["code"],
            "text": text("warn_reading", code=readings[name]["code"], question=readings[name]["question"],
                         chosen=readings[name]["chosen"]),
        }
        for name in sorted(used_readings(inquiry), key=lambda name: (len(readings[name]["code"]), readings[name]["code"]))
        if not is_confirmed(readings[name])
    ]  # fmt: skip


def _assumed(inquiry: Inquiry) -> list[dict[str, Any]]:
    found = []
    for path in inquiry.case.assumed:
        used = fact_use(inquiry, path)
        words = text("warn_assumed", name=used["name"], value=used["text"])
        found.append({"kind": "assumed", "concerns": path, "text": words})
    return found


def _slots(inquiry: Inquiry) -> list[dict[str, Any]]:
    """Slots without content whose section of the notice was asked about."""
    asked: set[str] = set()
    if inquiry.first.decision == "not_applicable":
        return []
    for condition in inquiry.first.applying:
        if condition.name not in inquiry.notes:
            asked.update(_section(clause) for clause in inquiry.tables["conditions"][condition.name]["clauses"])
    return [
        {
            "kind": "slot",
            "concerns": slot["clause"],
            "text": text("warn_slot", authority=_authority(slot["authority"]), name=slot["definition"]),
        }
        for slot in inquiry.tables["slots"]
        if not slot["filled"] and _section(slot["clause"] or "") in asked
    ]


def _authority(id: str) -> Text:
    """The name of an authority."""
    return text("authority_" + id) if "authority_" + id in WORDS["zh"] else {"zh": id, "en": id}


def _section(clause: str) -> str:
    return clause.rpartition(".")[0]


def nearest_rows(inquiry: Inquiry) -> list[dict[str, Any]]:
    """Rows that would come into question if less had been stated: no committee named, title and level open, specialty open."""
    if inquiry.first.decision != "not_applicable":
        return []
    choice = inquiry.subject["row_choice"]
    if choice and inquiry.case.given[choice] is not NOT_APPLICABLE:
        return _rows_without(inquiry, {choice: NOT_APPLICABLE})
    left_open = {id: _left_open(id) for kind in ("职称", "级别") if (id := inquiry.fact_with_enumeration(kind))}
    specialty = inquiry.fact_with_enumeration("专业")
    return _rows_without(inquiry, left_open) or (
        _rows_without(inquiry, left_open | {specialty: _left_open(specialty)}) if specialty else []
    )


def _left_open(id: str) -> Unknown:
    return Unknown.because(GIVEN_UNKNOWN, id)


def _rows_without(inquiry: Inquiry, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows in scope, or possibly so, with ``facts`` in place of what was stated."""
    rows = inquiry.ask(applied(inquiry.case, facts)).rows
    return [row_reference(inquiry, row.locator) for row in rows[:NEAREST]]
