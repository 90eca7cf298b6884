"""Feature files are well formed: pytest-bdd passes an empty scenario, so a misspelt keyword must be caught here.

A line whose keyword is wrong turns into a description; its scenario then has no step and would pass in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from gherkin.parser import Parser

from tests.repository import files, name_of


def scenarios(children: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Scenarios and outlines, those inside rules too."""
    for child in children:
        if "rule" in child:
            yield from scenarios(child["rule"]["children"])
        elif "scenario" in child:
            yield child["scenario"]


def faults(text: str) -> list[str]:
    """What is wrong with a feature file, one line each."""
    feature = Parser().parse(text).get("feature")
    if feature is None:
        return ["no feature"]
    found = list(scenarios(feature["children"]))
    complaints = [] if found else ["no scenario"]
    for scenario in found:
        if not scenario["steps"]:
            complaints.append(f"line {scenario['location']['line']}: no step")
        if scenario.get("description", "").strip():
            complaints.append(f"line {scenario['location']['line']}: a line that is no step")
        if scenario.get("examples") and not all(table.get("tableBody") for table in scenario["examples"]):
            complaints.append(f"line {scenario['location']['line']}: examples without rows")
    return complaints


def test_every_scenario_has_steps() -> None:
    complaints = {name_of(path): faults(path.read_text(encoding="utf-8")) for path in files(".feature")}
    assert {name: faulty for name, faulty in complaints.items() if faulty} == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# language: zh-CN\n功能: 学时\n  场景: 空\n", "no step"),
        ("# language: zh-CN\n功能: 学时\n  场景: 错字\n    假若 学时为 90\n    那么 合格\n", "a line that is no step"),
        ("# language: zh-CN\n功能: 学时\n", "no scenario"),
        ("", "no feature"),
    ],
)
def test_faults_are_found(text: str, fault: str) -> None:
    assert any(fault in complaint for complaint in faults(text))


def test_a_sound_feature_has_none() -> None:
    assert faults("# language: zh-CN\n功能: 学时\n  场景: 合格\n    假如 学时为 90\n    那么 合格\n") == []
