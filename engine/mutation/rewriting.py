"""A node replaced wherever it stands; nodes that are shared are replaced together. Part of :mod:`engine.mutation`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from engine.core import nodes as c
from engine.core.policy import Condition, CorePolicy, Definition, Entitlement, Gap, Row, SubjectPolicy
from engine.core.walk import walk
from engine.mutation.mutant import Statement

_ROOTS = {
    "definition": ("body",), "condition": ("applies", "requires"), "entitlement": ("applies",), "row": ("scope",),
    "gap": ("scope",),
}  # fmt: skip
Item = Definition | Condition | Entitlement | Row | Gap


def items(core: CorePolicy) -> Iterator[tuple[Statement, Item]]:
    """All statements of a policy by kind and name."""
    for definition in core.definitions:
        yield ("definition", definition.name), definition
    for part in core.subjects:
        yield from ((("condition", each.name), each) for each in part.conditions)
        yield from ((("entitlement", each.name), each) for each in part.entitlements)
        yield from ((("row", each.locator), each) for each in part.rows)
        yield from ((("gap", each.name), each) for each in part.gaps)


def roots(statement: Statement, item: Item) -> list[c.Node]:
    """The expressions of a statement."""
    found = [getattr(item, name) for name in _ROOTS[statement[0]]]
    return [root for root in found if root is not None]


def holders(core: CorePolicy) -> dict[int, set[Statement]]:
    """The statements that hold each node, by the node's identity."""
    found: dict[int, set[Statement]] = {}
    for statement, item in items(core):
        for node in walk(*roots(statement, item)):
            found.setdefault(id(node), set()).add(statement)
    return found


def replaced(node: Any, before: c.Node, after: c.Node) -> Any:
    """``node`` with ``after`` in the place of ``before``; the same object where it does not occur."""
    if node is before:
        return after
    if isinstance(node, tuple):
        parts = [replaced(part, before, after) for part in node]
        return tuple(parts) if any(new is not old for new, old in zip(parts, node, strict=True)) else node
    if not is_dataclass(node) or isinstance(node, c.Atom | c.Constant):
        return node
    changed = {}
    for one in fields(node):
        old = getattr(node, one.name)
        new = replaced(old, before, after)
        if new is not old:
            changed[one.name] = new
    return replace(node, **changed) if changed else node  # type: ignore[type-var]


def substitution(statements: frozenset[Statement], before: c.Node, after: c.Node) -> Callable[[CorePolicy], CorePolicy]:
    """The change of a policy that puts ``after`` for ``before`` in ``statements``."""

    def change(core: CorePolicy) -> CorePolicy:
        return mapped(core, statements, lambda kind, item: _changed(kind, item, before, after))

    return change


def _changed(kind: str, item: Any, before: c.Node, after: c.Node) -> Any:
    return replace(item, **{name: replaced(getattr(item, name), before, after) for name in _ROOTS[kind]})


def mapped(core: CorePolicy, statements: frozenset[Statement], change: Callable[[str, Any], Any | None]) -> CorePolicy:
    """``core`` with each of ``statements`` changed, or left out where the change gives ``None``."""

    def each(kind: str, found: tuple[Any, ...]) -> tuple[Any, ...]:
        name = "locator" if kind == "row" else "name"
        new = [change(kind, item) if (kind, getattr(item, name)) in statements else item for item in found]
        return tuple(item for item in new if item is not None)

    kinds = {kind for kind, _ in statements}
    definitions = each("definition", core.definitions) if "definition" in kinds else core.definitions
    if kinds == {"definition"}:
        return replace(core, definitions=definitions)
    subjects = tuple(
        SubjectPolicy(
            part.name, each("condition", part.conditions), each("entitlement", part.entitlements),
            each("row", part.rows), each("gap", part.gaps),
        )
        for part in core.subjects
    )  # fmt: skip
    return replace(core, definitions=definitions, subjects=subjects)
