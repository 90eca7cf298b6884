"""The same city a year later: rows added, removed, merged, split, renamed, moved to another table, and most of them renumbered."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine import api
from engine.difference.edition import read
from engine.difference.matching import Rows, match_rows
from engine.difference.public import Difference, compare_policies
from engine.difference.renumbering import Renumbering, runs, shown
from engine.difference.telling import heading, sentence
from tests.scaffold.from_truth import NOTICES, last_year, truth

#: What stands for a clause that the new notice no longer has, until an officer settles it.
_GONE = re.compile(r"2023年通知原有[^·】\s]+·([^】\s]+)")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Last year's policy and this year's, what rested on clauses that are gone put under others."""
    place = tmp_path_factory.mktemp("same-city")
    old, new = last_year(place / "2023"), place / "2024"
    api.new_year(2024, str(old), str(NOTICES / "same-city-2024.txt"), str(new))
    for path in [*new.glob("*.yaml"), *new.glob("rules/*.policy")]:
        if path.name not in ("clauses.yaml", "notice.yaml"):
            text = path.read_text("utf-8")
            path.write_text(_GONE.sub(lambda found: "三.4" if found[1].startswith("三") else "五(一).1", text), "utf-8")
    return str(old), str(new)


@pytest.fixture(scope="module")
def found(folders: tuple[str, str], cache: str) -> Difference:
    return compare_policies(*folders, cache=cache)


def test_every_row_is_what_the_notice_makes_of_it(folders: tuple[str, str], cache: str) -> None:
    rows = match_rows(*(read(folder, cache=cache) for folder in folders))
    told = [(each["locator"], each["last"]) for each in truth("same-city-2024")["rows"]]
    assert [(locator, _came_from(rows, locator, last)) for locator, last in told] == told


def _came_from(rows: Rows, locator: str | None, last: list[str]) -> list[str]:
    if locator is None:
        return [each for each in rows.removed if each in last]
    parts = {each: source for source, listed in rows.split.items() for each in listed}
    before = [each for each, after in rows.same.items() if after == locator]
    return sorted([*before, *rows.merged.get(locator, ()), *([parts[locator]] if locator in parts else [])], key=_number)


def _number(locator: str) -> int:
    return int(locator.rpartition("·")[2])


