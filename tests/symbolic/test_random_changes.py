"""Random changes of random policies: what is proved to change nothing changes nothing, in any case drawn."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from engine.core.policy import CorePolicy
from engine.core.walk import walk
from engine.evaluate import reference
from engine.mutation.operators import variants
from engine.mutation.rewriting import holders, items, roots, substitution
from engine.symbolic.decided import Decided
from engine.symbolic.encoding import Encoding
from engine.symbolic.replay import decided
from engine.symbolic.solver import Solver
from engine.symbolic.variables import Variables
from tests.generators import policies, world
from tests.symbolic.test_encoding import is_reversed, without_messages
from tests.symbolic.vocabulary import tables

#: Cases drawn for each proof.
CASES = 40


def changes(core: CorePolicy, random: Random, count: int) -> list[CorePolicy]:
    """Policies that differ from ``core`` in one node."""
    held = holders(core)
    nodes = [node for statement, item in items(core) for node in walk(*roots(statement, item))]
    found = []
    for node in random.sample(nodes, min(len(nodes), count)):
        for variant in variants(node, lambda node: ""):
            places = frozenset(held[id(node)])
            found.append(substitution(places, node, variant.node)(core))  # type: ignore[arg-type]
    return random.sample(found, min(len(found), count))


def proved(seed: int) -> tuple[int, int]:
    """How many changes of one random policy were asked about, and how many were proved to change nothing."""
    random = Random(seed)
    core = without_messages(policies.policy(random))
    bindings = world.bindings(random)._replace(row_years=0)
    found = tables(bindings)
    variables = Variables(found, policies.SUBJECT)
    old = Decided(Encoding(core, found, variables))
    old.prepare()
    solver = Solver(variables, effort=2_000_000)
    asked = same = 0
    for other in changes(core, random, 6):
        asked += 1
        with variables.passing():
            if not solver.same(old, Decided(Encoding(other, found, variables))):
                continue
        same += 1
        for _ in range(CASES):
            facts = world.facts(random)
            if not is_reversed(facts):
                assert outcome(core, facts, bindings) == outcome(other, facts, bindings), seed
    return asked, same


def outcome(core: CorePolicy, facts: dict[str, Any], bindings: Any) -> Any:
    return decided(reference.evaluate(core, policies.SUBJECT, facts, bindings))


@pytest.mark.parametrize("block", range(3))
def test_what_is_proved_holds_in_every_case_drawn(block: int) -> None:
    asked = same = 0
    for seed in range(2000 + block, 2090, 3):
        one, two = proved(seed)
        asked, same = asked + one, same + two
    assert asked > 30
    assert same > 0
    assert same < asked
