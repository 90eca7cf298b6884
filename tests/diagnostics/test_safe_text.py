"""Nothing invisible, reordering or endless reaches output."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics.safe_text import safe


def test_direction_marks_and_controls_are_shown_by_code_point() -> None:
    assert safe("甲\u202e乙\x1b[31m") == "甲⟨U+202E⟩乙⟨U+001B⟩[31m"


def test_line_ends_become_spaces() -> None:
    assert safe("甲\n乙\t丙") == "甲 乙 丙"


def test_long_text_is_shortened_visibly() -> None:
    assert safe("一" * 10_000_000, 8) == "一一一一一一…一一"
    assert safe("一二三四", 4) == "一二三四"


def test_other_values_are_written_out() -> None:
    assert safe(90) == "90"


@given(st.text(st.characters(), max_size=60))
def test_output_is_printable_whatever_comes_in(text: str) -> None:
    shown = safe(text, 20)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]", shown)
    assert all(unicodedata.category(character) not in ("Cc", "Cs") for character in shown)
    shown.encode("utf-8")
