"""``policy test`` and ``policy mutate`` on the command line: what they print, write and end with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from tests.cli.helpers import invoke
from tests.features import POLICY

GOOD = """# language: zh-CN
功能: 涉密

  @一.5
  场景: 含涉密材料的不得申报
    假如 一位申报人，所填如下
      | 申报方式 | 含涉密材料 |
      | 评审     | 是         |
    当 自查
    那么 “一.5”不符合
"""


def features(folder: Path, text: str) -> str:
    (folder / "a.feature").write_text(text, encoding="utf-8")
    return str(folder)


def test_some_scenarios_with_junit(tmp_path: Path) -> None:
    file = tmp_path / "found.xml"
    found = invoke("test", str(POLICY), "-k", "一.5", "--junit", str(file))
    assert (found.code, found.err) == (0, "")
    assert "未通过0个" in found.out
    root = ElementTree.parse(file).getroot()
    assert int(root.attrib["tests"]) == len(root.findall("*/testcase")) > 3


def test_every_count_stands_under_its_heading(tmp_path: Path) -> None:
    where = features(tmp_path, GOOD)
    zh = invoke("test", str(POLICY), "--features", where, "-k", "涉密").out.splitlines()
    assert zh[:2] == ["场景  通过  未通过  合格的  不合格的  条款", "   1     1       0       0         1  一.5"]
    en = invoke("test", str(POLICY), "--features", where, "-k", "涉密", "--lang", "en").out.splitlines()
    assert en[:2] == ["scenarios  passed  failed   met  not met  clause", "        1       1       0     0        1  一.5"]


def test_a_scenario_that_fails_is_told_with_its_line_and_what_was_found(tmp_path: Path) -> None:
    where = features(tmp_path, GOOD.replace("”不符合", "”符合"))
    found = invoke("test", str(POLICY), "--features", where, "-k", "涉密")
    assert found.code == 1
    assert "features/a.feature:5" in found.out
    assert "“不符合” ≠ “符合”" in found.out


def test_a_clause_without_its_other_side_fails_the_run(tmp_path: Path) -> None:
    found = invoke("test", str(POLICY), "--features", features(tmp_path, GOOD), "--format", "json")
    assert found.code == 1
    clauses = {each["locator"]: each for each in json.loads(found.out)["clauses"]}
    assert clauses["一.5"]["state"] == "none"
    assert (clauses["一.5"]["met"], clauses["一.5"]["not_met"]) == (0, 1)
    assert clauses["五(一).2"]["state"] == "neither"


def test_faults_are_refused_before_anything_runs(tmp_path: Path) -> None:
    found = invoke("test", str(POLICY), "--features", features(tmp_path, GOOD.replace("当 自查", "当 自察")))
    assert found.code == 2
    assert "E0870" in found.err
    assert "用语里没有这一步：自察" in found.err


def test_nothing_chosen_is_no_success() -> None:
    assert "E0871" in invoke("test", str(POLICY), "-k", "没有的字").err
    assert "E0873" in invoke("mutate", str(POLICY), "-k", "没有的字").err


def test_coverage_both_ways(tmp_path: Path) -> None:
    found = invoke("test", str(POLICY), "--features", features(tmp_path, GOOD), "-k", "涉密", "--coverage")
    assert "真假两面都见到的（条件和比较）" in found.out
    counted = re.findall(r"^ +\d+/\d+ +(\S+)$", found.out, re.MULTILINE)
    order = ["一.1", "一.5", "三.4", "五(一).2", "五(二).8", "附.1", "附1.一"]
    assert [clause for clause in counted if clause in order] == order
    assert counted[-1] == "合计"
    assert "只见到真" in found.out


def test_mutants_of_one_clause() -> None:
    found = invoke("mutate", str(POLICY), "-k", "年度总学时", "--jobs", "1")
    assert found.code == 0, found.out
    assert "未发现0处" in found.out


def test_survivors_are_listed_with_place_change_and_scenario(tmp_path: Path) -> None:
    found = invoke("mutate", str(POLICY), "--features", features(tmp_path, GOOD), "-k", "年度总学时”：90 → 91", "--lang", "en")
    assert found.code == 1
    assert "SURVIVED" in found.out
    assert "parameters.yaml" in found.out


def test_the_number_of_processes_is_checked() -> None:
    assert "E0905" in invoke("mutate", str(POLICY), "--jobs", "0").err
