"""Layers over the 2023 policy: what a higher authority, a committee or a county may and may not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import api, pipeline
from engine.core.invariants import check_invariants
from engine.core.walk import walk
from engine.diagnostics import catalog
from tests.building import CURRENT, SMALL, lay, lowered, problems
from tests.helpers import expect

PROVINCE = '名称: 省继续教育新规\n层级: 省\n文号: 省人社发〔2022〕1号\n生效日期: "2022-01-01"\n'
COMMITTEE = '名称: 评委会通知\n层级: 评委会\n文号: 评委会〔2023〕1号\n生效日期: "2023-05-15"\n'
HOURS = {"总学时": 10, "专业科目": 5, "公需科目": 5, "一般公需": 5}
CASE: dict[str, Any] = {
    "申报年度": 2023, "申报日期": "2023-08-21", "申报方式": "评审", "继续教育": {"2022": HOURS, "2023": HOURS},
}  # fmt: skip


def layer(place: Path, head: str, **files: str) -> str:
    return lay(
        place, {"layer.yaml": head} | {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}, None
    )


def status(policy: api.Policy, condition: str, application: dict[str, Any]) -> str:
    compiled, reference = (policy.evaluate(application, reference=choice).data for choice in (False, True))
    assert compiled == reference
    return next(one["status"] for one in compiled["findings"] if one["condition"] == condition)


def test_province_fills_the_slot_that_the_city_opened(tmp_path: Path) -> None:
    rules = "填入 视同合格：若 年 不早于 2022 则 是 【五(一).9】\n"
    folder = layer(tmp_path / "province", PROVINCE, rules__transition_policy=rules)
    core = lowered(str(CURRENT), folder)
    check_invariants(core)
    body = next(each.body for each in core.definitions if each.name == "视同合格")
    assert "视同合格·provincial" in {getattr(node, "name", "") for node in walk(body)}
    assert status(api.load_policy(str(CURRENT)), "连续两年合格", CASE) == "not_met"
    assert status(api.load_policy(str(CURRENT), [folder]), "连续两年合格", CASE) == "met"


def test_unfilled_slot_keeps_the_value_and_says_so() -> None:
    slots = api.load_policy(str(CURRENT)).tables["slots"]
    assert [(slot["definition"], slot["filled"]) for slot in slots] == [("视同合格", False)]


def test_lower_authority_may_not_fill_the_slot(tmp_path: Path) -> None:
    rules = "填入 视同合格：若 年 不早于 2022 则 是 【五(一).9】\n"
    folder = layer(tmp_path / "committee", COMMITTEE, rules__transition_policy=rules)
    found, sources = problems(str(CURRENT), folder)
    expect(found, "E0317", underlines="视同合格", sources=sources)


def test_unknown_authority_is_refused(tmp_path: Path) -> None:
    found, sources = problems(str(SMALL), layer(tmp_path / "layer", COMMITTEE.replace("层级: 评委会", "层级: 村")))
    told = expect(found, "E0143", underlines="村", sources=sources)
    assert told.span.file.endswith("layer.yaml")


def test_committee_sets_a_parameter_left_open(tmp_path: Path) -> None:
    text = "参数:\n  - {名称: 公示工作日, 标识: publicity_days, 单位: 工作日, 值: 7, 条款: 五(二).1}\n"
    folder = layer(tmp_path / "committee", COMMITTEE, parameters_yaml=text)
    assert api.load_policy(str(SMALL)).tables["parameters"]["公示工作日"]["entries"] == [[None, None]]
    assert api.load_policy(str(SMALL), [folder]).tables["parameters"]["公示工作日"]["entries"] == [[None, 7]]


def test_set_figure_is_not_relaxed_and_both_places_are_named(tmp_path: Path) -> None:
    text = "参数:\n  - {名称: 年度总学时, 标识: annual_total_hours, 单位: 学时, 值: 10, 条款: 五(一).2}\n"
    folder = layer(tmp_path / "committee", COMMITTEE, parameters_yaml=text)
    found, _ = problems(str(CURRENT), folder)
    told = expect(found, "E0316")
    assert told.arguments["name"] == "年度总学时"
    (label,) = told.labels
    line = (CURRENT / "parameters.yaml").read_text("utf-8").splitlines()[label.span.line - 1]
    assert "年度总学时" in line


def test_layer_adds_a_condition_under_its_own_clause(tmp_path: Path) -> None:
    clauses = (
        '条款:\n  - {条款号: "1.1", 类别: a, 主体: [申报人], 摘要: 须到场答辩, 落实: 条件, 落实于: [到场答辩], '
        '原文字数: 8, 原文摘要值: "0000000000000000"}\n'
    )
    rules = "条件 不收机关 【评委会通知·1.1】\n    主体 申报\n    应当 单位性质 不是 机关\n    否则 不得申报 “本评委会不受理”\n"
    folder = layer(tmp_path / "committee", COMMITTEE, clauses_yaml=clauses, rules__own_policy=rules)
    policy = api.load_policy(str(SMALL), [folder])
    assert policy.tables["clauses"]["评委会通知·1.1"]["summary"] == "须到场答辩"
    assert policy.tables["conditions"]["不收机关"]["clauses"] == ["评委会通知·1.1"]
    application = {"申报年度": 2025, "申报日期": "2025-06-02", "单位性质": "机关"}
    assert status(policy, "不收机关", application) == "not_met"
    assert "+" in policy.digest


def test_layer_without_its_head_is_refused(tmp_path: Path) -> None:
    with pytest.raises(api.InvalidPolicy) as raised:
        api.load_policy(str(SMALL), [lay(tmp_path / "layer", {"readme.md": "空"}, None)])
    assert [each.code for each in raised.value.diagnostics] == ["E0112"]


class TestFoldersOfOneName:
    """Layers are told apart by where they stand, not by the last name of their folder alone."""

    def test_two_folders_of_one_name_are_laid_together(self, tmp_path: Path) -> None:
        province = layer(
            tmp_path / "省" / "extra", PROVINCE, rules__transition_policy="填入 视同合格：若 年 不早于 2022 则 是 【五(一).9】\n"
        )
        definition = "定义 附加：\n    申报年度 不早于 2020\n"
        other = layer(tmp_path / "市" / "extra", COMMITTEE, rules__transition_policy=definition)
        result = pipeline.run(str(CURRENT), [province, other])
        assert not result.failed
        assert result.sources["省/extra/rules/transition.policy"] != result.sources["市/extra/rules/transition.policy"]
        assert [each.folder for each in result.stages["resolved"].documents.layers] == ["省/extra/", "市/extra/"]

    def test_a_mistake_is_shown_in_its_own_folder(self, tmp_path: Path) -> None:
        fine = layer(tmp_path / "a" / "extra", COMMITTEE, rules__x_policy="定义 甲项：\n    申报年度 不早于 2020\n")
        wrong = layer(
            tmp_path / "b" / "extra", COMMITTEE.replace("评委会通知", "另一通知"), rules__x_policy="定义 乙项：\n    没有的词\n"
        )
        found, sources = problems(str(CURRENT), fine, wrong)
        told = expect(found, "E0301", underlines="没有的词", sources=sources)
        assert told.span.file == "b/extra/rules/x.policy"

    def test_a_folder_called_as_one_within_a_policy(self, tmp_path: Path) -> None:
        wrong = layer(tmp_path / "b" / "rules", COMMITTEE, rules__x_policy="定义 乙项：\n    没有的词\n")
        found, sources = problems(str(CURRENT), wrong)
        assert expect(found, "E0301", underlines="没有的词", sources=sources).span.file == "b/rules/rules/x.policy"

    @pytest.mark.parametrize(
        ("paths", "prefixes"),
        [
            (["/x/a"], ["a/"]),
            (["/x/a", "/y/a"], ["x/a/", "y/a/"]),
            (["/x/a", "/y/a", "/y/b"], ["x/a/", "y/a/", "b/"]),
            (["/x/k/a", "/y/k/a"], ["x/k/a/", "y/k/a/"]),
            (["/a", "/y/a"], ["a/", "y/a/"]),
            (["/x/tables"], ["x/tables/"]),
            (["/tables"], ["tables/"]),
        ],
    )
    def test_names_before_files(self, paths: list[str], prefixes: list[str]) -> None:
        assert pipeline.layer_prefixes(paths) == prefixes

    @pytest.mark.parametrize("again", ["extra", "./extra", "../{}/extra", "link"])
    def test_one_folder_named_twice_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: str) -> None:
        layer(tmp_path / "extra", COMMITTEE)
        (tmp_path / "link").symlink_to(tmp_path / "extra")
        monkeypatch.chdir(tmp_path)
        again = again.format(tmp_path.name)
        with pytest.raises(api.InvalidPolicy) as raised:
            api.load_policy(str(CURRENT), ["extra", again])
        (found,) = raised.value.diagnostics
        assert (found.code, catalog.message(found), catalog.message(found, "en")) == (
            "E0352", f"“{again}”叠加了两次。", f"`{again}` is laid over the policy twice",
        )  # fmt: skip
