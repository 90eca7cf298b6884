"""那么: the decision and what stands behind it."""

from __future__ import annotations

from pytest_bdd import parsers, then

from tests.features.check import Check

#: The words of decisions (for people) by their English ids, as alternatives of readings name them.
WORDS = {
    "application": {
        "eligible": "未发现不符合情形", "ineligible": "不符合", "incomplete": "待补充", "not_applicable": "不属本计划受理范围",
    },
    "procedure": {"compliant": "符合规定", "breach": "不符合规定", "incomplete": "待核实"},
}  # fmt: skip


@then(parsers.parse("结论为“{words}”"))
def decided(check: Check, words: str) -> None:
    assert check.words == words, check.letter


@then(parsers.re("“(?P<clause>[^”]+)”(?P<status>符合|不符合|待补充|不作要求)"))
def clause_status(check: Check, clause: str, status: str) -> None:
    assert check.status(clause) == status, check.letter


@then("没有不符合之处")
def no_breach(check: Check) -> None:
    assert check.breaches() == []


@then(parsers.parse("自查结果写明“{text}”"))
def says(check: Check, text: str) -> None:
    assert text in check.letter, check.letter


@then(parsers.parse("待补充“{name}”"))
def missing(check: Check, name: str) -> None:
    assert name in check.missing()


@then("没有待补充的事项")
def nothing_missing(check: Check) -> None:
    assert check.missing() == []


@then("补充材料不会改变结论")
def final(check: Check) -> None:
    assert check.decision.final


@then("补充材料可能改变结论")
def not_final(check: Check) -> None:
    assert not check.decision.final


@then(parsers.parse("转请答复“{text}”"))
def referred(check: Check, text: str) -> None:
    assert text in check.texts("referrals"), check.letter


@then(parsers.parse("提示“{text}”"))
def advised(check: Check, text: str) -> None:
    assert text in check.texts("advice"), check.letter


@then(parsers.parse("没有提示“{text}”"))
def not_advised(check: Check, text: str) -> None:
    assert text not in check.texts("advice"), check.letter


@then(parsers.parse("提醒“{text}”"))
def warned(check: Check, text: str) -> None:
    assert text in check.texts("warnings"), check.letter


@then(parsers.parse("没有提醒“{text}”"))
def not_warned(check: Check, text: str) -> None:
    assert text not in check.texts("warnings"), check.letter


@then(parsers.parse("可享受“{name}”"))
def granted(check: Check, name: str) -> None:
    assert check.entitlement(name) == "granted"


@then(parsers.parse("不享受“{name}”"))
def not_granted(check: Check, name: str) -> None:
    assert check.entitlement(name) == "none"


@then(parsers.parse("是否享受“{name}”由评委会判断"))
def judged(check: Check, name: str) -> None:
    assert check.entitlement(name) == "awaiting_judgement"


@then(parsers.parse("口径“{code}”换用“{option}”，结论为“{words}”"))
def otherwise(check: Check, code: str, option: str, words: str) -> None:
    assert WORDS[check.data["subject"]["wording"]][check.other_reading(code, option)] == words


@then(parsers.parse("所填有误，见“{code}”"))
def mistaken(check: Check, code: str) -> None:
    assert code in check.mistakes
