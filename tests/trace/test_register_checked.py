"""``policy check`` holds the register against the rules: what 落实于 names exists, and every rule is named by a clause."""

from __future__ import annotations

import pytest

from engine import api
from engine.diagnostics import catalog
from engine.diagnostics.render import underlined
from tests.trace.conftest import POLICY_2023, Copy

RULES = "policy/rules/example.policy"
MEETING = """
期限 会前报告 【二(二).1】
    主体 评审会议
    应当 报告日期 不晚于 会议日期 前 参数.报告提前量
    否则 不符合程序 “报告晚了”
"""


def errors(example: Copy) -> list[tuple[str, str]]:
    """Code and underlined words of every error that a check of the example tells."""
    found = api.inspect_policy(str(example.folder / "policy"))
    told = [each for each in found.diagnostics if each.severity == api.Severity.ERROR]
    assert found.failed == bool(told)
    return [(each.code, underlined(each, found.sources[each.span.file])) for each in told]


def test_the_example_is_whole(example: Copy) -> None:
    assert errors(example) == []


def test_a_rule_taken_away_is_missed(example: Copy) -> None:
    example.change(RULES, (MEETING, ""))
    assert errors(example) == [("E0801", "期限"), ("E0805", "会前报告")]


def test_a_whole_rule_file_taken_away_is_missed(example: Copy) -> None:
    (example.folder / RULES).unlink()
    carried_by_rules = ["条件", "条件", "条件", "条件", "期限", "期限"]
    named = ["不涉密", "网上办理", "学时足够", "补修合格", "学时要求", "学时足够", "学时要求", "按时报送", "最后一天", "会前报告"]
    assert errors(example) == [*(("E0801", words) for words in carried_by_rules), *(("E0805", name) for name in named)]


def test_a_rule_that_no_clause_names_is_told(example: Copy) -> None:
    example.change("policy/clauses.yaml", ("按时报送, 最后一天, ", "最后一天, "))
    assert errors(example) == [("E0802", "按时报送")]


def test_words(example: Copy) -> None:
    example.change("policy/clauses.yaml", ("落实于: [网上办理]", "落实于: [网上办理, 网上办里]"))
    (told,) = [each for each in api.inspect_policy(str(example.folder / "policy")).diagnostics if each.code == "E0805"]
    assert catalog.message(told, "zh") == "“一.2”的落实于写有“网上办里”，政策里没有这一项。是否为“网上办理”？"
    assert catalog.message(told, "en") == "落实于 of `一.2` names `网上办里`, which does not exist; did you mean `网上办理`?"


@pytest.mark.parametrize("file", sorted(path.name for path in (POLICY_2023 / "rules").iterdir()))
def test_no_rule_file_of_2023_can_go_unnoticed(traced_2023: api.Traced, file: str) -> None:
    named = {
        carrier.span.file
        for entry in traced_2023.ledger.entries
        if entry.statement is not None
        for carrier in entry.carriers
        if carrier.name in {name for name, _ in entry.statement.named}
    }
    assert f"rules/{file}" in named