ROWS = {
    "row_added": [
        ("【附件1·表一·17】", "新增 表一·17 市数字技术工程人员中级专业技术职务任职资格评审委员会：工程师，推荐高级工程师，7月—9月，市数据局办公室 2091177"),
        ("【附件1·表二·34】", "新增 表二·34 正高级统计师：正高级统计师，10月，市统计局综合法规处 2091619"),
    ],
    "row_removed": [
        ("【原 附件1·表一·18】",
         "去掉 表一·18 市快递工程技术人员中级专业技术职务任职资格评审委员会（原：工程师, 推荐高级工程师，6月—8月，市邮政管理局办公室 2168168）"),
        ("【原 附件1·表二·29】", "去掉 表二·29 电影放映初级及以上 职称（原：电影放映初级及以上 职称，7月，市委宣传部办公室(干部处) 2098731）"),
    ],
    "row_moved": [("【附件1·表二·3】", "高级经济师：由 表一·8 移至 表二·3")],
    "row_renamed": [
        ("【附件1·表一·4】", "名称：市体育教练员中级专业技术职务任职资格评审委员会 → 市体育专业人员中级专业技术职务任职资格评审委员会"),
        ("【附件1·表二·3】", "名称：市经济专业人员中级专业技术职务任职资格评审委员会 → 高级经济师"),
        ("【附件1·表二·8】", "名称：播音专业初级及以上职称 → 播音主持专业初级及以上职称"),
        ("【附件1·表二·12】", "名称：爆破行业高级工程师 → 民爆行业高级工程师"),
    ],
    "row_split": [
        ("【附件1·表一·2】",
         "表一·2 市文化系列专业人员中级专业技术职务任职资格评审委员会 拆分为：表一·2 市群众文化、图书资料专业人员中级专业技术职务任职资格评审委员会；"
         "表一·3 市文物博物、艺术专业人员中级专业技术职务任职资格评审委员会"),
        ("【附件1·表二·4】", "表二·1 高级工艺美术师、正高级工艺美术师 拆分为：表二·4 高级工艺美术师；表二·5 正高级工艺美术师"),
    ],
    "row_merged": [
        ("【附件1·表一·9】",
         "表一·9 市农业技术人员中级专业技术职务任职资格评审委员会；表一·10 市农业工程技术人员中级专业技术职务任职资格评审委员会 合并为 "
         "表一·9 市农业技术和农业工程专业人员中级专业技术职务任职资格评审委员会"),
        ("【附件1·表二·31】", "表二·27 副编审；表二·28 编审 合并为 表二·31 副编审、编审"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", ROWS)
def test_rows_are_told(kind: str, found: Difference) -> None:
    assert [(heading(each, "zh"), sentence(each, "zh")) for each in found.found.changes if each.kind == kind] == ROWS[kind]


def test_what_only_bears_another_number_is_one_line(found: Difference) -> None:
    changes = {each.kind: each for each in found.found.changes if each.kind.endswith("renumbered")}
    assert sentence(changes["rows_renumbered"], "zh") == (
        "编号改变的行 57 行：表一·3—4→表一·4—5、表一·5→表一·7、表一·7→表一·8、表一·13→表一·10、表一·14—15→表一·13—14、"
        "表一·17→表一·15、表一·19—23→表一·18—22、表一·28—29→表一·23—24、表一·24—27→表一·25—28、表一·30—31→表一·29—30、"
        "表二·35→表二·1、表二·34→表二·2、表二·2—26→表二·6—30、表二·30—31→表二·32—33、表二·32—33→表二·35—36、表二·36—40→表二·37—41"
    )
    told = sentence(changes["clauses_renumbered"], "en")
    assert told.startswith(f"clauses renumbered ({len(changes['clauses_renumbered'].detail['pairs'])}): ")
    assert ", 五(一).10→五(一).8, " in told
    assert {each.clause for each in changes.values()} == {""}


def test_nothing_is_told_of_a_row_that_only_moved(found: Difference) -> None:
    only_moved = {each["locator"] for each in truth("same-city-2024")["rows"] if each["state"] in ("same", "moved")}
    noted = {"表二·7", "表一·15", "表二·30"}  # a note of theirs names a row that was split, or no longer is
    told: dict[str, list[Any]] = {}
    for each in found.found.changes:
        locator = each.clause.removeprefix("附件1·")
        if locator in only_moved - noted and each.kind != "row_removed":
            told.setdefault(locator, []).append(sentence(each, "zh"))
    assert told == {}


def test_references_to_renumbered_rows_and_clauses_are_no_change(found: Difference) -> None:
    assert [each.name for each in found.found.changes if each.kind == "rule_cited"] == [
        "汽车零部件评价条件"
    ]  # its clause is gone
    assert {each.clause for each in found.found.changes if each.kind == "rule_changed"} == {"附件1·表一·9", "附件1·表二·31"}
    assert not [each for each in found.found.changes if each.kind in ("gap_text", "reading_reworded", "figure_cited")]


@pytest.mark.parametrize(
    ("pairs", "wanted"),
    [
        ([("表一·3", "表一·4"), ("表一·4", "表一·5"), ("表一·7", "表一·8")], [("表一·3—4", "表一·4—5"), ("表一·7", "表一·8")]),
        ([("表一·8", "表二·3"), ("表一·9", "表二·4")], [("表一·8—9", "表二·3—4")]),
        ([("表一·2", "表一·1"), ("表一·1", "表一·2")], [("表一·2", "表一·1"), ("表一·1", "表一·2")]),
        ([("五(二).9", "五(二).10"), ("五(二).10", "五(二).12")], [("五(二).9", "五(二).10"), ("五(二).10", "五(二).12")]),
        ([("三.7a", "三.4")], [("三.7a", "三.4")]),
    ],
)
def test_runs_of_numbers(pairs: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> None:
    assert [shown(each) for each in runs(pairs)] == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("见表一·2、表一·21【五(二).7】", "见表一·3、表一·21【五(二).8】"),
        ("附件1·表一·2", "附件1·表一·3"),
        ("【五(二).17】【十五(二).7】【三.7a】", "【五(二).17】【十五(二).7】【三.4】"),
    ],
)
def test_texts_with_newer_numbers(old: str, new: str) -> None:
    rows = Rows({"表一·2": "表一·3", "表一·21": "表一·21"}, {}, {}, (), ())
    assert Renumbering(rows, {"五(二).7": "五(二).8", "三.7a": "三.4", "三.7": "三.9"}).text(old) == new
