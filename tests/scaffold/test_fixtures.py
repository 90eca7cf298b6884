"""The notice fixtures, read faithfully: everything that changed is a task, nothing else changes in the files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.pending.items import open_items
from engine.scaffold.plan import Plan, make_plan
from engine.scaffold.task import Task
from engine.scaffold.todo import list_todo
from engine.scaffold.writing import write_folder
from engine.source.discovery import read_folder
from engine.source.schema_check import check_policy
from engine.trace.files import read_features_folder
from tests.building import ROOT
from tests.scaffold.from_truth import comparison, last_year, truth

NAMES = ("same-city-2024", "dirty-ocr-2024", "second-city-2024")
#: Kinds of change that concern no clause and no row.
HEADINGS = ("heading_new", "heading_gone", "heading_moved", "heading_reworded")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return last_year(tmp_path_factory.mktemp("last") / "2023")


def planned(name: str, base: Path) -> Plan:
    policy, problems = read_folder(str(base))
    assert policy is not None, problems
    plan, problems = make_plan(comparison(name), policy, read_features_folder(str(ROOT / "features"))[0], 2024)
    assert plan is not None, problems
    return plan


@pytest.fixture(scope="module", params=NAMES)
def scaffolded(request: pytest.FixtureRequest, base: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("new") / "2024"
    write_folder(str(folder), planned(request.param, base).files)
    return request.param, folder


def test_every_change_is_named(scaffolded: tuple[str, Path]) -> None:
    name, folder = scaffolded
    tasks = list_todo(str(folder)).tasks
    missed = [change for change in truth(name)["changes"] if not _named(change, tasks, truth(name))]
    assert missed == []


def _named(change: dict[str, Any], tasks: tuple[Task, ...], told: dict[str, Any]) -> bool:
    at = change["at"]
    if change["kind"] in HEADINGS or (at in _headings(told) and change["kind"] == "year_rolled"):
        return True  # headings are in no register
    if change["line"] is None:
        return any(task.locator == f"2023年通知原有今删·{at}" for task in tasks)
    if change["kind"] in ("clause_moved", "row_renumbered", "city_prefix_added"):
        told_together = any(f"→{at}" in task.evidence.get("remark", "") for task in tasks)
        return told_together or any(task.locator == at for task in tasks)
    if change["kind"] == "row_moved":  # its neighbours' new numbers say so
        return any(task.reason == "重新编号" and task.locator == at.partition("·")[0] for task in tasks)
    return any(task.locator == at or (change["line"] in task.lines and task.kind == "open") for task in tasks)


def _headings(told: dict[str, Any]) -> set[str]:
    return {passage["locator"] for passage in told["passages"] if passage["part"] == "heading"}


def test_the_files_are_in_their_form(scaffolded: tuple[str, Path]) -> None:
    """Only entries that the notice does not print are missing (the second city has no column for titles)."""
    name, folder = scaffolded
    policy, problems = read_folder(str(folder))
    assert policy is not None
    assert problems == []
    wrong = {(each.code, each.arguments.get("key")) for each in check_policy(policy)}
    assert wrong == ({("E0140", "所评资格名称")} if name == "second-city-2024" else set())


def test_comments_survive(scaffolded: tuple[str, Path], base: Path) -> None:
    _, folder = scaffolded
    for path in sorted(base.rglob("*.yaml")):
        now = folder / path.relative_to(base)
        if not now.exists():
            assert path.name in ("recommendations.yaml", "initial_titles.yaml"), "a table of last year that is gone"
            continue
        before = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip().startswith("#")]
        after = [line.strip() for line in now.read_text(encoding="utf-8").splitlines() if line.strip().startswith("#")]
        assert len(after) >= len(before), path.name


#: A locator of a clause or row, and the parts of one that are left off behind another.
LOCATOR = re.compile(
    r"(?:2023年通知原有今删·)?(?:[头引结附一二三四五](?:[(（][一二三四五][)）])?|(?<=[、—]))\.\d+[a-z]?|表[一二]·\d+(?:、\d+)*"
)


def test_nothing_else_changes(base: Path) -> None:
    """A line that last year's files do not have cites something called otherwise, belongs to a row or clause that is marked, or
    is planned for by its key."""
    for name, written in planned("same-city-2024", base).files.items():
        if not name.startswith("features/"):
            before = {LOCATOR.sub("¶", line) for line in (base / name).read_text(encoding="utf-8").splitlines()}
            added = [line for line in written.splitlines() if LOCATOR.sub("¶", line) not in before]
            assert [line for line in added if not _planned(name, line)] == [], name


def _planned(name: str, line: str) -> bool:
    key = line.strip().removeprefix("- ").partition(":")[0]
    if "核对:" in line or "事由:" in line or (name.startswith("vocabulary/") and "示例: " in line):
        return True
    return {
        "clauses.yaml": key in ("原文字数", "原文摘要值") or "待定" in line or (key == "摘要" and "2024年" in line),
        "notice.yaml": key in ("文号", "标题", "年度", "成文日期") or line.startswith(("  - {编号: 附件", "# 新年度")) or not line,
        "regions.yaml": key == "状态", "readings.yaml": key == "确认",
        "committees.yaml": True, "recommendations.yaml": True, "initial_titles.yaml": True,
    }.get(name, False)  # fmt: skip


def test_rows_that_stay_keep_every_byte(base: Path) -> None:
    """Of a row that only has another number, only the number changes."""
    plan = planned("same-city-2024", base)
    told = {row["locator"]: row["last"][0] for row in truth("same-city-2024")["rows"] if row["state"] in ("same", "moved")}
    before, now = _chunks(base), _chunks(plan)
    kept = 0
    for locator, last in told.items():
        if locator in now and last in before:
            assert LOCATOR.sub("¶", now[locator].partition("\n")[2]) == LOCATOR.sub("¶", before[last].partition("\n")[2]), locator
            kept += 1
    assert kept > 25


def _chunks(source: Path | Plan) -> dict[str, str]:
    found = {}
    for table, name in (("表一", "committees.yaml"), ("表二", "recommendations.yaml")):
        text = source.files[name] if isinstance(source, Plan) else (source / name).read_text(encoding="utf-8")
        for chunk in text.split("\n  - 序号: ")[1:]:
            found[f"{table}·{chunk.partition(chr(10))[0]}"] = chunk.rstrip("\n")
    return found


def test_a_row_that_is_new_takes_nobody(base: Path) -> None:
    plan = planned("same-city-2024", base)
    rows = _chunks(plan)
    added = [row["locator"] for row in truth("same-city-2024")["rows"] if row["state"] == "added"]
    assert added
    for locator in added:
        assert "\n    范围: 否\n" in rows[locator], locator
        assert "确认: 待确认" in rows[locator]


def test_a_row_that_went_to_another_table_keeps_whom_it_takes(base: Path) -> None:
    rows = _chunks(planned("same-city-2024", base))
    scope = "系列申报 且 自主评聘照常 且 系列 是 经济 且 申报级别 是 副高"
    assert f'    范围: "{scope}"\n' in rows["表二·3"]
    assert "事由: 移动" in rows["表二·3"] or "事由: 改名" in rows["表二·3"]


def test_a_part_of_a_split_row_in_another_table_takes_nobody(base: Path) -> None:
    """The part that stays in its table has the 范围; nothing would tell that both take the same cases."""
    policy, _ = read_folder(str(base))
    assert policy is not None
    told = comparison("same-city-2024")
    rows = tuple(
        replace(match, state="split", last=("表二·1",)) if match.row is not None and (match.row.table, match.row.number) == ("表一", "17")
        else match
        for match in told.rows
    )  # fmt: skip
    plan, problems = make_plan(replace(told, rows=rows), policy, {}, 2024)
    assert plan is not None, problems
    row = _chunks(plan)["表一·17"]
    assert "\n    范围: 否\n" in row
    assert "事由: 拆分" in row
    assert '说明: "去年为表二·1，范围是：系列申报 且 自主评聘照常 且 系列 是 工艺美术 且 申报级别 属于 高级"' in row


def test_the_same_input_makes_the_same_bytes(base: Path) -> None:
    assert planned("second-city-2024", base) == planned("second-city-2024", base)


def test_open_items_stand_at_the_places_that_are_told(scaffolded: tuple[str, Path]) -> None:
    _, folder = scaffolded
    policy, _ = read_folder(str(folder))
    assert policy is not None
    todo = list_todo(str(folder))
    assert todo.open == len(open_items(policy.documents))
    for task in todo.tasks:
        if task.kind == "open":
            line = (folder / task.place.file).read_text(encoding="utf-8").splitlines()[task.place.line - 1]
            assert line[task.place.column - 1 :].startswith("待确认"), task
