"""The policy once."""

from __future__ import annotations

import pytest

from engine import api
from tests.cli.helpers import ROOT


@pytest.fixture(scope="session")
def policy(cache: str) -> api.Policy:
    return api.load_policy(str(ROOT / "policies" / "2023"), cache=cache)
