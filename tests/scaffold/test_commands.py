"""``policy new-year`` and ``policy todo``: what they print and write, what they refuse, nothing half done."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.helpers import invoke
from tests.scaffold.from_truth import NOTICES, POLICY, last_year

SAME = str(NOTICES / "same-city-2024.txt")
BEFORE = str(NOTICES / "base-2023.txt")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = last_year(tmp_path_factory.mktemp("last") / "policies" / "2023")
    shutil.copytree(POLICY.parent.parent / "features", folder.parent.parent / "features")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def scaffold(base: Path, target: Path, notice: str = SAME, *more: str):
    return invoke("new-year", "2024", "--from", str(base), "--notice", notice, "-o", str(target), *more)


def test_the_summary_in_both_languages(base: Path, tmp_path: Path) -> None:
    zh = scaffold(base, tmp_path / "甲", SAME, "--previous", BEFORE)
    en = scaffold(base, tmp_path / "b", SAME, "--previous", BEFORE, "--lang", "en")
    assert (zh.code, zh.err, en.code, en.err) == (0, "", 0, "")
    told = zh.out.splitlines()
    assert told[0] == f"已写出 2024 年度：{tmp_path / '甲'}"
    assert told[1] == "条款：相同 34，有改动 20，只换位置 8，新增 3，删去 3"
    assert told[2].startswith("附件行：相同 ")
    assert told[-1] == f"待确认 {_open(tmp_path / '甲')} 件，逐件列出：policy todo {tmp_path / '甲'}"
    assert en.out.splitlines()[0] == f"The policy of 2024 is in {tmp_path / 'b'}"
    assert en.out.splitlines()[1] == "Clauses: same 34, changed 20, moved 8, new 3, gone 3"
    assert files(tmp_path / "甲") == files(tmp_path / "b")


def _open(folder: Path) -> int:
    return int(json.loads(invoke("todo", str(folder), "--format", "json").out)["open"])


@pytest.mark.parametrize("notice", ["same-city-2024.txt", "same-city-2024.docx", "dirty-ocr-2024.txt", "second-city-2024.txt"])
def test_every_notice_gives_a_folder_that_can_be_read(base: Path, tmp_path: Path, notice: str) -> None:
    answer = scaffold(base, tmp_path / "2024", str(NOTICES / notice), "--previous", BEFORE)
    assert (answer.code, answer.err) == (0, "")
    todo = invoke("todo", str(tmp_path / "2024"))
    assert (todo.code, todo.err) == (0, "")
    checked = json.loads(invoke("check", str(tmp_path / "2024"), "--format", "json").out)
    told = json.loads(invoke("todo", str(tmp_path / "2024"), "--format", "json").out)
    asked = [edit for task in told["tasks"] for edit in task["edits"]]
    wrong = {"{file}:{line}:{column}".format(**each) for each in checked["diagnostics"] if each["severity"] == "error"}
    assert wrong <= set(asked), "every error of the check is asked for"
    assert len(asked) == len(set(asked)) == told["edits"], "each place once"
    counts = (
        f"待办{len(told['tasks'])}件：要拿主意{told['decide']}件（标【定】），看过即可确认{len(told['tasks']) - told['decide']}件"
    )
    assert todo.out.startswith(f"{counts}；要改{told['edits']}处。\n待确认{told['open']}件，错误{told['errors']}处。\n")
    assert not any(each["code"] in ("W0111", "E0131") for each in checked["diagnostics"])


@pytest.fixture(scope="module")
def new(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "2024"
    assert scaffold(base, folder, SAME, "--previous", BEFORE).code == 0
    return folder


@pytest.fixture(scope="module")
def texts(new: Path) -> tuple[str, str]:
    """The list in both languages."""
    return invoke("todo", str(new)).out, invoke("todo", str(new), "--lang", "en").out


@pytest.fixture(scope="module")
def listed(new: Path) -> dict[str, Any]:
    """The list as data."""
    return dict(json.loads(invoke("todo", str(new), "--format", "json").out))


def test_a_figure_in_the_list(new: Path, texts: tuple[str, str]) -> None:
    zh, en = texts
    entry = next(part for part in zh.split("\n\n") if "参数 公需科目学时" in part).partition(". ")[2]
    place = entry.splitlines()[0].partition("  ")[2]
    assert entry == (
        f"参数 公需科目学时  {place}\n   数改了：对照新通知核对新值\n   栏目：值\n   去年：18\n   今年：20\n"
        "   改动：公需科目不低于[-18-]{+20+}学时\n   说明：条款五(一).4其余文字没有改动，不另列\n   通知：第34行\n   场景："
        + entry.rpartition("场景：")[2]
    )
    told = next(part for part in en.split("\n\n") if "参数 公需科目学时" in part).splitlines()
    assert told[1:8] == [
        "   the figure changed: hold the new value against the notice", "   entries: 值", "   last year: 18", "   this year: 20",
        "   change: 公需科目不低于[-18-]{+20+}学时", "   note: nothing else changed in clause 五(一).4, which is not listed besides", "   notice: line 34",
    ]  # fmt: skip
    file, line, column = place.split(":")
    written = (new / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert written[int(column) - 1 :].startswith("待确认")


def test_what_is_carried_over_is_not_said_to_be_missing_from_the_notice(texts: tuple[str, str]) -> None:
    """The notice prints the same figure in other characters: last year's stays and is to be held against it."""
    zh, en = texts
    entry = next(part for part in zh.split("\n\n") if "参数 专业科目学时" in part).splitlines()
    assert entry[1] == "   沿用去年的：对照新通知核定是否仍然适用"
    assert "   改动：其中专业科目不低于[-60-]{+六十+}学时，" in entry
    assert "   carried over: hold last year's against the new notice\n" in en


