"""Which applications a row of the annex takes, as far as words tell: series, specialties, levels, kinds of employers. Part of
:mod:`engine.difference`.

The cells are all combinations of the words that scopes ask about, those only that the vocabulary ties together (a specialty of
its series). A scope is gone through with two sets of cells, those where it surely holds and those where it surely does not;
whatever else it asks (dates, figures, judgements) leaves a cell open. A row *covers* the cells where it is not surely false. Sets
are whole numbers, one bit a cell, so that hundreds of rows are compared at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.artifact.tables import reading_value
from engine.core import nodes as n
from engine.core.policy import SubjectPolicy
from engine.core.walk import children
from engine.difference.edition import Edition

#: More cells than this are not told apart: the facts that the fewest scopes ask about are left out.
MOST = 60_000


class Held(NamedTuple):
    """The cells where a statement surely holds, and those where it surely does not."""

    true: int
    false: int


class Cells:
    """The cells of one subject of two editions."""

    def __init__(self, editions: Sequence[Edition], subject: str) -> None:
        asked: dict[str, int] = {}
        for edition in editions:
            for id in _asked(edition, subject):
                asked[id] = asked.get(id, 0) + 1
        subjects = [each.tables["subjects"][subject] for each in editions if subject in each.tables["subjects"]]
        words = _words(editions, subject)
        wanted = sorted((id for id in asked if id in words), key=lambda id: (-asked[id], id))
        while True:
            self._groups = _groups(wanted, words, [each["relations"] for each in subjects])
            self.count = _count(self._groups)
            if self.count <= MOST or len(wanted) < 2:
                break
            wanted.pop()
        self.all = (1 << self.count) - 1
        self._known: dict[tuple[str, frozenset[str]], int] = {}

    def where(self, id: str, words: frozenset[str]) -> int | None:
        """The cells whose fact ``id`` is one of ``words``; ``None`` where the cells do not tell it."""
        if (id, words) not in self._known:
            below = 1
            for columns, entries in self._groups:
                if id in columns:
                    self._known[id, words] = self._spread(columns.index(id), entries, below, words)
                    break
                below *= len(entries)
            else:
                return None
        return self._known[id, words]

    def _spread(self, column: int, entries: list[tuple[str, ...]], below: int, words: frozenset[str]) -> int:
        run = (1 << below) - 1
        one = sum(run << (at * below) for at, entry in enumerate(entries) if entry[column] in words)
        width, found, length = len(entries) * below, one, len(entries) * below
        while length < self.count:  # doubled until every cell is reached
            found |= found << length
            length *= 2
        return found & self.all if width < self.count else one


def _asked(edition: Edition, subject: str) -> set[str]:
    """The facts that scopes of rows ask about, definitions followed."""
    definitions = {each.name: each for each in edition.core.definitions}
    waiting: list[Any] = [row.scope for part in edition.core.subjects if part.name == subject for row in part.rows]
    found: set[str] = set()
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, n.Fact):
            found.add(node.id)
        if isinstance(node, n.Call) and node.name not in seen:
            seen.add(node.name)
            waiting.append(definitions[node.name].body)
        waiting.extend(children(node))
    return found


def _words(editions: Sequence[Edition], subject: str) -> dict[str, list[str]]:
    """The words that a fact may be under either edition."""
    found: dict[str, dict[str, None]] = {}
    for edition in editions:
        for fact in edition.tables["subjects"].get(subject, {"facts": []})["facts"]:
            if fact["type"] == "word":
                listed = edition.tables["enumerations"][fact["enumeration"]]["words"]
                found.setdefault(fact["id"], {}).update(dict.fromkeys(listed))
    return {id: list(words) for id, words in found.items()}


_Group = tuple[tuple[str, ...], list[tuple[str, ...]]]
#: What columns may hold together.
_Ties = dict[tuple[str, ...], set[tuple[str, ...]]]


def _groups(wanted: Sequence[str], words: Mapping[str, list[str]], tables: Iterable[Sequence[Any]]) -> list[_Group]:
    """Facts that tables of relations tie together, with the combinations of their words that may occur."""
    ties: _Ties = {}
    for relation in (each for relations in tables for each in relations):
        columns = tuple(each for each in relation["columns"] if each in wanted)
        if len(columns) > 1:
            places = [relation["columns"].index(each) for each in columns]
            ties.setdefault(columns, set()).update(tuple(row[at] for at in places) for row in relation["rows"])
    groups: list[tuple[str, ...]] = [(each,) for each in wanted]
    for columns in ties:
        joined = tuple(id for group in groups if {*group} & {*columns} for id in group)
        groups = [*(group for group in groups if not {*group} & {*columns}), joined]
    return [(group, _combined(group, words, ties)) for group in groups]


def _combined(columns: tuple[str, ...], words: Mapping[str, list[str]], ties: _Ties) -> list[tuple[str, ...]]:
    """The combinations that no table forbids, column by column."""
    found: list[tuple[str, ...]] = [()]
    for at, column in enumerate(columns, 1):
        known = columns[:at]
        new = {tie: [known.index(each) for each in tie] for tie in ties if column in tie and {*tie} <= {*known}}
        longer = ((*entry, word) for entry in found for word in words[column])
        found = [each for each in longer if all(tuple(each[i] for i in places) in ties[tie] for tie, places in new.items())]
    return found


def _count(groups: Iterable[_Group]) -> int:
    count = 1
    for _, entries in groups:
        count *= len(entries)
    return count


class Coverage:
    """The cells that rows of one edition cover."""

    def __init__(self, edition: Edition, cells: Cells) -> None:
        self.tables = edition.tables
        self.cells = cells
        self.definitions = {each.name: each for each in edition.core.definitions}
        self._called: dict[str, Held] = {}

    def of(self, scope: n.Node) -> int:
        """The cells that a scope takes."""
        return self.cells.all & ~self._held(scope).false

    def _held(self, node: Any) -> Held:
        match node:
            case n.Constant(bool() as value):
                return Held(self.cells.all, 0) if value else Held(0, self.cells.all)
            case n.Not(operand):
                found = self._held(operand)
                return Held(found.false, found.true)
            case n.And(operands):
                parts = [self._held(each) for each in operands]
                return Held(_both(each.true for each in parts), _either(each.false for each in parts))
            case n.Or(operands):
                parts = [self._held(each) for each in operands]
                return Held(_either(each.true for each in parts), _both(each.false for each in parts))
            case n.Call(name, ()) if node.boolean:
                if name not in self._called:
                    self._called[name] = self._held(self.definitions[name].body)
                return self._called[name]
            case n.Compare(operator, left, right) if operator in ("=", "!="):
                found = self._compared(left, right)
                return Held(found.false, found.true) if operator == "!=" else found
            case n.Member(item, group):
                return self._among(item, self._group(group))
        return Held(0, 0)

    def _compared(self, left: Any, right: Any) -> Held:
        one, two = self._constant(left), self._constant(right)
        if one is not None and two is not None:
            return Held(self.cells.all, 0) if one == two else Held(0, self.cells.all)
        return self._among(left, _alone(two)) if two is not None else self._among(right, _alone(one))

    def _among(self, item: Any, words: frozenset[Any] | None) -> Held:
        if isinstance(item, n.Default):
            item = item.value
        if not isinstance(item, n.Fact) or words is None:
            return Held(0, 0)
        found = self.cells.where(item.id, words)
        return Held(0, 0) if found is None else Held(found, self.cells.all & ~found)

    def _constant(self, node: Any) -> Any:
        if isinstance(node, n.Constant) and isinstance(node.value, str):
            return node.value
        if isinstance(node, n.Reading):
            return reading_value(self.tables, node.name, self.tables["readings"][node.name]["chosen"])
        return None

    def _group(self, node: Any) -> frozenset[Any] | None:
        if isinstance(node, n.Constant) and isinstance(node.value, frozenset):
            return node.value
        if isinstance(node, n.Parameter):
            entries = self.tables["parameters"][node.name]["entries"]
            if len(entries) == 1 and isinstance(entries[0][1], list):
                return frozenset(entries[0][1])
        return None


def _alone(word: Any) -> frozenset[Any] | None:
    return None if word is None else frozenset({word})


def _both(sets: Iterable[int]) -> int:
    found = -1
    for each in sets:
        found &= each
    return found


def _either(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found


def covered(old: Edition, new: Edition) -> tuple[dict[str, int], dict[str, int]]:
    """The cells that each row covers, by locator, of both editions."""
    found: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for subject in dict.fromkeys(part.name for each in (old, new) for part in each.core.subjects if part.rows):
        cells = Cells((old, new), subject)
        for edition, rows in zip((old, new), found, strict=True):
            part: SubjectPolicy | None = next((each for each in edition.core.subjects if each.name == subject), None)
            coverage = Coverage(edition, cells)
            rows.update({row.locator: coverage.of(row.scope) for row in part.rows} if part is not None else {})
    return found
