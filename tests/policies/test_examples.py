"""Every shipped example comes out as the file beside it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import api
from engine.source.nodes import to_plain
from engine.source.yaml_reader import read_yaml
from tests.policies.conftest import FOLDER

EXAMPLES = sorted((FOLDER.parents[1] / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def policy():
    return api.load_policy(str(FOLDER))


def _against(data: dict[str, Any]) -> Iterator[str]:
    """Clauses named by the findings that stand against an application."""
    rows = [finding for row in data["committees"] for finding in row.get("findings", [])]
    for finding in [*data["findings"], *rows]:
        if finding["blocks"] and finding["status"] == "not_met":
            yield from finding["clauses"]
            for element in finding["elements"]:
                for comparison in element["comparisons"]:
                    if comparison["satisfied"] is False:
                        yield from comparison["clauses"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("reference", [False, True], ids=["compiled", "reference"])
def test_example(policy, path: Path, reference: bool):
    expected_path = path.with_suffix(".expected.yaml")
    document, diagnostics = read_yaml(str(expected_path), expected_path.read_bytes())
    assert document is not None, diagnostics
    expected = to_plain(document.root)
    data = policy.evaluate(path.read_bytes(), file=path.name, reference=reference).data
    assert data["decision"] == expected["决定"]
    assert data["final"] == expected["final"]
    assert [row["locator"] for row in data["committees"]] == expected["评委会"]
    assert sorted(set(_against(data))) == sorted(expected["条款"])
    assert [fact["path"] for fact in data["missing"]] == expected["缺"]
    if expected["决定"] == "not_applicable":
        assert data["referrals"], "somebody to ask"


def test_the_examples_cover_every_decision(policy):
    decisions = {policy.evaluate(path.read_bytes(), file=path.name).decision for path in EXAMPLES}
    assert decisions == {"eligible", "ineligible", "incomplete", "not_applicable", "compliant", "breach"}
    assert len(EXAMPLES) >= 12
