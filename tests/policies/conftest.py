"""The 2023 policy, read and resolved once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.resolved.from_surface import translate as resolve
from engine.resolved.policy import ResolvedPolicy
from engine.source.discovery import SourcePolicy, read_folder
from engine.source.nodes import to_plain
from engine.syntax.from_source import translate as parse

FOLDER = Path(__file__).parents[2] / "policies" / "2023"


@pytest.fixture(scope="session")
def source() -> SourcePolicy:
    policy, diagnostics = read_folder(str(FOLDER))
    assert policy is not None, diagnostics
    return policy


@pytest.fixture(scope="session")
def resolved(source: SourcePolicy) -> ResolvedPolicy:
    surface, diagnostics = parse(source)
    assert diagnostics == []
    policy, diagnostics = resolve(surface)
    assert policy is not None, diagnostics
    return policy


@pytest.fixture(scope="session")
def files(source: SourcePolicy) -> dict[str, Any]:
    """Every YAML file of the folder as plain data, by its name within the folder."""
    return {name: to_plain(document.root) for name, document in source.documents.items()}
