"""Every construct of the language: what core nodes it becomes, and what it means to both evaluators.

One data file a construct, ``tests/constructs/*.yaml``: ``construct`` (its name), ``rules`` with a condition 试, ``files``
laid over the small policy, ``core`` and ``definition_core`` (node kinds that must occur), ``situations`` (facts → status, or
the code of what is refused).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from engine import api
from engine.core import nodes
from engine.core.walk import walk
from engine.source.nodes import to_plain
from engine.source.yaml_reader import read_yaml
from tests.building import ROOT, condition, lay, lowered

FILES = sorted((ROOT / "tests" / "constructs").glob("*.yaml"))
BASE = {"申报年度": 2025, "申报日期": "2025-06-02"}


def read(path: Path) -> dict[str, Any]:
    document, diagnostics = read_yaml(path.name, path.read_bytes())
    assert document is not None, diagnostics
    data: dict[str, Any] = to_plain(document.root)
    return data


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    data = read(request.param)
    files = {"rules/trial.policy": data["rules"], **data.get("files", {})}
    return data, lay(tmp_path_factory.mktemp("construct") / "policy", files)


def kinds(*roots: Any) -> set[str]:
    return {type(node).__name__ for node in walk(*roots)}


def test_becomes_the_core_nodes_named(built: tuple[dict[str, Any], str]) -> None:
    data, folder = built
    core = lowered(folder)
    assert set(data["core"]) <= kinds(condition(core, "试").requires)
    if "definition" in data:
        body = next(each.body for each in core.definitions if each.name == data["definition"])
        assert set(data["definition_core"]) <= kinds(body)


def test_means_the_same_to_both_evaluators(built: tuple[dict[str, Any], str]) -> None:
    data, folder = built
    policy = api.load_policy(folder)
    for situation in data["situations"]:
        for reference in (False, True):
            if "code" in situation:
                with pytest.raises(api.InvalidApplication) as raised:
                    policy.evaluate(BASE | situation["facts"], reference=reference)
                assert [each.code for each in raised.value.diagnostics] == [situation["code"]]
                continue
            decision = policy.evaluate(BASE | situation["facts"], reference=reference)
            (finding,) = [one for one in decision.data["findings"] if one["condition"] == "试"]
            assert finding["status"] == situation["status"], (data["construct"], situation, reference)


def test_every_core_node_has_a_construct() -> None:
    shown = {kind for path in FILES for key in ("core", "definition_core") for kind in read(path).get(key, [])}
    implied = {"Fact", "RowAttribute"}  # facts are everywhere; 本行 is asked of rows, see test_translation.py
    assert {kind.__name__ for kind in get_args(nodes.Node)} <= shown | implied
