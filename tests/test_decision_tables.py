"""Decision tables among definitions: what order, what cycles, what rows they must have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language_page import Asked, answers, pipeline

COLLECTING = "决策表: {name}\n命中: 全取\n条款: 一.1\n行:\n  - {{若: {condition}, 则: {value}}}\n"
SINGLE = "决策表: 单行\n命中: {hit}\n条款: 一.1\n行:\n  - {row}\n其余: 乙\n"


def codes(folder: Path, rules: str, **tables: str) -> list[str]:
    """The codes of all mistakes of the page's policy with these rules and tables."""
    found = pipeline(rules, folder, tables={f"{name}.yaml": text for name, text in tables.items()})
    return [diagnostic.code for diagnostic in found.diagnostics]


def test_definitions_and_collecting_tables_use_each_other(tmp_path: Path) -> None:
    """A table may rest on definitions and a definition on tables, in whatever order they are written."""
    table = COLLECTING.format(name="另表", condition="计数（加分） 不少于 2", value="前一 + 5")
    rules = "定义 结果：合计（另表）\n定义 前一：合计（加分）\n"
    made = pipeline(rules, tmp_path, tables={"other.yaml": table})
    assert not made.failed
    asked = Asked(rules, ["甲", "乙", "结果"], [])
    assert answers(asked, made, ["是", "是", ""]) == {"10"}
    assert answers(asked, made, ["是", "否", ""]) == {"0"}


def test_a_cycle_through_a_table_is_told(tmp_path: Path) -> None:
    table = COLLECTING.format(name="另表", condition="甲", value="循环")
    assert codes(tmp_path, "定义 循环：合计（另表）\n", other=table) == ["E0313"]


def test_a_table_has_no_name_of_another(tmp_path: Path) -> None:
    table = COLLECTING.format(name="重名", condition="甲", value="1")
    assert "E0302" in codes(tmp_path, "定义 重名：甲\n", other=table)


def test_a_collecting_table_takes_no_parameters(tmp_path: Path) -> None:
    table = COLLECTING.format(name="另表", condition='"继续教育[年].已登记"', value="1") + "形参: [年]\n"
    assert codes(tmp_path, "定义 结果：合计（另表）\n", other=table) == ["E0301"]


def test_only_a_table_with_values_is_summed_up(tmp_path: Path) -> None:
    table = "决策表: 另表\n命中: 全取\n条款: 一.1\n行:\n  - {若: 甲, 则: 1}\n  - {若: 乙}\n"
    assert codes(tmp_path, "定义 结果：合计（另表）\n", other=table) == ["E0415"]


def test_rows_without_values_are_counted(tmp_path: Path) -> None:
    table = "决策表: 另表\n命中: 全取\n条款: 一.1\n行:\n  - {若: 甲}\n  - {若: 乙}\n"
    made = pipeline("定义 结果：计数（另表）\n", tmp_path, tables={"other.yaml": table})
    assert answers(Asked("", ["甲", "乙", "结果"], []), made, ["是", "—", ""]) == {"1—2"}


@pytest.mark.parametrize("hit", ["唯一", "先中"])
def test_every_row_of_a_single_hit_table_has_a_value(hit: str, tmp_path: Path) -> None:
    assert codes(tmp_path, "定义 结果：甲\n", single=SINGLE.format(hit=hit, row="{若: 甲}")) == ["E0140"]
