"""Texts of a table's cells as values of facts: macros of DuckDB, and how a script calls them. Part of :mod:`engine.columnar`.

What a macro takes is what the reader of applications (:mod:`engine.case`) takes of such a text, or less: a text that is not
read here is an error of its row, never a missing value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.case import unknowns, words
from engine.case.reading import plain
from engine.case.texts import LONGEST
from engine.columnar.relation import Relation
from engine.columnar.scalar import SMALL

#: What ``str.strip`` takes for space, as a class of RE2.
_SPACE = r"\x09-\x0D\x1C-\x20\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"
_FULL_WIDTH = "".join(map(chr, (*range(0xFF01, 0xFF5F), 0x3000)))
_HALF_WIDTH = "".join(map(chr, (*range(0x21, 0x7F), 0x20)))
_NOT_PLAIN = rf"[\x{{FF01}}-\x{{FF5E}}\x{{3000}}]|^[{_SPACE}]|[{_SPACE}]$"
#: Dates with the year first, as spreadsheets write them, and as applications have them.
_SHEET_DATE = "|".join(f"[0-9]{{4}}{each}[0-9]{{1,2}}{each}[0-9]{{1,2}}" for each in ("-", "/", r"\."))
_MIDNIGHT = r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
_DATE = "[0-9]{4}(?:-[0-9]{1,2}-[0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}[日号])"
_YEAR = "[0-9]{4}(?:年度?)?"
#: DuckDB's types of points of time.
MOMENTS = ("timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns")
#: The widest numbers that are read from texts of JSON, all of whose digits a database keeps.
JSON_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?"
JSON_STRING = r'"[^"\\{}\[\]:,\x00-\x1F]*"'


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: Sequence[str]) -> str:
    """Texts as a list for ``IN``."""
    return ", ".join(map(text, values))


def _special(known: frozenset[str]) -> str:
    return f"coalesce(policy_plain(t) IN ({listed(sorted(known))}), FALSE)"


_NO_SPACE = f"regexp_replace(policy_plain(t), {text(f'[{_SPACE}]+')}, '', 'g')"
#: Name and parameters → what it stands for, in the order in which they need each other.
_MACROS = {
    "policy_stripped(t)": f"regexp_replace(t, {text(f'^[{_SPACE}]+|[{_SPACE}]+$')}, '', 'g')",
    "policy_plain(t)": (  # most texts are plain as they are, and to change them takes long
        f"CASE WHEN regexp_matches(t, {text(_NOT_PLAIN)}) "
        f"THEN policy_stripped(translate(t, {text(_FULL_WIDTH)}, {text(_HALF_WIDTH)})) ELSE t END"
    ),
    "policy_unknown(t)": _special(unknowns.GIVEN_AS_UNKNOWN),
    "policy_none(t)": _special(unknowns.GIVEN_AS_INAPPLICABLE),
    "policy_judged(t)": (
        "coalesce(policy_plain(t) IN ('待判断', 'judgement') OR regexp_full_match(policy_plain(t), '(?s)交.+判断'), FALSE)"
    ),
    "policy_moment(t)": ("CASE WHEN date_trunc('day', t) = t THEN CAST(CAST(t AS DATE) AS VARCHAR) ELSE CAST(t AS VARCHAR) END"),
    "policy_whole(t)": "t = trunc(t) AND abs(t) < 9007199254740992",
    "policy_decimal(t)": "CASE WHEN policy_whole(t) THEN CAST(TRY_CAST(t AS BIGINT) AS VARCHAR) ELSE CAST(t AS VARCHAR) END",
    "policy_yes(t)": "CASE policy_plain(t) WHEN '是' THEN TRUE WHEN '否' THEN FALSE END",
    "policy_truth(t)": ("CASE lower(policy_stripped(t)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE ELSE policy_yes(t) END"),
    "policy_within(n, least, most)": "CASE WHEN n BETWEEN least AND most THEN n END",
    "policy_scaled(t, places)": (
        "TRY_CAST(regexp_extract(t, '^[+-]?[0-9]+') || rpad(regexp_extract(t, '\\.([0-9]+)', 1), places, '0') AS BIGINT)"
    ),
    "policy_number(t, form, places, least, most)": (
        "CASE WHEN regexp_full_match(policy_plain(t), form) "
        "THEN policy_within(policy_scaled(policy_plain(t), places), least, most) END"
    ),
    "policy_year(t, least, most)": (
        f"CASE WHEN regexp_full_match(policy_plain(t), {text(_YEAR)}) "
        "THEN policy_within(TRY_CAST(policy_plain(t)[1:4] AS BIGINT), least, most) END"
    ),
    "policy_part(t, form)": "lpad(regexp_extract(t, form, 1), 2, '0')",
    "policy_day(t)": (
        "CASE WHEN t >= '0001' THEN TRY_CAST(t[1:4] || '-' || policy_part(t, '^....[^0-9]([0-9]+)') || '-' || "
        "policy_part(t, '^....[^0-9][0-9]+[^0-9]([0-9]+)') AS DATE) END"
    ),
    "policy_dated(t)": f"CASE WHEN regexp_full_match(t, {text(_DATE)}) THEN policy_day(t) END",
    "policy_written_date(t)": (
        f"CASE WHEN contains(t, '年') THEN policy_dated({_NO_SPACE}) ELSE policy_dated(policy_plain(t)) END"
    ),
    "policy_date(t)": (
        f"CASE WHEN regexp_full_match(t, {text(f'(?:{_SHEET_DATE}){_MIDNIGHT}')}) THEN policy_day(t) "
        "ELSE policy_written_date(t) END"
    ),
    "policy_text(t)": (
        f"CASE WHEN length(policy_stripped(t)) BETWEEN 1 AND {LONGEST} AND NOT policy_unknown(t) AND NOT policy_none(t) "
        "AND NOT policy_judged(t) THEN policy_stripped(t) END"
    ),
    "policy_token(entry, names)": (
        "nullif(regexp_extract(entry, "
        """'"(?:' || names || ')"[ \\t\\r\\n]*:[ \\t\\r\\n]*("[^"]*"|[^,"{} \\t\\r\\n]+)', 1), '')"""
    ),
    "policy_times(entry, names)": """len(regexp_extract_all(entry, '"(?:' || names || ')"[ \\t\\r\\n]*:'))""",
    "policy_unquoted(token)": ("CASE WHEN token = 'null' THEN NULL WHEN token[1] = '\"' THEN token[2:-2] ELSE token END"),
}


def macros() -> str:
    """The statements that make the macros."""
    return "".join(f"CREATE OR REPLACE TEMP MACRO {head} AS {body};\n" for head, body in _MACROS.items())


def bounds_of(about: Mapping[str, Any]) -> tuple[int, int]:
    """The least and the greatest value that the reader takes for a number or a year."""
    low, high = Relation.bounds(about) or SMALL
    return (0, high) if about["range"] is None and about["type"] != "year" else (low, high)


def number_form(about: Mapping[str, Any], tables: Mapping[str, Any]) -> str:
    """The pattern of the numbers of a fact, with or without its unit."""
    scale = about["scale"] or 0
    places = rf"(?:\.(?:[0-9]{{1,{scale}}}0*))?" if scale else r"(?:\.0+)?"
    return f"[+-]?[0-9]+{places}" + (rf"\s*(?:{_unit(about['unit'], tables)})?" if about["unit"] else "")


def _unit(unit: str, tables: Mapping[str, Any]) -> str:
    """The unit as it may be written: in Chinese, or by its English id in one or several, small or large."""
    single = (tables["units"].get(unit, {}).get("id") or unit).lower().removesuffix("s")
    letters = "".join(f"[{each}{each.upper()}]" if each.isascii() and each.isalpha() else escaped(each) for each in single)
    forms = [letters + "[sS]"] if single.endswith("s") else [letters + "[sS]?"]
    return "|".join([escaped(unit), *forms])


def escaped(name: str) -> str:
    """A name as part of a pattern."""
    return "".join("\\" + each if each in '\\.^$|?*+()[]{}"-' else each for each in name)


class Dictionary(NamedTuple):
    """The words of an enumeration. ``keys``: plain text → word; ``exact``: words that only count as they are written."""

    keys: dict[str, str]
    exact: tuple[str, ...]


def dictionary(known: Mapping[str, str | None]) -> Dictionary:
    """The texts that the reader takes for one of the words ``known``."""
    taken = dict(known)
    keys = {}
    for key in (*taken, *(each for each in taken.values() if each)):
        word = words.find_word(taken, key)
        if plain(key) == key and word is not None and not _is_special(key):
            keys[key] = word
    return Dictionary(keys, tuple(word for word in taken if plain(word) != word or _is_special(plain(word))))


def _is_special(key: str) -> bool:
    return key in unknowns.GIVEN_AS_UNKNOWN | unknowns.GIVEN_AS_INAPPLICABLE or unknowns.leaves_to_judge(key)


def value(about: Mapping[str, Any], cell: str, tables: Mapping[str, Any], word: str = "NULL") -> str:
    """SQL of the value that a cell's text has for a fact or field without parts; null where it has none. ``word``: SQL of
    the word or row that it is."""
    match about["type"]:
        case "boolean":
            return f"policy_truth({cell})"
        case "integer" | "quantity":
            low, high = bounds_of(about)
            return f"policy_number({cell}, {text(number_form(about, tables))}, {about['scale'] or 0}, {low}, {high})"
        case "year":
            return f"policy_year({cell}, {', '.join(map(str, bounds_of(about)))})"
        case "date":
            return f"policy_date({cell})"
        case "text":
            return f"policy_text({cell})"
        case _:
            return word


def open_words(about: Mapping[str, Any], cell: str) -> str:
    """SQL of whether a cell's text is one of the words that leave such a fact without a value."""
    found = [f"policy_unknown({cell})"]
    if about.get("may_not_apply"):
        found.append(f"policy_none({cell})")
    if about.get("judge"):
        found.append(f"policy_judged({cell})")
    return "(" + " OR ".join(found) + ")"


def member(keys: Dictionary, cell: str) -> str:
    """SQL of the word that a text is, where words cannot be joined: within the entries of a list."""
    pairs = ", ".join(f"{text(key)}: {text(word)}" for key, word in keys.keys.items())
    found = f"map_extract(MAP {{{pairs}}}, policy_plain({cell}))[1]"
    return found if not keys.exact else f"CASE WHEN {cell} IN ({listed(keys.exact)}) THEN {cell} ELSE {found} END"
