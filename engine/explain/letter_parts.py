"""The parts of a letter. Each takes the decision's data and a language and gives its heading and lines, or nothing.

Part of :mod:`engine.explain`; put in order by :mod:`engine.explain.letter`.
"""

from __future__ import annotations

from typing import Any

from engine.explain.clause_lists import clause_list
from engine.explain.words import joined, say

Part = tuple[str, list[str]] | None
Data = dict[str, Any]

#: How many comparisons of a fulfilled condition are repeated.
SHOWN = 3
#: Up to so many rows that may take the case are named; more would not help anybody.
POSSIBLE_SHOWN = 4


def sentence(text: str, lang: str, clauses: list[str] | None = None) -> str:
    """A full sentence with its clauses behind the full stop, as the notice's officers write them."""
    ended = text.rstrip("。.；; ") + say(lang, "stop") if text else ""
    if lang == "en":
        ended = ended[:1].upper() + ended[1:]
    return ended + clause_list(clauses or [], lang)


def _is_procedure(data: Data) -> bool:
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
    heading = "head_committee" if _through_committee(data) else "head_route"
    possible = [row for row in data["committees"] if row["scope"] == "possible"]
    shown = [row for row in data["committees"] if row["scope"] == "true"]
    lines = [_committee(row, lang) for row in shown]
    if len(possible) <= POSSIBLE_SHOWN:
        lines += [_committee(row, lang) for row in possible]
    else:
        lines.append(sentence(say(lang, "many_possible", count=len(possible)), lang))
    return say(lang, heading), lines


def _through_committee(data: Data) -> bool:
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
    more = [text for text in (window, say(lang, "see_also", rows=say(lang, "list").join(also)) if also else "") if text]
    return possible + _row(row, lang) + "".join((" " if lang == "en" else "") + sentence(text, lang) for text in more)


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
    heading = "head_not_met_procedure" if _is_procedure(data) else "head_not_met"
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
        asked = [one for one in element["comparisons"] if not _is_given(one)]
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


def _is_given(comparison: Data) -> bool:
    """A comparison of the policy with itself, such as which reading was chosen; not a matter of what was stated."""
    return bool(comparison["left"] and comparison["left"]["kind"] == "reading")


def _is_figure(comparison: Data) -> bool:
    """A number or a count against another; dates and words are better told with the policy's own message."""
    difference = comparison["difference"]
    return bool(difference) and difference["unit"] != "天"


# ---- what is missing --------------------------------------------------------------------------------------------


def missing(data: Data, lang: str) -> Part:
    """What is missing, in order, how to fill it in, and what it would decide."""
    lines = [_missing(group, lang) for group in _grouped(data["missing"])]
    heading = "head_missing_procedure" if _is_procedure(data) else "head_missing"
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
    if decides is None or len(group) > 1:
        return ""
    return say(lang, "single_decides", value=decides["value"]["text"], decision=decided(decides["decision"], lang))


def decided(decision: str, lang: str) -> str:
    """A decision's id in words."""
    procedure = {"compliant": "eligible", "breach": "ineligible"}.get(decision)
    return say(lang, "procedure_" + procedure if procedure else "decision_" + decision)


# ---- what would make it pass ------------------------------------------------------------------------------------


def ways(data: Data, lang: str) -> Part:
    """Remedies, what stands in their way, and the earliest year with its assumptions."""
    found = data["remedies"]
    if not found["searched"]:
        return None
    lines: list[str] = []
    if found["remedies"]:
        lines = [sentence(_remedy(remedy, lang), lang) for remedy in found["remedies"]]
        if len(lines) > 1:
            lines.insert(0, sentence(found["statement"][lang], lang))
            lines = ["".join(lines) if lang == "zh" else " ".join(lines)]
        return say(lang, "head_remedies"), lines
    text = "".join(sentence(line, lang) + ("" if lang == "zh" else " ") for line in _obstacles(data, lang))
    text += sentence(found["statement"][lang] + ("" if found["complete"] else say(lang, "incomplete_search")), lang)
    text += ("" if lang == "zh" else " ") + _earliest(data["earliest_year"], lang)
    return say(lang, "head_remedies"), [text.strip()]


