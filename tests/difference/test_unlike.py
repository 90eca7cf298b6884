"""Policies whose facts differ, layers over one of them, and the folder of examples."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.difference.edition import read
from engine.difference.public import compare_policies
from engine.difference.readers import ALIKE, ORDERED, OTHERWISE, read_alike
from engine.difference.telling import sentence
from engine.symbolic import logic
from tests.cli.helpers import invoke
from tests.difference.edits import BASES, Edit, compared, edited

FACTS, RULES = "vocabulary/申报.yaml", "rules/continuing_education.policy"
FIGURE: Edit = ("parameters.yaml", "单位: 学时, 值: 90", "单位: 学时, 值: 100")
REMOVED: list[Edit] = [
    (FACTS, "  - {名称: 含涉密材料, 标识: contains_classified, 类型: 布尔}\n", ""),
    (RULES, "    应当 非 含涉密材料\n", "    应当 申报方式 是 评审 或 申报方式 是 初定\n"),
]
IDENTIFIER: list[Edit] = [(FACTS, "标识: contains_classified", "标识: classified")]
NAME: list[Edit] = [(FACTS, "名称: 含涉密材料", "名称: 有涉密材料"), (RULES, "应当 非 含涉密材料", "应当 非 有涉密材料")]
TYPE: list[Edit] = [
    (FACTS, "标识: contains_classified, 类型: 布尔", "标识: contains_classified, 类型: 枚举, 枚举: 申报方式"),
    (RULES, "应当 非 含涉密材料", "应当 含涉密材料 是 评审"),
]
SCALE: list[Edit] = [("vocabulary/units.yaml", "标识: class_hours, 小数位: 1", "标识: class_hours, 小数位: 0")]
ASSUMED: list[Edit] = [(FACTS, "未填: {假定: 评审}", "未填: {假定: 初定}")]
SPECIALTY: list[Edit] = [("series.yaml", "{名称: 水利工程,", "{名称: 数字技术, 标识: digital}, {名称: 水利工程,")]


TOLD = {
    "removed": (REMOVED, "申报 可填的事实去掉：含涉密材料", "申报: fact removed, 含涉密材料"),
    "identifier": (IDENTIFIER, "申报 的事实 含涉密材料：标识 contains_classified → 标识 classified",
                   "申报: fact 含涉密材料: identifier contains_classified → identifier classified"),
    "name": (NAME, "申报 的事实 有涉密材料：名称 含涉密材料 → 名称 有涉密材料",
             "申报: fact 有涉密材料: name 含涉密材料 → name 有涉密材料"),
    "type": (TYPE, "申报 的事实 含涉密材料：类型 boolean；枚举 — → 类型 word；枚举 申报方式",
             "申报: fact 含涉密材料: type boolean; words — → type word; words 申报方式"),
    "assumed": (ASSUMED, "申报 的事实 申报方式：假定 评审 → 假定 初定", "申报: fact 申报方式: assumed 评审 → assumed 初定"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("back", [False, True], ids=["forwards", "backwards"])
def test_facts_that_differ_are_told(name: str, back: bool, tmp_path: Path, cache: str) -> None:
    edits, zh, en = TOLD[name]
    found = compared(tmp_path, "small", [] if back else edits, cache, edits if back else [])
    text = found.text()
    if not back:
        changes = [each for each in found.found.changes if each.kind.startswith("fact_")]
        assert [(sentence(each, "zh"), sentence(each, "en")) for each in changes] == [(zh, en)]
        assert zh in text
    assert "proved" not in text


@pytest.mark.parametrize(
    ("edits", "wanted"),
    [([], ALIKE), ([FIGURE], ALIKE), (REMOVED, ALIKE), (NAME, ALIKE), (TYPE, OTHERWISE), (SCALE, OTHERWISE), (ASSUMED, OTHERWISE),
     (SPECIALTY, ORDERED)],
)  # fmt: skip
def test_how_applications_are_read(edits: list[Edit], wanted: str, tmp_path: Path, cache: str) -> None:
    new = edited(tmp_path / "new", "small", edits)
    tables = [read(each, cache=cache).tables for each in (str(BASES["small"]), new)]
    assert read_alike(*tables, "申报") == read_alike(*tables[::-1], "申报") == wanted


@pytest.mark.parametrize("edits", [TYPE, SCALE, ASSUMED])
def test_nothing_is_proved_of_what_is_read_otherwise(edits: list[Edit], tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", [*edits, FIGURE], cache)
    (answers,) = (each for each in found.found.answers if each.subject == "申报")
    assert {each.verdict for each in answers.by_way.values()} <= {"found", "looked"}
    assert "证明" not in found.text()


@pytest.mark.skipif(not logic.is_available(), reason="the answers are those of the solver")
def test_of_an_added_specialty_only_the_first_ways_are_proved(tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", [*SPECIALTY, FIGURE], cache)
    (answers,) = found.found.answers
    assert (answers.admitted.verdict, answers.excluded.verdict) == ("proved", "found")
    assert {answer.verdict for way, answer in answers.by_way.items() if way not in ("admitted", "excluded")} <= {
        "found",
        "looked",
    }


def test_whoever_is_assumed_to_be_otherwise_is_found(tmp_path: Path, cache: str) -> None:
    """No rule was changed; what is left out is filled in otherwise."""
    found = compared(tmp_path, "small", ASSUMED, cache)
    (answers,) = found.found.answers
    assert answers.by_way["incomplete"].verdict == "found" or answers.by_way["decided"].verdict == "found"


def test_figures_are_compared_as_written(tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", SCALE, cache).found
    assert not [each for each in found.changes if each.kind == "figure"]


def test_an_applicant_without_the_fact_that_is_gone(tmp_path: Path, cache: str) -> None:
    found = compared(tmp_path, "small", REMOVED, cache)
    files = found.applications()
    admitted = found.found.answers[0].admitted
    assert admitted.application is not None
    assert "含涉密材料" not in files["newly-admitted.json"]
    assert files["newly-admitted.old.json"]["含涉密材料"] is True
    assert "        前一份另填：含涉密材料 是\n" in found.text()
    assert "        stated under the older policy only: 含涉密材料 " in found.text("en")


# ---- layers -------------------------------------------------------------------------------------------------------------


def test_a_layer_over_one_side(cache: str) -> None:
    old = str(BASES["2023"])
    both = invoke("diff", old, old, "--with", "order-40", "--exit-code")
    assert (both.code, both.err) == (0, "")
    assert "没有差别：两份是同一个政策。" in both.out
    newer, older = (invoke("diff", old, old, side, "order-40", "--format", "json") for side in ("--with-new", "--with-old"))
    kinds = [sorted(each["kind"] for each in json.loads(answer.out)["changes"]) for answer in (newer, older)]
    assert "rule_added" in kinds[0]
    assert "rule_removed" in kinds[1]
    assert kinds[0] == sorted(kind.replace("removed", "added") for kind in kinds[1])
    assert invoke("diff", old, old, "--with-new", "nowhere").code == 2


def test_the_api_takes_layers_of_one_side(cache: str) -> None:
    old = str(BASES["2023"])
    assert not compare_policies(old, old, new_layers=["order-40"], cache=cache).same
    assert compare_policies(old, old, old_layers=["order-40"], new_layers=["order-40"], cache=cache).same


# ---- the folder of examples ---------------------------------------------------------------------------------------------


def test_examples_of_another_comparison_are_not_written_over(tmp_path: Path) -> None:
    old, new, target = str(BASES["small"]), edited(tmp_path / "new", "small", [FIGURE]), tmp_path / "found"
    assert invoke("diff", old, new, "-o", str(target)).code == 0
    (target / "remarks.txt").write_text("kept", "utf-8")
    (target / "newly-taken.json").write_text("{}", "utf-8")
    before = sorted(os.listdir(target))
    first = min(each for each in before if each.startswith("newly-"))
    again = invoke("diff", old, new, "-o", str(target))
    assert again.code == 2
    assert again.err.startswith("E0981")
    assert f"{first}”已经存在，没有改动它。" in again.err
    assert sorted(os.listdir(target)) == before
    assert invoke("diff", old, new, "-o", str(target), "--force").code == 0
    assert sorted(os.listdir(target)) == [each for each in before if each != "newly-taken.json"]


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    old, new = str(BASES["small"]), edited(tmp_path / "new", "small", [FIGURE])
    answer = invoke("diff", old, new, "-o", str(tmp_path / "no" / "such"))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("E0911")
