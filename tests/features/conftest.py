"""Fixtures of the feature files: the policy they speak of, a fresh question for each scenario, and the steps of
:mod:`engine.acceptance` made known to pytest-bdd."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_bdd import parsers, step

from engine import api
from engine.acceptance.check import Check
from engine.acceptance.definitions import definitions
from tests.features import POLICY
from tests.repository import ROOT

for _definition in definitions():
    step(
        parsers.re(_definition.expression.pattern),
        type_=_definition.type,
        converters=dict.fromkeys(_definition.numbers, int),
    )(_definition.function)


@pytest.fixture(scope="session")
def policy() -> api.Policy:
    """The policy that the features are written for."""
    return api.load_policy(str(POLICY))


@pytest.fixture
def check(policy: api.Policy) -> Check:
    """A question, still empty."""
    return Check(policy, str(ROOT / "features"))


def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool:
    """Tags are locators of clauses, not pytest markers; tests/test_feature_files.py holds them against the register."""
    return True
