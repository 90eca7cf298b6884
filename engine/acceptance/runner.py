"""Runs scenarios against any policy, in this process. Part of :mod:`engine.acceptance`.

Nothing is collected and no worker started, so that a changed policy costs little more than making it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from engine import api
from engine.acceptance.check import Check
from engine.acceptance.claims import Unmet
from engine.acceptance.definitions import Definition, definitions
from engine.acceptance.scenarios import Scenario, Step


@dataclass(frozen=True, slots=True)
class Ran:
    """A scenario that was run. ``step`` is the one that does not hold and ``reason`` why; both empty where all hold."""

    scenario: Scenario
    step: str = ""
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether every step holds."""
        return not self.step


def meant(step: Step) -> list[Definition]:
    """The definitions that a step may mean; there should be exactly one."""
    return [found for found, _ in _meant(step.type, step.text)]


@cache
def _meant(type_: str, text: str) -> tuple[tuple[Definition, dict[str, object]], ...]:
    found = ((each, each.arguments(text)) for each in definitions() if each.type == type_)
    return tuple((each, arguments) for each, arguments in found if arguments is not None)


def run(scenario: Scenario, policy: api.Policy, check: Check | None = None) -> Ran:
    """Carry out a scenario under ``policy``; ``check`` takes the place of a fresh question."""
    check = check or Check(policy, scenario.folder)
    for step in scenario.steps:
        try:
            _perform(step, check)
        except Unmet as problem:
            return Ran(scenario, step.text, str(problem))
        except (KeyError, ValueError, StopIteration, AttributeError) as problem:
            return Ran(scenario, step.text, f"{type(problem).__name__}: {problem}")
    return Ran(scenario)


def _perform(step: Step, check: Check) -> None:
    found = _meant(step.type, step.text)
    if len(found) != 1:
        raise Unmet(f"{len(found) or 'no'} definition{'s' * (len(found) > 1)} of {step.text}")
    definition, arguments = found[0]
    offered = {"check": check, "datatable": step.table} | arguments
    definition.function(**{name: value for name, value in offered.items() if name in definition.parameters})
