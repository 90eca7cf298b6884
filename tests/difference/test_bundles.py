"""A released bundle on one side, and on both."""

from __future__ import annotations

from pathlib import Path

from engine.difference.public import compare_policies
from tests.difference.edits import BASES, edited
from tests.release.conftest import released


def test_bundles(tmp_path: Path, cache: str) -> None:
    made = released()
    assert made.data is not None
    bundle = tmp_path / "2025.bundle"
    bundle.write_bytes(made.data)
    assert compare_policies(str(bundle), str(BASES["example"]), cache=cache).same
    new = edited(tmp_path / "new", "example", [("parameters.yaml", '"2025-11-28"', '"2025-12-01"')])
    found = compare_policies(str(bundle), new, cache=cache)
    assert "  报送截止日：2025-11-28 → 2025-12-01（推迟 3 天，1 个工作日）\n" in found.text()
    assert found.data()["old"]["policy"] == str(bundle)
