"""Warnings about policies that are right as far as they go: what is underlined, and that good policies raise no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.diagnostics import Diagnostic
from engine.diagnostics.render import underlined
from tests.building import CURRENT, SMALL, lay, problems
from tests.helpers import expect

HEAD = "条件 试 【一.2】\n    主体 申报\n    应当 "


def found_in(tmp_path: Path, rules: str, **files: str) -> tuple[list[Diagnostic], dict[str, str]]:
    return problems(lay(tmp_path / "policy", {"rules/trial.policy": rules} | files))


@pytest.mark.parametrize("folder", [CURRENT, SMALL], ids=lambda folder: folder.name)
def test_no_alarm_on_policies_that_are_in_order(folder: Path) -> None:
    assert [each.code for each in problems(str(folder))[0] if each.code.startswith(("W05", "E"))] == []


OPPOSITES = {
    "含涉密材料 或 非 含涉密材料": ("含涉密材料", "含涉密材料", "或"),
    "单位性质 是 企业 且 申报方式 是 评审 且 单位性质 不是 企业": ("单位性质 是 企业", "单位性质 不是 企业", "且"),
    "规定年限 不少于 5 年 或 （申报方式 是 评审 或 规定年限 少于 5 年）": ("规定年限 不少于 5 年", "规定年限 少于 5 年", "或"),
    "规定年限 超过 5 年 或 规定年限 不超过 5 年": ("规定年限 超过 5 年", "规定年限 不超过 5 年", "或"),
    "单位性质 属于 （企业，机关） 或 单位性质 不属于 （机关，企业）": (
        "单位性质 属于 （企业，机关）", "单位性质 不属于 （机关，企业）", "或",
    ),
    "申报年度 + 1 是 2026 或 申报年度 + 1 不是 2026": ("申报年度 + 1 是 2026", "申报年度 + 1 不是 2026", "或"),
}  # fmt: skip


@pytest.mark.parametrize("expression", OPPOSITES)
def test_statement_beside_its_opposite_is_told(tmp_path: Path, expression: str) -> None:
    first, second, word = OPPOSITES[expression]
    found, sources = found_in(tmp_path, HEAD + expression + "\n")
    told = expect(found, "W0501", underlines=second, sources=sources)
    assert told.arguments == {"word": word}
    (label,) = told.labels
    assert underlined(Diagnostic("W0501", label.span, {}), sources[label.span.file]) == first


HARMLESS = [
    "单位性质 是 企业 或 单位性质 是 机关",
    "规定年限 不少于 5 年 或 规定年限 少于 3 年",
    "继续教育[2024].在岗 或 非 继续教育[2025].在岗",
    "（单位性质 是 企业 且 含涉密材料） 或 （单位性质 不是 企业 且 非 含涉密材料）",
    "含涉密材料 是 （单位性质 是 企业）",
    "规定年限 不少于 5 年 且 规定年限 不少于 5 年",
]


@pytest.mark.parametrize("expression", HARMLESS)
def test_statements_that_only_look_alike_are_left_alone(tmp_path: Path, expression: str) -> None:
    found, _ = found_in(tmp_path, HEAD + expression + "\n")
    assert [each.code for each in found] == []


def test_definition_that_nothing_uses_is_told(tmp_path: Path) -> None:
    rules = "定义 多余：\n    含涉密材料 【一.2】\n\n定义 多余二：\n    非 多余 【一.2】\n\n" + HEAD + "非 含涉密材料\n"
    found, sources = found_in(tmp_path, rules)
    assert [(each.code, underlined(each, sources[each.span.file])) for each in found] == [
        ("W0502", "多余"), ("W0502", "多余二"),
    ]  # fmt: skip


def test_definition_used_by_a_scope_alone_is_used(tmp_path: Path) -> None:
    committees = (SMALL / "committees.yaml").read_text("utf-8").replace("范围: 专业 属于", "范围: 在列 且 专业 属于")
    found, _ = found_in(tmp_path, "定义 在列：\n    非 含涉密材料 【一.2】\n", **{"committees.yaml": committees})
    assert [each.code for each in found] == []


def test_row_over_before_the_notice_is_told(tmp_path: Path) -> None:
    committees = (SMALL / "committees.yaml").read_text("utf-8")
    committees = committees.replace("启动时间: 5月", "启动时间: 1月").replace("完成时间: 7月", "完成时间: 4月")
    found, sources = found_in(tmp_path, HEAD + "非 含涉密材料\n", **{"committees.yaml": committees})
    told = next(each for each in found if each.code == "W0503")
    assert told.arguments == {"row": "表一·1", "finish": "2025-04-30", "issued": "2025-05-06"}
    assert told.span.file == "committees.yaml"
    assert underlined(told, sources["committees.yaml"])


def test_warnings_stand_in_the_order_of_places(tmp_path: Path) -> None:
    rules = "定义 多余：\n    含涉密材料 或 非 含涉密材料 【一.2】\n"
    found, _ = found_in(tmp_path, rules)
    assert [each.code for each in found] == ["W0502", "W0501"]
