"""A statement joined with its own opposite. Part of :mod:`engine.analysis`; code W0501.

Kleene's logic is sound but not complete: ``甲 或 非 甲`` is unknown where 甲 is unknown, though any value of 甲 would make it
true. Such a pair makes applications incomplete that need not be, so the officer is told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields, is_dataclass

from engine.analysis.context import Context
from engine.core import nodes as c
from engine.core.walk import of_policy
from engine.diagnostics import Diagnostic, Label, Span

_OPPOSITE = {"!=": "=", "<": ">=", ">": "<="}


def check_complementary_atoms(context: Context) -> Iterable[Diagnostic]:
    """One warning for every connective that joins an atom with its opposite."""
    seen: set[Span] = set()
    for node in of_policy(context.core):
        if isinstance(node, c.And | c.Or):
            for first, second in _opposites(node):
                if second not in seen:
                    seen.add(second)
                    word = "且" if isinstance(node, c.And) else "或"
                    yield Diagnostic("W0501", second, {"word": word}, (Label(first, "first"),))


def _opposites(node: c.And | c.Or) -> Iterator[tuple[Span, Span]]:
    """Places of operands that say the opposite of an earlier one."""
    known: dict[tuple[Hashable, bool], Span] = {}
    for operand in _flat(node, type(node)):
        found = _literal(operand)
        if found is None:
            continue
        key, positive, span = found
        if (key, not positive) in known:
            yield known[key, not positive], span
        known.setdefault((key, positive), span)


def _flat(node: c.And | c.Or, kind: type) -> Iterator[c.Node]:
    for operand in node.operands:
        if isinstance(operand, kind):
            yield from _flat(operand, kind)  # type: ignore[arg-type]
        else:
            yield operand


def _literal(node: c.Node) -> tuple[Hashable, bool, Span] | None:
    """An atom or negated atom: what it says, whether affirmed, and where."""
    positive = True
    while isinstance(node, c.Not):
        node, positive = node.operand, not positive
    if not hasattr(node, "atom") or isinstance(node, c.Quantifier | c.Choice):
        return None
    if isinstance(node, c.Compare) and node.operator in _OPPOSITE:
        same = c.Compare(_OPPOSITE[node.operator], node.left, node.right, node.atom)
        return said(same), not positive, node.atom.span
    return said(node), positive, node.atom.span


def said(node: object) -> Hashable:
    """What a node, or whatever nodes make up, says: blind to numbering and place."""
    if is_dataclass(node):
        return (type(node).__name__, *(said(getattr(node, f.name)) for f in fields(node) if f.name not in ("atom", "span")))
    return tuple(said(part) for part in node) if isinstance(node, tuple) else node  # type: ignore[return-value]
