"""The bundle of the example, made once."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from engine.release.public import Released, release

EXAMPLE = Path(__file__).parent / "example" / "policy"


def released(folder: Path | str = EXAMPLE, **more: object) -> Released:
    """Release ``folder`` without a bar."""
    options: dict[str, object] = {"by": ["某市专技处"], "on": "2025-05-20"} | more
    return release(str(folder), clock=perf_counter, progress=lambda stage: lambda done, total: None, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's bundle on disk."""
    made = released()
    assert made.data is not None, made.gate.diagnostics
    path = tmp_path_factory.mktemp("bundle") / "2025.bundle"
    path.write_bytes(made.data)
    return path