def _remedy(remedy: Data, lang: str) -> str:
    still_open = say(lang, "remedy_open") if remedy["decision"] == "incomplete" else ""
    return say(lang, "remedy_join").join(_change(change, lang) for change in remedy["changes"]) + still_open


def _change(change: Data, lang: str) -> str:
    """``2023年度总学时由84学时增加到90学时``."""
    if change["from"]["state"] != "known":
        return say(lang, "remedy_reach", name=change["name"], after=change["to"]["text"])
    key = "remedy_raise" if change["from"]["unit"] is not None else "remedy_change"
    return say(lang, key, name=change["name"], before=change["from"]["text"], after=change["to"]["text"])


def _obstacles(data: Data, lang: str) -> list[str]:
    lines = []
    for kind in ("past", "fixed"):
        names = [one["name"][lang] for one in data["remedies"]["obstacles"] if one["why"] == kind]
        if names:
            joined_names = say(lang, "list").join(names)
            lines.append(say(lang, "obstacle_" + kind, names=joined_names, short=data["policy"]["short_title"]))
    return lines


def _earliest(earliest: Data, lang: str) -> str:
    if not earliest["searched"]:
        return ""
    statement = earliest["statement"][lang]
    if earliest["ahead"] == 0:
        steps = say(lang, "sentences").join(_change(change, lang) for change in earliest["changes"])
        statement = say(lang, "all_of_these", statement=statement, steps=steps)
    elif earliest["assumptions"]:
        assumed = joined(earliest["assumptions"], "sentences")[lang].replace("；", "，")
        statement = say(lang, "if_assumed", assumptions=assumed, statement=statement)
    elif earliest["year"] is None:
        statement = say(lang, "none_this_way", statement=statement)
    return sentence(statement + (say(lang, "remedy_open") if earliest["decision"] == "incomplete" else ""), lang)


# ---- what is in order -------------------------------------------------------------------------------------------


def checked(data: Data, lang: str) -> Part:
    """What was found in order, with its figures; of no interest where no row takes the case."""
    if data["decision"] == "not_applicable":
        return None
    pieces = []
    for found in every_finding(data):
        if found["status"] == "met" and found["consequence"] not in ("advice", "referral"):
            figures = _fulfilled(found, lang)
            clauses = [c for element in found["elements"] for one in element["comparisons"] for c in one["clauses"]]
            if figures:
                pieces.append(figures + clause_list(clauses + found["clauses"], lang))
    text = sentence(say(lang, "sentences").join(dict.fromkeys(pieces)), lang)
    return (say(lang, "head_checked"), [text]) if pieces else None


def _fulfilled(found: Data, lang: str) -> str:
    """The figures of a fulfilled condition: one per year where it is asked year by year."""
    elements = [element["comparisons"] for element in found["elements"] if element["comparisons"]]
    if len(elements) > 1:
        first = say(lang, "list").join(comparisons[0]["found"][lang] for comparisons in elements)
        return first + (say(lang, "rest_met") if any(len(comparisons) > 1 for comparisons in elements) else "")
    shown = [one["text"][lang] for comparisons in elements for one in comparisons if not _is_given(one)]
    return say(lang, "sentences").join(shown[:SHOWN]) + (say(lang, "rest_met") if len(shown) > SHOWN else "")


def entitlements(data: Data, lang: str) -> Part:
    """What is granted, and what awaits a judgement or information."""
    found = data["entitlements"] + [one for row in data["committees"] for one in row["entitlements"]]
    lines = []
    for one in found:
        clauses = [clause for comparison in one["comparisons"] for clause in comparison["clauses"]] + one["clauses"]
        if one["status"] == "granted":
            text = one["message"][lang] or one["entitlement"]
        else:
            key = "awaiting" if one["status"] == "awaiting_judgement" else "may_apply"
            text = say(lang, key, name=one["entitlement"])
        lines.append(sentence(text, lang, clauses))
    lines = list(dict.fromkeys(lines))
    return (say(lang, "head_entitlements"), lines) if lines else None


# ---- readings, advice, the rest ---------------------------------------------------------------------------------


