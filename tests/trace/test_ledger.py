"""What the ledger says of the example and of 2023: every statement and row carried, nothing orphaned, nothing stale."""

from __future__ import annotations

import hashlib
import re

import pytest
import yaml

from tests.trace.conftest import EXAMPLE, NOTICE_2023, POLICY_2023

CLOSING_2023 = "137/137 已落实，0 项孤立"


def digested(text: str) -> str:
    """The digested form as docs/policy-format.md words it, written anew."""
    kept = (character for character in text if not character.isspace())
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in kept)


# ---- the example ----------------------------------------------------------------------------------------------------


def test_the_example_is_in_order(traced):
    assert traced.diagnostics == []
    assert not traced.failed
    assert (traced.ledger.carried, len(traced.ledger.entries), len(traced.ledger.orphans)) == (12, 12, 0)


def test_digests_follow_the_rule_of_the_format_page(traced):
    clauses = yaml.safe_load((EXAMPLE / "policy" / "clauses.yaml").read_text(encoding="utf-8"))["条款"]
    for clause in clauses:
        passage = digested(traced.ledger.entry(clause["条款号"]).passage.text)
        assert len(passage) == clause["原文字数"]
        assert hashlib.sha256(passage.encode()).hexdigest()[:16] == clause["原文摘要值"]


def test_entries_stand_in_the_order_of_the_register_rows_below_their_table(traced):
    locators = [entry.locator for entry in traced.ledger.entries]
    assert locators == [
        "头.1", "一.1", "一.2", "一.3", "二(一).1", "二(一).2", "二(一).3", "二(二).1", "落款.1", "附1.一", "表一·1", "表一·2",
    ]  # fmt: skip
    assert traced.ledger.entry("附件1·表一·2").article == "附1.一"


def test_carriers_are_those_named_and_those_that_cite(traced):
    def of(locator):
        return [(each.kind, each.name) for each in traced.ledger.entry(locator).carriers]

    assert of("一.1") == [("condition", "不涉密"), ("routing_table", "表一"), ("note", "表一·1 备注1")]
    assert of("二(一).1") == [
        ("definition", "学时足够"), ("exception", "补修合格"), ("condition", "学时要求"), ("parameter", "参数.累计学时"),
        ("parameter", "参数.加分上限"), ("parameter", "参数.补修起计"), ("reference", "某省人社〔2024〕7号"),
    ]  # fmt: skip
    assert of("一.3") == [("enumeration", "枚举.宣传方式")]
    assert of("表一·1") == [("note", "表一·1 备注1"), ("row", "表一·1")]
    assert of("落款.1") == []


def test_a_definition_rests_on_the_clauses_of_its_figures(traced):
    assert ("definition", "最后一天") in [(each.kind, each.name) for each in traced.ledger.entry("二(一).3").carriers]


def test_states(traced):
    states = {entry.locator: entry.state for entry in traced.ledger.entries}
    assert {locator for locator, state in states.items() if state == "stated"} == {"头.1", "一.3", "落款.1"}
    assert {locator for locator, state in states.items() if state == "table"} == {"附1.一", "表一·1", "表一·2"}


def test_scenarios_of_tags_rules_and_the_column_of_rows(traced):
    def of(locator):
        return [(each.name, each.runs) for each in traced.ledger.entry(locator).scenarios]

    assert of("二(一).2") == [("学时的边界", 2)]
    assert of("表一·1") == of("表一·2") == of("附1.一") == [("对应的评委会", 2)]
    assert of("一.3") == [("登记在册", 1)]


def test_readings_and_errata_stand_beside_their_clause(traced):
    assert [reading.code for reading in traced.ledger.entry("二(一).3").readings] == ["A1"]
    assert traced.ledger.entry("表一·2").doubtful
    assert [erratum.raw for erratum in traced.ledger.entry("一.1").errata] == ["涉密内容"]
    assert not traced.ledger.entry("一.1").doubtful


def test_passages_with_the_words_before_them(traced):
    passage = traced.ledger.entry("二(一).1").passage
    assert passage.text == "每人每年学时累计不少于 90 学时"
    assert passage.before == "二、规范学时 （一）学时要求。按照《学时办法》（某省人社〔2024〕7号）精神，"
    assert traced.ledger.entry("表一·2").passage.text.startswith("2　某市卫生评审委员会")


def test_what_was_compared_is_counted(traced):
    found = traced.ledger.notice
    assert (found.passages, found.rows, found.cells, len(found.unwritten)) == (10, 2, 14, 1)
    assert found.figures == 18
    assert found.digest == hashlib.sha256((EXAMPLE / "notice.txt").read_bytes()).hexdigest()


def test_an_unknown_locator(traced):
    with pytest.raises(KeyError):
        traced.ledger.entry("九.9")


# ---- 2023 -----------------------------------------------------------------------------------------------------------


def test_2023_is_carried_whole(traced_2023):
    assert traced_2023.diagnostics == []
    assert traced_2023.text().splitlines()[-1] == CLOSING_2023


def test_2023_with_its_notice_nothing_is_stale_and_every_figure_is_found(traced_2023):
    """Without the notice at hand the ledger says that nothing was compared; with it, everything was."""
    found = traced_2023.ledger.notice
    if not NOTICE_2023.is_file():
        assert found is None
        assert "--notice" in traced_2023.text()
        return
    assert (found.passages, found.rows) == (65, 72)
    assert found.figures > 240
    assert [(each.name, each.locator) for each in found.unwritten] == [("山区年限起计", "三.6")]


def test_2023_has_three_tables_of_31_40_and_1_rows(traced_2023):
    rows = [entry.locator.split("·")[0] for entry in traced_2023.ledger.entries if entry.row is not None]
    assert {table: rows.count(table) for table in rows} == {"表一": 31, "表二": 40, "表三": 1}


def test_nothing_of_the_notice_is_kept_in_the_register():
    text = (POLICY_2023 / "clauses.yaml").read_text(encoding="utf-8")
    assert len(re.findall("原文摘要值: ", text)) == 65
    assert not re.search("^ *原文:", text, re.MULTILINE)
