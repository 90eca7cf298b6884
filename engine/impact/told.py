"""What several forms say alike: sums over turns, the largest step of a sweep, why a row turned. Part of :mod:`engine.impact`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from engine.impact.words import WORDS, unit

#: The decisions that let an application pass.
PASSING = ("eligible", "compliant")


def changed(turns: Iterable[Mapping[str, Any]]) -> int:
    """Rows that are decided otherwise."""
    return sum(each["rows"] for each in turns if each["before"] != each["after"])


def totals(turns: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Rows that newly pass, and rows that pass no longer."""
    gained = lost = 0
    for each in turns:
        before, after = each["before"] in PASSING, each["after"] in PASSING
        gained += each["rows"] if after and not before else 0
        lost += each["rows"] if before and not after else 0
    return gained, lost


def passing(decisions: Mapping[str, int]) -> int:
    """Rows that pass."""
    return sum(decisions.get(name, 0) for name in PASSING)


def stands(values: Iterable[Mapping[str, Any]], parameter: Mapping[str, Any]) -> bool:
    """Whether the value in force is among those tried."""
    return any(float(each["value"]) == float(parameter["in_force"] or "nan") for each in values)


def step(data: Mapping[str, Any], lang: str) -> str:
    """Between which two values of a sweep most rows turn."""
    values, words = data["values"], WORDS[lang]
    counts = [passing(each["decisions"]) for each in values]
    steps = [(abs(after - before), -place) for place, (before, after) in enumerate(pairwise(counts))]
    largest, place = max(steps, default=(0, 0))
    if not largest:
        return words["flat"] if all(each["decisions"] == values[0]["decisions"] for each in values) else ""
    first, second = values[-place], values[1 - place]
    key = "steps" if counts[1 - place] < counts[-place] else "steps_up"
    return words[key].format(before=first["value"], after=second["value"], unit=unit(data["parameter"], lang), count=largest)


def explained(row: Mapping[str, Any], lang: str) -> str:
    """Why a row turned: clauses, or what the other policy cannot take."""
    words, refused = WORDS[lang], row["refused"]
    if not refused:
        return "、".join(row["clauses"]) or words["no_clause"]
    if "after" not in row and len(refused) == 2 and not refused[0]:
        return words["contradiction"]
    if len(refused) == 2 and not refused[0].startswith("E0"):
        return words["refused"].format(fact=refused[0], value=refused[1])
    return words["clash" if refused == ["E0701"] else "undecided"].format(codes=" ".join(refused))
