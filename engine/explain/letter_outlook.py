"""The parts of a letter that look ahead and around: what would make it pass, what is in order, readings, what to do next.

As :mod:`engine.explain.letter_parts`.
"""

from __future__ import annotations

from typing import Any

from engine.explain.clause_lists import clause_list
from engine.explain.comparisons import is_date
from engine.explain.letter_parts import (
    SHOWN,
    Data,
    Part,
    decided,
    every_finding,
    is_given,
    is_procedure,
    sentence,
    through_committee,
)
from engine.explain.words import joined, say

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
        lines += _caution([change for remedy in found["remedies"] for change in remedy["changes"]], lang)
        return say(lang, "head_remedies"), ["".join(lines) if lang == "zh" else " ".join(lines)]
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
    key = "remedy_later" if is_date(change["from"]["value"]) else key
    return say(lang, key, name=change["name"], before=change["from"]["text"], after=change["to"]["text"])


def _caution(changes: list[Data], lang: str) -> list[str]:
    """That dates are those of what is really done, where a date is among the changes."""
    return [sentence(say(lang, "dates_as_done"), lang)] if any(is_date(change["to"]["value"]) for change in changes) else []


def _obstacles(data: Data, lang: str) -> list[str]:
    lines = []
    for kind in ("past", "dated", "fixed"):
        names = [one["name"][lang] for one in data["remedies"]["obstacles"] if one["why"] == kind]
        if names:
            joined_names = say(lang, "list").join(names)
            lines.append(say(lang, "obstacle_" + kind, names=joined_names, short=data["policy"]["short_title"]))
    return lines


def _earliest(earliest: Data, lang: str) -> str:
    if not earliest["searched"]:
        return ""
    statement, caution = earliest["statement"][lang], []
    if earliest["ahead"] == 0:
        caution = _caution(earliest["changes"], lang)
        steps = say(lang, "sentences").join(_change(change, lang) for change in earliest["changes"])
        statement = say(lang, "all_of_these", statement=statement, steps=steps)
    elif earliest["assumptions"]:
        assumed = joined(earliest["assumptions"], "sentences")[lang].replace("；", "，")
        statement = say(lang, "if_assumed", assumptions=assumed, statement=statement)
    elif earliest["year"] is None:
        statement = say(lang, "none_this_way", statement=statement)
    told = sentence(statement + (say(lang, "remedy_open") if earliest["decision"] == "incomplete" else ""), lang)
    return ("" if lang == "zh" else " ").join([told, *caution])


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
    shown = [one["text"][lang] for comparisons in elements for one in comparisons if not is_given(one)]
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
    lines += [sentence(text, lang) for text in _warnings(data, lang)]
    return (say(lang, "head_advice"), list(dict.fromkeys(lines))) if lines else None


def _warnings(data: Data, lang: str) -> list[str]:
    """The warnings that touch the person; figures not checked against one and the same source are told in one sentence."""
    groups: dict[Any, list[Data]] = {}
    for place, one in enumerate(data["warnings"]):
        if one["kind"] != "reading":
            figure = one.get("figure")
            groups.setdefault((figure["source"], figure["confidence"]) if figure else place, []).append(one)
    told = []
    for key, group in groups.items():
        if len(group) == 1:
            told.append(group[0]["text"][lang])
            continue
        figures = say(lang, "list").join(one["figure"]["text"][lang] for one in group)
        told.append(say(lang, "warn_unverified_several", figures=figures, source=key[0], confidence=key[1]))
    return told


def documents(data: Data, lang: str) -> Part:
    """The documents that the result rests on beside the notice."""
    lines = [sentence(one["text"][lang], lang) for one in data["documents"]]
    return (say(lang, "head_documents"), list(dict.fromkeys(lines))) if lines else None


def not_decided(data: Data, lang: str) -> Part:
    """What this notice does not decide."""
    if is_procedure(data) or not data["not_decided"] or data["decision"] == "not_applicable":
        return None
    return say(lang, "head_not_decided"), [sentence(say(lang, "list").join(data["not_decided"]), lang)]


def next_step(data: Data, lang: str) -> Part:
    """What to do now."""
    key = data["decision"]
    if is_procedure(data) and key == "incomplete":
        key = "procedure_incomplete"
    if key == "eligible" and not through_committee(data):
        key = "eligible_office"
    steps = [sentence(step["text"][lang], lang, step["clauses"]) for step in data["next_steps"]]
    return say(lang, "head_next"), [*steps, sentence(say(lang, "next_" + key), lang)]