def readings(data: Data, lang: str) -> Part:
    """The readings used: in words where something hangs on them, the others by code; and what other readings would change."""
    used = [reading for reading in data["flips"]["readings"] if reading["used"]]
    weighty = _weighty(data)
    told = [reading for reading in data["flips"]["readings"] if reading["code"] in weighty]
    if not told and (data["decision"] == "not_applicable" or not used):
        return None
    notes = [_reading(reading, lang) for reading in told]
    others = [reading for reading in used if reading["code"] not in weighty]
    if others:
        codes = say(lang, "list").join(reading["code"] for reading in others)
        unconfirmed = "all_unconfirmed" if len(others) > 1 else "one_unconfirmed"
        mark = say(lang, "nothing" if any(reading["confirmed"] for reading in others) else unconfirmed)
        notes.append(say(lang, "others_used" if notes else "others_only", codes=codes, mark=mark))
    lines = [sentence(say(lang, "sentences").join(notes), lang), *_turns(data, lang)]
    return say(lang, "head_readings"), [(" " if lang == "en" else "").join(lines)]


def _weighty(data: Data) -> set[str]:
    """The codes of readings that changed anything when replaced, or that what stands open or failed rests on."""
    codes = {reading["name"]: reading["code"] for reading in data["flips"]["readings"]}
    changing = {
        reading["code"] for reading in data["flips"]["readings"] if any(one["changes"] for one in reading["alternatives"])
    }
    cited = {
        codes[name]
        for found in every_finding(data)
        if found["status"] in ("not_met", "undetermined") and found["consequence"] not in ("advice", "referral")
        for element in found["elements"]
        for comparison in element["comparisons"]
        for name in comparison["readings"]
        if name in codes
    }
    return changing if data["decision"] == "not_applicable" else changing | cited


def _reading(reading: Data, lang: str) -> str:
    note = reading["chosen"]["note"] or f"{reading['name']}：{reading['chosen']['option']}"
    mark = "" if reading["confirmed"] else say(lang, "unconfirmed")
    return say(lang, "reading_used", note=note.rstrip("。"), code=reading["code"], mark=mark)


def _turns(data: Data, lang: str) -> list[str]:
    turns: list[str] = []
    same = []
    for reading in data["flips"]["readings"]:
        changing = [one for one in reading["alternatives"] if one["changes"]]
        if reading["alternatives"] and not changing and reading["used"]:
            same.append(reading["code"])
        for one in changing:
            key = "flip_changes" if one["decision"] else "flip_undecided"
            decision = decided(one["decision"], lang) if one["decision"] else ""
            turns.append(sentence(say(lang, key, code=reading["code"], option=one["option"], decision=decision), lang))
    if same:
        key = "flip_same" if len(same) > 1 else "flip_same_one"
        turns.append(sentence(say(lang, key, codes=say(lang, "list").join(same)), lang))
    return [*turns, sentence(data["flips"]["statement"][lang], lang)] if turns else []


def referrals(data: Data, lang: str) -> Part:
    """What somebody else has to answer."""
    lines = [
        sentence((("" if one["certain"] else say(lang, "perhaps")) + one["text"][lang]), lang, one["clauses"])
        for one in data["referrals"]
    ]
    return (say(lang, "head_referrals"), list(dict.fromkeys(lines))) if lines else None


def advice(data: Data, lang: str) -> Part:
    """Advice and the warnings that touch the person; unconfirmed readings are told with the readings."""
    lines = [sentence(one["text"][lang], lang, one["clauses"]) for one in data["advice"]]
    lines += [sentence(one["text"][lang], lang) for one in data["warnings"] if one["kind"] != "reading"]
    return (say(lang, "head_advice"), list(dict.fromkeys(lines))) if lines else None


def not_decided(data: Data, lang: str) -> Part:
    """What this notice does not decide."""
    if _is_procedure(data) or not data["not_decided"] or data["decision"] == "not_applicable":
        return None
    return say(lang, "head_not_decided"), [sentence(say(lang, "list").join(data["not_decided"]), lang)]


def next_step(data: Data, lang: str) -> Part:
    """What to do now."""
    key = data["decision"]
    if _is_procedure(data) and key == "incomplete":
        key = "procedure_incomplete"
    if key == "eligible" and not _through_committee(data):
        key = "eligible_office"
    return say(lang, "head_next"), [sentence(say(lang, "next_" + key), lang)]
