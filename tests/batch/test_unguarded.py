"""Programs whose file begins a run as it is loaded: processes load it too, and end; that is told, never waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import api
from tests.batch.helpers import POLICY, ROOT, register

BEGINNING = f"from engine import api\npolicy = api.load_policy({POLICY!r}, cache={{cache!r}})\n"
BATCH = "api.run_batch(policy.artifact, api.BatchRequest(({path!r},), {out!r}, jobs=2))\n"
IMPACT = (
    "asked = api.ImpactRequest(inputs=({path!r},), jobs=2, settings=('参数.年度总学时=100',))\n"
    f"api.impact_of({POLICY!r}, None, asked, cache={{cache!r}})\n"
)


@pytest.mark.parametrize("run", [BATCH, IMPACT], ids=["batch", "impact"])
def test_it_is_told_that_processes_ended(policy: api.Policy, cache: str, tmp_path: Path, run: str) -> None:
    path = register(policy, tmp_path / "in.jsonl", 1_100)
    program = tmp_path / "program.py"
    text = (BEGINNING + run).format(cache=cache, path=str(path), out=str(tmp_path / "out.jsonl"))
    program.write_text(text, encoding="utf-8")
    ended = subprocess.run([sys.executable, str(program)], cwd=ROOT, env=_environment(), capture_output=True, timeout=120)
    assert ended.returncode == 1
    assert b"InvalidInput: E0998" in ended.stderr


def test_below_a_guard_it_runs(policy: api.Policy, cache: str, tmp_path: Path) -> None:
    path, out = register(policy, tmp_path / "in.jsonl", 1_100), tmp_path / "out.jsonl"
    lines = (BEGINNING + BATCH).format(cache=cache, path=str(path), out=str(out)).splitlines()
    program = tmp_path / "program.py"
    program.write_text(
        "\n".join([lines[0], "if __name__ == '__main__':", *(f"    {line}" for line in lines[1:])]), encoding="utf-8"
    )
    subprocess.run([sys.executable, str(program)], cwd=ROOT, env=_environment(), check=True, timeout=120)
    assert len(out.read_bytes().splitlines()) == 1_100


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
