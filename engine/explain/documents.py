"""The documents that a decision rests on beside the notice: committees' notices, amendments, registers, layers.

Part of :mod:`engine.explain`. A figure that nobody checked against an official text is a warning wherever it was used.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.case.completion import REGISTERED, registered
from engine.diagnostics.safe_text import safe
from engine.explain.figures import date_text, figure
from engine.explain.inquiry import Inquiry
from engine.explain.labels import fact_use, parameter_label, parameter_use, path_label
from engine.explain.words import LANGUAGES, Text, say, text

Document = dict[str, Any]

#: How figures and layers are marked that were not checked.
UNVERIFIED = "未核实"


def documents(inquiry: Inquiry) -> list[Document]:
    """Every document that was used, once, in the order: layers, amendments, notices, plans, registers,
    exceptions."""
    used = [
        *_amendments(inquiry), *_notices(inquiry), *_plans(inquiry), *_registers(inquiry), *_exemptions(inquiry),
    ]  # fmt: skip
    told = {document["number"] for document in used}
    return [*(layer for layer in _layers(inquiry) if layer["number"] not in told), *used]


def unverified(inquiry: Inquiry) -> list[dict[str, Any]]:
    """Warnings for figures, entries of registers and layers that were not checked against an official text.

    A figure is told of where the outcome would not be the same without it: of a table of figures only those that this case
    comes to.
    """
    found = []
    for name in _parameters(inquiry):
        parameter = inquiry.tables["parameters"][name]
        if parameter.get("status") == UNVERIFIED and inquiry.without(name) != inquiry.first:
            value = parameter_use(inquiry, name)["text"]
            found.append(_unverified(name, parameter_label(inquiry, name), value, parameter["clause"] or name, parameter))
    for fact, entry in _entries(inquiry):
        if entry["status"] == UNVERIFIED:
            used = fact_use(inquiry, fact)
            found.append(_unverified(fact, used["name"], _years(inquiry, fact, entry), entry["number"], entry))
    for layer in inquiry.tables.get("layers", ()):
        if layer["status"] == UNVERIFIED:
            words = text("warn_unverified_layer", name=layer["name"], number=layer["number"])
            found.append({"kind": "unverified", "concerns": layer["name"], "text": words})
    return found


def _unverified(concerns: str, name: Text, value: Text, source: str, marked: dict[str, Any]) -> dict[str, Any]:
    confidence = marked["confidence"] or "—"
    shown = text("unverified_figure", name=name, value=value)
    words = text("warn_unverified", figure=shown, source=source, confidence=confidence)
    figure = {"text": shown, "source": source, "confidence": confidence}
    return {"kind": "unverified", "concerns": concerns, "text": words, "figure": figure}


def _parameters(inquiry: Inquiry) -> list[str]:
    """The parameters of all conditions that were asked, of rows too, and of what may be granted."""
    first = inquiry.first
    asked = [*first.applying, *(condition for row in first.rows for condition in row.conditions)]
    found = [
        name
        for condition in asked
        if condition.status != "not_required" and condition.name not in inquiry.notes
        for name in inquiry.tables["conditions"][condition.name]["parameters"]
    ]
    granted = [*first.entitlements, *(given for row in first.rows for given in row.entitlements)]
    found += [
        name for given in granted if given.truth is not False
        for name in inquiry.tables["entitlements"][given.name]["parameters"]
    ]  # fmt: skip
    return list(dict.fromkeys(found))


# ---- each kind --------------------------------------------------------------------------------------------------


def _document(kind: str, number: str, concerns: str, words: Text) -> Document:
    return {"kind": kind, "number": number, "concerns": concerns, "text": words}


def _layers(inquiry: Inquiry) -> Iterator[Document]:
    for layer in inquiry.tables.get("layers", ()):
        key = "doc_layer" if _in_force(inquiry, layer["since"]) else "doc_layer_later"
        words = text(key, name=layer["name"], number=layer["number"], since=_day(layer["since"]))
        yield _document("layer", layer["number"], layer["name"], words)


def _amendments(inquiry: Inquiry) -> Iterator[Document]:
    """The amendments in force on the reference date, of what was used; all of them where the date is not known."""
    for name in _parameters(inquiry):
        parameter = inquiry.tables["parameters"][name]
        values = [value for _, value in parameter["entries"]]
        starts = [start for start, _ in parameter["entries"]]
        for since, number in parameter.get("amended", ()):
            if _in_force(inquiry, since):
                place = starts.index(since)
                before, after = (_value(inquiry, parameter, values[index]) for index in (place - 1, place))
                yield _amended(number, name, parameter_label(inquiry, name), since, before, after)
    for row in inquiry.first.rows:
        known = inquiry.tables["rows"][row.locator]
        for key in ("added", "dropped"):
            life = known.get(key)
            if life is not None and (key == "dropped" or _in_force(inquiry, life["since"])):
                yield _life(key, row.locator, life)
        for change in known.get("changes", ()):
            if _in_force(inquiry, change["since"]):
                label = f"{row.locator} {change['column']}"
                before, after = (_same(change[key]) for key in ("before", "after"))
                yield _amended(change["number"], row.locator, _same(label), change["since"], before, after)

    told = {name for name, _ in inquiry.first.gaps}
    for locator, row in inquiry.tables["rows"].items():
        for key in ("added", "dropped"):
            if row.get(key) and row[key]["gap"] in told:
                yield _life(key, locator, row[key])


def _life(key: str, locator: str, life: dict[str, Any]) -> Document:
    """That an amendment adds or drops a row."""
    words = text("doc_" + key, since=_day(life["since"]), row=locator, number=life["number"])
    return _document("amendment", life["number"], locator, words)


def _amended(number: str, concerns: str, name: Text, since: str, before: Text, after: Text) -> Document:
    words = text("doc_amended", since=_day(since), name=name, before=before, after=after, number=number)
    return _document("amendment", number, concerns, words)


def _notices(inquiry: Inquiry) -> Iterator[Document]:
    for row in inquiry.first.rows:
        notice = inquiry.tables["rows"][row.locator].get("notice")
        if notice:
            words = text(
                "doc_notice", row=row.locator, number=notice["number"], approved=_day(notice["approved_on"]),
                first=_day(notice["accepts_from"]), last=_day(notice["accepts_until"]), more=_more(notice),
            )  # fmt: skip
            yield _document("notice", notice["number"], row.locator, words)


def _plans(inquiry: Inquiry) -> Iterator[Document]:
    """The plan of the county that the case comes from, where that does not hold every committee seated in counties."""
    county = inquiry.fact_with_enumeration("县")
    for plan in inquiry.tables.get("plans", ()) if county and inquiry.subject["routed"] else ():
        if inquiry.case.facts.get(county) == plan["county"] and plan["without"]:
            rows = {lang: say(lang, "list").join(plan["without"]) for lang in LANGUAGES}
            words = text("doc_plan", county=plan["county"], number=plan["number"], rows=rows)
            yield _document("plan", plan["number"], plan["county"], words)


def _more(notice: dict[str, Any]) -> Text:
    """The days up to which hours and tenure count, the conditions, the list of materials: as far as the notice has them."""
    parts = [text("doc_" + key, day=_day(notice[key])) for key in ("hours_until", "tenure_until") if notice[key]]
    if notice["conditions"]:
        parts.append(text("doc_conditions", number=notice["conditions"]))
    if notice["materials"]:
        listed = {lang: say(lang, "list").join(notice["materials"]) for lang in LANGUAGES}
        parts.append(text("doc_materials", materials=listed))
    return {lang: "".join(part[lang] for part in parts) for lang in LANGUAGES}


def _registers(inquiry: Inquiry) -> Iterator[Document]:
    """What was taken from a register, and what was stated otherwise than registered."""
    for fact, entry in _entries(inquiry):
        title = _same(f"《{entry['title']}》") if entry["title"] else text("doc_conditions_register")
        name, value = path_label(inquiry, fact), _years(inquiry, fact, entry)
        stated = inquiry.case.facts[fact]
        if inquiry.case.provenance.get(fact) == REGISTERED:
            words = text("doc_registered", name=name, title=title, number=entry["number"], value=value)
        elif isinstance(stated, int) and stated != entry["value"]:
            given: Text = fact_use(inquiry, fact)["text"]
            words = text("doc_contradicted", name=name, value=given, title=title, number=entry["number"], registered=value)
        else:
            continue
        yield _document("register", entry["number"], fact, words)


def _entries(inquiry: Inquiry) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of registers that this case falls under, with the facts they are about."""
    for fill in inquiry.subject.get("fills", ()):
        entry = registered(fill, inquiry.case.facts)
        if entry is not None:
            yield fill["fact"], entry


