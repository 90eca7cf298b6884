"""Scalars as a query: what is used more than once becomes a column of a layer below. Part of :mod:`engine.columnar`.

Every layer is one common table expression that adds columns to the one below it; a database computes each once, vector
by vector. Inside a loop over years the same is done with structs: a loop's shared parts become fields of its elements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.columnar.scalar import Scalar

#: Operations that cost less than naming them.
_LEAVES = frozenset({"constant", "null", "figure", "column", "variable"})
_CHEAP = frozenset({"not", "is_null", "is"})
#: Operations nested in one column, beyond which a part is given a column of its own: parsers limit depth.
DEEPEST = 40


class Plan(NamedTuple):
    """``layers``: the columns each adds, name → scalar; ``names``: scalar → name of its column."""

    layers: tuple[Mapping[str, Scalar], ...]
    names: Mapping[Scalar, str]


def plan(outputs: Iterable[Scalar]) -> Plan:
    """Choose the columns of every layer for the scalars that are asked for."""
    order = list(reachable(outputs))
    uses: Counter[Scalar] = Counter()
    for scalar in order:
        uses.update(scalar.operands)
        if scalar.free:  # inside a loop: computed once outside of it
            uses.update(operand for operand in scalar.operands if not operand.free)
    names: dict[Scalar, str] = {}
    levels: dict[Scalar, int] = {}
    depths: dict[Scalar, int] = {}
    layers: list[dict[str, Scalar]] = []
    for scalar in order:
        level = max((levels[part] + (part in names) for part in scalar.operands), default=0)
        depth = max((1 if part in names else depths[part] + 1 for part in scalar.operands), default=0)
        levels[scalar], depths[scalar] = level, depth
        if _is_named(scalar, uses[scalar], depth):
            names[scalar] = f"_c{len(names) + 1}"
            while len(layers) <= level:
                layers.append({})
            layers[level][names[scalar]] = scalar
    return Plan(tuple(layers), names)


def _is_named(scalar: Scalar, uses: int, depth: int) -> bool:
    if scalar.free or scalar.operation in _LEAVES:
        return False
    if scalar.operation in _CHEAP and scalar.operands[0].operation in _LEAVES:
        return False
    return uses > 1 or depth > DEEPEST


def reachable(roots: Iterable[Scalar]) -> Iterator[Scalar]:
    """The roots and all they rest on, each once, operands first."""
    seen: set[Scalar] = set()
    stack = [(root, False) for root in roots][::-1]
    while stack:
        scalar, ready = stack.pop()
        if ready:
            yield scalar
        elif scalar not in seen:
            seen.add(scalar)
            stack.append((scalar, True))
            stack.extend((operand, False) for operand in reversed(scalar.operands) if operand not in seen)


def stages(body: Scalar, variable: Scalar, named: Mapping[Scalar, object]) -> list[list[Scalar]]:
    """What a loop's body uses more than once, in stages: each rests on earlier ones only.

    ``named``: scalars that need no computing (columns, fields of loops around this one).
    """
    order = [part for part in reachable([body]) if part not in named]
    inner = {part.operands[1].value for part in order if part.operation == "each"}
    uses: Counter[Scalar] = Counter(operand for part in order for operand in part.operands)
    levels: dict[Scalar, int] = {}
    found: list[list[Scalar]] = []
    kept: set[Scalar] = set()
    for part in order:
        levels[part] = max((levels.get(operand, 0) + (operand in kept) for operand in part.operands), default=0)
        shared = uses[part] > 1 and part.operation not in _LEAVES and part.operation not in _CHEAP
        if shared and variable.value in part.free and not part.free & inner:
            kept.add(part)
            while len(found) <= levels[part]:
                found.append([])
            found[levels[part]].append(part)
    return found


def numbered(parts: Sequence[Scalar], start: int) -> dict[Scalar, str]:
    """Names of fields for shared parts of a loop."""
    return {part: f"_f{start + index}" for index, part in enumerate(parts)}
