"""Lists as people write them, and all that is wrong with them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine.diagnostics import catalog
from engine.errors import InvalidInput
from engine.sampling.population import Population, read_population
from engine.sampling.result import sample
from tests.helpers import expect


def read(folder: Path, name: str, data: bytes | str, **columns: str) -> Population:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return read_population(str(path), shown=name, **columns)


def refused(folder: Path, name: str, data: bytes | str, **columns: str) -> list:
    with pytest.raises(InvalidInput) as caught:
        read(folder, name, data, **columns)
    return caught.value.diagnostics


def test_the_same_list_in_every_kind_of_file(tmp_path: Path) -> None:
    kinds = {
        "a.csv": "编号,县\nA1,遂昌县\nA2,青田县\n",
        "b.csv": b"\xef\xbb\xbf\xe7\xbc\x96\xe5\x8f\xb7,\xe5\x8e\xbf\r\n\r\n A2 ,\xe9\x9d\x92\xe7\x94\xb0\xe5\x8e\xbf\r\nA1,\xe9\x81\x82\xe6\x98\x8c\xe5\x8e\xbf",
        "c.json": '[{"编号": "A1", "县": "遂昌县"},\n {"县": "青田县", "编号": "A2"}]',
    }  # fmt: skip
    found = [read(tmp_path, name, data, by="县") for name, data in kinds.items()]
    assert {frozenset((r.key, r.stratum) for r in p.records) for p in found} == {frozenset({("A1", "遂昌县"), ("A2", "青田县")})}


def test_plain_lists(tmp_path: Path) -> None:
    assert [r.key for r in read(tmp_path, "a.txt", "A1\n\n　A2　\r\nA 3").records] == ["A1", "A2", "A 3"]
    assert [r.line for r in read(tmp_path, "a.txt", "A1\n\n　A2　\r\nA 3").records] == [1, 3, 4]
    assert [r.key for r in read(tmp_path, "a.json", '["A1", 2]').records] == ["A1", "2"]


def test_lines_of_records_that_span_lines(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", '编号,名称\nA1,"甲\n乙"\nA2,丙\n').records
    assert [(r.key, r.line) for r in found] == [("A1", 2), ("A2", 4)]
    found = read(tmp_path, "a.json", '[\n{"k":\n "A"},\n\n{"k": "B"}]').records
    assert [r.line for r in found] == [2, 5]


def test_key_column(tmp_path: Path) -> None:
    assert [r.key for r in read(tmp_path, "a.csv", "名称,编号\n甲,A1\n甲,A2\n", key="编号").records] == ["A1", "A2"]


def test_items_of_a_json_list_are_told_by_number(tmp_path: Path) -> None:
    """A JSON list is often one line."""
    records = read(tmp_path, "a.json", '["A","B",\n"C"]').records
    assert [(r.line, r.item) for r in records] == [(1, 1), (1, 2), (2, 3)]
    assert [r.item for r in read(tmp_path, "a.csv", "编号\nA1\n").records] == [None]


def told(tmp_path: Path, name: str, data: str, lang: str) -> list[str]:
    return [catalog.message(each, lang) for each in refused(tmp_path, name, data)]


def test_mistakes_in_a_json_list_name_the_item(tmp_path: Path) -> None:
    listed = '["A","B","A","","C\\u202e"]'
    chinese = ["第3项“A”与第1项重复。", "第4项是空的。", "第5项含控制字符、看不见的字符，或超过1000字。"]
    assert told(tmp_path, "a.json", listed, "zh") == chinese
    assert told(tmp_path, "a.json", listed, "en") == [
        "item 3, `A` is the same as item 1", "item 4 is blank", "item 5 has control or invisible characters, or more than 1000 characters",
    ]  # fmt: skip
    assert told(tmp_path, "a.json", '[{"k":"A"},{"k":""}]', "zh") == ["第2项“k”是空的。"]
    assert told(tmp_path, "a.csv", "编号,县\nA,x\nA,x\n,x\n", "zh") == ["“A”与第2行重复。", "这一行“编号”是空的。"]
    assert told(tmp_path, "a.csv", "编号,县\nA,x\nA,x\n,x\n", "en") == [
        "`A` is the same as line 2",
        "`编号` of this record is blank",
    ]


CASES: list[tuple[str, bytes | str, dict[str, str], str, int]] = [
    ("a.xlsx", "PK", {}, "E0850", 0),
    ("a.csv", "", {}, "E0851", 0),
    ("a.csv", "编号,县\n", {}, "E0851", 0),
    ("a.txt", "\n \n", {}, "E0851", 0),
    ("a.json", "[]", {}, "E0851", 0),
    ("a.csv", "编号,县\n,遂昌县\n", {}, "E0852", 2),
    ("a.csv", "编号,县\nA1,\n", {"by": "县"}, "E0852", 2),
    ("a.json", '["A",\n null]', {}, "E0852", 2),
    ("a.json", '["A",\n true]', {}, "E0852", 2),
    ("a.json", '["A",\n 1.5]', {}, "E0852", 2),
    ("a.json", '[{"k":"A"},\n {"K":"B"}]', {}, "E0852", 2),
    ("a.json", '[{"k":"A"},\n "B"]', {}, "E0852", 2),
    ("a.csv", "编号\nA1\n\nA1\n", {}, "E0853", 4),
    ("a.json", '["A", "A"]', {}, "E0853", 1),
    ("a.csv", '编号\n"A\n1"\n', {}, "E0854", 2),
    ("a.txt", "A\u202e1\n", {}, "E0854", 1),
    ("a.txt", "A" * 2000, {}, "E0854", 1),
    ("a.json", '["\\ud800"]', {}, "E0854", 1),
    ("a.csv", "编号,县\nA1,x\n", {"by": "县区"}, "E0855", 1),
    ("a.csv", "编号,编号\nA1,x\n", {}, "E0855", 1),
    ("a.txt", "A\n", {"by": "县"}, "E0855", 0),
    ("a.json", '["A"]', {"by": "县"}, "E0855", 1),
    ("a.csv", "编号,县\nA1,甲,乙\n", {}, "E0856", 2),
    ("a.csv", "编号,县\nA1\n", {}, "E0856", 2),
    ("a.csv", '编号\n"A1\n', {}, "E0857", 2),
    ("a.csv", '编号\n"A"1\n', {}, "E0857", 2),
    ("a.json", '{"k": "A"}', {}, "E0857", 1),
    ("a.json", '["A",\n"B"', {}, "E0857", 2),
    ("a.json", '["A",\n"B",]', {}, "E0857", 2),
    ("a.json", '["A"\n"B"]', {}, "E0857", 2),
    ("a.json", '["A"]\n x', {}, "E0857", 1),
    ("a.json", "[" * 100_000, {}, "E0857", 1),
    ("a.json", "", {}, "E0857", 1),
    ("a.csv", "编号\n单位".encode("gbk"), {}, "E0101", 1),
    ("a.csv", "编号\nA1".encode("utf-16"), {}, "E0101", 1),
]  # fmt: skip


@pytest.mark.parametrize("name,data,columns,code,line", CASES, ids=[f"{case[3]} {place}" for place, case in enumerate(CASES)])
def test_refused(tmp_path: Path, name: str, data: bytes | str, columns: dict[str, str], code: str, line: int) -> None:
    diagnostic = expect(refused(tmp_path, name, data, **columns), code)
    assert diagnostic.span.line == line
    assert diagnostic.span.file == name


def test_advice_for_gbk(tmp_path: Path) -> None:
    diagnostics = refused(tmp_path, "a.csv", "编号\n单位".encode("gbk"))
    expect(diagnostics, "E0101", help="请在编辑器中选“另存为”，编码选 UTF-8，再试一次。")


def test_near_miss_of_a_column(tmp_path: Path) -> None:
    found = expect(refused(tmp_path, "a.csv", "编号,县区\nA1,x\n", by="县"), "E0855")
    assert found.arguments["suggestion"] in ("县区", None)


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    diagnostics = refused(tmp_path, "a.txt", "A\n" * 100)
    assert len(diagnostics) == 21
    expect(diagnostics, "E0858", message="还有79处问题没有列出。")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_population(str(tmp_path / "none.csv"))
    expect(caught.value.diagnostics, "E0106")


@pytest.mark.slow
def test_a_million_records(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_text("编号,县\n" + "".join(f"U{number:07},县{number % 9}\n" for number in range(1_000_000)), encoding="utf-8")
    start = time.monotonic()
    drawn = sample(str(path), "2023123", rate="0.01%", by="县")
    assert len(drawn["drawn"]) == 9 * 12
    assert time.monotonic() - start < 60
