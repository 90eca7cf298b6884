"""Records kept by year, ranges of years and what is asked of each year."""

from __future__ import annotations

import pytest

from engine.core import nodes as n
from engine.core.policy import Message
from engine.evaluate.outcome import Incident
from engine.values import UnknownLabel
from tests.evaluate.build import (
    atom,
    compare,
    condition,
    element_of,
    fact,
    labels_of,
    outcome_of,
    policy,
    truth_of,
    unknown,
    value_of,
)

YEAR = n.Variable("年")


def hours(record="hours", year=YEAR):
    return compare(n.Field(record, year, "total"), ">=", 90)


def every(years, body=None, *, some=False):
    return n.Quantifier(not some, "年", years, body or hours(), atom())


def listed(*years):
    return n.YearList(tuple(n.Constant(year) if isinstance(year, int) else year for year in years))


def between(first, last):
    return n.YearInterval(*(n.Constant(end) if isinstance(end, int) else end for end in (first, last)))


def test_a_missing_year_is_unknown_or_counts_as_none_as_its_record_declares(evaluate) -> None:
    strict, lenient = (n.Field(record, n.Constant(2022), "total") for record in ("hours", "lenient"))
    absent = unknown(("absent", "hours[2022].total"))
    for facts in ({}, {"hours": {}, "lenient": {}}, {"hours": {2021: {"total": 5}}, "lenient": {2021: {"total": 5}}}):
        assert value_of(evaluate, strict, facts) == absent
        assert value_of(evaluate, lenient, facts) == 0
    missing = n.Field("lenient", n.Constant(2022), "done")
    assert truth_of(evaluate, n.Truth(missing, atom()), {}) is False


def test_a_missing_field_of_a_year_on_record_is_unknown_whatever_is_declared(evaluate) -> None:
    node = n.Field("lenient", n.Constant(2022), "total")
    absent = unknown(("absent", "lenient[2022].total"))
    assert value_of(evaluate, node, {"lenient": {2022: {"done": True}}}) == absent
    assert value_of(evaluate, node, {"lenient": {2022: {"total": None}}}) == absent


def test_an_unknown_record_year_or_field_keeps_its_labels(evaluate) -> None:
    why = unknown(("unknown", "hours"))
    node = n.Field("hours", fact("y"), "total")
    assert value_of(evaluate, node, {"hours": why, "y": 2022}) == why
    assert value_of(evaluate, node, {"hours": {2022: why}, "y": 2022}) == why
    assert value_of(evaluate, node, {"hours": {2022: {"total": why}}, "y": 2022}) == why
    assert value_of(evaluate, node, {"hours": why}) == unknown(("unknown", "hours"), ("absent", "y"))
    assert value_of(evaluate, node, {"hours": {2022: {"total": 95}}, "y": 2022}) == 95


@pytest.mark.parametrize(("low", "year"), [(2023, 2023), (2024, 2023), (2022, 2023)])
def test_every_and_some_over_ranges(evaluate, low, year) -> None:
    facts = {"hours": {2022: {"total": 90}, 2023: {"total": 89}}}
    span = between(low, year)
    truths = {2022: (False, True), 2023: (False, False), 2024: (None, None)}[low]
    assert truth_of(evaluate, every(span), facts) is truths[0]
    assert truth_of(evaluate, every(span, some=True), facts) is truths[1]


def test_quantifiers_range_over_years_not_over_records(evaluate) -> None:
    facts = {"hours": {2022: {"total": 90}}}
    element = element_of(evaluate, every(listed(2022, 2023), some=True), facts)
    assert element.truth is True
    missing = element_of(evaluate, n.Not(n.Not(every(listed(2022, 2023)))), facts)
    assert missing.truth is None
    assert labels_of(missing) == {("absent", "hours[2023].total")}


def test_an_empty_list_of_years_asks_nothing(evaluate) -> None:
    assert truth_of(evaluate, n.Not(every(listed())), {}) is False
    assert truth_of(evaluate, every(listed(), some=True), {}) is False
    outcome = outcome_of(evaluate, policy(condition(every(listed()))), {})
    assert (outcome.decision, outcome.conditions[0].elements) == ("eligible", ())


