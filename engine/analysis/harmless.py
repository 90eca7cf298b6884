"""Figures of which more never hurts (``checks.yaml``: 多报无害). Part of :mod:`engine.analysis`; codes W0518 and E0513.

Proved on the form of the statements: where a figure rises, a comparison with a floor can only become true, its negation only
false, and so on upwards through connectives, counts and definitions. What rises with the figure may be required; what falls may
not. The proof asks nothing of a solver and holds for every application; what it cannot follow it does not claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from engine.analysis.context import Context
from engine.core import nodes as c
from engine.core.policy import Condition, CorePolicy
from engine.core.walk import walk
from engine.diagnostics import Diagnostic, Span
from engine.diagnostics.suggest import did_you_mean
from engine.resolved.declarations.access import child, entries, span, text
from engine.source.nodes import Document

#: How a value moves while the figure rises; ``None``: either way.
STILL, UP, DOWN = 0, 1, -1
_ORDERED = (">=", ">", "<=", "<")
_SHARED = c.Constant | c.Fact | c.Field | c.Variable | c.RowAttribute | c.Parameter | c.Reading


class Harmless(NamedTuple):
    """An entry: the fact, or the record and field, as written and where."""

    name: str
    span: Span


def read_harmless(documents: Iterable[Document]) -> list[Harmless]:
    """The entries of all ``checks.yaml``."""
    return [
        Harmless(text(item, "事实"), span(item, "事实"))
        for document in documents
        for item in entries(child(document.root, "多报无害"))
    ]


def check_harmless(context: Context) -> Iterable[Diagnostic]:
    """One warning for every place where more of a figure may turn statements against the applicant."""
    harmless: Sequence[Harmless] = read_harmless(context.documents)
    for entry in harmless:
        figures = dict(_figures(context, entry.name))
        if not figures:
            known = [name for subject in context.resolved.subjects for name in _names(context, subject)]
            arguments = {"name": entry.name, "suggestion": did_you_mean(entry.name, known)}
            yield Diagnostic("E0513", entry.span, arguments)
        for subject, figure in figures.items():
            hurt: dict[Span, list[str]] = {}
            for name, place in _of_subject(context, subject, figure):
                hurt.setdefault(place, []).append(name)
            for place, names in hurt.items():
                yield Diagnostic("W0518", place, {"names": tuple(names), "fact": entry.name})


def _names(context: Context, subject: str) -> dict[str, tuple[str, str]]:
    """Figures of a subject by name, as ``(fact or record, field)``."""
    found = {}
    for fact in context.resolved.subjects[subject].facts:
        if fact.type in ("integer", "quantity"):
            found[fact.name] = (fact.id, "")
        for field in fact.fields:
            if field.type in ("integer", "quantity"):
                found[f"{fact.name}.{field.name}"] = (fact.id, field.id)
    return found


def _figures(context: Context, name: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for subject in context.resolved.subjects:
        names = _names(context, subject)
        if name in names:
            yield subject, names[name]


def _of_subject(context: Context, subject: str, figure: tuple[str, str]) -> Iterator[tuple[str, Span]]:
    """Statements and rows that more of a figure may turn, each with the place that does."""
    moves = Moves(context.core, figure)
    part = context.core.subject(subject)
    for item in part.statements:
        if figure[0] not in context.reads(item):
            continue
        asked: list[tuple[c.Node, int]] = []
        if isinstance(item, Condition):
            asked += [(item.applies, DOWN)] if item.applies is not None else []
            asked.append((item.requires, UP))
        else:
            asked.append((item.applies, UP))
        for node, wanted in asked:
            if moves.of(node) not in (STILL, wanted):
                yield item.name, moves.culprit(node, wanted) or item.span
                break
    for row in part.rows:
        if moves.of(row.scope) not in (STILL, UP):
            yield row.locator, moves.culprit(row.scope, UP) or row.span


class Moves:
    """How statements and values move while one figure rises."""

    def __init__(self, core: CorePolicy, figure: tuple[str, str]) -> None:
        self.figure = figure
        self.definitions = {definition.name: definition for definition in core.definitions}
        self.parameters = dict(core.parameters)
        self._known: dict[int, tuple[c.Node, int | None]] = {}
        self._called: dict[str, int | None] = {}

    def of(self, node: c.Node) -> int | None:
        """How an expression moves; false counts as less than true."""
        if isinstance(node, _SHARED):
            own = (node.id, "") if isinstance(node, c.Fact) else (node.record, node.field) if isinstance(node, c.Field) else None
            return UP if own == self.figure else STILL
        if id(node) not in self._known:
            self._known[id(node)] = node, self._of(node)
        return self._known[id(node)][1]

    def _of(self, node: c.Node) -> int | None:
        match node:
            case c.Not(operand):
                return turned(self.of(operand))
            case c.And(operands) | c.Or(operands):
                return joined(self.of(each) for each in operands)
            case c.Quantifier(years=years, body=body):
                return joined((self._still(years), self.of(body)))
            case c.Applicable():
                return STILL
            case c.Aggregate():
                return self._aggregate(node.years, [(node.condition, node.value)], node.bounds)
            case c.Tally(rows, bounds):
                return self._aggregate(c.Constant(0), list(rows), bounds)
            case c.Choice():
                return self._choice(node)
            case c.Call(name, arguments):
                if name not in self._called:
                    self._called[name] = self.of(self.definitions[name].body)
                return joined((*(self._still(each) for each in arguments), self._called[name]))
        return self._moved(node)

    def _moved(self, node: c.Node) -> int | None:
        """What compares and computes."""
        match node:
            case c.Compare(operator, left, right):
                return self._compared(operator, self.of(left), self.of(right))
            case c.Arithmetic(operator, left, right):
                return self._arithmetic(operator, left, right)
            case c.Default(value, fallback):
                return joined((self.of(value), self._still(fallback)))
            case c.Truth(value):
                return self.of(value)
        return joined(self._still(each) for each in walk(node) if each is not node and not isinstance(each, c.Alternative))

    def _still(self, node: c.Node) -> int | None:
        """What may not move at all, or nothing is known of what rests on it."""
        return STILL if self.of(node) == STILL else None

    @staticmethod
    def _compared(operator: str, left: int | None, right: int | None) -> int | None:
        if left == right == STILL:
            return STILL
        if operator in (">=", ">"):
            return joined((left, turned(right)))
        return joined((turned(left), right)) if operator in ("<=", "<") else None

    def _arithmetic(self, operator: str, left: c.Node, right: c.Node) -> int | None:
        one, two = self.of(left), self.of(right)
        if operator == "+":
            return joined((one, two))
        if operator == "-":
            return joined((one, turned(two)))
        if one == two == STILL:
            return STILL
        if two == STILL and self._no_less_than_zero(right):
            return one
        return two if one == STILL and self._no_less_than_zero(left) else None

    def _no_less_than_zero(self, node: c.Node) -> bool:
        if isinstance(node, c.Parameter):
            return all(isinstance(value, int) and value >= 0 for _, value in self.parameters[node.name])
        return isinstance(node, c.Constant) and isinstance(node.value, int) and node.value >= 0

    def _aggregate(self, years: c.Node, parts: list[tuple[c.Node | None, c.Node | None]], bounds: tuple[int, int]) -> int | None:
        """A count or sum moves as what is counted does; with conditions that move, only of values that are no less than zero."""
        found = [self._still(years)]
        for condition, value in parts:
            moving = STILL if condition is None else self.of(condition)
            found += [moving, STILL if value is None else self.of(value)]
            if moving != STILL and value is not None and bounds[0] < 0:
                return None
        return joined(found)

    def _choice(self, node: c.Choice) -> int | None:
        """Values move as they do; a condition that moves does so towards 是 or away from 否."""
        found = [self.of(node.base)]
        for alternative in node.alternatives:
            moving = self.of(alternative.condition)
            if moving != STILL:
                value = alternative.value.value if isinstance(alternative.value, c.Constant) else None
                moving = moving if value is True else turned(moving) if value is False else None
            found += [moving, self.of(alternative.value)]
        return joined(found)

    def culprit(self, root: c.Node, wanted: int) -> Span | None:
        """The atom that moves the wrong way."""
        stack: list[tuple[c.Node, int]] = [(root, wanted)]
        while stack:
            node, way = stack.pop()
            if self.of(node) in (STILL, way):
                continue
            match node:
                case c.Not(operand):
                    stack.append((operand, -way))
                case c.And(operands) | c.Or(operands):
                    stack += [(each, way) for each in reversed(operands)]
                case c.Quantifier(body=body) if self.of(body) not in (STILL, way):
                    stack.append((body, way))
                case c.Call(name=name) if self.of(self.definitions[name].body) not in (STILL, way):
                    stack.append((self.definitions[name].body, way))
                case c.Choice(base=base, alternatives=alternatives):
                    stack += [(each.value, way) for each in reversed(alternatives)]
                    stack.append((base, way))
                    stack += [(each.condition, way) for each in alternatives if self.of(each.condition) != STILL]
                case c.Compare(operator=op, left=c.Aggregate(condition=condition)) if condition is not None and op in _ORDERED:
                    counted = way if op in (">=", ">") else -way
                    if self.of(condition) in (STILL, counted):
                        return node.atom.span
                    stack.append((condition, counted))
                case _ if hasattr(node, "atom"):
                    return node.atom.span
        return None


def joined(moves: Iterable[int | None]) -> int | None:
    """How something moves that each of ``moves`` moves."""
    found = set(moves) - {STILL}
    return STILL if not found else found.pop() if len(found) == 1 else None


def turned(move: int | None) -> int | None:
    """The other way."""
    return None if move is None else -move
