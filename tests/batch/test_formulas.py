"""Formulas in workbooks: with a result they are read as that; without one the file is refused before anything is decided."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from engine.batch import formulas
from tests.batch.helpers import batch, lines


def workbook(path: Path, cells: str = "{}") -> None:
    """A register whose formula in B3 is written as ``cells`` says of what openpyxl wrote."""
    book = openpyxl.Workbook()
    for row in (["编号", "规定年限", "系列"], [1, 4, "工程"], [2, "=B2+1", "工程"]):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8")
            new.writestr(name, re.sub(r'<c r="B3".*?</c>', cells.format(r"\g<0>"), text))


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize("cell", ["{}", '<c r="B3" s="1"><f>B2+1</f></c>', '<c r="B3"><f t="shared" si="0"/><v /></c>'])
def test_a_formula_without_a_result_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, cell: str) -> None:
    monkeypatch.chdir(tmp_path)
    workbook(tmp_path / "in.xlsx", cell)
    answer = batch("in.xlsx", "--key", "编号", "-o", "o.jsonl", "--engine", engine)
    assert (answer.code, answer.err) == (2, (
        "E0967 in.xlsx:3:1 B3单元格是公式，文件里没有它的计算结果。\n"
        "  办法：请用表格软件打开这个文件，保存后再试；也可以把公式粘贴成数值。\n\n"
    ))  # fmt: skip
    english = batch("in.xlsx", "--key", "编号", "-o", "o.jsonl", "--lang", "en").err
    assert english.startswith(
        "E0967 in.xlsx:3:1 cell B3 is a formula, and the file does not hold what it comes to\n  help: open the"
    )
    assert not Path("o.jsonl").exists()


@pytest.mark.parametrize("cell,missing", [
    ('<c r="B3"><f>B2+1</f><v>5</v></c>', False), ('<c r="B3" t="str"><f>""</f><v></v></c>', True), ('<c r="B3"/>', True),
])  # fmt: skip
def test_what_a_formula_came_to_is_read(tmp_path: Path, cell: str, missing: bool) -> None:
    workbook(tmp_path / "in.xlsx", cell)
    assert batch(tmp_path / "in.xlsx", "--key", "编号", "-o", tmp_path / "o.jsonl").code == 0
    assert ["required_years" in each["missing"] for each in lines(tmp_path / "o.jsonl")] == [False, missing]


@pytest.mark.parametrize("block", [1, 7, 40, 1_000])
def test_a_cell_that_is_cut_between_blocks_is_seen(block: int) -> None:
    text = b'<c r="A1"><v>1</v></c>' * 3 + b'<c r="AB12"><f>A1</f><v></v></c>'
    assert formulas._first(_Slowly(text, block)) == ("AB", 12)


class _Slowly(io.BytesIO):
    """Gives a few bytes at a time."""

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self._most = most

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._most)
