"""Rules blind to how they are written: without places, numbers of atoms, bound names and order of operands. Part of
:mod:`engine.difference`.

Every expression is given a number; two expressions have the same number only where every application gives them the same
truth or value. *Own* numbers call definitions, figures and readings by their names: they tell whether a statement itself
reads otherwise. *Full* numbers spell all of that out: they tell whether anything it rests on does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from typing import Any, get_args

from engine.artifact.tables import reading_value
from engine.core import nodes as n
from engine.core.policy import Condition, CorePolicy, Definition, Entitlement, Gap, Row, SubjectPolicy
from engine.core.walk import asked, walk
from engine.difference.edition import Edition, Key

_NODES = (*get_args(n.Node), n.Alternative)
_PLACES = frozenset({"atom", "span", "clauses", "readings", "name"})
_NAMED = (n.Parameter, n.Reading, n.RowAttribute)
Item = Definition | Condition | Entitlement | Row | Gap


class Numbers:
    """Numbers of expressions, shared by the editions that are compared."""

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}

    def of(self, key: Hashable) -> int:
        """The number of a key."""
        return self._known.setdefault(key, len(self._known))


class Canonical:
    """The numbers of one edition. ``renamed`` and ``figures``: definitions and parameters by another name, for own numbers."""

    def __init__(
        self, edition: Edition, numbers: Numbers, renamed: Mapping[str, str] | None = None,
        figures: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.edition = edition
        self.numbers = numbers
        self.renamed = renamed or {}
        self.figures = figures or {}
        self.definitions = {each.name: each for each in edition.core.definitions}
        self.missing = {
            (record, field): (none, taken) for record, none, listed in edition.core.records for field, taken in listed
        }
        self._memo: dict[tuple[int, tuple[str, ...], bool], int] = {}
        self._bodies: dict[tuple[str, bool], int] = {}

    def number(self, node: Any, full: bool, bound: tuple[str, ...] = ()) -> int:
        """The number of an expression under the variables that are bound around it."""
        key = id(node), bound, full
        if key not in self._memo:
            found = self._key(node, full, bound)
            self._memo[key] = found[1] if found[0] == "same" else self.numbers.of(found)
        return self._memo[key]

    def body(self, name: str, full: bool) -> int:
        """The number of a definition."""
        if (name, full) not in self._bodies:
            definition = self.definitions[name]
            body = self.number(definition.body, full, definition.parameters)
            self._bodies[name, full] = self.numbers.of(("definition", len(definition.parameters), body))
        return self._bodies[name, full]

    def _key(self, node: Any, full: bool, bound: tuple[str, ...]) -> Any:
        """What a number is given for; ``("same", number)`` where it is that of another expression."""
        match node:
            case n.Variable(name):
                return ("variable", len(bound) - 1 - max(at for at, each in enumerate(bound) if each == name))
            case n.And(operands) | n.Or(operands):
                kind = type(node)
                parts = {self.number(each, full, bound) for each in _flat(operands, kind)}
                return (kind.__name__, *sorted(parts)) if len(parts) > 1 else ("same", *parts)
            case n.Not(n.Not(operand)):
                return ("same", self.number(operand, full, bound))
            case n.Parameter(name, year):
                when = None if year is None else self.number(year, full, bound)
                return ("parameter", self._figure(name) if full else self.figures.get(name, name), when)
            case n.Reading(name):
                return ("reading", self._taken(name) if full else name)
            case n.Field(record, year, field):
                return ("field", record, field, self.missing.get((record, field)), self.number(year, full, bound))
            case n.Call(name, arguments):
                called = self.body(name, full) if full else self.renamed.get(name, name)
                return ("call", called, *(self.number(each, full, bound) for each in arguments))
            case n.Choice(_, base, alternatives):
                live = sorted((self.number(a.condition, full, bound), self.number(a.value, full, bound)) for a in alternatives)
                return ("choice", self.number(base, full, bound), *live)
            case n.Quantifier(every, variable, years, body):
                return ("every", every, self.number(years, full, bound), self.number(body, full, (*bound, variable)))
            case n.Aggregate(variable, years, condition, value, bounds):
                inner = (*bound, variable)
                inside = [None if each is None else self.number(each, full, inner) for each in (condition, value)]
                return ("aggregate", self.number(years, full, bound), *inside, bounds)
        return (type(node).__name__, *(self._part(getattr(node, one.name), full, bound) for one in _fields(node)))

    def _part(self, part: Any, full: bool, bound: tuple[str, ...]) -> Hashable:
        if isinstance(part, tuple):
            return tuple(self._part(each, full, bound) for each in part)
        if isinstance(part, _NODES):
            return self.number(part, full, bound)
        return (type(part).__name__, part)

    def _figure(self, name: str) -> Hashable:
        figure = self.edition.tables["parameters"][name]
        return (figure["type"], *((since, tuple(v) if isinstance(v, list) else v) for since, v in figure["entries"]))

    def _taken(self, name: str) -> Hashable:
        taken = reading_value(self.edition.tables, name, self.edition.tables["readings"][name]["chosen"])
        return (type(taken).__name__, taken)

    # ---- statements -------------------------------------------------------------------------------------------------

    def statement(self, kind: str, item: Any, full: bool) -> int:
        """The number of a statement; of a full one also what its rows say, where it asks for that."""
        if kind == "definition":
            return self.body(item.name, full)
        if kind in ("row", "gap"):
            return self.number(item.scope, full)
        applies = None if item.applies is None else self.number(item.applies, full)
        requires = None if kind == "entitlement" else self.number(item.requires, full)
        blocks = getattr(item, "consequence", None)
        key = (kind, item.tables, applies, requires, blocks, self._rows(item) if full else None)
        return self.numbers.of(key)

    def _rows(self, item: Condition | Entitlement) -> Hashable:
        """What the rows have of which a statement is asked, as far as it is asked for."""
        wanted = {node.name for node in walk(*asked(item)) if isinstance(node, n.RowAttribute)}
        if not wanted:
            return ()
        rows = (row for part in self.edition.core.subjects for row in part.rows if row.table in item.tables)
        return frozenset((row.locator, tuple((name, value) for name, value in row.attributes if name in wanted)) for row in rows)

    def message(self, item: Any, full: bool, text: Callable[[str], str] = str) -> Hashable:
        """What a statement says, with the numbers of the expressions in it; ``text`` rewrites what stands between them."""
        if getattr(item, "message", None) is None:
            return None
        variable = getattr(getattr(item, "requires", None), "variable", None)
        bound = () if variable is None else (variable,)
        return tuple(text(part) if isinstance(part, str) else self.number(part, full, bound) for part in item.message.parts)


def _flat(operands: tuple[Any, ...], kind: Any) -> list[Any]:
    found: list[Any] = []
    for each in operands:
        found += _flat(each.operands, kind) if isinstance(each, kind) else [each]
    return found


def _fields(node: Any) -> list[Any]:
    skipped = _PLACES - {"name"} if isinstance(node, _NAMED) else _PLACES
    return [one for one in fields(node) if one.name not in skipped]


def statements(core: CorePolicy) -> dict[Key, Item]:
    """All statements by kind and name."""
    found: dict[Key, Item] = {("definition", each.name): each for each in core.definitions}
    for part in core.subjects:
        found |= of_subject(part)
    return found


def of_subject(part: SubjectPolicy) -> dict[Key, Any]:
    """The statements of one subject by kind and name; notes of rows are conditions too."""
    found: dict[Key, Any] = {("condition", each.name): each for each in part.conditions}
    found |= {("entitlement", each.name): each for each in part.entitlements}
    found |= {("row", each.locator): each for each in part.rows}
    return found | {("gap", each.name): each for each in part.gaps}


def _renamed(old: Mapping[Key, int], new: Mapping[Key, int]) -> set[Key]:
    """Statements that are the same under another name; rows are told by where they stand."""
    found: set[Key] = set()
    for key, number in old.items():
        other = next((each for each, that in new.items() if that == number and each not in old and each[0] == key[0]), None)
        if key not in new and other is not None and key[0] != "row" and other not in found:
            found |= {key, other}
    return found


def touched(old: Edition, new: Edition) -> dict[str, set[Key]]:
    """By subject the statements that may decide otherwise: ``old`` is already rolled to the year of ``new``."""
    numbers = Numbers()
    sides = [Canonical(each, numbers) for each in (old, new)]
    found = {}
    for name in sorted({part.name for side in sides for part in side.edition.core.subjects}):
        keyed = []
        for side in sides:
            part = next((each for each in side.edition.core.subjects if each.name == name), None)
            items = of_subject(part) if part is not None else {}
            keyed.append({key: side.statement(key[0], item, True) for key, item in items.items()})
        differ = {key for key in {*keyed[0], *keyed[1]} if keyed[0].get(key) != keyed[1].get(key)}
        differ -= _renamed(*({key: side[key] for key in differ if key in side} for side in keyed))
        if differ:
            found[name] = differ
    return found
