"""A notice with more rows than a policy can hold: told before anything is written, in time that grows with its rows."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from engine.notice.model import TableRow
from engine.scaffold.writing import oversized
from engine.source.limits import POLICY
from tests.cli.helpers import invoke
from tests.notice.measuring import POLICY as LAST

docx = pytest.importorskip("docx")
COLUMNS = ("序号", "评委会名称", "所评资格名称", "启动时间", "完成时间", "评委会办公室所在单位及电话", "申报对象")
PARAGRAPHS = ("某市局", "关于做好2024年度职称评审工作的通知", "各县：", "一、甲", "各单位应当认真办理。", "附件1", "一、表")


def row(number: int, alike: bool) -> tuple[str, ...]:
    name = "" if alike else str(number)
    return (
        str(number), f"市某{name}专业人员中级专业技术职务任职资格评审委员会", "工程师", "6月", "8月", f"市某局人事处 209{number % 9_999:04d}",
        f"全市某{name}专业人员",
    )  # fmt: skip


def notice(rows: int, alike: bool = False) -> bytes:
    """A Word file whose one table has ``rows`` rows."""
    document = docx.Document()
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=len(COLUMNS))
    namespace = table._tbl.nsmap["w"]
    for cell, text in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.text = text
    for number in range(1, rows + 1):
        cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row(number, alike))
        table._tbl.append(docx.oxml.parse_xml(f'<w:tr xmlns:w="{namespace}">{cells}</w:tr>'))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def spent(tmp_path: Path, rows: int, alike: bool) -> tuple[float, str]:
    path = tmp_path / f"{rows}.docx"
    path.write_bytes(notice(rows, alike))
    started = time.process_time()
    answer = invoke("new-year", "2024", "--from", str(LAST), "--notice", str(path), "-o", str(tmp_path / "2024"))
    assert answer.code == 2
    assert not (tmp_path / "2024").exists()
    return time.process_time() - started, answer.err


@pytest.mark.slow
@pytest.mark.parametrize("alike", [False, True], ids=["rows that differ", "rows alike"])
def test_more_rows_than_a_policy_holds_are_refused_by_name_in_linear_time(tmp_path: Path, alike: bool) -> None:
    some, _ = spent(tmp_path, 1_500, alike)
    many, told = spent(tmp_path, 6_000, alike)
    assert "E0945" in told
    assert "committees.yaml 有 6000 行表格，共 " in told
    assert "KB，超过一个文件 1024 KB的上限；没有写出任何文件。" in told
    assert "Traceback" not in told
    assert many < 5 * some


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("长" * (POLICY.bytes // 3 + 1), (1025, 1024, "KB")),
        ("\n" * POLICY.lines, (POLICY.lines + 1, POLICY.lines, "lines")),
        ("\n" * (POLICY.lines - 1), None),
    ],
)
def test_size_and_lines_are_held_against_the_limit(text: str, told: tuple[int, int, str] | None) -> None:
    rows = {"a.yaml": [TableRow("表一", "1", {}, (1,))]}
    found = [each.arguments for each in oversized({"a.yaml": text, "b.yaml": "甲: 1\n"}, rows)]
    assert [(each["number"], each["limit"], each["unit"].en) for each in found] == ([] if told is None else [told])
    assert [each["rows"] for each in found] == [1] * len(found)
