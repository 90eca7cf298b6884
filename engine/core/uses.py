"""What expressions read: facts, figures, readings, definitions. Part of :mod:`engine.core`.

Definitions stand callees first, so each is gone through once, and what it reads is known wherever it is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.core import nodes as c
from engine.core.policy import CorePolicy
from engine.core.walk import walk


class Uses(NamedTuple):
    """What evaluating expressions may touch, definitions followed; each once, in the order of reading.

    ``facts``: ids of facts and records; ``atoms``: numbers, ascending.
    """

    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    readings: tuple[str, ...]
    definitions: tuple[str, ...]
    atoms: tuple[int, ...]


class Index:
    """Answers, for one policy, what any of its expressions read."""

    def __init__(self, policy: CorePolicy) -> None:
        self._definitions: dict[str, Uses] = {}
        for definition in policy.definitions:
            self._definitions[definition.name] = self.uses([definition.body])

    def uses(self, roots: Iterable[c.Node]) -> Uses:
        """What evaluating all of ``roots`` may touch."""
        found: list[dict] = [{}, {}, {}, {}, {}]
        facts, parameters, readings, definitions, atoms = found
        for node in walk(*roots):
            match node:
                case c.Constant():
                    pass
                case c.Fact(id):
                    facts[id] = None
                case c.Field(record):
                    facts[record] = None
                case c.Parameter(name):
                    parameters[name] = None
                case c.Reading(name):
                    readings[name] = None
                case c.Call(name):
                    definitions[name] = None
                    for own, inherited in zip(found, self._definitions[name], strict=True):
                        own.update(dict.fromkeys(inherited))
                case _ if hasattr(node, "atom"):
                    atoms[node.atom.number] = None
        return Uses(tuple(facts), tuple(parameters), tuple(readings), tuple(definitions), tuple(sorted(atoms)))
