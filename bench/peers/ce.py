"""Task CE as the adapters of the peers need it: the task of :mod:`bench.ce.task`, and a task of as many rules as wanted.

Rule *i* of the second asks for a series, a level and at least so many hours; wanted is how many rules an applicant meets. They
are the rules of :mod:`bench.rules`. Nothing heavy is imported here: a decision in a fresh process goes through this module.
"""

from __future__ import annotations

from bench.ce.task import (
    EMPLOYERS,
    LEVELS,
    MOUNTAIN,
    REGIONS,
    ROUTES,
    SERIES,
    generate,
    oracle,
    record_passes,
    route,
)

__all__ = [
    "EMPLOYERS", "FACTS", "LEVELS", "MOUNTAIN", "RECORD_FIELDS", "REGIONS", "ROUTES", "SERIES", "expanded", "generate",
    "numbered", "oracle", "passing", "result", "route", "routes", "scale_inputs", "scale_oracle", "scale_rules", "spelled",
    "summary",
]  # fmt: skip

#: What a committee is found by, in the order of :data:`ROUTES`.
FACTS = ("series", "level", "employer_type", "region")
RECORD_FIELDS = ("year", "total", "professional", "public", "general_public")


def routes():
    """What every row of the routing asks for, ``[(fact, word), …]``, and its committee."""
    return [([(fact, word) for fact, word in zip(FACTS, row) if word != "any"], row[4]) for row in ROUTES]  # noqa: B905


def numbered(number):
    """The committee of a row, by the row's number from 1; nothing for 0."""
    return f"K{number:02d}" if number else None


def expanded():
    """``(series, level, employer, region, number)`` of every combination that has a committee."""
    found = [
        (series, level, employer, region, route(series, level, employer, region))
        for series in SERIES for level in LEVELS for employer in EMPLOYERS for region in REGIONS
    ]  # fmt: skip
    return [(*facts, int(committee[1:])) for *facts, committee in found if committee]


def passing(applicant):
    """For languages without loops over records: whether the declared year passes, the one before, how many in the window."""
    declared = applicant["declared_year"]
    years = {record["year"] for record in applicant["records"] if record_passes(record)}
    low = declared - (max(applicant["required_years"], 2) + 3)
    return declared in years, declared - 1 in years, sum(1 for year in years if low < year <= declared)


def result(failed, committee, separate):
    """An answer in the form of the oracle's."""
    failed = sorted(failed)
    return {"eligible": not failed, "committee": committee or None, "separate_list": bool(separate), "failed": failed}


def summary(answers):
    """Answers as texts, to compare those of a whole register."""
    return [
        f"{each['eligible']:d}|{each['committee'] or '-'}|{each['separate_list']:d}|{''.join(each['failed'])}" for each in answers
    ]


def spelled(fa, fc, fd, fe, number, separate):
    """The same of columns: what failed, rule by rule, the number of the committee, the flag."""
    found = []
    for *failed, committee, flag in zip(fa, fc, fd, fe, number, separate, strict=True):
        letters = "".join(letter for letter, truth in zip("acde", failed, strict=True) if truth)
        found.append(f"{not letters:d}|{numbered(committee) or '-'}|{flag:d}|{letters}")
    return found


def scale_rules(count):
    """``(number, series, level, hours)`` of that many rules."""
    return [(i, SERIES[i % 40], LEVELS[i // 40 % 4], 60 + i * 7 % 50) for i in range(count)]


def scale_inputs(count=50, seed=7):
    """Applicants for these rules."""
    from random import Random

    drawn = Random(seed).randrange
    return [{"series": SERIES[drawn(40)], "level": LEVELS[drawn(4)], "hours": 50 + drawn(70)} for _ in range(count)]


def scale_oracle(rules, applicant):
    """How many of the rules are met."""
    asked = applicant["series"], applicant["level"]
    return sum(1 for _, series, level, hours in rules if (series, level) == asked and applicant["hours"] >= hours)
