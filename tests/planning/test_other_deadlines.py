"""Deadlines of shapes that the shipped policy does not use: strict bounds, definitions, limits of the search, many readings."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine import api, pipeline
from engine.planning import subjects
from engine.planning.plan import Wanted, plan
from tests.cli.helpers import ROOT

RULES = """
定义 报告先于意见：
    报告日期 早于 书面意见日期 【五(二).9】

期限 测试甲 【五(二).9】
    主体 评审会议
    应当 报告先于意见 且 文件下发日期 晚于 文件审核同意日期 【五(二).4】
    否则 提示 “顺序不对”

期限 测试乙 【五(二).9】
    主体 评审会议
    应当 书面意见日期 不早于 报告日期 后 2 个工作日 【五(二).9】 或 书面同意 【五(二).9】
    否则 提示 “太早”

期限 测试丙 【五(二).9】
    主体 评审会议
    应当 文件审核同意日期 不晚于 会议日期 后 4 年 取月末 【五(二).9】
    否则 提示 “太晚”
"""
Planned = Any


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    folder = Path(shutil.copytree(ROOT / "policies" / "2023", tmp_path_factory.mktemp("policy") / "2023"))
    (folder / "rules" / "extra.policy").write_text(RULES, encoding="utf-8")
    artifact, result = pipeline.build(str(folder))
    assert artifact is not None, api.render_diagnostics(result.diagnostics, result.sources)
    return partial(plan, artifact.tables, result.stages["core"])


def entries(planned: Planned, *given: str) -> dict[tuple[str, str], dict[str, Any]]:
    found = planned(Wanted("评审会议", given=("驻地=设在市级", *given)))
    return {(entry["name"], entry["bound"]): entry for entry in found["subjects"][0]["deadlines"]}


def test_strictly_before_is_the_day_before(planned: Planned) -> None:
    found = entries(planned, "书面意见日期=2023-10-11", "会议日期=2023-10-30")["报告日期", "latest"]
    assert (found["date"], found["advised"], found["safe"]) == ("2023-10-23", "2023-10-10", "2023-10-10")
    assert set(found["rules"]) == {"评前报告", "评前报告隔满", "测试甲"}


def test_nothing_is_safe_while_something_is_missing(planned: Planned) -> None:
    found = entries(planned, "书面意见日期=2023-10-11")["报告日期", "latest"]
    assert (found["date"], found["advised"], found["safe"]) == (None, "2023-10-10", None)
    assert [need["name"] for need in found["needs"]] == ["会议日期"]


def test_too_late_already_though_something_is_missing(planned: Planned) -> None:
    given = ("文件审核同意日期=2023-10-20", "会议日期=2023-10-30")
    assert entries(planned, *given)["文件审核同意日期", "latest"]["status"] == "open"
    late = entries(planned, "文件审核同意日期=2023-10-20", "文件下发日期=2023-10-10")
    assert late["文件审核同意日期", "latest"]["status"] == "broken"


def test_strictly_after_is_the_day_after_and_safe_the_next_working_day(planned: Planned) -> None:
    found = entries(planned, "文件审核同意日期=2023-10-20")["文件下发日期", "earliest"]
    assert (found["date"], found["advised"]) == ("2023-10-20", "2023-10-21")  # the policy's own rule binds, this one advises
    assert found["safe"] == "2023-10-23"


def test_alternatives_with_or_bound_nothing(planned: Planned) -> None:
    assert "测试乙" not in {rule for entry in entries(planned).values() for rule in entry["rules"]}


def test_the_search_gives_up_far_away(planned: Planned) -> None:
    assert ("会议日期", "earliest") not in entries(planned, "文件审核同意日期=2023-10-20")


def test_many_readings_are_tried_one_at_a_time(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    before = entries(planned, "会议日期=2023-10-12")["报告日期", "latest"]
    monkeypatch.setattr(subjects, "_COMBINATIONS", 1)
    assert entries(planned, "会议日期=2023-10-12")["报告日期", "latest"] == before


def test_many_cases_are_not_told_apart(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "_CASES", 1)
    found = planned(Wanted("评审会议", meeting="2023-10-12", given=("书面意见日期=2023-10-11",)))["subjects"][0]["deadlines"]
    report = [entry for entry in found if entry["name"] == "报告日期"]
    assert [(entry["when"], entry["safe"]) for entry in report] == [({}, "2023-09-28")]


def test_layers_move_deadlines(tmp_path: Path) -> None:
    """Adjusted days off of a layer's calendar count too."""
    folder = Path(shutil.copytree(ROOT / "policies" / "2023", tmp_path / "2023"))
    file = folder / "calendar.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "工作日调整: []", '工作日调整:\n  - {日期: "2023-10-10", 类别: 放假, 出处: 本地公告}'
    )
    file.write_text(text, encoding="utf-8")
    found = api.plan_deadlines(str(folder), subject="评审会议", meeting="2023-10-12", given=("驻地=设在市级",))
    assert [e["date"] for e in found["subjects"][0]["deadlines"] if e["name"] == "报告日期"] == ["2023-10-06"]
