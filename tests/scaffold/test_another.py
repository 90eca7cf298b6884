"""Files that are no notice of this kind, or one of another year."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import api
from tests.helpers import expect
from tests.notice.measuring import NOTICES, POLICY


def test_another_text_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    notice, folder = tmp_path / "纪要.txt", tmp_path / "2024"
    notice.write_text("会议纪要\n一、讨论了食堂事宜。\n", "utf-8")
    with pytest.raises(api.InvalidInput) as raised:
        api.new_year(2024, str(POLICY), str(notice), str(folder))
    expect(
        raised.value.diagnostics, "E0946",
        f"“{notice}”不像是新一年的通知：上一年度的条款和附件各行共137处，在里面只认出1处。",
        "请换成新一年的通知全文，连同附件各表；没有写出文件夹。",
    )  # fmt: skip
    assert not folder.exists()


def test_last_years_notice_is_told(tmp_path: Path) -> None:
    notice = str(NOTICES / "base-2023.txt")
    made = api.new_year(2024, str(POLICY), notice, str(tmp_path / "2024"))
    expect(
        made.warnings, "W0947", f"“{notice}”的标题和文号写的是2023年，不是2024年。",
        "请核对：拿错了文件的，换成新一年的通知重做；年度写错的，改命令里的年度。",
    )  # fmt: skip


def test_another_city_and_the_right_year_are_taken(tmp_path: Path) -> None:
    made = api.new_year(2024, str(POLICY), str(NOTICES / "second-city-2024.txt"), str(tmp_path / "2024"))
    assert [each.code for each in made.warnings] == []
