"""A notice's lines as the ledger compares them: the same passages and rows from a text with page breaks and from a Word file."""

from __future__ import annotations

from engine.notice.public import notice_lines
from engine.trace.annex import read_tables
from engine.trace.passages import fold_document
from tests.notice.measuring import NOTICES, POLICY


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
