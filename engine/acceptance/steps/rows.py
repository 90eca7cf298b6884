"""那么: the rows of annex 1 that take an application, and the register of clauses."""

from __future__ import annotations

from engine.acceptance.check import Check
from engine.acceptance.claims import expect, expect_absent, expect_among
from engine.acceptance.definitions import given, then


@then("对应评委会为“{rows}”")
def taken_by(check: Check, rows: str) -> None:
    expect(check.rows(), rows.split("、"))


@then("对应评委会不含“{row}”")
def not_taken_by(check: Check, row: str) -> None:
    expect_absent(row, check.rows())


@then("没有对应的评委会")
def taken_by_none(check: Check) -> None:
    expect(check.rows(), [])


@then("“{row}”的评审工作时间为“{months}”")
def working_time(check: Check, row: str, months: str) -> None:
    expect(check.row(row)["working_time"]["zh"], months)


@then("“{row}”的办公室电话为“{phone}”")
def phone(check: Check, row: str, phone: str) -> None:
    expect((check.row(row)["office"]["phone"] or "未列"), phone)


@then("“{row}”的办公室为“{unit}”")
def office(check: Check, row: str, unit: str) -> None:
    expect(check.row(row)["office"]["unit"], unit)


@then("一并参看“{row}”")
def see_also(check: Check, row: str) -> None:
    expect_among(row, {other["locator"] for listed in check.data["committees"] for other in listed["see_also"]})


@given("通知的条款登记")
def register(check: Check) -> None:
    expect(bool(check.policy.tables["clauses"]), True)


@then("登记有“{clause}”，类别为“{kind}”")
def registered(check: Check, clause: str, kind: str) -> None:
    expect(check.policy.tables["clauses"][clause]["kind"], kind)


@then("没有一个条件以“{clause}”为依据")
def decides_nothing(check: Check, clause: str) -> None:
    expect(check.cites(clause), False)


@then("对“{row}”的“{column}”有勘误，拟改“{proposed}”")
def erratum(check: Check, row: str, column: str, proposed: str) -> None:
    errata = [(e["location"], e["column"], e["proposed"]) for e in check.policy.tables["errata"]]
    expect_among((row, column, proposed), errata)


@then("《通知》{table}共{count:d}行")
def count_of_rows(check: Check, table: str, count: int) -> None:
    expect(sum(row["table"] == table for row in check.policy.tables["rows"].values()), count)


@then("名单“{group}”共{count:d}个")
def count_of_group(check: Check, group: str, count: int) -> None:
    expect(len(check.group(group)), count)


@then("名单“{group}”列有“{words}”")
def in_group(check: Check, group: str, words: str) -> None:
    for word in words.split("、"):
        expect_among(word, check.group(group))
