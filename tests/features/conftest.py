"""Fixtures of the feature files: the policy they speak of, and a fresh question for each scenario."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import api
from tests.features.check import POLICY, Check
from tests.features.steps.facts import *  # noqa: F403  pytest-bdd finds steps among the names of a conftest
from tests.features.steps.outcomes import *  # noqa: F403
from tests.features.steps.rows import *  # noqa: F403


@pytest.fixture(scope="session")
def policy() -> api.Policy:
    """The policy that the features are written for."""
    return api.load_policy(str(POLICY))


@pytest.fixture
def check(policy: api.Policy) -> Check:
    """A question, still empty."""
    return Check(policy)


def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool:
    """Tags are locators of clauses, not pytest markers; tests/test_feature_files.py holds them against the register."""
    return True
