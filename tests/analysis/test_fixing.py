"""``policy check --fix``: what is taken out, that nothing else is, and that it is kept only where it changes no decision."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import api
from tests.building import SMALL, lay
from tests.cli.helpers import invoke

KNOWN = (SMALL / "checks.yaml").read_text("utf-8")
RULES = """# 保留的注释
定义 多余：
    含涉密材料 【一.2】
  例外 初定除外：若 申报方式 是 初定 则 否 【一.2】

定义 多余二：
    非 多余 【一.2】

条件 试 【一.2】
    主体 申报
    应当 非 含涉密材料
"""
LEFT = """# 保留的注释
条件 试 【一.2】
    主体 申报
    应当 非 含涉密材料
"""


def test_unused_definitions_and_idle_entries_are_taken_out(tmp_path: Path) -> None:
    idle = KNOWN + "  - {代码: W0517, 位置: [单位性质], 理由: 某理由}\n"
    folder = lay(tmp_path / "policy", {"rules/trial.policy": RULES, "checks.yaml": idle})
    assert api.fix_policy(folder) == {"rules/trial.policy": (RULES, LEFT), "checks.yaml": (idle, KNOWN)}
    assert (tmp_path / "policy" / "rules" / "trial.policy").read_text("utf-8") == RULES


def test_a_definition_that_something_else_stands_on_stays(tmp_path: Path) -> None:
    """A classification that nothing uses is left to the officer, and so is what it reads."""
    rules = "定义 多余：\n    含涉密材料 【一.2】\n\n归类 多余归口 【一.2】\n    若 多余 归 甲\n    其余 乙\n"
    folder = lay(tmp_path / "policy", {"rules/trial.policy": rules})
    assert {each.code for each in api.check_policy(folder)[0]} >= {"W0502"}
    assert api.fix_policy(folder) == {}


def test_an_entry_that_is_the_last_stays(tmp_path: Path) -> None:
    """An empty list would break the schema: the change is tried and not kept."""
    only = "不再提示:\n  - {代码: W0517, 位置: [单位性质], 理由: 某理由}\n"
    folder = lay(tmp_path / "policy", {"checks.yaml": only})
    assert api.fix_policy(folder) == {}


def test_what_can_be_taken_out_is_where_not_everything_can(tmp_path: Path) -> None:
    rules = RULES + "\n定义 另一：\n    含涉密材料 【一.2】\n\n归类 归口二 【一.2】\n    若 另一 归 甲\n    其余 乙\n"
    folder = lay(tmp_path / "policy", {"rules/trial.policy": rules})
    (changed,) = api.fix_policy(folder).values()
    assert "定义 另一" in changed[1]
    assert "多余二" not in changed[1]


def test_nothing_is_done_while_an_error_stands(tmp_path: Path) -> None:
    folder = lay(tmp_path / "policy", {"rules/trial.policy": RULES + "\n定义 错：\n    没有的事实 【一.2】\n"})
    assert api.fix_policy(folder) == {}


@pytest.mark.parametrize(("options", "left"), [(["--diff"], RULES), (["--fix", "--diff"], RULES), (["--fix"], LEFT)])
def test_the_command_shows_what_goes_and_writes_only_when_told(tmp_path: Path, options: list[str], left: str) -> None:
    folder = lay(tmp_path / "policy", {"rules/trial.policy": RULES})
    done = invoke("check", folder, *options)
    assert "-定义 多余：\n" in done.err
    assert (tmp_path / "policy" / "rules" / "trial.policy").read_text("utf-8") == left
    assert [path.name for path in (tmp_path / "policy" / "rules").iterdir() if path.name.startswith(".")] == []


def test_findings_are_sarif_results_with_their_rules(tmp_path: Path) -> None:
    folder = lay(tmp_path / "policy", {"rules/trial.policy": "条件 试 【一.2】\n    主体 申报\n    应当 规定年限 不少于 0 年\n"})
    log = json.loads(invoke("check", folder, "--format", "sarif").out)["runs"][0]
    (result,) = [each for each in log["results"] if each["ruleId"] == "W0508"]
    assert result["level"] == "warning"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    rule = log["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == "W0508"
    assert rule["shortDescription"]["text"] == "总是达到的要求"
    assert rule["defaultConfiguration"] == {"level": "warning"}
