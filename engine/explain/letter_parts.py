"""The parts of a letter that answer: where does it go, what stands against it, what is missing.

Each takes the decision's data and a language and gives its heading and lines, or nothing. Part of :mod:`engine.explain`; put
in order by :mod:`engine.explain.letter`; the other parts are in :mod:`engine.explain.letter_outlook`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.explain.clause_lists import clause_list
from engine.explain.committees import FEW
from engine.explain.figures import date_text
from engine.explain.words import joined, say

Part = tuple[str, list[str]] | None
Data = dict[str, Any]

#: How many comparisons of a fulfilled condition are repeated.
SHOWN = 3


def sentence(text: str, lang: str, clauses: list[str] | None = None) -> str:
    """A full sentence with its clauses behind the full stop, as the notice's officers write them."""
    ended = text.rstrip("。.；; ") + say(lang, "stop") if text else ""
    if lang == "en":
        ended = ended[:1].upper() + ended[1:]
    return ended + clause_list(clauses or [], lang)


def is_procedure(data: Data) -> bool:
    """Whether the decision is about a procedure rather than an application."""
    return bool(data["subject"]["wording"] == "procedure")


def reason(data: Data, lang: str) -> Part:
    """Why no row takes the case."""
    if data["decision"] != "not_applicable":
        return None
    lines = [sentence(say(lang, "no_row", short=data["policy"]["short_title"]), lang)]
    return say(lang, "head_reason"), lines


# ---- where it goes ----------------------------------------------------------------------------------------------


def committees(data: Data, lang: str) -> Part:
    """The rows that take the case: name, working time, office."""
    if not data["committees"]:
        return None
    heading = "head_committee" if through_committee(data) else "head_route"
    possible = [row for row in data["committees"] if row["scope"] == "possible"]
    shown = [row for row in data["committees"] if row["scope"] == "true"]
    lines = [_committee(row, lang) for row in shown]
    if len(possible) <= FEW:
        lines += [_committee(row, lang) for row in possible]
    else:
        lines.append(sentence(say(lang, "many_possible", count=len(possible)), lang))
    return say(lang, heading), lines


def names_an_office(data: Data) -> bool:
    """Whether the letter names a row with its office."""
    return 0 < len(data["committees"]) <= FEW or any(row["scope"] == "true" for row in data["committees"])


def through_committee(data: Data) -> bool:
    """Whether a committee takes the case, rather than an office alone."""
    return any(row["through"] == "committee" for row in data["committees"])


def nearest(data: Data, lang: str) -> Part:
    """The nearest rows to a case that no row takes."""
    if not data["nearest"]:
        return None
    return say(lang, "head_nearest"), [_row(row, lang) for row in data["nearest"]]


def _committee(row: Data, lang: str) -> str:
    possible = say(lang, "row_possible") if row["scope"] == "possible" else ""
    also = [place(other, lang) for other in row["see_also"]]
    window = say(lang, "window" if row["through"] == "committee" else "window_office") if row["act"] != "initial" else ""
    if row["notice"]:
        window = acceptance(row["notice"], lang)
    more = [text for text in (window, say(lang, "see_also", rows=say(lang, "list").join(also)) if also else "") if text]
    return possible + _row(row, lang) + "".join((" " if lang == "en" else "") + sentence(text, lang) for text in more)


def acceptance(notice: Data, lang: str) -> str:
    """The days between which a committee accepts applications, and the notice that says so."""
    first, last = (date_text(date.fromisoformat(notice[key]))[lang] for key in ("accepts_from", "accepts_until"))
    return say(lang, "accepts", first=first, last=last, number=notice["number"])


def _row(row: Data, lang: str) -> str:
    office_only = row["through"] == "office"
    key = "row_forward" if office_only and row["act"] == "recommend" else "row_" + row["act"]
    text = say(lang, key, name=row["name"], place=place(row, lang))
    if row["working_time"]:
        text += say(lang, "comma") + say(lang, "finish_time" if office_only else "working_time", time=row["working_time"])
    office = row["office"]
    key = ("authority_" if office_only else "") + ("office" if office["phone"] else "office_only")
    return sentence(text + say(lang, "sentences") + say(lang, key, unit=office["unit"], phone=office["phone"]), lang)


def place(row: Data, lang: str) -> str:
    """``附件1表一第19项``."""
    pieces = str(row.get("clause") or row["locator"]).split("·")
    return say(lang, "row_place", annex=pieces[0] if len(pieces) > 2 else "", table=row["table"], number=row["number"])


# ---- what stands against it -------------------------------------------------------------------------------------


def every_finding(data: Data) -> list[Data]:
    """The findings of the case and of its rows."""
    return data["findings"] + [found for row in data["committees"] for found in row["findings"]]


def not_met(data: Data, lang: str) -> Part:
    """Every failed comparison of every condition that blocks."""
    lines: list[str] = []
    for found in every_finding(data):
        if found["status"] == "not_met" and found["blocks"]:
            lines += _failures(data, found, lang)
    heading = "head_not_met_procedure" if is_procedure(data) else "head_not_met"
    return (say(lang, heading), list(dict.fromkeys(lines))) if lines else None


