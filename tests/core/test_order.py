"""The order in which an officer writes things down decides nothing: the 2023 policy, shuffled, decides as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import api, pipeline
from engine.artifact.tables import bindings
from engine.case.from_json import read_case
from engine.core import from_typed
from engine.core.invariants import check_invariants
from engine.core.policy import CorePolicy
from engine.evaluate import reference
from engine.evaluate.outcome import Outcome
from engine.resolved import from_surface
from engine.source.nodes import MappingNode, Node, SequenceNode
from engine.syntax import nodes as n
from engine.syntax.policy import SurfacePolicy
from engine.typed import from_resolved
from tests.building import CURRENT, ROOT


@cache
def surface() -> SurfacePolicy:
    found: list[SurfacePolicy] = pipeline.run(str(CURRENT), until="syntax").stages["syntax"]
    return found[0]


@cache
def policy() -> api.Policy:
    return api.load_policy(str(CURRENT))


@cache
def cases() -> list[Any]:
    found = []
    for path in sorted((ROOT / "examples").glob("*.json")):
        case, diagnostics = read_case(path.name, path.read_bytes(), policy().tables)
        assert case is not None, diagnostics
        found.append(case)
    return found


def shuffled_tree(node: Any, random: Random) -> Any:
    """A surface tree with the operands of every 且 and 或 in another order."""
    if isinstance(node, tuple):
        return tuple(shuffled_tree(part, random) for part in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {f.name: shuffled_tree(getattr(node, f.name), random) for f in fields(node) if "span" not in f.name}
    if isinstance(node, n.Conjunction | n.Disjunction):
        changed["operands"] = tuple(random.sample(changed["operands"], len(changed["operands"])))
    return replace(node, **changed)


def shuffled_statements(statements: tuple[Any, ...], random: Random) -> tuple[Any, ...]:
    """Statements in another order; an exception stays below its definition, but exceptions change places."""
    groups: list[list[Any]] = []
    for statement in statements:
        if isinstance(statement, n.Exception_) and statement.target is None:
            groups[-1].append(statement)
        else:
            groups.append([statement])
    # What opens or fills a slot, or names its definition, comes after all definitions.
    later = [g for g in groups if isinstance(g[0], n.Slot | n.Fill | n.Exception_)]
    first = [g for g in groups if g not in later]
    found = []
    for group in (*random.sample(first, len(first)), *random.sample(later, len(later))):
        found += [group[0], *random.sample(group[1:], len(group) - 1)]
    return tuple(found)


def shuffled_yaml(node: Node, random: Random) -> Node:
    """YAML with the entries of every list of mappings in another order, but notes, which are numbered as they stand."""
    if isinstance(node, MappingNode):
        entries = ((key, value if key.text == "备注" else shuffled_yaml(value, random)) for key, value in node.entries)
        return replace(node, entries=tuple(entries))
    if isinstance(node, SequenceNode):
        items = [shuffled_yaml(item, random) for item in node.items]
        if all(isinstance(item, MappingNode) for item in items):
            random.shuffle(items)
        return SequenceNode(tuple(items), node.span)
    return node


def shuffled(random: Random) -> SurfacePolicy:
    """The 2023 policy with everything that has an order in another one; dated lists and enumerations stay."""
    source = surface().source
    files = ("committees.yaml", "recommendations.yaml", "initial_titles.yaml", "gaps.yaml", "clauses.yaml")
    documents = {
        name: replace(document, root=shuffled_yaml(document.root, random)) if name in files else document
        for name, document in source.documents.items()
    }
    rules = [
        replace(file, statements=shuffled_statements(shuffled_tree(file.statements, random), random)) for file in surface().rules
    ]
    random.shuffle(rules)
    expressions = {place: shuffled_tree(node, random) for place, node in surface().expressions.items()}
    return SurfacePolicy(replace(source, documents=documents), tuple(rules), expressions)


def translated(source: SurfacePolicy) -> CorePolicy:
    value: Any = source
    translators: tuple[Callable[[Any], tuple[Any, list[Any]]], ...] = (
        from_surface.translate, from_resolved.translate, from_typed.translate,
    )  # fmt: skip
    for translate in translators:
        value, diagnostics = translate(value)
        assert value is not None, diagnostics
    check_invariants(value)
    core: CorePolicy = value
    return core


def outcomes(core: CorePolicy) -> list[Any]:
    """Every example's outcome, without the order of its parts and the numbering of atoms."""
    return [unordered(reference.evaluate(core, case.subject, case.facts, bindings(policy().tables, case.on))) for case in cases()]


def unordered(outcome: Outcome) -> Any:
    def statuses(conditions: Any) -> frozenset:
        return frozenset((each.name, each.status) for each in conditions)

    def granted(entitlements: Any) -> frozenset:
        return frozenset((each.name, each.truth) for each in entitlements)

    rows = {(row.locator, row.scope, statuses(row.conditions), granted(row.entitlements)) for row in outcome.rows}
    return (
        outcome.decision, outcome.routing, outcome.passes, statuses(outcome.conditions), granted(outcome.entitlements),
        frozenset(rows), frozenset(outcome.gaps), frozenset(outcome.incidents),
    )  # fmt: skip


@cache
def in_written_order() -> list[Any]:
    return outcomes(translated(surface()))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32))
def test_order_in_the_source_decides_nothing(seed: int) -> None:
    source = shuffled(Random(seed))
    assert source.rules != surface().rules
    assert outcomes(translated(source)) == in_written_order()
