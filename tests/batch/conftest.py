"""The policy once, and registers to try."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import api
from tests.cli.helpers import ROOT


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("POLICY_CACHE_DIR", str(cache))
    monkeypatch.delenv("POLICY_LANG", raising=False)
    monkeypatch.delenv("POLICY_DEBUG", raising=False)


@pytest.fixture(scope="session")
def policy(cache: Path) -> api.Policy:
    return api.load_policy(str(ROOT / "policies" / "2023"), cache=str(cache))
