"""Feature files are well formed and complete: each clause that can be checked has a scenario it passes and one it fails.

pytest-bdd passes an empty scenario, so what a misspelt keyword does to a file must be caught here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

import pytest
import yaml

from engine import api
from engine.acceptance.definitions import definitions
from engine.acceptance.lint import faults, unused
from engine.acceptance.scenarios import Scenario, scenarios
from tests.features import POLICY
from tests.repository import ROOT, files, name_of


@cache
def locators() -> frozenset[str]:
    """What a tag may name: the clauses of the register, and the rows of the annex by their short locators."""
    tables = api.load_policy(str(POLICY)).tables
    return frozenset(tables["clauses"]) | frozenset(tables["rows"])


@cache
def texts() -> dict[str, str]:
    return {
        name_of(path): path.read_text(encoding="utf-8") for path in files(".feature") if name_of(path).startswith("features/")
    }


@cache
def everything() -> tuple[Scenario, ...]:
    return tuple(scenario for text in texts().values() for scenario in scenarios(text))


def test_every_feature_is_well_formed() -> None:
    complaints = {name: faults(text, locators()) for name, text in texts().items()}
    assert texts()
    assert {name: faulty for name, faulty in complaints.items() if faulty} == {}


def test_every_step_definition_is_used() -> None:
    assert unused(list(texts().values())) == []


def test_every_step_definition_is_documented() -> None:
    page = (ROOT / "docs" / "steps.md").read_text(encoding="utf-8")
    wanted = [re.sub(r"\{\w+(?::[^{}]+)?\}", "…", each.pattern) for each in definitions()]
    listed = {re.sub(r"<[^<>]+>", "…", step) for step in re.findall(r"`([^`]+)`", page)}
    assert [step for step in wanted if step not in listed] == []


# ---- the notice is covered ------------------------------------------------------------------------------------------

PASSES = re.compile(r"结论为“(未发现不符合情形|符合规定)”|“[^”]*”符合$|可享受|对应评委会为|^提示")
FAILS = re.compile(r"结论为“(不符合|不符合规定|不属本计划受理范围)”|“[^”]*”不符合$|不享受|对应评委会不含|没有对应的|没有提示")


def claims(pattern: re.Pattern[str]) -> dict[str, int]:
    """How many scenarios under each tag claim what ``pattern`` says."""
    found: dict[str, int] = defaultdict(int)
    for scenario in everything():
        if any(step.type == "then" and pattern.search(step.text) for step in scenario.steps):
            for tag in scenario.tags:
                found[tag] += 1
    return found


def register() -> list[dict[str, Any]]:
    clauses: list[dict[str, Any]] = yaml.safe_load((POLICY / "clauses.yaml").read_text(encoding="utf-8"))["条款"]
    return clauses


def test_every_checkable_clause_is_passed_and_failed() -> None:
    checkable = {each["条款号"] for each in register() if each["落实"] in ("条件", "期限", "程序")}
    checkable -= {"五(一).9"}  # a slot for a rule of the province, still empty: nothing can fail it
    assert checkable - set(claims(PASSES)) == set()
    assert checkable - set(claims(FAILS)) == set()


def test_every_exhortation_stands_in_a_scenario() -> None:
    tagged = {tag for scenario in everything() for tag in scenario.tags}
    assert {each["条款号"] for each in register() if "h" in each["类别"] or each["类别"] == "g"} - tagged == set()


def test_every_row_of_the_annex_is_taken_and_not_taken() -> None:
    rows = {each for each in locators() if each.startswith("表")}
    said = [step.text for scenario in everything() for step in scenario.steps if step.type == "then"]
    assert len(rows) == 72
    taken = {row for text in said if text.startswith("对应评委会为") for row in re.findall(r"表.·\d+", text)}
    assert rows - taken == set()
    # 表三·1 is the only row of its table: those it does not take find none.
    assert rows - {row for text in said if "对应评委会不含" in text for row in re.findall(r"表.·\d+", text)} == {"表三·1"}


# ---- the lint itself ------------------------------------------------------------------------------------------------

SOUND = """# language: zh-CN
功能: 学时
  每年不少于九十学时。

  背景:
    假如 一位申报人，所填如下
      | 系列 | 专业     |
      | 工程 | 水利工程 |

  @五(一).2
  场景大纲: 学时
    假如 申报年度为“<年度>”
    当 自查
    那么 结论为“符合”

    例子:
      | 年度 |
      | 1    |
