"""Nothing invisible, reordering or endless reaches output."""

from __future__ import annotations

import json
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics.safe_text import FORBIDDEN_CLASS, printable, printable_json, safe


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


def test_the_short_cut_never_lets_anything_through() -> None:
    """What is taken for plain without the pattern holds nothing that the pattern would find, for every character."""
    forbidden = re.compile(f"[{FORBIDDEN_CLASS}\t\n\r]")
    for start in range(0, 0x110000, 0x100):
        for character in map(chr, range(start, start + 0x100)):
            if forbidden.match(character):
                assert not forbidden.search(safe(character))
                assert not forbidden.search(printable(character).replace("\n", "").replace("\t", ""))


def test_whole_texts_keep_their_lines() -> None:
    assert printable("甲\n\t乙\u3000丙") == "甲\n\t乙\u3000丙"
    assert printable("甲\r\n乙\u202e") == "甲 \n乙⟨U+202E⟩"


def test_json_stays_the_same_data() -> None:
    data = {"甲": "\u202e\U000e0041\ud800\u3164乙"}
    text = printable_json(json.dumps(data, ensure_ascii=False, indent=1))
    assert json.loads(text) == data
    assert text.isascii() is False
    assert all(character.isprintable() or character == "\n" for character in text.replace("\u3164", "\0"))
