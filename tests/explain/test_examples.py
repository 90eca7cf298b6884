"""The shipped policy's examples: valid decisions, the expected results, and letters fit to be read aloud."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import api
from tests.explain.test_decision import VALIDATOR

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def policy() -> api.Policy:
    return api.load_policy(str(ROOT / "policies" / "2023"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(policy: api.Policy, path: Path) -> None:
    decision = policy.evaluate(path.read_bytes(), file=path.name)
    data = decision.to_json()
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    expected: dict[str, Any] = yaml.safe_load(path.with_suffix(".expected.yaml").read_text(encoding="utf-8"))
    assert (data["decision"], data["final"]) == (expected["决定"], expected["final"])
    certain = [row["locator"] for row in data["committees"] if row["scope"] == "true"]
    assert certain == expected.get("评委会", []) or data["decision"] == "incomplete"
    assert {entry["path"].partition("[")[0] for entry in data["missing"]} >= {
        path.partition("[")[0] for path in expected.get("缺", [])
    }
    fit_to_be_read(api.letter(decision), api.letter(decision, "en"), expected)


def fit_to_be_read(chinese: str, english: str, expected: dict[str, Any]) -> None:
    """Nothing of the machine shows through, and the clauses that decide are named."""
    for text in (chinese, english):
        assert not re.search(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|。。|，，|；；|【】|\[\]", text)
    assert not re.search(r"[a-z]+_[a-z]+", chinese)
    assert "自查" in chinese.splitlines()[-1]
    for clause in expected.get("条款", []) if expected["决定"] == "ineligible" else []:
        assert f".{clause.rpartition('.')[2]}" in chinese
