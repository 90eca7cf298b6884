"""From a new notice to a policy that checks and is released, by edits at exactly the places that ``policy todo`` names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from engine import api
from engine.notice.model import (
    Cell,
    ChangedFigure,
    ClauseMatch,
    Comparison,
    Line,
    Notice,
    Passage,
    RowMatch,
    Table,
    TableRow,
)
from engine.scaffold.findings import place_of
from engine.scaffold.plan import make_plan
from engine.scaffold.task import Task
from engine.scaffold.todo import list_todo
from engine.scaffold.writing import write_folder
from engine.source.discovery import read_folder
from tests.release.conftest import EXAMPLE, released
from tests.scaffold.from_truth import comparison, last_year, words


def confirm(folder: Path) -> int:
    """Put a name, or 已确认, in place of every 待确认 that ``todo`` points at; gives how many."""
    tasks = [task for task in list_todo(str(folder)).tasks if task.kind == "open"]
    for task in sorted(tasks, key=lambda each: (each.place.line, each.place.column), reverse=True):
        _edit(folder, task)
    return len(tasks)


def _edit(folder: Path, task: Task) -> None:
    path = folder / task.place.file
    lines = path.read_text(encoding="utf-8").split("\n")
    line = lines[task.place.line - 1]
    head, tail = line[: task.place.column - 1], line[task.place.column - 1 :]
    assert tail.startswith("待确认")
    settled = "已确认" if re.search(r"状态: $", head) else "专技处"
    lines[task.place.line - 1] = head + settled + tail.removeprefix("待确认")
    path.write_text("\n".join(lines), encoding="utf-8")


def edit(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    """What a person writes: every ``old`` stands in the file and is replaced."""
    text = (folder / name).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    (folder / name).write_text(text, encoding="utf-8")


def errors(folder: Path) -> list[api.Diagnostic]:
    return [each for each in api.check_policy(str(folder))[0] if each.severity == api.Severity.ERROR]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same city's policy of the year after, as it is scaffolded, without scenarios."""
    policy, _ = read_folder(str(last_year(tmp_path / "2023")))
    assert policy is not None
    plan, problems = make_plan(comparison("same-city-2024"), policy, {}, 2024)
    assert plan is not None, problems
    write_folder(str(tmp_path / "2024"), plan.files)
    return tmp_path / "2024"


def test_the_same_city_until_it_checks(folder: Path) -> None:
    """Three clauses are gone: their rules go too, as the errors that ``todo`` lists ask for; everything else is confirmed."""
    wrong = {(each.code, place_of(each.span)) for each in errors(folder)}
    assert {code for code, _ in wrong} == {"E0359"}
    told = list_todo(str(folder))
    assert not told.runs
    assert {place for _, place in wrong} <= {edit for task in told.tasks for edit in task.edits}
    assert [task for task in told.tasks if task.kind == "error"] == []
    _rewrite(folder)
    assert confirm(folder) > 60
    assert errors(folder) == []
    todo = list_todo(str(folder))
    assert todo.runs
    assert todo.open == 0
    left = [(task.reason, task.place.file) for task in todo.tasks]
    split = ("E0894", "committees.yaml"), ("E0894", "recommendations.yaml")
    assert left == [("E0817", str(folder)), *split], "what is split is told until it is told apart"


def test_rows_that_are_parted_stay_on_the_list_until_their_scopes_are_told_apart(folder: Path) -> None:
    """Confirmed or not: as long as both take one case the release refuses them, and the list asks for it."""
    _rewrite(folder)
    open_ = {task.locator: task.evidence for task in list_todo(str(folder)).tasks if "alike" in task.evidence}
    assert {locator: evidence["alike"] for locator, evidence in open_.items()} == {
        "表一·2": "表一·3", "表一·3": "表一·2", "表二·4": "表二·5", "表二·5": "表二·4"
    }  # fmt: skip
    assert "表二·4和表二·5都会受理同一申报" in open_["表二·5"]["overlap"]
    confirm(folder)
    assert [each.code for each in released(folder).gate.diagnostics].count("E0894") == 2
    arts = "系列申报 且 自主评聘照常 且 系列 是 工艺美术 且 申报级别 是 {}"
    rows = (folder / "recommendations.yaml").read_text(encoding="utf-8")
    for number, level in ((4, "副高"), (5, "正高")):
        at = rows.index(f"\n  - 序号: {number}\n")
        rows = rows[:at] + re.sub(r"    范围: .*\n", f'    范围: "{arts.format(level)}"\n', rows[at:], count=1)
    (folder / "recommendations.yaml").write_text(rows, encoding="utf-8")
    left = [task for task in list_todo(str(folder)).tasks if task.reason == "E0894"]
    assert [(task.kind, task.place.file, task.decide) for task in left] == [("error", "committees.yaml", True)]


