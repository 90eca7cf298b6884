"""Numbers atoms and keeps what explanation needs to know of each. Part of :mod:`engine.core.lowering`."""

from __future__ import annotations

from typing import NamedTuple

from engine.core.nodes import Atom
from engine.core.policy import AtomInfo, Side
from engine.diagnostics import Span
from engine.typed.nodes import Form, Typed


class Ground(NamedTuple):
    """What statements rest on at a place: clauses and readings of the nearest citation."""

    clauses: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()

    def cited(self, clauses: tuple[str, ...], readings: tuple[str, ...]) -> Ground:
        """The ground inside a citation: its clauses replace those around it, its readings are added."""
        return Ground(clauses or self.clauses, tuple(dict.fromkeys((*self.readings, *readings))))


class AtomBook:
    """Gives out atoms in order."""

    def __init__(self) -> None:
        self.entries: list[AtomInfo] = []

    def atom(
        self,
        kind: str,
        ground: Ground,
        span: Span,
        left: Typed | None = None,
        right: Typed | None = None,
        operator: str = "",
        text: str = "",
    ) -> Atom:
        """A new atom."""
        readings = tuple(dict.fromkeys((*ground.readings, *_readings(left), *_readings(right))))
        info = AtomInfo(kind, operator, ground.clauses, readings, _side(left), _side(right), text, span)
        return self.enter(info)

    def enter(self, info: AtomInfo) -> Atom:
        """A new atom whose description is already made."""
        self.entries.append(info)
        return Atom(len(self.entries) - 1, info.clauses, info.readings, info.span)


def _walk(node: Typed | None) -> list[Typed]:
    if node is None or not node.operands:
        return [] if node is None else [node]
    found, stack = [], [node]
    while stack:
        current = stack.pop()
        found.append(current)
        stack.extend(reversed(current.operands))
    return found


def _readings(node: Typed | None) -> list[str]:
    return [part.detail for part in _walk(node) if part.form is Form.READING]


def _unwrapped(node: Typed) -> Typed:
    while node.form in (Form.CITED, Form.FALLBACK):
        node = node.operands[0]
    return node


_KINDS = {
    Form.FACT: "fact",
    Form.FIELD: "field",
    Form.READING: "reading",
    Form.CONSTANT: "constant",
    Form.VARIABLE: "variable",
    Form.ROW: "row",
    Form.AGGREGATED: "aggregate",
    Form.TABLE: "aggregate",
    Form.ITEMS: "group",
}


def _side(node: Typed | None) -> Side | None:
    """A side in words."""
    if node is None:
        return None
    inner = _unwrapped(node)
    kind = _KINDS.get(inner.form, "expression")
    reference: object = None
    if inner.form is Form.PARAMETER:
        kind = "group" if inner.type.kind == "group" else "parameter"
        reference = inner.detail
    elif inner.form is Form.FACT:
        reference = inner.detail.id
    elif inner.form is Form.FIELD:
        reference = (inner.detail[0].id, inner.detail[1].id)
    elif inner.form in (Form.READING, Form.ROW, Form.VARIABLE):
        reference = inner.detail
    parts = _walk(node)
    facts = [p.detail.id if p.form is Form.FACT else p.detail[0].id for p in parts if p.form in (Form.FACT, Form.FIELD)]
    parameters = [p.detail for p in parts if p.form is Form.PARAMETER]
    return Side(
        kind,
        inner.text,
        inner.type.kind,
        inner.type.unit,
        reference,
        _year(inner.operands[0]) if inner.form is Form.FIELD else None,
        tuple(dict.fromkeys(facts)),
        tuple(dict.fromkeys(parameters)),
    )


def _year(node: Typed) -> tuple | None:
    """How the year of a field can be found again from an atom's bindings and the facts."""
    node = _unwrapped(node)
    if node.form is Form.VARIABLE:
        return ("variable", node.detail)
    if node.form is Form.CONSTANT:
        return ("constant", node.detail)
    if node.form is Form.FACT:
        return ("fact", node.detail.id, 0)
    if node.form is Form.ARITHMETIC and node.operands[0].form is Form.FACT and node.operands[1].form is Form.CONSTANT:
        offset = node.operands[1].detail
        return ("fact", node.operands[0].detail.id, offset if node.detail == "+" else -offset)
    return None