def test_the_list_stands_under_headings(texts: tuple[str, str]) -> None:
    """Counts on top, stages in the order to work them off, items numbered through."""
    zh, en = texts
    headings = [line for line in zh.splitlines() if re.match("[一二三四五六七八九十]、", line)]
    names = [re.sub("（[0-9]+件）", "", line) for line in headings]
    assert names == [
        "一、通知、附件和勘误", "二、条款", "三、数字和日期", "四、口径", "五、县和地区", "六、附件各行", "七、随着改过的场景"
    ]  # fmt: skip
    numbers = [int(found[1]) for found in re.finditer(r"(?m)^(\d+)\. ", zh)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sum(int(re.search("（([0-9]+)件）", line)[1]) for line in headings) == len(numbers)
    assert "\nA. the notice, its enclosures and errata (" in en
    assert zh.splitlines()[2:4] == [
        "每办完一件，把所列位置的“待确认”改填姓名或处室；写着“状态”的，改为“已确认”。",
        "错误和“还在引用”的地方没有改好以前，政策不能运行；改好以后可能再查出重叠和别的错误。",
    ]
    assert (
        en.splitlines()[2]
        == "When an item is settled, put the name or office in place of 待确认; where the key is 状态, put 已确认."
    )
    assert re.search(r"(?m)^\d+\. \* 表一·17 ", en)
    assert re.search(r"(?m)^\d+\. 【定】表一·17 ", zh)
    assert "   还在引用：rules/continuing_education.policy:7\n" in zh
    assert "   范围相同：表二·5\n" in zh


def test_what_is_asked_once(new: Path, listed: dict[str, Any]) -> None:
    """A clause whose figure has an item, the plan year, enclosures, one office in many rows: each is one item."""
    told = listed["tasks"]
    clauses = {task["locator"] for task in told if task["file"] == "clauses.yaml"}
    assert not clauses & {
        "头.1",
        "引.1",
        "结.1",
        "附.1",
        "落款.1",
        "五(一).3",
        "五(一).4",
        "五(二).8",
        "五(三).1",
        "五(三).2",
        "五(四).2",
    }
    year = next(task for task in told if task["subject"] == "参数 计划年度")
    assert year["evidence"]["remark"] == (
        "条款头.1、结.1、落款.1、附.1只有年份、文号或日期不同，摘要已照改，不另列；词汇示例里的年份、日期已顺推，共30处"
    )
    assert "示例: 2023" not in "".join(path.read_text(encoding="utf-8") for path in (new / "vocabulary").iterdir())
    assert {2, 8, 50, 52, 58} <= set(year["notice_lines"])
    assert "依据省厅2024年度高级职称评审通知。" in (new / "clauses.yaml").read_text(encoding="utf-8")
    assert [task["subject"] for task in told if "附件" in task["subject"]] == ["附件"]
    office = next(task for task in told if task["locator"] == "表二·15")
    assert "表二·16、表二·18、表二·19、表二·21同样改动，一并确认" in office["evidence"]["remark"]
    assert office["notice_lines"] == [134, 135, 137, 138, 140]
    assert not {"表二·16", "表二·18", "表二·19", "表二·21"} & {task["locator"] for task in told}
    assert not [task for task in told if task["subject"].startswith("缺口")], "only the year of their clause is another"
    assert (new / "recommendations.yaml").read_text(encoding="utf-8").count("说明: 与表二·15一并确认") == 4


def test_a_cell_that_an_erratum_asks_about_is_not_asked_about_twice(listed: dict[str, Any]) -> None:
    """The office's telephone is last year's but for one figure: the erratum proposes last year's, the row is no item."""
    about = [(task["reason"], task["evidence"]["proposed"]) for task in listed["tasks"] if task["locator"] == "表三·1"]
    assert about == [("勘误", "2091222")]
    (grounds,) = (task["evidence"]["grounds"] for task in listed["tasks"] if task["locator"] == "表三·1")
    assert grounds == "同一单位上年度的电话只差一位（原文第168行）；这一行的单位、电话暂按拟改的写，不改的要一并改回"


def test_titles_go_with_their_rows(new: Path, listed: dict[str, Any]) -> None:
    """Rows that moved, were parted or joined have the titles of the rows they come from, and say what these said."""
    rows = yaml.safe_load((new / "recommendations.yaml").read_text(encoding="utf-8"))["表二"]
    titles = {row["序号"]: row["推荐资格名称"]["推荐"] for row in rows}
    last = yaml.safe_load((POLICY / "committees.yaml").read_text(encoding="utf-8"))["表一"][7]
    assert titles[3] == last["所评资格名称"]["推荐"]
    assert titles[31] == ["副编审", "编审"]
    assert titles[4] == titles[5]
    told = {task["locator"]: task["evidence"] for task in listed["tasks"]}
    assert (
        told["表二·5"]["last"]
        == "高级工艺美术师、正高级工艺美术师；范围：系列申报 且 自主评聘照常 且 系列 是 工艺美术 且 申报级别 属于 高级"
    )


def test_counts_in_comments_are_those_of_the_new_year(new: Path) -> None:
    tops = {name: (new / name).read_text(encoding="utf-8").split("\n")[1] for name in ("committees.yaml", "recommendations.yaml")}
    assert tops["committees.yaml"].startswith("# 附件1表一，30行。")
    assert tops["recommendations.yaml"].startswith("# 附件1表二，41行。")


def test_rows_are_called_by_name(listed: dict[str, Any]) -> None:
    """A table without committees: by the titles it prints, not by the number of the row once more."""
    subjects = [task["subject"] for task in listed["tasks"]]
    assert {"表一·1 市新闻专业人员中级专业技术职务任职资格评审委员会", "表二·5 正高级工艺美术师"} <= set(subjects)


def test_the_list_as_json(listed: dict[str, Any]) -> None:
    told = listed
    gone = [task for task in told["tasks"] if task["locator"] == "2023年通知原有今删·五(一).8" and task["file"] == "notice.yaml"]
    assert [(task["kind"], task["file"], task["evidence"]["remark"]) for task in gone] == [
        ("open", "notice.yaml", "落实于视同合格、过渡期视同合格")
    ]
    assert all(place.startswith("features/") for place in gone[0]["scenarios"])
    assert gone[0]["scenarios"]
    assert told["errors"] == sum(task["kind"] == "error" for task in told["tasks"]) == 0
    assert gone[0]["evidence"]["cited"] == (
        "readings.yaml:15、readings.yaml:55、rules/continuing_education.policy:5、rules/continuing_education.policy:14"
    )
    assert gone[0]["decide"]
    assert gone[0]["what"].endswith("；核定后把“待确认”改填姓名或处室")
    assert len(gone[0]["edits"]) == 5
    order = [task["file"] for task in told["tasks"] if task["kind"] == "open"]
    assert (
        order.index("notice.yaml") < order.index("clauses.yaml") < order.index("parameters.yaml") < order.index("readings.yaml")
    )
    assert order.index("readings.yaml") < order.index("committees.yaml")


def test_the_shipped_policy_has_a_list_too() -> None:
    answer = invoke("todo", str(POLICY))
    assert answer.code == 0
    assert answer.out.splitlines()[3] == "场景等以上办完再运行；现在就看的，加 --scenarios。"
    assert "口径 A1  readings.yaml:" in answer.out


def test_the_list_is_held_against_the_notice_where_it_is_given() -> None:
    """What the notice prints otherwise is a task each; the same notice adds nothing."""
    alone, beside = (
        json.loads(invoke("todo", str(POLICY), *more, "--format", "json").out) for more in ((), ("--notice", BEFORE))
    )
    assert (alone["open"], alone["errors"]) == (beside["open"], 0)
    assert {task["reason"] for task in beside["tasks"] if task["kind"] == "error"} >= {"E0811"}
    assert invoke("todo", str(POLICY), "--notice", BEFORE).out.splitlines()[3] == "场景等以上办完再运行。"


def test_nothing_is_left_to_do() -> None:
    example = str(POLICY.parent.parent / "tests" / "release" / "example" / "policy")
    assert invoke("todo", example).out == "没有待办的事项；已确认1件。\n"
    assert invoke("todo", example, "--lang", "en").out == "Nothing is left to do; 1 confirmed.\n"


@pytest.mark.parametrize("format", ["text", "html", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ledger_shows_clauses_that_nobody_has_placed_yet(tmp_path: Path, format: str, lang: str) -> None:
    folder = shutil.copytree(POLICY, tmp_path / "2023")
    with open(folder / "clauses.yaml", "a", encoding="utf-8") as stream:
        stream.write(
            "  - 条款号: 六.9\n    类别: 待定\n    主体: [待定]\n    摘要: 待定\n    落实: 待定\n    缘由: 待定\n    原文字数: 5\n"
            '    原文摘要值: "0123456789abcdef"\n    核对:\n      - {栏: 落实, 事由: 新增, 今年: 甲, 原文行: 3, 确认: 待确认}\n'
        )
    features = str(POLICY.parent.parent / "features")
    answer = invoke("trace", str(folder), "--features", features, "--format", format, "--lang", lang)
    assert answer.code == 2
    assert "六.9" in answer.out
    assert "E0801 clauses.yaml:" in answer.err
    assert "E0999" not in answer.err


# ---- refusals -------------------------------------------------------------------------------------------------------------
