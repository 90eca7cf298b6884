"""What lowering promises, made executable. Part of :mod:`engine.core`; run by the tests after every translation."""

from __future__ import annotations

from engine.core import nodes as c
from engine.core.policy import CONSEQUENCES, CorePolicy
from engine.core.walk import of_subject, walk


def check_invariants(policy: CorePolicy) -> None:
    """Raise ``AssertionError`` naming the first promise that is broken."""
    earlier: set[str] = set()
    for definition in policy.definitions:
        for node in walk(definition.body):
            assert not isinstance(node, c.Call) or node.name in earlier, f"{definition.name} uses {node} before it stands"
            assert not isinstance(node, c.RowAttribute), f"{definition.name} asks a row"
        earlier.add(definition.name)
    numbers = [node.atom.number for node in _everything(policy) if hasattr(node, "atom")]
    assert all(0 <= number < len(policy.atoms) for number in numbers), "an atom without information"
    parameters, readings = dict(policy.parameters), dict(policy.readings)
    fields = {(record, field) for record, _, listed in policy.records for field, _ in listed}
    for node in _everything(policy):
        _check_node(node, earlier, parameters, readings, fields)
    for subject in policy.subjects:
        assert len({row.locator for row in subject.rows}) == len(subject.rows), "a locator twice"
        assert all(condition.consequence in CONSEQUENCES for condition in subject.conditions)


def _everything(policy: CorePolicy) -> list[c.Node | c.Alternative]:
    roots = [definition.body for definition in policy.definitions]
    roots += [node for subject in policy.subjects for node in of_subject(subject)]
    return list(walk(*roots))


def _check_node(
    node: c.Node | c.Alternative, definitions: set[str], parameters: dict, readings: dict, fields: set[tuple[str, str]]
) -> None:
    match node:
        case c.Call(name):
            assert name in definitions, f"no definition {name}"
        case c.Parameter(name):
            assert name in parameters, f"no parameter {name}"
        case c.Reading(name):
            assert name in readings, f"no reading {name}"
        case c.Field(record, _, field):
            assert (record, field) in fields, f"no field {record}.{field}"
        case c.And(operands) | c.Or(operands):
            assert operands, "an empty connective"
