"""The letter: a decision as an experienced officer would write it, in Chinese or English. Part of :mod:`engine.explain`.

Written from the decision's data and nothing else. It lists every problem at once, numbers only the parts that exist, never
speaks in a bureau's name, and says that it is a self-check. Its parts are in
:mod:`engine.explain.letter_parts` and :mod:`engine.explain.letter_outlook`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.explain import letter_outlook as outlook
from engine.explain import letter_parts as parts
from engine.explain.figures import date_text
from engine.explain.letter_parts import is_procedure
from engine.explain.words import say, words_of
from engine.explain.words.zh import NUMERALS

#: The parts in the order of the letter. Each gives its lines, the first being the heading's own text; none: no part.
PARTS: tuple[Callable[[dict[str, Any], str], tuple[str, list[str]] | None], ...] = (
    parts.reason,
    parts.committees,
    parts.nearest,
    parts.not_met,
    parts.void,
    parts.missing,
    outlook.ways,
    outlook.checked,
    outlook.entitlements,
    outlook.referrals,
    outlook.readings,
    outlook.documents,
    outlook.advice,
    outlook.not_decided,
    outlook.next_step,
)


def letter(decision: dict[str, Any], lang: str = "zh") -> str:
    """The letter on ``decision`` (data as :meth:`Decision.to_json` gives it), as plain text without a final line end."""
    lines = [_title(decision, lang), _head(decision, lang), _opening(decision, lang)]
    number = 0
    for part in PARTS:
        found = part(decision, lang)
        if found is None:
            continue
        heading, body = found
        lines += _numbered(number, heading, body, lang)
        number += 1
    return "\n".join([*lines, _closing(decision, lang)])


def _numbered(number: int, heading: str, body: list[str], lang: str) -> list[str]:
    """A part: its only line behind the heading, several below it."""
    numeral = NUMERALS[number] if lang == "zh" else str(number + 1)
    if len(body) == 1:
        text = say(lang, "heading_line", heading=heading, text=body[0])
        return [say(lang, "part", number=numeral, heading=text)]
    items = [say(lang, "item", number=place, text=line) for place, line in enumerate(body, 1)]
    return [say(lang, "part", number=numeral, heading=heading), *items]


def _title(decision: dict[str, Any], lang: str) -> str:
    if is_procedure(decision):
        subject = decision["subject"]
        both = {"zh": subject["name"], "en": f"{words_of(subject['id'])} ({subject['name']})"}
        return say(lang, "letter_title_procedure", subject=both)
    return say(lang, "letter_title")


def _head(decision: dict[str, Any], lang: str) -> str:
    on = decision["on"]
    day = date_text(date.fromisoformat(on))[lang] if on else say(lang, "letter_no_day")
    policy = decision["policy"]
    return say(lang, "letter_head", day=day, document=policy["document_number"], short=policy["short_title"])


def _opening(decision: dict[str, Any], lang: str) -> str:
    key = decision["decision"]
    if is_procedure(decision) and key == "incomplete":
        key = "procedure_incomplete"
    short = decision["policy"]["short_title"]
    verdict = say(lang, "verdict_" + key, short=short)
    stated = say(lang, "as_stated", verdict=verdict, lead=say(lang, "lead_" + key)).rstrip()
    if is_procedure(decision):
        return stated
    return _applying(decision, lang) + stated


def _applying(decision: dict[str, Any], lang: str) -> str:
    """What is applied for and from where, as far as it was stated."""
    title, specialty, series, level = (_fact(decision, id, lang) for id in ("title", "specialty", "series", "level"))
    named = title or level or ""
    around = [word for word in (specialty or series, level if title else None) if word]
    what = say(lang, "title_around", title=named, around=say(lang, "comma").join(around)) if named and around else named
    first = say(lang, "applying", what=what) if what else say(lang, "applying_unknown")
    employer = _employer(decision, lang)
    second = say(lang, "comma" if lang == "zh" else "sentences") + say(lang, "employer", employer=employer) if employer else ""
    return first + second + say(lang, "stop") + ("" if lang == "zh" else " ")


def _employer(decision: dict[str, Any], lang: str) -> str | None:
    """``遂昌县某事业单位``, or the name with county and type behind it."""
    name, county, kind = (_fact(decision, id, lang) for id in ("employer_name", "work_county", "employer_type"))
    if name:
        around = [word for word in (county, kind) if word and (lang == "en" or word not in name)]
        return name + (say(lang, "bracketed", text=say(lang, "comma").join(around)) if around else "")
    if not county and not kind:
        return None
    return say(lang, "some_employer", county=county or "…", type=kind or say(lang, "some_unit"))


def _fact(decision: dict[str, Any], id: str, lang: str) -> str | None:
    """The value of a fact as text, where it is known."""
    for fact in decision["facts"]:
        if fact["path"] == id and fact["state"] == "known":
            return str(fact["text"][lang])
    return None


def _closing(decision: dict[str, Any], lang: str) -> str:
    if is_procedure(decision):
        return say(lang, "closing_procedure")
    if decision["decision"] == "eligible":
        return say(lang, "closing_eligible")
    return say(lang, "closing" if parts.names_an_office(decision) else "closing_no_office")
