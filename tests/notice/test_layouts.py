"""Tables in every layout, numbering, figures and doubts, in small: what is printed, and what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.notice.figures import find_figures, months, window
from engine.notice.headings import fields_of, holds_telephone, is_heading
from engine.notice.layout import is_page_number
from engine.notice.model import Notice
from engine.notice.offices import part_office
from engine.notice.public import read_notice
from engine.notice.wording import number_of
from tests.notice.measuring import POLICY

HEAD = """丽水市人力资源和社会保障局
关于做好2024年度职称评审工作的通知
各县（市、区）人力社保局：
现就有关事项通知如下：
一、申报
（一）学时。每年不少于90学时，其中专业科目不少于60学时。
1.第一项应当办理。
2.第二项应当办理，不得拖延。
附件：1.计划
丽水市人力资源和社会保障局
2024年5月10日
附件1
一、评审计划
"""
COLUMNS = ("序号", "评委会名称", "启动时间", "完成时间", "评委会办公室所在单位及电话", "申报对象")
ROWS = (
    ("1", "市新闻专业人员中级专业技术职务任职资格评审委员会", "6月", "8月", "市委宣传部办公室 2098731", "全市新闻专业人员"),
    ("2", "市水利工程技术人员中级专业技术职务任职资格评审委员会", "7月", "9月", "市水利局办公室 2802209", "全市水利工程技术人员"),
)


def read(body: str, folder: Path) -> Notice:
    path = folder / "notice.txt"
    path.write_text(HEAD + body, encoding="utf-8")
    notice = read_notice(path, 2024, POLICY)
    assert notice.unread == ()
    assert [line.number for line in notice.lines] == list(range(1, (HEAD + body).count("\n") + 1))
    return notice


def printed(notice: Notice) -> list[tuple[str, ...]]:
    return [
        tuple(row.cells[key].text for key in ("number", "name", "start", "finish", "office", "telephone", "scope"))
        for table in notice.tables for row in table.rows
    ]  # fmt: skip


EXPECTED = [(*row[:4], *row[4].split(" "), row[5]) for row in ROWS]


@pytest.mark.parametrize(
    "body",
    [
        "\n".join("\t".join(row) for row in (COLUMNS, *ROWS)) + "\n",
        "\n".join("| " + " | ".join(row) + " |" for row in (COLUMNS, *ROWS)) + "\n",
        "\n".join(cell for row in (COLUMNS, *ROWS) for cell in row) + "\n",
        "\n".join("\t".join(row) for row in (COLUMNS, ROWS[0]))
        + "\n- 3 -\n"
        + "\n".join("\t".join(row) for row in (COLUMNS, ROWS[1]))
        + "\n",
        "\n".join("\t".join(row).replace("工程技术人员中级", "工程技术人员\n中级") for row in (COLUMNS, *ROWS)) + "\n",
    ],
    ids=["tabs", "bars", "one cell a line", "page break with headings", "a wrapped cell"],
)
def test_layouts_give_the_same_rows(body: str, tmp_path: Path) -> None:
    notice = read(body, tmp_path)
    assert printed(notice) == EXPECTED
    assert notice.tables[0].title == "一、评审计划"


def test_columns_in_any_order_and_by_other_names(tmp_path: Path) -> None:
    names = ("评审范围", "序号", "受理部门", "联系电话", "评审时间", "评委会名称", "受理时间")
    rows = ((r[5], r[0], *r[4].split(" "), r[3], r[1], r[2]) for r in ROWS)
    assert printed(read("\n".join("\t".join(row) for row in (names, *rows)) + "\n", tmp_path)) == EXPECTED


def test_the_same_as_above_is_filled_and_says_so(tmp_path: Path) -> None:
    second = (*ROWS[1][:2], "同上", "同上", *ROWS[1][4:])
    cells = read("\n".join("\t".join(row) for row in (COLUMNS, ROWS[0], second)) + "\n", tmp_path).tables[0].rows[1].cells
    assert (cells["start"].text, cells["start"].filled, cells["office"].filled) == ("6月", True, False)


def test_cells_run_together_are_parted_with_a_doubt(tmp_path: Path) -> None:
    line = "\t".join(ROWS[0]).replace("6月\t8月", "6月8月")
    notice = read("\t".join(COLUMNS) + f"\n{line}\n", tmp_path)
    assert printed(notice) == EXPECTED[:1]
    assert {doubt.where for doubt in notice.doubts} == {"表一·1·start", "表一·1·finish"}


@pytest.mark.parametrize(
    "old, new, where, proposal",
    [
        ("2098731", "2O9873l", "表一·1·telephone", "2098731"),
        ("8月", "5月", "表一·1·finish", ""),
        ("市水利局办公室 2802209", "龙海市人力社保局 7262229", "表一·2·office", "龙泉市人力社保局"),
        ("水利工程技术人员中级", "水利工程技木人员中级", "表一·2·name", "市水利工程技术人员中级专业技术职务任职资格评审委员会"),
        ("2802209", "2802208", "表一·2·telephone", "2802209"),
        ("\n2\t", "\n3\t", "表一·2·number", "2"),
    ],
    ids=["letters", "finish before start", "a place elsewhere", "a character", "a figure", "a number left out"],
)
def test_doubts_name_the_cell_and_propose(old: str, new: str, where: str, proposal: str, tmp_path: Path) -> None:
    body = "\n".join("\t".join(row) for row in (COLUMNS, *ROWS)) + "\n"
    assert old in body
    notice = read(body.replace(old, new), tmp_path)
    found = [doubt.proposal for doubt in notice.doubts if doubt.where == where]
    assert found
    assert proposal in found


def test_statements_and_locators(tmp_path: Path) -> None:
    notice = read("", tmp_path)
    told = {passage.locator: passage.text for passage in notice.passages}
    assert told["一(一).1"] == "每年不少于90学时，"
    assert told["一(一).3"] == "第一项应当办理。"
    assert told["附.1"] == "附件：1.计划"
    assert told["落款.1"].endswith("2024年5月10日")
    assert notice.head["addressee"] == "各县（市、区）人力社保局"
    assert notice.head["title"] == "关于做好2024年度职称评审工作的通知"


@pytest.mark.parametrize(
    "text, found",
    [
        ("不少于９０学时", [("90", "学时")]),
        ("提前五个工作日", [("5", "工作日")]),
        ("于11月30日前", [("2024-11-30", "日期")]),
        ("二〇二四年五月十日", [("2024-05-10", "日期")]),
        ("不少于百分之二十", [("20", "%")]),
        ("按照浙人社函〔2024〕3 9号", [("浙人社函〔2024〕39号", "文号")]),
        ("每满一年加0.5分", [("1", "年"), ("0.5", "分")]),
        ("（附件2-2）", [("附件2-2", "附件")]),
        ("电话：0578-2098731", [("0578-2098731", "电话")]),
        ("统一一级教师", []),
        ("《2019年办法》", []),
    ],
)
def test_figures(text: str, found: list[tuple[str, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in find_figures(text, 2024)] == found


@pytest.mark.parametrize(
    "text, number", [("十", 10), ("二十六", 26), ("一百零五", 105), ("１２", 12), ("两", 2), ("十二月", None), ("", None)]
)
def test_numerals(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_windows() -> None:
    assert window("7月1日—7月31日", "8月中旬—9月底", 2024) == ("2024-07", "2024-09")
    assert window("", "7月—9月", 2024) == ("2024-07", "2024-09")
    assert window("", "2025年3月", 2024) == ("", "2025-03")
    assert months("全年", 2024) == []


def test_offices_and_telephones() -> None:
    assert part_office("市科技局办公室(外专局) 2051815") == ("市科技局办公室(外专局)", "2051815")
    assert part_office("市人事处（0570-3021001）") == ("市人事处", "0570-3021001")
    assert part_office("各县(市、区)教育局") == ("各县(市、区)教育局", "")


def test_headings() -> None:
    assert fields_of(("序号", "推荐资格名称", "完成时间", "主管单位及电话", "申报对象")) == (
        "number",
        "name",
        "finish",
        "office",
        "scope",
    )
    assert holds_telephone("评委会办公室所在单位及电话")
    assert not holds_telephone("受理部门")
    assert not is_heading(["1", "市新闻专业人员", "6月"])


@pytest.mark.parametrize(
    "text, is_one", [("— 3 —", True), ("·2·", True), ("第 3 页 共 9 页", True), ("3月", False), ("2024", False)]
)
def test_page_numbers(text: str, is_one: bool) -> None:
    assert is_page_number(text) is is_one
