"""What explanation is told of the sides of an atom."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.core.policy import Side
from tests.building import condition, lay, lowered

YEARS = {
    "2024": ("constant", 2024),
    "申报年度": ("fact", "declared_year", 0),
    "申报年度 + 1": ("fact", "declared_year", 1),
    "申报年度 - 2": ("fact", "declared_year", -2),
    "若 含涉密材料 则 2023 否则 2024": None,
}


def left_of(tmp_path: Path, expression: str) -> Side:
    rules = f"条件 试 【一.2】\n    主体 申报\n    应当 {expression}\n"
    core = lowered(lay(tmp_path / "policy", {"rules/trial.policy": rules}))
    side = core.atoms[condition(core, "试").requires.atom.number].left
    assert side is not None
    return side


@pytest.mark.parametrize("year", YEARS)
def test_year_of_a_field_can_be_found_again(tmp_path: Path, year: str) -> None:
    side = left_of(tmp_path, f"继续教育[{year}].总学时 不少于 90 学时")
    assert (side.kind, side.reference, side.year) == ("field", ("continuing_education", "total_hours"), YEARS[year])
    assert side.facts[0] == "continuing_education"


def test_parameter_is_named(tmp_path: Path) -> None:
    side = left_of(tmp_path, "参数.年度总学时 不超过 90 学时")
    assert (side.kind, side.reference, side.parameters, side.unit) == ("parameter", "年度总学时", ("年度总学时",), "学时")


def test_fact_with_a_fallback_is_told_as_the_fact(tmp_path: Path) -> None:
    side = left_of(tmp_path, "（前次申报日期 若不适用取 2000-01-01） 早于 2024-01-01")
    assert (side.kind, side.reference, side.type) == ("fact", "previous_date", "date")
