"""Which policy a register is decided by where none is named: that of the year its rows state. Part of :mod:`engine.cli`.

What ``policy eval`` does for every application, for a register as a whole: no other year's policy stands in for its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine import api
from engine.cli import output
from engine.cli.choosing import cache_folder, known, latest, locate, name_of, refuse

_WORDS = {
    "zh": {"by": "按{year}年度的政策核对：{name}。",
           "others": "写明申报年度的前{rows}行里有{count}行是别的年度（{years}）。"
                     "这个政策只管本年度，这些行各成一条错误记录（E0966），请分开核对。"},
    "en": {"by": "by the policy for {year}: {name}.",
           "others": "of the first {rows} rows that state a year {count} state another one ({years}); this policy is for its own "
                     "year only, so each of them is an error record (E0966): decide them apart."},
}  # fmt: skip


def of_register(
    inputs: Sequence[str], subject: str | None, ignored: Sequence[str], encoding: str | None, lang: str, other: str | None = None
) -> tuple[api.Located, int]:
    """The policy of the year that most of a register's first rows state, and that year; where they state none, the latest one.

    Which one it is is told where it was found or there was a choice. ``other``: where the register is only counted under two
    policies, the second one, which is not chosen for lack of a year; else rows that state other years are told as well.
    Raises :class:`api.InvalidInput`, also where several policies could be meant.
    """
    tables = api.load_policy(latest().path, (), cache=cache_folder()).tables
    subject = next((name for name, each in tables["subjects"].items() if subject in (name, each["id"])), None)
    stated = api.years_stated(inputs, tables, subject, ignored, encoding)
    choices = [year for year in known() if other is None or not _same(locate(year).path, other)] or known()
    if stated is not None and not stated and len(choices) > 1:
        refuse("E0908", known=tuple(choices), name=inputs[0])
    year = next(iter(stated or {}), choices[-1])
    found = locate(year)
    words = _WORDS[lang]
    if found.origin == "found" or len(known()) > 1:
        output.tell(words["by"].format(year=year, name=name_of(found)) + "\n")
    others = {each: count for each, count in (stated or {}).items() if each != year}
    if others and other is None:
        listed = ("、" if lang == "zh" else ", ").join(map(str, sorted(others)))
        counts = {"rows": sum((stated or {}).values()), "count": sum(others.values()), "years": listed}
        output.tell(words["others"].format(**counts) + "\n")
    return found, year


def _same(path: str, other: str) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)
