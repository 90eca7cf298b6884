"""What names mean at a place of generated code, and what the module offers there. Part of :mod:`engine.direct`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from engine.core import nodes as n
from engine.core.policy import CorePolicy
from engine.core.walk import children
from engine.evaluate.codegen.constants import is_short, literal
from engine.values import NOT_APPLICABLE

#: Characters of one expression beyond which a subject is left to the general way.
LONGEST = 60_000


class NotCovered(Exception):
    """A construct that this room leaves to the general way; ``args[0]`` says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """Bound variables, the year's entry that is being read and the routing row, each as Python expressions.

    ``entry``: record, the expression of its year, and the expression of each field; ``row``: attribute → expression.
    """

    variables: tuple[tuple[str, str], ...] = ()
    entry: tuple[str, str, tuple[tuple[str, str], ...]] | None = None
    row: tuple[tuple[str, str], ...] = ()

    def bind(self, names: tuple[str, ...], values: tuple[str, ...]) -> Place:
        """This place with only these variables, as within a definition."""
        return replace(self, variables=tuple(zip(names, values, strict=True)))

    def also(self, name: str, value: str) -> Place:
        """This place with one more variable."""
        others = tuple(pair for pair in self.variables if pair[0] != name)
        return replace(self, variables=(*others, (name, value)))


@dataclass
class Module:
    """What all functions of a generated module share: the policy, constants, and who may have incidents."""

    policy: CorePolicy
    tables: dict[str, Any]
    constants: dict[str, str] = field(default_factory=dict)
    _risky: dict[int, bool] = field(default_factory=dict)
    _kept: list[n.Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.definitions = {each.name: each for each in self.policy.definitions}
        self.parameters = dict(self.policy.parameters)
        chosen = dict(self.policy.chosen)
        self.readings = {name: dict(options)[chosen[name]] for name, options in self.policy.readings}
        self.missing = {
            (record, id): value if none else None for record, none, listed in self.policy.records for id, value in listed
        }
        self.names = 0

    def name(self, prefix: str) -> str:
        """A name used nowhere else in the module."""
        self.names += 1
        return f"{prefix}{self.names}"

    def constant(self, value: Any) -> str:
        """An expression for a constant, made once per module where it is no plain literal."""
        if value is NOT_APPLICABLE:
            return "NOT_APPLICABLE"
        return literal(value) if is_short(value) else self.made_once(literal(value))

    def made_once(self, text: str) -> str:
        """A name for what ``text`` makes when the module is loaded."""
        return self.constants.setdefault(text, f"K{len(self.constants)}")

    def may_tell(self, node: n.Node | n.Alternative) -> bool:
        """Whether evaluating ``node`` may tell an incident, which must not be passed over."""
        known = self._risky.get(id(node))
        if known is None:
            known = self._may_tell(node)
            self._risky[id(node)] = known
            self._kept.append(node)  # type: ignore[arg-type]  # so that its id stays its own
        return known

    def _may_tell(self, node: n.Node | n.Alternative) -> bool:
        match node:
            case n.YearInterval() | n.DateShift():
                return True
            case n.Choice() if len(node.alternatives) > 1:
                return True
            case n.Parameter() if node.year is not None:
                return True
            case n.Quantifier() | n.Aggregate() if not isinstance(node.years, n.YearList):
                return True
            case n.Call() if self.may_tell(self.definitions[node.name].body):
                return True
            case _:
                return any(map(self.may_tell, children(node)))