def void(data: Data, lang: str) -> Part:
    """What makes the result of a review void; it says nothing about the person."""
    lines = [
        line
        for found in every_finding(data)
        if found["status"] == "not_met" and found["consequence"] == "void"
        for line in _failures(data, found, lang)
    ]
    return (say(lang, "head_void"), lines) if lines else None


def _failures(data: Data, found: Data, lang: str) -> list[str]:
    """Figures speak for themselves; anything else is said in the policy's words with what was stated behind."""
    lines: list[str] = []
    for element in found["elements"]:
        if element["status"] != "not_met":
            continue
        asked = [one for one in element["comparisons"] if not is_given(one)]
        figures = [one for one in asked if _is_figure(one)]
        if figures and len(figures) == len(asked):
            lines += [sentence(one["text"][lang], lang, one["clauses"] + found["clauses"]) for one in figures]
            continue
        stated = joined([one["text"] for one in asked], "sentences")[lang]
        clauses = [clause for one in asked for clause in one["clauses"]] + found["clauses"]
        said = element["message"]["zh"] if element["message"] and lang == "zh" else ""
        text = said + say(lang, "bracketed", text=stated) if said and stated else said or stated
        lines.append(sentence(text or found["condition"], lang, clauses))
    rows = {row["locator"]: row for row in data["committees"]}
    if found["row"] and len(rows) > 1:
        lines = [say(lang, "of_row", place=place(rows[found["row"]], lang), text=line) for line in lines]
    return lines


def is_given(comparison: Data) -> bool:
    """A comparison of the policy with itself, such as which reading was chosen; not a matter of what was stated."""
    return bool(comparison["left"] and comparison["left"]["kind"] == "reading")


def _is_figure(comparison: Data) -> bool:
    """A number or a count against another; dates, words and sums are better told with the policy's own message."""
    difference = comparison["difference"]
    return bool(difference) and difference["unit"] != "天" and comparison["left"]["kind"] != "expression"


# ---- what is missing --------------------------------------------------------------------------------------------


def missing(data: Data, lang: str) -> Part:
    """What is missing, in order, how to fill it in, and what it would decide."""
    lines = [_missing(group, lang) for group in _grouped(data["missing"])]
    heading = "head_missing_procedure" if is_procedure(data) else "head_missing"
    return (say(lang, heading), lines) if lines else None


def _grouped(entries: list[Data]) -> list[list[Data]]:
    """Fields of one record and year that are missing alike belong together."""
    groups: list[list[Data]] = []
    for entry in entries:
        key = _group_key(entry)
        if groups and key is not None and _group_key(groups[-1][0]) == key:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _group_key(entry: Data) -> tuple | None:
    record, bracket, _ = entry["path"].partition("].")
    return (record, entry["kind"], entry["effect"], entry["how"]["zh"]) if bracket else None


def _missing(group: list[Data], lang: str) -> str:
    first = group[0]
    names = say(lang, "list").join(entry["name"][lang] for entry in group)
    if lang == "zh" and len(group) > 1:
        year = first["name"]["zh"].partition("年度")[0] + "年度"
        names = year + "、".join(entry["name"]["zh"].removeprefix(year) for entry in group)
    known = first["kind"] in ("absent", "unknown") and not first["path"].startswith("parameter:")
    key = "missing_" + first["kind"] if known else "missing_other"
    text = say(lang, key, name=names, how=first["how"])
    places: dict[str, list[str]] = {}
    for entry in group:
        for opened in entry["leaves_open"]:
            name = opened["name"][lang]
            places.setdefault(say(lang, "quoted", text=name) if opened["condition"] else name, opened["clauses"])
    concerned = [name + clause_list(clauses, lang) for name, clauses in places.items()]
    text += say(lang, "concerns", what=say(lang, "list").join(concerned[:SHOWN])) if concerned else ""
    return sentence(text + _effect(group, lang), lang)


def _effect(group: list[Data], lang: str) -> str:
    if group[0]["effect"] == "none":
        return say(lang, "no_effect")
    decides = group[0]["decides"]
    limits = [entry["required"][lang] for entry in group if entry["required"]]
    if limits and len(limits) == len(group):
        key = "must_keep" if len(limits) == 1 else "must_keep_each"
        decision = decided(decides["decision"], lang)
        return say(lang, key, limits=say(lang, "list").join(limits), decision=decision)
    if decides is None or len(group) > 1:
        return ""
    return say(lang, "single_decides", value=decides["value"]["text"], decision=decided(decides["decision"], lang))


def decided(decision: str, lang: str) -> str:
    """A decision's id in words."""
    procedure = {"compliant": "eligible", "breach": "ineligible"}.get(decision)
    return say(lang, "procedure_" + procedure if procedure else "decision_" + decision)
