"""Readers that generated code calls for what is not written in the plainest form. Part of :mod:`engine.direct`.

Each returns what :mod:`engine.case` would read, or hands the application over: nothing is refused here.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

from engine.case.lists import EVERYTHING, LONGEST
from engine.case.quantities import LARGEST
from engine.case.reading import plain
from engine.case.texts import LONGEST as LONGEST_TEXT
from engine.case.unknowns import GIVEN_AS_INAPPLICABLE, GIVEN_AS_UNKNOWN, assumed_value, leaves_to_judge
from engine.values import NOT_APPLICABLE

Words = dict[str, str]


class HandOver(Exception):
    """Something is not plainly known: the general way takes the application."""


def hand_over() -> NoReturn:
    """Leave the rest to the general way."""
    raise HandOver


def domain(low: int, high: int, scale: int) -> dict[float, int]:
    """Every number of a range as it is written, with its scaled value: one lookup reads it and holds it against the range.

    Zero and one are left out: they equal ``False`` and ``True``, which are no numbers of an application.
    """
    one = 10**scale
    return {value / one if scale else value: value for value in range(low, high + 1) if value not in (0, one)}


def number(value: Any, scale: int, low: int, high: int) -> int:
    """A number in the range, scaled."""
    if type(value) is int:
        scaled = value * 10**scale
    elif type(value) is float:
        scaled = _scaled(repr(value), scale)
    else:
        raise HandOver
    if not low <= scaled <= high:
        raise HandOver
    return scaled


def _scaled(text: str, scale: int) -> int:
    """The digits of a float as an application would state them."""
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) > scale or not (whole.removeprefix("-") + decimals).isdecimal():
        raise HandOver
    return int(whole + decimals.ljust(scale, "0"))


def bounds(fact: dict[str, Any]) -> tuple[int, int]:
    """The range of a quantity; without one, whatever is not negative."""
    return tuple(fact["range"]) if fact["range"] is not None else (0, LARGEST)


def day(value: Any) -> date:
    """A date: one of Python's, or in the form ``2023-06-12``."""
    if type(value) is date:
        return value
    if type(value) is str and len(value) == 10 and value[4] == value[7] == "-" and value.isascii():
        return date.fromisoformat(value)
    raise HandOver


def text(value: Any) -> str:
    """A text that stands for itself."""
    if type(value) is not str or not 0 < len(value.strip()) <= LONGEST_TEXT or not value.isprintable():
        raise HandOver
    said = plain(value)
    if said in GIVEN_AS_UNKNOWN or said in GIVEN_AS_INAPPLICABLE or leaves_to_judge(said):
        raise HandOver
    return value.strip()


def years(value: Any, low: int, high: int) -> tuple[int, int]:
    """A span of years with both ends."""
    if type(value) is not dict or len(value) != 2:
        raise HandOver
    first, last = (value["from"], value["to"]) if "from" in value else (value["起"], value["止"])
    if type(first) is int and type(last) is int and low <= first <= last <= high:
        return first, last
    raise HandOver


def entries(value: Any, columns: tuple[tuple[str, str, Words], ...]) -> Any:
    """A list with every column of every entry given as one of its words."""
    if type(value) is str and value in ("全部", "all"):
        return EVERYTHING
    if type(value) is not list or len(value) > LONGEST:
        raise HandOver
    found: dict[tuple[str, ...], None] = {}
    for entry in value:
        if type(entry) is not dict or len(entry) != len(columns):
            raise HandOver
        found[tuple([words[entry[id] if id in entry else entry[name]] for name, id, words in columns])] = None
    return tuple(found)


def fields(entry: dict[str, Any], known: tuple[tuple[str, int, int, int], ...]) -> list[int]:
    """The numbers of one year, for values that are no member of a :func:`domain`: ``known`` gives id, scale and range."""
    return [number(entry[id], scale, low, high) for id, scale, low, high in known]


def renamed(value: dict[str, Any], names: dict[str, str], records: dict[str, dict[str, str]]) -> dict[str, Any] | None:
    """An application under English ids, records by year as lists; ``None`` where a key is unknown or said twice."""
    try:
        found = {names[key]: each for key, each in value.items()}
        for id, known in records.items():
            listed = found.get(id)
            if type(listed) is dict:
                found[id] = [_of_year(year, entry, known) for year, entry in listed.items()]
            elif type(listed) is list:
                found[id] = [_under_ids(entry, known) for entry in listed]
    except (KeyError, TypeError, AttributeError, HandOver):
        return None
    return found if len(found) == len(value) else None


def _under_ids(entry: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    found = {known[key]: each for key, each in entry.items()}
    if len(found) != len(entry):
        raise HandOver
    return found


def _of_year(year: Any, entry: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """An entry under its year as one that names it."""
    found = _under_ids(entry, known)
    if type(year) is not str or len(year) != 4 or not (year.isascii() and year.isdecimal()) or "year" in found:
        raise HandOver
    return {"year": int(year)} | found


def words_of(words: dict[str, str | None]) -> Words:
    """The words of an enumeration by each of their names."""
    found: Words = {}
    for word, id in words.items():
        if id and id not in GIVEN_AS_UNKNOWN | GIVEN_AS_INAPPLICABLE and not leaves_to_judge(id):
            found.setdefault(id, word)
    return found | {word: word for word in words}


def word_table(words: dict[str, str | None], absent: Any, may_not_apply: bool) -> dict[Any, Any]:
    """What every way of giving a word means, being left out among them."""
    inapplicable = dict.fromkeys(sorted(GIVEN_AS_INAPPLICABLE), NOT_APPLICABLE) if may_not_apply else {}
    return inapplicable | words_of(words) | {None: absent}


def assumed(fact: dict[str, Any]) -> Any:
    """What a fact is taken to be where it is left out."""
    return assumed_value(fact)
