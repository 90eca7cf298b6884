"""Runs a feature file against any policy, in this process and with the same step definitions that pytest-bdd uses.

For tests that ask which scenarios fail once the policy is wrong: nothing is collected and no worker started, so that
a changed policy costs little more than compiling it. Also answers which definition a step means.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from engine import api
from tests.features.check import Check
from tests.features.steps import facts, outcomes, rows

#: The modules of the vocabulary.
MODULES: tuple[ModuleType, ...] = (facts, outcomes, rows)
_TYPES = {"Context": "given", "Action": "when", "Outcome": "then"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scenario with its figures filled in. ``type``: given, when or then."""

    type: str
    text: str
    table: list[list[str]] | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, or one line of the examples of an outline, steps of the background included."""

    name: str
    tags: tuple[str, ...]
    steps: tuple[Step, ...]


def definitions() -> list[StepFunctionContext]:
    """The step definitions of the vocabulary, in the order of the modules."""
    names = {module.__name__ for module in MODULES}
    return [each for each in step_function_context_registry.values() if each.step_func.__module__ in names]


def meant(step: Step) -> list[StepFunctionContext]:
    """The definitions that a step may mean; there should be exactly one."""
    return [each for each in definitions() if each.type == step.type and each.parser.is_matching(step.text)]


def scenarios(text: str) -> Iterator[Scenario]:
    """The scenarios of a feature file's text; raises a gherkin ``ParserError``."""
    document: Any = Parser().parse(text) | {"uri": ""}
    for pickle in Compiler().compile(document):
        tags = tuple(tag["name"].removeprefix("@") for tag in pickle["tags"])
        yield Scenario(pickle["name"], tags, tuple(map(_step, pickle["steps"])))


def _step(step: Any) -> Step:
    rows_ = step.get("argument", {}).get("dataTable", {}).get("rows")
    table = None if rows_ is None else [[cell["value"] for cell in row["cells"]] for row in rows_]
    return Step(_TYPES.get(step.get("type", ""), "unknown"), step["text"], table)


def run(scenario: Scenario, policy: api.Policy) -> bool:
    """Whether a scenario holds under ``policy``."""
    check = Check(policy)
    try:
        for step in scenario.steps:
            _perform(step, check)
    except AssertionError:
        return False
    return True


def _perform(step: Step, check: Check) -> None:
    (definition,) = meant(step)
    given = {"check": check, "datatable": step.table} | definition.parser.parse_arguments(step.text)
    wanted = inspect.signature(definition.step_func).parameters
    definition.step_func(**{name: value for name, value in given.items() if name in wanted})


def failing(file: Path, policy: api.Policy, tag: str | None = None) -> list[str]:
    """Names of the scenarios of a feature file that do not hold, each once; only those tagged ``tag`` if given."""
    chosen = [s for s in scenarios(file.read_text(encoding="utf-8")) if tag is None or tag in s.tags]
    assert chosen, f"nothing tagged {tag} in {file.name}"
    return list(dict.fromkeys(scenario.name for scenario in chosen if not run(scenario, policy)))
