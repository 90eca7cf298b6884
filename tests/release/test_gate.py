"""What keeps a policy from being released: each thing on its own, with its code, place and words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import api
from engine.diagnostics.render import render_text
from tests.cli.helpers import invoke
from tests.release.conftest import EXAMPLE, released


def changed(place: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the example with ``(file, old, new)`` changed."""
    shutil.copytree(EXAMPLE.parent, place)
    for name, old, new in changes:
        path = place / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    return place / "policy"


def refused(folder: Path) -> tuple[list[str], str]:
    """The codes that keep a folder from being released, and how they are told."""
    made = released(folder)
    assert made.data is None
    assert made.manifest is None
    return [each.code for each in made.gate.diagnostics], render_text(made.gate.diagnostics, made.gate.sources, "zh", 100)


def test_what_is_still_to_be_confirmed(tmp_path: Path) -> None:
    codes, told = refused(changed(tmp_path / "a", ("policy/readings.yaml", "某市专技处", "待确认")))
    assert codes == ["E0890"]
    assert told.splitlines()[:3] == [
        "E0890 readings.yaml:11:9 口径 A1：确认还写着“待确认”。",
        "  11 |     确认: 待确认",
        "     |           ^^^^^^",
    ]


SECOND_ROW = (
    "    范围: 建设工程\n",
    "    范围: 建设工程\n{first}  - 序号: 2\n    评委会名称: 某市水利工程评审委员会\n    所评资格名称: {{原文: 工程师, 评审: [], 推荐: []}}\n"
    "    启动时间: 6月\n    完成时间: 8月\n    评委会办公室所在单位及电话: {{原文: 某市水利局 2100002, 单位: 某市水利局, 电话: \"2100002\"}}\n"
    "    申报对象: {{原文: 全市水利工程技术人员}}\n    驻地: 市\n    范围: 建设工程\n{second}",
)  # fmt: skip
SPLIT = "    核对: [{事由: 拆分, 栏: 范围, 说明: 去年为表一·1, 确认: 某市专技处}]\n"


def overlapping(place: Path, split: str, checks: str = "") -> Path:
    """The example with a second row that takes what the first one takes."""
    folder = changed(place, ("policy/committees.yaml", SECOND_ROW[0], SECOND_ROW[1].format(first=split, second=split)))
    if checks:
        (folder / "checks.yaml").write_text(f"不再提示:\n  - {{代码: W0504, 位置: {checks}, 理由: 前后两步}}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("split", ["", SPLIT], ids=["written", "split"])
def test_rows_that_send_one_case_to_two_committees(tmp_path: Path, split: str) -> None:
    """Also where everything is confirmed, as in a new year whose split rows keep the scope they were copied with."""
    codes, told = refused(overlapping(tmp_path / "a", split))
    assert codes == ["E0894"]
    assert told.startswith(f"E0894 committees.yaml:{13 if split else 12}:9 表一·1和表一·2都会受理同一申报，例如：")
    assert (
        "\n  办法：请把两行的范围分开；确是前后两步或者原文本来重叠的，在 checks.yaml 的“不再提示”写 W0504、这两行和理由。"
        in told
    )


def test_an_overlap_that_is_meant(tmp_path: Path) -> None:
    """A reason in ``checks.yaml`` is enough; for parts of a split row it must name both of them."""
    assert "E0894" not in refused(overlapping(tmp_path / "a", "", "[表一·1]"))[0]
    assert refused(overlapping(tmp_path / "b", SPLIT, "[表一·1]"))[0] == ["E0894"]
    assert "E0894" not in refused(overlapping(tmp_path / "c", SPLIT, "[表一·1, 表一·2]"))[0]


def test_a_mistake_in_the_policy(tmp_path: Path) -> None:
    codes, _ = refused(changed(tmp_path / "a", ("policy/rules/example.policy", "参数.累计学时", "参数.累积学时")))
    assert codes == ["E0309"]


def test_a_clause_that_nothing_carries(tmp_path: Path) -> None:
    codes, _ = refused(
        changed(tmp_path / "a", ("policy/clauses.yaml", "落实于: [学时要求, 参数.累计学时]", "落实于: [参数.累计学时]"))
    )
    assert codes == ["E0801", "E0802"]


def test_a_scenario_that_does_not_hold(tmp_path: Path) -> None:
    feature = ("features/example.feature", "| 89   | 不符合 | 不符合           |", "| 89   | 符合   | 不符合           |")
    codes, told = refused(changed(tmp_path / "a", feature))
    assert codes == ["E0891", "E0892"]
    assert "场景“学时的边界”没有通过：“二.1”符合" in told
    assert "“二.1”没有合格和不合格两面的场景。" in told


def test_a_change_that_no_scenario_notices(tmp_path: Path) -> None:
    feature = ("features/example.feature", "      | 2025-11-28 | 符合   | 不符合           |\n", "")
    codes, told = refused(changed(tmp_path / "a", feature))
    assert set(codes) == {"E0893"}
    assert told.startswith("E0893 rules/example.policy:1:1 没有场景能发现这处改动：去掉例外“当日逾期”\n   1 | 定义 最后一天：")


def test_the_notice_is_verified_where_it_is_given(tmp_path: Path) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text("一、与登记不同的文字。\n", encoding="utf-8")
    with pytest.raises(api.InvalidInput) as caught:
        released(notice=str(notice))
    assert [each.code for each in caught.value.diagnostics] == ["E0818"]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("release", str(EXAMPLE), "-o", "x"), "E0904", "--by"),
        (("release", str(EXAMPLE), "--by", "甲"), "E0904", "--output"),
        (("release",), "E0904", "文件夹"),
        (("release", str(EXAMPLE), "--by", "甲", "-o", "x", "--jobs", "0"), "E0905", "--jobs"),
        (("release", str(EXAMPLE), "--by", "", "-o", "x"), "E0905", "--by"),
        (("release", str(EXAMPLE), "--by", "甲", "--by", " ", "-o", "x"), "E0905", "姓名或处室，不得空白"),
        (("release", str(EXAMPLE), "--by", "甲\x1b[2J", "-o", "x"), "E0905", "U+001B"),
        (("release", str(EXAMPLE), "--by", "甲", "-o", "x", "--on", "2025-02-29"), "E0905", "2025-02-29"),
        (("release", "/nowhere", "--by", "甲", "-o", "x"), "E0114", "/nowhere"),
    ],
)
def test_what_is_wrong_with_the_command_line(arguments: tuple[str, ...], code: str, word: str) -> None:
    answer = invoke(*arguments)
    assert answer.code == 2
    assert answer.err.startswith(code) or code in answer.err
    assert word in answer.err


def test_the_command_tells_how_many_are_left(tmp_path: Path) -> None:
    folder = changed(tmp_path / "a", ("policy/readings.yaml", "某市专技处", "待确认"))
    answer = invoke("release", str(folder), "--by", "甲", "-o", str(tmp_path / "x.bundle"))
    assert (answer.code, answer.out) == (2, "没有发布：还有 1 处要处理。\n")
    assert not (tmp_path / "x.bundle").exists()
