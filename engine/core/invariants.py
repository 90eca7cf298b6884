"""What lowering promises, made executable. Part of :mod:`engine.core`; run by the tests after every translation."""

from __future__ import annotations

from engine.core import nodes as c
from engine.core.policy import CONSEQUENCES, CorePolicy
from engine.core.walk import of_policy, walk


def check_invariants(policy: CorePolicy) -> None:
    """Raise ``AssertionError`` naming the first promise that is broken."""
    earlier: set[str] = set()
    for definition in policy.definitions:
        assert definition.name not in earlier, f"{definition.name} stands twice"
        for node in walk(definition.body):
            assert not isinstance(node, c.Call) or node.name in earlier, f"{definition.name} uses {node} before it stands"
            assert not isinstance(node, c.RowAttribute), f"{definition.name} asks a row"
        earlier.add(definition.name)
    parameters, readings = dict(policy.parameters), dict(policy.readings)
    fields = {(record, field) for record, _, listed in policy.records for field, _ in listed}
    for node in of_policy(policy):
        _check_node(node, earlier, parameters, readings, fields)
        assert not hasattr(node, "atom") or 0 <= node.atom.number < len(policy.atoms), "an atom without information"
    for name, options in policy.readings:
        assert dict(policy.chosen)[name] in dict(options), f"{name} has no chosen option"
    for subject in policy.subjects:
        assert len({row.locator for row in subject.rows}) == len(subject.rows), "a locator twice"
        assert all(item.consequence in CONSEQUENCES for item in subject.conditions), "an unknown consequence"


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
        case _:
            pass
