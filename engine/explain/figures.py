"""Values as figures: exact JSON values with unit, and how they read in Chinese and English. Part of :mod:`engine.explain`.

A *figure* is ``{"state", "value", "unit", "text"}``. ``state`` is ``known``, ``between`` (then ``high`` too), ``unknown`` or
``not_applicable``; ``value`` a boolean, an integer, a string (word, ISO date, text, or a decimal number such as ``"7.5"``:
quantities whose unit has decimal places are always decimal strings, never floats) or a list; ``null`` unless known.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.artifact.tables import Tables
from engine.diagnostics.safe_text import safe
from engine.explain.words import LANGUAGES, Text, say, text, words_of
from engine.values import NOT_APPLICABLE, Interval, Unknown

Figure = dict[str, Any]

#: Units that need no entry in units.yaml, with their English ids.
BUILT_IN_UNITS = {"年": "year", "月": "month", "天": "day", "工作日": "working_day"}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


def figure(value: Any, like: dict[str, Any], tables: Tables) -> Figure:
    """``value`` as a figure. ``like`` (a FACT, SIDE or PARAMETER of the tables) gives type, unit, scale, enumeration."""
    if isinstance(value, Interval):
        if value.low != value.high:
            return _between(value, like, tables)
        value = value.low
    unit = like.get("unit") or None
    if isinstance(value, Unknown) or value is None:
        return {"state": "unknown", "value": None, "unit": unit, "text": text("unknown")}
    if value is NOT_APPLICABLE:
        return {"state": "not_applicable", "value": None, "unit": unit, "text": text("not_applicable")}
    if isinstance(value, date):
        return {"state": "known", "value": value.isoformat(), "unit": None, "text": date_text(value)}
    if isinstance(value, bool):
        return {"state": "known", "value": value, "unit": None, "text": text("yes" if value else "no")}
    if isinstance(value, int):
        return _number(value, like, tables)
    if isinstance(value, str):
        shown = safe(value)
        return {"state": "known", "value": shown, "unit": None, "text": word_text(value, like, tables)}
    return _several(value, like, tables)


def _number(value: int, like: dict[str, Any], tables: Tables) -> Figure:
    if like.get("type") == "year":
        return {"state": "known", "value": value, "unit": None, "text": text("year", year=value)}
    scale = like.get("scale") or 0
    amount = decimal(value, scale)
    unit = like.get("unit") or None
    return {
        "state": "known", "value": value if not scale else amount, "unit": unit, "text": amount_text(amount, unit, tables),
    }  # fmt: skip


def _between(value: Interval, like: dict[str, Any], tables: Tables) -> Figure:
    low, high = _number(value.low, like, tables), _number(value.high, like, tables)
    low_number = decimal(value.low, like.get("scale") or 0)
    words = {lang: f"{low_number}{say(lang, 'to')}{high['text'][lang]}" for lang in LANGUAGES}
    return {"state": "between", "value": low["value"], "high": high["value"], "unit": low["unit"], "text": words}


def _several(value: Any, like: dict[str, Any], tables: Tables) -> Figure:
    """Year spans, lists and groups."""
    if like.get("type") == "years" and len(value) == 2:
        first, last = value
        if isinstance(first, Unknown) or isinstance(last, Unknown):
            return {"state": "unknown", "value": None, "unit": None, "text": text("unknown")}
        return {"state": "known", "value": [first, last], "unit": None, "text": years_text(first, last)}
    entries = sorted(value) if isinstance(value, frozenset) else list(value)
    shown = [_entry(entry) for entry in entries]
    flat = [" ".join(map(str, entry)) if isinstance(entry, list) else str(entry) for entry in shown]
    words = {lang: say(lang, "list").join(flat) or say(lang, "none") for lang in LANGUAGES}
    return {"state": "known", "value": shown, "unit": None, "text": words}


def _entry(entry: Any) -> Any:
    if isinstance(entry, tuple | list):
        return ["?" if isinstance(column, Unknown) else _entry(column) for column in entry]
    return safe(entry) if isinstance(entry, str) else entry


def decimal(value: int, scale: int) -> str:
    """A scaled integer as a decimal number without superfluous zeros: ``(845, 1)`` → ``84.5``, ``(840, 1)`` → ``84``."""
    if not scale:
        return str(value)
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 10**scale)
    fraction = str(rest).zfill(scale).rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def amount_text(amount: str, unit: str | None, tables: Tables) -> Text:
    """A number with its unit: ``84学时``, ``84 hours``."""
    if not unit:
        return dict.fromkeys(LANGUAGES, amount)
    return {"zh": f"{amount}{unit}", "en": f"{amount} {unit_words(unit, amount, tables)}"}


def unit_words(unit: str, amount: str, tables: Tables) -> str:
    """A unit in English, in the plural unless there is exactly one."""
    known = tables["units"].get(unit)
    words = words_of(known["id"] if known else BUILT_IN_UNITS.get(unit, unit))
    if not words.isascii():
        return words
    single = words.removesuffix("s")
    return single if amount == "1" else single + "s"


def date_text(day: date) -> Text:
    """``2023年6月12日``, ``12 June 2023``."""
    return {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {MONTHS[day.month - 1]} {day.year}"}


def years_text(first: int, last: int) -> Text:
    """``2019—2023年``, ``2019–2023``."""
    if first == last:
        return text("year", year=first)
    return text("years", first=first, last=last)


def word_text(word: str, like: dict[str, Any], tables: Tables) -> Text:
    """A word of an enumeration, in English with the Chinese word behind it; any other text as it is, made safe."""
    shown = safe(word)
    enumeration = tables["enumerations"].get(like.get("enumeration") or "")
    id = enumeration["words"].get(word) if enumeration else None
    return {"zh": shown, "en": f"{words_of(id)} ({shown})" if id else shown}
