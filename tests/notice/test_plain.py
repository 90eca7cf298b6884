"""A notice's lines as the ledger compares them: the same passages and rows from a text with page breaks and from a Word file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.diagnostics.catalog import message
from engine.errors import InvalidInput
from engine.notice.public import notice_lines
from engine.trace.annex import read_tables
from engine.trace.passages import fold_document
from tests.helpers import expect
from tests.notice.measuring import NOTICES, POLICY
from tests.notice.test_hostile import DOCUMENT, package


def rows(name: str) -> list[list[tuple[int, tuple[str, ...]]]]:
    tables = read_tables(fold_document(name, notice_lines(str(NOTICES / name), str(POLICY))[1]))
    return [[(row.number, tuple("".join(cell.split()) for cell in row.cells.values())) for row in table.rows] for table in tables]


def test_rows_are_the_same_from_a_text_with_page_breaks_and_from_a_word_file() -> None:
    text, word = rows("same-city-2024.txt"), rows("same-city-2024.docx")
    assert [[number for number, _ in table] for table in text] == [[number for number, _ in table] for table in word]
    assert sum(map(len, text)) == 72


def test_lines_keep_their_numbers_and_page_numbers_go() -> None:
    path = NOTICES / "same-city-2024.txt"
    printed, plain = path.read_text("utf-8").split("\n"), notice_lines(str(path), str(POLICY))[1].split("\n")
    kept = [place for place, line in enumerate(plain) if line and "\t" not in line]
    assert kept
    assert all(plain[place] == printed[place] for place in kept)
    assert any(line.strip().strip("—- ").isdecimal() for line in printed)
    assert not any(line.strip().strip("—- ").isdecimal() for line in plain)


def refused(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        notice_lines(str(path), str(POLICY))
    return [each.code for each in refusal.value.diagnostics]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in files")
@pytest.mark.parametrize("name", ["notice.txt", "notice.docx"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert refused(tmp_path / name) == ["E0108"]


def test_a_word_file_may_have_as_much_text_as_a_text_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "".join(f"第{number}项要求，由各单位自行掌握。\n" for number in range(15_000))
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    assert refused(tmp_path / "long.txt") == ["E0103"]
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    start = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    (tmp_path / "long.docx").write_bytes(package({DOCUMENT: f"{start}{paragraphs}</w:body></w:document>".encode()}))
    with pytest.raises(InvalidInput) as refusal:
        notice_lines("long.docx", str(POLICY))
    told = expect(
        refusal.value.diagnostics, "E0929", "“long.docx”里的文字有 693 KB，超过 512 KB 的上限。",
        "请确认选对了文件；通知和附件以外的内容，请另存成别的文件。",
    )  # fmt: skip
    assert message(told, "en") == "the text in `long.docx` has 693 KB, more than the limit of 512 KB"
