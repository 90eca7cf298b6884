"""Layers: a further document fills what was left open and adds conditions; whatever else it tries is refused."""

from __future__ import annotations

import pytest

from tests.helpers import expect
from tests.language.small import Checked, check, texts

HEAD = '名称: 补充通知\n层级: {rank}\n文号: 某补函〔2025〕2号\n生效日期: "2025-06-01"\n'
OPEN_FIGURE = "参数:\n  - {名称: 公示工作日, 标识: publicity_days, 单位: 工作日, 值: 5, 条款: 五(二).1}\n"


def layered(rank: str, rules: str = "", **files: str) -> Checked:
    layer = {"layer.yaml": HEAD.format(rank=rank)}
    layer |= {"rules/layer.policy": rules} if rules else {}
    layer |= {f"{name}.yaml": text for name, text in files.items()}
    checked = check(texts(), [layer])
    return checked._replace(sources=checked.sources | layer)


def test_an_open_figure_is_set() -> None:
    checked = layered("评委会", parameters=OPEN_FIGURE)
    assert checked.diagnostics == []
    assert checked.typed is not None
    assert checked.typed.parameters["公示工作日"].entries == ((None, 5),)


def test_a_slot_is_filled_by_the_authority_it_is_open_to() -> None:
    assert layered("省", "填入 视同合格：若 年 早于 2021 则 是 【五(一).8】\n").diagnostics == []


def test_conditions_are_added() -> None:
    rules = "条件 现场答辩 【五(二).2】\n    主体 申报\n    应当 非 含涉密材料\n"
    assert layered("评委会", rules).diagnostics == []


def test_a_figure_that_is_set_stays_and_both_places_are_told() -> None:
    figure = "参数:\n  - {名称: 年度总学时, 标识: annual_total_hours, 单位: 学时, 值: 72, 条款: 五(一).2}\n"
    checked = layered("评委会", parameters=figure)
    found = expect(
        checked.diagnostics,
        "E0316",
        "参数“年度总学时”已经有值，附加文件不能改。",
        underlines="年度总学时",
        sources=checked.sources,
        at=(2, 10),
    )
    (label,) = found.labels
    assert (label.role, label.span.line, label.span.column) == ("first", 4, 10)


@pytest.mark.parametrize("rank", ["市", "县", "国家"])
def test_a_slot_is_closed_to_others(rank: str) -> None:
    checked = layered(rank, "填入 视同合格：若 年 早于 2021 则 是\n")
    expect(checked.diagnostics, "E0317", underlines="视同合格", sources=checked.sources)


def test_a_definition_that_is_not_open_cannot_be_filled() -> None:
    checked = layered("省", "填入 学时合格：若 年 早于 2021 则 是\n")
    expect(checked.diagnostics, "E0317", "“学时合格”没有对这一级开放。", underlines="学时合格", sources=checked.sources)


def test_exceptions_are_not_added() -> None:
    checked = layered("评委会", "例外 放宽 于 学时合格：若 年 是 2024 则 是\n")
    expect(checked.diagnostics, "E0315", "附加文件不能给“学时合格”加例外。", underlines="放宽", sources=checked.sources)


def test_names_of_the_policy_are_not_taken_again() -> None:
    checked = layered("评委会", "定义 学时合格（年）：\n    年 早于 2021\n")
    expect(checked.diagnostics, "E0302", underlines="学时合格", sources=checked.sources)


def test_the_authority_of_a_layer_is_known() -> None:
    checked = check(texts(), [{"layer.yaml": HEAD.format(rank="镇")}], schemas=False)
    expect(checked.diagnostics, "E0327", "没有“镇”这一层级。", at=(2, 5))


def test_a_layer_says_what_it_is() -> None:
    expect(check(texts(), [{"parameters.yaml": OPEN_FIGURE}]).diagnostics, "E0328", "缺少文件“layer.yaml”。")


def test_the_date_of_a_layer_exists() -> None:
    layer = {"layer.yaml": HEAD.format(rank="县").replace("2025-06-01", "2025-02-29")}
    expect(check(texts(), [layer]).diagnostics, "E0411", "2025年2月29日不存在；该月共28天。", at=(4, 7))
