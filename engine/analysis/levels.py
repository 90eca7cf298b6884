"""Figures of the notice that ask less than a document above it. Part of :mod:`engine.analysis`; code W0513.

Only where layers are laid over the policy: both conditions are asked then, so nobody passes who should not, but the notice
promises what the province's or the state's rule does not keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from engine.analysis.context import Context
from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic, Label, Span
from engine.resolved.statements import RANKS
from engine.syntax.keywords import keyword_table

_FLOORS = (">=", ">")
_OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}


class _Limit(NamedTuple):
    """A figure that a fact is held against by a condition that blocks."""

    about: tuple[str, ...]
    floor: bool
    figure: Any
    span: Span


def check_levels(context: Context) -> Iterable[Diagnostic]:
    """One warning for every figure of the notice that is laxer than that of a document above it."""
    notice = context.resolved.notice
    heads = context.resolved.documents.layers
    above = tuple(head.folder for head in heads if _rank(head.authority) > _rank(notice.authority))
    if not above:
        return
    folders = tuple(head.folder for head in heads)
    limits = list(_limits(context.core))
    own = [limit for limit in limits if not limit.span.file.startswith(folders)]
    for upper in (limit for limit in limits if limit.span.file.startswith(above)):
        mine = [limit for limit in own if (limit.about, limit.floor) == (upper.about, upper.floor)]
        if not mine:
            continue
        strictest = (max if upper.floor else min)(mine, key=lambda limit: limit.figure)
        if strictest.figure < upper.figure if upper.floor else strictest.figure > upper.figure:
            authority = next(head.name for head in heads if upper.span.file.startswith(head.folder))
            arguments = {"name": _name(context, upper.about), "document": authority}
            yield Diagnostic("W0513", strictest.span, arguments, (Label(upper.span, "first"),))


def _rank(authority: str) -> int:
    """The rank of an authority by its Chinese word."""
    concepts = (concept for concept, word in keyword_table("zh-CN").authorities.items() if word == authority)
    return RANKS[next(concepts, "city")]


def _name(context: Context, about: tuple[str, ...]) -> str:
    for subject in context.resolved.subjects.values():
        for fact in subject.facts:
            if fact.id == about[0]:
                if len(about) == 3:  # working days from one day to another
                    other = next((each.name for each in subject.facts if each.id == about[1]), about[1])
                    return f"{fact.name}·{other}"
                field = next((each.name for each in fact.fields if each.id == about[-1]), "")
                return f"{fact.name}·{field}" if field else fact.name
    return about[-1]


def _limits(core: CorePolicy) -> Iterator[_Limit]:
    """Every figure that a blocking condition holds a fact against, whatever else holds."""
    definitions = {definition.name: definition.body for definition in core.definitions}
    parameters = {name: entries[-1][1] for name, entries in core.parameters}
    for part in core.subjects:
        for condition in part.conditions:
            if condition.blocks:
                yield from _of(condition.requires, definitions, parameters)


def _of(root: c.Node, definitions: dict[str, c.Node], parameters: dict[str, Any]) -> Iterator[_Limit]:
    stack = [root]
    while stack:
        match stack.pop():
            case c.And(operands):
                stack += operands
            case c.Quantifier(every=True, body=body):
                stack.append(body)
            case c.Call(name=name):
                stack.append(definitions[name])
            case c.Choice(base=base):
                stack.append(base)
            case c.Not(c.Compare(operator, left, right, atom)) if operator in _OPPOSITE:
                stack.append(c.Compare(_OPPOSITE[operator], left, right, atom))
            case c.Compare(operator, left, right, atom) if operator in _MIRRORED:
                if isinstance(left, c.Parameter | c.Constant):
                    left, right, operator = right, left, _MIRRORED[operator]
                yield from _limit(operator, left, right, atom.span, parameters)


def _limit(operator: str, left: c.Node, right: c.Node, span: Span, parameters: dict[str, Any]) -> Iterator[_Limit]:
    """A fact or field held against a figure, or against so many working days before or after another."""
    about: tuple[str, ...] = (left.record, left.field) if isinstance(left, c.Field) else (getattr(left, "id", ""),)
    floor, figure = operator in _FLOORS, _figure(right, parameters)
    if isinstance(right, c.WorkingDayShift) and isinstance(right.date, c.Fact):
        figure = _figure(right.amount, parameters) if floor == (right.direction == "after") else None
        about, floor = (*about, right.date.id, right.direction), True
    elif figure is not None and operator in (">", "<"):  # the least and the most that are met, in the smallest unit
        figure += 1 if floor else -1
    if about[0] and figure is not None:
        yield _Limit(about, floor, figure, span)


def _figure(node: c.Node, parameters: dict[str, Any]) -> int | None:
    found = parameters.get(node.name) if isinstance(node, c.Parameter) else getattr(node, "value", None)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
