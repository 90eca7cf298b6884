"""Where a change changes nothing: the same truth for everything that can be filled in, or left open. Part of
:mod:`engine.mutation`.

Both forms of a statement are judged over the finite domain of the words that they ask about: every word, not known, and not
applicable where that may be given, in the combinations that the vocabulary's relations allow and after what follows from
them is filled in. Words that no atom tells apart are judged once. Atoms over anything else (figures, dates, lists) are left
free: each may be true, false or unknown. So a proof holds for every application; where none is found nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from engine.artifact.tables import Tables, reading_value
from engine.case.relations import derive
from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import walk
from engine.evaluate import operators as ops
from engine.mutation.mutant import Mutant
from engine.mutation.rewriting import items, roots
from engine.values import ABSENT, NOT_APPLICABLE, Unknown

#: More assignments than this are not gone through, and nothing is claimed.
LIMIT = 300_000
_UNKNOWN = Unknown.because(ABSENT, "")
Truth = bool | None


class Prover:
    """Proves changes of one policy to change nothing."""

    def __init__(self, core: CorePolicy, tables: Tables) -> None:
        self.core = core
        self.tables = tables
        self.facts = {fact["id"]: fact for subject in tables["subjects"].values() for fact in subject["facts"]}
        self.definitions = {definition.name: definition for definition in core.definitions}

    def equivalent(self, mutant: Mutant, changed: CorePolicy | None) -> bool:
        """Whether every statement that holds the change has the same truth with it as without, always."""
        if changed is None or mutant.before is None or not mutant.statements:
            return False
        old, new = dict(items(self.core)), dict(items(changed))
        for statement in mutant.statements:
            if statement not in new:
                return False
            before, after = roots(statement, old[statement]), roots(statement, new[statement])
            if len(before) != len(after) or not all(map(self._same, before, after)):
                return False
        return True

    def _same(self, before: c.Node, after: c.Node) -> bool:
        """Whether two statements always have the same truth."""
        if before is after:
            return True
        if isinstance(before, c.Quantifier) and isinstance(after, c.Quantifier):
            same = (before.every, before.variable, before.years) == (after.every, after.variable, after.years)
            return same and self._same(before.body, after.body)
        leaves = {_key(leaf): leaf for root in (before, after) for leaf in self._leaves(root)}
        finite = {key: leaf for key, leaf in leaves.items() if self._asked(leaf) is not None}
        free = [key for key in leaves if key not in finite]
        valuations = self._valuations(finite, LIMIT // 3 ** min(len(free), 12))
        if valuations is None or len(free) > 8:
            return False
        for known in valuations:
            for rest in product((True, False, None), repeat=len(free)):
                truths = known | dict(zip(free, rest, strict=True))
                if self._truth(before, truths) is not self._truth(after, truths):
                    return False
        return True

    # ---- the form of a statement ------------------------------------------------------------------------------------

    def _inner(self, node: c.Node) -> Iterable[c.Node] | None:
        """The statements that a connective joins; ``None`` for what is judged as a whole."""
        match node:
            case c.Not(operand):
                return (operand,)
            case c.And(operands) | c.Or(operands):
                return operands
            case c.Call(name, (), True):
                return (self.definitions[name].body,)
            case c.Constant():
                return ()
        return None

    def _leaves(self, root: c.Node) -> Iterator[c.Node]:
        inner = self._inner(root)
        if inner is None:
            yield root
        for part in inner or ():
            yield from self._leaves(part)

    def _truth(self, node: c.Node, truths: dict[Any, Truth]) -> Truth:
        inner = self._inner(node)
        if inner is None:
            return truths[_key(node)]
        if isinstance(node, c.Constant):
            return bool(node.value)
        found = [self._truth(part, truths) for part in inner]
        if isinstance(node, c.Not):
            return None if found[0] is None else not found[0]
        if isinstance(node, c.Or):
            return True if True in found else None if None in found else False
        return False if False in found else None if None in found else True

    # ---- the words that atoms ask about -----------------------------------------------------------------------------

    def _asked(self, leaf: c.Node) -> tuple[str, str] | None:
        """The one fact or reading whose word decides a leaf: ``(fact|reading, id)``."""
        if not isinstance(leaf, c.Compare | c.Member | c.Truth | c.Applicable):
            return None
        found = {
            ("fact", node.id) if isinstance(node, c.Fact) else ("reading", node.name)
            for node in walk(leaf)
            if isinstance(node, c.Fact | c.Reading)
        }
        allowed = (c.Compare, c.Member, c.Truth, c.Applicable, c.Fact, c.Reading, c.Default, c.Constant)
        plain = all(isinstance(node, allowed) or self._group(node) is not None for node in walk(leaf))
        if len(found) != 1 or not plain:
            return None
        (one,) = found
        finite = one[0] == "reading" or self.facts[one[1]]["type"] in ("word", "boolean")
        return one if finite else None

    def _group(self, node: Any) -> frozenset[str] | None:
        """The words of a parameter that is a group and the same at all times."""
        if not isinstance(node, c.Parameter) or node.year is not None:
            return None
        entries = self.tables["parameters"][node.name]["entries"]
        return frozenset(entries[0][1]) if len(entries) == 1 and isinstance(entries[0][1], list) else None

    def _judged(self, leaf: Any, value: Any) -> Truth:
        """A leaf where the one thing that it asks about has ``value``."""
        if isinstance(leaf, c.Compare):
            return ops.compare(leaf.operator, self._value(leaf.left, value), self._value(leaf.right, value))[0]
        if isinstance(leaf, c.Member):
            return ops.member(self._value(leaf.item, value), self._value(leaf.group, value))[0]
        found = self._value(leaf.value, value)
        if isinstance(found, Unknown):
            return None
        return found is not NOT_APPLICABLE if isinstance(leaf, c.Applicable) else found

    def _value(self, node: Any, value: Any) -> Any:
        if isinstance(node, c.Constant):
            return node.value
        if isinstance(node, c.Default):
            found = self._value(node.value, value)
            return self._value(node.fallback, value) if found is NOT_APPLICABLE else found
        return self._group(node) if isinstance(node, c.Parameter) else value

    # ---- the domain -------------------------------------------------------------------------------------------------

    def _valuations(self, finite: dict[Any, c.Node], limit: int) -> list[dict[Any, Truth]] | None:
        """The truths that the leaves may have together; ``None`` where there would be more than ``limit``."""
        by_one: dict[tuple[str, str], list[Any]] = {}
        for key, leaf in finite.items():
            asked = self._asked(leaf)
            assert asked is not None
            by_one.setdefault(asked, []).append(key)
        facts = frozenset(name for kind, name in by_one if kind == "fact")
        groups: list[set[tuple[tuple[Any, Truth], ...]]] = []
        for related in self._together(facts):
            keys = [(name, key) for name in related for key in by_one[("fact", name)]]
            groups.append(
                {
                    tuple((key, self._judged(finite[key], values[name])) for name, key in keys)
                    for values in self._combinations(related)
                }
            )
        for kind, name in by_one:
            if kind == "reading":
                options = [reading_value(self.tables, name, each["name"]) for each in self.tables["readings"][name]["options"]]
                keys_ = by_one[(kind, name)]
                groups.append({tuple((key, self._judged(finite[key], value)) for key in keys_) for value in options})
        total = 1
        for group in groups:
            total *= len(group)
        if total > limit:
            return None
        return [dict(pair for part in parts for pair in part) for parts in product(*groups)]

    def _together(self, facts: frozenset[str]) -> list[tuple[str, ...]]:
        """The facts, those that relations bind to each other together."""
        bound = self._bound()
        joined = tuple(sorted(facts & bound))
        return [*([joined] if joined else []), *((fact,) for fact in sorted(facts - bound))]

    def _relations(self) -> list[dict[str, Any]]:
        return [relation for subject in self.tables["subjects"].values() for relation in subject["relations"]]

    def _bound(self) -> frozenset[str]:
        return frozenset(column for relation in self._relations() for column in relation["columns"])

    def _combinations(self, related: tuple[str, ...]) -> list[dict[str, Any]]:
        """What ``related`` may be together."""
        if related[0] not in self._bound():
            return [{related[0]: value} for value in self._values(related[0])]
        return [dict(zip(related, values, strict=True)) for values in {tuple(v[n] for n in related) for v in self._reachable()}]

    def _values(self, fact: str) -> list[Any]:
        """What a fact may be, not known included."""
        known = self.facts[fact]
        words = [True, False] if known["type"] == "boolean" else list(self.tables["enumerations"][known["enumeration"]]["words"])
        return [*words, _UNKNOWN, *([NOT_APPLICABLE] if known["may_not_apply"] else [])]

    @lru_cache(maxsize=1)  # noqa: B019  one prover lives as long as its process
    def _reachable(self) -> list[dict[str, Any]]:
        """Every combination of the facts that relations bind, any of them not known, after what follows is filled in."""
        relations = self._relations()
        columns = sorted(self._bound())
        full: list[dict[str, Any]] = [{}]
        for relation in relations:
            full = [
                have | dict(zip(relation["columns"], row, strict=True))
                for have in full
                for row in relation["rows"]
                if all(have.get(column, word) == word for column, word in zip(relation["columns"], row, strict=True))
            ]
        partial = {
            tuple(values[column] if keep else None for column, keep in zip(columns, kept, strict=True))
            for values in full
            for kept in product((True, False), repeat=len(columns))
        }
        found = set()
        for combination in partial:
            facts = {n: _UNKNOWN if word is None else word for n, word in zip(columns, combination, strict=True)}
            derive(relations, facts)
            found.add(tuple(None if isinstance(facts[n], Unknown) else facts[n] for n in columns))
        return [{n: _UNKNOWN if w is None else w for n, w in zip(columns, each, strict=True)} for each in found]


def _key(leaf: c.Node) -> Any:
    """What makes two leaves the same question: everything but the place where it is asked."""
    return repr(leaf) if not hasattr(leaf, "atom") else repr(_without_atom(leaf))


def _without_atom(leaf: Any) -> tuple[Any, ...]:
    return (type(leaf).__name__, *(getattr(leaf, name) for name in leaf.__slots__ if name != "atom"))
