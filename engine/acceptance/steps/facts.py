"""假如 and 当: what is filled in, and the question."""

from __future__ import annotations

from engine.acceptance.check import Check, Table
from engine.acceptance.definitions import given, when


@given("一位申报人，所填如下")
def applicant(check: Check, datatable: Table) -> None:
    check.about("申报", datatable)


@given("一次评审会议，情况如下")
def meeting(check: Check, datatable: Table) -> None:
    check.about("评审会议", datatable)


@given("一个自主评聘单位，情况如下")
def unit(check: Check, datatable: Table) -> None:
    check.about("自主评聘单位", datatable)


@given("一个用人单位，情况如下")
def employer(check: Check, datatable: Table) -> None:
    check.about("用人单位", datatable)


@given("一个评委会办公室，情况如下")
def office(check: Check, datatable: Table) -> None:
    check.about("评委会办公室", datatable)


@given("一个主管部门，情况如下")
def authority(check: Check, datatable: Table) -> None:
    check.about("主管部门", datatable)


@given("评价标准体现{dimensions}")
def standard(check: Check, dimensions: str) -> None:
    check.fill("评价标准维度", [{"维度": each} for each in dimensions.split("、")])


@given("各年度学时如下")
def records(check: Check, datatable: Table) -> None:
    check.records(datatable)


@given("改填如下")
def changes(check: Check, datatable: Table) -> None:
    check.fill_table(datatable)


@given("{name:[^“]+}为“{value}”")
def fact(check: Check, name: str, value: str) -> None:
    check.fill(name, value)


@given("{name}没有填写")
def no_fact(check: Check, name: str) -> None:
    check.fill(name, "未填")


@given("任职年度为{first:d}—{last:d}年")
def tenure(check: Check, first: int, last: int) -> None:
    check.years("任职年度", first, last)


@given("{year:d}年度学时改为总学时{total}、专业科目{own}、公需科目{public}、一般公需{general}")
def all_hours(check: Check, year: int, total: str, own: str, public: str, general: str) -> None:
    check.hours(str(year), 总学时=total, 专业科目=own, 公需科目=public, 一般公需=general)


@given("{year:d}年度没有学时记录")
def no_hours(check: Check, year: int) -> None:
    check.no_hours(str(year))


@given("所在单位没有自主评聘权")
def no_self_evaluation(check: Check) -> None:
    check.fill("自主评聘范围", [])


@given("所在单位自主评聘{series}系列的{level}")
def self_evaluation(check: Check, series: str, level: str) -> None:
    check.self_evaluates(series, level)


@given("口径“{code}”定为“{option}”")
def reading(check: Check, code: str, option: str) -> None:
    check.read_as(code, option)


@given("另有规定“{name}”，一并适用")
def layer(check: Check, name: str) -> None:
    check.lay(name)


@when("自查")
def ask(check: Check) -> None:
    check.ask()


@when("核对程序")
def ask_procedure(check: Check) -> None:
    check.ask()
