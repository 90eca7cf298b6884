"""The policy once, and a register to try."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import api
from tests.cli.helpers import ROOT

POLICY = str(ROOT / "policies" / "2023")
ROWS = 240


@pytest.fixture(scope="session")
def policy(cache: str) -> api.Policy:
    return api.load_policy(POLICY, cache=cache)


@pytest.fixture(scope="session")
def rows(policy: api.Policy) -> list[dict[str, Any]]:
    """Drawn applications; two of them cannot be read."""
    register = api.Register(policy.tables, policy.subjects()[0], ROWS, "impact", 0.0)
    drawn = [json.loads(line) for line in register.lines("jsonl")]
    drawn[3]["申报年度"] = "去年"
    drawn[200]["不认识的栏"] = 1
    return drawn


@pytest.fixture(scope="session")
def register(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("register") / "register.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)