def _rewrite(folder: Path) -> None:
    """The transition of earlier years and a criterion that is issued are no longer in the notice."""
    hours = (folder / "rules/continuing_education.policy").read_text(encoding="utf-8")
    start, end = hours.index("# 过渡期："), hours.index("定义 学时合格")
    (folder / "rules/continuing_education.policy").write_text(hours[:start] + hours[end:], encoding="utf-8")
    edit(
        folder, "rules/continuing_education.policy",
        ("\n  例外 过渡期视同合格：若 视同合格（年） 则 是 【2023年通知原有今删·五(一).8】", ""),
        ("\n 且 （口径.视同年份 是 计入年限 或 非 视同合格（年）） 【口径 A4】", ""),
    )  # fmt: skip
    standard = (folder / "rules/standard.policy").read_text(encoding="utf-8")
    start = standard.index("条件 汽车零部件评价条件")
    end = standard.index("\n条件 ", start) + 1
    (folder / "rules/standard.policy").write_text(standard[:start] + standard[end:], encoding="utf-8")
    readings = (folder / "readings.yaml").read_text(encoding="utf-8")
    kept = [part for part in re.split(r"(?m)^(?=  - 编号: )", readings) if "今删" not in part]
    (folder / "readings.yaml").write_text("".join(kept), encoding="utf-8")
    committees = (folder / "committees.yaml").read_text(encoding="utf-8")
    (folder / "committees.yaml").write_text(re.sub("【2023年通知原有今删·[^】]*】", "", committees), encoding="utf-8")
    for table, whom in (
        ("committees.yaml", "系列 是 工程 且 专业 是 其他工程专业 且 申报级别 是 正高"),
        ("recommendations.yaml", "系列 是 统计 且 申报级别 是 正高"),
    ):
        edit(folder, table, ("范围: 否\n", f"范围: 系列申报 且 {whom}\n"))
    edit(
        folder, "clauses.yaml", ("类别: 待定", "类别: h"), ("主体: [待定]", "主体: [申报人]"), ("落实: 待定", "落实: 陈述"),
        ("摘要: 待定", "摘要: 新的要求。"), ("缘由: 待定", "缘由: 没有可核对的标准。"),
    )  # fmt: skip


def test_a_clause_that_is_still_undecided_cannot_be_confirmed(folder: Path) -> None:
    assert not [each for each in errors(folder) if each.span.file == "clauses.yaml"]
    confirm(folder)
    found = [each for each in errors(folder) if each.span.file == "clauses.yaml"]
    new = (folder / "clauses.yaml").read_text(encoding="utf-8").count("落实: 待定")
    assert [each.code for each in found] == ["E0148"] * new
    assert new == 3


def test_a_row_that_takes_nobody_yet_cannot_be_confirmed(folder: Path) -> None:
    new = [
        name
        for name in ("committees.yaml", "recommendations.yaml")
        if "范围: 否\n" in (folder / name).read_text(encoding="utf-8")
    ]
    assert new
    confirm(folder)
    found = [each for each in errors(folder) if each.span.file in new]
    assert {(each.span.file, each.code) for each in found} == {(name, "E0148") for name in new}


# ---- a small policy, until it is released ---------------------------------------------------------------------------------

OLD = {"二.1": "每年累计学时不低于90学时。", "二.2": "11月28日前报送材料。"}
NEW = {"二.1": "每年累计学时不低于92学时。", "二.2": "12月5日前报送材料。"}


