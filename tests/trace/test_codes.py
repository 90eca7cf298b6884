"""Every code of the ledger, provoked on a changed copy of the example: where it points, which entry it fails."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from engine import api
from engine.diagnostics import catalog
from engine.diagnostics.render import underlined

CLAUSES, RULES, FEATURE = "policy/clauses.yaml", "policy/rules/example.policy", "features/example.feature"
_SECOND = "2\t某市卫生评审委员会\t主治医师\t8月\t2026年1月\t某市卫生健 康局 2100002\t全市卫生枝术人员\n"
PARAMETERS, ROWS, NOTICE, TEXT = "policy/parameters.yaml", "policy/committees.yaml", "policy/notice.yaml", "notice.txt"


class Fault(NamedTuple):
    """A change of one file and what comes of it: codes with the words underlined, and the entries that fail."""

    file: str
    changes: tuple[tuple[str, str], ...]
    found: dict[str, str]
    failed: tuple[str, ...] = ()
    notice: bool = False


FAULTS = {
    "a condition with only a reason": Fault(
        CLAUSES, (("落实于: [网上办理]", "缘由: 尚未录入"),), {"E0801": "条件", "E0802": "网上办理"}, ("一.2",)
    ),
    "a procedure whose carrier does not exist": Fault(
        CLAUSES, (("落实: 条件\n    落实于: [网上办理]", "落实: 程序\n    落实于: [网上办里]"),),
        {"E0801": "程序", "E0802": "网上办理", "E0805": "网上办里"}, ("一.2",),
    ),
    "a rule that no clause names": Fault(CLAUSES, (("按时报送, 最后一天, ", "最后一天, "),), {"E0802": "按时报送"}),
    "a definition that nothing uses": Fault(RULES, (("条件 不涉密", "定义 没有用到：\n    网上申报\n\n条件 不涉密"),), {"E0802": "没有用到"}),
    "a rule on an exhortation": Fault(
        RULES, (("条件 网上办理 【一.2】", "条件 网上办理 【一.2】【一.3】"),), {"E0803": "网上办理"}, ("一.3",)
    ),
    "a binding clause only recorded, without a reason": Fault(
        CLAUSES, (("缘由: 日期见 notice.yaml。", "落实于: [参数.通知年度]"),), {"E0804": "陈述", "E0806": "参数.通知年度", "E0801": "陈述"},
        ("落款.1",),
    ),
    "a name that does not exist": Fault(CLAUSES, (("[网上办理]", "[网上办理, 参数.累计]"),), {"E0805": "参数.累计"}, ("一.2",)),
    "a carrier that does not cite": Fault(CLAUSES, (("[网上办理]", "[网上办理, 不涉密]"),), {"E0806": "不涉密"}, ("一.2",)),
    "a parameter of another clause": Fault(
        CLAUSES, (("[网上办理]", "[网上办理, 参数.累计学时]"),), {"E0806": "参数.累计学时"}, ("一.2",)
    ),
    "a parameter that no rule reads": Fault(
        PARAMETERS, (("  - {名称: 加分上限", "  - {名称: 空置, 标识: idle, 类型: 整数, 值: 3, 条款: 一.1}\n  - {名称: 加分上限"),),
        {"E0807": "空置"},
    ),
    "a clause without a scenario": Fault(FEATURE, (("@一.1 @一.2", "@一.1"),), {"E0808": "一.2"}, ("一.2",)),
    "a scenario without steps": Fault(
        FEATURE, (("场景: 会前报告\n    当 自查", "场景: 会前报告"),), {"E0808": "二(二).1"}, ("二(二).1",)
    ),
    "an outline without examples": Fault(
        FEATURE, (("        | 89   |\n        | 90   |\n", ""),), {"E0808": "二(一).3"}, ("二(一).1", "二(一).2", "二(一).3")
    ),
    "a row without a scenario": Fault(FEATURE, (("、表一·2 |", "        |"),), {"E0808": "2"}, ("表一·2",)),
    "a tag that is no clause": Fault(FEATURE, (("@一.1 @一.2", "@一.1 @一.2 @一.9"),), {"E0809": "@一.9"}),
    "a row that does not exist in a tag": Fault(FEATURE, (("@附1.一", "@附1.一 @表一·3"),), {"E0809": "@表一·3"}),
    "a feature file that cannot be read": Fault(
        FEATURE, (("        | 89   |\n", "        | 89   | 1 |\n"),), {"E0810": "|"}
    ),
    "words of the notice changed": Fault(
        TEXT, (("一律在网上平台办理", "原则上在网上平台办理"),), {"E0811": '"DIGEST"'}, ("一.2",), True
    ),
    "a clause of the notice dropped": Fault(TEXT, (("各单位要积极宣传。", ""),), {"E0812": '"DIGEST"'}, ("一.3",), True),
    "a figure that the passage does not have": Fault(PARAMETERS, (("值: 90", "值: 80"),), {"E0813": "累计学时"}, ("二(一).1",), True),
    "a date one day off": Fault(PARAMETERS, (("2025-11-30", "2025-11-29"),), {"E0813": "报送截止日"}, ("二(一).3",), True),
    "a phone that is not printed": Fault(
        ROWS, (('电话: "2100001"', '电话: "2100009"'),), {"E0813": "1"}, ("表一·1",), True
    ),
    "a number of a document that is not printed": Fault(
        NOTICE, (("某省人社〔2024〕7号", "某省人社〔2024〕8号"),), {"E0813": "某省人社〔2024〕8号", "E0816": "按照《学时办法》（某省人社〔2024〕7号）精神，"},
        ("二(一).1",), True,
    ),
    "a date of issue that is not printed": Fault(NOTICE, (("2025-05-06", "2025-05-07"),), {"E0813": '"2025-05-07"'}, (), True),
    "an erratum that the text does not have": Fault(
        NOTICE, (("原文: 卫生枝术人员", "原文: 卫生技木人员"),), {"E0813": "卫生技木人员"}, ("表一·2",), True
    ),
    "a quoted fault that the passage does not have": Fault(
        NOTICE, (("原文: 涉密内容", "原文: 秘密内容"),), {"E0813": "秘密内容"}, ("一.1",), True
    ),
    "a cell that differs": Fault(ROWS, (("启动时间: 8月", "启动时间: 9月"),), {"E0814": "9月", "E0813": "2"}, ("表一·2",), True),
    "a raw cell that differs": Fault(
        ROWS, (("原文: 全市卫生枝术人员", "原文: 全市卫生技术人员"),), {"E0814": "全市卫生技术人员"}, ("表一·2",), True
    ),
    "a row that the notice does not have": Fault(TEXT, ((_SECOND, ""),), {"E0815": "2"}, ("表一·2",), True),
    "a row that the policy does not have": Fault(TEXT, (("\n2\t某市卫生", "\n3\t某市体育\t\n2\t某市卫生"),), {"E0815": "3\t某市体育\t"}, (), True),
    "a sentence that nothing registers": Fault(
        TEXT, (("当年有效。", "当年有效。逾期的顺延到下一年。"),), {"E0816": "逾期的顺延到下一年。"}, (), True
    ),
    "half a sentence that nothing registers": Fault(
        TEXT, (("涉密内容，", "涉密内容，并应当加盖公章，"),), {"E0816": "，并应当加盖公章，"}, (), True
    ),
}  # fmt: skip


def said(traced: api.Traced) -> dict[str, str]:
    """Codes with the words underlined; of a digest only that it is one."""
    words = {}
    for each in traced.diagnostics:
        text = underlined(each, traced.sources[each.span.file]) if each.span.file in traced.sources else ""
        words[each.code] = '"DIGEST"' if each.code in ("E0811", "E0812") and len(text) == 18 else text
    return words


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name, example):
    fault = FAULTS[name]
    traced = example.change(fault.file, *fault.changes).trace(fault.notice)
    assert said(traced) == fault.found
    assert tuple(e.locator for e in traced.ledger.entries if e.state == "failed") == fault.failed
    assert traced.failed


def test_every_code_of_the_ledger_is_provoked():
    provoked = {code for fault in FAULTS.values() for code in fault.found} | {"E0817"}
    assert provoked == {code for code in catalog.codes() if "E0801" <= code <= "E0817"}


def test_without_features_nothing_else_is_said_of_scenarios(example):
    (example.folder / "features" / "example.feature").unlink()
    assert [each.code for each in example.trace().diagnostics] == ["E0817"]
    assert [each.code for each in example.trace(features=str(example.folder)).diagnostics] == ["E0817"]


def test_the_wrong_reading_of_a_clause_is_shown_beside_it(example):
    traced = example.change(TEXT, ("一律在网上平台办理", "原则上在网上平台办理")).trace(notice=True)
    entry = traced.ledger.entry("一.2")
    assert (entry.passage.status, entry.passage.text) == ("stale", "申报原则上在网上平台办理。")
    (diagnostic,) = traced.diagnostics
    assert "申报原则上在网上平台办理。" in catalog.message(diagnostic)


def test_whitespace_width_and_page_breaks_change_nothing(example):
    example.change(
        TEXT,
        ("二、规范学时", "二、规范学时\n\n\n"),
        ("应提前5个工作日", "应提前\n\n ５ 个工作日"),
        ("平台办理。", "平台\n\n办理。"),
    )
    assert example.trace(notice=True).diagnostics == []


def test_headings_and_introductions_need_no_clause(example):
    example.change(TEXT, ("\n附件 1\n", "\n- 3 -\n\n附件 1\n"), ("（二）评前程序。", "（二）评前的程序。"))
    assert example.trace(notice=True).diagnostics == []


def test_a_policy_with_mistakes_has_no_ledger(example):
    example.change(RULES, ("【一.2】", "【一.9】"))
    with pytest.raises(api.InvalidPolicy) as caught:
        example.trace()
    assert [each.code for each in caught.value.diagnostics] == ["E0310"]


@pytest.mark.parametrize(
    "data, code", [(b"\xd6\xd0\xce\xc4", "E0101"), (b"x" * (600 << 10), "E0103")], ids=["not UTF-8", "too large"]
)
def test_a_notice_that_cannot_be_read(example, data, code):
    (example.folder / "notice.txt").write_bytes(data)
    with pytest.raises(api.InvalidInput) as caught:
        example.trace(notice=True)
    assert [each.code for each in caught.value.diagnostics] == [code]


def test_a_notice_that_is_not_there(example):
    (example.folder / "notice.txt").unlink()
    with pytest.raises(api.InvalidInput):
        example.trace(notice=True)


@pytest.mark.parametrize("text", ["别的通知。" * 3000, ""], ids=["long", "empty"])
def test_another_notice_altogether_is_said_once_and_quickly(example, text):
    (example.folder / "notice.txt").write_text(text, encoding="utf-8")
    with pytest.raises(api.InvalidInput) as caught:
        example.trace(notice=True)
    assert [each.code for each in caught.value.diagnostics] == ["E0818"]
