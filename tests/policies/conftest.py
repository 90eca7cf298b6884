"""The 2023 policy, read and resolved once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.core.from_typed import translate as lower
from engine.core.policy import CorePolicy
from engine.resolved.from_surface import translate as resolve
from engine.resolved.policy import ResolvedPolicy
from engine.source.discovery import SourcePolicy, read_folder
from engine.source.nodes import to_plain
from engine.syntax.from_source import translate as parse
from engine.typed.from_resolved import translate as check_types
from tests.policies.asking import Asked

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


@pytest.fixture(scope="session")
def core(resolved: ResolvedPolicy) -> CorePolicy:
    typed, diagnostics = check_types(resolved)
    assert typed is not None, diagnostics
    policy, diagnostics = lower(typed)
    assert policy is not None, diagnostics
    return policy


@pytest.fixture(scope="session")
def asked(core: CorePolicy, resolved: ResolvedPolicy) -> Asked:
    return Asked(core, resolved)