def small() -> Comparison:
    head = Passage("头.1", "某人社函〔2026〕3号 关于做好2026年度评审工作的通知 各有关单位", (1, 2))
    title = Passage("附1.一", "经市评委会评审的系列", (9,))
    first, second = Passage("二.1", NEW["二.1"], (4,)), Passage("二.2", NEW["二.2"], (5,))
    cells = {
        "name": "某市建设工程评审委员会", "titles": "工程师", "start": "6月", "finish": "9月", "office": "某市建设局",
        "telephone": "2100001", "scope": "全市建设工程技术人员",
    }  # fmt: skip
    row = TableRow("表一", "1", {field: Cell(text, (11,)) for field, text in cells.items()}, (11,))
    lines = tuple(Line(number, text, "passage") for number, text in enumerate([head.text, *NEW.values(), title.text], 1))
    notice = Notice(
        "通知.txt", "0" * 64,
        {"number": "某人社函〔2026〕3号", "title": "关于做好2026年度评审工作的通知", "date": "2026年5月8日", "issuer": "某市人力资源和社会保障局"},
        lines, (head, first, second, title), (Table("表一", "附1.一", tuple(cells), (row,)),), (),
    )  # fmt: skip
    clauses = (
        ClauseMatch("changed", "头.1", head, 0.9, (), (ChangedFigure("2025", "2026", "", 2),)),
        ClauseMatch("changed", "二.1", first, 0.9, words(OLD["二.1"], NEW["二.1"]), (ChangedFigure("90", "92", "学时", 4),)),
        ClauseMatch(
            "changed", "二.2", second, 0.9, words(OLD["二.2"], NEW["二.2"]), (ChangedFigure("2025-11-28", "2026-12-05", "", 5),)
        ),
        ClauseMatch("same", "附1.一", title, 1.0),
    )
    return Comparison(notice, clauses, (RowMatch("changed", ("表一·1",), row, 0.9, ("finish",)),))


@pytest.fixture
def year(tmp_path: Path) -> Path:
    policy, _ = read_folder(str(EXAMPLE))
    assert policy is not None
    plan, problems = make_plan(small(), policy, {}, 2026)
    assert plan is not None, problems
    write_folder(str(tmp_path / "2026"), plan.files)
    shutil.copytree(EXAMPLE.parent / "features", tmp_path / "2026" / "features")
    return tmp_path / "2026"


def test_what_is_open_in_a_small_policy(year: Path) -> None:
    told = [(task.subject, task.reason, task.place.file, task.lines) for task in list_todo(str(year)).tasks]
    assert told == [
        ("条款 头.1", "改动", "clauses.yaml", (1, 2)),
        ("参数 累计学时", "数值改动", "parameters.yaml", (4,)),
        ("参数 报送截止日", "数值改动", "parameters.yaml", (5,)),
        ("口径 A1", "改动", "readings.yaml", (5,)),
        ("表一·1 某市建设工程评审委员会", "改动", "committees.yaml", (11,)),
    ]


def test_an_open_policy_can_be_tried_but_is_not_released(year: Path) -> None:
    assert errors(year) == []
    decision = api.load_policy(str(year)).evaluate({"申报年度": 2026, "申报日期": "2026-12-05", "建设工程": True, "总学时": 91})
    assert decision.decision == "ineligible"
    assert [(each["concerns"], each["text"]["zh"]) for each in decision.data["warnings"] if each["kind"] == "review"] == [
        ("累计学时", "累计学时的值本年度尚待确认（数值改动）"),
        ("报送截止日", "报送截止日的值本年度尚待确认（数值改动）"),
        ("表一·1", "表一·1的完成时间本年度尚待确认（改动）"),
    ]
    english = [each["text"]["en"] for each in decision.data["warnings"] if each["concerns"] == "累计学时"]
    assert english == ["累计学时 (值) is still to be confirmed for this year: 数值改动"]
    refused = released(year)
    assert refused.data is None
    assert [each.code for each in refused.gate.diagnostics] == ["E0890"] * 5


def test_a_small_policy_until_it_is_released(year: Path) -> None:
    """Items confirmed where ``todo`` says, the scenarios that it names rewritten: the release goes through."""
    named = {place for task in list_todo(str(year)).tasks for place in task.scenarios}
    assert {place.partition(":")[0] for place in named} == {"features/example.feature"}
    assert confirm(year) == 5
    settled = api.load_policy(str(year)).evaluate({"申报年度": 2026, "申报日期": "2026-12-05", "建设工程": True, "总学时": 92})
    assert settled.decision == "eligible"
    assert settled.data["warnings"] == []
    edit(
        year, "features/example.feature",
        ("| 2025 ", "| 2026 "), ("2025-09-01", "2026-09-01"), ("| 90     |\n\n  @头", "| 92     |\n\n  @头"),
        ("| 89   |", "| 91   |"), ("| 90   |", "| 92   |"),
        ("2025-11-27", "2026-12-04"), ("2025-11-28", "2026-12-05"), ("2025-11-29", "2026-12-06"),
    )  # fmt: skip
    made = released(year)
    assert made.gate.diagnostics == []
    assert made.manifest is not None
    assert made.manifest.data["year"] == 2026
    assert {each["by"] for each in made.manifest.data["confirmed"]} == {"专技处"}
    assert len(made.manifest.data["confirmed"]) == 5
