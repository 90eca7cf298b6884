"""YAML texts edited in place: only what is asked for changes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from engine.scaffold.sheet import Piece, Sheet, document_sheet, flow, scalar
from engine.source.nodes import MappingNode, SequenceNode
from engine.source.yaml_reader import read_yaml

TEXT = """\
# 表头
行:
  # 第一行之上
  - 名: 甲  # 尾注
    值: 1
  # 第二行之上
  - {名: 乙, 值: "2"}  # 乙的尾注
  - 名: 丙
    备注:
      - {内容: 一}

# 表尾
完: 是
"""


def opened(text: str) -> tuple[Sheet, Any]:
    document, problems = read_yaml("x.yaml", text.encode())
    assert document is not None, problems
    return document_sheet(document), document.root


def rows(root: MappingNode) -> SequenceNode:
    listed = root.get("行")
    assert isinstance(listed, SequenceNode)
    return listed


def test_nothing_asked_for_nothing_changed() -> None:
    sheet, _ = opened(TEXT)
    assert sheet.rendered() == TEXT


def test_a_value_is_replaced_and_keeps_its_quotes() -> None:
    sheet, root = opened(TEXT)
    first, second, _ = rows(root).items
    sheet.replace(first.get("值"), 10)
    sheet.replace(second.get("值"), "20")
    assert sheet.rendered() == TEXT.replace("值: 1\n", "值: 10\n").replace('"2"', '"20"')


def test_an_entry_is_added_in_the_layout_of_its_mapping() -> None:
    sheet, root = opened(TEXT)
    for item in rows(root).items:
        sheet.add(item, "核对", [{"事由": "新增"}])
    assert sheet.rendered() == TEXT.replace(
        "    值: 1\n", "    值: 1\n    核对:\n      - {事由: 新增}\n"
    ).replace('"2"}', '"2", 核对: [{事由: 新增}]}').replace(
        "      - {内容: 一}\n", "      - {内容: 一}\n    核对:\n      - {事由: 新增}\n"
    )  # fmt: skip


def test_an_entry_is_left_out_and_another_put_in_its_place() -> None:
    text = "行:\n  - 名: 甲\n    核对:\n      - {事由: 新增, 确认: 待确认}\n  - {名: 乙, 核对: [{事由: 新增}], 值: 2}\n"
    sheet, root = opened(text)
    first, second = rows(root).items
    assert sheet.drop(first, "核对")
    assert sheet.drop(second, "核对")
    sheet.add(first, "核对", [{"事由": "改动"}])
    sheet.add(second, "核对", [{"事由": "改动"}])
    assert sheet.rendered() == "行:\n  - 名: 甲\n    核对:\n      - {事由: 改动}\n  - {名: 乙, 值: 2, 核对: [{事由: 改动}]}\n"


def test_items_are_reordered_with_the_comments_above_them_and_edits_inside() -> None:
    sheet, root = opened(TEXT)
    listed = rows(root)
    items = sheet.items(listed)
    assert items is not None
    sheet.replace(listed.items[1].get("值"), "9")
    pieces = [*items.pieces[1], Piece(text="  - 名: 新\n"), *items.pieces[2], *items.pieces[0]]
    sheet.arrange(items.start, items.end, pieces)
    assert sheet.rendered() == (
        '# 表头\n行:\n  # 第一行之上\n  # 第二行之上\n  - {名: 乙, 值: "9"}  # 乙的尾注\n  - 名: 新\n  - 名: 丙\n    备注:\n'
        "      - {内容: 一}\n  - 名: 甲  # 尾注\n    值: 1\n\n# 表尾\n完: 是\n"
    )


def test_comments_above_an_item_left_out_stay_with_its_neighbour() -> None:
    sheet, root = opened(TEXT)
    items = sheet.items(rows(root), {1})
    assert items is not None
    assert sorted(items.pieces) == [0, 2]
    sheet.arrange(items.start, items.end, [*items.pieces[0], *items.pieces[2], *items.rest])
    assert sheet.rendered() == TEXT.replace('  - {名: 乙, 值: "2"}  # 乙的尾注\n', "")


def test_weaker_edits_give_way() -> None:
    sheet, root = opened("名: 甲乙\n值: 甲\n")
    sheet.replace(root.get("名"), "丙")
    assert sheet.rendered([(3, 4, "X"), (9, 10, "Y")]) == "名: 丙\n值: Y\n"


@pytest.mark.parametrize("text", ["行: [{名: 甲}, {名: 乙}]\n", "行:\n  - {名: 甲}\n  - \n    名: 乙\n"])
def test_a_list_that_is_not_one_item_below_the_other_is_not_taken_apart(text: str) -> None:
    sheet, root = opened(text)
    assert sheet.items(rows(root)) is None


@pytest.mark.parametrize(
    "value",
    [
        "甲：乙",
        "90",
        "no",
        "true",
        "~",
        "",
        "- 甲",
        "甲 # 乙",
        '他说"好"',
        "C:\\路",
        "2024-05-10",
        "一.7",
        "a: b",
        "[甲]",
        "{甲}",
        "*甲",
        "甲,乙",
    ],
)
def test_every_text_comes_back_as_it_was(value: str) -> None:
    written = f"甲: {scalar(value)}\n乙: {flow([value, {'丙': value}])}\n"
    assert yaml.safe_load(written) == {"甲": value, "乙": [value, {"丙": value}]}
    document, problems = read_yaml("x.yaml", written.encode())
    assert document is not None, problems


def test_what_yaml_may_not_hold_is_left_out() -> None:
    assert scalar("甲\u202e乙\x07\t丙") == '"甲乙 丙"'
