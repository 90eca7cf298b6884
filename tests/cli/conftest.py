"""A cache and a language of the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.helpers import ROOT


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("POLICY_CACHE_DIR", str(cache_folder))
    monkeypatch.delenv("POLICY_LANG", raising=False)
    monkeypatch.delenv("POLICY_DEBUG", raising=False)
