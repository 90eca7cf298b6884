"""Working days and shifted dates as SQL, day by day, also over a calendar with a year that is not announced."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.core import nodes as n
from engine.evaluate.outcome import Bindings
from engine.evaluate.temporal import shifted, working_day
from engine.values import Unknown
from engine.values.calendar import Calendar
from tests.columnar.engines import NAMES
from tests.columnar.equality import differences
from tests.evaluate import build
from tests.symbolic.vocabulary import tables

#: 2021 and 2023 are announced, 2022 is not; 2 October 2023 is a day off, the Saturday after it is worked.
GAP = Calendar({2021: (frozenset(), frozenset()), 2023: (frozenset({date(2023, 10, 2)}), frozenset({date(2023, 10, 7)}))})
DAYS = [
    *(date(2020, 12, 25) + timedelta(days=number) for number in range(14)),
    *(date(2021, 12, 20) + timedelta(days=number) for number in range(18)),
    *(date(2022, 12, 25) + timedelta(days=number) for number in range(14)),
    *(date(2023, 9, 28) + timedelta(days=number) for number in range(12)),
    *(date(2023, 12, 24) + timedelta(days=number) for number in range(12)),
    date(1, 1, 1), date(9999, 12, 31),
]  # fmt: skip
ODD = [date(2024, 2, 29), date(2023, 1, 31), date(2023, 12, 31), date(1, 1, 1), date(9999, 12, 31), date(2023, 3, 30)]


def held(name: str, node: n.Node, wanted: list[tuple[date, int, Any]], calendar: Calendar) -> None:
    """Hold ``node`` over ``d0`` and ``n0`` against what it should be: equal to it, and to nothing else."""
    same = n.Compare("=", node, n.Fact("d1"), n.Atom(1))
    around = Bindings({}, {}, calendar, date(2023, 6, 1))
    cases: list[tuple[dict[str, Any], Any]] = []
    for day, by, moved in wanted:
        for other in {moved, day} - {None}:
            cases.append(({"d0": day, "n0": by, "d1": other}, around.on))
    assert len(cases) >= len(wanted)
    policy = build.policy(build.condition(same))
    assert differences(policy, tables(around), build.SUBJECT, around, cases, name) == []


def moved_to(found: Any) -> date | None:
    return None if isinstance(found, Unknown) else found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("direction", ["before", "after"])
def test_working_days(name: str, direction: str) -> None:
    node = n.WorkingDayShift(n.Fact("d0"), n.Fact("n0"), direction)
    asked = [(day, by) for day in DAYS for by in (-1, 0, 1, 2, 5, 300, 10**6)]
    wanted = [(day, by, moved_to(working_day(day, by, direction, GAP))) for day, by in asked]
    assert {moved is None for _, _, moved in wanted} == {True, False}
    held(name, node, wanted, GAP)


@pytest.mark.parametrize("name", NAMES)
def test_no_year_is_announced(name: str) -> None:
    node = n.WorkingDayShift(n.Fact("d0"), n.Fact("n0"), "before")
    held(name, node, [(date(2023, 1, 2), by, None) for by in (0, 1)], Calendar({}))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unit", ["day", "month", "year"])
@pytest.mark.parametrize("rounding", ["last", "next"])
def test_shifted_dates(name: str, unit: str, rounding: str) -> None:
    node = n.DateShift(n.Fact("d0"), n.Fact("n0"), unit, rounding)
    asked = [(day, by) for day in ODD for by in (-(10**6), -25, -1, 0, 1, 13, 10**6)]
    held(name, node, [(day, by, moved_to(shifted(day, by, unit, rounding, set()))) for day, by in asked], GAP)
