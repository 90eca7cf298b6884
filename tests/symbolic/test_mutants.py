"""Changed policies of the shipped notice: proved the same, or witnessed otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from engine.evaluate.outcome import Outcome
from engine.mutation import public
from engine.mutation.mutant import Mutant
from engine.mutation.public import Mutations
from engine.symbolic.replay import Side, decided, outcome
from tests.features import POLICY

#: Every so many changes are asked about.
STEP = 60


@pytest.fixture(scope="module")
def mutations() -> Mutations:
    return Mutations(str(POLICY))


def subject_of(application: dict[str, Any]) -> str:
    return application.get("主体", "申报")


def outcomes(mutations: Mutations, mutant: Mutant, application: dict[str, Any]) -> tuple[Outcome | None, Outcome | None]:
    """What the policy and its mutant decide of an application."""
    core = mutations.core if mutant.core is None else mutant.core(mutations.core)
    tables = mutations.tables if mutant.tables is None else mutant.tables(mutations.tables)
    facts = {name: value for name, value in application.items() if name != "_口径"}
    subject, readings = subject_of(application), application.get("_口径", {})
    return (
        outcome(Side(mutations.core, mutations.tables), subject, facts, readings),
        outcome(Side(core, tables), subject, facts, readings),
    )


def test_a_change_is_proved_to_change_nothing_or_an_application_shows_it(mutations: Mutations) -> None:
    told = 0
    for mutant in mutations.mutants[::STEP]:
        core = None if mutant.core is None else mutant.core(mutations.core)
        found = mutations.witness(mutant, core)
        assert mutations.equivalent(mutant, core) == (found is None), mutant.zh
        if found is not None:
            before, after = outcomes(mutations, mutant, found)
            assert before is not None
            assert after is not None
            assert decided(before) != decided(after), mutant.zh
            told += 1
    assert told > 20


def the(mutations: Mutations, words: str) -> Mutant:
    return next(mutant for mutant in mutations.mutants if words in mutant.zh)


def test_a_county_outside_of_the_city_may_leave_the_list(mutations: Mutations) -> None:
    mutant = the(mutations, "参数“山区26县”：去掉 淳安县")  # no row takes anybody who works there
    assert mutations.equivalent(mutant, None)
    assert mutations.witness(mutant, None) is None
    inside = the(mutations, "参数“山区26县”：去掉 云和县")
    assert not mutations.equivalent(inside, None)
    found = mutations.witness(inside, None)
    assert found is not None
    assert found["工作地"] == "云和县"


def test_a_change_that_only_other_readings_show_names_them(mutations: Mutations) -> None:
    mutant = next(each for each in mutations.mutants if each.zh == "去掉“自主评聘照常”")
    assert mutant.core is not None
    found = mutations.witness(mutant, mutant.core(mutations.core))
    assert found is not None
    assert found["_口径"] == {"未写除外": "一律除外"}


def test_months_that_are_told_are_never_without_effect(mutations: Mutations) -> None:
    mutant = next(each for each in mutations.mutants if each.kind == "months")
    assert mutant.core is not None
    assert not mutations.equivalent(mutant, mutant.core(mutations.core))


def test_without_z3_the_words_are_gone_through(mutations: Mutations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "is_available", lambda: False)
    mutant = next(each for each in mutations.mutants if each.kind == "dropped")
    assert mutant.core is not None
    core = mutant.core(mutations.core)
    assert mutations.equivalent(mutant, core) == mutations.prover.equivalent(mutant, core)
    assert mutations.witness(mutant, core) is None