"""

BAD = [
    ("", "", "no feature"),
    (SOUND, "# language: zh-CN\n功能: 学时\n", "no scenario"),
    ("    假如 申报年度为“<年度>”\n    当 自查\n    那么 结论为“符合”\n", "", "no step"),
    ("    假如 申报年度", "    假若 申报年度", "a line that is no step"),
    ("    当 自查", "    挡 自查", "cannot be read"),
    ("场景大纲: 学时", "场境大纲: 学时", "cannot be read"),
    ("场景大纲: 学时", "场景大纲：学时", "cannot be read"),
    ("  @五(一).2\n  场景大纲: 学时", "  场景大纲：学时", "cannot be read"),
    ("    例子:\n", "    例字:\n", "cannot be read"),
    (
        "  背景:\n    假如 一位申报人，所填如下",
        "  背影:\n    假如 一位申报人，所填如下",
        "taken for description: 背影:",
    ),
    ("  背景:\n    假如 一位", "  背景：\n    假如 一位", "taken for description: 背景："),
    ("    假如 一位申报人", "    加如 一位申报人", "taken for description: |"),
    ("      | 1    |\n", "", "examples without rows"),
    ("    例子:\n      | 年度 |\n      | 1    |\n", "", "an outline without examples"),
    ("<年度>", "<年分>", "no column <年分>"),
    ("@五(一).2", "@五(一).12", "tag names nothing: 五(一).12"),
    ("    例子:", "    @五(一).2\n    例子:", "tags stand above the scenario"),
    ("    那么 结论为“符合”\n", "", "nothing is claimed"),
    ("    当 自查\n    那么", "    那么", "nothing is asked"),
    ("当 自查\n    那么 结论为“符合”", "那么 结论为“符合”\n    当 自查", "steps out of order"),
    ("当 自查", "当 自察", "no definition of 自察"),
    ("场景大纲: 学时", "场景: 学时\n    当 自查\n    那么 没有不符合之处\n\n  场景大纲: 学时", "scenario twice: 学时"),
    ("场景大纲: 学时", "场景大纲:", "no name"),
    ("当 自查", "当，自查", "no definition of ，自查"),
]


@pytest.mark.parametrize(("old", "new", "fault"), BAD, ids=[fault for *_, fault in BAD])
def test_faults_are_found(old: str, new: str, fault: str) -> None:
    assert not old or old in SOUND
    text = SOUND.replace(old, new) if old else new
    found = faults(text, {"五(一).2"})
    assert any(fault in complaint.en for complaint in found), found


UNREADABLE = [
    ("    当 自查", "    挡 自查", 13, "读不懂“挡 自查”，请核对关键词、半角冒号和第一行的“# language: zh-CN”"),
    ("language: zh-CN", "language: xx", 1, "不认识的语言“# language: xx”，应为“# language: zh-CN”"),
    ("| 工程 |", "| 工程", 8, "表格各行的格数不同"),
    ("    当 自查", '    """\n    当 自查', 20, "文件到末尾还没有写完，例如三个双引号没有配对"),
]


@pytest.mark.parametrize(("old", "new", "line", "fault"), UNREADABLE, ids=[fault[:6] for *_, fault in UNREADABLE])
def test_what_cannot_be_read_is_told_in_chinese(old: str, new: str, line: int, fault: str) -> None:
    found = faults(SOUND.replace(old, new, 1), {"五(一).2"})
    assert [(each.line, each.zh) for each in found] == [(line, fault)]
    assert not re.search("[\u4e00-\u9fff]", found[0].en.replace("挡 自查", ""))


def test_a_sound_feature_has_none() -> None:
    assert faults(SOUND, {"五(一).2"}) == []


def test_definitions_that_are_not_used_are_found() -> None:
    assert "核对程序" in unused([SOUND])
    assert "自查" not in unused([SOUND])
