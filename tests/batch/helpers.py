"""Run ``policy batch`` and read what it wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine import api
from tests.cli.helpers import ROOT, Answer, invoke

KEY = "_编号"
POLICY = str(ROOT / "policies" / "2023")


def batch(*arguments: str | Path) -> Answer:
    return invoke("batch", "--policy", POLICY, "--jobs", "1", *map(str, arguments))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def register(policy: api.Policy, path: Path, count: int, seed: str = "a", wrong: float = 0.0) -> Path:
    """A synthetic register in ``path``."""
    with open(path, "wb") as out:
        api.Register(policy.tables, "申报", count, seed, wrong).write(path.suffix[1:], out)
    return path


def good(**facts: Any) -> dict[str, Any]:
    """An application that is in order, with other facts in place of its own."""
    made = json.loads((ROOT / "examples" / "02-水利工程-未发现不符合.json").read_text(encoding="utf-8"))
    return {name: value for name, value in (made | facts).items() if value is not ...}


def row(**facts: Any) -> str:
    return json.dumps(good(**facts), ensure_ascii=False)
