"""The shipped policy as SQL: every example and every scenario's application, as the reference decides them."""

from __future__ import annotations

from typing import Any

import pytest

from engine import api
from engine.acceptance.runner import run
from engine.acceptance.testing import read
from engine.artifact.tables import bindings
from tests.building import CURRENT, ROOT, lowered
from tests.columnar.equality import differences

Asked = dict[str, list[tuple[Any, Any]]]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(str(CURRENT))


@pytest.fixture(scope="module")
def core(policy: api.Policy) -> Any:
    return lowered(str(CURRENT))


def watched(policy: api.Policy, asked: Asked) -> api.Policy:
    """The policy, noting the facts and the date of all that is asked of it under the readings as they are chosen."""
    base, chosen = policy.evaluator(), bindings(policy.tables, None)

    def evaluate(subject: str, facts: Any, around: Any) -> Any:
        if around.readings == chosen.readings and around.row_years == 0:
            asked.setdefault(subject, []).append((facts, around.on))
        return base(subject, facts, around)

    return policy.changed(policy.tables, evaluate)


def held(policy: api.Policy, core: Any, asked: Asked) -> int:
    """Hold all that was asked against SQL; how much it was."""
    for subject, cases in asked.items():
        assert differences(core, policy.tables, subject, bindings(policy.tables, None), cases) == [], subject
    return sum(map(len, asked.values()))


def test_every_example_is_decided_the_same(policy: api.Policy, core: Any) -> None:
    asked: Asked = {}
    for path in EXAMPLES:
        watched(policy, asked).evaluate(path.read_bytes(), file=path.name)
    assert held(policy, core, asked) > len(EXAMPLES), "remedies and later years are asked too"


def test_every_scenario_is_decided_the_same(policy: api.Policy, core: Any) -> None:
    asked: Asked = {}
    scenarios, _ = read(str(CURRENT), None, policy, None)
    for scenario in scenarios:
        run(scenario, watched(policy, asked))
    assert held(policy, core, asked) > len(scenarios) > 100
