"""那么: the decision and what stands behind it."""

from __future__ import annotations

from engine.acceptance.check import Check
from engine.acceptance.claims import expect, expect_absent, expect_among
from engine.acceptance.definitions import then

#: The words of decisions (for people) by their English ids, as alternatives of readings name them.
WORDS = {
    "application": {
        "eligible": "未发现不符合情形", "ineligible": "不符合", "incomplete": "待补充", "not_applicable": "不属本计划受理范围",
    },
    "procedure": {"compliant": "符合规定", "breach": "不符合规定", "incomplete": "待核实"},
}  # fmt: skip


@then("结论为“{words}”")
def decided(check: Check, words: str) -> None:
    expect(check.words, words, lambda: [*check.breaches(), *check.missing()])


@then("“{clause}”{status:符合|不符合|待补充|不作要求}")
def clause_status(check: Check, clause: str, status: str) -> None:
    expect(check.status(clause), status)


@then("没有不符合之处")
def no_breach(check: Check) -> None:
    expect(check.breaches(), [])


@then("不符合之处只有“{names}”")
def only_breaches(check: Check, names: str) -> None:
    expect(list(dict.fromkeys(check.breaches())), names.split("、"))


@then("自查结果写明“{text}”")
def says(check: Check, text: str) -> None:
    expect_among(text, check.letter)


@then("待补充“{name}”")
def missing(check: Check, name: str) -> None:
    expect_among(name, check.missing())


@then("没有待补充的事项")
def nothing_missing(check: Check) -> None:
    expect(check.missing(), [])


@then("补充材料不会改变结论")
def final(check: Check) -> None:
    expect(check.data["final"], True)


@then("补充材料可能改变结论")
def not_final(check: Check) -> None:
    expect(check.data["final"], False)


@then("转请答复“{text}”")
def referred(check: Check, text: str) -> None:
    expect_among(text, check.texts("referrals"))


@then("转请答复共{count:d}处")
def referrals_counted(check: Check, count: int) -> None:
    expect(len(check.data["referrals"]), count)


@then("提示“{text}”")
def advised(check: Check, text: str) -> None:
    expect_among(text, check.texts("advice"))


@then("没有提示“{text}”")
def not_advised(check: Check, text: str) -> None:
    expect_absent(text, check.texts("advice"))


@then("提醒“{text}”")
def warned(check: Check, text: str) -> None:
    expect_among(text, check.texts("warnings"))


@then("没有提醒“{text}”")
def not_warned(check: Check, text: str) -> None:
    expect_absent(text, check.texts("warnings"))


@then("可享受“{name}”")
def granted(check: Check, name: str) -> None:
    expect(check.entitlement(name), "granted")


@then("不享受“{name}”")
def not_granted(check: Check, name: str) -> None:
    expect(check.entitlement(name), "none")


@then("是否享受“{name}”由评委会判断")
def judged(check: Check, name: str) -> None:
    expect(check.entitlement(name), "awaiting_judgement")


@then("口径“{code}”换用“{option}”，结论为“{words}”")
def otherwise(check: Check, code: str, option: str, words: str) -> None:
    expect(WORDS[check.data["subject"]["wording"]][check.other_reading(code, option)], words)


@then("所填有误，见“{code}”")
def mistaken(check: Check, code: str) -> None:
    expect_among(code, check.mistakes)
