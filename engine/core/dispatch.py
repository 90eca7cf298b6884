"""Which statements can count for a case, told by the words of a few facts. Part of :mod:`engine.core`.

Statements that need the same words of the same facts (:mod:`engine.core.guards`) form a group; ``plan`` chooses the facts
that part the statements best. A back end asks for the groups that the words of a case leave::

    guards = Guards(policy.definitions)
    groups = plan([guards.needed(condition.applies) for condition in part.conditions])
    groups.possible({"series": "工程", "level": Unknown})      # numbers of statements, ascending

A fact that is not given, or is given as unknown, leaves every statement that the other facts leave. Statements that need no
words are always left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.core.guards import PLAIN

#: By how many facts statements are told apart at most.
MOST_KEYS = 4


class Group(NamedTuple):
    """Statements (by number, ascending) that count only where every fact of ``words`` is unknown or one of its words."""

    words: tuple[tuple[str, frozenset], ...]
    members: tuple[int, ...]


class Plan(NamedTuple):
    """``keys``: the facts asked for; ``groups``: every statement in exactly one."""

    keys: tuple[str, ...]
    groups: tuple[Group, ...]

    def possible(self, facts: Mapping[str, object]) -> list[int]:
        """The numbers of the statements that can count for a case."""
        found: list[int] = []
        for group in self.groups:
            if all(not isinstance(facts.get(fact), PLAIN) or facts[fact] in words for fact, words in group.words):
                found += group.members
        return sorted(found)


def plan(needs: Sequence[Mapping[str, frozenset]]) -> Plan:
    """The groups of statements of which the needs are given, by number."""
    asked = Counter(fact for each in needs for fact in each)
    keys = tuple(sorted(asked, key=lambda fact: (-asked[fact], fact))[:MOST_KEYS])
    members: defaultdict[tuple[tuple[str, frozenset], ...], list[int]] = defaultdict(list)
    for number, each in enumerate(needs):
        members[tuple((fact, each[fact]) for fact in keys if fact in each)].append(number)
    return Plan(keys, tuple(Group(words, tuple(numbers)) for words, numbers in members.items()))
