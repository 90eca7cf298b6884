"""SQL says of random policies and cases what the reference evaluator says: every status, row, gap and incident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

import pytest

from engine.columnar import choices, loops, times
from engine.columnar.grounds import Grounds
from engine.columnar.scalar import Pool
from engine.columnar.value import Unsupported
from engine.core import nodes as n
from engine.core.policy import Condition
from tests.columnar.engines import NAMES
from tests.columnar.equality import differences
from tests.generators import policies, world
from tests.symbolic.vocabulary import tables

#: Policies compared on every run, and the cases of each.
POLICIES, CASES, BATCH = 120, 10, 20
#: The one thing that random policies say and SQL does not: figures beyond 128 bits.
TOO_LARGE = "E0971"
#: Bounds of the world's figures and years: what a register promises of its columns.
RANGES = {"integer": list(world.NUMBER_BOUNDS), "year": [2020, 2024], "years": [2020, 2024]}


def random_tables(bindings) -> dict:
    """The tables of a random policy, with ranges."""
    made = tables(bindings)
    facts = made["subjects"][policies.SUBJECT]["facts"]
    for each in [*facts, *(field for fact in facts for field in fact["fields"])]:
        each["range"] = RANGES.get(each["type"])
    return made


def cited(node: Any) -> Any:
    """The policy with clauses at its comparisons and conditions, so that it can be told which ones failed."""
    if isinstance(node, n.Atom):
        return replace(node, clauses=(f"第{node.number % 7}条",))
    if isinstance(node, tuple) and not hasattr(node, "_fields"):
        return tuple(cited(item) for item in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {field.name: cited(getattr(node, field.name)) for field in fields(node) if field.init}
    if isinstance(node, Condition):
        changed["clauses"] = (f"{node.name}条", "第1条")
    return replace(node, **changed)


def compare(seed: int, cases: int = CASES, name: str = "duckdb") -> bool:
    """Compare one policy; whether SQL can say it at all."""
    random = Random(seed)
    policy, bindings = cited(policies.policy(random)), world.bindings(random)
    asked = [(world.facts(random), world.bindings(random).on) for _ in range(cases)]
    try:
        found = differences(policy, random_tables(bindings), policies.SUBJECT, bindings, asked, name)
    except Unsupported as refusal:
        found = [] if refusal.code == TOO_LARGE else [f"{refusal.code} {refusal.arguments}"]
        return _nothing(found, seed, False)
    return _nothing(found, seed, True)


def _nothing(found: list[str], seed: int, compared: bool) -> bool:
    assert found == [], f"seed {seed}"
    return compared


#: The policies that each database is asked, by the first of a batch. Spark takes about a second to plan one: it is asked
#: a batch that has every operation that is met in the first 40 policies.
ASKED = {"duckdb": range(0, POLICIES, BATCH), "spark": (20,), "postgres": range(0, POLICIES, BATCH)}


@pytest.mark.parametrize(("name", "start"), [(name, start) for name in NAMES for start in ASKED[name]])
def test_sql_says_what_the_reference_says(name: str, start: int) -> None:
    said = [compare(seed, name=name) for seed in range(start, start + BATCH)]
    assert sum(said) > 0.9 * BATCH, "hardly anything was compared"


# ---- the comparison itself finds mistakes -------------------------------------------------------------------------------

#: Policies within which every mistake put in on purpose must show.
ENOUGH = 80
MISTAKES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "an unknown element of a list is lost": (loops, "_all_known", lambda pool, judged: pool.true),
    "incidents of a loop are lost": (loops, "everywhere", lambda *_: ()),
    "clashes are lost": (choices, "_clashes", lambda *_: ()),
    "an open exception is not live": (Pool, "may_be_true", Pool.is_true),
    "clauses under exceptions are lost": (Grounds, "_choice", lambda *_: {}),
    "clauses under years are lost": (Grounds, "_quantifier", lambda *_: {}),
    "the day itself is counted": (
        times, "_after", lambda translator, day, by: times._counted(translator, times._position(translator, day), by),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_translation_is_found(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, name, wrong = MISTAKES[mistake]
    monkeypatch.setattr(place, name, wrong)
    with pytest.raises(AssertionError, match="seed"):
        for seed in range(ENOUGH):
            compare(seed)
