"""Policy folders for tests: the small policy with files laid over it, taken through the pipeline."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine import pipeline
from engine.core.invariants import check_invariants
from engine.core.policy import CorePolicy
from engine.diagnostics import Diagnostic

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "policies" / "small"
CURRENT = ROOT / "policies" / "2023"


def lay(place: Path, files: Mapping[str, str], base: Path | None = SMALL) -> str:
    """A folder at ``place``: a copy of ``base`` with ``files`` (name → text) written over it."""
    if base is not None:
        shutil.copytree(base, place)
    for name, text in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return str(place)


def lowered(folder: str, *layers: str) -> CorePolicy:
    """The core of a policy that must be right, its invariants held."""
    result = pipeline.run(folder, layers, "core")
    assert not result.failed, [(each.code, str(each.span), each.arguments) for each in result.diagnostics]
    core: CorePolicy = result.stages["core"]
    check_invariants(core)
    return core


def problems(folder: str, *layers: str) -> tuple[list[Diagnostic], dict[str, str]]:
    """All that is wrong or doubtful, and the texts pointed into."""
    result = pipeline.check(folder, layers)
    return result.diagnostics, result.sources


def condition(core: CorePolicy, name: str) -> Any:
    """The condition of that name."""
    return next(each for part in core.subjects for each in part.conditions if each.name == name)
