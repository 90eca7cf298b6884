"""What the formulas say of a case is what the reference evaluator says of it."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.core.walk import of_policy
from engine.evaluate import reference
from engine.evaluate.outcome import Outcome
from engine.symbolic import logic
from engine.symbolic.decided import Decided
from engine.symbolic.encoding import Encoding
from engine.symbolic.logic import both, either, negated
from engine.symbolic.pinned import pinned
from engine.symbolic.truth import Truth
from engine.symbolic.variables import Variables
from tests.generators import policies
from tests.symbolic.vocabulary import tables

STATUSES = ("not_required", "met", "not_met")


def _is(found: Truth, wanted: bool | None) -> Any:
    return found.true if wanted is True else found.false if wanted is False else found.unknown


def agreement(decided: Decided, outcome: Outcome) -> list[Any]:
    """Formulas, each of which holds where the encoding says of one thing what the outcome says."""
    rows = {row.locator: row for row in outcome.rows}
    found = []
    for row in decided.part.rows:
        listed = rows.get(row.locator)
        found.append(_is(decided.scope(row), listed.scope if listed else False))
    places: list[tuple[Any, Any]] = [(None, outcome)]
    places += [(row, rows[row.locator]) for row in decided.part.rows if row.locator in rows]
    for row, where in places:
        statuses = {each.name: each.status for each in where.conditions}
        granted = {each.name: each.truth for each in where.entitlements}
        for item in decided.part.conditions:
            if item.name in statuses and (row is not None) == bool(item.tables):
                status = decided.condition(item, row)
                held = dict(zip(STATUSES, status, strict=False))
                found.append(held.get(statuses[item.name], negated(either(*held.values()))))
        for item in decided.part.entitlements:
            if item.name in granted and (row is not None) == bool(item.tables):
                found.append(_is(decided.entitlement(item, row), granted[item.name]))
    if outcome.routing is False:
        gaps = dict(outcome.gaps)
        found += [_is(decided.encoding.truth(gap.scope), gaps.get(gap.name, False)) for gap in decided.part.gaps]
    found.append(decided.decision()[outcome.decision])
    return found


def incident(decided: Decided, outcome: Outcome) -> Any:
    """Whether anything impossible is met."""
    met = [decided.routing().incident]
    for row in [None, *decided.part.rows]:
        listed = True if row is None else negated(decided.scope(row).false)
        for item in decided.part.conditions:
            if (row.table in item.tables) if row is not None else not item.tables:
                met.append(both(listed, decided.condition(item, row).incident))
        for item in decided.part.entitlements:
            if (row.table in item.tables) if row is not None else not item.tables:
                met.append(both(listed, decided.entitlement(item, row).incident))
    if outcome.routing is False:
        met += [decided.encoding.truth(gap.scope).incident for gap in decided.part.gaps]
    return either(*met)


def without_messages(core: CorePolicy) -> CorePolicy:
    """What messages meet is told by the evaluator alone."""
    subjects = tuple(
        replace(
            part,
            conditions=tuple(replace(item, message=None) for item in part.conditions),
            entitlements=tuple(replace(item, message=None) for item in part.entitlements),
        )
        for part in core.subjects
    )
    return replace(core, subjects=subjects)


def is_reversed(facts: dict[str, Any]) -> bool:
    """Whether a span runs backwards, which no file may say."""
    return any(isinstance(facts.get(id), tuple) and facts[id][0] > facts[id][1] for id in ("s0", "s1"))


def check(seed: int) -> tuple[int, int]:
    """Compare one random policy; how many cases were compared, and how many the variables fix entirely."""
    core, cases = policies.pairs(Random(seed), 3)
    core = without_messages(core)
    compared = fixed = 0
    for facts, bindings in cases:
        if is_reversed(facts):
            continue
        bindings = bindings._replace(row_years=0)
        found = tables(bindings)
        variables = Variables(found, policies.SUBJECT)
        decided = Decided(Encoding(core, found, variables))
        outcome = reference.evaluate(core, policies.SUBJECT, facts, bindings)
        agrees = agreement(decided, outcome)
        met = incident(decided, outcome)
        agrees.append(met if outcome.incidents else negated(met))
        solver = logic.z3().Solver()
        for limit in (*variables.limits(variables.facts), *pinned(variables, facts, bindings.on)):
            if limit is not True:
                solver.add(limit)
        compared += 1
        wanted = both(*agrees)
        assert wanted is not False, f"seed {seed}"
        assert wanted is True or str(solver.check(wanted)) == "sat", f"seed {seed}"
        other = negated(wanted)
        fixed += other is False or str(solver.check(other)) == "unsat"
    return compared, fixed


#: Seeds of random policies that together have every kind of node.
SEEDS = range(36)


@pytest.mark.parametrize("block", range(3))
def test_formulas_say_what_the_reference_evaluator_says(block: int) -> None:
    compared = fixed = 0
    for seed in SEEDS[block::3]:
        one, two = check(seed)
        compared, fixed = compared + one, fixed + two
    assert compared >= 20
    assert fixed > compared * 0.6  # the rest moves dates by open amounts, or has longer lists than are asked about


def test_the_random_policies_have_every_kind_of_node() -> None:
    met = {type(node) for seed in SEEDS for node in of_policy(policies.pairs(Random(seed), 1)[0])}
    assert met >= set(get_args(n.Node))


@settings(max_examples=25, deadline=None)
@given(st.integers(1000, 10**9))
def test_formulas_agree_for_any_seed(seed: int) -> None:
    check(seed)
