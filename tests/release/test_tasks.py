"""What ``policy todo`` tells of scenarios: after everything else, those that do not hold, are missing, or notice nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.helpers import invoke
from tests.release.test_gate import changed

FEATURE = "features/example.feature"
FAILS = (FEATURE, "| 89   | 不符合 | 不符合           |", "| 89   | 符合   | 不符合           |")
OPEN = ("policy/readings.yaml", "某市专技处", "待确认")


def told(folder: Path, *more: str) -> dict[str, Any]:
    answer = invoke("todo", str(folder), "--format", "json", *more)
    assert (answer.code, answer.err) == (0, "")
    return dict(json.loads(answer.out))


def test_a_scenario_that_does_not_hold(tmp_path: Path) -> None:
    found = told(changed(tmp_path / "a", FAILS))
    assert (found["open"], found["errors"], found["scenarios"]) == (0, 0, 2)
    failed, lacking = found["tasks"]
    assert (failed["kind"], failed["reason"], failed["subject"], failed["file"]) == (
        "scenario",
        "没有通过",
        "学时的边界",
        FEATURE,
    )
    assert failed["evidence"] == {"quoted": "“二.1”符合", "found": "“不符合” ≠ “符合”"}
    assert failed["what"] == "这个场景没有通过：对照新通知，场景写错的改场景，政策写错的改政策"
    assert (lacking["reason"], lacking["locator"], lacking["what"]) == ("缺少场景", "二.1", "补写一个不合格的场景")


def test_the_same_in_english(tmp_path: Path) -> None:
    failed, lacking = told(changed(tmp_path / "a", FAILS), "--lang", "en")["tasks"]
    assert failed["what"] == "this scenario does not hold: by the new notice put right the scenario, or the policy"
    assert lacking["what"] == "add a scenario that does not meet it"


def test_scenarios_wait_for_what_is_open(tmp_path: Path) -> None:
    folder = changed(tmp_path / "a", OPEN, FAILS)
    assert told(folder)["scenarios"] is None
    assert (told(folder, "--scenarios")["open"], told(folder, "--scenarios")["scenarios"]) == (1, 2)


def test_scenarios_wait_for_a_policy_that_can_be_run(tmp_path: Path) -> None:
    found = told(changed(tmp_path / "a", ("policy/rules/example.policy", "参数.累计学时", "参数.累积学时")), "--scenarios")
    assert (found["errors"], found["scenarios"]) == (1, None)


def test_a_fault_in_a_feature_file(tmp_path: Path) -> None:
    folder = changed(tmp_path / "a")
    path = folder.parent / FEATURE
    path.write_text(path.read_text(encoding="utf-8").replace("@二.1", "@二.9"), encoding="utf-8")
    assert any(task["file"] == FEATURE and "二.9" in task["what"] for task in told(folder)["tasks"])


def test_a_policy_without_features(tmp_path: Path) -> None:
    folder = changed(tmp_path / "a")
    (folder.parent / FEATURE).unlink()
    assert any("E0817" in (task["subject"], task["reason"]) for task in told(folder)["tasks"])


def test_changes_that_no_scenario_notices_are_told_where_asked_for(tmp_path: Path) -> None:
    folder = changed(tmp_path / "a", (FEATURE, "      | 2025-11-28 | 符合   | 不符合           |\n", ""))
    assert told(folder)["tasks"] == []
    tasks = told(folder, "--mutants")["tasks"]
    assert {task["reason"] for task in tasks} == {"没有发现"}
    assert tasks[0]["file"] == "rules/example.policy"
    assert tasks[0]["what"].startswith("政策这里改错了没有场景能发现：补写一个能发现的场景")
    assert any(FEATURE in place for task in tasks for place in task["scenarios"])
