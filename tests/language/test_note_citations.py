"""What the notes of rows cite is told to applicants: it must be in the register."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import CURRENT, lay, problems

ROWS = (CURRENT / "committees.yaml").read_text(encoding="utf-8")
CITED = "【五(二).15】"


@pytest.mark.parametrize(
    ("cited", "codes"),
    [
        (CITED, []),
        ("【五(二).99】", ["E0310"]),
        ("【五(二).15、五(二).98】", ["E0310"]),
        ("【口径 A14】", []),
        ("【表一·26】", []),
    ],
)
def test_a_note_cites_what_is_registered(tmp_path: Path, cited: str, codes: list[str]) -> None:
    assert CITED in ROWS
    found, _ = problems(lay(tmp_path / "a", {"committees.yaml": ROWS.replace(CITED, cited, 1)}, CURRENT))
    assert [each.code for each in found] == codes
    assert all(each.span.file == "committees.yaml" for each in found)
