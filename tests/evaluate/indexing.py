"""Random policies with equality conditions, compiled as if they were large: used by the tests of the index."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.codegen import indexed, tables
from engine.evaluate.compiled import generate, load
from tests.evaluate.equivalence import same
from tests.generators import policies, world

CASES = 6


def guarded(random: Random) -> CorePolicy:
    """A random policy whose statements, or some of them, ask for words first; each is there again with other words."""
    made = policies.policy(random)
    part = made.subjects[0]

    def guard(node: n.Node | None) -> n.Node:
        kind = random.randrange(6)
        word = n.Fact(random.choice(world.FACTS["word"]))
        equal: n.Node = n.Compare("=", word, n.Constant(world.value(random, "word")), n.Atom(random.randrange(9)))
        inside = node if node is not None else n.Constant(True)
        if kind == 0:
            return inside
        if kind == 1:
            equal = n.Member(word, n.Constant(world.value(random, "group")), n.Atom(3))
        if kind == 2:
            equal = n.Or((equal, n.Member(word, n.Constant(world.value(random, "group")), n.Atom(4))))
        if kind == 3:
            equal = n.Not(n.Compare("!=", word, n.Constant(world.value(random, "word")), n.Atom(5)))
        if kind == 4:
            year = n.Compare("=", n.Fact(random.choice(world.FACTS["year"])), n.Constant(world.value(random, "year")), n.Atom(6))
            equal = n.And((equal, year))
        return n.And((equal, inside))

    def again(items: tuple, field: str) -> tuple:
        names = "locator" if field == "scope" else "name"
        return tuple(
            replace(item, **{field: guard(getattr(item, field)), names: f"{getattr(item, names)}-{turn}"})
            for turn in range(3)
            for item in items
        )

    changed = replace(
        part, conditions=again(part.conditions, "applies"), entitlements=again(part.entitlements, "applies"),
        rows=again(part.rows, "scope"),
    )  # fmt: skip
    return replace(made, subjects=(changed,))


def large(patch: Any) -> None:
    """From now on every policy and every decision table is compiled as if it were large."""
    patch.setattr(indexed, "MANY", 0)
    patch.setattr(tables, "MANY", 0)


def compare_one(seed: int) -> int:
    """Compare both evaluators on the policy of a seed; how many statements were left aside. ``AssertionError`` names the seed."""
    random = Random(seed)
    policy = guarded(random)
    compiled = load(generate(policy))
    aside = 0
    for index in range(CASES):
        facts, bindings = world.facts(random), world.bindings(random)
        expected = reference.evaluate(policy, policies.SUBJECT, facts, bindings)
        found: Any = compiled.evaluate(policies.SUBJECT, facts, bindings)
        judged = [one for shape, instances in found._index.possible(found._values) for one in instances]
        aside += len(policy.subjects[0].statements) + len(policy.subjects[0].rows) - len(judged)
        shown = [
            list(found.asked) == list(expected.asked), list(found.granted) == list(expected.granted),
            found.others == expected.others, same(found.applying, expected.applying), same(found.promised, expected.promised),
            same(found.whole(), expected), found == expected,
        ]  # fmt: skip
        if not all(shown):
            raise AssertionError(f"seed {seed}, case {index}: {shown}")
    return aside