def _exemptions(inquiry: Inquiry) -> Iterator[Document]:
    for entry in inquiry.tables.get("exemptions", ()):
        if inquiry.case.facts.get(entry["fact"]) == entry["who"]:
            basis = entry["basis"] + (entry["clause"] or "")
            confirmed: Text = _same(entry["confirmed"])
            if entry["confirmed_on"]:
                day = _day(entry["confirmed_on"])
                confirmed = {lang: f"{entry['confirmed']}{say(lang, 'comma')}{day[lang]}" for lang in LANGUAGES}
            words = text("doc_exempted", year=entry["year"], basis=basis, confirmed=confirmed)
            yield _document("exemption", entry["basis"], str(entry["year"]), words)


# ---- values -----------------------------------------------------------------------------------------------------


def _in_force(inquiry: Inquiry, since: str) -> bool:
    on = inquiry.case.on
    return not isinstance(on, date) or date.fromisoformat(since) <= on


def _value(inquiry: Inquiry, parameter: dict[str, Any], value: Any) -> Text:
    if parameter["type"] == "date" and value is not None:
        value = date.fromisoformat(value)
    words: Text = figure(value, parameter, inquiry.tables)["text"]
    return words


def _years(inquiry: Inquiry, fact: str, entry: dict[str, Any]) -> Text:
    words: Text = figure(entry["value"], inquiry.facts[fact], inquiry.tables)["text"]
    return words


def _day(iso: str) -> Text:
    return date_text(date.fromisoformat(iso))


def _same(words: str) -> Text:
    return dict.fromkeys(LANGUAGES, safe(words))
