"""The shipped policy as SQL: every example and every scenario's application, as the reference decides them."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from engine import api
from engine.acceptance.check import Check
from engine.acceptance.claims import Unmet
from engine.acceptance.runner import run
from engine.acceptance.testing import read
from engine.artifact.tables import bindings
from tests.building import CURRENT, ROOT, lowered
from tests.columnar.engines import NAMES
from tests.columnar.equality import differences

Asked = dict[str, dict[str, tuple[Any, Any]]]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(str(CURRENT))


@pytest.fixture(scope="module")
def core(policy: api.Policy) -> Any:
    return lowered(str(CURRENT))


def watched(policy: api.Policy, asked: Asked) -> api.Policy:
    """The policy, noting once the facts and the date of all that is asked of it under the readings as they are chosen."""
    base, chosen = policy.evaluator(), bindings(policy.tables, None)

    def evaluate(subject: str, facts: Any, around: Any) -> Any:
        if around.readings == chosen.readings and around.row_years == 0:
            key = repr((sorted(facts.items(), key=lambda fact: str(fact[0])), around.on))
            asked.setdefault(subject, {})[key] = (facts, around.on)
        return base(subject, facts, around)

    return policy.changed(policy.tables, evaluate)


class Whole(Check):
    """Explains the whole decision, whatever the scenario claims of it: remedies and later years are asked too."""

    def ask(self) -> None:
        super().ask()
        with contextlib.suppress(Unmet):
            dict(self.data)


@pytest.fixture(scope="module")
def of_examples(policy: api.Policy) -> Asked:
    asked: Asked = {}
    for path in EXAMPLES:
        watched(policy, asked).evaluate(path.read_bytes(), file=path.name)
    assert sum(map(len, asked.values())) > len(EXAMPLES), "remedies and later years are asked too"
    return asked


@pytest.fixture(scope="module")
def of_scenarios(policy: api.Policy) -> Asked:
    asked: Asked = {}
    scenarios, _ = read(str(CURRENT), None, policy, None)
    for scenario in scenarios:
        asking = watched(policy, asked)
        run(scenario, asking, Whole(asking, scenario.folder))
    assert sum(map(len, asked.values())) > len(scenarios) > 100
    return asked


def held(policy: api.Policy, core: Any, asked: Asked, name: str, only: str | None = None) -> None:
    """Hold all that was asked against the SQL of a database."""
    for subject, cases in asked.items():
        assert differences(core, policy.tables, subject, bindings(policy.tables, None), list(cases.values()), name, only) == [], (
            subject
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_decided_the_same(policy: api.Policy, core: Any, of_examples: Asked, name: str) -> None:
    held(policy, core, of_examples, name)


#: Of scenarios, which are many, Spark is asked for the decision with its clauses, and not for every column.
@pytest.mark.parametrize(("name", "only"), [("duckdb", None), ("spark", "clauses"), ("postgres", None)])
def test_every_scenario_is_decided_the_same(
    policy: api.Policy, core: Any, of_scenarios: Asked, name: str, only: str | None
) -> None:
    held(policy, core, of_scenarios, name, only)