def test_a_reversed_range_is_unknown_and_told(evaluate) -> None:
    told = (Incident("reversed_range", ("2024", "2022")),)
    for node in (every(between(2024, 2022)), every(between(2024, 2022), some=True), every(fact("span"))):
        outcome = outcome_of(evaluate, policy(condition(node)), {"span": (2024, 2022)})
        assert (outcome.decision, outcome.incidents) == ("incomplete", told)
        assert outcome.conditions[0].elements[0].reasons[0].labels == frozenset()


@pytest.mark.parametrize("span", ["fact", "interval", "list", "ends"])
def test_an_unknown_range_is_unknown_with_its_labels(evaluate, span) -> None:
    years, facts, labels = {
        "fact": (fact("span"), {}, {("absent", "span")}),
        "interval": (between(fact("a"), fact("b")), {}, {("absent", "a"), ("absent", "b")}),
        "list": (listed(2022, fact("a")), {}, {("absent", "a")}),
        "ends": (fact("span"), {"span": (unknown(("unknown", "start")), 2022)}, {("unknown", "start")}),
    }[span]
    for node in (every(years), every(years, some=True), n.Not(every(years))):
        element = element_of(evaluate, node, facts)
        assert element.truth is None
        assert labels_of(element) == labels
    count = n.Aggregate("年", years, hours(), None, (0, 1), atom())
    assert value_of(evaluate, count, facts).labels == frozenset(UnknownLabel(*label) for label in labels)


def test_years_listed_twice_count_once_in_ascending_order(evaluate) -> None:
    outcome = outcome_of(evaluate, policy(condition(every(listed(2023, 2022, 2023)))), {})
    assert [element.bindings for element in outcome.conditions[0].elements] == [(("年", 2022),), (("年", 2023),)]


def test_a_message_is_said_once_per_failing_element(evaluate) -> None:
    message = Message(("年", YEAR, "只有", n.Field("hours", YEAR, "total"), hours()))
    facts = {"hours": {2021: {"total": 20}, 2022: {"total": 95}}}
    outcome = outcome_of(evaluate, policy(condition(every(between(2021, 2023)), message=message)), facts)
    assert [e.arguments for e in outcome.conditions[0].elements] == [(2021, 20, False), (), ()]
    assert outcome.conditions[0].status == "not_met"


def test_reasons_name_the_variables_they_were_met_with(evaluate) -> None:
    inner = every(listed(2022), hours(year=n.Variable("岁")))
    inner = n.Quantifier(inner.every, "岁", inner.years, inner.body, inner.atom)
    element = element_of(evaluate, every(listed(2020), inner, some=True), {})
    assert element.reasons[0].bindings == (("岁", 2022), ("年", 2020))


def test_an_inner_variable_hides_an_outer_one_of_the_same_name(evaluate) -> None:
    node = every(listed(2020), every(listed(2022)), some=True)
    element = element_of(evaluate, node, {"hours": {2022: {"total": 90}}})
    assert element.truth is True
    assert element.reasons[0].bindings == (("年", 2022),)


def test_a_year_that_depends_on_a_count(evaluate) -> None:
    count = n.Tally(((n.Truth(fact("x"), atom()), None),), (0, 1), atom())
    year = n.Arithmetic("-", n.Constant(2023), count)
    record = {"hours": {2022: {"total": 7}, 2023: {"total": 8}}}
    field = n.Field("hours", year, "total")
    assert value_of(evaluate, field, {**record, "x": True}) == 7
    assert value_of(evaluate, field, record) == unknown(("absent", "x"))
    for years in (between(year, 2023), listed(year)):
        assert truth_of(evaluate, every(years, some=True), {**record, "x": True}) is False
        assert labels_of(element_of(evaluate, every(years, some=True), record)) == {("absent", "x")}
