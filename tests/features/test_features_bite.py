"""The features bite: a figure, a comparison, a month or an exclusion changed in the policy makes the right one fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import api
from engine.acceptance.runner import run
from engine.acceptance.scenarios import scenarios
from tests.features import POLICY
from tests.repository import ROOT

HOURS, MEETING, UNIT = "05-1-学时", "05-2-评审会议", "05-3-自主评聘"

#: What is changed (file, old, new), and the scenario that must notice it (feature, tag, part of its name).
CHANGES = [
    ("parameters.yaml", "单位: 学时, 值: 90", "单位: 学时, 值: 89", HOURS, "五(一).2", "累计不少于90学时"),
    ("parameters.yaml", "单位: 学时, 值: 60", "单位: 学时, 值: 61", HOURS, "五(一).3", "专业科目不少于60学时"),
    ("parameters.yaml", "单位: 学时, 值: 18", "单位: 学时, 值: 17", HOURS, "五(一).4", "公需科目不少于18学时"),
    ("parameters.yaml", "单位: 学时, 值: 12", "单位: 学时, 值: 11", HOURS, "五(一).5", "一般公需不少于12学时"),
    ("parameters.yaml", "单位: 工作日, 值: 5, 条款: 五(二).8", "单位: 工作日, 值: 4, 条款: 五(二).8", MEETING, "五(二).8", "提前5个工作日"),
    ("parameters.yaml", "值: \"2023-11-30\"", "值: \"2023-12-01\"", UNIT, "五(三).1", "11月30日前"),
    ("parameters.yaml", "值: \"2024-02-29\"", "值: \"2024-02-28\"", UNIT, "五(三).3", "2024年2月29日前"),
    ("readings.yaml", "{名称: 含2019年, 值: 2019", "{名称: 含2019年, 值: 2018", "05-1-过渡期", "五(一).8", "视同合格"),
    ("rules/continuing_education.policy", "继续教育[年].总学时 不少于", "继续教育[年].总学时 大于", HOURS, "五(一).2", "累计不少于90学时"),
    ("rules/continuing_education.policy", "每个 年 于 （申报年度 - 1，申报年度）", "每个 年 于 （申报年度，申报年度）", "05-1-连续两年", "五(一).7", "有一年不够"),
    ("rules/meeting.policy", "书面意见日期 不晚于 会议日期", "书面意见日期 早于 会议日期", MEETING, "五(二).9", "书面同意后方可"),
    ("rules/platform.policy", "应当 非 含涉密材料", "应当 含涉密材料", "01-信息化", "一.5", "不得涉密"),
    ("rules/mountain.policy", "山区对象 且 同等条件 【三.5】", "山区对象 【三.5】", "03-山区26县", "三.5", "同等条件下适当倾斜"),
    ("regions.yaml", "缙云县, 遂昌县, 松阳县, 景宁畲族自治县, 淳安县", "缙云县, 遂昌县, 景宁畲族自治县, 淳安县", "03-山区26县", "三.4", "单列评审"),
    ("committees.yaml", "自主评聘除外 且 系列 是 自然科学研究", "自主评聘照常 且 系列 是 自然科学研究", "08-附件1-除外与限定", "表一·6", "自主评聘单位除外"),
    ("committees.yaml", " 且 单位性质 是 事业单位）", "）", "08-附件1-除外与限定", "表一·20", "中初级按单位性质分开"),
    ("committees.yaml", "单位层级 是 市本级 且 申报级别 属于 （中级，副高）", "申报级别 属于 （中级，副高）", "08-附件1-表一", "附1.一", "差一点"),
    ("recommendations.yaml", "2024年3月", "3月", "08-附件1-工作时间", "表二·16", "跨年度"),
    ("initial_titles.yaml", " 且 单位层级 是 市本级", "", "05-4-初定", "表三·1", "初级由当地办理"),
    ("notice.yaml", "拟改: 龙泉市人力社保局", "拟改: 龙海市人力社保局", "09-勘误", "表一·22", "疑有差错"),
]  # fmt: skip


def failing(file: Path, policy: api.Policy, tag: str | None = None) -> list[str]:
    """Names of the scenarios of a feature file that do not hold, each once; only those tagged ``tag`` if given."""
    chosen = [s for s in scenarios(file.read_text(encoding="utf-8")) if tag is None or tag in s.tags]
    assert chosen, f"nothing tagged {tag} in {file.name}"
    return list(dict.fromkeys(scenario.name for scenario in chosen if not run(scenario, policy).passed))


def changed(folder: Path, name: str, old: str, new: str) -> api.Policy:
    """The shipped policy, copied to ``folder`` with one text replaced wherever it stands."""
    copy = Path(shutil.copytree(POLICY, folder / "2023"))
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text, f"{name} no longer says {old}"
    (copy / name).write_text(text.replace(old, new), encoding="utf-8")
    return api.load_policy(str(copy))


@pytest.mark.parametrize(("name", "old", "new", "feature", "tag", "scenario"), CHANGES, ids=[c[1][:30] for c in CHANGES])
def test_a_change_of_the_policy_is_noticed(tmp_path, name, old, new, feature, tag, scenario):
    found = failing(ROOT / "features" / f"{feature}.feature", changed(tmp_path, name, old, new), tag)
    assert any(scenario in each for each in found), found


def test_months_of_two_rows_swapped(tmp_path):
    old = ("启动时间: 5月\n    完成时间: 7月", "启动时间: 7月\n    完成时间: 11月")
    copy = Path(shutil.copytree(POLICY, tmp_path / "2023"))
    file = copy / "committees.yaml"
    head, row_19 = file.read_text(encoding="utf-8").split("  - 序号: 19\n")
    row_19, tail = row_19.split("  - 序号: 21\n")
    assert all(months in row_19 for months in old)
    swapped = row_19.replace(old[0], "#").replace(old[1], old[0]).replace("#", old[1])
    file.write_text(f"{head}  - 序号: 19\n{swapped}  - 序号: 21\n{tail}", encoding="utf-8")
    policy = api.load_policy(str(copy))
    one = failing(ROOT / "features" / "08-附件1-表一.feature", policy, "附1.一")
    assert one == ["对应的评委会、评审工作时间和办公室"]


def test_the_shipped_policy_breaks_nothing():
    assert failing(ROOT / "features" / f"{HOURS}.feature", api.load_policy(str(POLICY))) == []


def test_a_message_may_be_reworded(tmp_path):
    """Scenarios rest on what is decided; a clearer sentence of a rule breaks none that does not quote it."""
    policy = changed(tmp_path, "rules/mountain.policy", "给予 “同等条件下给予", "给予 “条件相同时给予")
    assert failing(ROOT / "features" / "03-山区26县.feature", policy) == []
