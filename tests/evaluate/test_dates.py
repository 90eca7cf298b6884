"""Dates moved by days, months, years and working days; parameters that change with the date."""

from __future__ import annotations

from datetime import date

import pytest

from engine.core import nodes as n
from engine.evaluate.operators import row_attributes
from engine.evaluate.outcome import Incident
from tests.evaluate.build import (
    atom,
    bindings,
    compare,
    condition,
    fact,
    is_true,
    outcome_of,
    policy,
    truth_of,
    unknown,
    value_of,
)

FEE = {"费用": ((date(2023, 5, 15), 5), (date(2023, 12, 31), 6), (date(2024, 1, 1), 7))}


def shift(day, amount, unit="day", rounding="last"):
    return n.DateShift(n.Constant(day), n.Constant(amount), unit, rounding)


def working(day, amount, direction="before"):
    return n.WorkingDayShift(n.Constant(day), n.Constant(amount), direction)


@pytest.mark.parametrize(
    ("day", "amount", "direction", "expected"),
    [
        (date(2023, 10, 12), 5, "before", date(2023, 10, 7)),  # 7 and 8 October are made up
        (date(2023, 10, 16), 5, "before", date(2023, 10, 9)),  # the weekend of 14 October is not
        (date(2023, 10, 16), 0, "before", date(2023, 10, 16)),
        (date(2023, 10, 15), 1, "before", date(2023, 10, 12)),  # a Sunday: Friday is the working day that counts
        (date(2023, 9, 28), 1, "after", date(2023, 10, 7)),
        (date(2023, 9, 28), 3, "after", date(2023, 10, 9)),
        (date(2023, 10, 7), 5, "after", date(2023, 10, 12)),
    ],
)
def test_working_days_across_holidays_and_made_up_days(evaluate, day, amount, direction, expected) -> None:
    assert value_of(evaluate, working(day, amount, direction), {}) == expected


def test_a_year_without_announced_calendar_is_unknown(evaluate) -> None:
    assert value_of(evaluate, working(date(2024, 1, 8), 5), {}) == unknown(("calendar", "2024"))
    assert value_of(evaluate, working(date(2023, 12, 29), 1, "after"), {}) == unknown(("calendar", "2024"))
    assert value_of(evaluate, working(date(2023, 1, 3), 5), {}) == unknown(("calendar", "2022"))


def test_unknown_operands_of_working_days(evaluate) -> None:
    node = n.WorkingDayShift(fact("d"), fact("n"), "before")
    assert value_of(evaluate, node, {}) == unknown(("absent", "d"), ("absent", "n"))
    assert value_of(evaluate, node, {"d": date(2023, 10, 12), "n": 5}) == date(2023, 10, 7)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (shift(date(2024, 2, 28), 1), date(2024, 2, 29)),
        (shift(date(2023, 5, 31), 1, "month", "last"), date(2023, 6, 30)),
        (shift(date(2023, 5, 31), 1, "month", "next"), date(2023, 7, 1)),
        (shift(date(2023, 1, 31), 1, "month", "next"), date(2023, 3, 1)),
        (shift(date(2024, 2, 29), 1, "year", "last"), date(2025, 2, 28)),
        (shift(date(2024, 2, 29), 1, "year", "next"), date(2025, 3, 1)),
        (shift(date(2024, 2, 29), -4, "year", "last"), date(2020, 2, 29)),
        (shift(date(2023, 3, 31), -13, "month", "last"), date(2022, 2, 28)),
    ],
)
def test_sums_of_days_months_and_years_with_rounding(evaluate, node, expected) -> None:
    assert value_of(evaluate, node, {}) == expected


@pytest.mark.parametrize(
    "node",
    [
        shift(date(9999, 12, 31), 1),
        shift(date(1, 1, 1), -1, "month"),
        shift(date(2023, 1, 1), 10**20, "year"),
        shift(date(2023, 1, 1), 10**20),
    ],
)
def test_a_date_beyond_the_calendar_is_unknown_and_told(evaluate, node) -> None:
    outcome = outcome_of(evaluate, policy(condition(compare(node, "=", date(2023, 1, 1)))), {})
    assert outcome.decision == "incomplete"
    assert outcome.incidents == (Incident("out_of_range", (str(node.date.value),)),)


def test_a_count_moves_a_date_once_it_is_settled(evaluate) -> None:
    node = n.DateShift(n.Constant(date(2023, 1, 1)), n.Tally(((is_true("x"), None),), (0, 1), atom()), "day", "last")
    assert value_of(evaluate, node, {"x": True}) == date(2023, 1, 2)
    assert value_of(evaluate, node, {}) == unknown(("absent", "x"))


def test_the_year_of_a_date(evaluate) -> None:
    assert value_of(evaluate, n.YearOf(fact("d")), {"d": date(2023, 1, 1)}) == 2023
    assert value_of(evaluate, n.YearOf(fact("d")), {}) == unknown(("absent", "d"))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 5, 14), unknown(("absent", "parameter:费用"))),
        (date(2023, 5, 15), 5),
        (date(2023, 12, 30), 5),
        (date(2023, 12, 31), 6),
        (date(2025, 1, 1), 7),
        (unknown(("absent", "filed")), unknown(("absent", "filed"))),
    ],
)
def test_a_dated_parameter_is_read_on_the_reference_date(evaluate, on, expected) -> None:
    assert value_of(evaluate, n.Parameter("费用"), {}, bindings(FEE, on=on)) == expected


def test_a_parameter_of_a_year_is_read_at_its_end(evaluate) -> None:
    def read(year):
        return value_of(evaluate, n.Parameter("费用", n.Constant(year)), {}, bindings(FEE))

    assert [read(2023), read(2024)] == [6, 7]
    assert read(2022) == unknown(("absent", "parameter:费用"))
    node = n.Parameter("费用", fact("y"))
    assert value_of(evaluate, node, {}, bindings(FEE)) == unknown(("absent", "y"))


def test_a_parameter_of_a_year_that_does_not_exist(evaluate) -> None:
    asked = policy(condition(compare(n.Parameter("费用", n.Constant(10_000)), ">", 0)))
    outcome = outcome_of(evaluate, asked, {}, bindings(FEE))
    assert (outcome.decision, outcome.incidents) == ("incomplete", (Incident("out_of_range", ("10000",)),))


def test_an_undated_parameter_needs_no_date(evaluate) -> None:
    nowhere = unknown(("absent", "filed"))
    assert value_of(evaluate, n.Parameter("学时"), {}, bindings({"学时": ((None, 90),)}, on=nowhere)) == 90
    unset = bindings({"学时": ((None, None),)}, on=nowhere)
    assert value_of(evaluate, n.Parameter("学时"), {}, unset) == unknown(("absent", "parameter:学时"))
    assert truth_of(evaluate, compare(n.Parameter("学时"), ">", 1), {}, unset) is None


@pytest.mark.parametrize(
    ("on", "start"),
    [
        (date(2023, 6, 30), date(2023, 5, 1)), (date(2023, 7, 1), date(2023, 8, 1)),
        (unknown(("absent", "filing_date")), unknown(("absent", "filing_date"))),
    ],
)  # fmt: skip
def test_an_amended_date_of_a_row_is_that_of_the_day(on, start):
    attributes = (("start", ((None, date(2023, 5, 1)), (date(2023, 7, 1), date(2023, 8, 1)))), ("seat", "市"))
    assert row_attributes(attributes, 0, on) == {"start": start, "seat": "市"}
    later = start.replace(year=2024) if isinstance(start, date) else start
    assert row_attributes(attributes, 1, on) == {"start": later, "seat": "市"}
